import Foundation
import Records
import Storage

/// Imports students of the General Student Table as profiles that are linked to it.
public struct ImportProfiles {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// For the administrator of the host.
    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        workspace = Workspace(store: store, actor: actor, clock: clock)
    }

    public struct Imported: Codable, Equatable, Sendable {
        /// The new profiles' student IDs.
        public let studentIDs: [String]
        public let changeSet: Int
    }

    /// More students than these are not each noted as what the change set is about.
    private static let subjectsNoted = 100

    /// Imports the SIS students with these numbers, all or, where one is refused, none.
    ///
    /// - Parameter ids: integration IDs; a state ID or other ID that one SIS student holds will do.
    public func run(_ ids: [String]) throws -> Imported {
        try workspace.require(.createStudents)
        return try workspace.store.write { writer in
            var found: [Int: String] = [:]
            for id in ids {
                let candidate = try candidate(id.trimmingCharacters(in: .whitespaces), writer)
                found[candidate.id] = candidate.importID
            }
            // In the order in which the store hands SIS students over.
            let wanted = found.sorted {
                Array($0.value.utf8).lexicographicallyPrecedes($1.value.utf8)
            }
            let first = try writer.takeNumbers("student", count: wanted.count)
            let numbered = wanted.enumerated().map { index, one in
                (sis: Int64(one.key), student: Int64(first + index))
            }
            let change = try workspace.begin(
                "create", "Import from the General Student Table",
                about: numbered.count > Self.subjectsNoted ? [] : numbered.map { Int($0.student) },
                writer)
            try writer.importProfiles(of: numbered, at: workspace.now, in: change)
            try writer.note(TableChange(inserted: wanted.count), of: .student, in: change)
            return Imported(studentIDs: wanted.map(\.value), changeSet: change)
        }
    }

    /// The SIS student that `id` names and that can be imported.
    func candidate(_ id: String, _ reader: any Reader) throws -> LinkRule.Candidate {
        let all = try workspace.seen(
            reader.linkCandidates(stateIDs: [id], otherIDs: [id]), reader)
        let byImportID = all.filter { $0.importID == id }
        let candidates = byImportID.isEmpty ? all : byImportID
        guard let candidate = candidates.first else {
            throw OperationError.refused(
                code: "student.not-in-roster",
                message: "The General Student Table has no student \(id).",
                remedy: "Look the student up with: homeroom student find TEXT. If the SIS has the "
                    + "student, import studemo.txt first.")
        }
        if candidates.count > 1 {
            throw OperationError.refused(
                code: "student.several",
                message: "\(candidates.count) students of the General Student Table hold the "
                    + "number \(id).",
                remedy: "Use the integration ID of one: homeroom student find \(id).")
        }
        if candidate.hasProfile {
            throw OperationError.refused(
                code: "student.already-imported", message: "Student \(id) has a profile already.",
                remedy: "See it with: homeroom student show \(id).")
        }
        if try !reader.currentHolders(of: candidate.importID).isEmpty {
            throw OperationError.refused(
                code: "student.id-taken",
                message: "Another student holds the number \(candidate.importID) already.",
                remedy: "Look at that one: homeroom student show \(candidate.importID).")
        }
        return candidate
    }
}
