import ArgumentParser
import Foundation
import Operations
import Records

/// Files of program enrollments for states.
struct StateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "Check and write the files of programs that states take.",
        discussion: """
            A layout says what a state's file has and what has to hold of its rows. What the state \
            calls programs in a school year is set with homeroom code state; what it calls nothing \
            is not in the file.
            """,
        subcommands: [Layouts.self, Show.self, Check.self, File.self])

    struct Layouts: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the layouts.")
        @Flag(help: "Report as JSON.") var json = false

        func run() throws {
            if json {
                return Output.json(
                    StateReports.layouts.map { ["name": $0.name, "title": $0.title] })
            }
            var table = TextTable(["Layout", "File", "Submissions"])
            for one in StateReports.layouts {
                table.add([
                    one.name, one.title,
                    one.submissions.map { "\($0.name) (\($0.title))" }.joined(separator: ", "),
                ])
            }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a layout's description, as a file that --layout-file takes.")
        @Argument(help: "The layout.") var layout: String

        func run() throws {
            Output.line(StableJSON.text(try StateReports.layout(layout), pretty: true))
        }
    }

    /// What is checked and written.
    struct Choice: ParsableArguments {
        @Argument(help: "The layout: one of homeroom state layouts.") var layout: String?
        @Option(help: "A layout of your own: a file, as homeroom state show writes one.")
        var layoutFile: String?
        @Option(help: "School year, such as 2026-2027.") var year: String
        @Option(help: "When it is handed in: one of the layout's submissions.")
        var submission: String?
        @Option(
            help: """
                File with values that Homeroom does not keep: Import Student ID, Program ID, \
                Program Start Date, and a column for each field, called like it.
                """)
        var details: String?

        func validate() throws {
            if (layout == nil) == (layoutFile == nil) {
                throw ValidationError("Give either a layout or --layout-file.")
            }
            if SchoolYear(text: year) == nil {
                throw ValidationError("--year takes a school year such as 2026-2027.")
            }
        }

        func make(_ workspace: Workspace) throws -> StateReports.Made {
            let layout =
                try layoutFile.map { try StateReports.layout(inFile: $0) }
                ?? StateReports.layout(layout ?? "")
            return try StateReports(workspace).make(
                layout, of: SchoolYear(text: year) ?? SchoolYear(start: 0),
                submission: submission,
                details: details.map { try StateDetails(file: $0) } ?? StateDetails())
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold the file against the state's rules, and write none.")
        @OptionGroup var choice: Choice
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let made = try withWorkspace(options) { try choice.make($0) }
            if options.json {
                Output.json(made.summary)
            } else {
                StateCommand.tell(made)
            }
            if !made.file.rowsInError.isEmpty { throw ExitCode(Exit.failed) }
        }
    }

    struct File: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the file, where the state would take every row.")
        @OptionGroup var choice: Choice
        @Option(help: "File to write to, its owner's alone.") var out: String
        @Flag(help: "Leave out rows that the state would refuse.") var leaveOut = false
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let made = try withWorkspace(options) { workspace in
                let made = try choice.make(workspace)
                if !leaveOut { try StateReports.requireSound(made) }
                try NewFile.write(out) { try $0.write(Array(made.file.text.utf8)) }
                return made
            }
            if options.json { return Output.json(made.summary) }
            StateCommand.tell(made)
            let bad = made.file.rowsInError.count
            Output.line(
                "\(made.rows.count - bad) rows in \(out)"
                    + (bad > 0 ? "; \(bad) left out." : "."))
        }
    }

    private static func tell(_ made: StateReports.Made) {
        Output.line("\(made.layout.title), \(made.year): \(made.rows.count) rows")
        for problem in made.file.problems {
            Output.line()
            Output.line(
                "\(problem.code)\(problem.isWarning ? " (warning)" : ""): "
                    + "\(problem.rows.count) rows. \(Output.harmless(problem.message))")
            Output.line("  \(problem.fix)")
            for row in problem.rows.prefix(shown).map({ made.rows[$0] }) {
                Output.line(
                    Output.harmless(
                        "  \(row.studentID) \(row.name), program \(row.program), from \(row.start)")
                )
            }
            if problem.rows.count > shown {
                Output.line("  and \(problem.rows.count - shown) more; all are in --json")
            }
        }
        if !made.unmapped.isEmpty {
            Output.line()
            Output.line("Not in the file, for the state calls them nothing in \(made.year):")
            for one in made.unmapped {
                Output.line(
                    Output.harmless("  \(one.program) \(one.text): \(one.records) records"))
            }
        }
    }

    /// Rows of one problem.
    private static let shown = 10
}
