import Testing

@testable import Records

@Suite struct ProgramPlannerTests {
    /// Decisions about one student's rows, in the order of the rows.
    private func decide(
        _ planner: inout ProgramPlanner, _ rows: [ProgramRow], _ records: [ProgramRecord] = []
    ) -> [ProgramPlanner.Step] {
        var steps: [ProgramPlanner.Step] = []
        let before = planner.counts
        planner.decide(
            rows.sorted(by: ProgramRow.isBefore), against: records.sorted { $0.key < $1.key }
        ) { steps.append($0) }
        #expect(steps.count == rows.count)
        let counts = planner.counts
        let counted =
            counts.changed + counts.unchanged + counts.held + counts.rejected
            - (before.changed + before.unchanged + before.held + before.rejected)
        #expect(counted == rows.count, "every row counts once")
        return steps
    }

    private struct Case: CustomTestStringConvertible {
        var testDescription: String
        var rows: [ProgramRow]
        var records: [ProgramRecord] = []
        var decisions: [ProgramDecision]
        var problems: [String] = []
    }

    @Test func `where only additions are asked for, records stay as they are`() {
        var planner = ProgramPlanner()
        planner.takesAdditionsOnly = true
        let steps = decide(
            &planner,
            [ProgramRow(101, 9, 30), ProgramRow(120, 9), ProgramRow(127, 9, year: 2026)],
            [ProgramRecord(101, 9), ProgramRecord(127, 9, year: 2025)])
        #expect(steps.map(\.decision) == [.unchanged, .insert, .unchanged])
        #expect(planner.log.count(of: .programLeftAsIs) == 2)
        #expect(planner.counts.inserted == 1 && planner.counts.changed == 1)
        #expect(planner.tally.values.allSatisfy { $0.ends == 0 && $0.changes == 0 })
    }

    private static let cases: [Case] = [
        Case(testDescription: "a new key", rows: [ProgramRow(101, 9)], decisions: [.insert]),
        Case(
            testDescription: "a new key of a student with other records",
            rows: [ProgramRow(101, 9)], records: [ProgramRecord(120, 8)], decisions: [.insert]),
        Case(
            testDescription: "the same", rows: [ProgramRow(101, 9, 30, year: 2025)],
            records: [ProgramRecord(101, 9, 30, year: 2025)], decisions: [.unchanged]),
        Case(
            testDescription: "an open record's other content",
            rows: [ProgramRow(101, 9, year: 2026)], records: [ProgramRecord(101, 9, year: 2025)],
            decisions: [.update]),
        Case(
            testDescription: "an end date closes", rows: [ProgramRow(101, 9, 30)],
            records: [ProgramRecord(101, 9)], decisions: [.close]),
        Case(
            testDescription: "an end date closes and other content changes",
            rows: [ProgramRow(101, 9, 30, year: 2026)], records: [ProgramRecord(101, 9)],
            decisions: [.close]),
        Case(
            testDescription: "an end date moves", rows: [ProgramRow(101, 9, 31)],
            records: [ProgramRecord(101, 9, 30)], decisions: [.update]),
        Case(
            testDescription: "an end date vanishes", rows: [ProgramRow(101, 9)],
            records: [ProgramRecord(101, 9, 30)], decisions: [.update],
            problems: ["program.reopened"]),
        Case(
            testDescription: "the same row twice",
            rows: [ProgramRow(101, 9, row: 5), ProgramRow(101, 9, row: 7)],
            decisions: [.insert, .repeated], problems: ["program.duplicate-row"]),
        Case(
            testDescription: "the same row three times, of a record",
            rows: (2...4).map { ProgramRow(101, 9, 30, row: $0) },
            records: [ProgramRecord(101, 9)], decisions: [.close, .repeated, .repeated],
            problems: ["program.duplicate-row"]),
        Case(
            testDescription: "two rows that contradict each other",
            rows: [ProgramRow(101, 9, 30, row: 2), ProgramRow(101, 9, 31, row: 3)],
            records: [ProgramRecord(101, 9)], decisions: [.conflicting, .conflicting],
            problems: ["program.conflicting-rows"]),
        Case(
            testDescription: "two rows that agree and one that does not",
            rows: [
                ProgramRow(101, 9, row: 2), ProgramRow(101, 9, row: 3),
                ProgramRow(101, 9, 30, row: 4),
            ],
            decisions: [.conflicting, .conflicting, .conflicting],
            problems: ["program.conflicting-rows"]),
        Case(
            testDescription: "a near miss is held", rows: [ProgramRow(101, 10, 30)],
            records: [ProgramRecord(101, 9)], decisions: [.hold],
            problems: ["program.near-miss"]),
        Case(
            testDescription: "a near miss twice is held once",
            rows: [ProgramRow(101, 10, 30, row: 2), ProgramRow(101, 10, 30, row: 3)],
            records: [ProgramRecord(101, 9)], decisions: [.hold, .repeated],
            problems: ["program.duplicate-row", "program.near-miss"]),
        Case(
            testDescription: "a record closed by the file and begun again is no near miss",
            rows: [ProgramRow(101, 9, 30, row: 2), ProgramRow(101, 31, row: 3)],
            records: [ProgramRecord(101, 9)], decisions: [.close, .insert]),
        Case(
            testDescription: "a record opened again by the file is one",
            rows: [ProgramRow(101, 9, row: 2), ProgramRow(101, 31, row: 3)],
            records: [ProgramRecord(101, 9, 30)], decisions: [.update, .hold],
            problems: ["program.near-miss", "program.reopened"]),
        Case(
            testDescription: "two programs from the same day",
            rows: [ProgramRow(101, 9, row: 2), ProgramRow(120, 9, row: 3)],
            records: [ProgramRecord(101, 9)], decisions: [.unchanged, .insert]),
        Case(
            testDescription: "a blank site is a value of its own",
            rows: [ProgramRow(101, 9, 30, site: ProgramRow.noSite)],
            records: [ProgramRecord(101, 9, site: ProgramRow.noSite), ProgramRecord(101, 9)],
            decisions: [.close]),
        Case(
            testDescription: "rows between records",
            rows: [
                ProgramRow(101, 9, row: 9), ProgramRow(110, 5, row: 8),
                ProgramRow(120, 9, 30, row: 7),
                ProgramRow(130, 1, row: 6),
            ],
            records: [
                ProgramRecord(90, 1), ProgramRecord(101, 9), ProgramRecord(115, 1),
                ProgramRecord(120, 9), ProgramRecord(125, 2),
            ],
            decisions: [.unchanged, .insert, .close, .hold], problems: ["program.near-miss"]),
    ]

    @Test(arguments: cases)
    private func `each row gets its decision`(_ each: Case) {
        var planner = ProgramPlanner()
        let steps = decide(&planner, each.rows, each.records)
        #expect(steps.map(\.decision) == each.decisions)
        #expect(planner.log.groups.map(\.code).sorted() == each.problems)
        for step in steps {
            let needsRecord = [.update, .close, .unchanged, .hold].contains(step.decision)
            #expect((step.record != nil) == needsRecord)
        }
        #expect(planner.held.count == each.decisions.count { $0 == .hold })
        #expect(planner.conflicting.count == each.decisions.count { $0 == .conflicting })
    }

    @Test func `near misses can be inserted as they stand`() {
        var planner = ProgramPlanner()
        planner.insertsNearMisses = true
        let steps = decide(&planner, [ProgramRow(101, 10, 30)], [ProgramRecord(101, 9)])
        #expect(steps.map(\.decision) == [.insert])
        #expect(planner.log.isEmpty && planner.held.isEmpty)
    }

    @Test func `a held row names the record and the part that differs`() {
        var planner = ProgramPlanner()
        _ = decide(&planner, [ProgramRow(101, 10, 30, row: 7)], [ProgramRecord(101, 9)])
        #expect(
            planner.held == [
                HeldRow(
                    row: 7, offset: 700, nearest: ProgramRecord(101, 9).key.reference,
                    differs: [.start])
            ])
    }

    @Test func `conflicting rows are listed with their places`() {
        var planner = ProgramPlanner()
        _ = decide(&planner, [ProgramRow(101, 9, 30, row: 2), ProgramRow(101, 9, 31, row: 3)])
        #expect(planner.conflicting.map(\.row) == [2, 3])
        #expect(planner.conflicting.map(\.offset) == [200, 300])
        #expect(planner.counts.rejected == 2)
    }

    @Test func `ends and changes are counted by program`() {
        var planner = ProgramPlanner()
        planner.tally = [101: ProgramTally(records: 3), 120: ProgramTally(records: 1)]
        _ = decide(
            &planner,
            [
                ProgramRow(101, 1, 30, row: 2), ProgramRow(101, 40, 51, row: 3),
                ProgramRow(101, 60, 70, row: 4), ProgramRow(120, 1, row: 5),
                ProgramRow(127, 5, row: 6),
            ],
            [
                ProgramRecord(101, 1), ProgramRecord(101, 40, 50), ProgramRecord(101, 60, 70),
                ProgramRecord(120, 1),
            ])
        #expect(planner.tally[101] == ProgramTally(records: 3, ends: 1, changes: 2))
        #expect(planner.tally[120] == ProgramTally(records: 1))
        #expect(planner.tally[127] == nil)
        #expect(planner.counts.closed == 1 && planner.counts.updated == 1)
        #expect(planner.counts.unchanged == 2 && planner.counts.inserted == 1)
    }

    @Test func `rows known to be unchanged are only counted`() {
        var planner = ProgramPlanner()
        planner.countUnchanged(5)
        #expect(planner.counts.unchanged == 5)
    }

    // MARK: What was decided before

    private static func key(_ row: ProgramRow) -> ProgramRecord.Key {
        ProgramRecord.Key(
            student: 1, program: Int64(row.program), start: Int64(row.start), site: row.site)
    }

    @Test func `a key that was led to a record before is about that record`() {
        let record = ProgramRecord(101, 9, year: 2025)
        let row = ProgramRow(101, 10, 30, row: 7)
        var planner = ProgramPlanner()
        planner.aliases = [Self.key(row): .same(record.key)]
        let steps = decide(&planner, [row], [record])
        #expect(steps.map(\.decision) == [.close])
        #expect(steps.first?.record?.key == record.key)
        #expect(steps.first?.row.start == day(9))
        #expect(steps.first?.row.end == day(30))
        // The wrong key's row says nothing else of the record.
        #expect(steps.first?.row.academicYear == 2025)
        #expect(steps.first?.row.row == 7)
        #expect(planner.counts.closed == 1 && planner.held.isEmpty)
        // Once closed, the same row changes nothing.
        let again = decide(&planner, [row], [ProgramRecord(101, 9, 30, year: 2025)])
        #expect(again.map(\.decision) == [.unchanged])
        let moved = decide(&planner, [row], [ProgramRecord(101, 9, 29, year: 2025)])
        #expect(moved.map(\.decision) == [.update])
    }

    @Test func `of several wrong keys that bring one record the same one counts`() {
        let record = ProgramRecord(101, 9)
        let rows = [ProgramRow(101, 10, 30, row: 2), ProgramRow(101, 11, 30, row: 3)]
        var planner = ProgramPlanner()
        for row in rows { planner.aliases[Self.key(row)] = .same(record.key) }
        #expect(decide(&planner, rows, [record]).map(\.decision) == [.close, .repeated])
        #expect(planner.log.count(of: .programDuplicateRow) == 1)
        #expect(planner.counts.closed == 1 && planner.counts.unchanged == 1)
    }

    @Test(arguments: [nil, 30, 31])
    func `several wrong keys that contradict each other are not taken`(_ end: Int?) {
        let record = end.map { ProgramRecord(101, 9, $0) } ?? ProgramRecord(101, 9)
        let rows = [ProgramRow(101, 10, 30, row: 2), ProgramRow(101, 11, 31, row: 3)]
        var planner = ProgramPlanner()
        for row in rows { planner.aliases[Self.key(row)] = .same(record.key) }
        #expect(decide(&planner, rows, [record]).map(\.decision) == [.conflicting, .conflicting])
        #expect(planner.conflicting.map(\.row) == [2, 3])
        #expect(planner.counts.rejected == 2 && planner.counts.changed == 0)
        #expect(planner.log.count(of: .programConflictingRows) == 2)
    }

    @Test func `a wrong key that repeats its record's own row counts for nothing`() {
        let record = ProgramRecord(101, 9)
        let rows = [ProgramRow(101, 9, 30, row: 2), ProgramRow(101, 10, 30, row: 3)]
        var planner = ProgramPlanner()
        planner.aliases = [Self.key(rows[1]): .same(record.key)]
        #expect(decide(&planner, rows, [record]).map(\.decision) == [.close, .repeated])
        let other = [rows[0], ProgramRow(101, 10, 31, row: 3)]
        planner = ProgramPlanner()
        planner.aliases = [Self.key(rows[1]): .same(record.key)]
        #expect(decide(&planner, other, [record]).map(\.decision) == [.close, .hold])
    }

    @Test func `a key that led to a record that is gone is judged anew`() {
        let row = ProgramRow(101, 10, 30)
        var planner = ProgramPlanner()
        planner.aliases = [Self.key(row): .same(ProgramRecord(120, 1).key)]
        #expect(decide(&planner, [row], [ProgramRecord(101, 9)]).map(\.decision) == [.hold])
    }

    @Test func `a discarded row stays discarded until it says something else`() {
        let row = ProgramRow(101, 10, 30)
        var planner = ProgramPlanner()
        planner.aliases = [Self.key(row): .discard(content: row.contentText)]
        #expect(decide(&planner, [row], [ProgramRecord(101, 9)]).map(\.decision) == [.repeated])
        #expect(planner.log.count(of: .programDiscardedBefore) == 1)
        let other = ProgramRow(101, 10, 31)
        #expect(decide(&planner, [other], [ProgramRecord(101, 9)]).map(\.decision) == [.hold])
    }

    @Test func `an exact match is asked for nothing`() {
        let record = ProgramRecord(101, 9)
        let row = ProgramRow(101, 9, 30)
        var planner = ProgramPlanner()
        planner.aliases = [record.key: .discard(content: row.contentText)]
        #expect(decide(&planner, [row], [record]).map(\.decision) == [.close])
    }
}
