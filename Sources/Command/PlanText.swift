import Operations
import Records

/// A learning plan as text.
struct PlanText {
    let shown: LearningPlans.Shown

    init(_ shown: LearningPlans.Shown) { self.shown = shown }

    func print() {
        let contents = shown.contents
        Output.line(
            "Plan \(shown.plan) of student \(Output.harmless(shown.studentID)), "
                + "\(contents.start) to \(contents.end): \(status)")
        Output.line("  \(contents.hoursPerWeek) hours per week, \(contents.fte) FTE")
        let standards = contents.meetsStandards.map { $0 ? "yes" : "no" } ?? ""
        for (label, text) in [
            ("Teacher", contents.teacher), ("Weekly contact", contents.contactMethod),
            ("Materials", contents.materials), ("Evaluation", contents.evaluation),
            ("Meets standards", standards),
        ] where !text.isEmpty {
            Output.line("  \(label): \(Output.harmless(text))")
        }
        for course in contents.courses { print(course) }
        if !shown.missing.isEmpty, shown.status == .draft {
            Output.line()
            Output.line("Missing before it can be approved:")
            for missing in shown.missing { Output.line("  \(missing.sentence)") }
        }
        printContacts()
        printReviews()
        printDue()
    }

    private var status: String {
        var words = [shown.status.rawValue]
        if let day = shown.concludedOn { words.append("on \(day)") }
        if let approval = shown.approval {
            if shown.status != .approved { words.append("after approval") }
            words.append("on \(approval.on) by \(Output.harmless(approval.by))")
            if approval.coursesChanged { words.append("(its courses changed since)") }
        }
        return words.joined(separator: " ")
    }

    private func print(_ course: PlanContents.Course) {
        Output.line()
        Output.line(
            Output.harmless("Course \(course.course): \(course.title) \(course.stateCourseCode)"))
        for (label, text) in [
            ("Teacher", course.teacher), ("Goals", course.goals),
            ("Objectives", course.objectives), ("Activities", course.activities),
            ("Completion", course.completion),
        ] where !text.isEmpty {
            Output.line("  \(label): \(Output.harmless(text))")
        }
    }

    private func printContacts() {
        if shown.contacts.isEmpty { return }
        Output.line()
        var table = TextTable(["Contact", "Date", "Method", "Course", "Evidence"])
        for one in shown.contacts {
            table.add([
                "\(one.contact)", one.date.description, one.method,
                one.course.map(String.init) ?? "", one.evidence,
            ])
        }
        table.print()
    }

    private func printReviews() {
        if shown.reviews.isEmpty { return }
        Output.line()
        var table = TextTable(["Review", "Month", "Date", "Progress", "Intervention", "Note"])
        for one in shown.reviews {
            let done = one.interventions.map {
                "\($0.intervention): \($0.kind.words) on \($0.date)\($0.late ? " (late)" : "")"
            }
            table.add([
                "\(one.review)", one.month.description, one.date.description,
                one.satisfactory ? "satisfactory" : "unsatisfactory",
                done.isEmpty
                    ? one.interventionDue.map { "due \($0)" } ?? ""
                    : done.joined(separator: ", "),
                one.note,
            ])
        }
        table.print()
    }

    private func printDue() {
        let due = shown.due
        if due.isNothing { return }
        Output.line()
        let lines = [
            ("Weeks without contact, by their Sundays", due.weeksWithoutContact.map(\.description)),
            ("Months without review", due.monthsWithoutReview.map(\.description)),
            ("Reviews without intervention", due.interventionsOverdue.map { "\($0.review)" }),
        ]
        for (label, items) in lines where !items.isEmpty {
            Output.line("\(label): \(items.joined(separator: ", "))")
        }
    }
}
