import Testing

@testable import Records

/// What a merge decides, case by case.
@Suite struct MergePlanTests {
    private func subject(
        _ id: Int, own: [String: String] = [:], sis: [String: String]? = nil,
        numbers: [(String, String, String)] = [], rows: [MergeRow] = []
    ) -> MergeSubject {
        MergeSubject(
            id: id, studentID: "P\(id)", sisStudent: sis == nil ? nil : id,
            values: StudentValues(
                own: own.mapValues { FieldValue(value: $0) },
                sis: sis?.mapValues { FieldValue(value: $0) }),
            identifiers: numbers.map { MergeIdentifier(system: $0.0, value: $0.1, status: $0.2) },
            rows: rows)
    }

    private func plan(
        _ target: MergeSubject, _ sources: MergeSubject..., choices: [String: String] = [:],
        decisions: [NotSameDecision] = []
    ) -> MergePlan {
        MergePlan(target: target, sources: sources, decisions: decisions, choices: choices)
    }

    // MARK: Fields

    struct FieldCase: Sendable {
        let field: String
        let target: String
        let source: String
        var choice: String?
        let shows: String?
    }

    @Test(arguments: [
        // The SIS owns it: the target's word stands, unless it has none.
        FieldCase(field: "grade", target: "5", source: "6", shows: "5"),
        FieldCase(field: "grade", target: "", source: "6", shows: "6"),
        FieldCase(field: "grade", target: "5", source: "", shows: "5"),
        FieldCase(field: "grade", target: "5", source: "6", choice: "source", shows: "6"),
        FieldCase(field: "grade", target: "5", source: "", choice: "source", shows: ""),
        // A program owns it: two words have to be chosen from.
        FieldCase(field: "caseManager", target: "Alder", source: "Birch", shows: nil),
        FieldCase(field: "caseManager", target: "", source: "Birch", shows: "Birch"),
        // Blank can be chosen, and is never taken silently.
        FieldCase(field: "caseManager", target: "Alder", source: "", shows: "Alder"),
        FieldCase(field: "caseManager", target: "Alder", source: "", choice: "P2", shows: ""),
        FieldCase(field: "caseManager", target: "", source: "Birch", choice: "target", shows: ""),
        FieldCase(
            field: "caseManager", target: "Alder", source: "Birch", choice: "source",
            shows: "Birch"),
        FieldCase(
            field: "caseManager", target: "Alder", source: "Birch", choice: "target",
            shows: "Alder"),
    ])
    func `each field has its owner's word, or waits for a person's`(_ one: FieldCase) {
        func own(_ value: String) -> [String: String] { value.isEmpty ? [:] : [one.field: value] }
        let found = plan(
            subject(1, own: own(one.target)), subject(2, own: own(one.source)),
            choices: one.choice.map { [one.field: $0] } ?? [:])
        #expect(found.undecided == (one.shows == nil ? [one.field] : []))
        #expect(found.refusedChoices == [])
        if let shows = one.shows { #expect(found.outcome.value(one.field) == shows) }
    }

    @Test func `the SIS's word cannot be chosen away`() {
        let found = plan(
            subject(1, sis: ["grade": "5"]), subject(2, own: ["grade": "6"]),
            choices: ["grade": "source"])
        #expect(found.outcome.value("grade") == "5")
        #expect(found.refusedChoices == [RefusedChoice(name: "grade", reason: .ownedBySIS)])
    }

    @Test func `the link of a source goes over, and the SIS has the word`() {
        let found = plan(
            subject(1, own: ["grade": "6"]), subject(2, sis: ["grade": "5"]))
        #expect(found.outcome.sisStudent == 2 && found.outcome.value("grade") == "5")
        #expect(found.fieldsTaken == [:])
    }

    @Test func `of several sources one is chosen by its ID`() {
        let sources = ["Alder", "Birch"].enumerated().map {
            subject($0 + 2, own: ["caseManager": $1])
        }
        let open = MergePlan(target: subject(1), sources: sources)
        #expect(open.undecided == ["caseManager"])
        let vague = MergePlan(
            target: subject(1), sources: sources, choices: ["caseManager": "source"])
        #expect(vague.refusedChoices.map(\.reason) == [.unknown])
        let chosen = MergePlan(
            target: subject(1), sources: sources, choices: ["caseManager": "P3"])
        #expect(chosen.outcome.value("caseManager") == "Birch" && chosen.undecided == [])
        #expect(open.options(for: "caseManager") == ["target", "P2", "P3"])
        // One that says what the target says can be named, too.
        let stands = MergePlan(
            target: subject(1, own: ["caseManager": "Birch"]), sources: sources,
            choices: ["caseManager": "P3"])
        #expect(stands.outcome.value("caseManager") == "Birch")
        #expect(stands.undecided == [] && stands.refusedChoices == [])
    }

    @Test func `what is not to be chosen is refused`() {
        let found = plan(subject(1), subject(2), choices: ["grade": "source", "other": "x"])
        #expect(found.refusedChoices.map(\.reason) == [.nothingToChoose, .nothingToChoose])
    }

    // MARK: Numbers

    @Test(
        arguments: [
            ([], MergedNumber.Fate.adopted),
            ([("otherID", "8", "active")], .alias),
            ([("otherID", "8", "provisional")], .adopted),
            ([("otherID", "7", "provisional")], .adopted),
            ([("otherID", "8", "retired")], .adopted),
            ([("otherID", "7", "retired")], .alias),
            ([("stateID", "9", "active")], .adopted),
        ] as [([(String, String, String)], MergedNumber.Fate)])
    func `a number is the target's own only where it has none`(
        _ held: [(String, String, String)], _ fate: MergedNumber.Fate
    ) {
        let found = plan(
            subject(1, numbers: held), subject(2, numbers: [("otherID", "7", "active")]))
        #expect(found.identifiers.map(\.number.value) == ["P2", "7"])
        #expect(found.identifiers.map(\.fate) == [.alias, fate])
    }

    @Test func `a number that counts takes the place of a stand-in, whoever has it`() {
        let standIn = ("stateID", "T1", "provisional")
        let real = ("stateID", "9", "active")
        func numbers(_ plan: MergePlan) -> [String] {
            plan.outcome.identifiers.map { "\($0.value) \($0.status)" }
        }
        let taken = plan(subject(1, numbers: [standIn]), subject(2, numbers: [real]))
        #expect(numbers(taken) == ["9 active", "T1 retired"])
        #expect(taken.outdone.map(\.value) == ["T1"])
        let kept = plan(subject(1, numbers: [real]), subject(2, numbers: [standIn]))
        #expect(numbers(kept) == ["9 active"] && kept.outdone == [])
        let both = plan(
            subject(1), subject(2, numbers: [standIn]), subject(3, numbers: [real]))
        #expect(numbers(both) == ["9 active"])
        #expect(both.identifiers.filter { $0.fate == .adopted }.map(\.number.value) == ["9"])
        let only = plan(
            subject(1, numbers: [standIn]), subject(2, numbers: [("stateID", "T2", "provisional")]))
        #expect(numbers(only) == ["T1 provisional"] && only.outdone == [])
    }

    // MARK: Guards

    @Test func `each guard has its case, and only three can be anything but confirmed`() {
        let born = ["birthDate": "2012-03-04", "lastName": "Osterby", "firstName": "Mira"]
        let day: Int32 = 20_000
        func main(_ site: String) -> MergeRow {
            MergeRow(
                kind: .enrollment, key: site, content: site, group: site, start: day,
                isPrimary: true)
        }
        var retired = subject(2)
        retired.status = "retired"
        let decision = NotSameDecision(one: 1, other: 2, at: "2026-09-15", reason: "")
        let cases: [(MergeGuard.Code, MergePlan)] = [
            (.sameStudent, plan(subject(1), subject(1))),
            (.retired, plan(subject(1), retired)),
            (
                .differentStateIDs,
                plan(
                    subject(1, numbers: [("stateID", "8", "active")]),
                    subject(2, numbers: [("stateID", "9", "active")]))
            ),
            (.differentSISStudents, plan(subject(1, sis: [:]), subject(2, sis: [:]))),
            (.notTheSame, plan(subject(1), subject(2), decisions: [decision])),
            (
                .differentBirthDates,
                plan(subject(1, own: born), subject(2, own: ["birthDate": "2012-03-05"]))
            ),
            (
                .twins,
                plan(
                    subject(1, own: born),
                    subject(2, own: born.merging(["firstName": "Ida"]) { $1 }))
            ),
            (
                .overlappingEnrollments,
                plan(subject(1, rows: [main("1010")]), subject(2, rows: [main("1020")]))
            ),
        ]
        #expect(cases.map(\.0) == MergeGuard.Code.allCases)
        for (code, plan) in cases { #expect(plan.guards.map(\.code) == [code], "\(code)") }
        #expect(plan(subject(1, own: born), subject(2, own: born)).guards == [])
    }

    // MARK: Rows

    struct RowCase: Sendable {
        let kind: MergeRow.Kind
        let key: String
        let content: String
        let group: String
        let relation: MergeCollision.Relation?
        let options: [String]
        var start: Int32 = 100
        var end: Int32? = 200
    }

    /// Beside a target's row `1/100/1010` that says `a`, of group `g`, from day 100 to 200.
    @Test(arguments: [
        RowCase(
            kind: .document, key: "2", content: "a", group: "g", relation: .identical,
            options: []),
        RowCase(
            kind: .document, key: "2", content: "b", group: "g", relation: .sameContent,
            options: []),
        RowCase(
            kind: .document, key: "2", content: "b", group: "h", relation: nil, options: []),
        RowCase(
            kind: .event, key: "2", content: "a", group: "g", relation: .identical, options: []),
        RowCase(kind: .event, key: "2", content: "b", group: "g", relation: nil, options: []),
        RowCase(
            kind: .programEnrollment, key: "1/100/1010", content: "a", group: "g",
            relation: .identical, options: []),
        RowCase(
            kind: .programEnrollment, key: "1/100/1010", content: "b", group: "g",
            relation: .sameKey, options: ["target", "source"]),
        RowCase(
            kind: .programEnrollment, key: "1/150/1010", content: "b", group: "g",
            relation: .overlap, options: ["both", "target", "source"], start: 150, end: nil),
        RowCase(
            kind: .programEnrollment, key: "1/201/1010", content: "b", group: "g",
            relation: nil, options: [], start: 201, end: nil),
        RowCase(
            kind: .programDecision, key: "1/100/1010", content: "b", group: "g",
            relation: .sameKey, options: []),
        RowCase(
            kind: .enrollment, key: "2", content: "a", group: "g", relation: .identical,
            options: []),
        RowCase(
            kind: .enrollment, key: "2", content: "b", group: "g", relation: .overlap,
            options: []),
        RowCase(
            kind: .learningPlan, key: "2", content: "", group: "g", relation: .overlap,
            options: ["both", "target", "source"]),
    ])
    func `rows that are much alike collide`(_ one: RowCase) throws {
        let stands = MergeRow(
            kind: one.kind, key: "1/100/1010", content: "a", group: "g", start: 100, end: 200)
        let comes = MergeRow(
            kind: one.kind, key: one.key, content: one.content, group: one.group,
            start: one.start, end: one.end)
        let (target, source) = (subject(1, rows: [stands]), subject(2, rows: [comes]))
        let open = plan(target, source)
        #expect(open.collisions.first?.relation == one.relation)
        #expect(open.collisions.first?.options ?? [] == one.options)
        #expect(open.undecided.isEmpty == one.options.isEmpty)
        for option in one.options {
            let id = try #require(open.undecided.first)
            let chosen = plan(target, source, choices: [id: option])
            #expect(chosen.undecided == [] && chosen.refusedChoices == [])
            let said = chosen.outcome.rows.map(\.content).sorted()
            switch (one.kind, option) {
            case (.learningPlan, "both"): #expect(said == ["", "a"])
            case (.learningPlan, _): #expect(said.contains("superseded") && said.count == 2)
            case (_, "both"): #expect(said == ["a", "b"])
            default: #expect(said == (option == "target" ? ["a"] : ["b"]))
            }
        }
    }
}
