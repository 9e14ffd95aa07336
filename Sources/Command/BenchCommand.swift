import ArgumentParser
import Demo
import Foundation
import Operations
import Records

/// Measurements that have to be taken inside the process. Run by `script/bench`.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this process's own work.", shouldDisplay: false,
        subcommands: [Search.self, Merges.self, Lists.self, LinkageSampleFile.self, Names.self])

    struct LinkageSampleFile: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "linkage-sample",
            abstract: "Write invented students with corrupted copies among them.")
        @Option(help: "How many rows.") var rows: Int
        @Option(help: "The same seed gives the same rows.") var seed: UInt64 = 1
        @Option(help: "File to write.") var out: String

        func run() throws {
            try NewFile.write(out) { file in
                try LinkageSample(rows: rows, seed: seed).write(to: file.write)
            }
        }
    }

    struct Names: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Time Jaro-Winkler on the names in a file, one a line.")
        @Argument(help: "File of names.") var file: String

        func run() throws {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let names = text.split(whereSeparator: \.isNewline).map(String.init)
            Output.json(MeasureNames(names: names).run())
        }
    }

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

    struct Lists: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Time pages of lists in the district as it is.")
        @Option(help: "How often each page is read.") var times = 5
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let figures = try withWorkspace(options) { try MeasureLists($0).run(rounds: times) }
            if options.json { return Output.json(figures) }
            Output.line("| page | rows | median, ms | slowest, ms | processor, ms |")
            Output.line("|---|---|---|---|---|")
            for one in figures {
                let numbers = [
                    one.medianMilliseconds, one.slowestMilliseconds,
                    one.medianProcessorMilliseconds,
                ]
                .map { "\(($0 * 10).rounded() / 10)" }.joined(separator: " | ")
                Output.line("| \(one.kind) | \(one.total) | \(numbers) |")
            }
        }
    }

    struct Merges: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Time merges and undos of the pairs that --prepare made.")
        @Option(help: "Only make so many pairs of students.") var prepare: Int?
        @OptionGroup var options: DistrictOptions

        func run() throws {
            try withDistrict(options, existing: true) { store in
                if let prepare {
                    return try MergePairs(
                        store: store, actor: options.actor, clock: options.clock
                    ).make(prepare)
                }
                let report = try MeasureMerges(
                    store: store, actor: options.actor, clock: options.clock
                ).run()
                options.json ? Output.json(report) : Self.show(report)
            }
        }

        private static func show(_ report: MeasureMerges.Report) {
            Output.line(
                "\(grouped(report.sisStudents)) SIS students, \(grouped(report.programRows)) "
                    + "program rows, \(report.pairs) pairs of students; per pair "
                    + "\(report.leastDifferences) to \(report.mostDifferences) differing fields, "
                    + "\(report.rowsMoved / max(1, report.pairs)) rows moved, "
                    + "\(report.rowsDropped / max(1, report.pairs)) dropped. Milliseconds:")
            Output.line()
            Output.line(
                "| what | times | per second | least | median | p99 | most | processor, median "
                    + "| processor, p99 |")
            Output.line("|---|---|---|---|---|---|---|---|---|")
            for one in report.figures {
                let numbers = [
                    one.perSecond, one.leastMilliseconds, one.medianMilliseconds,
                    one.p99Milliseconds, one.mostMilliseconds, one.medianProcessorMilliseconds,
                    one.p99ProcessorMilliseconds,
                ].map { "\(($0 * 100).rounded() / 100)" }.joined(separator: " | ")
                Output.line("| \(one.kind) | \(one.count) | \(numbers) |")
            }
        }
    }
}
