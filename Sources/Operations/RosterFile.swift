import Delimited
import Records

/// The import of one roster file while it goes on: the file, and what it comes to.
struct RosterFile {
    let text: SourceText
    let match: HeaderMatch
    let context: ImportContext
    var outcome = ImportOutcome()

    init(text: SourceText, match: HeaderMatch, context: ImportContext) {
        self.text = text
        self.match = match
        self.context = context
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

extension SourceText {
    /// Reads rows again, with one buffer, in the order of `found`, whose `place` says where each
    /// stands.
    func forEachRow<Found>(
        at found: some Sequence<Found>, _ place: (Found) -> RowPlace,
        _ body: (borrowing Row, Found) throws -> Void
    ) throws {
        let reader = RowReader(dialect)
        for one in found {
            let place = place(one)
            try reader.forEachRow(
                in: place.offset..<place.offset + Int(place.length),
                read: { try bytes.read(at: $0, into: $1) }
            ) { row in
                try body(row, one)
                return false
            }
        }
    }
}
