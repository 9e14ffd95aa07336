import ArgumentParser
import Operations
import Records

// Correcting what was noted of a plan's progress.

extension PlanCommand.Contact {
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Correct a weekly contact. What is not given stays.",
            discussion: """
                Example:
                  homeroom plan contact change 7 --date 09/10/2026
                """)
        @Argument(help: "Number of the contact.") var contact: Int
        @Option(help: "The day, MM/DD/YYYY or YYYY-MM-DD.") var date: CalendarDate?
        @Option(help: "How.") var method: String?
        @Option(help: "What shows that it supported the subject.") var evidence: String?
        @Option(help: "Number of the course that it was about; 0 for none.") var course: Int?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var entry = LearningPlans.ContactEntry()
            entry.day = date
            entry.method = method
            entry.evidence = evidence
            entry.course = course
            let changed = try withWorkspace(options) {
                try LearningPlans($0).changeContact(contact, entry)
            }
            Output.changed(
                "Changed contact \(contact) of plan \(changed.plan).", changed,
                json: options.json, part: \.contact)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a weekly contact that was noted by mistake.")
        @Argument(help: "Number of the contact.") var contact: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).removeContact(contact)
            }
            Output.changed(
                "Removed contact \(contact) of plan \(changed.plan).", changed,
                json: options.json, part: \.contact)
        }
    }
}

extension PlanCommand.Review {
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Correct a monthly review. What is not given stays.",
            discussion: """
                Example:
                  homeroom plan review change 4 --progress satisfactory
                """)
        @Argument(help: "Number of the review.") var review: Int
        @Option(help: "The day, MM/DD/YYYY or YYYY-MM-DD.") var date: CalendarDate?
        @Option(help: "What was found.") var progress: PlanCommand.Review.Progress?
        @Option(help: "What else is to be known.") var note: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var entry = LearningPlans.ReviewEntry()
            entry.day = date
            entry.isSatisfactory = progress.map { $0 == .satisfactory }
            entry.note = note
            let changed = try withWorkspace(options) {
                try LearningPlans($0).changeReview(review, entry)
            }
            Output.changed(
                "Changed review \(review) of plan \(changed.plan).", changed,
                json: options.json, part: \.review)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a monthly review that was noted by mistake.")
        @Argument(help: "Number of the review.") var review: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).removeReview(review)
            }
            Output.changed(
                "Removed review \(review) of plan \(changed.plan).", changed,
                json: options.json, part: \.review)
        }
    }
}

extension PlanCommand.Intervene {
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Correct an intervention. What is not given stays.",
            discussion: """
                Example:
                  homeroom plan intervene change 1 --kind changedGoals
                """)
        @Argument(help: "Number of the intervention.") var intervention: Int
        @Option(help: "Which of the four ways.") var kind: PlanIntervention.Kind?
        @Option(help: "The day, MM/DD/YYYY or YYYY-MM-DD.") var date: CalendarDate?
        @Option(help: "What else is to be known.") var note: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var entry = LearningPlans.InterventionEntry()
            entry.kind = kind
            entry.day = date
            entry.note = note
            let changed = try withWorkspace(options) {
                try LearningPlans($0).changeIntervention(intervention, entry)
            }
            Output.changed(
                "Changed intervention \(intervention) of plan \(changed.plan).", changed,
                json: options.json, part: \.intervention)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an intervention that was noted by mistake.")
        @Argument(help: "Number of the intervention.") var intervention: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try LearningPlans($0).removeIntervention(intervention)
            }
            Output.changed(
                "Removed intervention \(intervention) of plan \(changed.plan).", changed,
                json: options.json, part: \.intervention)
        }
    }
}
