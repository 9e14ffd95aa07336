/// What a report is made of: one category of data, which columns of it, which rows, in which order,
/// or counted by groups.
public struct Report: Codable, Equatable, Sendable {
    public var name: String
    public var category: ReportCategory
    /// Names of columns of the category, in the order in which they are shown; of a report that
    /// counts, none.
    public var columns: [String]
    /// All of them hold.
    public var filters: [ReportFilter]
    /// Names of columns by which rows are counted; blank for a list.
    public var groups: [String]
    public var chart: ReportChart
    /// The name of a column; blank for the order of the category. One that counts is in the order
    /// of its groups.
    public var sort: String
    public var isDescending: Bool
    /// Who sees it beside its owner.
    public var roles: [Role]
    public var delivery: ReportDelivery?

    public init(
        name: String, category: ReportCategory = .programs, columns: [String] = [],
        filters: [ReportFilter] = [], groups: [String] = [], chart: ReportChart = .none,
        sort: String = "", isDescending: Bool = false, roles: [Role] = []
    ) {
        self.name = name
        self.category = category
        self.columns = columns
        self.filters = filters
        self.groups = groups
        self.chart = chart
        self.sort = sort
        self.isDescending = isDescending
        self.roles = roles
    }

    public static let mostColumns = 30
    public static let mostFilters = 10
    /// Values of one filter.
    public static let mostValues = 200
    /// A table has two sides.
    public static let mostGroups = 2

    /// Whether it counts rows and shows none.
    public var counts: Bool { !groups.isEmpty }

    /// All columns that it names, wherever.
    public var named: Set<String> {
        Set(columns + groups + filters.map(\.column) + (sort.isEmpty ? [] : [sort]))
    }
}

/// How the counts of a report are drawn.
public enum ReportChart: String, Codable, CaseIterable, Sendable { case none, bars, stacked, lines }

/// One condition on the rows of a report.
public struct ReportFilter: Codable, Equatable, Sendable {
    /// How a row has to be.
    public enum Operation: String, Codable, CaseIterable, Sendable {
        /// One of the values.
        case `is`
        case isNot
        case beginsWith
        case isBlank
        case isNotBlank
        /// A day, or a number, up to and including the value.
        case atMost
        /// From the value on.
        case atLeast
        /// A day from today on, at most so many days ahead.
        case withinDays
        /// A day before today, at most so many days ago.
        case lastDays
        /// A program enrollment on a day from its start to its end; `today` for the day itself.
        case activeOn
    }

    public var column: String
    public var operation: Operation
    /// As text; days as MM/DD/YYYY or YYYY-MM-DD.
    public var values: [String]

    public init(_ column: String, _ operation: Operation, _ values: [String] = []) {
        self.column = column
        self.operation = operation
        self.values = values
    }
}

/// When a report is made by itself, and where it goes.
public struct ReportDelivery: Codable, Equatable, Sendable {
    /// 1 is Monday, 7 Sunday.
    public var weekdays: [Int]
    /// Minutes after midnight.
    public var minute: Int
    /// As the tz database names it.
    public var zone: String
    /// A folder of the server, absolute: the file is put there.
    public var folder: String?
    /// Who is told by mail. Counts stand in the mail; a list of students never does.
    public var mailTo: [String]
    /// Service dates before are not caught up on: UTC, ISO 8601.
    public var since: String

    public init(
        weekdays: [Int], minute: Int, zone: String, folder: String? = nil, mailTo: [String] = [],
        since: String = ""
    ) {
        self.weekdays = weekdays
        self.minute = minute
        self.zone = zone
        self.folder = folder
        self.mailTo = mailTo
        self.since = since
    }
}

/// What reports can be about, by the names that people know from the program system's reporting.
public enum ReportCategory: String, Codable, CaseIterable, Sendable {
    /// *Students: Students: Programs*: one row for each program enrollment.
    case programs
    /// *Students: Students*: one row for each profile.
    case students

    public var title: String {
        switch self {
        case .programs: "Students: Students: Programs"
        case .students: "Students: Students"
        }
    }

    /// The right to see its rows.
    public var permission: Permission {
        switch self {
        case .programs: .seePrograms
        case .students: .seeStudents
        }
    }

    /// Its columns, in the order in which they are offered.
    public var columns: [ReportColumn] {
        switch self {
        case .programs: ReportColumn.ofStudents + ReportColumn.ofPrograms
        case .students: ReportColumn.ofStudents + ReportColumn.ofProfiles
        }
    }

    /// A column by its name; nil where there is none.
    public func column(_ name: String) -> ReportColumn? { columns.first { $0.name == name } }
}

/// A column that a report can have.
public struct ReportColumn: Hashable, Sendable {
    /// What its values are.
    public enum Kind: Hashable, Sendable {
        case text, day, schoolYear
        /// A site by its Site ID; shown by its name.
        case site
        /// The month of a day.
        case month
        case yesNo
        /// A code, of which one part is shown: the code book says what its number means.
        case code(CodePart)
    }

    /// What of a code is shown.
    public enum CodePart: Sendable { case key, translation, systemKey }

    public let name: String
    public let kind: Kind
    /// What it is called where the district calls it nothing else.
    public let label: String
    /// Whether it says who a student is. Nobody who may not see rows sees counts by it.
    public let isIdentifying: Bool

    init(_ name: String, _ label: String, _ kind: Kind = .text, isIdentifying: Bool = false) {
        self.name = name
        self.label = label
        self.kind = kind
        self.isIdentifying = isIdentifying
    }

    /// Whether rows can be counted by it: by what many have in common.
    public var groups: Bool { !isIdentifying && kind != .day }

    /// Whether its values are grades, which have an order of their own: see `GradeOrder`.
    public var isGrade: Bool { name == "grade" }

    static let ofStudents: [ReportColumn] = [
        ReportColumn("lastName", "Last name", isIdentifying: true),
        ReportColumn("firstName", "First name", isIdentifying: true),
        ReportColumn("middleName", "Middle name", isIdentifying: true),
        ReportColumn("studentID", "Student ID", isIdentifying: true),
        ReportColumn("stateID", "State ID", isIdentifying: true),
        ReportColumn("otherID", "Other ID", isIdentifying: true),
        ReportColumn("integrationID", "Integration ID", isIdentifying: true),
        ReportColumn("birthDate", "Birth date", .day, isIdentifying: true),
        ReportColumn("gender", "Gender"), ReportColumn("grade", "Grade"),
        ReportColumn("school", "School", .site), ReportColumn("isLinked", "Linked", .yesNo),
        ReportColumn("origin", "Came by"),
    ]

    static let ofPrograms: [ReportColumn] = [
        ReportColumn("program", "Program", .code(.key)),
        ReportColumn("programName", "Program name", .code(.translation)),
        ReportColumn("systemKey", "System key", .code(.systemKey)),
        ReportColumn("site", "Site", .site),
        ReportColumn("schoolYear", "School year", .schoolYear),
        ReportColumn("eligibility", "Eligibility", .code(.key)),
        ReportColumn("eligibilityStart", "Eligibility start", .day),
        ReportColumn("eligibilityEnd", "Eligibility end", .day),
        ReportColumn("start", "Start date", .day), ReportColumn("end", "End date", .day),
        ReportColumn("startMonth", "Month of start", .month),
        ReportColumn("endMonth", "Month of end", .month),
        ReportColumn("exitCode", "Exit code", .code(.key)),
    ]

    static let ofProfiles: [ReportColumn] = [
        ReportColumn("status", "Status"), ReportColumn("createdOn", "Created on"),
    ]
}

/// What a district made of a column of a category.
public struct ReportColumnSetting: Codable, Equatable, Sendable {
    /// What it is called; blank for its own name.
    public var label = ""
    /// Whether it can be used at all.
    public var isEnabled = true
    /// Whether others than those who change settings can use it.
    public var isShared = true

    public init(label: String = "", isEnabled: Bool = true, isShared: Bool = true) {
        self.label = label
        self.isEnabled = isEnabled
        self.isShared = isShared
    }
}

/// What a district made of a category: it is there for those who change settings where it is
/// enabled, and for everybody else where it is shared too.
public struct ReportCategorySetting: Codable, Equatable, Sendable {
    public var isEnabled = true
    public var isShared = true
    /// By the columns' names; one that is not there is as it was delivered.
    public var columns: [String: ReportColumnSetting] = [:]

    public init() {}

    public subscript(column: String) -> ReportColumnSetting {
        columns[column] ?? ReportColumnSetting()
    }
}
