/// Whether an unlinked student may be linked to a SIS student without a person looking at it.
///
/// Link, never guess: only where each number of the student that the roster knows is held by
/// exactly one SIS student, the same one, and nothing contradicts it.
/// Source of the rule: `docs/import-layouts/studemo.md`, "Linking".
public enum LinkRule {
    /// The student to be linked.
    public struct Subject: Equatable, Sendable {
        public var lastName: String
        public var firstName: String
        public var birthDate: CalendarDate?
        /// Empty where unknown.
        public var stateID: String
        public var otherID: String
        /// Whether `stateID` is a stand-in, which another state ID does not contradict.
        public var stateIDIsProvisional = false

        public init(
            lastName: String, firstName: String, birthDate: CalendarDate? = nil,
            stateID: String = "", otherID: String = ""
        ) {
            self.lastName = lastName
            self.firstName = firstName
            self.birthDate = birthDate
            self.stateID = stateID
            self.otherID = otherID
        }
    }

    /// A SIS student that holds one of the numbers.
    public struct Candidate: Equatable, Sendable {
        public var id: Int
        public var importID: String
        public var stateID: String
        public var otherID: String
        public var lastName: String
        public var firstName: String
        public var akaLastName: String
        public var akaFirstName: String
        public var birthDate: CalendarDate?
        /// Whether a student is linked to it already.
        public var hasProfile: Bool
        /// Whether `stateID` is a stand-in.
        public var stateIDIsProvisional = false

        public init(
            id: Int, importID: String, stateID: String = "", otherID: String = "",
            lastName: String, firstName: String, akaLastName: String = "",
            akaFirstName: String = "", birthDate: CalendarDate? = nil, hasProfile: Bool = false
        ) {
            self.id = id
            self.importID = importID
            self.stateID = stateID
            self.otherID = otherID
            self.lastName = lastName
            self.firstName = firstName
            self.akaLastName = akaLastName
            self.akaFirstName = akaFirstName
            self.birthDate = birthDate
            self.hasProfile = hasProfile
        }

        /// Whether `number` is this SIS student's own number in the district.
        public func holdsOtherID(_ number: String) -> Bool {
            importID == number || otherID == number
        }
    }

    /// Which number led to the SIS student.
    public enum Evidence: String, Codable, Sendable {
        case stateID = "State ID"
        case otherID = "Other ID"
        case both = "State ID and Other ID"
    }

    /// Why a machine does not link, in order of precedence.
    public enum Refusal: String, Codable, Sendable {
        /// More than one SIS student holds one of the numbers.
        case severalHolders
        /// The numbers lead to different SIS students.
        case idsDisagree
        case nameContradicts
        case birthDateContradicts
        /// One SIS student is found and fits, but has another number in place of one.
        case idDiffers
        /// The SIS student has a profile: a merge is to be proposed.
        case alreadyLinked
        /// Another unlinked student would be linked to the same SIS student.
        case severalStudents

        /// The reason in words.
        public var sentence: String {
            switch self {
            case .severalHolders: "More than one SIS student holds the number."
            case .idsDisagree: "State ID and Other ID point at different SIS students."
            case .nameContradicts: "The names differ."
            case .birthDateContradicts: "The birth dates differ."
            case .idDiffers: "The SIS student has another number."
            case .alreadyLinked:
                "The SIS student has a profile already; the two may have to be merged."
            case .severalStudents:
                "Another unlinked student has a number of the same SIS student."
            }
        }
    }

    /// What becomes of a student.
    public enum Decision: Equatable, Sendable {
        case link(Candidate, Evidence)
        case refuse(Refusal)
        /// No SIS student holds any of the numbers.
        case none
    }

    /// Decides for one student, among all SIS students that hold one of the numbers.
    public static func decide(_ subject: Subject, among candidates: [Candidate]) -> Decision {
        let byStateID = candidates.filter {
            !subject.stateID.isEmpty && $0.stateID == subject.stateID
        }
        let byOtherID = candidates.filter {
            !subject.otherID.isEmpty && $0.holdsOtherID(subject.otherID)
        }
        guard byStateID.count <= 1, byOtherID.count <= 1 else { return .refuse(.severalHolders) }
        guard let found = byStateID.first ?? byOtherID.first else { return .none }
        if let other = byOtherID.first, other.id != found.id { return .refuse(.idsDisagree) }
        if !agreesInName(subject, found) { return .refuse(.nameContradicts) }
        if let one = subject.birthDate, let other = found.birthDate, one != other {
            return .refuse(.birthDateContradicts)
        }
        if contradictsNumbers(subject, found) { return .refuse(.idDiffers) }
        if found.hasProfile { return .refuse(.alreadyLinked) }
        let evidence: Evidence =
            byStateID.isEmpty ? .otherID : byOtherID.isEmpty ? .stateID : .both
        return .link(found, evidence)
    }

    /// Whether the SIS student has another number where the student has one.
    ///
    /// The Import Student ID need not be the district's own number, so it alone contradicts
    /// nothing.
    private static func contradictsNumbers(_ subject: Subject, _ found: Candidate) -> Bool {
        let stateIDDiffers =
            !subject.stateID.isEmpty && !found.stateID.isEmpty
            && subject.stateID != found.stateID
            && !subject.stateIDIsProvisional && !found.stateIDIsProvisional
        let otherIDDiffers =
            !subject.otherID.isEmpty && !found.otherID.isEmpty
            && !found.holdsOtherID(subject.otherID)
        return stateIDDiffers || otherIDDiffers
    }

    private static func agreesInName(_ subject: Subject, _ found: Candidate) -> Bool {
        let agrees = { (last: String, first: String) in
            NameAgreement.agree(
                last: subject.lastName, first: subject.firstName, otherLast: last,
                otherFirst: first)
        }
        if agrees(found.lastName, found.firstName) { return true }
        if found.akaLastName.isEmpty, found.akaFirstName.isEmpty { return false }
        return agrees(
            found.akaLastName.isEmpty ? found.lastName : found.akaLastName,
            found.akaFirstName.isEmpty ? found.firstName : found.akaFirstName)
    }
}
