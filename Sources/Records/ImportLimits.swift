/// When a run is held for a person's eyes, with nothing changed.
///
/// Shares are judged from ten on: of three rows, one is a third.
public struct ImportLimits: Equatable, Sendable {
    /// The share of bad rows above which the run is held.
    public var badRows = 0.10
    /// The share of a program's records that may end.
    public var ends = 0.10
    /// The share of a program's records that may change.
    public var changes = 0.75
    /// Fewer rows or records than this are not judged by their share.
    public static let fewest = 10

    public init() {}

    /// The hold for bad rows, if there is one.
    public func hold(rejected: Int, of read: Int) -> RowProblem? {
        if rejected > BadRow.maximum {
            return RowProblem(.limitTooManyBadRows, detail: grouped(rejected))
        }
        guard read >= Self.fewest, exceeds(rejected, read, badRows) else { return nil }
        return RowProblem(
            .limitBadRows,
            detail: "\(grouped(rejected)) of \(grouped(read)) rows are bad "
                + "(\(shares(rejected, read, badRows))). Held. Nothing was changed.")
    }

    /// The holds for programs of which too many records would end or change.
    public func holds(_ tally: [Int32: ProgramTally], name: (Int32) -> String) -> [RowProblem] {
        var found: [(String, RowProblem)] = []
        for (program, tally) in tally where tally.records >= Self.fewest {
            let key = name(program)
            if exceeds(tally.ends, tally.records, ends) {
                found.append((key, limitEnds(tally, key)))
            }
            if exceeds(tally.changes, tally.records, changes) {
                found.append((key, limitChanges(tally, key)))
            }
        }
        return found.sorted { ($0.0, $0.1.code) < ($1.0, $1.1.code) }.map(\.1)
    }

    /// Whether `part` is more than its share. 29 of 100 are not more than 29 %, although 0.29 * 100
    /// is less than 29.
    private func exceeds(_ part: Int, _ whole: Int, _ limit: Double) -> Bool {
        Double(part) > limit * Double(whole) * (1 + 1e-12)
    }

    private func limitEnds(_ tally: ProgramTally, _ key: String) -> RowProblem {
        RowProblem(
            .limitEnds, column: "Program ID",
            detail: "Program \(key): Would end \(grouped(tally.ends)) of \(grouped(tally.records)) "
                + "(\(shares(tally.ends, tally.records, ends))). Held. Nothing was changed.")
    }

    private func limitChanges(_ tally: ProgramTally, _ key: String) -> RowProblem {
        RowProblem(
            .limitChanges, column: "Program ID",
            detail: "Program \(key): Would change \(grouped(tally.changes)) of "
                + "\(grouped(tally.records)) (\(shares(tally.changes, tally.records, changes))). "
                + "Held. Nothing was changed.")
    }

    private func shares(_ part: Int, _ whole: Int, _ limit: Double) -> String {
        "\(Int((Double(part) / Double(whole) * 100).rounded())) %, "
            + "limit \(Int((limit * 100).rounded())) %"
    }
}

/// `number` with commas between the thousands.
public func grouped(_ number: Int) -> String {
    let digits = String(abs(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text += "," }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}
