import Testing

@testable import Records

@Suite struct NearMissTests {
    private struct Case: CustomTestStringConvertible {
        var testDescription: String
        var row: ProgramRow
        var records: [ProgramRecord]
        /// Which of the records is near, and in what the row differs from it.
        var near: Int?
        var differs: [HeldRow.Part] = []
        /// Records that other rows of the file match.
        var matched: [Int] = []
    }

    private static let cases: [Case] = [
        Case(testDescription: "no records", row: ProgramRow(101, 10), records: [], near: nil),
        Case(
            testDescription: "nothing in common",
            row: ProgramRow(101, 10, 20), records: [ProgramRecord(120, 5, site: 1020)], near: nil),
        // Another start date.
        Case(
            testDescription: "another start date, record open",
            row: ProgramRow(101, 10), records: [ProgramRecord(101, 9)], near: 0,
            differs: [.start]),
        Case(
            testDescription: "another start date far off, record open",
            row: ProgramRow(101, 300, 320), records: [ProgramRecord(101, 1)], near: 0,
            differs: [.start]),
        Case(
            testDescription: "another start date, ended before the record began, record open",
            row: ProgramRow(101, 1, 5), records: [ProgramRecord(101, 100)], near: 0,
            differs: [.start]),
        Case(
            testDescription: "spans overlap",
            row: ProgramRow(101, 10, 40), records: [ProgramRecord(101, 9, 30)], near: 0,
            differs: [.start]),
        Case(
            testDescription: "begins on the record's last day",
            row: ProgramRow(101, 30, 40), records: [ProgramRecord(101, 9, 30)], near: 0,
            differs: [.start]),
        Case(
            testDescription: "begins the day after the record's last",
            row: ProgramRow(101, 31, 40), records: [ProgramRecord(101, 9, 30)], near: nil),
        Case(
            testDescription: "begins after the record's end, open",
            row: ProgramRow(101, 31), records: [ProgramRecord(101, 9, 30)], near: nil),
        Case(
            testDescription: "ends on the record's first day",
            row: ProgramRow(101, 1, 9), records: [ProgramRecord(101, 9, 30)], near: 0,
            differs: [.start]),
        Case(
            testDescription: "ends the day before the record's first",
            row: ProgramRow(101, 1, 8), records: [ProgramRecord(101, 9, 30)], near: nil),
        Case(
            testDescription: "open, begins before a closed record",
            row: ProgramRow(101, 1), records: [ProgramRecord(101, 9, 30)], near: 0,
            differs: [.start]),
        Case(
            testDescription: "another start date, matched by another row",
            row: ProgramRow(101, 10), records: [ProgramRecord(101, 9)], near: 0,
            differs: [.start], matched: [0]),
        // Another site.
        Case(
            testDescription: "another site",
            row: ProgramRow(101, 9, site: 1020), records: [ProgramRecord(101, 9)], near: 0,
            differs: [.site]),
        Case(
            testDescription: "no site, and a record with one",
            row: ProgramRow(101, 9, site: ProgramRow.noSite), records: [ProgramRecord(101, 9)],
            near: 0, differs: [.site]),
        Case(
            testDescription: "a site, and a record without",
            row: ProgramRow(101, 9),
            records: [ProgramRecord(101, 9, site: ProgramRow.noSite)], near: 0,
            differs: [.site]),
        Case(
            testDescription: "another site, record closed",
            row: ProgramRow(101, 9, 30, site: 1020), records: [ProgramRecord(101, 9, 30)],
            near: 0, differs: [.site]),
        Case(
            testDescription: "another site, matched by another row",
            row: ProgramRow(101, 9, site: 1020), records: [ProgramRecord(101, 9)], near: 0,
            differs: [.site], matched: [0]),
        // Another program.
        Case(
            testDescription: "another program",
            row: ProgramRow(101, 9), records: [ProgramRecord(120, 9)], near: 0,
            differs: [.program]),
        Case(
            testDescription: "another program, record closed",
            row: ProgramRow(101, 9), records: [ProgramRecord(120, 9, 30)], near: 0,
            differs: [.program]),
        Case(
            testDescription: "another program, matched by another row",
            row: ProgramRow(101, 9), records: [ProgramRecord(120, 9)], near: nil, matched: [0]),
        // An end date, and an open record of the program.
        Case(
            testDescription: "ends an open record, start and site off",
            row: ProgramRow(101, 10, 20, site: 1020), records: [ProgramRecord(101, 9)], near: 0,
            differs: [.start, .site]),
        Case(
            testDescription: "no end date, start and site off",
            row: ProgramRow(101, 10, site: 1020), records: [ProgramRecord(101, 9)], near: nil),
        Case(
            testDescription: "an end date, start and site off, record closed",
            row: ProgramRow(101, 10, 20, site: 1020), records: [ProgramRecord(101, 9, 12)],
            near: nil),
        // Two parts off.
        Case(
            testDescription: "program and site off",
            row: ProgramRow(101, 9, 20, site: 1020), records: [ProgramRecord(120, 9)], near: nil),
        Case(
            testDescription: "program and start off",
            row: ProgramRow(101, 10, 20), records: [ProgramRecord(120, 9)], near: nil),
        // Of several, the nearest.
        Case(
            testDescription: "an open record before a closed one",
            row: ProgramRow(101, 10, 20),
            records: [ProgramRecord(101, 9, 30), ProgramRecord(101, 100)], near: 1,
            differs: [.start]),
        Case(
            testDescription: "of two open records the one with the nearer start",
            row: ProgramRow(101, 10),
            records: [ProgramRecord(101, 1), ProgramRecord(101, 12), ProgramRecord(101, 30)],
            near: 1, differs: [.start]),
        Case(
            testDescription: "of two as near the first",
            row: ProgramRow(101, 10), records: [ProgramRecord(101, 8), ProgramRecord(101, 12)],
            near: 0, differs: [.start]),
        Case(
            testDescription: "another start before another site before another program",
            row: ProgramRow(101, 10, 20),
            records: [
                ProgramRecord(101, 9), ProgramRecord(101, 10, site: 1020), ProgramRecord(120, 10),
            ], near: 0, differs: [.start]),
        Case(
            testDescription: "another site before another program",
            row: ProgramRow(101, 10, 20),
            records: [ProgramRecord(101, 10, site: 1020), ProgramRecord(120, 10)], near: 0,
            differs: [.site]),
        Case(
            testDescription: "an open record of the program before another program",
            row: ProgramRow(101, 10, 20),
            records: [ProgramRecord(101, 9, site: 1020), ProgramRecord(120, 10)], near: 0,
            differs: [.start, .site]),
        Case(
            testDescription: "an open record of another program before a closed one of this",
            row: ProgramRow(101, 10, 20),
            records: [ProgramRecord(101, 9, 30), ProgramRecord(120, 10)], near: 1,
            differs: [.program]),
    ]

    @Test(arguments: cases)
    private func `a row is near a record, or near none`(_ each: Case) {
        let near = NearMiss(
            of: each.row, among: each.records,
            matchedByFile: Set(each.matched.map { each.records[$0].key }))
        #expect(near?.record.key == each.near.map { each.records[$0].key })
        #expect((near?.differs ?? []) == each.differs)
    }
}
