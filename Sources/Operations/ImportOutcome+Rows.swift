import Delimited
import Records

/// Where a row stands in a text.
struct RowPlace: BitwiseCopyable {
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

extension ImportOutcome {
    /// Notes what is wrong with a row that is taken nevertheless.
    mutating func note(_ problems: [RowProblem], row: Int) {
        for problem in problems {
            // Row numbers are told by the rows; likely IDs are named while they are few.
            let isCounted =
                problem.code == .rosterConflictingRows
                || (problem.code == .idLeadingZeros
                    && self.problems.count(of: .idLeadingZeros) >= ProblemLog.likelyIDsNamed)
            let detail = isCounted ? "" : problem.detail
            self.problems.add(
                problem.code, row: row, column: problem.column, detail: detail)
        }
    }

    /// Keeps a row out.
    mutating func reject(_ place: RowPlace, _ problems: [RowProblem]) {
        note(problems, row: Int(place.row))
        counts.rejected += 1
        if badRows.count < BadRow.maximum {
            badRows.append(
                BadRow(
                    row: Int(place.row), offset: place.offset, length: Int(place.length),
                    problems: problems))
        }
    }

    /// Keeps out rows that were good by themselves and say different things of one record.
    mutating func rejectConflicting(_ places: [RowPlace]) {
        let rows = places.map { "\($0.row)" }.joined(separator: ", ")
        for place in places {
            reject(place, [RowProblem(.rosterConflictingRows, detail: "Rows \(rows)")])
        }
    }

    /// Counts a row that says what an earlier one of the file said.
    mutating func countRepeat(_ place: RowPlace) {
        counts.unchanged += 1
        problems.add(.rosterDuplicateRow, row: Int(place.row))
    }

    /// Says in which file of an export the bad rows stand that were found since it was last said.
    mutating func nameFile(ofBadRows file: String) {
        for index in badRows.indices.reversed() {
            guard badRows[index].file.isEmpty else { break }
            badRows[index].file = file
        }
    }

    /// Puts the bad rows in the order of the file and holds the run if they are too many.
    mutating func judgeBadRows(_ limits: ImportLimits) {
        badRows.sort { ($0.file, $0.row) < ($1.file, $1.row) }
        let counts = counts
        if let hold = limits.hold(rejected: counts.rejected, of: counts.read) {
            holds.append(hold)
        }
    }
}
