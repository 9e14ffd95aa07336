/// What linking a student by hand would do: shown before, carried out the same.
public struct LinkPlan: Codable, Equatable, Sendable {
    /// Something that speaks against it, and that a person has to confirm by its code.
    public enum Contradiction: String, Codable, CaseIterable, Sendable {
        case nameDiffers = "link.name-differs"
        case birthDateDiffers = "link.birth-date-differs"
        case stateIDDiffers = "link.state-id-differs"
        case otherIDDiffers = "link.other-id-differs"
        /// Somebody decided that these two are not one person.
        case decidedAgainst = "link.decided-against"

        /// In one sentence.
        public var sentence: String {
            switch self {
            case .nameDiffers: "The names differ."
            case .birthDateDiffers: "The birth dates differ."
            case .stateIDDiffers: "The state IDs differ."
            case .otherIDDiffers: "The other IDs differ."
            case .decidedAgainst: "Somebody decided that these two are not one person."
            }
        }
    }

    /// A field that will say what the SIS says.
    public struct Change: Codable, Equatable, Sendable {
        /// The field's name; see `StudentField`.
        public let field: String
        public let from: String
        public let to: String
    }

    /// The visible ID of the student.
    public let studentID: String
    /// Of the SIS student; nil where none has the number yet, and the student waits.
    public let integrationID: String?
    public let score: Double
    public let evidence: [String]
    public let contradictions: [Contradiction]
    public let changes: [Change]
    /// Numbers that are entered on the student, by their system.
    public let enters: [String: String]

    /// The plan of linking `student` to the SIS student `found`.
    public init(
        studentID: String, _ student: PersonDescription, to found: PersonDescription,
        integrationID: String, isDecidedAgainst: Bool, enters: [String: String]
    ) {
        let likeness = Likeness(student, found)
        self.studentID = studentID
        self.integrationID = integrationID
        score = likeness.score
        evidence = likeness.evidence
        var against: [Contradiction] = []
        if likeness.names < .agree { against.append(.nameDiffers) }
        if let one = student.birthDate, let other = found.birthDate, one != other {
            against.append(.birthDateDiffers)
        }
        if likeness.stateIDs == .differ { against.append(.stateIDDiffers) }
        if likeness.otherIDs == .differ { against.append(.otherIDDiffers) }
        if isDecidedAgainst { against.append(.decidedAgainst) }
        contradictions = against
        changes = Self.changes(student, found)
        self.enters = enters
    }

    /// The plan of entering a number that no SIS student holds yet.
    public init(waiting studentID: String, enters: [String: String]) {
        self.studentID = studentID
        integrationID = nil
        score = 0
        evidence = []
        contradictions = []
        changes = []
        self.enters = enters
    }

    private static func changes(
        _ student: PersonDescription, _ found: PersonDescription
    ) -> [Change] {
        let pairs: [(String, String, String)] = [
            ("lastName", student.lastName, found.lastName),
            ("firstName", student.firstName, found.firstName),
            ("middleName", student.middleName, found.middleName),
            (
                "birthDate", student.birthDate?.description ?? "",
                found.birthDate?.description ?? ""
            ),
            ("gender", student.gender, found.gender), ("grade", student.grade, found.grade),
            ("site", student.site.map(String.init) ?? "", found.site.map(String.init) ?? ""),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { Change(field: $0.0, from: $0.1, to: $0.2) }
    }

    /// What is still to be confirmed, when `codes` are.
    public func unconfirmed(_ codes: Set<String>) -> [Contradiction] {
        contradictions.filter { !codes.contains($0.rawValue) }
    }
}
