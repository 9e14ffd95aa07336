/// A reference from a table that is written by the million.
///
/// PostgreSQL checks a declared reference row by row, and locks the row that is referred to: three
/// times the cost of writing the row itself. There these are not declared. Where a transaction
/// wrote many rows of a table, its references are verified all at once before it is committed;
/// `homeroom check` verifies them all. SQLite checks them as they are declared.
public struct BulkReference: Hashable, Sendable {
    public let table: String
    public let column: String
    /// The table that is referred to, by its `id`.
    public let parent: String

    public static let all: [BulkReference] = [
        BulkReference(table: "sis_student", column: "change_set", parent: "change_set"),
        BulkReference(table: "sis_enrollment", column: "sis_student", parent: "sis_student"),
        BulkReference(table: "sis_enrollment", column: "change_set", parent: "change_set"),
        BulkReference(table: "sis_contact", column: "sis_student", parent: "sis_student"),
        BulkReference(table: "sis_contact", column: "change_set", parent: "change_set"),
        BulkReference(table: "student", column: "sis_student", parent: "sis_student"),
        BulkReference(table: "student", column: "change_set", parent: "change_set"),
        BulkReference(table: "program_enrollment", column: "student", parent: "student"),
        BulkReference(table: "program_enrollment", column: "program", parent: "code"),
        BulkReference(table: "prior_image", column: "change_set", parent: "change_set"),
    ]

    /// Takes the reference out of the statement that makes its table.
    func strip(from statement: inout String) {
        guard statement.hasPrefix("CREATE TABLE \(table) (") else { return }
        let clause = " REFERENCES \(parent)"
        var lines = statement.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        for index in lines.indices where lines[index].contains(" \(column) ") {
            lines[index] = lines[index].replacing(clause, with: "")
        }
        statement = lines.joined(separator: "\n")
    }
}

extension Reader {
    /// Whether a row of the table refers to one that is not there.
    public func isBroken(_ reference: BulkReference) throws -> Bool {
        let (table, column) = (reference.table, reference.column)
        return try count(
            """
            SELECT CASE WHEN EXISTS (SELECT 1 FROM \(sql: table) c
                WHERE c.\(sql: column) IS NOT NULL AND NOT EXISTS (SELECT 1
                    FROM \(sql: reference.parent) p WHERE p.id = c.\(sql: column)))
                THEN 1 ELSE 0 END
            """) == 1
    }
}
