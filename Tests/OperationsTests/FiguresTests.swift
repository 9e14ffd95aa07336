import Records
import Storage
import Testing

@testable import Operations

@Suite struct FiguresTests {
    @Test(arguments: [1, 2, 12, 24]) func `active enrollments are counted day by day`(
        months: Int
    ) throws {
        let hall = try ListHall()
        let figures = try Figures(hall.workspace).programs(months: months)
        #expect(figures.days.count == months && figures.days.last == hall.workspace.today)
        // 2026-10-05, and before it the last days of September and August.
        #expect(
            Array(figures.days.map(\.description).suffix(3).prefix(2))
                == Array(["2026-08-31", "2026-09-30"].suffix(max(0, min(2, months - 1))))
                || months < 3)
        for series in figures.series {
            let counts = figures.days.map { day in
                hall.programs.count { one in
                    one.code == series.program && one.key.start <= Int64(day.dayNumber)
                        && (one.ends.map { $0 >= Int(day.dayNumber) } ?? true)
                }
            }
            #expect(series.counts == counts)
        }
        #expect(figures.series.count == 3)
        let sums = figures.series.map { $0.counts.reduce(0, +) }
        #expect(sums == sums.sorted(by: >) && sums[0] > 0)
    }

    @Test func `programs beyond the first eight are one series, hidden ones none`() throws {
        let office = try Office(students: 10)
        for number in 0..<10 {
            try office.addCode("9\(number)")
            let rows = (0...number).map { office.row("10020\($0)", "9\(number)") }
            _ = try office.importPrograms(rows, insertsNearMisses: true)
        }
        _ = try office.administration.addCode(
            table: CodeBook.programs, key: "99", text: "Lunch", systemKey: "lunch", updates: true)
        let workspace = Workspace(store: office.district.store, actor: "t", clock: office.clock)
        let all = try Figures(workspace).programs(months: 1)
        #expect(
            all.series.map(\.program)
                == ["99", "98", "97", "96", "95", "94", "93", "92", nil])
        #expect(all.series.map(\.counts) == [10, 9, 8, 7, 6, 5, 4, 3, 3].map { [$0] })
        let some = try Figures(workspace).programs(months: 1, hiding: ["lunch"])
        #expect(some.series.map(\.counts) == [9, 8, 7, 6, 5, 4, 3, 2, 1].map { [$0] })
        let newest = try Figures(workspace).newestChangeSet()
        try office.addCode("1")
        #expect(try Figures(workspace).newestChangeSet() == newest + 1)
    }
}
