import ArgumentParser
import Operations
import Records

/// Learning plans.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Keep the learning plans of students.",
        discussion: """
            A plan goes from draft to approved to concluded. docs/learning-plans.md has the rules.
            """,
        subcommands: [
            Create.self, List.self, Overdue.self, Show.self, Change.self, Approve.self,
            Conclude.self, Course.self, Contact.self, Review.self, Intervene.self,
        ])

    /// What both creating and changing take, beside the dates.
    struct Details: ParsableArguments {
        @Option(help: "Estimated hours per week, 27.75 or 27:45; 27.75 are 1.00 FTE.")
        var hours: WeeklyHours?
        @Option(help: "Certificated teacher.") var teacher: String?
        @Option(help: "How the weekly contact is met.") var contactMethod: String?
        @Option(help: "Instructional materials.") var materials: String?
        @Option(help: "Timeline and methods of evaluation.") var evaluation: String?
        @Option(help: "Whether it meets the state's learning standards.")
        var meetsStandards: YesOrNo?

        func entry(_ start: CalendarDate?, _ end: CalendarDate?) -> LearningPlans.Entry {
            var entry = LearningPlans.Entry()
            entry.start = start
            entry.end = end
            entry.hours = hours
            entry.teacher = teacher
            entry.contactMethod = contactMethod
            entry.materials = materials
            entry.evaluation = evaluation
            entry.meetsStandards = meetsStandards.map { $0 == .yes }
            return entry
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a learning plan as a draft.",
            discussion: """
                For any student who has a profile, also where no more is known than two names.

                Example:
                  homeroom plan create P000001 --start 09/02/2026 --end 06/15/2027 --hours 27.75
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "First day, MM/DD/YYYY or YYYY-MM-DD.") var start: CalendarDate
        @Option(help: "Last day.") var end: CalendarDate
        @OptionGroup var details: Details
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let created = try withWorkspace(options) {
                try LearningPlans($0).create(id, details.entry(start, end))
            }
            Output.changed(
                "Created plan \(created.plan) of student \(created.studentID).", created,
                json: options.json)
        }
    }

    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a learning plan. What is not given stays.",
            discussion: """
                Other hours, another teacher or other dates revoke an approval.

                Example:
                  homeroom plan change 2 --materials "Textbook, chapters 1 to 9"
                """)
        @Argument(help: "Number of the plan.") var plan: Int
        @Option(help: "First day, MM/DD/YYYY or YYYY-MM-DD.") var start: CalendarDate?
        @Option(help: "Last day.") var end: CalendarDate?
        @OptionGroup var details: Details
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).change(plan, details.entry(start, end))
            }
            Output.changed("Changed plan \(plan).", changed, json: options.json)
        }
    }

    struct Approve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve a learning plan to which nothing is missing.",
            discussion: """
                What the plan says is kept with the approval.

                Example:
                  homeroom plan approve 2 --by "R. Alder"
                """)
        @Argument(help: "Number of the plan.") var plan: Int
        @Option(help: "Who approves it.") var by: String
        @Option(help: "The day, MM/DD/YYYY or YYYY-MM-DD. Without it: today.")
        var date: CalendarDate?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).approve(plan, by: by, on: date)
            }
            Output.changed("Plan \(plan) is approved.", changed, json: options.json)
        }
    }

    struct Conclude: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Conclude an approved learning plan.")
        @Argument(help: "Number of the plan.") var plan: Int
        @Option(help: "The day, MM/DD/YYYY or YYYY-MM-DD. Without it: today.")
        var date: CalendarDate?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).conclude(plan, on: date)
            }
            Output.changed("Plan \(plan) is concluded.", changed, json: options.json)
        }
    }
}
