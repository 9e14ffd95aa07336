/// A document of a student. Its content is kept apart, each content once.
public struct Document: Equatable, Sendable {
    /// How far it is.
    public enum Status: String, Codable, Sendable, CaseIterable { case draft, review, final }

    /// The most bytes that a document has: 50 MiB.
    public static let mostBytes = 50 << 20

    public var id: Int
    /// Our number of the student.
    public var student: Int
    public var title: String
    public var category: String
    public var schoolYear: SchoolYear
    public var status: Status
    /// The name of the file that it came as, without its folders.
    public var fileName: String
    /// The number of the content.
    public var content: Int
    /// UTC, ISO 8601.
    public var addedAt: String

    public init(
        id: Int, student: Int, title: String, category: String, schoolYear: SchoolYear,
        status: Status, fileName: String, content: Int, addedAt: String
    ) {
        self.id = id
        self.student = student
        self.title = title
        self.category = category
        self.schoolYear = schoolYear
        self.status = status
        self.fileName = fileName
        self.content = content
        self.addedAt = addedAt
    }
}

/// Something that happened, or will happen, with a student: an eligibility meeting, a referral.
public struct StudentEvent: Equatable, Sendable {
    public var id: Int
    /// Our number of the student.
    public var student: Int
    public var kind: String
    public var day: CalendarDate
    public var note: String
    /// UTC, ISO 8601.
    public var addedAt: String

    public init(
        id: Int, student: Int, kind: String, day: CalendarDate, note: String, addedAt: String
    ) {
        self.id = id
        self.student = student
        self.kind = kind
        self.day = day
        self.note = note
        self.addedAt = addedAt
    }
}

/// An enrollment at a school, of a student whom the SIS does not know.
public struct OwnEnrollment: Equatable, Sendable {
    public var id: Int
    /// Our number of the student.
    public var student: Int
    public var site: Int
    public var start: CalendarDate
    /// The last day; nil while it is open.
    public var end: CalendarDate?
    public var schoolYear: SchoolYear
    public var grade: String
    public var isPrimary: Bool
    public var entryCode: String
    public var exitCode: String
    /// UTC, ISO 8601.
    public var addedAt: String

    public init(
        id: Int, student: Int, site: Int, start: CalendarDate, end: CalendarDate? = nil,
        schoolYear: SchoolYear, grade: String = "", isPrimary: Bool = true,
        entryCode: String = "", exitCode: String = "", addedAt: String
    ) {
        self.id = id
        self.student = student
        self.site = site
        self.start = start
        self.end = end
        self.schoolYear = schoolYear
        self.grade = grade
        self.isPrimary = isPrimary
        self.entryCode = entryCode
        self.exitCode = exitCode
        self.addedAt = addedAt
    }
}

extension SchoolYear {
    /// Reads `YYYY-YYYY` of two years in a row; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 4 }), let start = Int(parts[0]),
            let end = Int(parts[1]), end == start + 1, DateCell.years.contains(start)
        else { return nil }
        self.init(start: start)
    }
}
