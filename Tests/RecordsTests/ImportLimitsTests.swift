import Testing

@testable import Records

@Suite struct ImportLimitsTests {
    private func holds(
        _ tally: ProgramTally, _ limits: ImportLimits = ImportLimits()
    ) -> [RowProblem] {
        limits.holds([5: tally]) { "P\($0)" }
    }

    @Test func `a hold says what would have happened, and that nothing did`() {
        let found = holds(ProgramTally(records: 1030, ends: 412, changes: 412))
        #expect(found.map(\.code) == [.limitEnds])
        #expect(
            found.first?.detail
                == "Program P5: Would end 412 of 1,030 (40 %, limit 10 %). "
                + "Held. Nothing was changed.")
        #expect(
            found.first?.detail.hasSuffix(
                "Would end 412 of 1,030 (40 %, limit 10 %). Held. Nothing was changed.") == true)
        let changed = holds(ProgramTally(records: 1_000, ends: 100, changes: 751))
        #expect(
            changed.first?.detail
                == "Program P5: Would change 751 of 1,000 (75 %, limit 75 %). "
                + "Held. Nothing was changed.")
    }

    @Test(arguments: [
        (0, 0, 0, false, false), (9, 9, 9, false, false), (10, 1, 7, false, false),
        (10, 2, 7, true, false), (10, 1, 8, false, true), (10, 2, 8, true, true),
        (1000, 100, 750, false, false), (1000, 101, 750, true, false),
        (1000, 100, 751, false, true), (1000, 1000, 1000, true, true),
    ])
    func `more than the share is held, from ten records on`(
        _ records: Int, ends: Int, changes: Int, holdsEnds: Bool, holdsChanges: Bool
    ) {
        let codes = holds(ProgramTally(records: records, ends: ends, changes: changes)).map(\.code)
        #expect(codes.contains(.limitEnds) == holdsEnds)
        #expect(codes.contains(.limitChanges) == holdsChanges)
        #expect(codes.count == (holdsEnds ? 1 : 0) + (holdsChanges ? 1 : 0))
    }

    @Test func `exactly the share is not more than the share`() {
        for percent in 1...99 {
            var limits = ImportLimits()
            limits.ends = Double(percent) / 100
            limits.badRows = Double(percent) / 100
            for hundreds in [1, 3, 7, 1030] {
                let (records, part) = (hundreds * 100, hundreds * percent)
                #expect(holds(ProgramTally(records: records, ends: part), limits).isEmpty)
                #expect(holds(ProgramTally(records: records, ends: part + 1), limits).count == 1)
                #expect(limits.hold(rejected: part, of: records) == nil)
                #expect(limits.hold(rejected: part + 1, of: records) != nil)
            }
        }
    }

    @Test(arguments: [
        (0, 0, false), (3, 3, false), (9, 9, false), (1, 10, false), (2, 10, true),
        (10, 100, false), (11, 100, true), (4_911, 1_000_000, false),
    ])
    func `a file of too many bad rows is held`(_ rejected: Int, read: Int, isHeld: Bool) {
        #expect((ImportLimits().hold(rejected: rejected, of: read) != nil) == isHeld)
    }

    @Test func `bad rows are told in words`() {
        let hold = ImportLimits().hold(rejected: 1_234, of: 10_000)
        #expect(hold?.code == .limitBadRows)
        #expect(
            hold?.detail
                == "1,234 of 10,000 rows are bad (12 %, limit 10 %). Held. Nothing was changed.")
        let many = ImportLimits().hold(rejected: BadRow.maximum + 1, of: 100_000_000)
        #expect(many?.code == .limitTooManyBadRows)
        #expect(many?.detail == "200,001")
    }

    @Test func `each program is judged, in order of its key`() {
        let tally = Dictionary(
            uniqueKeysWithValues: [3, 1, 2].map {
                (Int32($0), ProgramTally(records: 10, ends: $0 == 2 ? 0 : 9, changes: 9))
            })
        let found = ImportLimits().holds(tally) { "P\($0)" }
        #expect(
            found.map { String($0.detail.prefix(11)) } == [
                "Program P1:", "Program P1:", "Program P2:", "Program P3:", "Program P3:",
            ])
        #expect(
            found.map(\.code) == [
                .limitEnds, .limitChanges, .limitChanges, .limitEnds, .limitChanges,
            ])
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345, "12,345"),
        (1_234_567, "1,234,567"), (-1234, "-1,234"), (100, "100"), (100_000, "100,000"),
    ])
    func `thousands are parted by commas`(_ number: Int, text: String) {
        #expect(grouped(number) == text)
    }
}
