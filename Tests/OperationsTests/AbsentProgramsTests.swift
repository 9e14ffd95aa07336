import Records
import Storage
import Testing

@testable import Operations

/// Open program enrollments that a file says nothing of.
@Suite struct AbsentProgramsTests {
    let office: Office

    init() throws {
        office = try Office(students: 20)
        _ = try importing(office.students.map { office.row($0) })
    }

    private func importing(
        _ rows: [String], _ absent: AbsentRecords = .leave
    ) throws -> RunReport {
        try office.district.write("programs.txt", office.programs(rows))
        var options = ImportFiles.Options()
        options.absent = absent
        let importing = ImportFiles(office.workspace(), options: options)
        return try #require(try importing.run([office.path("programs.txt")]).first)
    }

    private func absent(_ report: RunReport) -> String? {
        report.problems.first { $0.code == "program.absent" }?.message
    }

    @Test func `they are left alone, told of, or end that day`() throws {
        let rows = office.students.dropFirst().map { office.row($0) }
        #expect(absent(try importing(rows)) == nil)
        let marked = try importing(rows, .mark)
        #expect(absent(marked) == "Program 101: 1 open record is not in the file.")
        #expect(marked.changeSet == nil)
        #expect(try office.openRecords() == 20)
        let ended = try importing(rows, .end)
        #expect(ended.notes.contains("Ended 1 open record that is not in the file."))
        #expect(try office.openRecords() == 19)
        let record = try #require(try office.state().first { $0.row.end != ProgramRow.noDay })
        #expect(record.row.end == office.workspace().today.dayNumber)
        _ = try office.undo(try #require(ended.changeSet))
        #expect(try office.openRecords() == 20)
    }

    @Test func `they count for the limits, and an approval ends them`() throws {
        let rows = office.students.dropFirst(3).map { office.row($0) }
        let held = try importing(rows, .end)
        #expect(held.state == .held)
        #expect(held.problems.contains { $0.message.contains("Would end 3 of 20") })
        #expect(try office.openRecords() == 20)
        _ = try office.review.approve(try #require(held.run))
        #expect(try office.openRecords() == 17)
    }

    @Test func `a row that is rejected or held is no absence`() throws {
        let rest = office.students.dropFirst(2).map { office.row($0) }
        let first = office.students[0]
        // The first has a row that cannot be read; the second one whose start is another, so that
        // it waits for a person.
        let bad = office.row(first).replacing("09/02/2026", with: "02/30/2026")
        let near = office.row(
            office.students[1], start: "09/03/2026", end: "10/01/2026")
        let report = try importing(rest + [bad, near], .end)
        #expect(report.rejected == 1 && report.held == 1)
        #expect(try office.openRecords() == 20)
    }

    @Test func `where a rejected row is nobody's, nothing ends`() throws {
        let rest = office.students.dropFirst().map { office.row($0) }
        let report = try importing(rest + [office.row("999999")], .end)
        #expect(report.rejected == 1)
        #expect(report.problems.contains { $0.code == "program.absent-untold" })
        #expect(try office.openRecords() == 20)
    }

    @Test func `of other programs and sites a file says nothing`() throws {
        let first = office.students[0]
        let more = [
            office.row(first, "120"), office.row(first, start: "09/09/2026", site: "1020"),
        ]
        _ = try importing(office.students.map { office.row($0) } + more)
        #expect(try office.openRecords() == 22)
        _ = try importing(office.students.map { office.row($0) } + [], .end)
        #expect(try office.openRecords() == 22)
        // The second of the same program and site is absent.
        let second = office.row(office.students[1], start: "09/01/2026", site: "1020")
        _ = try importing(office.students.map { office.row($0) } + [second], .end)
        #expect(try office.openRecords() == 22)
        #expect(try office.records() == 23)
    }

    @Test func `what begins later is not absent yet`() throws {
        let rows =
            office.students.map { office.row($0) } + [office.row(office.students[0], "120")]
        let later = office.row(office.students[1], "120", start: "12/01/2026")
        _ = try importing(rows + [later])
        #expect(try office.openRecords() == 22)
        #expect(try importing(rows, .end).endedAbsent == 0)
        #expect(try office.openRecords() == 22)
    }

    @Test func `many are found as few are`() throws {
        let large = try Office(students: 2_500)
        func importing(_ students: some Sequence<String>, _ absent: AbsentRecords) throws {
            try large.district.write(
                "programs.txt", large.programs(students.map { large.row($0) }))
            var options = ImportFiles.Options()
            options.absent = absent
            _ = try ImportFiles(large.workspace(), options: options)
                .run([large.path("programs.txt")])
        }
        try importing(large.students, .leave)
        let gone = Set(large.students.enumerated().filter { $0.offset % 50 == 7 }.map(\.element))
        try importing(large.students.filter { !gone.contains($0) }, .end)
        #expect(try large.openRecords() == 2_500 - gone.count)
    }
}
