import Operations
import Records
import Testing

@testable import Server

/// What is due to be destroyed, and who is held, in the browser.
@Suite struct RetentionPageTests {
    let site: TestSite
    let student: String

    init() throws {
        site = try TestSite()
        student = try site.addStudent("Ada", "Marsh")
        var event = StudentEvents.Entry()
        event.kind = "Attendance"
        event.day = CalendarDate(iso: "2020-02-03")
        _ = try StudentEvents(site.workspace()).add(student, event)
    }

    @Test func `what is due is seen by class, and a student is held and released`() async throws {
        let officer = try site.visitor(.securityAdministrator)
        let before = try await officer.get("/retention")
        #expect(before.says("Nothing is due.") && before.says("Nobody\u{2019}s records are held."))
        _ = try Administration(site.workspace()).set("retention-events", to: "0")
        let due = try await officer.get("/retention?class=events")
        #expect(due.says("Marsh, Ada") && due.says("Due: Events") && due.says("0 years"))
        #expect(try await officer.get("/retention?class=plans").says("Nothing is due."))

        let form = try #require(due.form("/retention"))
        let bad = try await officer.submit(form, ["student": "nobody", "step": "hold"])
        #expect(bad.status == 422 && bad.says("Enter") && bad.body.contains("value=\"nobody\""))
        let missing = try await officer.submit(
            form, ["student": "nobody", "reason": "Hearing", "step": "hold"])
        #expect(missing.status == 422)
        let held = try await officer.submit(
            form, ["student": student, "reason": "Hearing <of May>", "step": "hold"])
        let told = try await officer.after(held).follow(held)
        #expect(told.says("The student\u{2019}s records have to stay."))
        #expect(told.says("Hearing <of May>") && told.says("Held"))
        #expect(try Retention(site.workspace()).due().map(\.isHeld) == [true])
        let again = try await officer.submit(
            form, ["student": student, "reason": "Another", "step": "hold"])
        #expect(try await officer.after(again).follow(again).says("are held already"))
        #expect(try Retention(site.workspace()).listHolds().map(\.reason) == ["Hearing <of May>"])
        let released = try await officer.submit(
            form, ["student": student, "reason": "It ended", "step": "release"])
        #expect(try await officer.after(released).follow(released).says("not held any more"))
        #expect(try Retention(site.workspace()).listHolds().isEmpty)
    }

    @Test(arguments: Role.allCases) func `only who may destroy sees it`(_ role: Role) async throws {
        let visitor = try site.visitor(role)
        let may = role == .securityAdministrator
        #expect(try await visitor.get("/retention").status == (may ? 200 : 403))
        #expect(try await visitor.get("/").body.contains("href=\"/retention\"") == may)
    }
}
