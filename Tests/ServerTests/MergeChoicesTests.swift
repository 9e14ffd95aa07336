import Testing

@testable import Server

@Suite struct MergeChoicesTests {
    @Test func `they are read as they were written`() {
        var choices = MergeChoices()
        choices.fields = ["caseManager": 0, "plan504ReviewDate": 2]
        choices.rows = [
            "programEnrollment-12": "both", "learningPlan-2.3": "target",
            "programEnrollment-1": "source",
        ]
        choices.reason = "Same child,\nseen in office=1"
        #expect(MergeChoices(choices.text) == choices)
        #expect(MergeChoices(MergeChoices().text) == MergeChoices())
        #expect(MergeChoices("nonsense") == MergeChoices())
    }

    @Test func `flipped, values stay with who says them and rows are open again`() {
        var choices = MergeChoices()
        choices.fields = ["a": 0, "b": 1, "c": 2]
        choices.rows = ["learningPlan-1": "both"]
        choices.reason = "why"
        let flipped = choices.flipped(with: 2)
        #expect(flipped.fields == ["a": 2, "b": 1, "c": 0])
        #expect(flipped.rows.isEmpty && flipped.reason == "why")
    }
}
