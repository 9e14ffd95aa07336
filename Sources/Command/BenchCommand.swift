import ArgumentParser
import Operations
import Records

/// Measurements that have to be taken inside the process. Run by `script/bench`.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this process's own work.", shouldDisplay: false,
        subcommands: [Search.self])

    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Time student look-ups in the district as it is.")
        @Option(help: "Look-ups of each kind.") var queries = 2_000
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let (students, figures) = try withDistrict(options, existing: true) {
                try MeasureSearch(store: $0).run(queries: queries)
            }
            if options.json { return Output.json(figures) }
            Output.line("Look-ups among \(grouped(students)) SIS students, milliseconds:")
            Output.line()
            Output.line("| look-up | queries | found | median | p99 | slowest |")
            Output.line("|---|---|---|---|---|---|")
            for one in figures {
                let numbers = [
                    one.medianMilliseconds, one.p99Milliseconds, one.slowestMilliseconds,
                ].map { "\(($0 * 100).rounded() / 100)" }.joined(separator: " | ")
                Output.line("| \(one.kind) | \(one.queries) | \(one.found) | \(numbers) |")
            }
        }
    }
}
