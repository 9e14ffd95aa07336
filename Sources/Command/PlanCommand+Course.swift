import ArgumentParser
import Operations
import Records

extension PlanCommand {
    /// The courses of learning plans.
    struct Course: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add, change and remove courses of a learning plan.",
            subcommands: [Add.self, Change.self, Remove.self])

        /// What both adding and changing take, beside the title.
        struct Details: ParsableArguments {
            @Option(help: "State course code.") var stateCourseCode: String?
            @Option(help: "Certificated teacher. Without one: the plan's.") var teacher: String?
            @Option(help: "Goals.") var goals: String?
            @Option(help: "Objectives.") var objectives: String?
            @Option(help: "Activities.") var activities: String?
            @Option(help: "What completes the course.") var completion: String?

            func entry(_ title: String?) -> LearningPlans.CourseEntry {
                var entry = LearningPlans.CourseEntry()
                entry.title = title
                entry.stateCourseCode = stateCourseCode
                entry.teacher = teacher
                entry.goals = goals
                entry.objectives = objectives
                entry.activities = activities
                entry.completion = completion
                return entry
            }
        }

        struct Add: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Add a course to a learning plan.",
                discussion: """
                    An approved plan stays approved.

                    Example:
                      homeroom plan course add 2 --title "Algebra 1" --state-course-code 02052
                    """)
            @Argument(help: "Number of the plan.") var plan: Int
            @Option(help: "Title.") var title: String
            @OptionGroup var details: Details
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let changed = try withWorkspace(options) {
                    try LearningPlans($0).addCourse(plan, details.entry(title))
                }
                Output.changed(
                    "Added course \(changed.part ?? 0) to plan \(plan).", changed,
                    json: options.json, part: \.course)
            }
        }

        struct Change: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Change a course. What is not given stays.",
                discussion: """
                    An approved plan stays approved, unless the course gets another teacher.

                    Example:
                      homeroom plan course change 5 --goals "Linear equations"
                    """)
            @Argument(help: "Number of the course.") var course: Int
            @Option(help: "Title.") var title: String?
            @OptionGroup var details: Details
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let changed = try withWorkspace(options) {
                    try LearningPlans($0).changeCourse(course, details.entry(title))
                }
                Output.changed(
                    "Changed course \(course) of plan \(changed.plan).", changed,
                    json: options.json, part: \.course)
            }
        }

        struct Remove: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Remove a course about which no contact was noted.")
            @Argument(help: "Number of the course.") var course: Int
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let changed = try withWorkspace(options) {
                    try LearningPlans($0).removeCourse(course)
                }
                Output.changed(
                    "Removed course \(course) of plan \(changed.plan).", changed,
                    json: options.json, part: \.course)
            }
        }
    }
}
