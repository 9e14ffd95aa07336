import Delimited
import Testing

@testable import Records

@Suite struct DateOrderEvidenceTests {
    private func evidence(_ cells: String...) -> DateOrderEvidence {
        var evidence = DateOrderEvidence()
        for cell in cells {
            var cell = cell
            cell.withUTF8 { evidence.take(Cell($0)) }
        }
        return evidence
    }

    @Test(arguments: [
        ("25/03/2026", 1, 0), ("03/25/2026", 0, 1), ("3/13/2026", 0, 1), ("13/3/2026", 1, 0),
        // Either order will do.
        ("03/04/2026", 0, 0), ("12/12/2026", 0, 0),
        // No order makes a date of these.
        ("13/13/2026", 0, 0), ("32/01/2026", 0, 0), ("00/15/2026", 0, 0), ("15/00/2026", 0, 0),
        // These say nothing about the order of slashed dates.
        ("2026-03-25", 0, 0), ("25-03-2026", 0, 0), ("25/03/26", 0, 0), ("44562", 0, 0),
        ("", 0, 0), ("25/03/2026 08:00", 0, 0), ("25.03.2026", 0, 0), ("a5/03/2026", 0, 0),
        ("125/3/2026", 0, 0),
    ])
    func `each date tells what it can be`(_ cell: String, dayFirst: Int, monthFirst: Int) {
        let found = evidence(cell)
        #expect(found.dayFirst == dayFirst)
        #expect(found.monthFirst == monthFirst)
    }

    @Test func `a file is day first where some dates can only be that and none month first`() {
        #expect(evidence().judged == .monthFirst)
        #expect(evidence("03/04/2026").judged == .monthFirst)
        #expect(evidence("03/04/2026", "13/04/2026").judged == .dayFirst)
        #expect(evidence("13/04/2026", "04/13/2026").judged == .monthFirst)
    }

    @Test func `one date does not turn many others round`() {
        var many = evidence("31/05/2026")
        for _ in 0..<9 { many.merge(evidence("03/04/2026")) }
        #expect(many.judged == .dayFirst)
        many.merge(evidence("03/04/2026"))
        #expect(many.judged == .monthFirst)
    }

    @Test func `parts of a file add up`() {
        var first = evidence("13/04/2026")
        first.merge(evidence("14/04/2026", "04/14/2026"))
        #expect(first.dayFirst == 2)
        #expect(first.monthFirst == 1)
    }

    @Test func `the evidence can be shown`() {
        #expect(
            evidence("13/04/2026").summary
                == "1 date can only be day first, none only month first.")
        #expect(
            evidence("13/04/2026", "14/04/2026", "04/14/2026").summary
                == "2 dates can only be day first, 1 only month first.")
    }
}
