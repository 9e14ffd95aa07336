import Testing

@testable import Records

/// The planner against a slow and simple reference, on random rows and records from a seed.
@Suite struct ProgramPlannerReferenceTests {
    /// Decisions by the words of the rules, row by row, looking through everything each time.
    private func reference(
        _ rows: [ProgramRow], _ records: [ProgramRecord], insertsNearMisses: Bool
    ) -> [ProgramDecision] {
        func record(of row: ProgramRow) -> ProgramRecord? {
            records.first {
                $0.row.program == row.program && $0.row.start == row.start
                    && $0.row.site == row.site
            }
        }
        func isRefused(_ row: ProgramRow) -> Bool {
            rows.contains { $0.hasKey(of: row) && !$0.hasContent(of: row) }
        }
        let taken = rows.filter { !isRefused($0) }
        let matched = Set(taken.compactMap { record(of: $0)?.key })
        let after = records.map { record in
            var after = record
            for row in taken where self.isSame(row, record) { after.row.end = row.end }
            return after
        }
        return rows.map { row in
            if isRefused(row) { return .conflicting }
            if rows.contains(where: { $0.hasKey(of: row) && $0.row < row.row }) { return .repeated }
            if let record = record(of: row) {
                if record.row.hasContent(of: row) { return .unchanged }
                return record.isOpen && row.end != ProgramRow.noDay ? .close : .update
            }
            let near = NearMiss(of: row, among: after, matchedByFile: matched)
            return near == nil || insertsNearMisses ? .insert : .hold
        }
    }

    private func isSame(_ row: ProgramRow, _ record: ProgramRecord) -> Bool {
        record.row.program == row.program && record.row.start == row.start
            && record.row.site == row.site
    }

    private func randomRow(_ numbers: inout SeededNumbers, row: Int, slot: UInt32) -> ProgramRow {
        let start = 1 + numbers.below(4) * 10
        return ProgramRow(
            Int32(101 + numbers.below(3)), start,
            numbers.oneIn(2) ? nil : start + numbers.below(3) * 10,
            site: numbers.oneIn(3) ? ProgramRow.noSite : Int64(1010 + numbers.below(2)),
            year: Int16(numbers.below(2)), row: row, slot: slot)
    }

    @Test(arguments: [true, false])
    func `the planner decides as the rules say`(_ insertsNearMisses: Bool) {
        var numbers = SeededNumbers(seed: insertsNearMisses ? 12 : 13)
        var seen: Set<ProgramDecision> = []
        for _ in 0..<4000 {
            var records: [ProgramRecord.Key: ProgramRecord] = [:]
            for _ in 0..<numbers.below(6) {
                let row = randomRow(&numbers, row: 0, slot: 99)
                let key = ProgramRecord.Key(
                    student: 1, program: Int64(row.program), start: Int64(row.start),
                    site: row.site)
                records[key] = ProgramRecord(key: key, row: row, changeSet: 1)
            }
            let ordered = records.values.sorted { $0.key < $1.key }
            let rows = (0..<numbers.below(8))
                .map { randomRow(&numbers, row: $0 + 2, slot: 5) }
                .sorted(by: ProgramRow.isBefore)
            var planner = ProgramPlanner()
            planner.insertsNearMisses = insertsNearMisses
            var decisions: [ProgramDecision] = []
            planner.decide(rows, against: ordered) { decisions.append($0.decision) }
            #expect(
                decisions == reference(rows, ordered, insertsNearMisses: insertsNearMisses),
                "\(rows) against \(ordered)")
            check(planner, decisions)
            seen.formUnion(decisions)
            carryOut(rows, &records, planner)
        }
        #expect(seen.count == (insertsNearMisses ? 6 : 7), "every decision is met")
    }

    private func check(_ planner: ProgramPlanner, _ decisions: [ProgramDecision]) {
        let counts = planner.counts
        #expect(counts.inserted == decisions.count { $0 == .insert })
        #expect(counts.updated == decisions.count { $0 == .update })
        #expect(counts.closed == decisions.count { $0 == .close })
        #expect(counts.unchanged == decisions.count { $0 == .unchanged || $0 == .repeated })
        #expect(counts.rejected == decisions.count { $0 == .conflicting })
        #expect(counts.held == decisions.count { $0 == .hold })
        #expect(planner.held.count == counts.held)
        #expect(planner.tally.values.reduce(0) { $0 + $1.ends } == counts.closed)
        let changes = planner.tally.values.reduce(0) { $0 + $1.changes }
        #expect(changes == counts.closed + counts.updated)
    }

    /// Once a file is carried out, the same file again changes nothing.
    private func carryOut(
        _ rows: [ProgramRow], _ records: inout [ProgramRecord.Key: ProgramRecord],
        _ first: ProgramPlanner
    ) {
        var planner = ProgramPlanner()
        planner.insertsNearMisses = first.insertsNearMisses
        planner.decide(rows, against: records.values.sorted { $0.key < $1.key }) { step in
            guard [.insert, .update, .close].contains(step.decision) else { return }
            let key = ProgramRecord.Key(
                student: 1, program: Int64(step.row.program), start: Int64(step.row.start),
                site: step.row.site)
            records[key] = ProgramRecord(key: key, row: step.row, changeSet: 2)
        }
        var again = ProgramPlanner()
        again.insertsNearMisses = first.insertsNearMisses
        again.decide(rows, against: records.values.sorted { $0.key < $1.key }) { _ in }
        #expect(again.counts.updated == 0 && again.counts.closed == 0)
        #expect(again.counts.held <= first.counts.held)
        #expect(again.counts.inserted == 0)
        #expect(again.counts.rejected == first.counts.rejected)
    }
}
