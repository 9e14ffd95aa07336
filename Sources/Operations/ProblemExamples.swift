import Foundation
import Records

/// Finds examples of the problems of one import while its file is there.
struct ProblemExamples {
    /// Examples of each kind of problem.
    static let perProblem = 3
    /// Kinds of problems that have examples; more are only counted.
    static let kindsShown = 200
    /// How far down a file rows are looked for that were taken with a warning. Of those that were
    /// kept out it is known where they stand.
    static let bytesSearched = 16 << 20
    /// Rows that unknown codes are taken from.
    static let rowsCounted = 20_000
    /// The longest text of an example, in characters.
    static let cellLimit = 200

    private let work: ImportWork
    private(set) var details: [ProblemDetail] = []

    init(_ work: ImportWork) throws {
        self.work = work
        if let refusal = work.refusal {
            var log = ProblemLog()
            log.add(refusal.code, column: refusal.column, detail: refusal.detail)
            details = log.details.map { Self.detail($0.group, []) }
            return
        }
        let found = work.outcome.problems.details
        var examples = try badExamples()
        try addWarned(found, to: &examples)
        details = found.map { problem, group in
            Self.detail(group, examples[Key(problem)] ?? [])
        }
    }

    private struct Key: Hashable {
        let code: ProblemCode
        let column: String
        let detail: String

        init(_ problem: RowProblem) {
            code = problem.code
            column = problem.column
            detail = problem.detail
        }
    }

    private static func detail(
        _ group: ProblemGroup, _ examples: [ProblemGroups.Example]
    ) -> ProblemDetail {
        ProblemDetail(
            code: group.code, severity: group.severity, count: group.count,
            message: group.message, fix: group.fix, examples: examples)
    }

    /// Examples among the rows that were kept out, of which it is known where they stand.
    private func badExamples() throws -> [Key: [ProblemGroups.Example]] {
        var examples: [Key: [ProblemGroups.Example]] = [:]
        var fetchers: [String: RowFetcher] = [:]
        for bad in work.outcome.badRows {
            var cells: [String]?
            for problem in bad.problems {
                let key = Key(problem)
                let isNew = examples[key] == nil
                if isNew
                    ? examples.count >= Self.kindsShown
                    : examples[key, default: []].count >= Self.perProblem
                {
                    continue
                }
                if cells == nil, let text = work.text(of: bad.file) {
                    let fetcher = fetchers[bad.file] ?? RowFetcher(text)
                    fetchers[bad.file] = fetcher
                    cells = try fetcher.cells(at: bad.offset)
                }
                examples[key, default: []].append(
                    example(bad.row, problem.column, cells ?? [], in: bad.file))
            }
        }
        return examples
    }

    /// Examples of what has none yet, such as warnings: rows near the top of the only file.
    private func addWarned(
        _ found: [(problem: RowProblem, group: ProblemGroup)],
        to examples: inout [Key: [ProblemGroups.Example]]
    ) throws {
        let others = found.prefix(Self.kindsShown).filter { examples[Key($0.problem)] == nil }
        let rows = Set(others.flatMap { $0.group.rows.prefix(Self.perProblem) })
        if rows.isEmpty { return }
        var cells: [Int: [String]] = [:]
        if case .layout(let text, _) = work.prepared.content {
            let last = rows.max() ?? 0
            try text.forEachRow { row, number in
                if rows.contains(number) { cells[number] = row.texts }
                return number < last && row.offset < Self.bytesSearched
            }
        }
        for (problem, group) in others {
            examples[Key(problem)] = group.rows.prefix(Self.perProblem).map {
                example($0, problem.column, cells[$0] ?? [], in: "")
            }
        }
    }

    private func example(
        _ row: Int, _ column: String, _ cells: [String], in file: String
    ) -> ProblemGroups.Example {
        let index = index(of: column, in: file)
        let cell = index.flatMap { cells.indices.contains($0) ? cells[$0] : nil }
        return ProblemGroups.Example(
            file: file.isEmpty ? nil : file, row: row, column: column,
            cell: cell.map { String($0.prefix(Self.cellLimit)) })
    }

    private func index(of column: String, in file: String) -> Int? {
        if column.isEmpty { return nil }
        switch work.prepared.content {
        case .layout(_, let match):
            return match.layout.columns.firstIndex { $0.label == column }
                .flatMap { match.cells[$0] }
        case .oneRoster(let files): return files[file]?.header.firstIndex(of: column)
        case .refused: return nil
        }
    }

    /// The codes that rows name and no code table has.
    func unknownCodes() throws -> [ProblemGroups.UnknownCode] {
        guard case .layout(let text, let match) = work.prepared.content,
            match.layout == .programs
        else { return [] }
        var codes = UnknownCodes(match)
        let fetcher = RowFetcher(text)
        let rows = work.outcome.badRows.lazy.filter { bad in
            bad.problems.contains { $0.code == .programUnknownCode }
        }
        for bad in rows.prefix(Self.rowsCounted) { codes.add(try fetcher.cells(at: bad.offset)) }
        return codes.all
    }
}

/// Counts the codes that rows of a programs.txt name and the table lacks.
struct UnknownCodes {
    private let cell: Int?
    private var counts: [String: Int] = [:]

    init(_ match: HeaderMatch) {
        cell = match.layout.columns.firstIndex { $0.label == "Program ID" }
            .flatMap { match.cells[$0] }
    }

    mutating func add(_ cells: [String]) {
        guard let cell, cells.indices.contains(cell) else { return }
        let key = cells[cell].trimmingCharacters(in: .whitespaces)
        if !key.isEmpty { counts[key, default: 0] += 1 }
    }

    /// The most frequent first.
    var all: [ProblemGroups.UnknownCode] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            ProblemGroups.UnknownCode(
                table: CodeBook.programs, key: $0.key, rows: .exactly($0.value))
        }
    }
}
