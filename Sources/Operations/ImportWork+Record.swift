import Foundation
import Intake
import Records
import Storage

// What an import leaves behind: its report, its run, the rows that it kept out.

extension ImportWork {
    /// The report, as it would be or was.
    func report(_ state: RunReport.State) -> RunReport {
        if let refusal {
            var report = RunReport(file: prepared.name, layout: prepared.layout, state: .failed)
            var log = ProblemLog()
            log.add(refusal.code, column: refusal.column, detail: refusal.detail)
            report.problems = log.groups
            return report
        }
        var report = RunReport(
            outcome, file: prepared.name, layout: prepared.layout, state: state)
        report.wouldHold = !outcome.holds.isEmpty
        if let mapping = prepared.mapping {
            report.notes.append("The columns were found by the mapping \(mapping.name).")
        }
        if let rerun = options.rerun { report.notes.append(rerun.note) }
        if state == .checked {
            report.changeSet = nil
            report.notes = report.notes.map(Self.conditional)
        }
        return report
    }

    /// What a check says of what a run would have done.
    private static func conditional(_ note: String) -> String {
        for (done, would) in [("Imported ", "Would import "), ("Linked ", "Would link ")]
        where note.hasPrefix(done) {
            return would + note.dropFirst(done.count)
        }
        return note
    }

    /// Keeps the run with its rows that were rejected or held, and, where it is held as a whole,
    /// its files. Returns the report.
    func save(_ writer: any Writer) throws -> RunReport {
        let state: ImportRunRecord.State =
            refusal != nil ? .failed : outcome.holds.isEmpty ? .applied : .held
        let id = try approving?.id ?? writer.takeNumbers("import_run")
        var report = report(state == .applied ? .applied : state == .held ? .held : .failed)
        report.run = id
        var kept = KeptReport(report: report, asOfChange: try writer.newestChange())
        kept.details = try ProblemExamples(self).details
        kept.mapping = prepared.mapping
        kept.rerunOf = options.rerun?.run
        if options.takesAdditionsOnly { kept.takesAdditionsOnly = true }
        if options.absent != .leave { kept.absent = options.absent }
        if state == .held {
            kept.rerun = options.rerun
            kept.insertsNearMisses = options.insertsNearMisses
        }
        try writer.save(
            ImportRunRecord(
                id: id, fileName: prepared.name, layout: prepared.layout,
                bytes: digest?.bytes ?? 0, digest: (try? digest?.value()) ?? "",
                headDigest: digest?.head ?? "", state: state, actor: actor,
                startedAt: startedAt, finishedAt: now(), header: header.json,
                report: StableJSON.text(kept), changeSet: outcome.changeSet))
        if approving != nil {
            try writer.removeRows(of: id)
            try writer.releaseFile(of: id)
        }
        try saveRows(writer, id)
        if state == .held { try KeptFiles.keep(prepared, of: id, writer) }
        if state == .applied, let rerun = options.rerun {
            try writer.markRerun(rerun.rows, of: rerun.run, in: outcome.changeSet)
        }
        return report
    }

    private var header: KeptHeader {
        switch prepared.content {
        case .layout(let text, _): KeptHeader(["": text.header])
        case .oneRoster(let files): KeptHeader(files.mapValues(\.header))
        case .refused: KeptHeader(["": []])
        }
    }

    private func saveRows(_ writer: any Writer, _ run: Int) throws {
        var fetchers: [String: RowFetcher] = [:]
        func cells(_ file: String, _ offset: Int) throws -> String {
            guard let fetcher = fetchers[file] ?? text(of: file).map(RowFetcher.init) else {
                return "[]"
            }
            fetchers[file] = fetcher
            return StableJSON.array(try fetcher.cells(at: offset))
        }
        // The files of an export have rows of the same number: theirs are numbered through.
        let rejected = try outcome.badRows.enumerated().map { index, bad in
            var kept = KeptRow(bad.problems, origin: options.rerun?.origin(of: bad.row))
            if !bad.file.isEmpty { (kept.file, kept.row) = (bad.file, bad.row) }
            return ImportRowRecord(
                run: run, row: bad.file.isEmpty ? bad.row : index + 1, state: .rejected,
                cells: try cells(bad.file, bad.offset), problems: StableJSON.text(kept))
        }
        if !rejected.isEmpty { try writer.save(rejected) }
        if held.isEmpty { return }
        try writer.save(
            try held.map { row in
                let kept = KeptRow(
                    [RowProblem(.programNearMiss)], origin: options.rerun?.origin(of: row.row))
                return ImportRowRecord(
                    run: run, row: row.row, state: .held, cells: try cells("", Int(row.offset)),
                    problems: StableJSON.text(kept), held: StableJSON.text(row))
            })
    }
}
