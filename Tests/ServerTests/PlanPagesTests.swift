import Operations
import Records
import Testing

@testable import Server

/// A learning plan from its first day to its last, in the browser.
@Suite struct PlanPagesTests {
    /// A district with a student who has a complete plan.
    private func prepared() throws -> (TestSite, plan: Int, address: String) {
        let site = try TestSite()
        let student = try site.createForALE("Wren", "Alderby")
        let plan = try site.completePlan(of: student)
        return (site, plan, "/plans/\(site.name(ofPlan: plan))")
    }

    @Test func `a plan is initiated with two dates and says what is missing`() async throws {
        let site = try TestSite()
        let student = try site.createForALE("Wren", "Alderby")
        let office = try site.visitor(.secretary)
        let place = "/students/\(site.name(ofRow: student))/plans"
        let list = try await office.get(place)
        #expect(list.link("Initiate a Student Learning Plan") == "\(place)/new")
        let form = try #require(try await office.get("\(place)/new").form("\(place)/new"))
        let wrong = try await office.submit(form, ["start": "9/2/2026", "hours": "many"])
        #expect(wrong.status == 422)
        #expect(wrong.says("Enter: End date"))
        #expect(wrong.says("Enter hours per week up to 60"))
        let answer = try await office.submit(
            form, ["start": "9/2/2026", "end": "6/15/2027", "hours": "15"])
        let plan = try await office.follow(answer)
        #expect(plan.says("Draft"))
        #expect(plan.says("15.00 hours per week, 0.54 FTE"))
        #expect(plan.says("5 things are missing before the plan can be approved."))
        #expect(
            plan.link("How the weekly contact is met")?.hasSuffix("/change#contactMethod") == true)
        // The office does not approve.
        #expect(plan.link("Approve the plan") == nil)
    }

    @Test func `the state of the plan is in the Student Selector and in the student's tab`()
        async throws
    {
        let (site, _, address) = try prepared()
        let teacher = try site.visitor(.teacher)
        let selector = try await teacher.get("/ale/students")
        #expect(selector.link("for Wren Alderby") == address)
        #expect(selector.says("Draft"))
        let overdue = try await teacher.get("/ale/overdue")
        #expect(overdue.link("Alderby, Wren") == address)
    }

    @Test func `a complete plan is approved, and other hours revoke the approval`() async throws {
        let (site, _, address) = try prepared()
        let teacher = try site.visitor(.teacher)
        let approve = try #require(
            try await teacher.get("\(address)/approve").form("\(address)/approve"))
        let blank = try await teacher.submit(approve, ["approver": ""])
        #expect(blank.status == 422)
        _ = try await teacher.submit(approve, ["approver": "R. Birch"])
        let approved = try await teacher.get(address)
        #expect(approved.says("Approved by"))
        let snapshot = try await teacher.get("\(address)/approved")
        #expect(snapshot.says("15.00 hours per week"))

        let change = try #require(
            try await teacher.get("\(address)/change").form("\(address)/change"))
        _ = try await teacher.submit(change, ["materials": "Workbook"])
        let still = try await teacher.get(address)
        #expect(still.says("Approved by"))
        _ = try await teacher.submit(change, ["hours": "20", "materials": "Workbook"])
        let revoked = try await teacher.get(address)
        #expect(!revoked.says("Approved by"))
        #expect(revoked.says("Nothing is missing: the plan can be approved."))
    }

    @Test func `contacts, reviews and interventions are noted, corrected and removed`()
        async throws
    {
        let (site, _, address) = try prepared()
        let teacher = try site.visitor(.teacher)
        let contact = "\(address)/contacts/new"
        let blank = try await teacher.submit(
            try #require(try await teacher.get(contact).form(contact)))
        #expect(blank.says("Enter: Method"))
        _ = try await teacher.post(
            contact,
            [
                ("csrf", try teacher.csrf()), ("date", "09/09/2026"), ("method", "Video call"),
                ("evidence", "Solved 4 to 9"), ("course", ""),
            ])
        _ = try await teacher.post(
            "\(address)/reviews/new",
            [
                ("csrf", try teacher.csrf()), ("date", "09/30/2026"),
                ("progress", "unsatisfactory"), ("note", ""),
            ])
        let noted = try await teacher.get(address)
        #expect(noted.says("Solved 4 to 9"))
        #expect(noted.says("Due by 10/07/2026"))

        let intervene = try #require(noted.link("Note an intervention"))
        let form = try #require(try await teacher.get(intervene).form(intervene))
        #expect(form.options("kind").count == 4)
        _ = try await teacher.submit(form, ["kind": "moreContact", "date": "10/02/2026"])
        let done = try await teacher.get(address)
        #expect(done.says("More contact, 10/02/2026"))

        let used = try #require(done.link("Remove the review"))
        let refused = try await teacher.submit(
            try #require(try await teacher.get(used).form(used)))
        #expect(refused.status == 422)
        #expect(refused.says("Interventions were noted because of this review."))

        let correct = try #require(done.link("Change the contact"))
        _ = try await teacher.submit(
            try #require(try await teacher.get(correct).form(correct)), ["method": "Visit"])
        let corrected = try await teacher.get(address)
        #expect(corrected.says("Visit"))
        let remove = try #require(corrected.link("Remove the contact"))
        _ = try await teacher.submit(try #require(try await teacher.get(remove).form(remove)))
        let removed = try await teacher.get(address)
        #expect(removed.says("No contacts noted yet."))
    }

    @Test func `a course gets another teacher, and the approval goes`() async throws {
        let (site, plan, address) = try prepared()
        _ = try LearningPlans(site.workspace()).approve(plan, by: "R. Birch")
        let teacher = try site.visitor(.caseManager)
        let change = try #require(try await teacher.get(address).link("Change Algebra 1"))
        let form = try #require(try await teacher.get(change).form(change))
        // A teacher who is the plan's is not said twice.
        #expect(form["teacher"]?.isEmpty == true)
        _ = try await teacher.submit(form, ["goals": "Solve more"])
        let same = try await teacher.get(address)
        #expect(same.says("The courses changed since."))
        _ = try await teacher.submit(form, ["teacher": "M. Cedar"])
        let other = try await teacher.get(address)
        #expect(!other.says("Approved by"))
    }

    @Test func `a concluded plan has no forms any more`() async throws {
        let (site, plan, address) = try prepared()
        _ = try LearningPlans(site.workspace()).approve(plan, by: "R. Birch")
        let teacher = try site.visitor(.teacher)
        let place = "\(address)/conclude"
        let form = try #require(try await teacher.get(place).form(place))
        let early = try await teacher.submit(form, ["date": "09/03/2026"])
        #expect(early.status == 422)
        _ = try await teacher.submit(form)
        let concluded = try await teacher.get(address)
        #expect(concluded.says("Concluded on"))
        for words in ["Change the details", "Add a course", "Note a weekly contact"] {
            #expect(concluded.link(words) == nil, "\(words)")
        }
    }

    @Test func `an auditor sees a plan and changes nothing`() async throws {
        let (site, _, address) = try prepared()
        let auditor = try site.visitor(.auditor)
        let page = try await auditor.get(address)
        #expect(page.status == 200)
        #expect(page.link("Change the details") == nil)
        let refused = try await auditor.get("\(address)/change")
        #expect(refused.status == 403)
    }

    @Test func `what belongs to another plan is not found`() async throws {
        let (site, plan, _) = try prepared()
        let other = try site.completePlan(of: try site.createForALE("Ivo", "Brackwater"))
        let course = try #require(
            try LearningPlans(site.workspace()).show(plan).contents.courses.first?.course)
        let name = site.site.references.name(.course, course)
        let status = try await site.visitor(.teacher)
            .get("/plans/\(site.name(ofPlan: other))/courses/\(name)").status
        #expect(status == 404)
    }
}
