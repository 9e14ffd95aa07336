import Foundation
import Records
import Testing

@testable import Operations

@Suite struct MergeReportTests {
    /// Two students with something of everything that a report can have.
    private var report: MergeReport {
        func row(_ kind: MergeRow.Kind, _ key: String, _ content: String) -> MergeRow {
            MergeRow(
                kind: kind, key: key, words: "Words of \"\(key)\"\n", content: content,
                group: "1/2", start: 19_000, end: content == "open" ? nil : 19_100,
                isPrimary: kind == .enrollment)
        }
        let field = StudentField.program[0].name
        let target = MergeSubject(
            id: 1, studentID: "P000001", revision: 3,
            values: StudentValues(own: [
                field: FieldValue(value: "Åsa \u{1F} \\", changeSet: 4),
                "grade": FieldValue(value: "5", changeSet: 4),
            ]),
            identifiers: [MergeIdentifier(system: "otherID", value: "7", status: "active")],
            rows: [
                row(.document, "1", "same"), row(.programEnrollment, "1/2/3", "one"),
                row(.enrollment, "4", "open"), row(.learningPlan, "5", "plan"),
            ])
        let source = MergeSubject(
            id: 2, studentID: "P000002", sisStudent: 9, integrationID: "000009",
            values: StudentValues(
                own: [field: FieldValue(value: "Mira", changeSet: 5)],
                sis: ["grade": FieldValue(value: "6", changeSet: 1)]),
            identifiers: [MergeIdentifier(system: "stateID", value: "8", status: "active")],
            sisNumbers: ["stateID": "8", "otherID": "9"],
            rows: [
                row(.document, "2", "same"), row(.programEnrollment, "1/2/3", "other"),
                row(.enrollment, "6", "more"), row(.learningPlan, "7", "plan"),
            ])
        let plan = MergePlan(
            target: target, sources: [source],
            decisions: [NotSameDecision(one: 1, other: 2, at: "2026-01-02", reason: "Seen")],
            choices: [
                field: "source", "programEnrollment-1": "source", "learningPlan-1": "target",
                "nothing": "both", "grade": "target",
            ])
        return MergeReport(plan: plan, after: plan.outcome)
    }

    @Test func `it is kept in the form that an encoder writes`() throws {
        let report = report
        let plan = report.plan
        #expect(!plan.collisions.isEmpty && !plan.drops.isEmpty && !plan.guards.isEmpty)
        #expect(!plan.replacements.isEmpty && !plan.superseded.isEmpty)
        #expect(!plan.refusedChoices.isEmpty && !plan.identifiers.isEmpty)
        #expect(plan.differences.contains { $0.taken != nil })
        #expect(try tree(report.json) == tree(StableJSON.text(report)))
        #expect(StableJSON.value(MergeReport.self, report.json) == report)
    }

    private func tree(_ json: String) throws -> NSDictionary? {
        try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary
    }
}
