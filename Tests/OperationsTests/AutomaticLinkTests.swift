import Demo
import Records
import Testing

/// Links that no person looks at, on records whose truth is known.
@Suite struct AutomaticLinkTests {
    private static let places = Dictionary(
        uniqueKeysWithValues: LinkageSample.columns.enumerated().map { ($1, $0) })

    private func value(_ name: String, _ row: [String]) -> String {
        Self.places[name].map { row[$0] } ?? ""
    }

    /// Corrupted copies with nicknames, slips, swapped dates and numbers of other children, against
    /// a roster with twins and siblings.
    @Test func `of ten thousand labelled records none is linked to another person`() {
        let sample = LinkageSample(rows: 60_000, seed: 21)
        var roster: [LinkRule.Candidate] = []
        var people: [String] = []
        var known = Set<String>()
        var copies: [[String]] = []
        var byNumber: [String: [Int]] = [:]
        for index in 0..<sample.rows {
            let row = sample.row(index)
            guard known.insert(value("person", row)).inserted else {
                copies.append(row)
                continue
            }
            for (kind, number) in [("s", value("stateID", row)), ("o", value("otherID", row))]
            where !number.isEmpty { byNumber[kind + number, default: []].append(roster.count) }
            people.append(value("person", row))
            roster.append(
                LinkRule.Candidate(
                    id: roster.count, importID: "\(index)", stateID: value("stateID", row),
                    otherID: value("otherID", row), lastName: value("last", row),
                    firstName: value("first", row),
                    birthDate: CalendarDate(iso: value("birthDate", row))))
        }
        var (linked, wrong, misled) = (0, 0, 0)
        for copy in copies {
            let subject = LinkRule.Subject(
                lastName: value("last", copy), firstName: value("first", copy),
                birthDate: CalendarDate(iso: value("birthDate", copy)),
                stateID: value("stateID", copy), otherID: value("otherID", copy))
            let holders = Set(
                (byNumber["s" + subject.stateID] ?? []) + (byNumber["o" + subject.otherID] ?? []))
            let candidates = holders.sorted().map { roster[$0] }
            if candidates.contains(where: { people[$0.id] != value("person", copy) }) {
                misled += 1
            }
            guard case .link(let found, _) = LinkRule.decide(subject, among: candidates) else {
                continue
            }
            linked += 1
            if people[found.id] != value("person", copy) { wrong += 1 }
        }
        #expect(copies.count > 10_000 && linked > 3_000)
        #expect(misled > 10, "Some have somebody else's number.")
        #expect(wrong == 0)
    }
}
