import Records
import Storage
import Synchronization
import Testing

@testable import Operations

/// What the imports pages show: pages of runs and rows, problems by their way out, progress.
@Suite struct ImportReviewTests {
    let office: Office

    init() throws { office = try Office(students: 45) }

    /// A run with two rows of unknown codes, one with a blank name and one with a space too many.
    private func badRun() throws -> RunReport {
        try office.importPrograms(
            office.students.map { office.row($0) } + [
                office.row("100200", "555", start: "01/04/2027"),
                office.row("100201", "555", start: "01/04/2027"),
                office.row("100202", "L9", start: "xx"), office.row("100203", "120", last: " "),
                office.row(" 100204", "120"),
            ])
    }

    @Test func `runs come a page at a time, the newest first`() throws {
        for number in 0..<5 { _ = try office.importPrograms([office.row("10020\(number)")]) }
        let first = try office.review.page(1, size: 2)
        #expect(first.runs.map(\.run) == [6, 5] && first.total == 6)
        #expect(try office.review.page(3, size: 2).runs.map(\.run) == [2, 1])
        #expect(try office.review.page(4, size: 2).runs.isEmpty)
        #expect(try office.review.page(.max, size: 0).runs.isEmpty)
    }

    @Test func `rows come a page at a time, by what became of them`() throws {
        _ = try office.importPrograms(office.students.map { office.row($0) })
        let near = office.students.prefix(5).map {
            office.row($0, start: "09/03/2026", end: "10/01/2026")
        }
        let run = try #require(
            try office.importPrograms(near + [office.row("100200", "555")]).run)
        let held = try office.review.rows(of: run, .held, page: 2, size: 2)
        #expect(held.heldRows.map(\.row) == [4, 5] && held.total == 5)
        #expect(held.rejectedRows.isEmpty && held.header.count == 15)
        let nearest = try #require(held.heldRows[0].nearestRecord)
        let id = try office.district.store.read { try $0.students(withID: nearest.studentID) }
        #expect([nearest.id] == id)
        let rejected = try office.review.rows(of: run, .rejected, page: 1, size: 10)
        #expect(rejected.rejectedRows.map(\.row) == [7] && rejected.total == 1)
        _ = try ResolveHeldRow(office.workspace()).run(run, row: 4, .insert)
        #expect(try office.review.rows(of: run, .held, page: 2, size: 2).total == 5)
        #expect(try office.review.run(run).waiting == 4)
    }

    @Test func `problems are grouped by their way out, with examples`() throws {
        let report = try badRun()
        let groups = try office.review.problems(of: try #require(report.run)).groups
        let codes = try #require(groups.first { !$0.unknownCodes.isEmpty })
        #expect(codes.fix.hasPrefix("Correct the code, or add it"))
        #expect(codes.count == 3 && codes.severity == .error)
        #expect(codes.unknownCodes.map(\.key) == ["555", "L9"])
        #expect(codes.unknownCodes.map(\.rows) == [2, 1])
        let example = try #require(codes.problems.first?.examples.first)
        #expect(example.row == 47 && example.column == "Program ID" && example.cell == "555")
        let blank = try #require(groups.first { $0.fix.hasPrefix("Fill the cell in") })
        #expect(blank.problems[0].examples.map(\.cell) == [" "])
        let space = try #require(groups.first { $0.fix.hasPrefix("Nothing to do; ask the sender") })
        #expect(space.severity == .warning)
        #expect(space.problems[0].examples.map(\.cell) == [" 100204"])
        #expect(groups.last?.severity == .warning && groups.first?.severity == .error)
    }

    @Test func `a check has the same groups as the run`() throws {
        let rows = office.students.map { office.row($0) } + [office.row("100200", "555")]
        let path = try office.district.write("programs.txt", office.programs(rows))
        let importing = office.importing(isCheck: true)
        let checked = importing.problems(of: try importing.run([path])[0])
        let run = try #require(try office.importing().run([path])[0].run)
        #expect(try office.review.problems(of: run) == checked)
        #expect(checked.groups.first?.unknownCodes.map(\.key) == ["555"])
    }

    @Test func `a code that was added is no longer missing`() throws {
        let run = try #require(try badRun().run)
        try office.addCode("555")
        func missing() throws -> [String] {
            try office.review.problems(of: run).groups.flatMap(\.unknownCodes).map(\.key)
        }
        #expect(try missing() == ["L9"])
        let again = try office.review.rerun(run)
        #expect(again.inserted == 2)
        #expect(try missing() == [])
    }

    @Test func `what cells say is kept from those who may not see it, and from reports`() throws {
        let detail = ProblemDetail(
            code: "cell.missing", severity: .error, count: 1, message: "m", fix: "f",
            examples: [
                ProblemGroups.Example(
                    file: nil, row: 2, column: "Plan 504 Accommodations", cell: "Extra time"),
                ProblemGroups.Example(file: nil, row: 2, column: "Birth Date", cell: "03/04/2012"),
            ])
        func cells(_ role: Role?, _ layout: String) -> [String?] {
            office.workspace(role).shown([detail], of: layout)[0].examples.map(\.cell)
        }
        #expect(cells(nil, "studemo") == ["Extra time", "03/04/2012"])
        #expect(cells(.secretary, "studemo") == [nil, "03/04/2012"])
        #expect(cells(.teacher, "programs") == [nil, nil])
        let name = ProblemGroups.UnknownCode(table: "t", key: "Osterby", rows: 1)
        #expect(office.workspace(.teacher).shown([name], of: "programs").isEmpty)
        let report = try badRun()
        #expect(!StableJSON.text(report).contains(" 100204"))
        let listed = StableJSON.text(try office.review.list())
        #expect(!listed.contains(" 100204"))
    }

    @Test func `progress tells each stage in its order`() throws {
        let told = Mutex<[ImportProgress]>([])
        let path = try office.district.write(
            "programs.txt", office.programs(office.students.map { office.row($0) }))
        let importing = ImportFiles(
            office.workspace(), onProgress: { one in told.withLock { $0.append(one) } })
        _ = try importing.run([path])
        var stages: [ImportProgress.Stage] = []
        for one in told.withLock({ $0 }) {
            #expect(one.file == "programs.txt")
            #expect(one.completed <= one.total ?? .max)
            if stages.last != one.stage { stages.append(one.stage) }
        }
        #expect(stages == ImportProgress.Stage.allCases)
        told.withLock { $0 = [] }
        _ = try importing.run([try office.district.write("sites.txt", office.sites)])
        let roster = told.withLock { $0 }
        #expect(roster.map(\.stage).first == .reading && roster.map(\.stage).last == .done)
    }

    @Test func `only who runs imports sees them`() throws {
        let review = ReviewRuns(office.workspace(.registrar))
        for work in [
            { _ = try review.list() }, { _ = try review.page(1, size: 1) },
            { _ = try review.show(1) }, { _ = try review.problems(of: 1) },
            { _ = try review.rows(of: 1, .held, page: 1, size: 1) },
            { _ = try review.approve(1) }, { _ = try review.discard(1) },
            { _ = try review.rerun(1) },
            { _ = try ResolveHeldRow(office.workspace(.registrar)).run(1, row: 2, .insert) },
            { _ = try ImportFiles(office.workspace(.registrar)).run([]) },
        ] { #expect(refusal(work) == "access.denied") }
    }
}
