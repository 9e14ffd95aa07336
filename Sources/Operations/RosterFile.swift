import Delimited
import Records

/// The import of one roster file while it goes on: the file, and what it comes to.
struct RosterFile {
    let text: SourceText
    let match: HeaderMatch
    let context: ImportContext
    var outcome = ImportOutcome()

    /// Where a row stands in the text.
    struct Place: BitwiseCopyable {
        var offset: Int
        var length: Int32
        /// As a spreadsheet numbers rows.
        var row: Int32

        init(_ row: borrowing Row, _ number: Int) {
            offset = row.offset
            length = Int32(truncatingIfNeeded: row.length)
            self.row = Int32(truncatingIfNeeded: number)
        }
    }

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

    /// Notes what is wrong with a row that is taken nevertheless.
    mutating func note(_ problems: [RowProblem], row: Int) {
        for problem in problems {
            // A likely ID is a student's, and row numbers are told by the rows: both stand in the
            // error file only.
            let isForErrorFile =
                problem.code == .idLeadingZeros || problem.code == .rosterConflictingRows
            let detail = isForErrorFile ? "" : problem.detail
            outcome.problems.add(problem.code, row: row, column: problem.column, detail: detail)
        }
    }

    /// Keeps a row out.
    mutating func reject(_ place: Place, _ problems: [RowProblem]) {
        note(problems, row: Int(place.row))
        outcome.counts.rejected += 1
        if outcome.badRows.count < BadRow.maximum {
            outcome.badRows.append(
                BadRow(
                    row: Int(place.row), offset: place.offset, length: Int(place.length),
                    problems: problems))
        }
    }

    /// Keeps out rows that were good by themselves and say different things of one record.
    mutating func rejectConflicting(_ places: [Place]) {
        let rows = places.map { "\($0.row)" }.joined(separator: ", ")
        for place in places {
            reject(place, [RowProblem(.rosterConflictingRows, detail: "Rows \(rows)")])
        }
    }

    /// Counts a row that says what an earlier one of the file said.
    mutating func countRepeat(_ place: Place) {
        outcome.counts.unchanged += 1
        outcome.problems.add(.rosterDuplicateRow, row: Int(place.row))
    }

    /// Puts the bad rows in the order of the file and holds the run if they are too many.
    mutating func judgeBadRows(_ limits: ImportLimits) {
        outcome.badRows.sort { $0.row < $1.row }
        let counts = outcome.counts
        if let hold = limits.hold(rejected: counts.rejected, of: counts.read) {
            outcome.holds.append(hold)
        }
    }
}

extension SourceText {
    /// Reads rows again, in the order of `places`, with one buffer.
    func forEachRow<Place>(
        at places: some Sequence<Place>, _ range: (Place) -> (offset: Int, length: Int),
        _ body: (borrowing Row, Place) throws -> Void
    ) throws {
        let reader = RowReader(dialect)
        for place in places {
            let (offset, length) = range(place)
            try reader.forEachRow(
                in: offset..<offset + length, read: { try bytes.read(at: $0, into: $1) }
            ) { row in
                try body(row, place)
                return false
            }
        }
    }
}
