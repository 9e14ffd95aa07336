import ArgumentParser
import Operations

/// The keys that stand beside a district's database.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "List and change the keys beside the database.",
        discussion: """
            NAME-keys.json seals the change log, and the key by which confidential values, \
            documents and second factors are sealed in the database. Back it up apart from the \
            database: without it nobody can read those, and nothing can be changed.
            """,
        subcommands: [List.self, Rotate.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the keys by name, use and age; never what they are.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let listed = try withKeys(options) { try $0.list() }
            if options.json { return Output.json(listed) }
            var table = TextTable(["Key", "Use", "Algorithm", "Made"])
            for one in listed { table.add([one.id, one.use, one.algorithm, one.made]) }
            table.print()
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal the district's secrets with a new key, and drop the old one.",
            discussion: """
                Once a year, and at once where the file may have been seen. A server that is \
                running goes on. Back the file up again afterwards.

                Example:
                  homeroom keys rotate --reason "Yearly"
                """)
        @Option(help: "Why.") var reason: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let report = try withKeys(options) { try $0.run(reason: reason) }
            if options.json { return Output.json(report) }
            Output.line(
                "\(report.secrets) secrets are sealed with key \(report.key), by change set "
                    + "\(report.changeSet).")
            Output.line("Back up \(options.districtKeys.path) again, apart from the database.")
        }
    }
}

private func withKeys<T>(_ options: DistrictOptions, _ body: (RotateKeys) throws -> T) throws -> T {
    try withSealedDistrict(options) { try body(RotateKeys($0, actor: options.actor)) }
}
