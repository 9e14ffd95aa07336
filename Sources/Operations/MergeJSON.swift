import Records
import Storage

/// The preview of a merge as JSON, with stable keys.
public struct MergeJSON: Encodable, Sendable {
    /// Where a value comes from.
    public struct Origin: Encodable, Sendable {
        /// `SIS` or `profile`.
        public let from: String
        /// UTC, ISO 8601; when it was written last.
        public let at: String?
        public let actor: String?
    }

    public struct Card: Encodable, Sendable {
        public let studentID: String
        public let integrationID: String?
        public let stateID: String?
        public let otherID: String?
        public let status: String
        public let fields: [String: String]
        public let documents: Int
        public let events: Int
        public let programs: Int
        public let plans: Int
        public let enrollments: Int
    }

    public struct Offer: Encodable, Sendable {
        public let student: String
        public let value: String
        public let origin: Origin
    }

    public struct Difference: Encodable, Sendable {
        public let field: String
        public let label: String
        public let owner: String
        public let target: String
        public let targetOrigin: Origin
        public let source: String
        public let sourceOrigin: Origin
        public let sources: [Offer]
        public let `default`: String
        public let choice: String
        public let settled: Bool
    }

    public struct Number: Encodable, Sendable {
        public let student: String
        public let system: String
        public let value: String
        public let becomes: String
    }

    public struct Collision: Encodable, Sendable {
        public let id: String
        public let kind: String
        public let relation: String
        public let source: String
        public let target: [String]
        public let action: String
        public let options: [String]
    }

    public struct Refused: Encodable, Sendable {
        public let name: String
        public let reason: String
    }

    public let target: String
    public let sources: [String]
    public let targetCard: Card
    public let sourceCards: [Card]
    public let documents: Int
    public let events: Int
    public let programs: Int
    public let plans: Int
    public let enrollments: Int
    public let differences: [Difference]
    public let identifiers: [Number]
    public let collisions: [Collision]
    public let guards: [MergeGuard]
    public let undecided: [String]
    public let refusedChoices: [Refused]

    public init(_ plan: MergePlan, _ origins: [Int: ChangeSetRecord]) {
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
public struct MergeReportJSON: Encodable, Sendable {
    public let changeSet: Int
    public let at: String
    public let actor: String
    public let reason: String
    public let undoneBy: Int?
    public let before: MergeJSON
    public let after: MergeJSON.Card

    public init(_ shown: ShowMerge.Shown) {
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
