// The writes of an undo that gives rows back in part.

import Records

extension Writer {
    /// Gives a student back without the link that another one has by now. Returns the SIS
    /// student of that link, if it was the link that kept it from going back.
    public func giveBackUnlinked(
        _ row: RowLeft, _ taken: Undoing, decode: (String) throws -> [Query.Value]
    ) throws -> Int? {
        let table = VersionedTable.student
        guard row.reason == .hindered(.linkTaken), row.table == table.name,
            let student = Int(row.rowKey),
            let image = try image(taken.change, row.rowKey, of: table)?.image,
            let now = try first(
                "SELECT \(jsonArray: table.columns) FROM student WHERE id = \(student)",
                { try $0.requiredText(0) }),
            let link = table.columns.firstIndex(of: "sis_student"),
            let revision = table.columns.firstIndex(of: "revision")
        else { return nil }
        var (values, stands) = (try decode(image), try decode(now))
        guard case .integer(let sis) = values[link] else { return nil }
        values[link] = .null
        if case .integer(let number) = stands[revision] { values[revision] = .integer(number + 1) }
        stands[link] = .null
        let edit = RowEdit(
            table: table, rowKey: row.rowKey, formerKey: nil, before: values, after: stands,
            now: stands, editor: taken.change)
        return try giveBack(edit, values, in: taken) == nil ? Int(sis) : nil
    }

    /// Takes a number from all of `students`, keeping what was.
    public func take(
        _ number: MergeIdentifier, from students: [Int], in change: Int
    ) throws {
        if students.isEmpty { return }
        let condition: Query =
            """
            system = \(number.system) AND value = \(number.value)
            AND student IN (\(list: students))
            """
        let kept = try keepImages(of: .identifier, where: condition, in: change, for: .delete)
        if kept == 0 { return }
        try run("DELETE FROM identifier WHERE \(query: condition)")
        try note(TableChange(deleted: kept), of: .identifier, in: change)
    }

    /// Takes the link to a SIS student from those of `students` that have it, keeping what was.
    public func releaseLink(
        toSISStudent sis: Int, from students: [Int], in change: Int
    ) throws {
        if students.isEmpty { return }
        let condition: Query = "sis_student = \(sis) AND id IN (\(list: students))"
        let kept = try keepImages(of: .student, where: condition, in: change, for: .update)
        if kept == 0 { return }
        try run(
            """
            UPDATE student SET sis_student = NULL, revision = revision + 1,
                change_set = \(change)
            WHERE \(query: condition)
            """)
        try note(TableChange(updated: kept), of: .student, in: change)
    }

    /// Removes a row that the change set inserted and somebody wrote over.
    public func takeAway(_ edit: RowEdit, in taken: Undoing) throws {
        let table = edit.table
        let stands: Query =
            "\(sql: table.keyExpression) = \(edit.rowKey) \(query: scopeOf(edit.rowKey, table))"
        let kept = try keepImages(of: table, where: stands, in: taken.undo, for: .delete)
        try run("DELETE FROM \(sql: table.name) WHERE \(query: stands)")
        try note(TableChange(deleted: kept), of: table, in: taken.undo)
    }

    /// Writes a row that goes back in part, unless it cannot be like that; then it says why.
    ///
    /// - Parameter values: those of all columns; bookkeeping is done here.
    public func giveBack(
        _ edit: RowEdit, _ values: [Query.Value], in taken: Undoing
    ) throws -> Obstacle? {
        let table = edit.table
        let values = table.settled(values, in: taken.undo)
        if let obstacle = try obstacle(to: values, in: table) { return obstacle }
        if let former = edit.formerKey, try row(former, table) != nil { return .programTaken }
        let stands: Query =
            "\(sql: table.keyExpression) = \(edit.rowKey) \(query: scopeOf(edit.rowKey, table))"
        let isRenamed = edit.formerKey != nil
        try keepImages(
            of: table, where: stands, in: taken.undo, for: isRenamed ? .delete : .update)
        if isRenamed { try run("DELETE FROM \(sql: table.name) WHERE \(query: stands)") }
        try bulk(table.bulk(isRenamed ? .none : .update)) { try $0.write(values) }
        try note(
            isRenamed ? TableChange(inserted: 1, deleted: 1) : TableChange(updated: 1), of: table,
            in: taken.undo)
        if table == .student, case .integer(let id)? = values.first {
            try setNameKeys(of: Int(id))
        }
        return nil
    }

    fileprivate func obstacle(to values: [Query.Value], in table: VersionedTable) throws
        -> Obstacle?
    {
        guard let which = table.whichObstacle else { return nil }
        let number = try count(
            "SELECT \(query: which) FROM (SELECT CAST(\(Self.json(values)) AS TEXT) AS image) p")
        return Obstacle(rawValue: number)
    }

    /// As prior images are written, for looking up.
    private static func json(_ values: [Query.Value]) -> String {
        let texts = values.map { value -> String in
            switch value {
            case .null, .bytes: "null"
            case .integer(let number): "\(number)"
            case .text(let text): JSONText.string(text)
            }
        }
        return "[\(texts.joined(separator: ","))]"
    }
}

extension VersionedTable {
    /// The values with what follows from them, and with the change set that writes them.
    fileprivate func settled(_ values: [Query.Value], in change: Int) -> [Query.Value] {
        var values = values
        for (index, column) in columns.enumerated() where column == "change_set" {
            values[index] = .integer(Int64(change))
        }
        guard self == .programEnrollment else { return values }
        let numbers = values.map { value -> Int64 in
            if case .integer(let number) = value { return number }
            return .min
        }
        let record = numbers.withUnsafeBufferPointer { ProgramRecord($0) }
        if let place = columns.firstIndex(of: "content") {
            values[place] = .integer(record.row.contentHash)
        }
        return values
    }
}
