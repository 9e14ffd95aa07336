import Records
import Storage

/// The plans of change sets that say something of the class, with what is left of them.
struct DoomedPlans {
    private(set) var left: [Int: String] = [:]
    private let destruction: Destruction
    private let names: Set<String>

    init(_ destruction: Destruction, _ reader: any Reader) throws {
        self.destruction = destruction
        names = try reader.numbersNaming(destruction.family, sis: destruction.sis)
        for change in try reader.changes(about: destruction.family) where change.plan != "{}" {
            look(at: change)
        }
        for number in try reader.undosAboutNobody() {
            if let change = try reader.changeSet(number) { look(atUndoOfMany: change) }
        }
        // What was decided about a held row: its plan is the row and the record it nearly matched.
        for number in destruction.imports.decisions { left[number] = "{}" }
    }

    private mutating func look(at change: ChangeSetRecord) {
        if let report = StableJSON.value(MergeReport.self, change.plan) {
            let less = MergeReport(
                plan: report.plan.destroying(destruction.destroyed, programs: destruction.programs),
                after: report.after.destroying(
                    destruction.destroyed, programs: destruction.programs))
            if less != report { left[change.id] = less.json }
        } else if let report = StableJSON.value(Undo.Report.self, change.plan) {
            // What went back and what did not, row by row, with the values.
            var less = report
            (less.left, less.edited, less.added, less.notes) = ([], [], [], [])
            if less != report { left[change.id] = StableJSON.text(less) }
        }
    }

    private mutating func look(atUndoOfMany change: ChangeSetRecord) {
        guard let report = StableJSON.value(Undo.Report.self, change.plan) else { return }
        var less = report
        less.left.removeAll { names($0.row) }
        less.edited.removeAll { names($0.row) }
        less.added.removeAll { names($0.row) }
        less.notes.removeAll(where: names)
        if less != report { left[change.id] = StableJSON.text(less) }
    }

    /// Whether a sentence names the student by any number.
    private func names(_ text: String) -> Bool {
        text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.contains {
            names.contains(String($0))
        }
    }
}
