import Operations
import Records
import Testing

@testable import Pages
@testable import Storage

/// The words and the structure of the pages that merge.
@Suite struct MergePageTests {
    private func subject(
        _ id: Int, _ own: [String: String], rows: [MergeRow] = [], sis: Bool = false
    ) -> MergeSubject {
        let values = own.mapValues { FieldValue(value: $0, changeSet: 7) }
        return MergeSubject(
            id: id, studentID: "P\(id)", sisStudent: sis ? id : nil,
            values: sis ? StudentValues(sis: values) : StudentValues(own: values), rows: rows)
    }

    private func shown(_ target: MergeSubject, _ sources: MergeSubject...) -> MergeShown {
        let record = ChangeSetRecord(
            id: 7, kind: "edit", actor: "d.reyes", at: "2026-09-01T08:00:00Z", reason: "",
            plan: "{}", undoes: nil, undoneBy: nil)
        return MergeShown(
            plan: MergePlan(target: target, sources: sources), origins: [7: record],
            sites: ["1010": "Alder Elementary"])
    }

    private func preview(_ shown: MergeShown, form: FormState = .blank) -> MergePreviewPage {
        MergePreviewPage(
            shown, MergeSelection(target: 1, sources: shown.plan.sources.map(\.id)),
            sealedPlan: "sealed", flips: shown.plan.sources.map { _ in "/merge/preview" },
            form: form)
    }

    private func rows(_ kind: MergeRow.Kind, _ count: Int) -> [MergeRow] {
        (0..<count).map { MergeRow(kind: kind, key: "\(kind)\($0)", content: "\(kind)\($0)") }
    }

    @Test(
        arguments: [
            (MergeRow.Kind.document, "document(s)", "documents"), (.event, "event(s)", "events"),
            (.learningPlan, "learning plan(s)", "learning plans"),
            (.programEnrollment, "program enrollment(s)", "program enrollments"),
            (.enrollment, "enrollment(s)", "enrollments"),
            (.programDecision, "other row(s)", "other rows"),
        ])
    func `each kind of row is counted`(_ kind: MergeRow.Kind, _ some: String, _ none: String) {
        for count in [1, 14] {
            let page = preview(shown(subject(1, [:]), subject(2, [:], rows: rows(kind, count))))
            #expect(page.body.text.contains("<li>\(count) \(some) will be merged</li>"))
        }
        let page = preview(shown(subject(1, [:]), subject(2, [:])))
        #expect(page.body.text.contains("<li>No \(none) will be merged</li>"))
    }

    @Test func `the differences have a link, and their absence has words`() {
        let page = preview(shown(subject(1, ["city": "Alder"]), subject(2, ["city": "Birch"])))
        let text = page.body.text
        #expect(text.contains("1 field difference(s) found. <a href=\"/merge/fields?target=s1"))
        #expect(text.contains(">Click here to merge differences.</a>"))
        let same = preview(shown(subject(1, [:]), subject(2, [:]))).body.text
        #expect(same.contains("No field differences found."))
        #expect(
            same.contains("The source profile will be retired; its ID will lead to the target"))
    }

    @Test func `each source says what it brings`() {
        let page = preview(
            shown(
                subject(1, [:]), subject(2, ["city": "A"], rows: rows(.event, 2)),
                subject(3, [:], rows: rows(.document, 3))))
        let text = page.body.text
        #expect(text.contains("2 event(s)") && text.contains("3 document(s)"))
        #expect(text.contains("1 field difference(s)") && text.contains("No field differences"))
    }

    @Test func `values are escaped, wherever they stand`() {
        let bad = "<script>\"'&"
        let row = MergeRow(kind: .document, key: "1", words: bad, content: "x", group: "1")
        let shown = shown(
            subject(1, ["firstName": bad, "caseManager": bad], rows: [row]),
            subject(2, ["lastName": bad, "caseManager": bad + "2"], rows: [row]))
        let selection = MergeSelection(target: 1, sources: [2])
        for text in [
            preview(shown).body.text, MergeFieldsPage(shown, selection).body.text,
            MergeCheckPage(shown, selection, sealedPlan: "", form: .blank).body.text,
        ] {
            #expect(!text.contains("<script"))
            #expect(text.contains("&lt;script&gt;"))
        }
    }

    @Test func `each side of a field has a radio button that is labeled with its value`() {
        let shown = shown(
            subject(1, ["caseManager": "Dana", "serviceSchool": "1010"]),
            subject(2, ["caseManager": "Ira", "homeSchool": "1010", "referralDate": "2026-02-01"]))
        let text = MergeFieldsPage(shown, MergeSelection(target: 1, sources: [2])).body.text
        #expect(text.contains("Case Manager, Target: </span>Dana</label>"))
        #expect(text.contains("Case Manager, Source: </span>Ira</label>"))
        #expect(text.contains("Home School, Target: </span>(blank)</label>"))
        #expect(text.contains("Home School, Source: </span>Alder Elementary (1010)</label>"))
        #expect(text.contains("Program, by d.reyes, 09/01/2026"))
        #expect(text.contains(">02/01/2026</time>"))
        #expect(text.contains("Program-owned: kept from the source"))
        #expect(text.contains("Program-owned: kept from the target"))
        let checked = text.matches(of: #/name="(field-\w+)"[^>]* value="(\w+)" checked/#)
            .map { "\($0.1)=\($0.2)" }
        #expect(
            checked.sorted() == [
                "field-homeSchool=source", "field-referralDate=source",
                "field-serviceSchool=target",
            ])
    }

    @Test func `what the SIS owns stays with the target, and is no choice where it is linked`() {
        let shown = shown(
            subject(1, ["city": "Alder"], sis: true), subject(2, ["city": "Birch"]))
        let text = MergeFieldsPage(shown, MergeSelection(target: 1, sources: [2])).body.text
        #expect(text.contains("SIS-owned: stays with the target"))
        #expect(text.contains("SIS, 09/01/2026"))
        #expect(text.contains("value=\"target\" checked disabled"))
    }

    @Test func `what is not seen is neither shown nor counted, and that is always said`() {
        let plan = MergePlan(
            target: subject(1, ["healthNotes": "Secret"]),
            sources: [subject(2, ["healthNotes": "Other"])]
        ).hiding(["healthNotes"])
        let page = MergeFieldsPage(
            MergeShown(plan: plan), MergeSelection(target: 1, sources: [2]))
        let text = page.body.text
        #expect(!text.contains("Health Notes") && text.contains("you may not see"))
        #expect(!text.contains("Secret") && !text.contains("Other"))
    }

    @Test func `equal fields are counted and hidden`() {
        let same = ["city": "Alder", "lastName": "Lind"]
        let page = MergeFieldsPage(
            shown(subject(1, same), subject(2, same)), MergeSelection(target: 1, sources: [2]))
        let text = page.body.text
        #expect(text.contains("<summary>\(StudentField.all.count) fields are equal</summary>"))
        #expect(text.contains("<details>") && text.contains("Alder"))
    }

    @Test func `identical rows are told, others are decided with radio buttons`() {
        let same = MergeRow(kind: .event, key: "1", words: "Referral", content: "r")
        let plan = MergeRow(
            kind: .learningPlan, key: "2", words: "Plan", content: "p", group: "plan", start: 10,
            end: 20)
        let page = preview(
            shown(subject(1, [:], rows: [same, plan]), subject(2, [:], rows: [same, plan])))
        let text = page.body.text
        #expect(text.contains("Dropped as identical: the target&#39;s stays"))
        #expect(text.contains("name=\"row-learningPlan-1\" id=\"row-learningPlan-1\""))
        #expect(text.contains("href=\"#row-learningPlan-1\""))
        #expect(text.contains("They have days in common."))
    }

    @Test func `a guard that stops leaves no button to merge`() {
        let text = preview(shown(subject(1, [:]), subject(1, [:]))).body.text
        #expect(text.contains("A student cannot be merged into itself."))
        #expect(text.contains("Go back and choose two different profiles."))
        #expect(!text.contains("Merge Profile(s)") && !text.contains("name=\"reason\""))
    }

    @Test func `choices of a selection are in its address, sealed as they are given`() {
        let selection = MergeSelection(target: 1, sources: [2, 3], choices: "abc")
        #expect(
            selection.address("fields", at: "field-city")
                == "/merge/fields?target=s1&source=s2&source=s3&choices=abc#field-city")
        #expect(MergeSelection().address() == "/merge")
    }
}
