import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Runs that are held as a whole: OneRoster exports, and rejected rows that are run again.
@Suite struct HeldRunTests {
    let office: Office

    init() throws { office = try Office(students: 20) }

    /// A whole export of `count` students in one school; the names of `bad` are missing.
    private func export(_ count: Int, bad: Int = 0) -> OneRosterExport {
        var export = OneRosterExport("1.1")
        export.set("orgs", "sourcedId,name,type,identifier", "s1,Alder Elementary,school,1010")
        export.set("users", "sourcedId,givenName,familyName,role,identifier,orgSourcedIds")
        for number in 0..<count {
            let name = number < bad ? "" : "Osterby"
            export.files["users.csv", default: ""] +=
                "u\(number),Mira,\(name),student,\(5_000 + number),s1\n"
        }
        return export
    }

    private func load(
        _ export: OneRosterExport, folder: String = "export", errorFile: String? = nil
    ) throws -> RunReport {
        let path = try export.write(into: office.district, folder: folder)
        return try office.importing(errorFile: errorFile).run([path])[0]
    }

    private func stateOfRun(_ run: Int) throws -> String? {
        try office.review.list().first { $0.run == run }?.state
    }

    private func setUp() throws { _ = try load(export(20), folder: "first") }

    @Test func `a held export is approved with all its files`() throws {
        try setUp()
        // The 20 students of the office's studemo.txt are not of the export's making either.
        let held = try load(export(3))
        let run = try #require(held.run)
        #expect(held.state == .held)
        #expect(held.problems.contains { $0.code == "limit.ends" })
        let approved = try office.review.approve(run)
        #expect(approved.state == .applied)
        #expect(approved.run == run)
        #expect(approved.unchanged == held.unchanged)
        #expect(try stateOfRun(run) == "applied")
        #expect(
            try office.district.count(
                "SELECT count(*) FROM sis_student WHERE missing_since IS NOT NULL") > 0)
    }

    @Test func `a held export is recognized when it comes again`() throws {
        try setUp()
        let held = try load(export(3))
        let again = try load(export(3), folder: "again")
        #expect(again.state == .held)
        #expect(again.run == held.run)
    }

    @Test func `what cannot be approved stays held`() throws {
        var broken = export(12)
        broken.set("users", "sourcedId,role", "u1,student")
        let held = try load(broken)
        let run = try #require(held.run)
        #expect(held.state == .held)
        for _ in 1...2 {
            let error = #expect(throws: OperationError.self) { try office.review.approve(run) }
            #expect(error?.code == "run.not-approvable")
            #expect(error?.message.contains("users.csv: givenName, familyName") == true)
            #expect(try stateOfRun(run) == "held")
        }
        #expect(try office.review.discard(run).state == .discarded)
    }

    @Test func `a run whose files are lost stays held`() throws {
        try setUp()
        let run = try #require(try load(export(3)).run)
        try office.district.store.write { try $0.releaseFile(of: run) }
        let error = #expect(throws: OperationError.self) { try office.review.approve(run) }
        #expect(error?.code == "run.not-approvable")
        #expect(try stateOfRun(run) == "held")
    }

    @Test func `the limits that are set count for exports`() throws {
        try setUp()
        _ = try office.administration.set("limit-ends", to: "100")
        #expect(try load(export(3)).state == .applied)
        _ = try office.administration.set("limit-bad-rows", to: "50")
        #expect(try load(export(20, bad: 8), folder: "bad").state == .applied)
    }

    @Test func `rejected rows of an export are kept with their file`() throws {
        let errors = office.path("err.txt")
        var export = export(20, bad: 1)
        export.set(
            "enrollments", "sourcedId,schoolSourcedId,userSourcedId,role,beginDate",
            "e1,s1,u3,student,2026-13-01", "e2,s1,u4,student,2026-09-01")
        let report = try load(export, errorFile: errors)
        #expect(report.state == .applied)
        #expect(report.rejected == 2)
        let files = ["err-enrollments.txt", "err-users.txt"].map(office.path)
        #expect(report.errorFiles == files)
        #expect(!FileManager.default.fileExists(atPath: errors))
        let users = try String(contentsOfFile: files[1], encoding: .utf8)
        #expect(users.contains("u0\tMira\t\tstudent\t5000\ts1\t2\tusers.csv familyName is"))
        let shown = try office.review.show(try #require(report.run))
        #expect(shown.rejectedRows.map(\.file) == ["enrollments.csv", "users.csv"])
        #expect(shown.rejectedRows.map(\.row) == [2, 2])
        #expect(shown.rejectedRows.last?.cells.first == "u0")
        let refused = #expect(throws: OperationError.self) {
            try office.review.rerun(try #require(report.run))
        }
        #expect(refused?.code == "run.not-rerunnable")
        // The same export again: the same error files.
        for file in files { try FileManager.default.removeItem(atPath: file) }
        let again = try load(export, folder: "again", errorFile: errors)
        #expect(again.state == .repeated)
        #expect(again.errorFiles == files)
        #expect(try String(contentsOfFile: files[1], encoding: .utf8) == users)
    }

    // MARK: Rejected rows again

    /// A run with 20 rejected rows of an unknown code and records that could end.
    private func rejectedRun() throws -> Int {
        _ = try office.importPrograms(office.students.map { office.row($0) })
        _ = try office.administration.set("limit-bad-rows", to: "100")
        let rows =
            [office.row("100200")]
            + office.students.prefix(4).map {
                office.row($0, "555", start: "01/12/2027")
            }
        let report = try office.importPrograms(
            rows + office.students.prefix(5).map { office.row($0, end: "02/30/2027") })
        #expect(report.rejected == 9)
        return try #require(report.run)
    }

    private func states(_ run: Int) throws -> Set<String> {
        Set(try office.review.show(run).rejectedRows.map(\.state))
    }

    @Test func `rows run again are told by their first numbers`() throws {
        let run = try rejectedRun()
        try office.addCode("555")
        let again = try office.review.rerun(run)
        #expect(again.inserted == 4 && again.rejected == 5)
        #expect(again.notes.first?.contains("row 2 = row 3 of run \(run)") == true)
        let shown = try office.review.show(try #require(again.run))
        #expect(shown.rejectedRows.first?.row == 6)
        #expect(shown.rejectedRows.first?.origin == RowOrigin(run: run, row: 7))
        // Run once more, they still name the first run.
        let third = try office.review.rerun(try #require(again.run))
        let last = try office.review.show(try #require(third.run))
        #expect(last.rejectedRows.first?.origin == RowOrigin(run: run, row: 7))
        let nothing = #expect(throws: OperationError.self) { try office.review.rerun(run) }
        #expect(nothing?.message.contains("run again as run \(again.run ?? 0)") == true)
    }

    @Test func `rows run again and undone are rejected again`() throws {
        let run = try rejectedRun()
        try office.addCode("555")
        let again = try office.review.rerun(run)
        #expect(try states(run) == ["rerun"])
        _ = try office.undo(try #require(again.changeSet))
        #expect(try states(run) == ["rejected"])
    }

    @Test func `rows whose new run is held are not lost when it is discarded`() throws {
        let (run, held) = try heldRerun()
        #expect(try states(run) == ["rejected"])
        let refused = #expect(throws: OperationError.self) { try office.review.rerun(run) }
        #expect(refused?.code == "run.rerun-held")
        _ = try office.review.discard(held)
        #expect(try states(run) == ["rejected"])
        #expect(try office.review.rerun(run).state == .held)
    }

    @Test func `rows whose new run is approved count as run again`() throws {
        let (run, held) = try heldRerun()
        #expect(try office.review.approve(held).state == .applied)
        #expect(try states(run) == ["rerun"])
    }

    /// Rejected rows that would end too many records once a blank site is good enough.
    private func heldRerun() throws -> (run: Int, held: Int) {
        _ = try office.importPrograms(office.students.map { office.row($0, site: "") })
        _ = try office.administration.set("limit-bad-rows", to: "100")
        let ends = office.students.map { office.row($0, end: "10/01/2026", site: "") }
        _ = try office.administration.set("state-reporting-site-required", to: "yes")
        let run = try #require(try office.importPrograms(ends).run)
        _ = try office.administration.set("state-reporting-site-required", to: "no")
        let first = try office.review.rerun(run)
        return (run, try #require(first.run))
    }
}
