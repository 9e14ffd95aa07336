import Delimited
import Records
import Storage

/// The rows of a contacts.txt.
///
/// The rows of a student are its contacts, in their order; they take the place of those that are
/// there. A row that is kept out keeps its position free: what stands there stays, and nothing of
/// that student is deleted, so that no contact is lost to a slip of the keyboard.
struct RosterContacts {
    struct FoundRow: BitwiseCopyable {
        var entry: SISContactEntry
        var place: RowPlace
        var isBad: Bool
    }

    var rows: [FoundRow] = []
    let reader: RosterContactReader

    /// What is to be written.
    struct Plan {
        var inserts: [FoundRow] = []
        var updates: [FoundRow] = []
        var deletions: [SISContactEntry] = []
        var unchanged = 0
    }

    /// Decides about each student's rows against the contacts of the store.
    ///
    /// - Parameter adds: whether the file holds single contacts, as a repaired error file does;
    ///   those that are not there yet are then added behind the others.
    func plan(_ reader: any Reader, adds: Bool) throws -> Plan {
        var plan = Plan()
        var next = 0
        var present: [SISContactEntry] = []
        let rows = rows
        let settle = {
            guard let student = present.first?.student else { return }
            Self.skip(rows, &next, before: student, &plan)
            let start = next
            while next < rows.count, rows[next].entry.student == student { next += 1 }
            Self.decide(rows[start..<next], present, adds: adds, &plan)
            present.removeAll(keepingCapacity: true)
        }
        try reader.forEachSISContact { stored in
            if let first = present.first, first.student != stored.student { settle() }
            present.append(stored)
        }
        settle()
        Self.skip(rows, &next, before: .max, &plan)
        return plan
    }

    /// Decides about the students before `student`, who have no contacts in the store.
    private static func skip(
        _ rows: [FoundRow], _ next: inout Int, before student: Int64, _ plan: inout Plan
    ) {
        while next < rows.count, rows[next].entry.student < student {
            if !rows[next].isBad { plan.inserts.append(rows[next]) }
            next += 1
        }
    }

    private static func decide(
        _ rows: ArraySlice<FoundRow>, _ present: [SISContactEntry], adds: Bool, _ plan: inout Plan
    ) {
        if rows.isEmpty { return }
        if adds { return add(rows, to: present, &plan) }
        let stored = Dictionary(
            present.map { ($0.position, $0.content) }, uniquingKeysWith: { $1 })
        for row in rows where !row.isBad {
            switch stored[row.entry.position] {
            case nil: plan.inserts.append(row)
            case row.entry.content: plan.unchanged += 1
            default: plan.updates.append(row)
            }
        }
        if rows.contains(where: \.isBad) { return }
        let taken = Set(rows.map(\.entry.position))
        plan.deletions += present.filter { !taken.contains($0.position) }
    }

    private static func add(
        _ rows: ArraySlice<FoundRow>, to present: [SISContactEntry], _ plan: inout Plan
    ) {
        let known = Set(present.map(\.content))
        var last = present.map(\.position).max() ?? 0
        for row in rows where !row.isBad {
            if known.contains(row.entry.content) {
                plan.unchanged += 1
                continue
            }
            last += 1
            var row = row
            row.entry.position = last
            plan.inserts.append(row)
        }
    }
}

extension RosterImport {
    /// Imports a contacts.txt. Students that it does not name keep their contacts.
    mutating func importContacts() throws {
        let contacts = try readContacts()
        let plan = try contacts.plan(
            writer, adds: ErrorFileColumns(file.text.header).isOne)
        file.outcome.counts.inserted += plan.inserts.count
        file.outcome.counts.updated += plan.updates.count
        file.outcome.counts.unchanged += plan.unchanged
        if !plan.deletions.isEmpty {
            let count = plan.deletions.count
            file.outcome.notes.append(
                "\(grouped(count)) \(count == 1 ? "contact is" : "contacts are") no longer there.")
        }
        guard mayWrite() else { return }
        try write(plan.inserts, contacts.reader, areNew: true)
        try write(plan.updates, contacts.reader, areNew: false)
        try delete(plan.deletions)
    }

    private mutating func readContacts() throws -> RosterContacts {
        var index = try RosterIndex(writer)
        var reader = RosterContactReader(
            file.match, header: file.text.header, survey: file.text.survey)
        var contacts = RosterContacts(reader: reader)
        try file.forEachRow { file, row, number in
            let place = RowPlace(row, number)
            let good = reader.check(row)
            let importID = good?.importID ?? reader.importID(row)
            let student = index.place(of: importID)
            if student == nil, !importID.isEmpty {
                reader.noteUnknownStudent(likely: index.likelyID(for: importID))
            }
            let isBad = good == nil || student == nil
            if isBad {
                file.outcome.reject(place, reader.check.problems)
            } else {
                file.outcome.note(reader.check.problems, row: number)
            }
            guard let student else { return }
            let entry = SISContactEntry(
                student: index.ids[student], position: 0, content: good?.content ?? 0)
            contacts.rows.append(
                RosterContacts.FoundRow(entry: entry, place: place, isBad: isBad))
        }
        contacts.rows.sort {
            ($0.entry.student, $0.place.row) < ($1.entry.student, $1.place.row)
        }
        number(&contacts.rows)
        return contacts
    }

    /// Gives each student's rows their positions; repeats of a row get none and are dropped.
    private mutating func number(_ rows: inout [RosterContacts.FoundRow]) {
        var kept: [RosterContacts.FoundRow] = []
        kept.reserveCapacity(rows.count)
        var seen = Set<UInt64>()
        var position: Int32 = 0
        for row in rows {
            if row.entry.student != kept.last?.entry.student {
                seen.removeAll(keepingCapacity: true)
                position = 0
            }
            if !row.isBad, !seen.insert(row.entry.content).inserted {
                file.outcome.countRepeat(row.place)
                continue
            }
            position += 1
            kept.append(row)
            kept[kept.count - 1].entry.position = position
        }
        rows = kept
    }

    private func write(
        _ rows: [RosterContacts.FoundRow], _ reader: RosterContactReader, areNew: Bool
    ) throws {
        if rows.isEmpty { return }
        let id = try change.begin()
        if !areNew { try writer.keepSISContacts(rows.map(\.entry), in: id, for: .update) }
        try writer.writeSISContacts(areNew: areNew, in: id) { write in
            try RowsAgain(file.text).forEachRow(
                of: rows, \.place
            ) { row, found in
                try write(found.entry, reader.read(row))
            }
        }
        try change.note(
            areNew ? TableChange(inserted: rows.count) : TableChange(updated: rows.count),
            of: .sisContact)
    }

    private func delete(_ contacts: [SISContactEntry]) throws {
        if contacts.isEmpty { return }
        let id = try change.begin()
        try writer.keepSISContacts(contacts, in: id, for: .delete)
        try writer.deleteSISContacts(contacts)
        try change.note(TableChange(deleted: contacts.count), of: .sisContact)
    }
}
