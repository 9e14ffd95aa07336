import Records
import Storage

/// The reports of import runs, beside what change sets noted and which rows are kept.
struct RunsChecked {
    private(set) var count = 0
    private(set) var unreadable = BrokenRows()
    private(set) var unlikeSum = BrokenRows()
    private(set) var unlikeChanges = BrokenRows()
    private(set) var unlikeRows = BrokenRows()
    private let kept: [Int64: (rejected: Int, held: Int)]
    private var noted: [ChangePlace: TableChange] = [:]
    private var changeSets = Set<Int64>()
    private let names = TableNames()

    init(_ reader: any Reader) throws {
        kept = try reader.keptRowCounts()
        try reader.forEachChangeSet { id, _ in changeSets.insert(id) }
        try reader.forEachChangeNote { note in
            let place = ChangePlace(
                changeSet: note.changeSet, table: names.number(of: note.table))
            noted[place] = note.change
        }
    }

    mutating func look(
        _ id: Int64, _ layout: String, _ state: String, _ json: String, _ changeSet: Int64?
    ) {
        count += 1
        guard let report = StableJSON.value(RunReport.self, json) else {
            return unreadable.add("run \(id)")
        }
        if !report.counts.isComplete { unlikeSum.add("run \(id)") }
        if !hasItsRows(report.counts, kept[id] ?? (rejected: 0, held: 0)) {
            unlikeRows.add("run \(id)")
        }
        if !isWhatWasChanged(report, layout, state, changeSet) { unlikeChanges.add("run \(id)") }
    }

    /// Whether as many rows are kept as there were, up to the number that is kept at most.
    private func hasItsRows(
        _ counts: ImportCounts, _ kept: (rejected: Int, held: Int)
    ) -> Bool {
        kept.rejected == min(counts.rejected, BadRow.maximum)
            && kept.held == min(counts.held, ProgramPlanner.maximumHeld)
    }

    private func isWhatWasChanged(
        _ report: RunReport, _ layout: String, _ state: String, _ changeSet: Int64?
    ) -> Bool {
        guard state == ImportRunRecord.State.applied.rawValue else { return changeSet == nil }
        guard let changeSet else { return report.counts.changed == 0 }
        // One that is not there is found by itself.
        guard changeSets.contains(changeSet) else { return true }
        func noted(_ table: VersionedTable) -> TableChange {
            let place = ChangePlace(changeSet: changeSet, table: names.number(of: table.name))
            return self.noted[place] ?? TableChange()
        }
        switch Layout(rawValue: layout) {
        case .programs: return Self.agree(report, noted(.programEnrollment))
        case .sites: return Self.agree(report, noted(.site))
        case .studemo: return Self.agree(report, noted(.sisStudent))
        case .enrollment: return Self.agree(report, noted(.sisEnrollment))
        case .contacts: return Self.agree(report, noted(.sisContact))
        case nil: return Self.agree(report, [.site, .sisStudent, .sisEnrollment].map(noted))
        }
    }

    /// The report counts rows of the file. Students whom a whole roster no longer has are updated
    /// beside them, and the report has a problem that says so.
    private static func agree(_ report: RunReport, _ noted: TableChange) -> Bool {
        let updated = report.updated + report.closed
        let marksMissing = report.problems.contains {
            $0.code == ProblemCode.rosterMissing.rawValue
        }
        return report.inserted == noted.inserted
            && (marksMissing ? updated < noted.updated : updated == noted.updated)
    }

    /// For a OneRoster export. An enrollment whose first day changed is deleted and inserted, and
    /// counted as updated. What is missing or moved is updated beside the rows.
    private static func agree(_ report: RunReport, _ noted: [TableChange]) -> Bool {
        let inserted = noted.reduce(0) { $0 + $1.inserted }
        let updated = noted.reduce(0) { $0 + $1.updated }
        let deleted = noted.reduce(0) { $0 + $1.deleted }
        return report.inserted == inserted - deleted && report.updated <= updated + deleted
    }
}
