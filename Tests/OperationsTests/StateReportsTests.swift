import Foundation
import Records
import StateFiles
import Storage
import Testing

@testable import Operations

/// State files from a district.
@Suite struct StateReportsTests {
    let office: Office
    let year = SchoolYear(start: 2026)

    init() throws {
        office = try Office(students: 2, isSealed: true)
        let codes = office.codeTables
        _ = try codes.setState(CodeBook.programs, "101", of: year, to: "101")
        _ = try codes.setState(CodeBook.programs, "120", of: year, to: "122")
        _ = try office.importFile(
            "sites.txt",
            "Site ID\tSite Name\tState Site ID\n1010\tWillow\t0110017\n")
        _ = try office.importFile(
            "enrollment.txt",
            "Student ID\tState Student ID\tStudent Last Name\tStudent First Name\t"
                + "Student Middle Name\tBirth Date\tSite ID\tEnrollment Start Date\t"
                + "Enrollment End Date\tGrade Level ID\tAcademic Year\n"
                + "100200\t\tA\tB\t\t\t1010\t08/20/2026\t\t3\t2026-2027\n")
        _ = try office.administration.set("state-reporting-district", to: "0161119")
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.clock
        ).run(["100200"])
        for program in ["101", "120", "127"] {
            var entry = StudentPrograms.Entry()
            entry.program = program
            entry.start = CalendarDate(iso: "2026-09-02")
            entry.site = 1010
            _ = try StudentPrograms(office.workspace()).add("100200", entry)
        }
    }

    private var reports: StateReports { StateReports(office.workspace()) }

    @Test func `what the state does not call anything is not in the file, and told`() throws {
        let made = try reports.make(StateReports.layout("ca-sprg"), of: year)
        #expect(made.rows.map(\.program) == ["101", "120"])
        #expect(made.unmapped.map(\.program) == ["127"] && made.unmapped[0].records == 1)
        #expect(made.file.cells.map { $0[12] } == ["101", "122"])
        #expect(made.file.cells.allSatisfy { $0[3] == "0161119" && $0[4] == "0110017" })
        let codes = Set(made.file.problems.map(\.code))
        #expect(codes.isSuperset(of: ["SPRG0081", "SPRG.membership"]))
        #expect(!codes.contains("GERR0005"))
        #expect { try StateReports.requireSound(made) } throws: {
            ($0 as? OperationError)?.code == "state.problems"
        }
    }

    @Test func `details come from a file beside`() throws {
        let head = "Import Student ID\tProgram ID\tProgram Start Date\tEducation Service Code\n"
        try office.district.write("details.txt", head + "100200\t120\t09/02/2026\t3\n")
        let made = try reports.make(
            StateReports.layout("ca-sprg"), of: year,
            details: StateDetails(file: office.path("details.txt")))
        #expect(made.file.cells.map { $0[17] } == ["", "3"])
        #expect(!made.file.problems.contains { $0.code == "SPRG0081" })
        for (text, words) in [
            ("Program ID\n101\n", "no column"), (head + "1\t2\tsoon\t3\n", "no start date"),
            (head + "1\t2\t09/02/2026\t3\n1\t2\t09/02/2026\t4\n", "same record"),
        ] {
            try office.district.write("bad.txt", text)
            #expect { try StateDetails(file: office.path("bad.txt")) } throws: {
                ($0 as? OperationError)?.message.contains(words) ?? false
            }
        }
    }

    @Test func `only records with a day in the year are in it`() throws {
        for (year, count) in [(2025, 0), (2026, 2), (2027, 2)] {
            let year = SchoolYear(start: year)
            if year != self.year {
                for (key, state) in [("101", "101"), ("120", "122")] {
                    _ = try office.codeTables.setState(
                        CodeBook.programs, key, of: year, to: state)
                }
            }
            #expect(
                try reports.make(StateReports.layout("ca-sprg"), of: year).rows.count == count)
        }
    }

    @Test func `who does not see all makes none`() throws {
        let layout = try StateReports.layout("ca-sprg")
        for role in [Role.registrar, .caseManager, .teacher] {
            #expect(throws: OperationError.self) {
                try StateReports(office.workspace(role)).make(layout, of: year)
            }
        }
        #expect(throws: OperationError.self) {
            try reports.make(layout, of: year, submission: "spring")
        }
        #expect(throws: OperationError.self) { try StateReports.layout("none") }
    }
}
