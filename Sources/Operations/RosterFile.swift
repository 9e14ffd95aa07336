import Delimited
import Records

/// The import of one roster file while it goes on: the file, and what it comes to.
struct RosterFile {
    let text: SourceText
    let match: HeaderMatch
    let context: ImportContext
    let clock: StageClock
    var outcome = ImportOutcome()

    init(text: SourceText, match: HeaderMatch, context: ImportContext, clock: StageClock) {
        self.text = text
        self.match = match
        self.context = context
        self.clock = clock
    }

    /// Reads all rows with the month first and, where the dates turn out to be day first, again.
    ///
    /// - Parameter read: reads all rows and returns what it found and what the dates tell.
    mutating func judgingDates<T>(
        _ read: (inout RosterFile, DateOrder) throws -> (T, DateOrderEvidence, labels: [String])
    ) throws -> T {
        let before = self
        let (found, evidence, labels) = try read(&self, .monthFirst)
        guard evidence.judged == .dayFirst else { return found }
        self = before
        outcome.problems.add(
            .fileDayFirst, column: labels.joined(separator: ", "), detail: evidence.summary)
        return try read(&self, .dayFirst).0
    }

    /// Hands over the rows that are not blank and counts them as read.
    mutating func forEachRow(
        _ body: (inout RosterFile, borrowing Row, Int) throws -> Void
    ) throws {
        try text.forEachRow { row, number in
            if RowCheck.isBlank(row) { return true }
            outcome.counts.read += 1
            try body(&self, row, number)
            return true
        }
    }
}

/// Reads rows of a text again, with one buffer.
final class RowsAgain {
    private let text: SourceText
    private let reader: RowReader

    init(_ text: SourceText) {
        self.text = text
        reader = RowReader(text.dialect)
    }

    /// Hands over the row that stands at `place`.
    func row(at place: RowPlace, _ body: (borrowing Row) throws -> Void) throws {
        try reader.forEachRow(
            in: place.offset..<place.offset + Int(place.length),
            read: { try text.bytes.read(at: $0, into: $1) }
        ) { row in
            try body(row)
            return false
        }
    }

    /// Hands over the rows of `found`, whose `place` says where each stands, in their order.
    func forEachRow<Found>(
        of found: some Sequence<Found>, _ place: (Found) -> RowPlace,
        _ body: (borrowing Row, Found) throws -> Void
    ) throws {
        for one in found { try row(at: place(one)) { try body($0, one) } }
    }
}
