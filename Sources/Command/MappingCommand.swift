import ArgumentParser
import Operations
import Records

/// Which columns of senders' files are which of a layout.
struct MappingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Say which columns of a sender's files are which.",
        discussion: """
            A saved mapping is applied to every file with the same header, and to any file with \
            homeroom import FILE --mapping NAME.
            """,
        subcommands: [List.self, Show.self, Propose.self, Save.self, Remove.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List saved mappings.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try ColumnMappings($0).list() }
            if options.json { return Output.json(listed.map(MappingJSON.init)) }
            if listed.isEmpty { return Output.line("No mappings.") }
            var table = TextTable(["Mapping", "Layout", "Columns"])
            for one in listed { table.add([one.name, one.layout.rawValue, "\(one.pairs.count)"]) }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a saved mapping.")
        @Argument(help: "Name of the mapping.") var name: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let shown = try withWorkspace(options) { try ColumnMappings($0).show(name) }
            if options.json { return Output.json(MappingJSON(shown)) }
            Output.line(Output.harmless("\(shown.name), for \(shown.layout.fileName)"))
            var table = TextTable(["Column", "Stands in"])
            for pair in shown.pairs { table.add([pair.column, pair.source.words]) }
            table.print()
        }
    }

    struct Propose: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show which columns of a file are which, as far as that can be told.")
        @Argument(help: "A file of the sender.") var file: String
        @Option(help: "Layout: sites, studemo, enrollment, contacts or programs.")
        var layout: Layout?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let proposal = try withWorkspace(options) {
                try ColumnMappings($0).propose(for: file, as: layout)
            }
            if options.json { return Output.json(proposal) }
            if let layout = proposal.layout {
                Output.line("Columns of \(layout.fileName):")
                var table = TextTable(["Column", "", "Stands in", "First rows"])
                for one in proposal.columns {
                    table.add([
                        one.column, one.isRequired ? "required" : "",
                        one.position.map { "#\($0) \(one.label ?? "")" } ?? "",
                        one.samples.joined(separator: " | "),
                    ])
                }
                table.print()
                Output.line()
            } else {
                Output.line("Which layout it is cannot be told. Give it with --layout.")
            }
            Output.line("Columns of the file:")
            var table = TextTable(["", "Label", "First rows"])
            for one in proposal.fileColumns {
                table.add(["#\(one.position)", one.label, one.samples.joined(separator: " | ")])
            }
            table.print()
        }
    }

    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Save a mapping for files with the header of this one.",
            discussion: """
                What --column does not name is taken as homeroom mapping propose shows it.

                Example:
                  homeroom mapping save "Night file" night.csv --layout programs \
                --column "Program ID=Prog" --column "Site ID=#7"
                """)
        @Argument(help: "Name of the mapping.") var name: String
        @Argument(help: "A file of the sender.") var file: String
        @Option(help: "Layout: sites, studemo, enrollment, contacts or programs.")
        var layout: Layout?
        @Option(
            name: .customLong("column"),
            help: ArgumentHelp(
                "Where a column of the layout stands: under a label, in a place, or nowhere.",
                valueName: "COLUMN=LABEL|#N|-"))
        var columns: [ColumnGiven] = []
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let saved = try withWorkspace(options) { workspace in
                let mappings = ColumnMappings(workspace)
                let proposal = try mappings.propose(for: file, as: layout)
                guard let layout = proposal.layout else {
                    throw ValidationError("Which layout it is cannot be told. Give --layout.")
                }
                let given = Set(columns.map(\.column))
                let proposed = proposal.columns.compactMap { one -> ColumnMapping.Pair? in
                    guard let place = one.position, !given.contains(one.column) else { return nil }
                    return ColumnMapping.Pair(one.column, .position(place))
                }
                let pairs = columns.compactMap { one in
                    one.source.map { ColumnMapping.Pair(one.column, $0) }
                }
                return try mappings.save(name, for: file, as: layout, proposed + pairs)
            }
            if options.json { return Output.json(saved) }
            Output.changed("Saved the mapping \(saved.name).", saved.changeSet)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a saved mapping.")
        @Argument(help: "Name of the mapping.") var name: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let removed = try withWorkspace(options) { try ColumnMappings($0).remove(name) }
            if options.json { return Output.json(removed) }
            Output.changed("Removed the mapping \(removed.name).", removed.changeSet)
        }
    }
}

extension Layout: ExpressibleByArgument {}

/// `COLUMN=LABEL`, `COLUMN=#N` or `COLUMN=-`.
struct ColumnGiven: ExpressibleByArgument {
    let column: String
    /// Nil where the file does not have it.
    let source: ColumnMapping.Source?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        column = parts[0]
        if parts[1] == "-" {
            source = nil
        } else if parts[1].hasPrefix("#"), let place = Int(parts[1].dropFirst()), place > 0 {
            source = .position(place)
        } else {
            source = .label(parts[1])
        }
    }
}

extension ColumnMapping.Source {
    fileprivate var words: String {
        switch self {
        case .label(let label): label
        case .position(let place): "#\(place)"
        }
    }
}

/// A mapping as JSON.
struct MappingJSON: Encodable {
    let name: String
    let layout: Layout
    /// By column of the layout; a place as `#N`.
    let columns: [String: String]

    init(_ mapping: ColumnMapping) {
        name = mapping.name
        layout = mapping.layout
        columns = Dictionary(
            mapping.pairs.map { ($0.column, $0.source.words) }, uniquingKeysWith: { $1 })
    }
}
