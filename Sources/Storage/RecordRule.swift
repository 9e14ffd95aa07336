/// A rule of the district's records that one statement can tell.
///
/// The schema guards most of them. They are asked all the same, because a schema guards only what
/// is written through it.
public enum RecordRule: CaseIterable, Sendable {
    /// No state ID or other ID is active with two students.
    case activeIdentifierOnce
    case studentIDOnce
    case importIDOnce
    /// No SIS student is linked to two profiles.
    case sisStudentLinkedOnce
    /// A student is retired where, and only where, it was merged into another.
    case retiredIfMerged
    /// A change set that is marked as undone was undone by that change set, which stands.
    case undoneByItsUndo

    /// The references of the rows that break it.
    fileprivate var broken: Query {
        switch self {
        case .activeIdentifierOnce:
            """
            SELECT \(sql: ShownTable.identifier.reference) FROM identifier c
            JOIN (SELECT system, value FROM identifier WHERE status = 'active'
                GROUP BY system, value HAVING count(*) > 1) d
                ON d.system = c.system AND d.value = c.value
            WHERE c.status = 'active' ORDER BY c.student
            """
        case .studentIDOnce: Self.heldTwice("student_id", in: .student)
        case .importIDOnce: Self.heldTwice("import_id", in: .sisStudent)
        case .sisStudentLinkedOnce: Self.heldTwice("sis_student", in: .student)
        case .retiredIfMerged:
            """
            SELECT \(sql: ShownTable.student.reference) FROM student c
            WHERE (c.status = 'retired' AND c.merged_into IS NULL)
                OR (c.status <> 'retired' AND c.merged_into IS NOT NULL)
            ORDER BY c.id
            """
        case .undoneByItsUndo:
            """
            SELECT \(sql: ShownTable.changeSet.reference) FROM change_set c
            JOIN change_set u ON u.id = c.undone_by
            WHERE u.undoes IS NULL OR u.undoes <> c.id OR u.undone_by IS NOT NULL
            ORDER BY c.id
            """
        }
    }

    private static func heldTwice(_ column: String, in table: ShownTable) -> Query {
        """
        SELECT \(sql: table.reference) FROM \(sql: table.name) c
        JOIN (SELECT \(sql: column) AS held FROM \(sql: table.name)
            WHERE \(sql: column) IS NOT NULL GROUP BY \(sql: column) HAVING count(*) > 1) d
            ON d.held = c.\(sql: column)
        ORDER BY c.id
        """
    }
}

extension Reader {
    /// The rows that break a rule.
    public func rowsBreaking(_ rule: RecordRule) throws -> BrokenRows { try broken(rule.broken) }
}
