import Testing

@testable import Records

@Suite struct ProblemLogTests {
    @Test func `problems are grouped by what there is to do`() {
        var log = ProblemLog()
        #expect(log.isEmpty)
        log.add(.dateInvalid, row: 7, column: "Birth Date")
        log.add(.dateInvalid, row: 5, column: "Birth Date")
        log.add(.dateInvalid, row: 5, column: "Program Start Date")
        log.add(.cellTrimmed, row: 2, column: "Site ID")
        log.add(.programUnknownCode, row: 9, column: "Program ID", detail: "999")
        log.add(.programUnknownCode, row: 8, column: "Program ID", detail: "998")
        #expect(!log.isEmpty)
        #expect(log.warnings == 1)
        #expect(log.count(of: .dateInvalid) == 3)
        #expect(log.count(of: .fileEmpty) == 0)
        let groups = log.groups
        #expect(
            groups.map(\.code) == [
                "date.invalid", "date.invalid", "program.unknown-code", "program.unknown-code",
                "cell.trimmed",
            ])
        #expect(groups.map(\.rows) == [[5, 7], [5], [8], [9], [2]])
        #expect(groups.map(\.count) == [2, 1, 1, 1, 1])
        #expect(groups[2].message.contains("998"))
        #expect(groups.allSatisfy { !$0.fix.isEmpty })
    }

    @Test func `a problem of the whole file has no row`() {
        var log = ProblemLog()
        log.add(.fileSeparator, detail: "commas", count: 1)
        #expect(log.groups.map(\.rows) == [[]])
        #expect(log.groups.map(\.count) == [1])
        #expect(log.groups.first?.message == "The cells are separated by commas, not by tabs.")
    }

    @Test func `the first hundred rows are listed and all are counted`() {
        var log = ProblemLog()
        for row in (2...1001).reversed() { log.add(.rowShort, row: row) }
        #expect(log.groups.first?.count == 1000)
        #expect(log.groups.first?.rows.count == ProblemLog.maximumRows)
        var ordered = ProblemLog()
        for row in 2...1001 { ordered.add(.rowShort, row: row) }
        #expect(ordered.groups.first?.rows == Array(2...101))
    }

    @Test func `a row with the same problem twice is listed once`() {
        var log = ProblemLog()
        log.add(.rowShort, row: 3)
        log.add(.rowShort, row: 3)
        #expect(log.groups.first?.count == 2)
        #expect(log.groups.first?.rows == [3])
    }

    @Test func `details without end do not fill the memory`() {
        var log = ProblemLog()
        for number in 0..<2000 {
            log.add(
                .programUnknownCode, row: number + 2, column: "Program ID", detail: "X\(number)")
        }
        #expect(log.groups.count == ProblemLog.maximumGroups + 1)
        #expect(log.count(of: .programUnknownCode) == 2000)
        #expect(log.groups.reduce(0) { $0 + $1.count } == 2000)
    }

    @Test func `logs of parts of a file add up`() {
        var first = ProblemLog()
        first.add(.rowShort, row: 2)
        first.add(.cellTrimmed, row: 3, column: "Site ID")
        var second = ProblemLog()
        second.add(.rowShort, row: 1)
        second.add(.rowCut, row: 4)
        first.merge(second, rowOffset: 100)
        #expect(first.groups.map(\.code) == ["row.cut", "row.short", "cell.trimmed"])
        #expect(first.groups.map(\.rows) == [[104], [2, 101], [3]])
        #expect(first.warnings == 3)
    }
}
