import Foundation
import Intake
import Records
import Storage

/// The import of one file, from the first look to the record of what it came to.
struct ImportWork {
    let options: ImportFiles.Options
    let actor: String
    let startedAt: String
    let now: () -> String
    let stages: StageClock
    let context: ImportContext
    let prepared: ImportFiles.Prepared
    /// The run that is being decided about, where a held run is approved.
    var approving: ImportRunRecord?
    private let digest: DigestInBackground?
    private(set) var outcome = ImportOutcome()
    private(set) var held: [HeldRow] = []
    private var refusal: RowProblem?
    private var ahead: ReadPrograms?

    init(_ importing: ImportFiles, _ prepared: ImportFiles.Prepared) throws {
        options = importing.options
        actor = importing.actor
        startedAt = importing.now()
        now = importing.now
        stages = importing.stages
        self.prepared = prepared
        context = ImportContext(
            actor: importing.actor, now: startedAt, today: Self.day(importing.clock()),
            reason: options.reason.isEmpty ? "Import of \(prepared.name)" : options.reason)
        digest = prepared.sources.isEmpty ? nil : DigestInBackground(prepared.sources)
        if case .refused(let problem) = prepared.content { refusal = problem }
    }

    /// The local day of `date`.
    static func day(_ date: Date) -> CalendarDate {
        let parts = Calendar(identifier: .gregorian).dateComponents(
            [.year, .month, .day], from: date)
        return CalendarDate(
            year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1)
            ?? CalendarDate(dayNumber: 0)
    }

    mutating func refuse(_ problem: RowProblem) {
        refusal = problem
        outcome = ImportOutcome()
        held = []
    }

    /// The text whose rows are read; nil for a refused file or a OneRoster export.
    var text: SourceText? {
        if case .layout(let text, _) = prepared.content { return text }
        return nil
    }

    // MARK: Reading and deciding

    /// Reads and checks the file outside of the transaction that will write.
    mutating func readAhead(_ reader: any Reader) throws {
        guard case .layout(let text, let match) = prepared.content, match.layout == .programs,
            refusal == nil
        else { return }
        ahead = try ReadPrograms(text, match: match, reader: reader, clock: stages)
    }

    /// Decides, and writes unless the run is to be held. Reads again where the district changed
    /// since it was read ahead.
    mutating func run(_ writer: any Writer, waivesLimits: Bool) throws {
        switch prepared.content {
        case .refused(let problem): refuse(problem)
        case .oneRoster(let files):
            outcome = try OneRosterImport.run(
                files: files, writer: writer, context: context, waivingLimits: waivesLimits)
        case .layout(let text, let match):
            if match.layout == .programs {
                try runPrograms(text, match, writer, waivesLimits)
            } else {
                var settings = try writer.districtSettings()
                if !options.judgesBadRows { settings.limits.badRows = 1 }
                outcome = try RosterImport.run(
                    match.layout, text: text, match: match, writer: writer, context: context,
                    isBulk: false, waivingLimits: waivesLimits,
                    badRowLimit: settings.limits.badRows)
                outcome.problems.merge(text.warnings)
            }
        }
        for hold in outcome.holds where outcome.problems.count(of: hold.code) == 0 {
            outcome.problems.add(hold.code, column: hold.column, detail: hold.detail)
        }
    }

    private mutating func runPrograms(
        _ text: SourceText, _ match: HeaderMatch, _ writer: any Writer, _ waivesLimits: Bool
    ) throws {
        var settings = try writer.districtSettings()
        if let inserts = options.insertsNearMisses { settings.insertsNearMisses = inserts }
        if !options.judgesBadRows { settings.limits.badRows = 1 }
        var read = ahead
        if try read?.asOfChange != writer.newestChange() { read = nil }
        let work = ProgramImport(
            read: try read ?? ReadPrograms(text, match: match, reader: writer, clock: stages),
            context: context, settings: settings, waivesLimits: waivesLimits, clock: stages)
        let result = try work.run(writer)
        outcome = result.result
        held = result.held
    }

    // MARK: The same file again

    /// The report of the run that applied or holds this very file already, if nothing that it
    /// depends on changed since.
    func repeatedRun(_ reader: any Reader) throws -> RunReport? {
        guard let digest, refusal == nil, approving == nil else { return nil }
        let candidates = try reader.importRuns(
            layout: prepared.layout, bytes: digest.bytes, headDigest: digest.head)
        for run in candidates where try run.digest == digest.value() {
            guard var report = StableJSON.value(RunReport.self, run.report) else { continue }
            if run.state == .held {
                report.state = .held
                report.notes = ["This file is held already, as run \(run.id)."]
                return report
            }
            if options.insertsNearMisses == true, report.held > 0 { continue }
            guard run.state == .applied, try !isOutdated(run, report, reader) else { continue }
            var repeated = RunReport(
                file: prepared.name, layout: prepared.layout, state: .repeated)
            repeated.run = run.id
            repeated.read = report.read
            repeated.unchanged = report.read
            repeated.notes = ["Already imported as run \(run.id), 0 changes."]
            return repeated
        }
        return nil
    }

    /// Whether something was written since `run` that could make its file mean something else.
    private func isOutdated(
        _ run: ImportRunRecord, _ report: RunReport, _ reader: any Reader
    ) throws -> Bool {
        let since = run.changeSet ?? StableJSON.value(Marker.self, run.report)?.asOfChange ?? 0
        if let change = run.changeSet, try reader.changeSet(change)?.undoneBy != nil { return true }
        var tables = writtenTables
        if report.rejected > 0 || report.held > 0 {
            tables += [.code, .setting, .sisStudent, .student, .site, .programAlias]
        }
        return try reader.wasChanged(tables, after: since)
    }

    private struct Marker: Codable { let asOfChange: Int }

    private var writtenTables: [VersionedTable] {
        switch prepared.layout {
        case Layout.sites.rawValue: [.site]
        case Layout.studemo.rawValue: [.sisStudent]
        case Layout.enrollment.rawValue: [.sisEnrollment]
        case Layout.contacts.rawValue: [.sisContact]
        case Layout.programs.rawValue: [.programEnrollment]
        default: [.site, .sisStudent, .sisEnrollment]
        }
    }

    // MARK: The record

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
        if state == .checked { report.changeSet = nil }
        return report
    }

    /// Keeps the run with its rows that were rejected or held, and, where it is held as a whole,
    /// its file. Returns the report.
    func save(_ writer: any Writer) throws -> RunReport {
        let state: ImportRunRecord.State =
            refusal != nil ? .failed : outcome.holds.isEmpty ? .applied : .held
        let id = try approving?.id ?? writer.takeNumbers("import_run")
        var report = report(state == .applied ? .applied : state == .held ? .held : .failed)
        report.run = id
        let kept = KeptReport(report: report, asOfChange: try writer.newestChange())
        try writer.save(
            ImportRunRecord(
                id: id, fileName: prepared.name, layout: prepared.layout,
                bytes: digest?.bytes ?? 0, digest: (try? digest?.value()) ?? "",
                headDigest: digest?.head ?? "", state: state, actor: actor,
                startedAt: startedAt, finishedAt: now(),
                header: StableJSON.array(text?.header ?? []), report: StableJSON.text(kept),
                changeSet: outcome.changeSet))
        if approving != nil { try writer.removeRows(of: id) }
        try saveRows(writer, id)
        if state == .held, approving == nil { try keepFile(writer, id) }
        if approving != nil { try writer.releaseFile(of: id) }
        return report
    }

    private func saveRows(_ writer: any Writer, _ run: Int) throws {
        guard let text, !(outcome.badRows.isEmpty && held.isEmpty) else { return }
        let fetcher = RowFetcher(text)
        try writer.save(
            try outcome.badRows.map { row in
                ImportRowRecord(
                    run: run, row: row.row, state: .rejected,
                    cells: StableJSON.array(try fetcher.cells(at: row.offset)),
                    problems: StableJSON.text(row.problems))
            })
        try writer.save(
            try held.map { row in
                ImportRowRecord(
                    run: run, row: row.row, state: .held,
                    cells: StableJSON.array(try fetcher.cells(at: Int(row.offset))),
                    problems: StableJSON.text([RowProblem(.programNearMiss)]),
                    held: StableJSON.text(row))
            })
    }

    /// Pieces of a held file as they are kept.
    private static let bytesPerPiece = 1 << 20

    private func keepFile(_ writer: any Writer, _ run: Int) throws {
        guard let source = prepared.source else { return }
        var at = 0
        var piece = 0
        while at < source.count {
            let bytes = try source.bytes(at: at, count: Self.bytesPerPiece)
            if bytes.isEmpty { break }
            try writer.keep(bytes, number: piece, ofFile: run)
            at += bytes.count
            piece += 1
        }
    }
}

/// A report with what is kept beside it.
struct KeptReport: Codable {
    let report: RunReport
    /// The newest change set when the run ended.
    let asOfChange: Int

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(asOfChange, forKey: .asOfChange)
    }
}

extension ImportFiles.Prepared {
    /// What the digest is taken of, in a stable order.
    var sources: [any ByteSource] {
        switch content {
        case .oneRoster(let files): files.sorted { $0.key < $1.key }.map(\.value.bytes)
        default: source.map { [$0] } ?? []
        }
    }
}
