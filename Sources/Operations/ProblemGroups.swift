import Records
import Storage

/// One kind of problem of an import with examples, as it is kept.
struct ProblemDetail: Codable, Equatable, Sendable {
    let code: String
    let severity: ProblemCode.Severity
    let count: Int
    let message: String
    let fix: String
    let examples: [ProblemGroups.Example]
}

/// The problems of an import, grouped by what there is to do about them.
public struct ProblemGroups: Codable, Equatable, Sendable {
    /// A cell, or a row, that a problem was met in.
    public struct Example: Codable, Equatable, Sendable {
        /// The file of a OneRoster export.
        public let file: String?
        /// As a spreadsheet numbers rows: the header is row 1.
        public let row: Int
        /// The label of the column; blank where it concerns the row.
        public let column: String
        /// What the cell says; nil where it concerns the row, and for those who may not see it.
        public var cell: String?
    }

    /// One kind of problem.
    public struct Problem: Codable, Equatable, Sendable {
        public let code: String
        public let count: SmallCount
        public let message: String
        /// The first three.
        public let examples: [Example]
    }

    /// A code that rows name and its table lacks.
    public struct UnknownCode: Codable, Equatable, Sendable {
        public let table: String
        public let key: String
        /// How many rows name it.
        public var rows: SmallCount
    }

    /// Problems with the same way out.
    public struct Group: Codable, Equatable, Sendable {
        /// What to do, as a sentence that begins with a verb.
        public let fix: String
        /// That of the worst of them.
        public let severity: ProblemCode.Severity
        public let count: SmallCount
        public let problems: [Problem]
        /// Codes to be added, the most frequent first; the rejected rows are run again then.
        public let unknownCodes: [UnknownCode]
    }

    /// Errors first, then by how often they were met.
    public let groups: [Group]

    /// - Parameter extent: how much is told of counts. Of how often a problem was met nothing is,
    ///   unless all is: with the count of rejected rows it would tell.
    init(
        _ details: [ProblemDetail], unknownCodes: [UnknownCode],
        _ extent: ShownCounts.Extent = .all
    ) {
        let isTold = extent == .all
        func shown(_ count: Int) -> SmallCount { isTold ? .exactly(count) : .untold }
        let details = extent == .none ? [] : details
        var fixes: [String] = []
        for detail in details where !fixes.contains(detail.fix) { fixes.append(detail.fix) }
        let byFix = Dictionary(grouping: details, by: \.fix)
        let all = fixes.map { fix in
            let its = byFix[fix] ?? []
            let isUnknown = its.contains { $0.code == ProblemCode.programUnknownCode.rawValue }
            return Group(
                fix: fix,
                severity: its.contains { $0.severity == .error } ? .error : .warning,
                count: shown(its.reduce(0) { $0 + $1.count }),
                problems: its.map {
                    Problem(
                        code: $0.code, count: shown($0.count), message: $0.message,
                        examples: isTold ? $0.examples : [])
                }, unknownCodes: isUnknown && isTold ? unknownCodes : [])
        }
        // Stable: groups that were met as often stay in the order of precedence.
        groups = all.enumerated().sorted {
            let (a, b) = ($0.element, $1.element)
            if a.severity != b.severity { return a.severity == .error }
            return (b.count.number ?? 0, $0.offset) < (a.count.number ?? 0, $1.offset)
        }.map(\.element)
    }
}

extension Workspace {
    /// Examples without what the role may not see of a file of `layout`.
    func shown(_ details: [ProblemDetail], of layout: String) -> [ProblemDetail] {
        if seesCells(of: layout) {
            let hidden = Set(access.hidden)
            let labels = Set(
                StudentField.all.filter { hidden.contains($0.name) }.map(\.label))
            if labels.isEmpty { return details }
            return details.map { $0.hiding { labels.contains($0) } }
        }
        return details.map { $0.hiding { _ in true } }
    }

    /// Codes whose keys may be shown: in a file with shifted columns a key can be a name.
    func shown(
        _ codes: [ProblemGroups.UnknownCode], of layout: String
    ) -> [ProblemGroups.UnknownCode] {
        if seesCells(of: layout) { return codes }
        return codes.filter { !CellRules.shownCode($0.key).isEmpty }
    }

    private func seesCells(of layout: String) -> Bool {
        allows(.seeStudents) && (layout != Layout.programs.rawValue || allows(.seePrograms))
    }
}

extension ProblemDetail {
    fileprivate func hiding(_ isHidden: (String) -> Bool) -> ProblemDetail {
        ProblemDetail(
            code: code, severity: severity, count: count, message: message, fix: fix,
            examples: examples.map { example in
                var left = example
                if isHidden(example.column) { left.cell = nil }
                return left
            })
    }
}

extension ImportFiles {
    /// What a check found, grouped by what there is to do about it. Of a report that was read
    /// back there are no examples: ask `ReviewRuns`.
    public func problems(of report: RunReport) -> ProblemGroups {
        ProblemGroups(
            workspace.shown(report.details, of: report.layout),
            unknownCodes: workspace.shown(report.unknownCodes, of: report.layout),
            workspace.countsOfRuns)
    }
}

extension ReviewRuns {
    /// The problems of a run, grouped by what there is to do about them. Of codes that its rows
    /// name, those are listed that are still unknown in rows that are still rejected.
    public func problems(of run: Int) throws -> ProblemGroups {
        try workspace.requireSeeingImports()
        return try store.read { reader in
            let record = try self.record(run, reader)
            let kept = KeptReport(json: record.report)
            let plain = (kept?.report.problems ?? []).map {
                ProblemDetail(
                    code: $0.code, severity: $0.severity, count: $0.count, message: $0.message,
                    fix: $0.fix, examples: [])
            }
            return ProblemGroups(
                workspace.shown(kept?.details ?? plain, of: record.layout),
                unknownCodes: workspace.shown(
                    try unknownCodes(of: record, reader), of: record.layout),
                workspace.countsOfRuns)
        }
    }

    private func unknownCodes(
        of run: ImportRunRecord, _ reader: any Reader
    ) throws -> [ProblemGroups.UnknownCode] {
        guard run.layout == Layout.programs.rawValue else { return [] }
        let header = KeptHeader(json: run.header)[""]
        guard let match = try? run.match(header, as: .programs) else { return [] }
        var codes = UnknownCodes(match)
        for row in try reader.importRows(of: run.id, state: .rejected, kind: .rejected) {
            let kept = KeptRow(row)
            guard kept.problems.contains(where: { $0.code == .programUnknownCode }) else {
                continue
            }
            codes.add(StableJSON.value([String].self, row.cells) ?? [])
        }
        let known = Set(try reader.codes().filter { $0.table == CodeBook.programs }.map(\.key))
        return codes.all.filter { !known.contains($0.key) }
    }
}
