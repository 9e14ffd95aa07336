/// Why a profile is not integrated. Source: the causes that districts report; `docs/causes.md`.
public enum Cause: String, CaseIterable, Codable, Sendable {
    case provisionalID, aleSameDay, aleIncomingKindergarten, envelopeBeforeEnrollment
    case noShow, migratedInactive, addedManually

    /// What to do next, in words.
    public var nextStep: String {
        switch self {
        case .addedManually: "Enroll the student in the SIS, import the roster, then merge."
        case .envelopeBeforeEnrollment:
            "Wait until the SIS enrollment is complete; the student links by the state ID."
        case .migratedInactive: "Import the student from the General Student Table, then merge."
        case .noShow: "Enroll the student again in the SIS, import the roster, then merge."
        case .provisionalID:
            "Tell the SIS data manager at once to request a state ID; then link."
        case .aleSameDay:
            "Enter the state ID or other ID; the student links with the next roster."
        case .aleIncomingKindergarten:
            "Enter the state ID or other ID once the SIS has the child; then it links by itself."
        }
    }
}
