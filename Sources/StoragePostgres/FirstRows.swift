import Storage

/// The first rows of a bulk write of integers, to see whether there are many.
struct FirstRows {
    private let columns: Int
    private let atMost: Int
    private var rows: [[Int64]] = []
    private var place = 0
    /// Whether there were no more than these.
    private(set) var isAll = false

    init(columns: Int, atMost: Int) {
        self.columns = columns
        self.atMost = atMost
    }

    var values: [[Query.Value]] {
        rows.map { row in row.map { $0 == .min ? .null : .integer($0) } }
    }

    mutating func fill(_ next: (UnsafeMutablePointer<Int64>) throws -> Bool) throws {
        try LibPQ.withRow(columns) { row in
            while rows.count <= atMost {
                guard try next(row) else {
                    isAll = true
                    return
                }
                rows.append((0..<columns).map { row[$0] })
            }
        }
    }

    /// These rows once more, and then the others.
    mutating func next(
        _ values: UnsafeMutablePointer<Int64>,
        _ next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws -> Bool {
        guard place < rows.count else { return try next(values) }
        for (column, value) in rows[place].enumerated() { values[column] = value }
        place += 1
        return true
    }
}
