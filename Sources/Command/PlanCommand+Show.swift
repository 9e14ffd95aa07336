import ArgumentParser
import Operations
import Records

extension PlanCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the learning plans of a student, the latest first.")
        @Argument(help: "Any number of the student.") var id: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try LearningPlans($0).list(id) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("No learning plans.") }
            var table = TextTable(["Plan", "Start", "End", "Hours", "FTE", "Status", "Teacher"])
            for one in listed {
                table.add([
                    "\(one.plan)", one.start.description, one.end.description, one.hoursPerWeek,
                    one.fte, one.status.rawValue, one.teacher,
                ])
            }
            table.print()
        }
    }

    struct Overdue: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the plans of all students for which something is overdue.",
            discussion: """
                Weeks without a contact, months without a review, and unsatisfactory reviews \
                without an intervention after five school days.
                """)
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try LearningPlans($0).overdue() }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("Nothing is overdue.") }
            var table = TextTable([
                "Plan", "Student ID", "Teacher", "Weeks", "Months", "Interventions",
            ])
            for one in listed {
                table.add([
                    "\(one.plan)", one.studentID, one.teacher,
                    "\(one.due.weeksWithoutContact.count)",
                    "\(one.due.monthsWithoutReview.count)",
                    "\(one.due.interventionsOverdue.count)",
                ])
            }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a learning plan with its courses and the progress noted.")
        @Argument(help: "Number of the plan.") var plan: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let shown = try withWorkspace(options) { try LearningPlans($0).show(plan) }
            if options.json { return Output.json(shown) }
            PlanText(shown).print()
        }
    }
}
