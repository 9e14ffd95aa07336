import ArgumentParser
import Operations
import Records

/// The events of students.
struct EventCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "Keep the events of students.",
        subcommands: [Add.self, List.self, Change.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an event to a student.",
            discussion: """
                Example:
                  homeroom event add 100200 --kind "Eligibility meeting" --date 10/12/2026
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "What it is.") var kind: String
        @Option(help: "Its day, MM/DD/YYYY or YYYY-MM-DD. Without it: today.")
        var date: CalendarDate?
        @Option(help: "What else is to be known.") var note: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var entry = StudentEvents.Entry()
            entry.kind = kind
            entry.day = date
            entry.note = note
            let added = try withWorkspace(options) { try StudentEvents($0).add(id, entry) }
            Output.changed("event", "Added", added, json: options.json)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the events of a student, the latest first.")
        @Argument(help: "Any number of the student.") var id: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try StudentEvents($0).list(id) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("No events.") }
            var table = TextTable(["Event", "Date", "Kind", "Note"])
            for one in listed {
                table.add(["\(one.event)", one.date.description, one.kind, one.note])
            }
            table.print()
        }
    }

    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change an event. What is not given stays.",
            discussion: """
                Example:
                  homeroom event change 3 --date 10/19/2026
                """)
        @Argument(help: "Number of the event.") var event: Int
        @Option(help: "What it is.") var kind: String?
        @Option(help: "Its day, MM/DD/YYYY or YYYY-MM-DD.") var date: CalendarDate?
        @Option(help: "What else is to be known.") var note: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var entry = StudentEvents.Entry()
            entry.kind = kind
            entry.day = date
            entry.note = note
            let changed = try withWorkspace(options) {
                try StudentEvents($0).change(event, entry)
            }
            Output.changed("event", "Changed", changed, json: options.json)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an event from its student. An undo brings it back.")
        @Argument(help: "Number of the event.") var event: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let removed = try withWorkspace(options) { try StudentEvents($0).remove(event) }
            Output.changed("event", "Removed", removed, json: options.json)
        }
    }
}
