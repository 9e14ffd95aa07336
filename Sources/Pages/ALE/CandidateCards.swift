import Operations
import Records

/// Students who might be the one in question, side by side, with what speaks for each and against.
struct CandidateCards {
    let rows: [CandidateRow]
    /// What can be done about one of them.
    let action: @Sendable (CandidateRow, _ name: String) -> HTML

    var html: HTML {
        "<ul class=\"candidates\">\(each: rows, { "<li class=\"side\">\(card($0))</li>" })</ul>"
    }

    private func card(_ row: CandidateRow) -> HTML {
        let one = row.candidate
        return """
            \(heading(Phrase(data: one.name), level: 3))
            <p class="hint">\(say: place(row))</p>
            \(summaryList([
                SummaryRow(.studentID, HTML(text: one.studentID)),
                SummaryRow(.birthDate, .day(one.birthDate)),
            ]))
            \(evidence(one))
            \(action(row, Self.givenName(one.name)))
            """
    }

    private func place(_ row: CandidateRow) -> Phrase {
        switch (row.student, row.sisStudent) {
        case (nil, _): Phrase("candidate.roster", "In the General Student Table, without a profile")
        case (_, nil): Phrase("candidate.profile", "Has a profile, which is not linked to the SIS")
        default: Phrase("candidate.both", "Has a profile, which is linked to the SIS")
        }
    }

    /// `First Middle Last` of `Last, First Middle`, as buttons name people.
    static func givenName(_ listed: String) -> String {
        guard let comma = listed.range(of: ", ") else { return listed }
        return listed[comma.upperBound...] + " " + listed[..<comma.lowerBound]
    }
}
