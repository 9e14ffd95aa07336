import Delimited

/// A student's enrollment at a site, compact: an import holds a million of them.
public struct RosterEnrollment: Equatable, Sendable, BitwiseCopyable {
    /// Our number of the SIS student; 0 where it is not known yet.
    public var student: Int64 = 0
    public var site: Int64 = 0
    /// What is beyond the key, as a number that differs where it differs.
    public var content: UInt64 = 0
    /// Day numbers.
    public var start: Int32 = 0
    /// The last day; `noDay` while it is open.
    public var end = Self.noDay
    /// The number of its Grade Level ID in a table of those met.
    public var grade: Int32 = 0
    /// The year in which the academic year begins; 0 for a blank one.
    public var year: Int16 = 0
    /// Whether it is the primary one for average daily attendance.
    public var isPrimary = false
    /// Whether it stands in the store as missing from the sender's files.
    public var isMissing = false

    public static let noDay = Int32.min

    public init() {}

    /// The academic year as the store writes it.
    public var academicYear: String {
        year == 0 ? "" : SchoolYear(start: Int(year)).description
    }

    /// Whether both have the same key.
    @inlinable
    public func hasKey(of other: RosterEnrollment) -> Bool {
        student == other.student && site == other.site && start == other.start
            && year == other.year
    }

    /// Order by key.
    @inlinable
    public static func isBefore(_ left: RosterEnrollment, _ right: RosterEnrollment) -> Bool {
        if left.student != right.student { return left.student < right.student }
        if left.site != right.site { return left.site < right.site }
        if left.start != right.start { return left.start < right.start }
        return left.year < right.year
    }

    /// Whether `today` lies in it.
    public func isOpen(on today: CalendarDate) -> Bool {
        !isMissing && start <= today.dayNumber && (end == Self.noDay || end >= today.dayNumber)
    }

    /// Whether it tells better than `other` where the student is today: an open one before any
    /// other, of open ones the primary one, otherwise the one with the latest start.
    public func isMoreCurrent(than other: RosterEnrollment, on today: CalendarDate) -> Bool {
        let (open, otherOpen) = (isOpen(on: today), other.isOpen(on: today))
        if open != otherOpen { return open }
        if open, isPrimary != other.isPrimary { return isPrimary }
        if start != other.start { return start > other.start }
        if isPrimary != other.isPrimary { return isPrimary }
        return site < other.site
    }

    /// What an enrollment says beyond its key. `texts` are, in this order: Grade Level ID, Is
    /// Primary ADA, Attendance Program, Exit Code, Session Type, Entry Code.
    @inlinable
    public static func content(end: Int32, texts: (Int) -> Cell) -> UInt64 {
        var sum = end == noDay ? 0 : ContentHash.hash(day: end, seed: 0x51)
        for index in 0..<textCount {
            let cell = texts(index)
            if !cell.isEmpty {
                sum &+= ContentHash.hash(cell, seed: 0xA3 &+ UInt64(index) &* 0x1_0001)
            }
        }
        return sum
    }

    /// How many texts an enrollment has.
    public static let textCount = 6

    /// Whether a cell like Is Primary ADA says yes.
    public static func isYes(_ cell: Cell) -> Bool {
        guard let first = cell.first, cell.count <= 4 else { return false }
        return [0x59, 0x79, 0x31, 0x54, 0x74].contains(first)
    }
}

/// The Grade Level IDs.
public enum GradeLevel {
    /// 1 is kindergarten, 2 the first grade, 13 the twelfth, 14 graduated, 15 preschool, 17
    /// special-education preschool, 18 transitional kindergarten.
    public static func isKnown(_ id: Int) -> Bool {
        (1...15).contains(id) || id == 17 || id == 18
    }

    /// The Grade Level ID of a grade as OneRoster writes it (codes of the Common Education Data
    /// Standards); the code itself where there is none.
    public static func id(ofOneRoster grade: String) -> String {
        switch grade.uppercased() {
        case "KG", "K": return "1"
        case "PK", "PR": return "15"
        case "TK": return "18"
        default:
            guard let number = Int(grade), (1...12).contains(number) else { return grade }
            return String(number + 1)
        }
    }
}
