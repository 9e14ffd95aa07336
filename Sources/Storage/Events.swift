import Records

// All SQL that touches `event`.

extension StudentEvent {
    fileprivate static let table = VersionedTable.event

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), student: try row.requiredInteger(1),
            kind: try row.requiredText(2), day: try row.requiredDay(3),
            note: try row.requiredText(4), addedAt: try row.requiredText(5))
    }
}

extension Reader {
    /// An event by its number, or nil.
    public func event(_ id: Int) throws -> StudentEvent? {
        try row(id, of: StudentEvent.table, StudentEvent.init)
    }

    /// The events of a student, the latest first.
    public func events(of student: Int) throws -> [StudentEvent] {
        try rows(
            of: StudentEvent.table, "WHERE student = \(student) ORDER BY day DESC, id DESC",
            StudentEvent.init)
    }
}

extension Writer {
    /// Writes an event whole, keeping what it was.
    public func save(_ event: StudentEvent, in change: Int) throws {
        try save(
            [
                .init(number: event.id), .init(number: event.student), .text(event.kind),
                .init(event.day), .text(event.note), .text(event.addedAt),
            ], of: StudentEvent.table, in: change)
    }

    /// Removes an event, keeping what it was.
    public func removeEvent(_ id: Int, in change: Int) throws {
        try remove([Int64(id)], from: StudentEvent.table, in: change)
    }
}
