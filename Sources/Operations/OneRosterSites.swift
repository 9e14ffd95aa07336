import Delimited
import Records
import Storage

/// The schools of an orgs.csv as sites.
struct OneRosterSites {
    /// The number of each school's site, by its `sourcedId`.
    private(set) var ids: [String: Int64] = [:]
    private var changed: [Site] = []
    /// How many numbers of the series were used up.
    private var allocated = 0

    /// Sites whose number is not the sender's get one beyond this.
    static let firstAllocated: Int64 = 1_000_000
    private static let series = "oneroster_site"

    /// The sites that an earlier export brought.
    init(_ reader: any Reader) throws {
        for site in try reader.sites() where !site.sourcedID.isEmpty {
            ids[site.sourcedID] = site.id
        }
    }

    /// Reads orgs.csv and decides about each school.
    mutating func read(
        _ table: OneRosterTable, isBulk: Bool, _ reader: any Reader, today: CalendarDate,
        _ outcome: inout ImportOutcome
    ) throws {
        var known = Dictionary(
            uniqueKeysWithValues: try reader.sites().map { ($0.id, $0) })
        let next = Self.firstAllocated + Int64(try reader.nextNumber(Self.series))
        var seen: [Int64: Int] = [:]
        var check = table.check
        let columns = Columns(table)
        try table.forEachRow { row, number in
            guard check.begin(row) else {
                outcome.counts.read += 1
                return outcome.reject(RowPlace(row, number), check.problems)
            }
            guard check.uncheckedText(row, columns.type).lowercased() == "school" else { return }
            outcome.counts.read += 1
            let org = Org(row, columns, &check)
            if check.isRejected { return outcome.reject(RowPlace(row, number), check.problems) }
            outcome.note(check.problems, row: number)
            let id = self.number(of: org, known, next)
            ids[org.sourcedID] = id
            if seen.updateValue(number, forKey: id) != nil {
                return outcome.countRepeat(RowPlace(row, number))
            }
            decide(org, id, &known, today, &outcome)
        }
        if isBulk { markMissing(known, seen, today, &outcome) }
    }

    private struct Columns {
        let sourcedID, status, name, type, identifier: ColumnRule?

        init(_ table: OneRosterTable) {
            sourcedID = table.rule("sourcedId", isRequired: true)
            status = table.rule("status")
            name = table.rule("name", isRequired: true, limit: 200)
            type = table.rule("type")
            identifier = table.rule("identifier")
        }
    }

    private struct Org {
        let sourcedID: String
        let name: String
        let identifier: String
        let isDeleted: Bool

        init(_ row: borrowing Row, _ columns: Columns, _ check: inout RowCheck) {
            sourcedID = check.text(row, columns.sourcedID)
            name = check.text(row, columns.name)
            identifier = check.text(row, columns.identifier)
            isDeleted = check.isDeleted(row, columns.status)
        }
    }

    /// The site that a school is: the one that an earlier export brought, or else the one with its
    /// identifier as number, or else a new number.
    private mutating func number(
        of org: Org, _ known: [Int64: Site], _ next: Int64
    ) -> Int64 {
        if let id = ids[org.sourcedID] { return id }
        var identifier = org.identifier
        if let id = identifier.withUTF8({ CellRules.number(Cell($0)) }), id > 0,
            !identifier.isEmpty, known[id].map(\.sourcedID.isEmpty) ?? true
        {
            return id
        }
        defer { allocated += 1 }
        return next + Int64(allocated)
    }

    private mutating func decide(
        _ org: Org, _ id: Int64, _ known: inout [Int64: Site], _ today: CalendarDate,
        _ outcome: inout ImportOutcome
    ) {
        var site = known[id] ?? Site(id: id)
        site.name = org.name
        site.sourcedID = org.sourcedID
        site.missingSince = org.isDeleted ? site.missingSince ?? today : nil
        // A school that is gone before it was known is none.
        if site == known[id] || (org.isDeleted && known[id] == nil) {
            outcome.counts.unchanged += 1
            return
        }
        if known[id] == nil {
            outcome.counts.inserted += 1
        } else {
            outcome.counts.updated += 1
        }
        known[id] = site
        changed.append(site)
    }

    /// Marks sites of earlier exports that a whole orgs.csv no longer has.
    private mutating func markMissing(
        _ known: [Int64: Site], _ seen: [Int64: Int], _ today: CalendarDate,
        _ outcome: inout ImportOutcome
    ) {
        // A row that was kept out may be any of them.
        if outcome.counts.rejected > 0 { return }
        let missing = known.values.filter {
            !$0.sourcedID.isEmpty && $0.missingSince == nil && seen[$0.id] == nil
        }
        if missing.isEmpty { return }
        for var site in missing.sorted(by: { $0.id < $1.id }) {
            site.missingSince = today
            changed.append(site)
        }
        outcome.notes.append(
            "\(grouped(missing.count)) \(missing.count == 1 ? "site is" : "sites are") missing "
                + "from the file.")
    }

    /// Writes what was decided.
    func write(_ writer: any Writer, _ change: PendingChange) throws {
        if changed.isEmpty { return }
        if allocated > 0 { _ = try writer.takeNumbers(Self.series, count: allocated) }
        try writer.save(changed, in: change.begin())
    }
}
