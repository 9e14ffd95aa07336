import Operations
import Pages
import Records

/// The courses of learning plans.
enum PlanCoursesController {
    static let routes: [Route] = [
        .get("/plans/{plan}/courses/new", .needs(.changePlans)) { visit in
            let plan = try visit.number(.plan, "plan")
            return try await visit.show {
                CourseFormPage(try $0.sheet(plan), course: nil, form: .blank)
            }
        },
        .post("/plans/{plan}/courses/new", .needs(.changePlans), add),
        .get("/plans/{plan}/courses/{course}", .needs(.changePlans)) { visit in
            let (plan, course) = try place(visit)
            return try await visit.show { workspace in
                let (sheet, found) = try find(workspace, plan, course)
                return CourseFormPage(
                    sheet, course: found,
                    form: CourseFormPage.values(of: found, in: sheet.shown.contents))
            }
        },
        .post("/plans/{plan}/courses/{course}", .needs(.changePlans), change),
        .get("/plans/{plan}/courses/{course}/remove", .needs(.changePlans)) { visit in
            let (plan, course) = try place(visit)
            return try await visit.show { workspace in
                let (sheet, found) = try find(workspace, plan, course)
                return RemovePartPage(sheet, .course(found))
            }
        },
        .post("/plans/{plan}/courses/{course}/remove", .needs(.changePlans), remove),
    ]

    private static func place(_ visit: Visit) throws -> (plan: Int, course: Int) {
        (try visit.number(.plan, "plan"), try visit.number(.course, "course"))
    }

    private static func find(
        _ workspace: Workspace, _ plan: Int, _ course: Int
    ) throws -> (PlanSheet, PlanContents.Course) {
        let sheet = try workspace.sheet(plan)
        guard let found = sheet.shown.contents.courses.first(where: { $0.course == course }) else {
            throw OperationError.notFound(kind: "course", name: "")
        }
        return (sheet, found)
    }

    private static func entry(_ form: FormValues) throws -> LearningPlans.CourseEntry {
        var read = FieldReader(form)
        var entry = LearningPlans.CourseEntry()
        entry.title = read.required("title", .courseTitle)
        entry.stateCourseCode = form["stateCourseCode"]
        entry.teacher = form["teacher"]
        entry.goals = form["goals"]
        entry.objectives = form["objectives"]
        entry.activities = form["activities"]
        entry.completion = form["completion"]
        try read.finish()
        return entry
    }

    private static func add(_ visit: Visit) async throws -> Answer {
        let plan = try visit.number(.plan, "plan")
        let form = visit.form
        return try await visit.submit { workspace in
            let added = try LearningPlans(workspace).addCourse(plan, try entry(form))
            return PlanAnswer.done(added, .planSaved, at: "#courses")
        } orShow: { workspace, form in
            CourseFormPage(try workspace.sheet(plan), course: nil, form: form)
        }
    }

    private static func change(_ visit: Visit) async throws -> Answer {
        let (plan, course) = try place(visit)
        let form = visit.form
        return try await visit.submit { workspace in
            _ = try find(workspace, plan, course)
            let changed = try LearningPlans(workspace).changeCourse(course, try entry(form))
            return PlanAnswer.done(changed, .planSaved, at: "#courses")
        } orShow: { workspace, form in
            let (sheet, found) = try find(workspace, plan, course)
            return CourseFormPage(sheet, course: found, form: form)
        }
    }

    private static func remove(_ visit: Visit) async throws -> Answer {
        let (plan, course) = try place(visit)
        return try await visit.submit { workspace in
            _ = try find(workspace, plan, course)
            let removed = try LearningPlans(workspace).removeCourse(course)
            return PlanAnswer.done(removed, .removed, at: "#courses")
        } orShow: { workspace, form in
            let (sheet, found) = try find(workspace, plan, course)
            return RemovePartPage(sheet, .course(found), form: form)
        }
    }
}
