import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Imports of programs.txt over several runs, with what a data manager does between them.
@Suite struct ProgramImportTests {
    @Test func `the same bytes again are recognised and change nothing`() throws {
        let office = try Office()
        let rows = [office.row("100200"), office.row("100201")]
        #expect(try office.importPrograms(rows).inserted == 2)
        let again = try office.importPrograms(rows)
        #expect(again.state == .repeated)
        #expect(again.run == 1 + 1)
        #expect(again.notes == ["Already imported as run 2, 0 changes."])
        #expect(try office.records() == 2)
    }

    @Test func `the same bytes count again once their import was undone`() throws {
        let office = try Office()
        let first = try office.importPrograms([office.row("100200")])
        _ = try office.undo(try #require(first.changeSet))
        #expect(try office.records() == 0)
        #expect(try office.importPrograms([office.row("100200")]).inserted == 1)
    }

    @Test func `the same bytes count again once another file changed the records`() throws {
        let office = try Office()
        let open = office.row("100200")
        let closed = office.row("100200", end: "10/01/2026")
        _ = try office.importPrograms([open])
        #expect(try office.importPrograms([closed]).closed == 1)
        let back = try office.importPrograms([open])
        #expect(back.state == .applied)
        #expect(back.updated == 1)
        #expect(back.problems.map(\.code) == ["program.reopened"])
    }

    @Test func `a profile is imported with the first program row of a student`() throws {
        let office = try Office()
        let report = try office.importPrograms([office.row("100200"), office.row("100200", "120")])
        #expect(report.notes == ["Imported 1 profile from the General Student Table."])
        let shown = try ShowStudent(store: office.district.store).run("100200")
        #expect(shown.student.integrationID == "100200")
        #expect(shown.student.origin == "sisImport")
        #expect(shown.programs?.count == 2)
    }

    @Test func `rejected rows run again once their code is there`() throws {
        let office = try Office()
        let rows = [office.row("100200", "555"), office.row("100201"), office.row("100202", "555")]
        let first = try office.importPrograms(rows)
        #expect(first.rejected == 2)
        #expect(first.inserted == 1)
        try office.addCode("555")
        let second = try office.review.rerun(try #require(first.run))
        #expect(second.inserted == 2)
        #expect(second.state == .applied)
        #expect(try office.records() == 3)
        let nothingLeft = #expect(throws: OperationError.self) {
            try office.review.rerun(try #require(first.run))
        }
        #expect(nothingLeft?.code == "run.nothing-rejected")
    }

    @Test func `the same file with a rejected row is read again once the code is there`() throws {
        let office = try Office()
        let rows = [office.row("100200", "555"), office.row("100201")]
        _ = try office.importPrograms(rows)
        #expect(try office.importPrograms(rows).state == .repeated)
        try office.addCode("555")
        #expect(try office.importPrograms(rows).inserted == 1)
    }

    @Test func `a run that would end too many records is held and can be approved`() throws {
        let office = try Office(students: 20)
        let open = office.students.map { office.row($0) }
        _ = try office.importPrograms(open)
        let ends = office.students.enumerated().map {
            office.row($1, end: $0 < 3 ? "10/01/2026" : "")
        }
        let held = try office.importPrograms(ends)
        #expect(held.state == .held)
        #expect(held.closed == 3)
        let message = held.problems.first { $0.code == "limit.ends" }?.message
        #expect(
            message
                == "Program 101: Would end 3 of 20 (15 %, limit 10 %). Held. Nothing was changed.")
        #expect(try office.openRecords() == 20)
        #expect(try office.importPrograms(ends).state == .held)
        let run = try #require(held.run)
        let approved = try office.review.approve(run)
        #expect(approved.run == run)
        #expect(approved.state == .applied)
        #expect(approved.closed == 3)
        #expect(try office.openRecords() == 17)
        #expect(throws: OperationError.self) { try office.review.approve(run) }
    }

    @Test func `a held run can be discarded and its file imported anew`() throws {
        let office = try Office(students: 20)
        let rows = office.students.map { office.row($0, birthDate: "02/30/2012") }
        let held = try office.importPrograms(rows)
        #expect(held.state == .held)
        #expect(try office.review.discard(try #require(held.run)).state == .discarded)
        #expect(try office.importPrograms(rows).run != held.run)
    }

    @Test func `a held file is read again once what held it is mended`() throws {
        let office = try Office(students: 20)
        let rows = office.students.map { office.row($0, "777") }
        #expect(try office.importPrograms(rows).state == .held)
        #expect(try office.importPrograms(rows).notes.first?.contains("held already") == true)
        try office.addCode("777")
        #expect(try office.importPrograms(rows).inserted == 20)
    }

    @Test func `a run that would change too many records is held`() throws {
        let office = try Office(students: 12)
        _ = try office.importPrograms(office.students.map { office.row($0) })
        let changed = office.students.map { office.row($0, eligibility: "3") }
        let held = try office.importPrograms(changed)
        #expect(held.problems.contains { $0.code == "limit.changes" })
        #expect(held.state == .held)
    }

    @Test func `a limit can be set`() throws {
        let office = try Office(students: 20)
        _ = try office.importPrograms(office.students.map { office.row($0) })
        _ = try office.administration.set("limit-ends", to: "50")
        let ends = office.students.enumerated().map {
            office.row($1, end: $0 < 3 ? "10/01/2026" : "")
        }
        #expect(try office.importPrograms(ends).closed == 3)
    }

    @Test func `a roster that is whole marks the students missing whom it does not have`() throws {
        let office = try Office(students: 20)
        let fewer = office.students(Array(office.students.dropLast()))
        #expect(try office.importFile("studemo.txt", fewer).counts.changed == 0)
        _ = try office.administration.set("roster-is-whole", to: "yes")
        let report = try office.importFile("whole/studemo.txt", fewer + "\n")
        #expect(report.notes.contains { $0.contains("missing") })
        let cut = office.students(Array(office.students.prefix(5)))
        #expect(try office.importFile("cut/studemo.txt", cut).state == .held)
    }

    @Test func `a cell past the header is not lost in the error file`() throws {
        let office = try Office()
        let errors = office.path("errors.txt")
        let rows = [office.row("100200") + "\tshifted"]
        #expect(try office.importPrograms(rows, errorFile: errors).rejected == 1)
        let text = try String(contentsOfFile: errors, encoding: .utf8)
        #expect(text.contains("\tshifted"))
        #expect(try office.importFile("again/programs.txt", text).rejected == 1)
    }

    @Test func `a file that repeats says what still waits`() throws {
        let office = try Office()
        _ = try office.importPrograms([office.row("100200")])
        let rows = [office.row("100200", start: "09/03/2026"), office.row("100201", "555")]
        #expect(try office.importPrograms(rows).held == 1)
        let again = try office.importPrograms(rows)
        #expect(again.state == .repeated)
        #expect((again.held, again.rejected, again.unchanged) == (1, 1, 0))
    }

    @Test func `a file with another layout's columns is refused`() throws {
        let office = try Office()
        let report = try office.importFile("programs.txt", office.students(["7001"]))
        #expect(report.state == .failed)
        #expect(report.problems.map(\.code) == ["file.columns-unclear"])
        #expect(report.problems.first?.message.contains("studemo.txt") == true)
    }

    @Test func `a required site rejects a blank one`() throws {
        let office = try Office()
        _ = try office.administration.set("state-reporting-site-required", to: "yes")
        let report = try office.importPrograms([office.row("100200", site: "")])
        #expect(report.problems.map(\.code).contains("program.site-required"))
        #expect(report.rejected == 1)
    }

    @Test func `a near miss is inserted where that is asked for`() throws {
        let office = try Office()
        _ = try office.importPrograms([office.row("100200")])
        let shifted = [office.row("100200", start: "09/03/2026")]
        #expect(try office.importPrograms(shifted).held == 1)
        #expect(try office.importPrograms(shifted, insertsNearMisses: true).inserted == 1)
    }

    @Test(arguments: [false, true])
    func `an export imports again with no change`(isRaw: Bool) throws {
        let office = try Office(students: 20)
        let rows = office.students.enumerated().map { index, student in
            office.row(
                student, end: index % 3 == 0 ? "12/01/2026" : "",
                site: index % 4 == 0 ? "" : "1010",
                eligibility: index % 2 == 0 ? "1" : "")
        }
        _ = try office.importPrograms(rows)
        var bytes: [UInt8] = []
        let count = try ExportRecords(store: office.district.store)
            .programs(isRaw: isRaw) { bytes += $0 }
        #expect(count == 20)
        let report = try office.importFile(
            "export/programs.txt", String(decoding: bytes, as: UTF8.self))
        #expect(report.counts.changed == 0)
        #expect(report.unchanged == 20)
        #expect(report.held + report.rejected == 0)
    }

    @Test func `many rows are decided as few are`() throws {
        // More rows than are looked up student by student.
        let office = try Office(students: 1_200)
        let rows = office.students.flatMap { [office.row($0), office.row($0, "120")] }
        #expect(try office.importPrograms(rows).inserted == 2_400)
        var changed = rows.shuffled()
        changed[0] = changed[0].replacing("09/02/2026", with: "09/05/2026")
        let report = try office.importPrograms(changed)
        #expect(report.unchanged == 2_399)
        #expect(report.held == 1)
    }

    @Test func `the error file imports again once it is mended`() throws {
        let office = try Office()
        let errors = office.district.folder.appending(path: "errors.txt").path
        let rows = [
            office.row("100200", start: "02/30/2026"), office.row("100201", last: "=2+3"),
            office.row("100202", "555", last: "=cmd|' /C calc'!A0"),
        ]
        let report = try office.importPrograms(rows, errorFile: errors)
        #expect(report.rejected == 2)
        let text = try String(contentsOfFile: errors, encoding: .utf8)
        #expect(text.contains("Program ID\t") && text.contains("\tRow\tProblem\tHow to fix"))
        #expect(!text.contains("\t=cmd"))
        #expect(text.contains("'=cmd"))
        let mended = text.replacing("02/30/2026", with: "09/02/2026").replacing("555", with: "120")
        let again = try office.importFile("mended/programs.txt", mended)
        #expect(again.inserted == 2)
        #expect(again.problems.map(\.code) == ["program.name-differs"])
    }

    @Test func `several files go in the order in which they depend on each other`() throws {
        let office = try Office(students: 0)
        let folder = "delivery"
        for (name, contents) in [
            ("programs.txt", office.programs([office.row("7001")])),
            ("studemo.txt", office.students(["7001"])), ("sites.txt", office.sites),
        ] { try office.district.write("\(folder)/\(name)", contents) }
        let check = try office.importing(isCheck: true).run([office.path(folder)])
        #expect(check.map(\.file) == ["sites.txt", "studemo.txt", "programs.txt"])
        #expect(check.map(\.inserted) == [1, 1, 1])
        #expect(try office.records() == 0)
        let reports = try office.importing().run([office.path(folder)])
        #expect(reports.map(\.counts) == check.map(\.counts))
    }

    @Test func `a file that is replaced while it is read changes nothing`() throws {
        let office = try Office()
        let path = try office.district.write(
            "programs.txt", office.programs([office.row("100200")]))
        let importing = ImportFiles(
            office.workspace(),
            onProgress: { progress in
                if progress.stage != .checking { return }
                try? Data("other".utf8).write(to: URL(filePath: path))
            })
        let report = try #require(try importing.run([path]).first)
        #expect(report.state == .failed)
        #expect(report.problems.map(\.code) == ["file.changed-while-read"])
        #expect(try office.records() == 0)
    }

    @Test func `large oddities neither crash nor stop good rows`() throws {
        let office = try Office()
        let good = office.row("100200")
        let long = office.row("100201", last: String(repeating: "x", count: 10 << 20))
        let wide = Array(repeating: "y", count: 100_000).joined(separator: "\t")
        let quotes = Array(repeating: "\"z", count: 15).joined(separator: "\t")
        let report = try office.importPrograms([good, long, wide, quotes, office.row("100202")])
        #expect(report.inserted == 2)
        #expect(report.rejected == 3)
        let codes = Set(report.problems.map(\.code))
        #expect(codes.isSuperset(of: ["row.too-long", "row.extra-cells", "row.open-quote"]))
    }
}
