import Foundation
import Operations
import Records

@testable import Server

// A roster for ALE. All of its students are invented.

extension TestSite {
    /// Imports SIS students, who have no profile then.
    func importRoster(_ students: [RosterRow]) throws {
        let columns = Layout.studemo.columns
        let header = columns.enumerated().map { $1.label.isEmpty ? "Column \($0 + 1)" : $1.label }
        let rows = students.map { one in
            let cells = [
                one.id, one.stateID, one.last, one.first, "", one.birthDate, "F",
            ]
            return (cells + Array(repeating: "", count: columns.count - cells.count))
                .joined(separator: "\t")
        }
        let text = ([header.joined(separator: "\t")] + rows).map { $0 + "\n" }.joined()
        let file = place.folder.appending(path: "studemo.txt")
        try text.write(to: file, atomically: true, encoding: .utf8)
        _ = try ImportFiles(
            store: store, actor: "test", clock: clock, options: ImportFiles.Options()
        ).run([file.path])
    }

    struct RosterRow {
        var id: String
        var first: String
        var last: String
        var birthDate = "03/04/2019"
        var stateID = ""
    }

    /// A student who is made for ALE; returns our number.
    func createForALE(
        _ first: String, _ last: String, stateID: String = "", anyway: Bool = false
    ) throws -> Int {
        var request = CreateStudent.Request(first: first, last: last)
        request.isThroughALE = true
        request.stateID = stateID
        request.anyway = anyway
        let created = try CreateStudent(workspace()).run(request)
        return try workspace().row(ofStudent: created.studentID)
    }

    /// A plan to which nothing is missing, with one course; returns its number.
    func completePlan(of student: Int) throws -> Int {
        let plans = LearningPlans(workspace())
        var entry = LearningPlans.Entry()
        entry.start = CalendarDate(iso: "2026-09-02")
        entry.end = CalendarDate(iso: "2027-06-15")
        entry.hours = WeeklyHours("15")
        entry.teacher = "R. Birch"
        entry.contactMethod = "Video call"
        entry.materials = "Textbook"
        entry.evaluation = "Monthly test"
        entry.meetsStandards = true
        let plan = try plans.create(workspace().studentID(ofRow: student), entry).plan
        var course = LearningPlans.CourseEntry()
        course.title = "Algebra 1"
        course.stateCourseCode = "02052"
        course.goals = "Solve equations"
        course.objectives = "Linear equations"
        course.activities = "Exercises"
        course.completion = "Final test"
        _ = try plans.addCourse(plan, course)
        return plan
    }

    func name(ofPlan plan: Int) -> String { site.references.name(.plan, plan) }

    func name(ofRow student: Int) -> String { site.references.name(.student, student) }
}

extension TestSite {
    /// Changes a setting of the district.
    func set(_ setting: String, _ value: String) throws {
        _ = try Administration(store: store, actor: "test", clock: clock)
            .set(setting, to: value)
    }
}

extension TestVisitor {
    /// What proves that a form is the visitor's, for what no page shows a form of.
    func csrf() throws -> String {
        let sessions = Sessions(store: site.store, clock: site.clock)
        return try sessions.find(token: session ?? "")?.csrf ?? ""
    }
}
