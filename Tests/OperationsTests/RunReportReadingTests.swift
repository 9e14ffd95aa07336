import Storage
import Testing

@testable import Operations

/// Reports of runs as lists read them.
@Suite struct RunReportReadingTests {
    @Test func `a list has the counts of a report and not its problems`() throws {
        let office = try Office()
        let run = try #require(
            try office.importPrograms([
                office.row("100200"), office.row("999", "a]\"}\\"), office.row("100201", "555"),
            ]).run)
        let stored = try #require(
            try office.district.store.read { try $0.importRun(run)?.report })
        let short = RunReport.withoutProblems(stored)
        #expect(stored.contains(#""details":[{"#) && short.contains(#""details":[]"#))
        var report = try #require(StableJSON.value(RunReport.self, stored))
        #expect(report.problems.count > 1)
        report.problems = []
        #expect(StableJSON.value(RunReport.self, short) == report)
        #expect(report.rejected == 2)
        let listed = try office.review.page(1, size: 25, details: false).runs
        #expect(listed.first?.report == report)
    }

    @Test(arguments: [#"{"details":[]}"#, "{}", #"{"details":[{"a":"#])
    func `what has none stays as it is`(_ json: String) {
        #expect(RunReport.withoutProblems(json) == json)
    }
}
