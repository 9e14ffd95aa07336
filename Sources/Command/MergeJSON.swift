import Operations
import Records
import Storage

/// The preview of a merge as JSON, with stable keys.
struct MergeJSON: Encodable {
    /// Where a value comes from.
    struct Origin: Encodable {
        /// `SIS` or `profile`.
        let from: String
        /// UTC, ISO 8601; when it was written last.
        let at: String?
        let actor: String?
    }

    struct Card: Encodable {
        let studentID: String
        let integrationID: String?
        let stateID: String?
        let otherID: String?
        let status: String
        let fields: [String: String]
        let documents: Int
        let events: Int
        let programs: Int
        let plans: Int
        let enrollments: Int
    }

    struct Offer: Encodable {
        let student: String
        let value: String
        let origin: Origin
    }

    struct Difference: Encodable {
        let field: String
        let label: String
        let owner: String
        let target: String
        let targetOrigin: Origin
        let source: String
        let sourceOrigin: Origin
        let sources: [Offer]
        let `default`: String
        let choice: String
        let settled: Bool
    }

    struct Number: Encodable {
        let student: String
        let system: String
        let value: String
        let becomes: String
    }

    struct Collision: Encodable {
        let id: String
        let kind: String
        let relation: String
        let source: String
        let target: [String]
        let action: String
        let options: [String]
    }

    struct Refused: Encodable {
        let name: String
        let reason: String
    }

    let target: String
    let sources: [String]
    let targetCard: Card
    let sourceCards: [Card]
    let documents: Int
    let events: Int
    let programs: Int
    let plans: Int
    let enrollments: Int
    let differences: [Difference]
    let identifiers: [Number]
    let collisions: [Collision]
    let guards: [MergeGuard]
    let undecided: [String]
    let refusedChoices: [Refused]

    init(_ plan: MergePlan, _ origins: [Int: ChangeSetRecord]) {
        target = plan.target.studentID
        sources = plan.sources.map(\.studentID)
        targetCard = Card(plan.target)
        sourceCards = plan.sources.map(Card.init)
        documents = plan.moved(.document)
        events = plan.moved(.event)
        programs = plan.moved(.programEnrollment)
        plans = plan.moved(.learningPlan)
        enrollments = plan.moved(.enrollment)
        differences = plan.differences.map { Difference($0, origins) }
        let names = Dictionary(plan.sources.map { ($0.id, $0.studentID) }) { $1 }
        identifiers = plan.identifiers.map {
            Number(
                student: names[$0.source] ?? "", system: $0.number.system,
                value: $0.number.value, becomes: $0.fate.rawValue)
        }
        collisions = plan.collisions.map {
            Collision(
                id: $0.id, kind: $0.kind.rawValue, relation: $0.relation.rawValue,
                source: $0.sourceWords, target: $0.targetWords, action: $0.action.rawValue,
                options: $0.options)
        }
        guards = plan.guards
        undecided = plan.undecided
        refusedChoices = plan.refusedChoices.map {
            Refused(name: $0.name, reason: $0.reason.rawValue)
        }
    }
}

extension MergeJSON.Origin {
    init(_ value: FieldValue, isFromSIS: Bool, _ origins: [Int: ChangeSetRecord]) {
        let record = origins[value.changeSet]
        self.init(
            from: isFromSIS ? "SIS" : "profile", at: record?.at, actor: record?.actor)
    }
}

extension MergeJSON.Card {
    init(_ subject: MergeSubject) {
        self.init(
            studentID: subject.studentID, integrationID: subject.integrationID,
            stateID: subject.activeNumber("stateID"), otherID: subject.activeNumber("otherID"),
            status: subject.status, fields: subject.values.shown,
            documents: subject.rows(of: .document).count, events: subject.rows(of: .event).count,
            programs: subject.rows(of: .programEnrollment).count,
            plans: subject.rows(of: .learningPlan).count,
            enrollments: subject.rows(of: .enrollment).count)
    }
}

extension MergeJSON.Difference {
    init(_ difference: MergeDifference, _ origins: [Int: ChangeSetRecord]) {
        let offer = difference.offer
        self.init(
            field: difference.field,
            label: StudentField.named(difference.field)?.label ?? difference.field,
            owner: difference.owner.rawValue, target: difference.target.value,
            targetOrigin: MergeJSON.Origin(
                difference.target, isFromSIS: difference.targetIsFromSIS, origins),
            source: offer?.value.value ?? "",
            sourceOrigin: MergeJSON.Origin(
                offer?.value ?? FieldValue(), isFromSIS: offer?.isFromSIS ?? false, origins),
            sources: difference.offers.map {
                MergeJSON.Offer(
                    student: $0.studentID, value: $0.value.value,
                    origin: MergeJSON.Origin($0.value, isFromSIS: $0.isFromSIS, origins))
            },
            default: difference.standard.rawValue, choice: difference.choice.rawValue,
            settled: difference.isSettled)
    }
}

/// The report of a merge as JSON.
struct MergeReportJSON: Encodable {
    let changeSet: Int
    let at: String
    let actor: String
    let reason: String
    let undoneBy: Int?
    let before: MergeJSON
    let after: MergeJSON.Card

    init(_ shown: ShowMerge.Shown) {
        let (record, report) = (shown.record, shown.report)
        changeSet = record.id
        at = record.at
        actor = record.actor
        reason = record.reason
        undoneBy = record.undoneBy
        before = MergeJSON(report.plan, shown.origins)
        after = MergeJSON.Card(report.after)
    }
}
