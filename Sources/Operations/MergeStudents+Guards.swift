import Records
import Storage

// When a merge is refused, and in which words.

extension MergeStudents {
    /// Refuses what was done before: a source that leads to the target by now, by another number.
    static func requireNotMerged(_ request: Request, _ plan: MergePlan) throws {
        for (id, source) in zip(request.sources, plan.sources)
        where source.id == plan.target.id && id != request.target {
            throw OperationError.refused(
                code: "merge.already-merged",
                message: "\(id) and \(request.target) are one student already: "
                    + "\(plan.target.studentID).",
                remedy: "See it with: homeroom student history \(plan.target.studentID).")
        }
    }

    /// Refuses students who are not as they were when they were looked at.
    static func require(
        _ plan: MergePlan, like preview: MergePlan, hiding hidden: [String]
    ) throws {
        // Whoever looked may not have seen all.
        let now = plan.hiding(preview.hidden ?? [])
        if preview.target == now.target, preview.sources == now.sources { return }
        throw MergeStale(looked: preview.hiding(hidden), now: now.hiding(hidden))
    }

    /// The plan with what was chosen when it was looked at.
    ///
    /// - Throws: `merge.choice-differs` where something else was chosen since than what was seen.
    static func plan(
        _ plan: MergePlan, by preview: MergePlan, veiled: [String], _ reader: any Reader
    ) throws -> MergePlan {
        let seen = try self.plan(
            plan.sources, plan.target, preview.choices, veiled: veiled, reader)
        let chosen = try self.plan(
            plan.sources, plan.target, preview.choices.merging(plan.choices) { $1 },
            veiled: veiled, reader)
        if chosen.differences == seen.differences, chosen.collisions == seen.collisions {
            return chosen
        }
        let names = plan.choices.filter { preview.choices[$0.key] != $0.value }.keys.sorted()
        throw OperationError.refused(
            code: "merge.choice-differs",
            message: "The preview was looked at without this choice: "
                + names.joined(separator: ", ") + ".",
            remedy: "Preview again with that choice: homeroom merge preview "
                + plan.sources.map { "\($0.studentID) " }.joined() + plan.target.studentID
                + names.map { " --take \($0)=\(plan.choices[$0] ?? "")" }.joined()
                + " --save FILE.")
    }

    /// Refuses a plan that a guard stops, or that wants a person's word.
    static func requireDecided(_ plan: MergePlan, confirmed: Set<String>) throws {
        if let stop = plan.guards.first(where: { $0.severity == .stop }) {
            throw OperationError.refused(
                code: stop.code.rawValue, message: stop.message, remedy: stop.code.remedy)
        }
        if let refused = plan.refusedChoices.first {
            throw OperationError.refused(
                code: "merge.choice-refused", message: refused.sentence,
                remedy: "See what can be chosen: homeroom merge preview.")
        }
        let open = plan.guards.filter {
            !confirmed.contains($0.code.rawValue) && !confirmed.contains("all")
        }
        if let first = open.first {
            throw OperationError.refused(
                code: first.code.rawValue, message: open.map(\.code.message).joined(separator: " "),
                remedy: "If they are one person all the same: "
                    + open.map { "--confirm \($0.code.rawValue)" }.joined(separator: " ") + ".")
        }
        if !plan.undecided.isEmpty {
            throw OperationError.refused(
                code: "merge.choice-missing",
                message: "To be chosen first: \(plan.undecided.joined(separator: ", ")).",
                remedy: "Choose each: "
                    + plan.undecided.map { name in
                        "--take \(name)=" + plan.options(for: name).joined(separator: "|")
                    }.joined(separator: " ") + ".")
        }
    }
}

extension MergeGuard.Code {
    /// What to do about one that stops.
    var remedy: String {
        switch self {
        case .sameStudent: "Name two different students."
        case .retired: "Its numbers lead to the one it was merged into; merge that one."
        case .differentStateIDs:
            "Find out which state ID is right, and change the wrong one first: homeroom student "
                + "edit ID --state-id N."
        case .differentSISStudents:
            "Have the SIS merge its two records, or take a wrong link off: homeroom student "
                + "unlink ID --reason TEXT."
        case .notTheSame, .differentBirthDates, .twins, .overlappingEnrollments: ""
        }
    }
}

extension RefusedChoice {
    /// In words.
    var sentence: String {
        switch reason {
        case .nothingToChoose: "There is nothing to choose at \(name)."
        case .ownedBySIS:
            "\(StudentField.named(name)?.label ?? name) is the SIS's word. It would come back with "
                + "the next roster; have it changed in the SIS."
        case .unknown: "The choice for \(name) is none of those that there are."
        }
    }
}

extension MergeRow.Kind {
    /// As people know them.
    public var plural: String {
        switch self {
        case .document: "documents"
        case .event: "events"
        case .programEnrollment: "program enrollments"
        case .programDecision: "decisions about held rows"
        case .enrollment: "enrollments"
        case .learningPlan: "learning plans"
        case .sisEnrollment: "enrollments of the SIS"
        }
    }
}
