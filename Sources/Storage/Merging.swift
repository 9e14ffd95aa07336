import Records

// The SQL that carries a merge out.

/// How the rows of a table follow a merge. Every table that names students is here; a test
/// compares this list with the schema.
public enum MergedTable: Sendable {
    /// The student is part of the key: the row goes and comes under another one.
    case renamed(VersionedTable)
    /// The student is a column.
    case handedOver(VersionedTable)
    /// The rows stay with the source; why that is right.
    case stays(table: String, column: String, reason: String)

    public static let all: [MergedTable] = [
        .renamed(.programEnrollment), .renamed(.programAlias), .handedOver(.document),
        .handedOver(.event), .handedOver(.enrollment), .handedOver(.learningPlan),
        .stays(
            table: "envelope_package", column: "student",
            reason: "It says to whom a package was applied, whose number leads to the survivor."),
        .stays(
            table: "program_alias", column: "to_student",
            reason: "follows the record that it names, with it"),
        .stays(
            table: "student_field", column: "student",
            reason: "what the target takes is chosen field by field"),
        .stays(
            table: "identifier", column: "student",
            reason: "retired, it leads to the source, and so to the target"),
        .stays(
            table: "student", column: "merged_into", reason: "links of a chain stay as they are"),
        .stays(
            table: "not_same", column: "low",
            reason: "looked up for all who were merged into one"),
        .stays(
            table: "not_same", column: "high",
            reason: "looked up for all who were merged into one"),
        .stays(
            table: "not_linked", column: "student",
            reason: "looked up for all who were merged into one"),
        .stays(
            table: "change_subject", column: "student",
            reason: "read for all who were merged into one"),
    ]
}

/// One source being merged into a target.
public struct MergeStep: Sendable {
    public let source: Int
    public let target: Int
    /// The change set that does it.
    public let change: Int

    public init(source: Int, target: Int, change: Int) {
        self.source = source
        self.target = target
        self.change = change
    }
}

extension Writer {
    /// Retires the source, which leads to the target from now on, and lets go of its link.
    public func retire(_ step: MergeStep) throws {
        let kept = try keepImages(of: .student, ids: [Int64(step.source)], in: step.change)
        try run(
            """
            UPDATE student SET status = 'retired', merged_into = \(step.target),
                sis_student = NULL, revision = revision + 1, change_set = \(step.change)
            WHERE id = \(step.source)
            """)
        try note(TableChange(updated: kept), of: .student, in: step.change)
        let condition: Query = "student = \(step.source) AND status <> 'retired'"
        let numbers = try keepImages(
            of: .identifier, where: condition, in: step.change, for: .update)
        if numbers == 0 { return }
        try run(
            """
            UPDATE identifier SET status = 'retired', change_set = \(step.change)
            WHERE \(query: condition)
            """)
        try note(TableChange(updated: numbers), of: .identifier, in: step.change)
    }

    /// Gives the target a number that was a source's.
    public func adopt(_ number: MergeIdentifier, by student: Int, in change: Int) throws {
        try set(
            StudentIdentifier(
                system: number.system, value: number.value,
                status: StudentIdentifier.Status(rawValue: number.status) ?? .active),
            of: student, in: change)
    }

    /// Lets the target have the source's rows of a table in which the student is a column.
    public func handOver(_ table: VersionedTable, _ step: MergeStep) throws {
        let condition: Query = "student = \(step.source)"
        let kept = try keepImages(of: table, where: condition, in: step.change, for: .update)
        if kept == 0 { return }
        try run(
            """
            UPDATE \(sql: table.name) SET student = \(step.target), change_set = \(step.change)
            WHERE \(query: condition)
            """)
        try note(TableChange(updated: kept), of: table, in: step.change)
    }

    /// Lets the target have the source's rows of a table in which the student is part of the key.
    /// No row of the target may have their keys.
    public func rename(_ table: VersionedTable, _ step: MergeStep) throws {
        let kept = try keepImages(
            of: table, where: "student = \(step.source)", in: step.change, for: .delete)
        if kept == 0 { return }
        let others = table.columns.filter { $0 != "student" && $0 != "change_set" }
            .map { column -> Query in
                guard column == "to_student" else { return "\(sql: column)" }
                return """
                    CASE WHEN to_student = \(step.source)
                    THEN CAST(\(step.target) AS BIGINT) ELSE to_student END
                    """
            }
        let columns = others.dropFirst().reduce(others[0]) { "\(query: $0), \(query: $1)" }
        try run(
            """
            INSERT INTO \(sql: table.name) (\(sql: table.columnList))
            SELECT CAST(\(step.target) AS BIGINT), \(query: columns),
                CAST(\(step.change) AS BIGINT)
            FROM \(sql: table.name) WHERE student = \(step.source)
            """)
        try run("DELETE FROM \(sql: table.name) WHERE student = \(step.source)")
        try note(TableChange(inserted: kept, deleted: kept), of: table, in: step.change)
    }

    /// Lets decisions about keys that files got wrong follow the records that they name.
    public func redirectDecisions(_ step: MergeStep) throws {
        let condition: Query =
            "to_student = \(step.source) AND change_set <> \(step.change)"
        let kept = try keepImages(
            of: .programAlias, where: condition, in: step.change, for: .update)
        if kept == 0 { return }
        try run(
            """
            UPDATE program_alias SET to_student = \(step.target), change_set = \(step.change)
            WHERE \(query: condition)
            """)
        try note(TableChange(updated: kept), of: .programAlias, in: step.change)
    }

    /// Removes documents, events or enrollments by their numbers, keeping what they were.
    public func drop(_ keys: [String], from table: VersionedTable, in change: Int) throws {
        try remove(keys.compactMap { Int64($0) }, from: table, in: change)
    }

    /// Removes rows of a student that are named by the rest of their key
    /// (`program/start/site`), keeping what they were.
    public func drop(
        _ keys: [String], of student: Int, from table: VersionedTable, in change: Int
    ) throws {
        for key in keys {
            let condition = Self.condition(student, key)
            let kept = try keepImages(of: table, where: condition, in: change, for: .delete)
            try run("DELETE FROM \(sql: table.name) WHERE \(query: condition)")
            try note(TableChange(deleted: kept), of: table, in: change)
        }
    }

    /// Lets the target's program enrollment say what the source's of the same key says.
    public func replaceProgram(_ key: String, _ step: MergeStep) throws {
        let table = VersionedTable.programEnrollment
        let condition = Self.condition(step.target, key)
        let kept = try keepImages(of: table, where: condition, in: step.change, for: .update)
        let said = table.columns.filter { !table.key.contains($0) && $0 != "change_set" }
        let sets = said.map { column -> Query in
            """
            \(sql: column) = (SELECT o.\(sql: column) FROM program_enrollment o
                WHERE o.student = \(step.source) AND \(query: Self.keyCondition("o.", key)))
            """
        }.reduce("change_set = \(step.change)" as Query) { "\(query: $0), \(query: $1)" }
        try run("UPDATE program_enrollment SET \(query: sets) WHERE \(query: condition)")
        try note(TableChange(updated: kept), of: table, in: step.change)
    }

    private static func condition(_ student: Int, _ key: String) -> Query {
        "student = \(student) AND \(query: keyCondition("", key))"
    }

    private static func keyCondition(_ alias: String, _ key: String) -> Query {
        let parts = key.split(separator: "/").map { Int64($0) ?? .min }
        guard parts.count == 3 else { return "1 = 0" }
        return """
            \(sql: alias)program = \(parts[0]) AND \(sql: alias)start = \(parts[1])
            AND \(sql: alias)site = \(parts[2])
            """
    }

    /// Marks learning plans as such that another took the place of.
    public func supersede(_ keys: [String], in change: Int) throws {
        let ids = keys.compactMap { Int64($0) }
        if ids.isEmpty { return }
        let kept = try keepImages(of: .learningPlan, ids: ids, in: change)
        try run(
            """
            UPDATE learning_plan SET status = 'superseded', change_set = \(change)
            WHERE id IN (\(list: ids))
            """)
        try note(TableChange(updated: kept), of: .learningPlan, in: change)
    }

    /// Links the target to the SIS student that a source let go of.
    public func takeLink(_ sis: Int, to step: MergeStep) throws {
        try link(step.target, toSISStudent: sis, in: step.change)
    }
}
