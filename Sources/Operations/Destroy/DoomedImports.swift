import Foundation
import Records
import Storage

/// What imports kept of a student's rows: rows that were rejected or held, and examples of
/// problems.
struct DoomedImports {
    /// The rows, as they are left.
    private(set) var rows: [ImportRowRecord] = []
    /// The change sets that decided about them.
    private(set) var decisions: [Int] = []
    /// The reports of runs, as they are left.
    private(set) var reports: [Int: String] = [:]
    /// Runs that wait for approval, and whose files name the student.
    private(set) var waiting: [Int] = []

    init() {}

    init(_ destruction: Destruction, _ reader: any Reader) throws {
        let layouts = Self.layouts(destruction.destroyed)
        if layouts.isEmpty { return }
        let names = try reader.numbersNaming(destruction.family, sis: destruction.sis)
        try reader.keptRows(ofLayouts: layouts) { row in
            let cells = StableJSON.value([String].self, row.cells) ?? []
            let isBlank = cells.allSatisfy(\.isEmpty) && row.problems == Self.noProblems
            guard !isBlank, cells.contains(where: names.contains) else { return }
            rows.append(Self.blank(row, cells.count))
            if row.state == .resolved, let change = row.changeSet { decisions.append(change) }
        }
        try addReports(layouts, names, reader)
    }

    /// The layouts whose rows say something of the class.
    private static func layouts(_ destroyed: DestroyedClass) -> [String] {
        let roster = [Layout.studemo.rawValue, ImportFiles.oneRoster]
        switch destroyed {
        case .plan504: return roster + [Layout.programs.rawValue]
        case .disability: return roster
        case .lunch, .lap, .programs: return [Layout.programs.rawValue]
        case .health, .documents, .events, .plans: return []
        }
    }

    private static let noProblems = StableJSON.text(KeptRow([]))

    /// Without what its cells say. It is decided about, so that nobody runs it again.
    private static func blank(_ row: ImportRowRecord, _ cells: Int) -> ImportRowRecord {
        var row = row
        row.cells = StableJSON.array(Array(repeating: "", count: cells))
        row.problems = noProblems
        if row.held.isEmpty {
            row.state = .rerun
        } else {
            row.held = "{}"
            row.state = .resolved
            row.resolution = "destroyed"
        }
        return row
    }

    /// Examples of problems cannot be told by student, so that all of such runs go.
    private mutating func addReports(
        _ layouts: [String], _ names: Set<String>, _ reader: any Reader
    ) throws {
        for run in try reader.importRuns(ofLayouts: layouts) {
            if run.state == .held, try Self.file(of: run.id, names: names, reader) {
                waiting.append(run.id)
            }
            guard var kept = KeptReport(json: run.report), let details = kept.details,
                details.contains(where: { !$0.examples.isEmpty })
            else { continue }
            kept.details = details.map { $0.withoutExamples }
            reports[run.id] = StableJSON.text(kept)
        }
    }

    /// Whether the kept file of a run has a cell with one of these numbers.
    private static func file(
        of run: Int, names: Set<String>, _ reader: any Reader
    ) throws -> Bool {
        var rest: [UInt8] = []
        var isFound = false
        let separators: Set<UInt8> = Set("\t,\n\r\"".utf8)
        try reader.forEachPiece(ofFile: run) { piece in
            if isFound { return }
            let parts = (rest + piece).split(
                omittingEmptySubsequences: false, whereSeparator: separators.contains)
            rest = Array(parts.last ?? [])
            isFound = parts.contains { names.contains(String(decoding: $0, as: UTF8.self)) }
        }
        return isFound
    }
}

extension ProblemDetail {
    fileprivate var withoutExamples: ProblemDetail {
        ProblemDetail(
            code: code, severity: severity, count: count, message: message, fix: fix, examples: [])
    }
}
