import Delimited
import Records

/// What one piece of a studemo.txt says, read and checked by itself while other cores read others.
///
/// Row numbers count from the start of the piece.
struct RosterStudentPiece: Sendable {
    /// A row with problems.
    struct Flawed: Sendable {
        let place: RowPlace
        let problems: [RowProblem]
        /// Where it is kept out, the student number that it names; else nil.
        let bad: [UInt8]?
    }

    /// The good rows; the student is -1 until it is found, and where the index does not have it.
    private(set) var rows: [RosterStudents.FoundRow] = []
    /// The rows with problems, good and bad, in the order of the file.
    private(set) var flawed: [Flawed] = []
    private(set) var evidence = DateOrderEvidence()
    /// Rows that are not blank.
    private(set) var read = 0
    /// Rows seen, blank ones too.
    private(set) var seen = 0
    /// Where the piece ends.
    private(set) var end = 0
    /// The student numbers of the good rows, one after the other.
    private var numbers: [UInt8] = []
    private var numberEnds: [UInt32] = []

    /// Reads the rows in `range`, or, where they are longer than `limit` together, the first.
    static func read(
        _ range: Range<Int>, of text: SourceText, limit: Int, _ reader: RosterStudentReader
    ) throws -> RosterStudentPiece {
        var piece = RosterStudentPiece()
        var reader = reader
        piece.reserve(min(range.count, limit) / usualRowBytes)
        piece.end = range.upperBound
        try RowReader(text.dialect).forEachRow(
            in: range, read: { try text.bytes.read(at: $0, into: $1) }
        ) { row in
            piece.seen += 1
            if !RowCheck.isBlank(row) { piece.take(row, &reader) }
            let end = row.offset + row.length
            if end - range.lowerBound < limit { return true }
            piece.end = end
            return false
        }
        piece.evidence = reader.check.evidence
        return piece
    }

    private static let usualRowBytes = 100

    private mutating func reserve(_ count: Int) {
        rows.reserveCapacity(count)
        numbers.reserveCapacity(count * 10)
        numberEnds.reserveCapacity(count)
    }

    private mutating func take(_ row: borrowing Row, _ reader: inout RosterStudentReader) {
        read += 1
        let place = RowPlace(row, seen)
        let good = reader.check(row)
        if !reader.check.problems.isEmpty {
            flawed.append(
                Flawed(
                    place: place, problems: reader.check.problems,
                    bad: good == nil ? Array(reader.importID(row)) : nil))
        }
        guard let found = good else { return }
        let stateID =
            found.stateID.isEmpty
            ? 0 : ContentHash.hash(found.stateID, seed: RosterStudents.stateIDSeed)
        rows.append(
            RosterStudents.FoundRow(
                place: place, content: found.content, stateID: stateID, student: -1))
        RosterIndex.withStored(found.importID) { numbers.append(contentsOf: $0) }
        numberEnds.append(UInt32(truncatingIfNeeded: numbers.count))
    }

    /// Finds the students of all rows, one right after the other: the look-ups wait for memory,
    /// and several at once wait no longer than one.
    mutating func find(in index: RosterIndex) {
        for row in rows.indices {
            guard let place = withNumber(row, { index.keys.number(of: $0) }) else { continue }
            rows[row].student = Int32(truncatingIfNeeded: place)
        }
    }

    /// Hands over the student number of a good row.
    func withNumber<T>(_ row: Int, _ body: (Cell) -> T) -> T {
        let range = (row == 0 ? 0 : Int(numberEnds[row - 1]))..<Int(numberEnds[row])
        return numbers.withUnsafeBytes { body(Cell(rebasing: $0[range])) }
    }
}
