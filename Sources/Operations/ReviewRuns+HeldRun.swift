import Foundation
import Intake
import Records
import Storage

// What a person decides about whole runs: carry out, drop, run the rejected rows again.

extension ReviewRuns {
    /// Imports a held run's files, its limits waived: read, planned and carried out anew.
    ///
    /// - Throws: `OperationError` where that cannot be done; the run is then held as before.
    public func approve(_ run: Int) throws -> RunReport {
        try workspace.require(.runImports)
        return try store.write { writer in
            let record = try heldRecord(run, writer)
            let kept = KeptReport(json: record.report)
            var options = ImportFiles.Options()
            options.reason = "Approval of run \(run)"
            options.rerun = kept?.rerun
            options.insertsNearMisses = kept?.insertsNearMisses
            options.takesAdditionsOnly = kept?.takesAdditionsOnly ?? false
            options.absent = kept?.absent ?? .leave
            var importing = ImportFiles(workspace, options: options)
            importing.mappings = MappingsForImport(kept?.mapping)
            let prepared =
                record.layout == ImportFiles.oneRoster
                ? importing.prepareOneRoster(
                    record.fileName, try KeptFiles.oneRoster(of: run, writer))
                : importing.prepare(record.fileName, try KeptFiles.file(of: run, writer))
            if prepared.parts.isEmpty {
                throw OperationError.refused(
                    code: "run.not-approvable",
                    message: "Run \(run) cannot be carried out: its files were not kept whole.",
                    remedy: "Drop it with: homeroom import discard \(run). Then send them again.")
            }
            var work = try ImportWork(importing, prepared)
            work.approving = record
            try work.run(writer, waivesLimits: true)
            // Thrown inside of the transaction, so that the run stays as it is.
            if let obstacle = work.refusal ?? work.outcome.holds.first {
                let said = obstacle.code.message(
                    column: obstacle.column, detail: obstacle.detail)
                throw OperationError.refused(
                    code: "run.not-approvable",
                    message: "Run \(run) cannot be carried out, and is still held. \(said)",
                    remedy: "Drop it with: homeroom import discard \(run). Then send a mended file."
                )
            }
            return try work.save(writer).seen(in: workspace)
        }
    }

    /// Drops a held run: its files are let go, its record stays.
    public func discard(_ run: Int) throws -> RunReport {
        try workspace.require(.runImports)
        return try store.write { writer in
            var record = try heldRecord(run, writer)
            record.state = .discarded
            record.finishedAt = workspace.now
            var report =
                StableJSON.value(RunReport.self, record.report)
                ?? RunReport(file: record.fileName, layout: record.layout, state: .discarded)
            report.state = .discarded
            record.report = StableJSON.text(
                KeptReport(report: report, asOfChange: try writer.newestChange()))
            try writer.save(record)
            try writer.releaseFile(of: run)
            return report.seen(in: workspace)
        }
    }

    private func heldRecord(_ run: Int, _ reader: any Reader) throws -> ImportRunRecord {
        let record = try self.record(run, reader)
        guard record.state == .held else {
            throw OperationError.refused(
                code: "run.not-held", message: "Run \(run) is \(record.state.rawValue), not held.",
                remedy: "See the runs with: homeroom import list.")
        }
        return record
    }

    // MARK: Rejected rows

    /// Sends the rejected rows of a run once more, as they stand, as a run of their own. They
    /// count as sent once that run is carried out.
    public func rerun(_ run: Int) throws -> RunReport {
        try workspace.requireRows()
        return try store.write { writer in
            let record = try self.record(run, writer)
            let rows = try rejectedRows(of: record, writer)
            var text = RowsText()
            text.append(KeptHeader(json: record.header)[""])
            for row in rows { text.append(StableJSON.value([String].self, row.cells) ?? []) }
            let bytes = try TemporaryBytes()
            try text.bytes.withUnsafeBytes { try bytes.append($0) }
            try bytes.finish()
            var options = ImportFiles.Options()
            options.reason = "Rejected rows of run \(run)"
            options.rerun = Rerun(
                run: run, rows: rows.map(\.row),
                origins: rows.map { KeptRow($0).origin ?? RowOrigin(run: run, row: $0.row) })
            let kept = KeptReport(json: record.report)
            options.takesAdditionsOnly = kept?.takesAdditionsOnly ?? false
            var importing = ImportFiles(workspace, options: options)
            importing.mappings = MappingsForImport(kept?.mapping)
            var work = try ImportWork(importing, importing.prepare(record.fileName, bytes))
            try work.run(writer, waivesLimits: false)
            return try work.save(writer)
        }
    }

    private func rejectedRows(
        of record: ImportRunRecord, _ reader: any Reader
    ) throws -> [ImportRowRecord] {
        let run = record.id
        if record.state == .held {
            throw OperationError.refused(
                code: "run.held", message: "Run \(run) is held as a whole.",
                remedy: "Decide about it first: homeroom import approve \(run), or discard \(run).")
        }
        let rows = try reader.importRows(of: run, state: .rejected)
        if rows.isEmpty {
            let later = try reader.importRuns().first {
                $0.state == .applied && KeptReport(json: $0.report)?.rerunOf == run
            }
            throw OperationError.refused(
                code: "run.nothing-rejected",
                message: "Run \(run) has no rejected rows"
                    + (later.map { " any more: they were run again as run \($0.id)." } ?? "."),
                remedy: later.map { "What is still rejected: homeroom import show \($0.id)." }
                    ?? "See the runs with: homeroom import list.")
        }
        if record.layout == ImportFiles.oneRoster {
            throw OperationError.refused(
                code: "run.not-rerunnable",
                message: "Rows of a OneRoster export say little without its other files, so they "
                    + "cannot be run again by themselves.",
                remedy: "Have them mended in the SIS, and import the next export.")
        }
        let waiting = try reader.importRuns().first {
            $0.state == .held && KeptReport(json: $0.report)?.rerunOf == run
        }
        if let waiting {
            throw OperationError.refused(
                code: "run.rerun-held",
                message: "The rejected rows of run \(run) wait already, as run \(waiting.id).",
                remedy: "Decide about it first: homeroom import approve \(waiting.id), or "
                    + "discard \(waiting.id).")
        }
        return rows
    }
}
