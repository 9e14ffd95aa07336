import Testing

@testable import Records

private func candidate(
    _ id: Int, state: String = "", other: String = "", last: String = "Adler",
    first: String = "Noah", born: String? = "2014-02-20", hasProfile: Bool = false
) -> LinkRule.Candidate {
    LinkRule.Candidate(
        id: id, importID: "\(id)", stateID: state, otherID: other, lastName: last,
        firstName: first, birthDate: born.flatMap(CalendarDate.init(iso:)),
        hasProfile: hasProfile)
}

private func subject(
    state: String = "", other: String = "", last: String = "Adler", first: String = "Noah",
    born: String? = nil
) -> LinkRule.Subject {
    LinkRule.Subject(
        lastName: last, firstName: first, birthDate: born.flatMap(CalendarDate.init(iso:)),
        stateID: state, otherID: other)
}

@Suite struct LinkRuleTests {
    private func link(_ candidate: LinkRule.Candidate, _ evidence: LinkRule.Evidence)
        -> LinkRule.Decision
    { .link(candidate, evidence) }

    @Test func `one holder of one number, with nothing against it, is linked`() {
        let one = candidate(1, state: "77")
        #expect(LinkRule.decide(subject(state: "77"), among: [one]) == link(one, .stateID))
        #expect(LinkRule.decide(subject(other: "1"), among: [one]) == link(one, .otherID))
        #expect(LinkRule.decide(subject(state: "77", other: "1"), among: [one]) == link(one, .both))
    }

    @Test func `the district's own number links as import ID or as other ID`() {
        let one = candidate(1, other: "A9")
        #expect(LinkRule.decide(subject(other: "A9"), among: [one]) == link(one, .otherID))
        #expect(LinkRule.decide(subject(other: "1"), among: [one]) == link(one, .otherID))
    }

    @Test func `a number that nobody holds decides nothing`() {
        #expect(LinkRule.decide(subject(state: "77"), among: []) == .none)
        #expect(LinkRule.decide(subject(state: "77"), among: [candidate(1, state: "78")]) == .none)
        #expect(LinkRule.decide(subject(), among: [candidate(1)]) == .none)
    }

    @Test func `an unknown second number does not stand in the way`() {
        let one = candidate(1, state: "77")
        #expect(
            LinkRule.decide(subject(state: "77", other: "9"), among: [one]) == link(one, .stateID))
    }

    @Test func `several holders are refused, even where the other number tells them apart`() {
        let twins = [candidate(1, state: "77"), candidate(2, state: "77", first: "Theo")]
        #expect(LinkRule.decide(subject(state: "77"), among: twins) == .refuse(.severalHolders))
        #expect(
            LinkRule.decide(subject(state: "77", other: "1"), among: twins)
                == .refuse(.severalHolders))
    }

    @Test func `numbers that disagree are refused`() {
        let two = [candidate(1, state: "77"), candidate(2)]
        #expect(
            LinkRule.decide(subject(state: "77", other: "2"), among: two) == .refuse(.idsDisagree))
        // The SIS student found by one number is known to have another value of the other.
        #expect(
            LinkRule.decide(subject(state: "78", other: "1"), among: [candidate(1, state: "77")])
                == .refuse(.idDiffers))
        #expect(
            LinkRule.decide(
                subject(state: "77", other: "9"), among: [candidate(1, state: "77", other: "8")])
                == .refuse(.idDiffers))
    }

    @Test(arguments: [
        ("Adler", "Noah", true), ("ADLER", "N.", true), ("Adler-Berg", "Noah", true),
        ("Adlar", "Noah", true), ("Brandt", "Noah", false), ("Adler", "Theo", false),
        ("", "", true),
    ])
    func `names must not contradict`(_ last: String, first: String, agrees: Bool) {
        let one = candidate(1, state: "77")
        let decision = LinkRule.decide(
            subject(state: "77", last: last, first: first), among: [one])
        #expect(decision == (agrees ? link(one, .stateID) : .refuse(.nameContradicts)))
    }

    @Test func `a name the student is also known by will do`() {
        var one = candidate(1, state: "77")
        one.akaFirstName = "Buddy"
        #expect(
            LinkRule.decide(subject(state: "77", first: "Buddy"), among: [one])
                == link(one, .stateID))
        #expect(
            LinkRule.decide(subject(state: "77", last: "Brandt", first: "Buddy"), among: [one])
                == .refuse(.nameContradicts))
    }

    @Test func `birth dates are equal, or one is missing`() {
        let one = candidate(1, state: "77")
        #expect(
            LinkRule.decide(subject(state: "77", born: "2014-02-20"), among: [one])
                == link(one, .stateID))
        #expect(
            LinkRule.decide(subject(state: "77", born: "2014-02-21"), among: [one])
                == .refuse(.birthDateContradicts))
        let unknown = candidate(1, state: "77", born: nil)
        #expect(
            LinkRule.decide(subject(state: "77", born: "2014-02-21"), among: [unknown])
                == link(unknown, .stateID))
    }

    @Test func `a stand-in for a state ID contradicts no other`() {
        var standIn = subject(state: "T1", other: "1")
        standIn.stateIDIsProvisional = true
        let one = candidate(1, state: "77")
        #expect(LinkRule.decide(standIn, among: [one]) == link(one, .otherID))
        var other = candidate(1, state: "T1")
        other.stateIDIsProvisional = true
        #expect(
            LinkRule.decide(subject(state: "77", other: "1"), among: [other])
                == link(other, .otherID))
    }

    @Test func `a SIS student with a profile is never linked twice`() {
        let taken = candidate(1, state: "77", hasProfile: true)
        #expect(LinkRule.decide(subject(state: "77"), among: [taken]) == .refuse(.alreadyLinked))
        #expect(
            LinkRule.decide(subject(state: "77", last: "Brandt"), among: [taken])
                == .refuse(.nameContradicts))
    }
}
