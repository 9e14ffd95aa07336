/// A student as a merge sees it: what is said of it, its numbers, and what hangs on it.
public struct MergeSubject: Codable, Equatable, Sendable {
    /// Our number of the student.
    public var id: Int
    /// The visible student ID.
    public var studentID: String
    public var status: String
    /// Goes up with every write of the profile.
    public var revision: Int
    /// Our number of the SIS student that it is linked to.
    public var sisStudent: Int?
    public var integrationID: String?
    public var values: StudentValues
    public var identifiers: [MergeIdentifier]
    /// The numbers that the SIS gives a linked student, by system; blank ones are left out.
    public var sisNumbers: [String: String]
    public var rows: [MergeRow]

    public init(
        id: Int, studentID: String, status: String = "active", revision: Int = 1,
        sisStudent: Int? = nil, integrationID: String? = nil,
        values: StudentValues = StudentValues(), identifiers: [MergeIdentifier] = [],
        sisNumbers: [String: String] = [:], rows: [MergeRow] = []
    ) {
        self.id = id
        self.studentID = studentID
        self.status = status
        self.revision = revision
        self.sisStudent = sisStudent
        self.integrationID = integrationID
        self.values = values
        self.identifiers = identifiers
        self.sisNumbers = sisNumbers
        self.rows = rows
    }

    /// What a field shows, by its name.
    public func value(_ name: String) -> String {
        StudentField.named(name).map { values[$0].value } ?? ""
    }

    /// The number of `system` that counts: the SIS's, or else the active one of the profile.
    public func activeNumber(_ system: String) -> String? {
        sisNumbers[system]
            ?? identifiers.first { $0.system == system && $0.status == "active" }?.value
    }

    /// The rows of one kind.
    public func rows(of kind: MergeRow.Kind) -> [MergeRow] { rows.filter { $0.kind == kind } }
}

/// A number by which a student is known.
public struct MergeIdentifier: Codable, Equatable, Hashable, Sendable {
    /// `stateID`, `otherID` or `studentID`.
    public var system: String
    public var value: String
    /// `active`, `provisional` or `retired`.
    public var status: String

    public init(system: String, value: String, status: String) {
        self.system = system
        self.value = value
        self.status = status
    }
}

/// Something that hangs on a student and moves with it.
public struct MergeRow: Codable, Equatable, Sendable {
    /// What it is.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        case document, event, programEnrollment, programDecision, enrollment, learningPlan
        /// Of the SIS: moves with the link, not by itself.
        case sisEnrollment
    }

    public var kind: Kind
    /// What tells it from other rows of its kind, the student apart.
    public var key: String
    /// In words, for people.
    public var words: String
    /// All that it says: two rows that say the same are identical.
    public var content: String
    /// Rows of one group collide where their days overlap; documents, where they have the same
    /// bytes.
    public var group: String
    /// First and last day, as day numbers; an open span has no last day.
    public var start: Int32?
    public var end: Int32?
    /// Whether it is an enrollment that counts as the student's main one.
    public var isPrimary: Bool

    public init(
        kind: Kind, key: String, words: String = "", content: String = "", group: String = "",
        start: Int32? = nil, end: Int32? = nil, isPrimary: Bool = false
    ) {
        self.kind = kind
        self.key = key
        self.words = words
        self.content = content
        self.group = group
        self.start = start
        self.end = end
        self.isPrimary = isPrimary
    }

    /// Whether both have days in common. End dates are inclusive.
    func overlaps(_ other: MergeRow) -> Bool {
        guard let start, let otherStart = other.start else { return false }
        return start <= other.end ?? .max && otherStart <= end ?? .max
    }
}
