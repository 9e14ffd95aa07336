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

    /// Refuses a plan that is not that which was looked at.
    static func require(_ plan: MergePlan, like preview: MergePlan) throws {
        if preview.target == plan.target, preview.sources == plan.sources { return }
        throw MergeStale(looked: preview, now: plan)
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
                    + plan.undecided.map { "--take \($0)=target|source" }.joined(separator: " ")
                    + ".")
        }
    }
}

extension MergeGuard.Code {
    /// What to do about one that stops.
    fileprivate var remedy: String {
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
