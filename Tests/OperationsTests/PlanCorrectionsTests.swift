import Records
import Storage
import Testing

@testable import Operations

/// What was noted of a plan's progress is corrected, and nothing ends before its own history.
@Suite struct PlanCorrectionsTests {
    let office: Office
    let plan: Int
    let course: Int

    init() throws {
        office = try Office(students: 0)
        (plan, course) = try office.approvedPlan(of: office.addStudent())
    }

    private var plans: LearningPlans { office.plans }
    private func day(_ iso: String) throws -> CalendarDate { try #require(CalendarDate(iso: iso)) }

    private func contact() throws -> Int {
        try #require(
            try plans.addContact(
                plan, on: day("2026-09-09"), method: "Call", evidence: "Exercise 4",
                course: course
            ).part)
    }

    private func review(_ isSatisfactory: Bool = false) throws -> Int {
        try #require(
            try plans.addReview(
                plan, on: day("2026-09-28"), isSatisfactory: isSatisfactory, note: ""
            ).part)
    }

    @Test func `a contact is corrected and removed, and both are undone`() throws {
        let contact = try contact()
        var entry = LearningPlans.ContactEntry()
        entry.day = try day("2026-09-10")
        entry.course = 0
        let changed = try plans.changeContact(contact, entry)
        #expect(try plans.changeContact(contact, entry).changeSet == nil)
        let now = try office.district.store.read { try $0.planContact(contact) }
        #expect(now?.course == nil && now?.evidence == "Exercise 4")
        let removed = try plans.removeContact(contact)
        for one in [removed, changed] { _ = try office.undo(try #require(one.changeSet)) }
        let before = try office.district.store.read { try $0.planContact(contact) }
        #expect(try before?.course == course && before?.day == day("2026-09-09"))
        entry.day = try day("2026-08-01")
        #expect(refusal { _ = try plans.changeContact(contact, entry) } == "plan.day-outside")
        entry.day = try day("2026-12-01")
        #expect(refusal { _ = try plans.changeContact(contact, entry) } == "plan.day-in-future")
        entry.day = nil
        entry.course = course + 9
        #expect(refusal { _ = try plans.changeContact(contact, entry) } == "plan.other-course")
        #expect(refusal { _ = try plans.removeContact(99) } == "contact.not-found")
    }

    @Test func `a review is corrected, and stays while something was done about it`() throws {
        let review = try review()
        let done = try #require(
            try plans.addIntervention(
                review: review, .moreContact, on: day("2026-09-30"), note: ""
            ).part)
        var entry = LearningPlans.ReviewEntry()
        entry.isSatisfactory = true
        #expect(refusal { _ = try plans.changeReview(review, entry) } == "plan.review-used")
        #expect(refusal { _ = try plans.removeReview(review) } == "plan.review-used")
        entry.isSatisfactory = nil
        entry.day = try day("2026-10-01")
        #expect(refusal { _ = try plans.changeReview(review, entry) } == "plan.day-outside")
        var other = LearningPlans.InterventionEntry()
        other.kind = .changedGoals
        other.day = try day("2026-10-02")
        _ = try plans.changeIntervention(done, other)
        _ = try plans.changeReview(review, entry)
        other.day = try day("2026-09-30")
        #expect(refusal { _ = try plans.changeIntervention(done, other) } == "plan.day-outside")
        _ = try plans.removeIntervention(done)
        #expect(refusal { _ = try plans.removeIntervention(done) } == "intervention.not-found")
        _ = try plans.removeReview(review)
        // The month is free again.
        let again = try self.review(true)
        entry.day = try day("2026-09-29")
        #expect(try plans.changeReview(again, entry).changeSet != nil)
    }

    @Test func `two reviews are not of one month`() throws {
        let first = try review()
        _ = try plans.addReview(plan, on: day("2026-10-02"), isSatisfactory: true, note: "")
        var entry = LearningPlans.ReviewEntry()
        entry.day = try day("2026-10-03")
        #expect(refusal { _ = try plans.changeReview(first, entry) } == "plan.review-exists")
    }

    @Test func `a plan is not concluded before its own history`() throws {
        _ = try contact()
        // It was approved on 10/5.
        #expect(
            refusal { _ = try plans.conclude(plan, on: day("2026-10-04")) } == "plan.day-outside")
        #expect(try plans.conclude(plan, on: day("2026-10-05")).status == .concluded)
    }

    @Test func `something can be done about a review after the plan is concluded, once`() throws {
        let review = try review()
        _ = try plans.conclude(plan)
        #expect(refusal { _ = try self.contact() } == "plan.closed")
        _ = try plans.addIntervention(review: review, .moreContact, note: "")
        #expect(
            refusal { _ = try plans.addIntervention(review: review, .moreContact, note: "") }
                == "plan.closed")
    }

    @Test func `only those who note progress correct it`() throws {
        let contact = try contact()
        let registrar = LearningPlans(office.workspace(.registrar))
        #expect(refusal { _ = try registrar.removeContact(contact) } == "access.denied")
    }
}
