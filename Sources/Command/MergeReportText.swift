import Operations
import Records
import Storage

/// The report of a merge as text, for reading or printing.
struct MergeReportText {
    let record: ChangeSetRecord
    let report: MergeReport
    let decided: MergeText

    init(_ shown: ShowMerge.Shown) {
        record = shown.record
        report = shown.report
        decided = MergeText(
            plan: shown.report.plan, json: MergeJSON(shown.report.plan, shown.origins))
    }

    func print() {
        Output.line("Merge of student profiles")
        Output.line("Change set \(record.id), \(record.at), by \(Output.harmless(record.actor))")
        Output.line("Reason: " + Output.harmless(record.reason))
        if let undone = record.undoneBy { Output.line("Undone by change set \(undone).") }
        Output.line()
        for source in report.plan.sources { subject("Source before", source) }
        subject("Target before", report.plan.target)
        subject("Target after", report.after)
        Output.line("What was decided")
        Output.line()
        decided.veil()
        decided.numbers()
        decided.differences()
        rows()
        for found in report.plan.guards where found.severity == .confirm {
            Output.line("Confirmed: " + Output.harmless(found.message))
        }
        Output.line("Confidential student record.")
    }

    private func subject(_ title: String, _ subject: MergeSubject) {
        Output.line(Output.harmless("\(title): \(subject.studentID)"))
        var table = TextTable(["", ""])
        if let integration = subject.integrationID { table.add(["  Integration ID", integration]) }
        for (system, number) in subject.sisNumbers.sorted(by: { $0.key < $1.key }) {
            table.add(["  \(system)", "\(number) (of the SIS)"])
        }
        for number in subject.identifiers {
            table.add(["  \(number.system)", "\(number.value) (\(number.status))"])
        }
        for field in StudentField.all {
            let value = subject.values[field].value
            if !value.isEmpty { table.add(["  \(field.label)", value]) }
        }
        for row in subject.rows { table.add(["  \(row.kind.rawValue)", row.words]) }
        table.print()
        Output.line()
    }

    /// What became of the rows that met others.
    private func rows() {
        if report.plan.collisions.isEmpty { return }
        Output.line("Rows that met others:")
        Output.line()
        var table = TextTable(["", "Source's", "Target's", "What happened"])
        for collision in report.plan.collisions {
            table.add([
                collision.kind.rawValue, collision.sourceWords,
                collision.targetWords.joined(separator: " / "), collision.result,
            ])
        }
        table.print()
        Output.line()
    }
}

extension MergeCollision {
    /// What became of the two, in words.
    fileprivate var result: String {
        let isPlan = kind == .learningPlan
        return switch (action, relation) {
        case (.moved, _): options.isEmpty ? "both kept" : "both kept, as chosen"
        case (.dropped, .identical): "the source's dropped: the target's says the same"
        case (.dropped, _) where options.isEmpty: "the source's dropped: the target's counts"
        case (.dropped, _):
            "the target's chosen; the source's " + (isPlan ? "superseded" : "dropped")
        case (.replaces, _):
            "the source's chosen; the target's " + (isPlan ? "superseded" : "dropped")
        case (.decide, _): "not decided"
        }
    }
}
