import Foundation
import Records
import Storage

/// Shows one student with its programs.
public struct ShowStudent {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// For the administrator of the host.
    public init(store: any Store) { workspace = Workspace(reading: store) }

    public struct Shown: Sendable {
        public let student: StudentView
        /// Nil where they are not seen; without those of a class that is not seen.
        public let programs: [ProgramView]?
        /// The number that was asked for, where the student does not hold it (any more): that of
        /// a student who was merged into this one, or an earlier one.
        public let askedFor: String?
        /// The student IDs of those who were merged into this one.
        public let mergedFrom: [String]
        /// Another one after every write of what is seen; see `Workspace.revision`.
        public let revision: Int
        /// How many documents, events, learning plans and enrollments of its own there are, of
        /// those kinds that are seen.
        public let attached: [String: Int]
    }

    /// The student that `id` leads to, whatever kind of number it is.
    ///
    /// - Throws: `OperationError` where it leads to none, or to several.
    public func run(_ id: String) throws -> Shown {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            let number = try workspace.resolve(id, reader)
            guard var student = try reader.wholeStudent(number) else {
                throw OperationError.notFound(kind: "student", name: id)
            }
            // Left out as if they were blank, so that it does not show whether they are.
            let hidden = workspace.access.hidden
            student.fields.removeAll { hidden.contains($0.name) }
            let attached = try reader.attachedCounts(of: number)
            let isHeld = try reader.currentHolders(of: id).contains(number)
            let merged = try reader.studentIDs(mergedInto: number)
            return Shown(
                student: student,
                programs: workspace.allows(.seePrograms)
                    ? try workspace.programs(of: number, reader) : nil,
                askedFor: isHeld && !merged.contains(id) ? nil : id, mergedFrom: merged,
                revision: try workspace.revision(of: number, reader),
                attached: attached.filter { workspace.seesAttached($0.key) })
        }
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
