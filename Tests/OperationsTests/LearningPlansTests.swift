import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct LearningPlansTests {
    let office: Office
    let student: String
    var plans: LearningPlans { office.plans }

    init() throws {
        office = try Office(students: 0)
        student = try office.addStudent()
    }

    private func code(_ body: () throws -> Void) -> String? {
        #expect(throws: OperationError.self) { try body() }?.code
    }

    private func day(_ text: String) throws -> CalendarDate {
        try #require(CalendarDate(iso: text))
    }

    @Test func `a student of two names gets a plan at once, and it says what it lacks`() throws {
        var entry = LearningPlans.Entry()
        entry.start = try day("2026-09-02")
        entry.end = try day("2027-06-15")
        let created = try plans.create(student, entry)
        #expect(created.status == .draft && created.studentID == student)
        let shown = try plans.show(created.plan)
        #expect(shown.missing.count == 6)
        #expect(try plans.list(student).map(\.plan) == [created.plan])
        let error = #expect(throws: OperationError.self) {
            try plans.approve(created.plan, by: "R. Alder")
        }
        #expect(error?.code == "plan.incomplete")
        #expect(error?.message.contains("at least one course") == true)
        _ = try office.undo(try #require(created.changeSet))
        #expect(try plans.list(student).isEmpty)
    }

    @Test func `dates have to be there and to make sense`() throws {
        #expect(
            code { _ = try plans.create(student, LearningPlans.Entry()) }
                == "plan.dates-missing")
        var entry = office.planEntry()
        entry.end = try day("2026-09-01")
        #expect(code { _ = try plans.create(student, entry) } == "plan.dates")
        entry.end = try day("2028-09-01")
        #expect(code { _ = try plans.create(student, entry) } == "plan.dates")
        #expect(code { _ = try plans.create("nobody", entry) } == "student.not-found")
    }

    @Test func `an approved plan keeps what was approved`() throws {
        let (plan, course) = try office.approvedPlan(of: student)
        let shown = try plans.show(plan)
        #expect(shown.contents.fte == "1.00" && shown.contents.hoursPerWeek == "27.75")
        #expect(shown.approval?.by == "R. Alder" && shown.approval?.coursesChanged == false)
        #expect(shown.approval?.snapshot == shown.contents)
        #expect(code { _ = try plans.approve(plan, by: "X") } == "plan.already-approved")
        // Other courses do not revoke the approval.
        _ = try plans.addCourse(plan, office.courseEntry("Biology"))
        var entry = LearningPlans.CourseEntry()
        entry.goals = "Other goals"
        #expect(try plans.changeCourse(course, entry).approvalRevoked == false)
        let after = try plans.show(plan)
        #expect(after.status == .approved && after.approval?.coursesChanged == true)
        #expect(after.approval?.snapshot == shown.contents)
    }

    @Test func `other hours make a draft of it, and an undo the approved plan again`() throws {
        let (plan, course) = try office.approvedPlan(of: student)
        let before = try plans.show(plan)
        var entry = LearningPlans.Entry()
        entry.hours = WeeklyHours(minutes: 900)
        let changed = try plans.change(plan, entry)
        #expect(changed.approvalRevoked && changed.status == .draft)
        #expect(try plans.show(plan).approval == nil)
        _ = try office.undo(try #require(changed.changeSet))
        #expect(try plans.show(plan) == before)
        var teacher = LearningPlans.CourseEntry()
        teacher.teacher = "K. Birch"
        let moved = try plans.changeCourse(course, teacher)
        #expect(moved.approvalRevoked)
        _ = try office.undo(try #require(moved.changeSet))
        #expect(try plans.show(plan) == before)
        var text = LearningPlans.Entry()
        text.materials = "Other textbook"
        #expect(try plans.change(plan, text).approvalRevoked == false)
        #expect(try plans.change(plan, text).changeSet == nil)
    }

    @Test func `an undo that gives other hours back revokes what was approved since`() throws {
        let (plan, _) = try office.approvedPlan(of: student)
        var entry = LearningPlans.Entry()
        entry.hours = WeeklyHours(minutes: 900)
        let changed = try plans.change(plan, entry)
        _ = try plans.approve(plan, by: "K. Birch")
        _ = try? office.undo(try #require(changed.changeSet))
        let shown = try plans.show(plan)
        // What stands was approved, or it is a draft.
        let isApproved = shown.approval?.snapshot?.minutesPerWeek == shown.contents.minutesPerWeek
        #expect(shown.status == (isApproved ? .approved : .draft))
        #expect(try plans.list(student).map(\.status) == [shown.status])
        if shown.status == .draft {
            #expect(code { _ = try plans.conclude(plan) } == "plan.not-approved")
            #expect(try plans.approve(plan, by: "K. Birch").status == .approved)
            #expect(try plans.show(plan).status == .approved)
        }
    }

    @Test func `a concluded plan is closed`() throws {
        let draft = try plans.create(student, office.planEntry()).plan
        #expect(code { _ = try plans.conclude(draft) } == "plan.not-approved")
        let (plan, course) = try office.approvedPlan(of: student)
        #expect(
            code { _ = try plans.conclude(plan, on: try day("2026-12-01")) }
                == "plan.day-in-future")
        #expect(
            code { _ = try plans.conclude(plan, on: try day("2026-09-01")) }
                == "plan.day-outside")
        let concluded = try plans.conclude(plan)
        #expect(concluded.status == .concluded)
        #expect(code { _ = try plans.change(plan, office.planEntry()) } == "plan.closed")
        #expect(code { _ = try plans.removeCourse(course) } == "plan.closed")
        _ = try office.undo(try #require(concluded.changeSet))
        #expect(try plans.show(plan).status == .approved)
    }

    @Test func `contacts and reviews lie within the plan and not in the future`() throws {
        let (plan, course) = try office.approvedPlan(of: student)
        func contact(_ text: String, _ course: Int?) throws {
            _ = try plans.addContact(
                plan, on: try day(text), method: "Call", evidence: "e", course: course)
        }
        try contact("2026-09-02", course)
        #expect(code { try contact("2026-09-01", nil) } == "plan.day-outside")
        #expect(code { try contact("2026-12-01", nil) } == "plan.day-in-future")
        #expect(code { try contact("2026-09-09", 99) } == "plan.other-course")
        #expect(code { _ = try plans.removeCourse(course) } == "plan.course-used")
        _ = try plans.addReview(
            plan, on: try day("2026-09-30"), isSatisfactory: true, note: "")
        let twice = code {
            _ = try plans.addReview(
                plan, on: try day("2026-09-15"), isSatisfactory: true, note: "")
        }
        #expect(twice == "plan.review-exists")
        var entry = LearningPlans.Entry()
        entry.start = try day("2026-09-03")
        #expect(code { _ = try plans.change(plan, entry) } == "plan.day-outside")
    }

    @Test func `what is overdue is listed until it is done`() throws {
        let (plan, _) = try office.approvedPlan(of: student)
        let review = try #require(
            try plans.addReview(
                plan, on: try day("2026-09-11"), isSatisfactory: false, note: "Behind"
            ).part)
        let due = try #require(try plans.overdue().first { $0.plan == plan }?.due)
        #expect(due.interventionsOverdue.map(\.review) == [review])
        #expect(try due.interventionsOverdue.map(\.due) == [day("2026-09-18")])
        #expect(due.monthsWithoutReview.isEmpty)
        #expect(due.weeksWithoutContact.first?.description == "2026-08-30")
        func intervene(_ text: String) throws {
            _ = try plans.addIntervention(
                review: review, .changedGoals, on: try day(text), note: "")
        }
        #expect(code { try intervene("2026-09-10") } == "plan.day-outside")
        try intervene("2026-09-21")
        let shown = try plans.show(plan)
        #expect(shown.due.interventionsOverdue.isEmpty)
        #expect(shown.reviews.first?.interventions.map(\.late) == [true])
        #expect(
            code { _ = try plans.addIntervention(review: 99, .moreContact, note: "") }
                == "review.not-found")
    }

    @Test func `after a satisfactory review there is nothing to intervene for`() throws {
        let (plan, _) = try office.approvedPlan(of: student)
        let review = try #require(
            try plans.addReview(
                plan, on: try day("2026-09-11"), isSatisfactory: true, note: ""
            ).part)
        let refused = code {
            _ = try plans.addIntervention(review: review, .moreContact, note: "")
        }
        #expect(refused == "plan.review-satisfactory")
    }

    @Test func `a secretary makes plans and a teacher approves them`() throws {
        let secretary = LearningPlans(office.workspace(.secretary))
        let plan = try secretary.create(student, office.planEntry()).plan
        _ = try secretary.addCourse(plan, office.courseEntry())
        #expect(code { _ = try secretary.approve(plan, by: "X") } == "access.denied")
        let auditor = LearningPlans(office.workspace(.auditor))
        #expect(code { _ = try auditor.change(plan, office.planEntry()) } == "access.denied")
        #expect(try auditor.show(plan).missing.isEmpty)
        let teacher = LearningPlans(office.workspace(.teacher))
        #expect(try teacher.approve(plan, by: "R. Alder").status == .approved)
    }

    @Test func `everything that hangs on a student is undone from the last to the first`() throws {
        let before = try office.district.store.read { try $0.newestChange() }
        try office.attachEverything()
        let newest = try office.district.store.read { try $0.newestChange() }
        #expect(try CheckDistrict(store: office.district.store).run().findings.isEmpty)
        for change in stride(from: newest, to: before, by: -1) {
            let record = try office.district.store.read { try $0.changeSet(change) }
            if record?.undoneBy != nil || record?.undoes != nil { continue }
            let report = try office.undo(change)
            #expect(report.left.isEmpty, "change set \(change): \(report.left)")
        }
        for table: VersionedTable in [
            .document, .event, .enrollment, .learningPlan, .planCourse, .planContact,
            .planReview, .planIntervention, .studentField,
        ] {
            let rows = try office.district.store.read { try $0.rowCount(of: table) }
            #expect(rows == 0, "\(table.name)")
        }
        #expect(try CheckDistrict(store: office.district.store).run().findings.isEmpty)
    }
}
