import Foundation
import Records
import Storage

/// Shows one student with its programs.
public struct ShowStudent {
    let store: any Store
    private let workspace: Workspace?

    public init(_ workspace: Workspace) {
        store = workspace.store
        self.workspace = workspace
    }

    /// For the administrator of the host.
    public init(store: any Store) {
        self.store = store
        workspace = nil
    }

    public struct Shown: Sendable {
        public let student: StudentView
        /// Nil where the role does not see them.
        public let programs: [ProgramView]?
        /// The number that was asked for, where the student does not hold it (any more): that of
        /// a student who was merged into this one, or an earlier one.
        public let askedFor: String?
        /// The student IDs of those who were merged into this one.
        public let mergedFrom: [String]
        /// What every write counts up.
        public let revision: Int
        /// How many documents, events, learning plans and enrollments of its own there are.
        public let attached: [String: Int]
    }

    /// The student that `id` leads to, whatever kind of number it is.
    ///
    /// - Throws: `OperationError` where it leads to none, or to several.
    public func run(_ id: String) throws -> Shown {
        try workspace?.require(.seeStudents)
        let seesPrograms = workspace?.allows(.seePrograms) ?? true
        return try store.read { reader in
            let number = try Self.resolve(id, reader)
            guard var student = try reader.wholeStudent(number) else {
                throw OperationError.notFound(kind: "student", name: id)
            }
            // Left out as if they were blank, so that it does not show whether they are.
            let hidden = AccessPolicy.hidden(from: workspace?.role)
            student.fields.removeAll { hidden.contains($0.name) }
            let isHeld = try reader.currentHolders(of: id).contains(number)
            let merged = try reader.studentIDs(mergedInto: number)
            return Shown(
                student: student, programs: seesPrograms ? try reader.programs(of: number) : nil,
                askedFor: isHeld && !merged.contains(id) ? nil : id, mergedFrom: merged,
                revision: try reader.revision(of: number) ?? 0,
                attached: try reader.attachedCounts(of: number))
        }
    }

    static func resolve(_ id: String, _ reader: any Reader) throws -> Int {
        let found = try reader.students(withID: id)
        if found.count > 1 {
            throw OperationError.refused(
                code: "student.several", message: "\(found.count) students hold this number.",
                remedy: "Use the student ID of one: homeroom student find \(id).")
        }
        if let student = found.first { return student }
        let waiting = try reader.students(numberedFrom: id, limit: 5)
            .contains { $0.student == nil && ($0.integrationID == id || $0.stateID == id) }
        if waiting {
            throw OperationError.refused(
                code: "student.not-imported",
                message: "This student is in the General Student Table and has no profile yet.",
                remedy: "Import the profile with: homeroom student import \(id). A program row "
                    + "does so too.")
        }
        throw OperationError.notFound(kind: "student", name: id)
    }
}

extension StudentView {
    /// What is held for the student until the SIS has it: `awaitingEnrollment` where a transfer
    /// envelope came before the enrollment.
    public var hold: String? {
        integrationID == nil && origin == Cause.envelopeBeforeEnrollment.rawValue
            ? "awaitingEnrollment" : nil
    }
}
