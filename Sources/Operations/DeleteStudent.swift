import Foundation
import Records
import Storage

/// Deletes a student to whom nothing was ever attached.
public struct DeleteStudent {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    public struct Deleted: Codable, Equatable, Sendable {
        public let studentID: String
        public let changeSet: Int
    }

    /// - Throws: `OperationError` with `student.linked` where the SIS has the student; with
    ///   `student.has-records` where something hangs on the student, or did once.
    public func run(_ id: String, reason: String = "") throws -> Deleted {
        try workspace.require(.deleteStudents)
        return try workspace.store.write { writer in
            let profile = try deletable(id, writer)
            let change = try workspace.begin(
                "delete", reason.isEmpty ? "Student deleted" : reason, about: [profile.id], writer)
            try writer.deleteStudent(profile.id, in: change)
            return Deleted(studentID: profile.studentID, changeSet: change)
        }
    }

    /// Makes sure that a student can be deleted, and changes nothing.
    ///
    /// - Throws: as `run`.
    public func check(_ id: String) throws {
        try workspace.require(.deleteStudents)
        try workspace.store.read { _ = try deletable(id, $0) }
    }

    private func deletable(_ id: String, _ reader: any Reader) throws -> UnlinkedProfile {
        let student = try workspace.resolve(id, reader)
        guard let profile = try reader.profile(student) else {
            throw OperationError.notFound(kind: "student", name: id)
        }
        if profile.sisStudent != nil {
            throw OperationError.refused(
                code: "student.linked",
                message:
                    "Student \(profile.studentID) is linked to the SIS, and is not deleted.",
                remedy: "If the link is wrong, take it off first: "
                    + "homeroom student unlink \(profile.studentID) --reason TEXT. If the "
                    + "profile was imported by mistake, undo that change set: "
                    + "homeroom student history \(profile.studentID).")
        }
        if try reader.wasEverAttached(to: student) {
            throw OperationError.refused(
                code: "student.has-records",
                message: "Student \(profile.studentID) has records, or had some once, and is "
                    + "not deleted.",
                remedy: "If the student is there twice, look at the merge: "
                    + "homeroom merge preview \(profile.studentID) OTHER")
        }
        return profile
    }
}
