import ArgumentParser
import Operations
import Records

extension PlanCommand {
    struct Contact: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note weekly contacts.",
            subcommands: [Add.self, Change.self, Remove.self], defaultSubcommand: Add.self)
    }

    struct Review: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note the reviews of a month's progress.",
            subcommands: [Add.self, Change.self, Remove.self], defaultSubcommand: Add.self)

        enum Progress: String, CaseIterable, ExpressibleByArgument {
            case satisfactory, unsatisfactory
        }
    }

    struct Intervene: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note what was done about unsatisfactory reviews.",
            subcommands: [Add.self, Change.self, Remove.self], defaultSubcommand: Add.self)
    }
}

extension PlanCommand.Contact {
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note a weekly contact. Needs no verb of its own.",
            discussion: """
                Example:
                  homeroom plan contact 2 --date 09/09/2026 --method "Video call" \
                --evidence "Solved exercises 4 to 9 together" --course 5
                """)
        @Argument(help: "Number of the plan.") var plan: Int
        @Option(help: "The day, MM/DD/YYYY or YYYY-MM-DD.") var date: CalendarDate
        @Option(help: "How.") var method: String
        @Option(help: "What shows that it supported the subject.") var evidence: String
        @Option(help: "Number of the course that it was about.") var course: Int?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).addContact(
                    plan, on: date, method: method, evidence: evidence, course: course)
            }
            Output.changed(
                "Noted contact \(changed.part ?? 0) of plan \(plan).", changed,
                json: options.json, part: \.contact)
        }
    }
}

extension PlanCommand.Review {
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note the review of a month's progress. Needs no verb of its own.",
            discussion: """
                After an unsatisfactory one there are five school days for an intervention.

                Example:
                  homeroom plan review 2 --date 09/30/2026 --progress unsatisfactory
                """)

        @Argument(help: "Number of the plan.") var plan: Int
        @Option(help: "The day, MM/DD/YYYY or YYYY-MM-DD; its month is the one reviewed.")
        var date: CalendarDate
        @Option(help: "What was found.") var progress: PlanCommand.Review.Progress
        @Option(help: "What else is to be known.") var note = ""
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).addReview(
                    plan, on: date, isSatisfactory: progress == .satisfactory, note: note)
            }
            let number = changed.part ?? 0
            let sentence =
                progress == .satisfactory
                ? "Noted review \(number) of plan \(plan)."
                : "Noted review \(number) of plan \(plan). Within five school days: "
                    + "homeroom plan intervene \(number) --kind KIND"
            Output.changed(sentence, changed, json: options.json, part: \.review)
        }
    }
}

extension PlanCommand.Intervene {
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note what was done about an unsatisfactory review. Needs no verb.",
            discussion: """
                Example:
                  homeroom plan intervene 4 --kind moreContact --date 10/02/2026
                """)
        @Argument(help: "Number of the review.") var review: Int
        @Option(help: "Which of the four ways.") var kind: PlanIntervention.Kind
        @Option(help: "The day, MM/DD/YYYY or YYYY-MM-DD. Without it: today.")
        var date: CalendarDate?
        @Option(help: "What else is to be known.") var note = ""
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).addIntervention(
                    review: review, kind, on: date, note: note)
            }
            Output.changed(
                "Noted intervention \(changed.part ?? 0) of plan \(changed.plan): "
                    + "\(kind.words).", changed, json: options.json, part: \.intervention)
        }
    }
}
