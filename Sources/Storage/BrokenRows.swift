/// Rows that break a rule: how many there are, and references of the first of them.
///
/// A reference has our own numbers only, never what a student's cell says.
public struct BrokenRows: Equatable, Sendable {
    /// References that are kept.
    public static let examplesKept = 10

    public private(set) var count = 0
    public private(set) var examples: [String] = []

    public init() {}

    public var isEmpty: Bool { count == 0 }

    public mutating func add(_ reference: String) {
        count += 1
        if examples.count < Self.examplesKept { examples.append(reference) }
    }

    public mutating func add(_ others: BrokenRows) {
        count += others.count
        examples += others.examples.prefix(Self.examplesKept - examples.count)
    }
}

extension Reader {
    /// Counts the rows of `query`, whose one column is the reference of a row that breaks a rule.
    func broken(_ query: Query) throws -> BrokenRows {
        var found = BrokenRows()
        try scan(query) { row in
            found.add(row.bytes(0).text)
            return true
        }
        return found
    }
}
