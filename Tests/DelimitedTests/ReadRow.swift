import Delimited

/// A row as the tests compare it.
struct ReadRow: Equatable {
    var cells: [String]
    var offset: Int
    var length: Int
    var count: Int
    var isTerminated: Bool
    var flaw: Row.Flaw?
}

/// All rows of `text`, read at most `atMost` bytes at a time.
func readRows(
    _ text: [UInt8], _ dialect: Dialect, in range: Range<Int>? = nil, atMost: Int = .max
) -> [ReadRow] {
    var rows: [ReadRow] = []
    RowReader(dialect).forEachRow(
        in: range ?? 0..<text.count,
        read: { offset, buffer in
            let end = min(text.count, offset + min(buffer.count, atMost))
            guard offset < end else { return 0 }
            buffer.copyBytes(from: text[offset..<end])
            return end - offset
        },
        { row in
            rows.append(
                ReadRow(
                    cells: row.texts, offset: row.offset, length: row.length, count: row.count,
                    isTerminated: row.isTerminated, flaw: row.flaw))
            return true
        })
    return rows
}

func readRows(_ text: String, _ dialect: Dialect = .everything) -> [ReadRow] {
    readRows(Array(text.utf8), dialect)
}

/// What `body` makes of the bytes of `text`.
func withBytes<T>(_ text: String, _ body: (Cell) -> T) -> T {
    Array(text.utf8).withUnsafeBytes(body)
}

func survey(_ bytes: [UInt8]) -> Survey {
    var survey = Survey()
    bytes.withUnsafeBytes { survey.take($0) }
    survey.finish()
    return survey
}

extension Dialect {
    /// Quoted cells, any line end.
    static let everything = Dialect(separator: 0x09)
    /// The loop that looks at eight bytes at once.
    static let plain = Dialect(separator: 0x09, quoted: false, loneReturnsEndLines: false)
}

/// Random numbers that are the same in each run.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Source: SplitMix64, Steele, Lea and Flood 2014.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A text of up to `most` of these pieces.
    mutating func text(of pieces: [String], atMost most: Int) -> String {
        (0..<Int.random(in: 0...most, using: &self))
            .map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }
}
