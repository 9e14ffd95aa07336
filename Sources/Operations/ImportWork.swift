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
    let digest: DigestInBackground?
    private(set) var outcome = ImportOutcome()
    private(set) var held: [HeldRow] = []
    private(set) var refusal: RowProblem?
    /// Whether it was decided about the file, so that it is not there already.
    private(set) var isDone = false
    private var ahead: ReadPrograms?

    init(_ importing: ImportFiles, _ prepared: ImportFiles.Prepared) throws {
        options = importing.options
        actor = importing.workspace.actor
        startedAt = importing.now()
        now = importing.now
        stages = importing.stages
        self.prepared = prepared
        let isText = if case .layout = prepared.content { true } else { false }
        stages.teller.enter(
            .checking, file: prepared.name, unit: .bytes,
            total: isText ? prepared.parts.first?.source.count : nil)
        context = ImportContext(
            actor: importing.workspace.actor, now: startedAt, today: Self.day(importing.clock()),
            reason: options.reason.isEmpty ? "Import of \(prepared.name)" : options.reason)
        digest =
            prepared.parts.isEmpty ? nil : DigestInBackground(prepared.parts.map(\.source))
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
        isDone = false
        refusal = problem
        outcome = ImportOutcome()
        held = []
    }

    /// The text whose rows are read; for a OneRoster export, that of one of its files.
    func text(of file: String) -> SourceText? {
        switch prepared.content {
        case .layout(let text, _): text
        case .oneRoster(let files): files[file]
        case .refused: nil
        }
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
                files: files, writer: writer, context: context, waivingLimits: waivesLimits,
                limits: try settings(writer).limits)
        case .layout(let text, let match):
            if match.layout == .programs {
                try runPrograms(text, match, writer, waivesLimits)
            } else {
                outcome = try RosterImport.run(
                    match.layout, text: text, match: match, writer: writer, context: context,
                    isBulk: try settings(writer).isRosterWhole && match.layout == .studemo,
                    waivingLimits: waivesLimits, limits: try settings(writer).limits,
                    clock: stages)
                outcome.problems.merge(text.warnings)
            }
        }
        isDone = true
        for hold in outcome.holds where outcome.problems.count(of: hold.code) == 0 {
            outcome.problems.add(hold.code, column: hold.column, detail: hold.detail)
        }
    }

    /// The district's settings, with what was asked for this time.
    private func settings(_ reader: any Reader) throws -> DistrictSettings {
        var settings = try reader.districtSettings()
        if let inserts = options.insertsNearMisses { settings.insertsNearMisses = inserts }
        if let limits = options.limits { settings.limits = limits.over(settings.limits) }
        if options.rerun != nil { settings.limits.badRows = 1 }
        return settings
    }

    private mutating func runPrograms(
        _ text: SourceText, _ match: HeaderMatch, _ writer: any Writer, _ waivesLimits: Bool
    ) throws {
        var read = ahead
        if try read?.asOfChange != writer.newestChange() { read = nil }
        let work = ProgramImport(
            read: try read ?? ReadPrograms(text, match: match, reader: writer, clock: stages),
            context: context, settings: try settings(writer), waivesLimits: waivesLimits,
            takesAdditionsOnly: options.takesAdditionsOnly, absent: options.absent,
            rejectedStudents: { try $0.studentsOfRejectedRows(text, match) }, clock: stages)
        let result = try work.run(writer)
        outcome = result.result
        held = result.held
    }

    // MARK: The same file again

    /// The run that applied or holds this very file already, if nothing that it depends on
    /// changed since, and the report of that.
    func repeatedRun(_ reader: any Reader) throws -> Repeated? {
        guard let digest, refusal == nil, approving == nil else { return nil }
        let candidates = try reader.importRuns(
            layout: prepared.layout, bytes: digest.bytes, headDigest: digest.head)
        for run in candidates where try run.digest == digest.value() {
            guard let kept = KeptReport(json: run.report), prepared.isRead(by: kept.mapping) else {
                continue
            }
            var report = kept.report
            // What was left as it is then may be what is to change now.
            if (kept.takesAdditionsOnly ?? false) != options.takesAdditionsOnly { continue }
            if (kept.absent ?? .leave) != options.absent { continue }
            if run.state == .held {
                // What held it may be mended by now: a code added, a limit set.
                if try isOutdated(run, report, reader) { continue }
                report.state = .held
                report.notes = ["This file is held already, as run \(run.id)."]
                return Repeated(run: run, report: report)
            }
            if options.insertsNearMisses == true, report.held > 0 { continue }
            guard run.state == .applied, try !isOutdated(run, report, reader) else { continue }
            var repeated = RunReport(
                file: prepared.name, layout: prepared.layout, state: .repeated)
            repeated.run = run.id
            repeated.read = report.read
            // What waits still waits.
            repeated.held = try reader.importRows(of: run.id, state: .held).count
            repeated.rejected = try reader.importRows(of: run.id, state: .rejected).count
            repeated.unchanged = report.read - repeated.held - repeated.rejected
            repeated.notes = ["Already imported as run \(run.id), 0 changes."]
            return Repeated(run: run, report: repeated)
        }
        return nil
    }

    struct Repeated {
        let run: ImportRunRecord
        var report: RunReport
    }

    /// Whether something was written since `run` that could make its file mean something else.
    private func isOutdated(
        _ run: ImportRunRecord, _ report: RunReport, _ reader: any Reader
    ) throws -> Bool {
        let since = run.changeSet ?? StableJSON.value(Marker.self, run.report)?.asOfChange ?? 0
        if let change = run.changeSet, try reader.changeSet(change)?.undoneBy != nil { return true }
        var tables = writtenTables
        if report.rejected > 0 || report.held > 0 || run.state == .held {
            tables += [.code, .setting, .sisStudent, .student, .identifier, .site, .programAlias]
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
}
