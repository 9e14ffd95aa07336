import Records
import Storage

/// Says who is the case manager of a student.
public struct AssignCaseManager {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What it came to.
    public struct Report: Codable, Equatable, Sendable {
        public let studentID: String
        /// Blank where the student has none any more.
        public let caseManager: String
        /// Nil where it was so already.
        public let changeSet: Int?
    }

    private static let field = "caseManager"

    /// A blank name takes the case manager from the student.
    public func run(_ student: String, _ name: String) throws -> Report {
        try workspace.require(.setCaseManager)
        let name = try GivenText.checked(
            name, "name of the case manager", limit: GivenText.Limit.line)
        return try workspace.store.write { writer in
            let number = try workspace.subject(student, writer)
            let studentID = try writer.student(number)?.studentID ?? ""
            let now = try writer.ownFields(of: number)[Self.field]?.value ?? ""
            if now == name {
                return Report(studentID: studentID, caseManager: name, changeSet: nil)
            }
            let change = try workspace.begin(
                "student", "Case manager", about: [number], writer)
            try writer.setOwnFields([Self.field: name], of: number, in: change)
            return Report(studentID: studentID, caseManager: name, changeSet: change)
        }
    }
}
