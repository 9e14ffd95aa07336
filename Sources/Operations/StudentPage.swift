import Records
import Storage

/// Everything that a page about one student begins with: who it is, and what to look out for.
public struct StudentHead: Sendable {
    /// Our number of the student.
    public let id: Int
    public let student: StudentView
    public let siteName: String
    public let revision: Int
    /// Labels of the alerts that are lit.
    public let alerts: [String]
    /// The student IDs of those who were merged into this one.
    public let mergedFrom: [String]
    public let attached: [String: Int]
    /// Nil where they are not seen.
    public let programs: [ProgramView]?

    public func value(_ field: String) -> String {
        student.fields.first { $0.name == field }?.value ?? ""
    }

    /// `First Last`, as buttons name the student.
    public var givenName: String {
        [value("firstName"), value("lastName")].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// Reads students for pages about them.
public struct StudentHeads {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// The student in a row, or the one that it was merged into.
    ///
    /// - Throws: `student.not-found`.
    public func head(ofRow row: Int) throws -> StudentHead {
        let id = try workspace.studentID(ofRow: row)
        let shown = try ShowStudent(workspace).run(id)
        let sites = try workspace.store.read { try $0.sites() }
        let site = shown.student.fields.first { $0.name == "site" }.flatMap { Int64($0.value) }
        return StudentHead(
            id: shown.student.id, student: shown.student,
            siteName: sites.first { $0.id == site }?.name ?? "", revision: shown.revision,
            alerts: try Alerts(workspace).of(student: shown.student.id)?.map(\.label) ?? [],
            mergedFrom: shown.mergedFrom, attached: shown.attached,
            programs: shown.programs)
    }
}
