import Foundation
import Intake
import Records
import Storage

/// Imports files: recognises them, checks them, decides, and carries out or holds.
///
/// A check (`isCheck`) is the very same work, taken back at the end, so that what it shows is what
/// a run would do.
public struct ImportFiles {
    /// How an import is to be done.
    public struct Options: Sendable {
        /// Show what would happen and change nothing.
        public var isCheck = false
        /// Overrules the setting `near-miss` for these files.
        public var insertsNearMisses: Bool?
        /// Where to write the rows that were kept out.
        public var errorFile: String?
        /// The saved column mapping that these files are read by; nil takes the one with the
        /// file's header, where there is one.
        public var mapping: String?
        /// Records of program enrollments that are there stay as they are.
        public var takesAdditionsOnly = false
        /// What becomes of open program enrollments that the file says nothing of.
        public var absent = AbsentRecords.leave
        /// Limits that take the place of the district's.
        public var limits: GivenLimits?
        public var reason = ""
        /// Whose rejected rows these are. A large share of bad rows then does not hold the run:
        /// they were bad before.
        var rerun: Rerun?

        public init() {}
    }

    let workspace: Workspace
    let options: Options
    let stages: StageClock
    /// How files are read whose columns are not those of a layout.
    var mappings = MappingsForImport()
    var store: any Store { workspace.store }
    var clock: @Sendable () -> Date { workspace.clock }

    /// - Parameter onProgress: told how far the import of each file is, a few times per second.
    public init(
        _ workspace: Workspace, options: Options = Options(), stages: StageClock = StageClock(),
        onProgress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) {
        self.workspace = workspace
        self.options = options
        self.stages = stages
        stages.teller = ProgressTeller(onProgress)
    }

    /// For the administrator of the host.
    public init(
        store: any Store, actor: String, clock: @escaping @Sendable () -> Date, options: Options,
        stages: StageClock = StageClock()
    ) {
        self.init(
            Workspace(store: store, actor: actor, clock: clock), options: options, stages: stages)
    }

    /// Imports everything at `paths` (files, folders, ZIP archives), in the order in which the
    /// layouts depend on each other, each file in a transaction of its own.
    ///
    /// - Throws: `IntakeError.notFound` where there is nothing at one of `paths`; then nothing was
    ///   imported.
    public func run(_ paths: [String]) throws -> [RunReport] {
        try workspace.require(.runImports)
        try Self.requireFiles(paths)
        if options.errorFile != nil { try workspace.requireWholeFiles() }
        return try run(Deliveries(paths: paths))
    }

    func run(_ deliveries: Deliveries) throws -> [RunReport] {
        var importing = self
        importing.mappings = try store.read { try MappingsForImport(options.mapping, $0) }
        let prepared = deliveries.items.map(importing.prepare)
        let ordered = prepared.enumerated().sorted {
            ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
        }.map(\.element)
        let errors = try options.errorFile.map { try ErrorFile(path: $0) }
        do {
            let reports =
                options.isCheck
                ? try store.rehearse { writer in
                    try ordered.map { try check($0, writer, errors) }
                } : try ordered.map { try carryOut($0, errors) }
            try errors?.close()
            return reports.map { $0.seen(in: workspace) }
        } catch {
            errors?.abandon()
            throw error
        }
    }

    /// Refuses a name that is that of no file: a run that was never read is none.
    public static func requireFiles(_ paths: [String]) throws {
        for path in paths where !FileManager.default.fileExists(atPath: path) {
            throw IntakeError.notFound(name: path)
        }
    }

    /// A file recognised, or why it was not.
    struct Prepared {
        struct Part {
            let name: String
            let source: any ByteSource
        }

        enum Content {
            case layout(SourceText, HeaderMatch)
            case oneRoster([String: SourceText])
            case refused(RowProblem)
        }

        let name: String
        let layout: String
        /// The file, or the files of a OneRoster export, in a stable order; none where nothing
        /// could be read.
        let parts: [Part]
        let content: Content
        /// By which the columns were found; nil where the header told.
        var mapping: ColumnMapping?

        var isOneRoster: Bool {
            if case .oneRoster = content { true } else { false }
        }

        /// The place in the order of dependence.
        var order: Int {
            switch content {
            case .oneRoster: 0
            case .layout(_, let match):
                1 + (Layout.allCases.firstIndex(of: match.layout) ?? 0)
            case .refused: 99
            }
        }
    }

    private func prepare(_ item: Deliveries.Item) -> Prepared {
        switch item {
        case .unreadable(let name, let error):
            refused(name, "", [], Self.problem(error))
        case .oneRoster(let name, let files): prepareOneRoster(name, files)
        case .file(let name, let source): prepare(name, source)
        }
    }

    static let oneRoster = "oneroster"

    func prepareOneRoster(_ name: String, _ files: [String: any ByteSource]) -> Prepared {
        let parts = files.sorted { $0.key < $1.key }.filter { $0.value.count > 0 }
            .map { Prepared.Part(name: $0.key, source: $0.value) }
        do {
            var texts: [String: SourceText] = [:]
            for part in parts {
                texts[part.name] = try SourceText(
                    name: part.name, source: part.source, defaultSeparator: UInt8(ascii: ","))
            }
            return Prepared(
                name: name, layout: Self.oneRoster, parts: parts, content: .oneRoster(texts))
        } catch {
            return refused(name, Self.oneRoster, parts, Self.problem(error))
        }
    }

    func prepare(_ name: String, _ source: any ByteSource) -> Prepared {
        let parts = [Prepared.Part(name: name, source: source)]
        let byName = Layout.allCases.first { $0.fileName == name.lowercased() }
        do {
            let text = try stages.time("read") { try sourceText(name, source) }
            if let mapping = mappings.mapping(for: text.header, byName) {
                return prepare(text, by: mapping, parts)
            }
            let byHeader = HeaderMatch.recognise(text.header)
            if let byName, let byHeader, byName != byHeader,
                !HeaderMatch.hasRequiredLabels(text.header, of: byName)
            {
                let detail =
                    "The file is named \(name), but its columns are those of "
                    + "\(byHeader.fileName)."
                return refused(
                    name, byName.rawValue, parts, RowProblem(.fileColumnsUnclear, detail: detail))
            }
            guard let layout = byName ?? byHeader else {
                return refused(
                    name, "", parts,
                    RowProblem(.fileLayoutUnknown, detail: HeaderMatch.found(text.header)))
            }
            do {
                let match = try HeaderMatch(text.header, as: layout)
                return Prepared(
                    name: name, layout: layout.rawValue, parts: parts,
                    content: .layout(text, match))
            } catch {
                let mismatch = error
                return refused(
                    name, layout.rawValue, parts,
                    RowProblem(mismatch.code, detail: mismatch.detail))
            }
        } catch {
            return refused(name, byName?.rawValue ?? "", parts, Self.problem(error))
        }
    }

    private func sourceText(_ name: String, _ source: any ByteSource) throws -> SourceText {
        stages.teller.enter(.reading, file: name, unit: .bytes, total: source.count)
        return try SourceText(
            name: name, source: CountedBytes(source: source, teller: stages.teller))
    }

    func refused(
        _ name: String, _ layout: String, _ parts: [Prepared.Part], _ problem: RowProblem
    ) -> Prepared {
        Prepared(name: name, layout: layout, parts: parts, content: .refused(problem))
    }

    private static func problem(_ error: any Error) -> RowProblem {
        switch error {
        case let refusal as SourceText.Refusal:
            RowProblem(refusal.code, detail: refusal.detail)
        case let error as IntakeError:
            RowProblem(
                .fileUnreadable, column: error.code, detail: "\(error.message) \(error.remedy)")
        default: RowProblem(.fileUnreadable, detail: "The file could not be read.")
        }
    }

    // MARK: Check and run

    private func check(
        _ prepared: Prepared, _ writer: any Writer, _ errors: ErrorFile?
    ) throws -> RunReport {
        defer { stages.teller.finish(prepared.name) }
        var work = try ImportWork(self, prepared)
        if let repeated = try work.repeatedRun(writer) {
            return try again(repeated, writer, errors)
        }
        try work.run(writer, waivesLimits: false)
        var report = work.report(.checked)
        let examples = try ProblemExamples(work)
        report.details = examples.details
        report.unknownCodes = try examples.unknownCodes()
        report.errorFiles = try errors?.append(work) ?? []
        return report
    }

    /// The report of a file that is there already; its rejected rows are written once more.
    private func again(
        _ repeated: ImportWork.Repeated, _ reader: any Reader, _ errors: ErrorFile?
    ) throws -> RunReport {
        var report = repeated.report
        guard let errors else { return report }
        let rows = try reader.importRows(of: repeated.run.id, state: .rejected)
        report.errorFiles = try errors.append(repeated.run, rows)
        return report
    }

    private func carryOut(_ prepared: Prepared, _ errors: ErrorFile?) throws -> RunReport {
        defer { stages.teller.finish(prepared.name) }
        var work = try ImportWork(self, prepared)
        let repeated = try store.read { reader in
            try work.repeatedRun(reader).map { try again($0, reader, errors) }
        }
        if let repeated { return repeated }
        // What could not even be opened leaves no run.
        if prepared.parts.isEmpty { return work.report(.failed) }
        var report: RunReport
        do {
            try store.read { try work.readAhead($0) }
            report = try store.write { writer in
                // Another process may have imported the same file meanwhile.
                if let repeated = try work.repeatedRun(writer) {
                    return try again(repeated, writer, errors)
                }
                try work.run(writer, waivesLimits: false)
                if prepared.wasChanged { throw FileChanged() }
                return try work.save(writer)
            }
        } catch let error where error is FileChanged || error as? IntakeError == .changed {
            work.refuse(RowProblem(.fileChangedWhileRead))
            report = try store.write { try work.save($0) }
        }
        if let errors, work.isDone { report.errorFiles = try errors.append(work) }
        return report
    }

    private struct FileChanged: Error {}

    /// The time in UTC, as it is kept.
    func now() -> String { workspace.now }

    /// `YYYY-MM-DDTHH:MM:SSZ`.
    public static func timestamp(_ date: Date) -> String {
        date.formatted(.iso8601)
    }
}

extension ImportFiles.Prepared {
    /// Whether the file on disk is no longer the one that was read.
    var wasChanged: Bool {
        parts.contains { ($0.source as? FileBytes)?.hasChanged() ?? false }
    }
}
