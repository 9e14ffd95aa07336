import ArgumentParser
import Foundation
import Operations
import Records

/// Run reports as text for a terminal.
struct ReportText {
    let reports: [RunReport]
    let errorFile: String?

    init(_ reports: [RunReport], _ errorFile: String?) {
        self.reports = reports
        self.errorFile = errorFile
    }

    func print() {
        if reports.isEmpty {
            Output.line("Nothing to import was found. Expected: " + expected)
        }
        for report in reports { print(report) }
        if let errorFile, reports.allSatisfy(\.errorFiles.isEmpty) {
            let older = FileManager.default.fileExists(atPath: errorFile)
            Output.line(
                "No rows to mend, so \(errorFile) was not written"
                    + (older ? "; the file of this name is an older one." : "."))
        }
    }

    private var expected: String {
        Layout.allCases.map(\.fileName).joined(separator: ", ") + ", OneRoster CSV, ZIP"
    }

    private func print(_ report: RunReport) {
        Output.line(Output.harmless("\(report.file): \(headline(report))"))
        if report.state != .failed, report.state != .repeated {
            Output.line("  " + Self.counts(report))
        }
        // What a repeated file has to say stands in its headline.
        if report.state != .repeated {
            for note in report.notes { Output.line("  " + Output.harmless(note)) }
        }
        for problem in report.problems { print(problem) }
        if !report.errorFiles.isEmpty {
            Output.line("  Rows that were kept out: " + report.errorFiles.joined(separator: ", "))
        }
        if let change = report.changeSet, report.state == .applied {
            Output.line("  To take it back: homeroom undo \(change)")
        }
        if report.held > 0, let run = report.run, report.state == .applied {
            Output.line("  To decide about the held rows: homeroom import show \(run)")
        }
        if report.state == .held, let run = report.run {
            Output.line("  To carry it out: homeroom import approve \(run)")
            Output.line("  To drop it:      homeroom import discard \(run)")
        }
        Output.line()
    }

    private func headline(_ report: RunReport) -> String {
        let run = report.run.map { "run \($0)" } ?? "check"
        switch report.state {
        case .applied: return "applied, \(run)"
        case .checked:
            return report.wouldHold ? "checked, would be held" : "checked, nothing changed"
        case .held: return "held, \(run), nothing changed"
        case .repeated:
            let waiting = [(report.held, "held"), (report.rejected, "rejected")]
                .filter { $0.0 > 0 }.map { ", \(grouped($0.0)) \($0.1)" }.joined()
            return "already imported as \(run), 0 changes\(waiting)"
        case .discarded: return "discarded, \(run), nothing changed"
        case .failed: return "not imported, nothing changed"
        }
    }

    static func counts(_ report: RunReport) -> String {
        let shown = report.shown
        let parts: [(SmallCount, String)] = [
            (shown.read, "read"), (shown.inserted, "inserted"), (shown.updated, "updated"),
            (shown.closed, "closed"), (shown.unchanged, "unchanged"), (shown.held, "held"),
            (shown.rejected, "rejected"),
            (shown.warnings, shown.warnings == 1 ? "warning" : "warnings"),
        ]
        if parts.allSatisfy({ $0.0 == .untold }) { return "Counts are not shown to this role." }
        return parts.map {
            $0.0 == .untold ? "\($0.1) not shown" : "\(counted($0.0)) \($0.1)"
        }.joined(separator: ", ")
    }

    private static let rowsNamed = 5

    private func print(_ problem: ProblemGroup) {
        let rows = problem.rows.prefix(Self.rowsNamed).map(String.init).joined(separator: ", ")
        let more = problem.count > Self.rowsNamed ? ", ..." : ""
        let place = rows.isEmpty ? "" : " (row \(rows)\(more))"
        let times = problem.count > 1 ? "\(grouped(problem.count)) x " : ""
        Output.line(
            Output.harmless("  \(problem.severity.rawValue): \(times)\(problem.message)\(place)"))
        Output.line(Output.harmless("    \(problem.code). \(problem.fix)"))
    }

    /// Ends with the exit code of the worst report.
    static func leave(_ reports: [RunReport]) throws {
        if reports.isEmpty || reports.contains(where: { $0.state == .failed }) {
            throw ExitCode(Exit.failed)
        }
        let isHeld = reports.contains {
            $0.state == .held || $0.wouldHold || ($0.state == .repeated && $0.held > 0)
        }
        let onlyHeldRows =
            reports.contains(where: \.onlyHeldRows)
            && reports.allSatisfy { $0.counts.changed == 0 }
        if isHeld || onlyHeldRows { throw ExitCode(Exit.held) }
    }
}

/// One run with its rows, as text.
struct RunText {
    let shown: ReviewRuns.Shown

    init(_ shown: ReviewRuns.Shown) { self.shown = shown }

    func print() {
        let run = shown.run
        Output.line(
            Output.harmless("Run \(run.run): \(run.file), \(run.state), \(run.startedAt)"))
        if let by = run.undoneBy { Output.line("Undone by change set \(by).") }
        if let report = run.report {
            Output.line(ReportText.counts(report))
            for note in report.notes { Output.line("  " + Output.harmless(note)) }
            for problem in report.problems {
                Output.line(
                    Output.harmless(
                        "  \(problem.severity.rawValue): \(problem.message) "
                            + "(\(grouped(problem.count)))"))
            }
        }
        for row in shown.heldRows { Self.print(row, of: shown.run.run) }
        if !shown.rejectedRows.isEmpty {
            Output.line()
            Output.line("Rejected rows:")
        }
        Self.print(shown.rejectedRows)
    }

    /// One page of the rows of a run.
    static func print(_ page: ReviewRuns.RowPage) {
        for row in page.heldRows { print(row, of: page.run) }
        print(page.rejectedRows)
        let first = (page.page - 1) * page.size
        let shown = page.heldRows.count + page.rejectedRows.count
        Output.line(
            shown == 0
                ? "No rows here; \(grouped(page.total)) in all."
                : "Rows \(grouped(first + 1)) to \(grouped(first + shown)) of "
                    + "\(grouped(page.total)).")
    }

    private static func print(_ rows: [ReviewRuns.RejectedRowShown]) {
        for row in rows {
            let state = row.state == "rerun" ? " (sent once more)" : ""
            let file = row.file.map { "\($0) row" } ?? "Row"
            Output.line(
                Output.harmless(
                    "  \(file) \(row.row)\(Self.origin(row.origin))\(state): "
                        + row.problems.joined(separator: " ")))
        }
    }

    /// What a row that was run again was first.
    private static func origin(_ origin: RowOrigin?) -> String {
        origin.map { " = row \($0.row) of run \($0.run)" } ?? ""
    }

    private static func print(_ row: ReviewRuns.HeldRowShown, of run: Int) {
        Output.line()
        let state = row.resolution.isEmpty ? "held" : row.resolution
        Output.line(
            Output.harmless(
                "Row \(row.row)\(Self.origin(row.origin)) (\(state)): "
                    + row.cells.joined(separator: " | ")))
        if let near = row.nearestRecord {
            let end = near.end.map { "to \($0)" } ?? "open"
            let site = near.site.map { "site \($0)" } ?? "no site"
            Output.line(
                Output.harmless(
                    "  nearest record \(row.nearest): student \(near.studentID), "
                        + "program \(near.program), \(near.start) \(end), \(site)"))
        }
        Output.line("  differs in: " + row.differs.map(part).joined(separator: ", "))
        for choice in row.choices {
            Output.line("  homeroom import resolve \(run) \(row.row) \(choice)")
        }
    }

    private static func part(_ name: String) -> String {
        switch name {
        case "start": "Program Start Date"
        case "site": "Site ID"
        case "program": "Program ID"
        default: name
        }
    }
}
