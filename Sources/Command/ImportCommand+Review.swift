import ArgumentParser
import Foundation
import Operations
import Records

// The verbs that look at runs and decide about what they hold.

extension ImportCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List import runs, newest first.")
        @Option(help: "Only this page, from 1 on.") var page: Int?
        @Option(help: "Runs on a page.") var size = 50
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let runs = try withWorkspace(options) { workspace in
                let review = ReviewRuns(workspace)
                guard let page else { return try review.list() }
                return try review.page(page, size: size).runs
            }
            if options.json { return Output.json(runs) }
            if runs.isEmpty {
                return Output.line("No imports yet. Begin with: homeroom import FILE")
            }
            var table = TextTable(
                [
                    "Run", "File", "State", "Read", "New", "Changed", "Held", "Rejected",
                    "Change set",
                ])
            for run in runs {
                let report = run.report?.shown
                let state = run.undoneBy == nil ? run.state : "undone"
                table.add([
                    "\(run.run)", run.file, state, counted(report?.read ?? 0),
                    counted(report?.inserted ?? 0),
                    counted(.sum([report?.updated ?? 0, report?.closed ?? 0])),
                    counted(run.waiting), counted(report?.rejected ?? 0),
                    run.changeSet.map(String.init) ?? "",
                ])
            }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a run with its held and rejected rows.")
        @Argument(help: ArgumentHelp("Number of the run.", valueName: "run")) var number: Int
        @Option(help: "Only the rows that were held, or rejected, a page at a time.")
        var rows: ReviewRuns.Kind?
        @Option(help: "Which page of them, from 1 on.") var page = 1
        @Option(help: "Rows on a page.") var size = 100
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            if let rows { return try showRows(rows) }
            let shown = try withWorkspace(options) { try ReviewRuns($0).show(number) }
            if options.json { return Output.json(shown) }
            RunText(shown).print()
        }

        private func showRows(_ kind: ReviewRuns.Kind) throws {
            let shown = try withWorkspace(options) {
                try ReviewRuns($0).rows(of: number, kind, page: page, size: size)
            }
            if options.json { return Output.json(shown) }
            RunText.print(shown)
        }
    }

    struct Approve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Carry out a run that was held as a whole, its limits waived.")
        @Argument(help: ArgumentHelp("Number of the run.", valueName: "run")) var number: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            try options.report { try $0.approve(number) }
        }
    }

    struct Discard: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Drop a run that was held as a whole. Nothing was changed by it.")
        @Argument(help: ArgumentHelp("Number of the run.", valueName: "run")) var number: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            try options.report { try $0.discard(number) }
        }
    }

    struct Rerun: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send the rejected rows of a run once more, say after a code was added.")
        @Argument(help: ArgumentHelp("Number of the run.", valueName: "run")) var number: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            try options.report { try $0.rerun(number) }
        }
    }

    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide about one held row.",
            discussion: """
                The decision holds for the same row in files to come.

                Examples:
                  homeroom import resolve 7 12 --close 412.3.20698.1010
                  homeroom import resolve 7 12 --insert
                  homeroom import resolve 7 12 --discard
                """)

        @Argument(help: ArgumentHelp("Number of the run.", valueName: "run")) var number: Int
        @Argument(help: "Number of the row, as homeroom import show prints it.") var row: Int
        @Option(help: "The row is about this record: close or update it.") var close: String?
        @Flag(help: "The row is a new record.") var insert = false
        @Flag(help: "The row counts for nothing.") var discard = false
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if [close != nil, insert, discard].count(where: \.self) != 1 {
                throw ValidationError("Give one of --close RECORD, --insert, --discard.")
            }
        }

        func run() throws {
            let choice: ResolveHeldRow.Choice =
                close.map { .close(record: $0) } ?? (insert ? .insert : .discard)
            let resolved = try withWorkspace(options) {
                try ResolveHeldRow($0).run(number, row: row, choice)
            }
            if options.json { return Output.json(resolved) }
            Output.line(
                "Row \(row) of run \(number): \(resolved.resolution). Change set "
                    + "\(resolved.changeSet); to take it back: homeroom undo \(resolved.changeSet)")
        }
    }
}

extension ReviewRuns.Kind: ExpressibleByArgument {}

extension WorkspaceOptions {
    /// Does something with a run and prints its report.
    func report(_ body: (ReviewRuns) throws -> RunReport) throws {
        let report = try withWorkspace(self) { try body(ReviewRuns($0)) }
        if json { Output.json(report) } else { ReportText([report], nil).print() }
        if report.state != .discarded { try ReportText.leave([report]) }
    }
}
