import Records
import Storage

/// One row that a change set wrote, in words.
public struct ChangedRow: Codable, Equatable, Sendable {
    public enum Operation: String, Codable, Sendable { case inserted, updated, deleted }

    /// A field with what it said before and right after the change.
    public struct Field: Codable, Equatable, Sendable {
        /// The column, or the name of the student's field.
        public let field: String
        /// As people know it.
        public let label: String
        public let before: String
        /// Nil where the row is gone by now, and nothing tells what it said.
        public let after: String?
    }

    public let table: String
    /// The row in words.
    public let row: String
    public let operation: Operation
    /// Whether it is of users and rules, which the role does not see. Rows of students that it does
    /// not see are not there.
    public let isHidden: Bool
    /// Of an updated row, those that differ; of others, those that say something.
    public let fields: [Field]
}

/// Puts rows that change sets wrote into words, for one role.
final class ChangedRows {
    let workspace: Workspace
    let reader: any Reader
    let sight: Sight
    private let values: ValueWords

    init(_ workspace: Workspace, _ reader: any Reader) throws {
        self.workspace = workspace
        self.reader = reader
        let codes = try reader.codes()
        sight = Sight(workspace, codes)
        values = ValueWords(reader, codes)
    }

    /// The rows of a change set, up to `limit`, and whether there are more.
    ///
    /// - Parameter students: those whose rows are meant; nil for all.
    func of(
        _ change: ChangeSetRecord, about students: [Int]? = nil, limit: Int
    ) throws -> (rows: [ChangedRow], isCut: Bool) {
        let noted = try reader.tablesChanged(by: change.id)
        var found: [ChangedRow] = []
        var isCut = false
        for table in VersionedTable.all where (noted[table.name]?.total ?? 0) > 0 {
            if students != nil, !table.isAboutStudents { continue }
            let isMixed = hidesSome(of: table)
            // How many of a file's rows are shown would tell how many are not.
            if try isMixed && students == nil && reader.subjects(of: change.id).isEmpty {
                isCut = true
                continue
            }
            let room = limit - found.count
            let rows = try reader.changeRows(
                of: change, in: table, about: students,
                limit: isMixed ? Self.looked : room + 1)
            let shown = try rows.lazy.compactMap(shown).prefix(room + 1)
            found += shown.prefix(room)
            if shown.count > room { return (found, true) }
            // Of rows that were inserted long ago and written over often, not all are found.
            let inserted = rows.count { $0.before == nil }
            if students == nil, !isMixed, inserted < noted[table.name]?.inserted ?? 0 {
                isCut = true
            }
        }
        return (found, isCut)
    }

    /// Rows of some students that are looked at where some of them are not shown.
    private static let looked = 10_000

    /// Whether rows of a table can be hidden, or fields of them.
    func hidesSome(of table: VersionedTable) -> Bool {
        if Self.ofStudents.contains(table), !workspace.sees(table) { return true }
        return switch table {
        case .studentField, .student, .sisStudent, .sisContact: !sight.fields.isEmpty
        case .programEnrollment, .programAlias: !sight.codes.isEmpty
        case .code, .codeState, .alert: !workspace.access.hiddenSystemKeys.isEmpty
        default: false
        }
    }

    /// Kinds of rows that hang on students and take a right of their own.
    private static let ofStudents: Set<VersionedTable> = [
        .document, .event, .enrollment, .sisEnrollment, .programEnrollment, .programAlias,
        .learningPlan, .planCourse, .planContact, .planReview, .planIntervention,
    ]

    /// Nil where it is not there for whoever looks.
    private func shown(_ row: ChangeRow) throws -> ChangedRow? {
        let table = row.table
        let operation: ChangedRow.Operation =
            row.isDeleted ? .deleted : row.before == nil ? .inserted : .updated
        let permission = table == .setting ? DistrictSettings.permission(for: row.rowKey) : nil
        if !workspace.sees(table) && !Self.ofStudents.contains(table)
            || !(permission.map(workspace.allows) ?? true)
        {
            return ChangedRow(
                table: table.name, row: table.name.replacing("_", with: " "),
                operation: operation, isHidden: true, fields: [])
        }
        if !sight.shows(table, row.rowKey, workspace) { return nil }
        let name = RowLeft(table: table.name, rowKey: row.rowKey, reason: .needed)
        let before = try row.before.map { try reader.opened(Undo.decode($0), of: table) }
        let after = try row.after.map { try reader.opened(Undo.decode($0), of: table) }
        let fields = try fields(table, before, after, operation)
        // What is left of a row may be that it was counted up with what is hidden.
        if operation == .updated, fields.isEmpty, hidesSome(of: table) { return nil }
        return ChangedRow(
            table: table.name,
            row: try RowName(reader, noting: workspace.disclosures).words(for: name),
            operation: operation, isHidden: false, fields: fields)
    }

    private func fields(
        _ table: VersionedTable, _ before: [Query.Value]?, _ after: [Query.Value]?,
        _ operation: ChangedRow.Operation
    ) throws -> [ChangedRow.Field] {
        // The name of the student's field stands in the row itself.
        let field = table == .studentField ? Self.text(before ?? after, 1) : nil
        return try table.columns.enumerated().compactMap { place, column in
            if Self.isLeftOut(column, of: table) { return nil }
            let (old, new) = (Self.value(before, place), Self.value(after, place))
            if operation == .updated, after != nil, old == new { return nil }
            if old == .null, new == .null { return nil }
            let name = field ?? ColumnWords.field(of: column, table)
            if isHidden(name, column) { return nil }
            let words = try values.words(for: column, of: table, old, new)
            if words.before == "", words.after == "" { return nil }
            let isUnknown = operation == .updated && after == nil
            return ChangedRow.Field(
                field: name, label: ColumnWords.label(of: name), before: words.before,
                after: isUnknown ? nil : words.after)
        }
    }

    /// Other columns of a roster can say anything that some may not see.
    private func isHidden(_ field: String, _ column: String) -> Bool {
        sight.fields.contains(field) || column == "other_columns" && !sight.fields.isEmpty
    }

    private static func value(_ values: [Query.Value]?, _ place: Int) -> Query.Value {
        guard let values, place < values.count else { return .null }
        return values[place]
    }

    private static func text(_ values: [Query.Value]?, _ place: Int) -> String? {
        guard case .text(let text) = value(values, place) else { return nil }
        return text
    }

    /// What only the program itself needs, and what the row's name says.
    private static func isLeftOut(_ column: String, of table: VersionedTable) -> Bool {
        if table.bookkeeping.contains(column) || column == "id" { return true }
        if ["content", "created_at", "added_at", "at", "evidence", "approved_snapshot"]
            .contains(column), table != .planContact
        {
            return true
        }
        return table == .studentField && column != "value"
    }
}
