/// One kind of problem of one import, with the rows it was met in.
public struct ProblemGroup: Codable, Equatable, Sendable {
    public let code: String
    public let severity: ProblemCode.Severity
    /// How often it was met.
    public var count: Int
    /// The first rows it was met in, numbered as a spreadsheet numbers them (the header is row 1).
    public var rows: [Int]
    public let message: String
    public let fix: String
}

/// Gathers the problems of an import, grouped by what there is to do about them.
public struct ProblemLog: Sendable {
    /// Rows listed per group.
    public static let maximumRows = 100
    /// Likely IDs named by themselves; more are only counted.
    public static let likelyIDsNamed = 20
    /// Groups of one code, told apart by column and detail.
    static let maximumGroups = 500

    struct Key: Hashable, Sendable {
        let code: ProblemCode
        let column: String
        let detail: String
    }

    private struct Entry: Sendable {
        var count = 0
        var rows: [Int] = []
    }

    private var entries: [Key: Entry] = [:]

    public init() {}

    /// Notes `code` for `row` (0 where it concerns the whole file).
    public mutating func add(
        _ code: ProblemCode, row: Int = 0, column: String = "", detail: String = "",
        count: Int = 1
    ) {
        var key = Key(code: code, column: column, detail: detail)
        if entries[key] == nil, entries.count >= Self.maximumGroups {
            key = Key(code: code, column: column, detail: "")
        }
        entries[key, default: Entry()].count += count
        guard row > 0 else { return }
        // Rows arrive nearly in order; a few more than are shown are kept, for the sorting.
        if entries[key, default: Entry()].rows.count < Self.maximumRows * 4 {
            entries[key, default: Entry()].rows.append(row)
        }
    }

    /// Notes that `count` students of the roster are not in a whole file.
    public mutating func addMissing(_ count: Int) {
        add(
            .rosterMissing,
            detail: "\(grouped(count)) \(count == 1 ? "student is" : "students are")")
    }

    /// Adds what another log gathered, its rows `rowOffset` further down.
    public mutating func merge(_ other: ProblemLog, rowOffset: Int = 0) {
        for (key, entry) in other.entries {
            entries[key, default: Entry()].count += entry.count
            entries[key, default: Entry()].rows += entry.rows.map { $0 + rowOffset }
        }
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// How many warnings were noted.
    public var warnings: Int {
        entries.reduce(0) { $0 + ($1.key.code.severity == .warning ? $1.value.count : 0) }
    }

    /// How often `code` was noted.
    public func count(of code: ProblemCode) -> Int {
        entries.reduce(0) { $0 + ($1.key.code == code ? $1.value.count : 0) }
    }

    /// The groups: errors first, then by code, column and detail.
    public var groups: [ProblemGroup] { details.map(\.group) }

    /// The groups with the column that each is about, and what it says of it.
    public var details: [(problem: RowProblem, group: ProblemGroup)] {
        let ordered = entries.sorted { left, right in
            let (a, b) = (left.key, right.key)
            if a.code.severity != b.code.severity { return a.code.severity == .error }
            if a.code != b.code { return a.code < b.code }
            return (a.column, a.detail) < (b.column, b.detail)
        }
        return ordered.map { key, entry in
            let group = ProblemGroup(
                code: key.code.rawValue, severity: key.code.severity, count: entry.count,
                rows: Array(Set(entry.rows).sorted().prefix(Self.maximumRows)),
                message: key.code.message(column: key.column, detail: key.detail),
                fix: key.code.fix)
            return (RowProblem(key.code, column: key.column, detail: key.detail), group)
        }
    }
}
