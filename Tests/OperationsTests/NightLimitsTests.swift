import Automation
import Records
import Testing

@testable import Operations

/// What a profile of its own allows.
@Suite struct NightLimitsTests {
    let night: NightlyTests.Night
    var office: Office { night.office }

    init() throws { night = try NightlyTests.Night() }

    /// Serves a date on which this file lies there; what became of it.
    private func serve(_ day: String, _ rows: [String]) throws -> NightReport.File {
        try night.put(rows)
        _ = try night.look()
        try night.set("\(day) 02:05")
        return try #require(try night.look().report?.files.first)
    }

    private func save(_ change: (inout AutomationProfile) -> Void) throws {
        var profile = try night.profile()
        change(&profile)
        _ = try night.profiles.save(profile)
    }

    @Test func `a profile's own limit takes the place of the district's`() throws {
        _ = try serve("06", office.students.map { office.row($0) })
        let ending = office.students.enumerated().map {
            office.row($1, end: $0 < 4 ? "10/01/2026" : "")
        }
        #expect(try serve("07", ending).state == .held)
        #expect(try office.openRecords() == 10)
        try save { $0.limits = GivenLimits(ends: 40) }
        #expect(try serve("08", ending + ["# again"]).state != .held)
        // The row too many is bad, one of eleven.
        #expect(try office.openRecords() == 6)
    }

    @Test func `a stricter limit holds what the district would take`() throws {
        try save { $0.limits = GivenLimits(badRows: 0) }
        let file = try serve("06", office.students.map { office.row($0) } + ["bad row"])
        #expect(file.state == .held)
        #expect(try office.records() == 0)
    }

    @Test func `additions only leave what is there, and say so`() throws {
        _ = try serve("06", office.students.prefix(9).map { office.row($0) })
        try save { $0.takesAdditionsOnly = true }
        let rows = office.students.map { office.row($0, end: "10/01/2026") }
        let file = try serve("07", rows)
        #expect(file.state == .imported)
        #expect(file.counts.inserted == 1 && file.counts.closed == 0)
        #expect(file.counts.unchanged == 9)
        #expect(try office.openRecords() == 9)
        let run = try #require(file.runs.first)
        let problems = try office.review.show(run).run.report?.problems ?? []
        #expect(problems.contains { $0.code == "program.left-as-is" && $0.count == 9 })
        // The same file, to change what is there too, is not the same as before.
        try save {
            $0.takesAdditionsOnly = nil
            $0.limits = GivenLimits(ends: 100, changes: 100)
        }
        let again = try serve("08", rows)
        #expect(again.state == .imported && again.counts.closed == 9)
        #expect(try office.openRecords() == 0)
    }

    @Test func `limits that are no shares are refused`() throws {
        for share in [-1, 101, .nan] {
            #expect(throws: OperationError.self) {
                try save { $0.limits = GivenLimits(ends: share) }
            }
        }
    }
}
