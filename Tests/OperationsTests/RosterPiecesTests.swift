import Records
import Testing

@testable import Operations

/// A roster of several megabytes is read in pieces, on all cores; nobody is to notice.
@Suite struct RosterPiecesTests {
    private static let labels = [
        "Import Student ID", "Student Last Name", "Student First Name", "Birth Date", "Gender",
        "Notes",
    ]
    /// Makes rows long, so that few of them fill several pieces.
    private static let filler = String(repeating: "n", count: 6_000)
    private static let rowCount = 3_500

    /// Rows of which some are bad, blank, said twice or about a student who is there with zeros.
    private static func file(lastNote: String = "") -> String {
        var rows = (1...rowCount).map { number in
            [
                "S\(number)", "Lindqvist", number % 700 == 0 ? " Maja" : "Maja",
                number % 500 == 3 ? "02/30/2013" : "10/21/2013", "F", filler,
            ]
        }
        rows[9] = Array(repeating: "", count: labels.count)
        // The same once more, and another word about one, both far from the first.
        rows[3_200] = rows[40]
        rows[3_300] = rows[50]
        rows[3_300][1] = "Okafor"
        rows[3_400][0] = "0077"
        rows[3_401][0] = ""
        rows[rowCount - 1][5] = lastNote
        return table(labels, rows)
    }

    private func outcome(_ contents: String) throws -> (ImportOutcome, District) {
        let district = try District()
        try district.importRoster(
            .studemo, table(Self.labels, [["77", "Lindqvist", "Maja", "10/21/2013", "F", ""]]))
        return (try district.importRoster(.studemo, contents, waivingLimits: true), district)
    }

    @Test func `rows have their numbers wherever a piece of the file begins`() throws {
        let (outcome, district) = try outcome(Self.file())
        #expect(
            counts(outcome) == "read 3499, inserted 3488, unchanged 1, rejected 10")
        #expect(
            outcome.badRows.map(\.row)
                == [4, 52, 504, 1004, 1504, 2004, 2504, 3004, 3302, 3403])
        let trimmed = try #require(outcome.problems.groups.first { $0.code == "cell.trimmed" })
        #expect(trimmed.rows == [701, 1401, 2101, 2801, 3501])
        let zeros = try #require(outcome.problems.groups.first { $0.code == "id.leading-zeros" })
        #expect(zeros.rows == [3402])
        #expect(try district.count("SELECT count(*) FROM sis_student") == 3489)
        let again = try district.importRoster(.studemo, Self.file(), waivingLimits: true)
        #expect(counts(again) == "read 3499, unchanged 3489, rejected 10")
        #expect(again.changeSet == nil)
    }

    @Test func `a file that only one core can read says the same`() throws {
        // A quotation mark anywhere, and a line feed need not end a row.
        let (cut, _) = try outcome(Self.file(lastNote: "quoted"))
        let (whole, _) = try outcome(Self.file(lastNote: "\"quoted\""))
        #expect(counts(cut) == counts(whole))
        #expect(cut.problems.groups == whole.problems.groups)
        #expect(cut.badRows.map(\.row) == whole.badRows.map(\.row))
        #expect(cut.badRows.map(\.offset) == whole.badRows.map(\.offset))
        #expect(cut.notes == whole.notes)
    }

    @Test func `days and months are told apart by all pieces together`() throws {
        // Only the last piece has a date that can be read in one order alone.
        let rows = (1...Self.rowCount).map { number in
            let born = number > Self.rowCount - 500 ? "21/10/2013" : "05/04/2013"
            return ["S\(number)", "Lindqvist", "Maja", born, "F", Self.filler]
        }
        let (outcome, district) = try outcome(table(Self.labels, rows))
        #expect(counts(outcome) == "read 3500, inserted 3500")
        let dayFirst = try #require(outcome.problems.groups.first { $0.code == "file.day-first" })
        #expect(dayFirst.message.contains("500 dates can only be day first"))
        #expect(
            try district.rows(
                "SELECT DISTINCT CAST(birth_date AS TEXT) FROM sis_student ORDER BY 1", columns: 1)
                == ["15800", "15999"])
    }
}
