/// How many rows of a file came to what. Every row read counts in exactly one of the others.
public struct ImportCounts: Codable, Equatable, Sendable {
    public var read = 0
    public var inserted = 0
    public var updated = 0
    /// Records that the row's end date ended.
    public var closed = 0
    /// Rows that say what is there already, and repeats of a row of the same file.
    public var unchanged = 0
    /// Rows that wait for a decision.
    public var held = 0
    public var rejected = 0

    public init() {}

    /// Rows that changed a record.
    public var changed: Int { inserted + updated + closed }
    /// Adds those of another file.
    public mutating func add(_ other: ImportCounts) {
        read += other.read
        inserted += other.inserted
        updated += other.updated
        closed += other.closed
        unchanged += other.unchanged
        held += other.held
        rejected += other.rejected
    }

    /// Whether every row read is accounted for.
    public var isComplete: Bool { read == changed + unchanged + held + rejected }
}

/// One thing to be said of one cell or row.
public struct RowProblem: Equatable, Codable, Sendable {
    public let code: ProblemCode
    /// The label of the column, or empty where it concerns the row.
    public let column: String
    /// Never what a student's cell says, except where the message asks for it.
    public let detail: String

    public init(_ code: ProblemCode, column: String = "", detail: String = "") {
        self.code = code
        self.column = column
        self.detail = detail
    }
}

/// A row that was kept out, with all that is wrong with it.
public struct BadRow: Sendable {
    /// The file of a OneRoster export that it stands in; empty where there is only one file.
    public var file = ""
    /// As a spreadsheet numbers rows: the header is row 1.
    public var row: Int
    /// Where it stands in the text, in bytes.
    public let offset: Int
    public let length: Int
    public var problems: [RowProblem]

    public init(row: Int, offset: Int, length: Int, problems: [RowProblem]) {
        self.row = row
        self.offset = offset
        self.length = length
        self.problems = problems
    }

    /// More than this many are not listed; the run is held.
    public static let maximum = 200_000
}
