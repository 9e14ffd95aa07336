import Foundation
import Records
import Testing

@testable import Operations

extension Office {
    /// The administrator at work, or somebody in a role, on 10/5/2026.
    func workspace(_ role: Role? = nil) -> Workspace {
        Workspace(store: district.store, actor: "test", clock: clock, role: role)
    }

    var documents: Documents { Documents(workspace()) }
    var events: StudentEvents { StudentEvents(workspace()) }
    var enrollments: Enrollments { Enrollments(workspace()) }
    var plans: LearningPlans { LearningPlans(workspace()) }

    /// A student of whom no more than two names are known; returns the student ID.
    func addStudent(_ first: String = "Ilse", _ last: String = "Nordby") throws -> String {
        var request = CreateStudent.Request(first: first, last: last)
        request.anyway = true
        return try CreateStudent(store: district.store, actor: "test", clock: clock)
            .run(request).studentID
    }

    func document(_ title: String = "IEP 2026") -> Documents.Entry {
        var entry = Documents.Entry()
        entry.title = title
        entry.category = "IEP"
        return entry
    }

    func event(_ kind: String = "Eligibility meeting", _ day: CalendarDate? = nil)
        -> StudentEvents.Entry
    {
        var entry = StudentEvents.Entry()
        entry.kind = kind
        entry.day = day
        return entry
    }

    func enrollment(site: Int = 1010, start: String = "2026-09-02") -> Enrollments.Entry {
        var entry = Enrollments.Entry()
        entry.site = site
        entry.start = CalendarDate(iso: start)
        return entry
    }

    /// A plan from September to June that lacks courses only.
    func planEntry() -> LearningPlans.Entry {
        var entry = LearningPlans.Entry()
        entry.start = CalendarDate(iso: "2026-09-02")
        entry.end = CalendarDate(iso: "2027-06-15")
        entry.hours = .fullTime
        entry.teacher = "R. Alder"
        entry.contactMethod = "Video call on Mondays"
        entry.materials = "Textbook"
        entry.evaluation = "Test each month"
        entry.meetsStandards = true
        return entry
    }

    /// A course that lacks nothing.
    func courseEntry(_ title: String = "Algebra 1") -> LearningPlans.CourseEntry {
        var entry = LearningPlans.CourseEntry()
        entry.title = title
        entry.stateCourseCode = "02052"
        entry.goals = "Linear equations"
        entry.objectives = "Solves them"
        entry.activities = "Exercises"
        entry.completion = "Passes the test"
        return entry
    }

    /// An approved plan of a student, with one course; returns both numbers.
    func approvedPlan(of student: String) throws -> (plan: Int, course: Int) {
        let plan = try plans.create(student, planEntry()).plan
        let course = try #require(try plans.addCourse(plan, courseEntry()).part)
        #expect(try plans.approve(plan, by: "R. Alder").status == .approved)
        return (plan, course)
    }

    /// Hangs something of every kind on a student, changes it, and takes some of it back.
    func attachEverything() throws {
        let student = try addStudent()
        try district.write("iep.txt", "Reads with support.")
        let document = try documents.add(student, self.document(), file: path("iep.txt"))
        let again = try documents.add(student, self.document("Copy"), file: path("iep.txt"))
        var entry = Documents.Entry()
        entry.status = .final
        _ = try documents.change(document.id, entry)
        _ = try documents.get(document.id, purpose: "Eligibility meeting") { _ in }
        _ = try documents.remove(again.id)
        let event = try events.add(student, self.event())
        let changed = try events.change(event.id, self.event("Referral"))
        _ = try undo(try #require(changed.changeSet))
        let enrollment = try enrollments.add(student, self.enrollment())
        _ = try enrollments.change(enrollment.id, self.enrollment(site: 1020))
        let manage = AssignCaseManager(workspace())
        let assigned = try manage.run(student, "R. Alder")
        let undone = try undo(try #require(assigned.changeSet))
        _ = try undo(try #require(undone.changeSet))
        try teach(student)
    }

    private func teach(_ student: String) throws {
        let (plan, course) = try approvedPlan(of: student)
        let day = try #require(CalendarDate(iso: "2026-09-09"))
        _ = try plans.addContact(
            plan, on: day, method: "Video call", evidence: "Exercise 4", course: course)
        let review = try plans.addReview(plan, on: day, isSatisfactory: false, note: "")
        _ = try plans.addIntervention(
            review: try #require(review.part), .moreContact, on: day, note: "")
        let second = try #require(try plans.addCourse(plan, courseEntry("Biology")).part)
        let removed = try plans.removeCourse(second)
        _ = try undo(try #require(removed.changeSet))
        _ = try plans.changeCourse(second, courseEntry("Biology 1"))
        _ = try plans.conclude(plan)
    }
}
