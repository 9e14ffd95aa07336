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
        public var reason = ""
        /// Whether a large share of bad rows holds the run; not so for rows that were bad before.
        var judgesBadRows = true

        public init() {}
    }

    let store: any Store
    let actor: String
    let clock: @Sendable () -> Date
    let options: Options
    let stages: StageClock
    /// Told the name of each file as its import begins.
    let onFile: @Sendable (String) -> Void

    public init(
        store: any Store, actor: String, clock: @escaping @Sendable () -> Date, options: Options,
        stages: StageClock = StageClock(), onFile: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.store = store
        self.actor = actor
        self.clock = clock
        self.options = options
        self.stages = stages
        self.onFile = onFile
    }

    /// Imports everything at `paths` (files, folders, ZIP archives), in the order in which the
    /// layouts depend on each other, each file in a transaction of its own.
    public func run(_ paths: [String]) throws -> [RunReport] {
        let prepared = Deliveries(paths: paths).items.map(prepare)
        let ordered = prepared.enumerated().sorted {
            ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
        }.map(\.element)
        let errors = try options.errorFile.map { try ErrorFile(path: $0) }
        let reports =
            options.isCheck
            ? try store.rehearse { writer in
                try ordered.map { try check($0, writer, errors) }
            } : try ordered.map { try carryOut($0, errors) }
        try errors?.close()
        return reports
    }

    /// A file recognised, or why it was not.
    struct Prepared {
        enum Content {
            case layout(SourceText, HeaderMatch)
            case oneRoster([String: SourceText])
            case refused(RowProblem)
        }

        let name: String
        let layout: String
        let source: (any ByteSource)?
        let content: Content

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
            return refused(name, "", nil, Self.problem(error))
        case .oneRoster(let name, let files):
            do {
                var texts: [String: SourceText] = [:]
                for (file, source) in files where source.count > 0 {
                    texts[file] = try SourceText(
                        name: file, source: source, defaultSeparator: UInt8(ascii: ","))
                }
                return Prepared(
                    name: name, layout: "oneroster", source: nil, content: .oneRoster(texts))
            } catch {
                return refused(name, "oneroster", nil, Self.problem(error))
            }
        case .file(let name, let source): return prepare(name, source)
        }
    }

    func prepare(_ name: String, _ source: any ByteSource) -> Prepared {
        let byName = Layout.allCases.first { $0.fileName == name.lowercased() }
        do {
            let text = try stages.time("read") { try SourceText(name: name, source: source) }
            guard let layout = byName ?? HeaderMatch.recognise(text.header) else {
                let found = text.header.prefix(6).map { String($0.prefix(40)) }
                return refused(
                    name, "", source,
                    RowProblem(.fileLayoutUnknown, detail: found.joined(separator: ", ")))
            }
            do {
                let match = try HeaderMatch(text.header, as: layout)
                return Prepared(
                    name: name, layout: layout.rawValue, source: source,
                    content: .layout(text, match))
            } catch {
                let mismatch = error
                return refused(
                    name, layout.rawValue, source,
                    RowProblem(mismatch.code, detail: mismatch.detail))
            }
        } catch {
            return refused(name, byName?.rawValue ?? "", source, Self.problem(error))
        }
    }

    private func refused(
        _ name: String, _ layout: String, _ source: (any ByteSource)?, _ problem: RowProblem
    ) -> Prepared {
        Prepared(name: name, layout: layout, source: source, content: .refused(problem))
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
        onFile(prepared.name)
        var work = try ImportWork(self, prepared)
        if let repeated = try work.repeatedRun(writer) { return repeated }
        try work.run(writer, waivesLimits: false)
        try errors?.append(work)
        return work.report(.checked)
    }

    private func carryOut(_ prepared: Prepared, _ errors: ErrorFile?) throws -> RunReport {
        onFile(prepared.name)
        var work = try ImportWork(self, prepared)
        if let repeated = try store.read({ try work.repeatedRun($0) }) { return repeated }
        let report: RunReport
        do {
            try store.read { try work.readAhead($0) }
            report = try store.write { writer in
                // Another process may have imported the same file meanwhile.
                if let repeated = try work.repeatedRun(writer) { return repeated }
                try work.run(writer, waivesLimits: false)
                if prepared.wasChanged { throw FileChanged() }
                return try work.save(writer)
            }
        } catch let error where error is FileChanged || error as? IntakeError == .changed {
            work.refuse(RowProblem(.fileChangedWhileRead))
            report = try store.write { try work.save($0) }
        }
        if report.state != .repeated { try errors?.append(work) }
        return report
    }

    private struct FileChanged: Error {}

    /// The time in UTC, as it is kept.
    func now() -> String { Self.timestamp(clock()) }

    /// `YYYY-MM-DDTHH:MM:SSZ`.
    public static func timestamp(_ date: Date) -> String {
        date.formatted(.iso8601)
    }
}

extension ImportFiles.Prepared {
    /// Whether the file on disk is no longer the one that was read.
    var wasChanged: Bool { (source as? FileBytes)?.hasChanged() ?? false }
}
