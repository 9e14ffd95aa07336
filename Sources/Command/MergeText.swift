import Operations
import Records
import Storage

/// The preview of a merge as text.
struct MergeText {
    let plan: MergePlan
    let json: MergeJSON
    /// Whether the command that carries it out is shown at the end.
    var ends = true

    func print() {
        cards()
        Output.line()
        veil()
        for source in plan.sources { moves(source) }
        numbers()
        differences()
        collisions()
        warnings()
    }

    /// That there can be what is not seen; the same whether there is any of it or not.
    func veil() {
        if plan.hidden == nil { return }
        Output.line(
            "Fields and rows that this role does not see are neither shown nor counted here, "
                + "whether there are any or not. What counts of them is not chosen: the SIS's "
                + "word, or the only one that there is, or the target's; rows go over to the "
                + "target.")
        Output.line()
    }

    /// What a card shows. Source: `docs/merging.md`.
    private static let cardFields = [
        "lastName", "firstName", "birthDate", "grade", "gender", "caseManager", "site", "city",
    ]

    private func cards() {
        let all = [plan.target] + plan.sources
        var table = TextTable(
            ["", "Target"] + plan.sources.indices.map { _ in "Source" })
        table.add(["Student ID"] + all.map(\.studentID))
        table.add(["Integration ID"] + all.map { $0.integrationID ?? "none" })
        for name in Self.cardFields {
            let values = all.map { $0.value(name) }
            if values.contains(where: { !$0.isEmpty }) {
                table.add([StudentField.named(name)?.label ?? name] + values)
            }
        }
        table.print()
    }

    private func moves(_ source: MergeSubject) {
        func line(_ kind: MergeRow.Kind, _ one: String, _ many: String, always: Bool = false) {
            let count = plan.moved(kind, from: source)
            if plan.hidden?.contains(kind.rawValue) == true { return }
            if count == 0, !always { return }
            let what = count == 0 ? "No \(many)" : count == 1 ? "1 \(one)" : "\(count) \(many)"
            Output.line("\(what) will be merged.")
        }
        if plan.sources.count > 1 {
            Output.line(Output.harmless("From \(source.studentID):"))
        }
        line(.document, "document", "documents", always: true)
        line(.event, "event", "events", always: true)
        line(.programEnrollment, "program enrollment", "program enrollments", always: true)
        line(.enrollment, "enrollment", "enrollments")
        line(.learningPlan, "learning plan", "learning plans")
        Output.line(
            Output.harmless(
                "The source profile \(source.studentID) will be retired. Nothing is deleted; its "
                    + "IDs lead to \(plan.target.studentID)."))
    }

    func numbers() {
        for number in json.identifiers where number.becomes == "adopted" {
            Output.line(
                Output.harmless(
                    "\(number.system) \(number.value) becomes the target's own number."))
        }
        for number in plan.outdone {
            Output.line(
                Output.harmless(
                    "\(number.system) \(number.value) gives way to it, and still leads to the "
                        + "target."))
        }
        if let source = plan.linkedSource {
            Output.line(
                Output.harmless(
                    "The link to SIS student \(source.integrationID ?? "") goes over to the "
                        + "target."))
        }
    }

    func differences() {
        let count = plan.differences.count
        Output.line(
            count == 0
                ? "No field differences found."
                : "\(count) field difference\(count == 1 ? "" : "s") found:")
        if count == 0 { return }
        Output.line()
        var table = TextTable(["Field", "", "Target", "Source", "Taken"])
        for difference in json.differences {
            let sources = difference.sources.map {
                Self.shown($0.value, $0.origin)
                    + (plan.sources.count > 1 ? " [\($0.student)]" : "")
            }
            table.add([
                difference.field, difference.label,
                Self.shown(difference.target, difference.targetOrigin),
                sources.joined(separator: " / "),
                difference.choice == "choose"
                    ? "CHOOSE" : difference.choice + (difference.settled ? " (SIS)" : ""),
            ])
        }
        table.print()
        Output.line()
    }

    private static func shown(_ value: String, _ origin: MergeJSON.Origin) -> String {
        let day = origin.at.map { ", \($0.prefix(10))" } ?? ""
        return value.isEmpty ? "(blank)" : "\(value) (\(origin.from)\(day))"
    }

    private func collisions() {
        if plan.collisions.isEmpty { return }
        Output.line("Rows that meet others:")
        Output.line()
        var table = TextTable(["", "Alike", "Target", "Source", "What happens"])
        for collision in json.collisions {
            table.add([
                collision.id, collision.relation, collision.target.joined(separator: " / "),
                collision.source,
                collision.action == "decide"
                    ? "CHOOSE " + collision.options.joined(separator: "|") : collision.action,
            ])
        }
        table.print()
        Output.line()
    }

    private func warnings() {
        for found in plan.guards {
            let what = found.severity == .stop ? "STOP" : "CONFIRM"
            Output.line("\(what) \(found.code.rawValue): \(Output.harmless(found.message))")
        }
        for refused in plan.refusedChoices {
            Output.line("The choice for \(Output.harmless(refused.name)) does not hold.")
        }
        if !ends || plan.guards.contains(where: { $0.severity == .stop }) { return }
        let ids = (plan.sources + [plan.target]).map(\.studentID).joined(separator: " ")
        let more =
            plan.undecided.map { name in
                " --take \(name)=" + plan.options(for: name).joined(separator: "|")
            }
            + plan.guards.map { " --confirm \($0.code.rawValue)" }
        Output.line(
            Output.harmless(
                "To merge: homeroom merge apply \(ids)\(more.joined()) --reason TEXT"))
    }
}
