import Testing

@testable import Records

private func person(
    _ last: String, _ first: String, _ born: String? = nil, gender: String = "",
    state: String = "", other: String = ""
) -> PersonDescription {
    var person = PersonDescription(
        lastName: last, firstName: first, birthDate: born.flatMap(CalendarDate.init(iso:)))
    person.gender = gender
    person.stateID = state
    person.otherIDs = [other].filter { !$0.isEmpty }
    return person
}

@Suite struct MatchAnswerTests {
    static let mira = person("Osterby", "Mira", "2014-03-04", gender: "F", state: "77")

    @Test(
        arguments: [
            ([], .none), ([person("Osterby", "Mira", "2014-03-04")], .one),
            ([person("Osterby", "Mira", "2014-03-04", state: "78")], .idDiffers),
            (
                [
                    person("Osterby", "Mira", "2014-03-04"),
                    person("Osterby", "Mira", "2014-03-04", state: "79"),
                ], .several
            ),
            ([person("Osterby", "Mira", "2009-01-02")], .namesEqual),
            ([person("Osterby", "Mira")], .namesEqual),
            ([person("Osterbie", "Myra", "2014-09-30")], .soundsAlike),
            ([person("Olsen", "Mona", "2014-03-04", gender: "Female")], .initials),
            ([person("Olsen", "Mona", "2014-03-04", gender: "M")], .none),
            ([person("Osterbie", "Myra", "2010-09-30")], .none),
            ([person("Brandt", "Kim", "2014-03-04", gender: "F")], .none),
        ] as [([PersonDescription], MatchAnswer)])
    func `what came of looking`(_ found: [PersonDescription], _ answer: MatchAnswer) {
        let likenesses = found.map { Likeness(Self.mira, $0) }.filter(\.isCandidate)
        #expect(MatchAnswer(among: likenesses.map { ($0, false) }) == answer)
    }

    @Test func `who matches and has a profile is told apart`() {
        let whole = Likeness(Self.mira, person("Osterby", "Mira", "2014-03-04"))
        #expect(MatchAnswer(among: [(whole, true)]) == .hasProfile)
        #expect(MatchAnswer(among: [(whole, true), (whole, false)]) == .several)
        let other = Likeness(Self.mira, person("Osterby", "Mira", "2014-03-04", state: "78"))
        #expect(MatchAnswer(among: [(other, true)]) == .idDiffers)
    }

    @Test func `where somebody is listed, the answer is not that nobody matches`() {
        let unknown = Likeness(Self.mira, person("Osterbye", "Mira"))
        #expect(unknown.isCandidate)
        #expect(MatchAnswer(among: [(unknown, false)]) == .alike)
        let gender = Likeness(Self.mira, person("Osterby", "Mira", "2014-03-04", gender: "M"))
        #expect(MatchAnswer(among: [(gender, false)]) == .namesEqual)
        #expect(!MatchAnswer.namesEqual.sentence.contains("birth dates are not the same"))
    }

    @Test(arguments: [
        (LinkRule.Refusal.severalHolders, MatchAnswer.several), (.idsDisagree, .idsDisagree),
        (.nameContradicts, .idHeldByOther), (.birthDateContradicts, .idHeldByOther),
        (.idDiffers, .idDiffers), (.alreadyLinked, .hasProfile),
        (.severalStudents, .severalStudents),
    ])
    func `every refusal has an answer`(_ refusal: LinkRule.Refusal, _ answer: MatchAnswer) {
        #expect(MatchAnswer(refusal) == answer)
    }

    @Test func `every answer has a code and a sentence of its own`() {
        #expect(MatchAnswer.allCases.allSatisfy { $0.rawValue.hasPrefix("match.") })
        #expect(Set(MatchAnswer.allCases.map(\.sentence)).count == MatchAnswer.allCases.count)
    }

    @Test(
        arguments: [
            (person("Osterby", "Mira", "2014-03-04"), true), (person("Osterby", "Mira"), true),
            (person("Osterby", "Mira", "2009-01-02"), false),
            (person("Osterbye", "Mira", "2014-03-04"), true),
            (person("Osterbie", "Myra", "2014-04-03"), true),
            (person("Osterbye", "Mira"), false),
            (person("Osterby", "Mira", state: "78"), false),
            (person("Osterby", "Mira", "2014-03-04", state: "78"), true),
            (person("Brandt", "Kim", "2009-01-02", state: "77"), true),
            (person("Brandt", "Kim", "2014-03-04"), false),
        ])
    func `who is likely the same`(_ other: PersonDescription, _ isLikely: Bool) {
        #expect(Likeness(Self.mira, other).isLikely == isLikely)
    }

    @Test func `the more agrees the higher the score, and it stays within bounds`() {
        let scores = [
            person("Brandt", "Kim", "2009-01-02", state: "78"), person("Osterby", "Mira"),
            person("Osterby", "Mira", "2014-03-04"),
            person("Osterby", "Mira", "2014-03-04", gender: "F", state: "77"),
        ].map { Likeness(Self.mira, $0).score }
        #expect(scores == scores.sorted())
        #expect(scores.first == 0)
        #expect(scores.last == 1)
    }

    @Test func `day and month swapped are near each other`() {
        let swapped = Likeness(Self.mira, person("Osterby", "Mira", "2014-04-03"))
        #expect(swapped.birthDates == .near)
    }
}

@Suite struct CauseTests {
    @Test(
        arguments: [
            ("addedManually", "active", "", false, .addedManually),
            ("sisImport", "active", "", false, .addedManually),
            ("ale", "active", "7", false, .aleSameDay),
            ("ale", "active", "1", false, .aleIncomingKindergarten),
            ("ale", "active", "18", false, .aleIncomingKindergarten),
            ("ale", "active", "kg", false, .aleIncomingKindergarten),
            ("aleSameDay", "active", "15", false, .aleIncomingKindergarten),
            ("aleIncomingKindergarten", "active", "", false, .aleIncomingKindergarten),
            ("envelopeBeforeEnrollment", "active", "", false, .envelopeBeforeEnrollment),
            ("migratedInactive", "active", "", false, .migratedInactive),
            ("addedManually", "noShow", "", false, .noShow),
            ("noShow", "active", "", false, .noShow),
            ("ale", "active", "1", true, .provisionalID),
            ("provisionalID", "active", "", false, .provisionalID),
        ] as [(String, String, String, Bool, Cause)])
    func `how it came about tells the cause`(
        _ origin: String, _ status: String, _ grade: String, _ isProvisional: Bool, _ cause: Cause
    ) {
        let facts = Cause.Facts(
            origin: origin, status: status, grade: grade, holdsProvisionalID: isProvisional)
        #expect(Cause.derive(facts) == cause)
    }

    @Test(arguments: Cause.allCases)
    func `every cause has a next step with a command`(_ cause: Cause) {
        #expect(cause.nextStep(for: "P000012").contains("homeroom student"))
        #expect(cause.nextStep(for: "P000012").contains("P000012"))
    }
}

@Suite struct IDFormatTests {
    @Test(
        arguments: [
            ("alabama", "123456789", true), ("alabama", "1234567890", true),
            ("alabama", "12345678901", false), ("alabama", "123456789012", true),
            ("california", "1234567890", true), ("california", "123456789", false),
            ("washington", "12345678901", false), ("arkansas", "0234567890", false),
            ("arkansas", "1234567890", true), ("arkansas", "T123456789", true),
            ("arkansas", "X123456789", false), ("texas", "1234567890", true),
            ("ohio", "AB1234567", true), ("ohio", "ab1234567", false),
            ("wisconsin", "1234567890", true), ("wisconsin", " 1234567890", false),
        ])
    func `state IDs of a state`(_ state: String, _ number: String, _ fits: Bool) throws {
        let formats = try #require(IDFormats.presets[state])
        #expect((formats.misfit(ofStateID: number) == nil) == fits)
        #expect(formats.stateID.map { IDFormat.isPattern($0.pattern) } == true)
    }

    @Test func `a stand-in is one by its form`() throws {
        let arkansas = try #require(IDFormats.presets["arkansas"])
        #expect(arkansas.isProvisional("Z000000001"))
        #expect(!arkansas.isProvisional("1234567890"))
        #expect(!IDFormats().isProvisional("T1"))
    }

    @Test(arguments: ["[0-9", "(", "*"])
    func `what is no pattern`(_ text: String) { #expect(!IDFormat.isPattern(text)) }

    @Test(
        arguments: [
            ("[TSZ][0-9]{9}", ["T", "S", "Z"]), ("T[0-9]+", ["T"]), ("T?[0-9]+", nil),
            ("[A-Z]1", nil), ("[TS]*1", nil), ("", nil), ("\\d+", nil),
            ("T1|9", ["T", "9"]), ("^[TS][0-9]{9}$", ["T", "S"]), ("(T|S)[0-9]{9}", ["T", "S"]),
            ("(?:TX|[TZ]1)9|^P[0-9]+", ["T", "Z", "P"]), ("(T)?9", nil), ("T|", nil),
            ("(?i)t9", nil), ("T1|.9", nil), ("[|]", nil), ("(T", nil), ("T\\|9", ["T"]),
        ] as [(String, [Character]?)])
    func `with what a number begins`(_ pattern: String, _ first: [Character]?) {
        #expect(IDFormat(pattern).firstCharacters == first)
    }

    @Test(arguments: [
        ("D5001", "5001"), ("d00123", "00123"), ("D", nil), ("DP1", nil), ("5001", nil),
        ("DD5001", nil),
    ])
    func `a student ID marks a duplicate`(_ studentID: String, _ number: String?) {
        #expect(MarkedDuplicate.number(in: studentID) == number)
    }
}

@Suite struct LinkPlanTests {
    private func plan(
        _ student: PersonDescription, _ found: PersonDescription, isDecided: Bool = false
    ) -> LinkPlan {
        LinkPlan(
            studentID: "P1", student, to: found, integrationID: "5", isDecidedAgainst: isDecided,
            enters: [:])
    }

    @Test func `what speaks against it has to be confirmed`() {
        let student = person("Osterby", "Mira", "2014-03-04", state: "77", other: "1")
        let same = plan(student, person("Osterby", "Mira", "2014-03-04", state: "77", other: "1"))
        #expect(same.contradictions.isEmpty)
        #expect(same.changes.isEmpty)
        let other = plan(
            student, person("Brandt", "Kim", "2013-03-04", state: "78", other: "2"),
            isDecided: true)
        #expect(other.contradictions == LinkPlan.Contradiction.allCases)
        #expect(other.changes.map(\.field) == ["lastName", "firstName", "birthDate"])
        #expect(
            other.unconfirmed(["link.name-differs", "link.decided-against"])
                == [.birthDateDiffers, .stateIDDiffers, .otherIDDiffers])
    }

    @Test func `near birth dates are not the same`() {
        let near = plan(
            person("Osterby", "Mira", "2014-03-04"), person("Osterby", "Mira", "2014-04-03"))
        #expect(near.contradictions == [.birthDateDiffers])
    }
}
