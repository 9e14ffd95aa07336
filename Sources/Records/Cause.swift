/// Why a profile is not integrated, the most urgent first. Source: the causes that districts
/// report; `docs/causes.md`.
public enum Cause: String, CaseIterable, Codable, Sendable {
    case provisionalID, aleSameDay, aleIncomingKindergarten, envelopeBeforeEnrollment
    case noShow, migratedInactive, addedManually

    /// How the record of a student came about, as far as it tells the cause.
    public struct Facts: Equatable, Sendable {
        /// Where the profile came from: `ale`, `sisImport`, or the cause that was given when it
        /// was made.
        public var origin: String
        /// `active`, `inactive` or `noShow`.
        public var status: String
        /// A Grade Level ID, or a code of OneRoster.
        public var grade: String
        public var holdsProvisionalID: Bool

        public init(
            origin: String, status: String = "active", grade: String = "",
            holdsProvisionalID: Bool = false
        ) {
            self.origin = origin
            self.status = status
            self.grade = grade
            self.holdsProvisionalID = holdsProvisionalID
        }

        fileprivate var isThroughALE: Bool {
            [Cause.aleOrigin, Cause.aleSameDay.rawValue].contains(origin)
        }
    }

    /// The origin of a student who was made through ALE.
    public static let aleOrigin = "ale"

    /// All origins of students who were made for ALE.
    public static let aleOrigins: Set<String> = [
        aleOrigin, aleSameDay.rawValue, aleIncomingKindergarten.rawValue,
    ]

    /// Grades before the first: kindergarten, preschool, transitional kindergarten. Source: the
    /// Grade Level IDs of studemo.txt and the grades of the Common Education Data Standards.
    private static let earlyGrades: Set<String> = [
        "1", "15", "17", "18", "K", "KG", "PK", "TK", "PR", "IT",
    ]

    /// The cause of a student that nothing links, or who has a stand-in for a state ID. What
    /// presses most comes first: a stand-in, then a student who did not come.
    public static func derive(_ facts: Facts) -> Cause {
        if facts.holdsProvisionalID { return .provisionalID }
        if facts.status == Cause.noShow.rawValue { return .noShow }
        if facts.isThroughALE {
            return earlyGrades.contains(facts.grade.uppercased())
                ? .aleIncomingKindergarten : .aleSameDay
        }
        return Cause(rawValue: facts.origin) ?? .addedManually
    }

    /// The origin of a profile that was made from the General Student Table.
    public static let rosterOrigin = "sisImport"

    /// What to do next for the student with this ID, in words and with the command.
    ///
    /// - Parameters:
    ///   - hasStateID: whether the student has a state ID that is no stand-in.
    ///   - isFromRoster: whether the profile was made from the General Student Table, and then
    ///     unlinked: the SIS has the child.
    public func nextStep(
        for student: String, hasStateID: Bool = false, isFromRoster: Bool = false
    ) -> String {
        switch self {
        case .provisionalID where hasStateID:
            "The state ID is there; the student links by it as soon as the SIS has the child. To "
                + "look who it can be: homeroom student candidates \(student)"
        case .provisionalID:
            "Tell the SIS data manager at once to request a state ID. Then enter it: "
                + "homeroom student edit \(student) --state-id NUMBER"
        case .aleSameDay, .aleIncomingKindergarten, .envelopeBeforeEnrollment:
            waitingStep(for: student, hasStateID: hasStateID)
        case .noShow:
            "Enroll the student again in the SIS and import the roster. Then find the student "
                + "there: homeroom student candidates \(student)"
        case .addedManually where isFromRoster, .migratedInactive:
            "Find the student in the General Student Table: homeroom student candidates \(student)"
        case .addedManually:
            "Enroll the student in the SIS and import the roster. Then find the student there: "
                + "homeroom student candidates \(student)"
        }
    }

    /// The next step where the SIS will have the student by itself.
    private func waitingStep(for student: String, hasStateID: Bool) -> String {
        if hasStateID {
            return "Wait for the roster: the student links by the state ID. To look who it can be: "
                + "homeroom student candidates \(student)"
        }
        return switch self {
        case .aleSameDay:
            "Enter the state ID or other ID; the student links with the next roster: "
                + "homeroom student link \(student) --state-id NUMBER"
        case .aleIncomingKindergarten:
            "Enter the number once the SIS has the child; then it links by itself: "
                + "homeroom student link \(student) --other-id NUMBER"
        default:
            "Wait until the SIS enrollment is complete; the student links by the state ID. To "
                + "enter one: homeroom student link \(student) --state-id NUMBER"
        }
    }
}
