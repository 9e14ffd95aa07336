/// One row of programs.txt, checked, with every text turned into a number.
///
/// Compact on purpose: an import holds a million of them. Days are `CalendarDate` day numbers;
/// `noDay` stands for a blank.
public struct ProgramRow: Equatable, Sendable, BitwiseCopyable {
    /// The Site ID; `noSite` for a blank one, which is a value of its own.
    public var site: Int64
    /// Where the row stands in the text, in bytes.
    public var offset: Int64
    /// Which student, by the place in the `StudentDirectory`.
    public var slot: UInt32
    /// Number of the code in the table Student Programs.
    public var program: Int32
    public var start: Int32
    public var end: Int32
    public var eligibilityStart: Int32
    public var eligibilityEnd: Int32
    /// Numbers of codes; 0 for a blank.
    public var eligibilityCode: Int32
    public var exitCode: Int32
    /// As a spreadsheet numbers rows.
    public var row: UInt32
    /// The calendar year in which the academic year begins; 0 for a blank.
    public var academicYear: Int16
    /// Whether the eligibility start date took the place of a blank program start date.
    public var startIsEligibility: Bool

    public static let noDay = Int32.min
    public static let noSite: Int64 = -1

    public init(slot: UInt32, program: Int32, start: Int32, site: Int64) {
        self.slot = slot
        self.program = program
        self.start = start
        self.site = site
        offset = 0
        end = Self.noDay
        eligibilityStart = Self.noDay
        eligibilityEnd = Self.noDay
        eligibilityCode = 0
        exitCode = 0
        row = 0
        academicYear = 0
        startIsEligibility = false
    }

    /// Whether both rows have the same four key parts.
    @inlinable
    public func hasKey(of other: ProgramRow) -> Bool {
        slot == other.slot && program == other.program && start == other.start
            && site == other.site
    }

    /// Whether both rows say the same, key apart.
    @inlinable
    public func hasContent(of other: ProgramRow) -> Bool {
        end == other.end && eligibilityStart == other.eligibilityStart
            && eligibilityEnd == other.eligibilityEnd && eligibilityCode == other.eligibilityCode
            && exitCode == other.exitCode && academicYear == other.academicYear
            && startIsEligibility == other.startIsEligibility
    }

    /// A number that differs where the content differs, but for one chance in 2^64.
    ///
    /// Kept with each record, so that it never changes its meaning: multiplied and folded words,
    /// as wyhash does it.
    @inlinable
    public var contentHash: Int64 {
        func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let wide = left.multipliedFullWidth(by: right)
            return wide.high ^ wide.low
        }
        func pair(_ left: Int32, _ right: Int32) -> UInt64 {
            UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
        }
        let year = Int32(academicYear) << 1 | (startIsEligibility ? 1 : 0)
        var hash = mix(pair(end, eligibilityStart) ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
        hash = mix(hash ^ pair(eligibilityEnd, year), 0x8EBC_6AF0_9C88_C6E3)
        hash = mix(hash ^ pair(eligibilityCode, exitCode), 0x5899_65CC_7537_4CC3)
        // NULL is written as the smallest number, which a hash must not be.
        return max(Int64(bitPattern: hash), .min + 1)
    }

    /// Order by key, then by place in the file.
    @inlinable
    public static func isBefore(_ left: ProgramRow, _ right: ProgramRow) -> Bool {
        if left.slot != right.slot { return left.slot < right.slot }
        if left.program != right.program { return left.program < right.program }
        if left.start != right.start { return left.start < right.start }
        if left.site != right.site { return left.site < right.site }
        return left.row < right.row
    }
}

/// A program enrollment as the store has it; its four key parts and its values.
public struct ProgramRecord: Equatable, Sendable, BitwiseCopyable {
    /// The key: our number of the student, the code, the start day and the site.
    public struct Key: Hashable, Comparable, Sendable, BitwiseCopyable {
        public var student: Int64
        public var program: Int64
        public var start: Int64
        public var site: Int64

        public init(student: Int64, program: Int64, start: Int64, site: Int64) {
            self.student = student
            self.program = program
            self.start = start
            self.site = site
        }

        /// How commands and pages name the record: opaque, without a student's number.
        public var reference: String { "\(student).\(program).\(start).\(site)" }

        public init?(reference: String) {
            let parts = reference.split(separator: ".").compactMap { Int64($0) }
            guard parts.count == 4 else { return nil }
            self.init(student: parts[0], program: parts[1], start: parts[2], site: parts[3])
        }

        public static func < (left: Self, right: Self) -> Bool {
            (left.student, left.program, left.start, left.site)
                < (right.student, right.program, right.start, right.site)
        }
    }

    public var key: Key
    /// The row in the form in which a file's rows come, for comparing; its slot counts for nothing.
    public var row: ProgramRow
    /// The change set that last wrote the record.
    public var changeSet: Int64

    public init(key: Key, row: ProgramRow, changeSet: Int64) {
        self.key = key
        self.row = row
        self.changeSet = changeSet
    }

    /// Whether the record has no end date.
    public var isOpen: Bool { row.end == ProgramRow.noDay }
}
