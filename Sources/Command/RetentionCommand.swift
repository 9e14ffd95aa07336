import ArgumentParser
import Operations
import Records

/// How long records are kept, and what is due to be destroyed.
struct RetentionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "See what is due to be destroyed, hold it, destroy it.",
        discussion: """
            How many years each class is kept after it ended is set by the district: homeroom \
            setting set retention-documents 5. A class without years is kept for good.
            """,
        subcommands: [List.self, Run.self, Again.self, Hold.self, Release.self, Holds.self])

    /// Of which class.
    struct Choice: ParsableArguments {
        @Option(
            name: .customLong("class"),
            help: ArgumentHelp(
                "Only this class: "
                    + DestroyedClass.allCases.map(\.rawValue).joined(separator: ", ") + ".",
                valueName: "class"))
        var destroyed: DestroyedClass?
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what is due today, and destroy nothing.")
        @OptionGroup var choice: Choice
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let due = try withWorkspace(options) { try Retention($0).due(choice.destroyed) }
            if options.json { return Output.json(due) }
            if due.isEmpty { return Output.line("Nothing is due.") }
            var table = TextTable(["Student", "Name", "Class", "Ended", "Due", ""])
            for one in due {
                table.add([
                    one.studentID, one.name, one.destroyed.rawValue, one.ended.description,
                    one.due.description, one.isHeld ? "held" : "",
                ])
            }
            table.print()
            Output.line("Nothing was destroyed.")
        }
    }

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy what is due and not held. Nobody can take it back.")
        @OptionGroup var choice: Choice
        @Option(help: "What asks for it, such as the state's rule and the notice to parents.")
        var reason: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let done = try withWorkspace(options) {
                try Retention($0).run(
                    choice.destroyed, reason: reason, keys: options.district.districtKeys)
            }
            if options.json { return Output.json(done) }
            if done.isEmpty { Output.line("Nothing is due.") }
            try RetentionCommand.tell(
                done.map { ($0.due.destroyed, $0.due.studentID, $0.changeSet, $0.why) })
        }
    }

    struct Again: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy once more what a restored backup brought again.",
            discussion: "What was destroyed is noted beside the district, in NAME-destroyed.jsonl.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let done = try withWorkspace(options) {
                try DestroyAgain($0, keys: options.district.districtKeys).run()
            }
            if options.json { return Output.json(done) }
            if done.isEmpty { Output.line("Nothing of what was destroyed is there again.") }
            try RetentionCommand.tell(
                done.map { ($0.destroyed, $0.studentID, $0.changeSet, $0.why) })
        }
    }

    struct Hold: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a student's records stay, such as for a proceeding.")
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Why.") var reason: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) { try Retention($0).hold(id, reason: reason) }
            RetentionCommand.tell(changed, "is held", otherwise: "is held already", options)
        }
    }

    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let go of a student whose records had to stay.")
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Why.") var reason: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try Retention($0).release(id, reason: reason)
            }
            RetentionCommand.tell(
                changed, "is not held any more", otherwise: "was not held", options)
        }
    }

    struct Holds: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the students whose records have to stay.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let holds = try withWorkspace(options) { try Retention($0).listHolds() }
            if options.json { return Output.json(holds) }
            if holds.isEmpty { return Output.line("Nobody is held.") }
            var table = TextTable(["Student", "Since", "By", "Why"])
            for one in holds {
                table.add([one.studentID, String(one.since.prefix(10)), one.by, one.reason])
            }
            table.print()
        }
    }

    /// What was destroyed of whom, and what could not be and why; that is a failure.
    private static func tell(
        _ done: [(class: DestroyedClass, studentID: String, changeSet: Int?, why: String)]
    ) throws {
        for one in done {
            let what = "\(one.class.rawValue) of student \(one.studentID)"
            Output.line(
                Output.harmless(
                    one.changeSet.map { "Destroyed \(what), as change set \($0)." }
                        ?? "Not destroyed: \(what). \(one.why)"))
        }
        if done.contains(where: { $0.changeSet == nil }) { throw ExitCode(Exit.failed) }
    }

    private static func tell(
        _ changed: Retention.Changed, _ what: String, otherwise: String,
        _ options: WorkspaceOptions
    ) {
        if options.json { return Output.json(changed) }
        let words = changed.changeSet == nil ? otherwise : what
        Output.line(Output.harmless("Student \(changed.studentID) \(words)."))
        if let change = changed.changeSet {
            Output.line("To take it back: homeroom undo \(change)")
        }
    }
}
