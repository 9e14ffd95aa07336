import Records

// The SQL of rows that were written over since the change set that is taken back: what they were
// before it, right after it, and are now; and the writing of what goes back of them.

/// A row that was written over since, in three states, each as the values of its columns.
public struct RowEdit: Sendable {
    public let table: VersionedTable
    /// The key under which it stands now.
    public let rowKey: String
    /// The key that it had before, where the change set gave it another one.
    public let formerKey: String?
    /// Nil where the change set inserted the row.
    public let before: [Query.Value]?
    public let after: [Query.Value]
    public let now: [Query.Value]
    /// Who wrote it over last.
    public let editor: Int
}

extension VersionedTable {
    /// Tables whose rows can go back field by field. Of the others, a row is given back whole or
    /// left.
    static let byField: [VersionedTable] = [
        .student, .identifier, .studentField, .programEnrollment, .document, .event, .enrollment,
        .learningPlan, .planCourse, .planContact, .planReview, .planIntervention,
    ]

    /// Columns that tell of the writing, or follow from other columns.
    public var bookkeeping: Set<String> {
        let always: Set = ["change_set", "revision", "name_key", "given_key", "surname_key"]
        return self == .programEnrollment ? always.union(["content"]) : always
    }

    /// Columns in which somebody who was merged is as good as the survivor.
    public var naming: Set<String> { Set(["student", "merged_into"]).intersection(columns) }

    /// Whether the student is the first part of the key, so that a merge gives a row another one.
    var isNamedByStudent: Bool { key.count > 1 && key[0] == "student" }

    /// Whether each row is about a student.
    public var isAboutStudents: Bool { scope([]) != nil }

    /// What the rows of these students have in common; nil for tables that are not about students.
    func scope(_ students: [Int]) -> Query? {
        switch self {
        case .student: return "id IN (\(list: students))"
        case .planCourse, .planContact, .planReview:
            return
                "plan IN (SELECT l.id FROM learning_plan l WHERE l.student IN (\(list: students)))"
        case .planIntervention:
            return """
                review IN (SELECT r.id FROM plan_review r JOIN learning_plan l ON l.id = r.plan
                    WHERE l.student IN (\(list: students)))
                """
        case .notSame: return "(low IN (\(list: students)) OR high IN (\(list: students)))"
        default: return columns.contains("student") ? "student IN (\(list: students))" : nil
        }
    }
}

extension Reader {
    /// The rows that were written over since, as far as they can go back field by field, up to
    /// `limit` of each table.
    public func rowEdits(
        since taken: Undoing, in tables: [VersionedTable], limit: Int,
        decode: (String) throws -> [Query.Value]
    ) throws -> [RowEdit] {
        try tables.filter(VersionedTable.byField.contains).flatMap { table -> [RowEdit] in
            var keys = try rowsEdited(since: taken, in: table, limit: limit).map(\.rowKey)
            keys += try keysConcerned(taken, table)
            var seen = Set<String>()
            return try keys.filter { seen.insert($0).inserted }.compactMap {
                try edit($0, taken, table, decode)
            }
        }
    }

    /// Rows that can be any that the change set wrote, whoever has them by now; none where it was
    /// about many. Whether they are, their traces tell.
    private func keysConcerned(_ taken: Undoing, _ table: VersionedTable) throws -> [String] {
        if taken.students.isEmpty { return try keysMoved(taken, table) }
        guard let scope = table.scope(taken.students) else { return [] }
        let others: Query =
            table == .programEnrollment
            ? """
            SELECT \(sql: table.keyExpression) FROM \(sql: table.name) WHERE \(query: scope)
            """
            : """
            SELECT row_key FROM prior_image WHERE change_set = \(taken.change)
                AND table_name = \(table.name) AND operation = 'update'
            """
        return try rows("\(query: others) ORDER BY 1") { try $0.requiredText(0) }
    }

    private func edit(
        _ key: String, _ taken: Undoing, _ table: VersionedTable,
        _ decode: (String) throws -> [Query.Value]
    ) throws -> RowEdit? {
        guard let found = try row(key, table) else { return nil }
        guard let origin = try self.key(of: key, rightAfter: taken, table),
            let after = try state(rightAfter: taken.change, origin, taken, table)
        else { return nil }
        // Untouched, it goes back whole.
        if origin == key, after.change == found.change { return nil }
        var former: String?
        var before = try image(taken.change, origin, of: table)
        if before == nil, try wasInserted(by: taken.change, origin, taken, table) {
            before = try renamed(origin, by: taken.change, table)
            former = before?.key
        }
        // Of rows that were inserted, only fields of students go back: nothing hangs on them.
        let isFirst =
            try before == nil && table == .studentField
            && wasInserted(by: taken.change, origin, taken, table)
        guard isFirst || former != nil || before?.operation == .update else { return nil }
        return RowEdit(
            table: table, rowKey: key, formerKey: former,
            before: try before.map { try decode($0.image) },
            after: try decode(after.image), now: try decode(found.image),
            editor: found.change > taken.change ? found.change : after.editor ?? found.change)
    }

    /// A row as it stands, and who wrote it.
    func row(
        _ key: String, _ table: VersionedTable
    ) throws -> (image: String, change: Int)? {
        try first(
            """
            SELECT \(jsonArray: table.columns), change_set FROM \(sql: table.name)
            WHERE \(sql: table.keyExpression) = \(key) \(query: scopeOf(key, table))
            """
        ) { (image: try $0.requiredText(0), change: try $0.requiredInteger(1)) }
    }

    /// What stood under a key right after a change set: the first image that was kept of it since,
    /// or else what stands there now.
    func state(
        rightAfter change: Int, _ key: String, _ taken: Undoing, _ table: VersionedTable
    ) throws -> (image: String, change: Int, editor: Int?)? {
        // By the change sets, so that images are looked up by their key.
        let next = try first(
            """
            SELECT p.image, p.prior_change_set, p.change_set FROM prior_image p
            WHERE p.change_set IN (\(query: taken.changes(after: change, in: table)))
                AND p.table_name = \(table.name) AND p.row_key = \(key)
            ORDER BY p.change_set LIMIT 1
            """
        ) {
            (
                image: try $0.requiredText(0), change: try $0.requiredInteger(1),
                editor: Int?.some(try $0.requiredInteger(2))
            )
        }
        return try next ?? row(key, table).map { ($0.image, $0.change, nil) }
    }

    /// Whether a change set put a row under a key where none was. One that an undo brought back has
    /// the older number that the image of its deletion has.
    func wasInserted(
        by change: Int, _ key: String, _ taken: Undoing, _ table: VersionedTable
    ) throws -> Bool {
        guard try image(change, key, of: table) == nil,
            let after = try state(rightAfter: change, key, taken, table)
        else { return false }
        if after.change == change { return true }
        guard let undone = try changeSet(change)?.undoes,
            let deleted = try image(undone, key, of: table)
        else { return false }
        return deleted.operation == .delete && deleted.prior == after.change
    }

    /// The key that a row had right after a change set: back through the students who had it since;
    /// nil where it is another row of the same key, which somebody made since.
    func key(
        of key: String, rightAfter taken: Undoing, _ table: VersionedTable
    ) throws -> String? {
        guard table.isNamedByStudent, let cut = key.firstIndex(of: "/") else { return key }
        let owners = try owners(of: key, taken)
        if owners.count < 2 { return key }
        let renames = try rows(
            """
            SELECT p.change_set, p.row_key FROM prior_image p
            WHERE p.change_set IN (\(query: taken.changes(after: taken.change, in: table)))
                AND p.table_name = \(table.name) AND p.operation = 'delete'
                AND p.row_key IN (\(list: owners.map { "\($0)\(key[cut...])" }))
            ORDER BY p.change_set DESC
            """
        ) { (change: try $0.requiredInteger(0), key: try $0.requiredText(1)) }
        var (at, bound) = (key, Int.max)
        // A field has no other row of its name; a program enrollment can.
        let hasOthers = table == .programEnrollment
        func isAnother(since earlier: Int) throws -> Bool {
            try hasOthers
                && renames.contains {
                    try $0.key == at && $0.change > earlier && $0.change < bound
                        && wasMadeAnew(after: $0.change, at, taken, table)
                }
        }
        for rename in renames where rename.key != at {
            guard rename.key.firstIndex(of: "/").map({ rename.key[$0...] }) == key[cut...],
                try wasInserted(by: rename.change, at, taken, table),
                try renamed(at, by: rename.change, table)?.key == rename.key
            else { continue }
            if try isAnother(since: rename.change) { return nil }
            (at, bound) = (rename.key, rename.change)
        }
        return try isAnother(since: taken.change) ? nil : at
    }

    /// Whether somebody made a row under a key that a change set had emptied, other than by taking
    /// that back.
    private func wasMadeAnew(
        after change: Int, _ key: String, _ taken: Undoing, _ table: VersionedTable
    ) throws -> Bool {
        guard let next = try state(rightAfter: change, key, taken, table), next.change > change
        else { return false }
        return try changeSet(next.change)?.undoes == nil
    }

    /// A condition by which the row is found without a look at all of them.
    func scopeOf(_ key: String, _ table: VersionedTable) -> Query {
        guard let number = Int(key.prefix { $0 != "/" }) else {
            return table == .identifier ? "AND student = \(Int(Self.last(key)) ?? 0)" : ""
        }
        let parts = key.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        // Whole keys of numbers are looked up; a student has dozens of program enrollments.
        guard parts.count == table.key.count else { return "AND \(sql: table.key[0]) = \(number)" }
        return zip(table.key, parts).reduce("") { all, part in
            guard let number = part.1 else { return all }
            return "\(query: all) AND \(sql: part.0) = \(number)"
        }
    }

    private static func last(_ key: String) -> Substring {
        key.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    }

    typealias Older = (
        key: String, image: String, prior: Int, operation: ImageOperation
    )

    func image(
        _ change: Int, _ key: String, of table: VersionedTable
    ) throws -> Older? {
        try first(
            """
            SELECT image, prior_change_set, operation FROM prior_image
            WHERE change_set = \(change) AND table_name = \(table.name) AND row_key = \(key)
            """
        ) {
            (
                key, try $0.requiredText(0), try $0.requiredInteger(1),
                ImageOperation(rawValue: try $0.requiredText(2)) ?? .update
            )
        }
    }

    /// The row that a change set took away under another student, and put under this key.
    func renamed(
        _ key: String, by change: Int, _ table: VersionedTable
    ) throws -> Older? {
        guard table.isNamedByStudent, let cut = key.firstIndex(of: "/")
        else { return nil }
        let rest = key[cut...]
        let found = try rows(
            """
            SELECT row_key, image, prior_change_set FROM prior_image
            WHERE change_set = \(change) AND table_name = \(table.name) AND operation = 'delete'
                AND row_key LIKE \("%\(rest)")
            """
        ) { row -> Older in
            (
                try row.requiredText(0), try row.requiredText(1), try row.requiredInteger(2),
                ImageOperation.delete
            )
        }.filter { older in
            older.key != key && older.key.firstIndex(of: "/").map { older.key[$0...] } == rest
        }
        // Where it came from two students, it cannot be told which of them it is.
        return found.count == 1 ? found.first : nil
    }
}
