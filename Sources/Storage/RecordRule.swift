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
    /// Nobody has two active state IDs, or two active other IDs.
    case oneNumberEach
    /// Who was merged into another has no link and no active number: the other one has them.
    case mergedWithoutNumbers
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
        case .oneNumberEach:
            """
            SELECT \(sql: ShownTable.student.reference) FROM student c
            WHERE c.id IN (\(query: Self.havingTwoNumbers)) ORDER BY c.id
            """
        case .mergedWithoutNumbers:
            """
            SELECT \(sql: ShownTable.student.reference) FROM student c
            WHERE \(query: Self.keepsNumbers) ORDER BY c.id
            """
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

    fileprivate static let havingTwoNumbers: Query = """
        SELECT student FROM identifier WHERE status = 'active' AND system IN ('stateID', 'otherID')
        GROUP BY student, system HAVING count(*) > 1
        """

    /// Of student `c`.
    fileprivate static let keepsNumbers: Query = """
        c.merged_into IS NOT NULL AND (c.sis_student IS NOT NULL OR EXISTS (
            SELECT 1 FROM identifier i WHERE i.student = c.id AND i.status = 'active'))
        """

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

    /// Of these students, those who break `oneNumberEach` or `mergedWithoutNumbers`.
    public func studentsWithNumbersAmiss(among students: [Int]) throws -> [Int] {
        if students.isEmpty { return [] }
        return try rows(
            """
            SELECT c.id FROM student c WHERE c.id IN (\(list: students)) AND (
                (\(query: RecordRule.keepsNumbers)) OR EXISTS (
                SELECT 1 FROM identifier i WHERE i.student = c.id AND i.status = 'active'
                    AND i.system IN ('stateID', 'otherID')
                GROUP BY i.system HAVING count(*) > 1))
            ORDER BY c.id
            """
        ) { try $0.requiredInteger(0) }
    }
}
