import Records

/// A student made by hand, before the SIS knew them.
public struct DemoProvisional: Equatable, Sendable {
    public let first: String
    public let last: String
    public let stateID: String?
    /// The district's own student number, which is the Import Student ID of studemo.txt.
    public let otherID: String?
    public let birthDate: CalendarDate?
    /// A Grade Level ID: 1 is kindergarten, 13 is grade 12.
    public let grade: Int
    /// A Site ID, as text.
    public let site: String
    /// Why the student is not integrated: `addedManually`, `envelopeBeforeEnrollment`,
    /// `migratedInactive`, `noShow`, `provisionalID`, `aleSameDay` or `aleIncomingKindergarten`.
    public let cause: String
}
