import Records
import Storage
import Testing

@testable import Operations

/// Program enrollments by hand.
@Suite struct StudentProgramsTests {
    let office: Office

    init() throws {
        office = try Office()
        _ = try ImportProfiles(office.workspace()).run(["100200"])
    }

    private var programs: StudentPrograms { StudentPrograms(office.workspace()) }

    private func entry(
        _ program: String? = "101", start: String? = "2026-09-02", site: Int? = 1010
    ) -> StudentPrograms.Entry {
        var entry = StudentPrograms.Entry()
        entry.program = program
        entry.start = start.flatMap(CalendarDate.init(iso:))
        entry.site = site
        return entry
    }

    @Test func `a record is added, closed, opened, moved and removed, and all of it undone`() throws
    {
        let student = try office.addStudent()
        let before = try office.state()
        let added = try programs.add(student, entry())
        #expect(try programs.list(student).map(\.program) == ["101"])
        var change = StudentPrograms.Entry()
        change.end = CalendarDate(iso: "2027-01-29")
        let closed = try programs.change(added.record, change)
        #expect(closed.record == added.record)
        #expect(try programs.list(student).first?.end?.description == "2027-01-29")
        #expect(try programs.change(added.record, change).changeSet == nil)
        let moved = try programs.change(added.record, entry("120", start: nil, site: 0))
        #expect(moved.record != added.record)
        let now = try #require(try programs.list(student).first)
        #expect(now.program == "120" && now.site == nil && now.end != nil)
        #expect(refusal { _ = try programs.change(added.record, change) } == "record.not-found")
        let removed = try programs.remove(moved.record)
        #expect(try programs.list(student).isEmpty)
        for one in [removed, moved, closed] {
            _ = try office.undo(try #require(one.changeSet))
        }
        #expect(try programs.list(student).map(\.record) == [added.record])
        #expect(try programs.list(student).first?.end == nil)
        _ = try office.undo(try #require(added.changeSet))
        #expect(try office.state() == before)
        #expect(try CheckDistrict(store: office.district.store).run().isClean)
    }

    @Test func `the same key twice is refused, and names the record to change`() throws {
        let added = try programs.add("100200", entry())
        let error = #expect(throws: OperationError.self) { try programs.add("100200", entry()) }
        #expect(error?.code == "program.exists")
        #expect(error?.remedy.contains("program change \(added.record)") == true)
        // A blank site is a value of its own.
        let other = try programs.add("100200", entry(site: nil))
        #expect(refusal { _ = try programs.change(other.record, entry()) } == "program.exists")
        // An import finds the record by its key.
        let report = try office.importPrograms([office.row("100200", end: "01/29/2027")])
        #expect(report.counts.held == 0 && report.inserted == 0)
    }

    @Test func `what is wrong is refused`() throws {
        #expect(refusal { _ = try programs.add("100200", entry(nil)) } == "program.code-missing")
        #expect(refusal { _ = try programs.add("100200", entry("9")) } == "program.unknown-code")
        var wrong = entry()
        wrong.exitCode = "E99"
        #expect(refusal { _ = try programs.add("100200", wrong) } == "program.unknown-code")
        wrong = entry()
        wrong.end = CalendarDate(iso: "2026-09-01")
        #expect(refusal { _ = try programs.add("100200", wrong) } == "program.dates")
        #expect(refusal { _ = try programs.remove("1.2.3") } == "record.not-found")
        _ = try office.administration.set("state-reporting-site-required", to: "yes")
        #expect(
            refusal { _ = try programs.add("100200", entry(site: nil)) } == "program.site-missing")
        _ = try office.importFile("sites.txt", office.sites)
        #expect(refusal { _ = try programs.add("100200", entry(site: 7)) } == "site.unknown")
    }

    @Test(arguments: Role.allCases)
    func `only some roles see and change them`(_ role: Role) throws {
        let own = StudentPrograms(office.workspace(role))
        let mayChange = [.registrar, .dataManager, .caseManager].contains(role)
        #expect(
            refusal { _ = try own.add("100200", entry()) } == (mayChange ? nil : "access.denied"))
        #expect(
            refusal { _ = try own.list("100200") } == (role == .teacher ? "access.denied" : nil))
        _ = mayChange ? nil : try programs.add("100200", entry())
        let shown = try ShowStudent(office.workspace(role)).run("100200")
        #expect((shown.programs == nil) == (role == .teacher))
    }
}
