import Records

// All SQL that touches `sis_contact`.

/// Which contact of which SIS student, and what it says.
public struct SISContactEntry: Equatable, Sendable, BitwiseCopyable {
    public var student: Int64
    /// 1, 2 and so on, in the order of the sender's file.
    public var position: Int32
    public var content: UInt64

    public init(student: Int64, position: Int32, content: UInt64) {
        self.student = student
        self.position = position
        self.content = content
    }

    fileprivate var rowKey: String { VersionedTable.rowKey(["\(student)", "\(position)"]) }
}

extension Reader {
    /// Hands over every contact, by student and position.
    public func forEachSISContact(_ body: (SISContactEntry) throws -> Void) throws {
        try scan(
            """
            SELECT sis_student, position, last_name, first_name, address, address_2, city, state,
                zip, phone, email, legal_guardian, primary_contact, other_columns
            FROM sis_contact ORDER BY sis_student, position
            """
        ) { row in
            try body(
                SISContactEntry(
                    student: row.integer(0), position: Int32(truncatingIfNeeded: row.integer(1)),
                    content: RosterContact.content { row.bytes(2 + $0) }))
            return true
        }
    }
}

extension Writer {
    /// Writes contacts whole: new ones, or those that are there (`areNew` false), of which the
    /// prior images have to be kept before. `body` is handed what writes one of them.
    public func writeSISContacts(
        areNew: Bool, in change: Int,
        _ body: (_ write: (SISContactEntry, RosterContact) throws -> Void) throws -> Void
    ) throws {
        let table = VersionedTable.sisContact
        try bulk(table.bulk(areNew ? .none : .update)) { sink in
            var row = RowBuffer()
            try body { entry, contact in
                row.set(0, entry.student)
                row.set(1, Int64(entry.position))
                for (index, text) in contact.texts.enumerated() { row.set(2 + index, text) }
                row.set(2 + RosterContact.textCount, contact.otherColumns)
                row.set(3 + RosterContact.textCount, Int64(change))
                try row.write(to: sink)
            }
        }
    }

    /// Keeps these contacts as they are, before they are updated or deleted.
    public func keepSISContacts(
        _ contacts: some Collection<SISContactEntry>, in change: Int,
        for operation: ImageOperation
    ) throws {
        try contacts.forEachBatch { batch in
            let students = Set(batch.map(\.student)).sorted()
            try keepImages(
                of: .sisContact, among: Set(batch.map(\.rowKey)),
                where: "sis_student IN (\(list: students))", in: change, for: operation)
        }
    }

    /// Deletes these contacts, whose prior images have to be kept before.
    public func deleteSISContacts(_ contacts: some Sequence<SISContactEntry>) throws {
        for contact in contacts {
            try run(
                """
                DELETE FROM sis_contact
                WHERE sis_student = \(contact.student) AND position = \(contact.position)
                """)
        }
    }
}
