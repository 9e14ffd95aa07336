import Records
import Storage
import Testing

@testable import Operations

/// Counts for those who do not see the rows that were counted.
@Suite struct SmallCountTests {
    @Test(
        arguments: [
            (0, .few), (1, .few), (9, .few), (10, .exactly(10)), (4_000, .exactly(4_000)),
        ] as [(Int, SmallCount)])
    func `from 0 to 9 it is fewer than 10, also where it is none`(
        _ count: Int, _ shown: SmallCount
    ) {
        #expect(SmallCount(count) == shown)
        #expect(SmallCount(count, isExact: true) == .exactly(count))
    }

    @Test func `a sum is told where each of its parts is`() {
        #expect(SmallCount.sum([10, 20]) == 30)
        #expect(SmallCount.sum([10, .few]) == .untold)
        #expect(SmallCount.sum([.untold, 20]) == .untold)
        #expect(SmallCount.sum([]) == 0)
    }

    @Test func `it is a number, words or nothing in JSON, and is read back`() {
        let counts: [SmallCount] = [.exactly(12), .few, .untold]
        let json = StableJSON.text(counts)
        #expect(json == "[12,\"fewer than 10\",null]")
        #expect(StableJSON.value([SmallCount].self, json) == counts)
    }

    /// Counts of runs: inserted, updated, closed, unchanged, held, rejected.
    private static let runs: [[Int]] = [
        [0, 0, 0, 0, 0, 0], [3, 0, 0, 3_990, 0, 1], [12, 3, 0, 100, 0, 0],
        [10, 10, 10, 10, 10, 10], [10, 10, 10, 10, 10, 9], [9, 9, 9, 9, 9, 9],
        [0, 0, 0, 40, 0, 0], [500, 0, 0, 0, 0, 0],
    ]

    private func counts(_ parts: [Int]) -> ImportCounts {
        var counts = ImportCounts()
        (counts.inserted, counts.updated, counts.closed) = (parts[0], parts[1], parts[2])
        (counts.unchanged, counts.held, counts.rejected) = (parts[3], parts[4], parts[5])
        counts.read = parts.reduce(0, +)
        return counts
    }

    private func parts(_ shown: ShownCounts) -> [SmallCount] {
        [
            shown.inserted, shown.updated, shown.closed, shown.unchanged, shown.held,
            shown.rejected,
        ]
    }

    @Test(arguments: runs)
    func `no part of a run that is not told can be reckoned from the others`(_ run: [Int]) {
        let shown = ShownCounts(counts(run), warnings: 4, .notSmall)
        let parts = parts(shown)
        for (part, count) in zip(parts, run) { #expect(part == SmallCount(count)) }
        #expect(shown.warnings == .few)
        // Each sum that is told, less what is told of its parts, leaves nothing.
        let sums: [(SmallCount, [SmallCount])] = [
            (shown.read, parts), (shown.changed, Array(parts.prefix(3))),
        ]
        for (sum, its) in sums {
            if its.contains(where: { $0.number == nil }) {
                #expect(sum == .untold)
            } else {
                #expect(sum.number == its.compactMap(\.number).reduce(0, +))
            }
        }
    }

    @Test(arguments: runs)
    func `where a class is not seen nothing of a run is told`(_ run: [Int]) {
        let shown = ShownCounts(counts(run), warnings: 40, .none)
        let all = parts(shown) + [shown.read, shown.warnings, shown.changed]
        #expect(all.allSatisfy { $0 == .untold })
    }

    @Test func `who only looks on is told no small count, and nothing that gives one away`() throws
    {
        let sites = try TwoSites()
        let office = sites.office
        let rows = (0..<15).map { office.row("100200", "ZZ\($0)") }
        _ = try office.importPrograms(rows + [office.row("100200")])
        func json(_ role: Role, but missing: Permission? = nil) throws -> String {
            let rules = missing.map { [PermissionRule($0, .everyone, .no)] } ?? []
            let workspace = Workspace(
                store: office.district.store, clock: office.clock,
                access: AccessPolicy.access(
                    for: Person(user: 1, name: "x", role: role), rules: rules))
            let review = ReviewRuns(workspace)
            let run = try #require(try review.list().first)
            return StableJSON.text(run) + StableJSON.text(try review.problems(of: run.run))
        }
        #expect(try json(.dataManager).contains("\"rejected\":15"))
        let auditor = try json(.auditor)
        #expect(auditor.contains("\"inserted\":\"fewer than 10\""))
        #expect(auditor.contains("\"read\":null") && auditor.contains("\"examples\":[]"))
        let none = try json(.auditor, but: .seeLunch)
        #expect(none.contains("\"inserted\":null") && !none.contains("fewer"))
        #expect(none.contains("\"groups\":[]"))
    }

    @Test func `with some sites, programs of a few are counted among the others or not at all`()
        throws
    {
        let sites = try TwoSites()
        func series(_ workspace: Workspace) throws -> [[Int]] {
            try Figures(workspace).programs(months: 1).series.map(\.counts)
        }
        #expect(try series(sites.office.workspace()) == [[1]])
        #expect(try series(sites.workspace(1020)).isEmpty)
        for number in 0..<10 {
            let student = try TwoSites.create("Ada\(number)", "Lind", site: 1020, sites.office)
            _ = try sites.addProgram(to: student, site: 1020)
        }
        #expect(try series(sites.workspace(1020)) == [[11]])
        let plans = try WorkList(sites.workspace(1010)).counts().plans
        #expect(plans?.overdue == 0)
        #expect(try WorkList(sites.workspace(1020)).counts().plans?.overdue == 1)
    }
}
