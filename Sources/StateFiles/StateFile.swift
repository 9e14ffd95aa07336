import Records

/// A program enrollment as a state file has it, before it is written.
public struct StateRow: Equatable, Sendable {
    /// Where a student is enrolled.
    public struct Enrollment: Equatable, Sendable {
        /// What the state calls the site.
        public let school: String
        public let start: CalendarDate
        public let end: CalendarDate?

        public init(school: String, start: CalendarDate, end: CalendarDate?) {
            self.school = school
            self.start = start
            self.end = end
        }
    }

    /// Tells rows apart for whoever mends them.
    public let reference: String
    /// Values by source; days stand in `start`, `end` and `birthDate`.
    public var texts: [StateLayout.Source: String]
    /// What the file of details says, by the name of the field.
    public var details: [String: String]
    public var birthDate: CalendarDate?
    public var start: CalendarDate
    public var end: CalendarDate?
    /// The school year that the record is of; the file says the one that is reported.
    public var year: SchoolYear
    public var enrollments: [Enrollment]

    public init(
        reference: String, texts: [StateLayout.Source: String], details: [String: String] = [:],
        birthDate: CalendarDate? = nil, start: CalendarDate, end: CalendarDate? = nil,
        year: SchoolYear, enrollments: [Enrollment] = []
    ) {
        self.reference = reference
        self.texts = texts
        self.details = details
        self.birthDate = birthDate
        self.start = start
        self.end = end
        self.year = year
        self.enrollments = enrollments
    }

    var program: String { texts[.program] ?? "" }
}

/// One kind of thing that is wrong, with the rows that it is wrong with.
public struct StateProblem: Codable, Equatable, Sendable {
    /// The state's own code.
    public let code: String
    public let message: String
    public let fix: String
    public let isWarning: Bool
    /// Places of the rows among all, from 0.
    public var rows: [Int]
}

/// Rows in the layout of a state: their cells, and what is wrong with them by the state's rules.
public struct StateFile: Sendable {
    public let layout: StateLayout
    public let cells: [[String]]
    /// By code, those that keep the file from being handed in first.
    public let problems: [StateProblem]

    /// - Parameters:
    ///   - year: the school year that is reported.
    ///   - submission: the name of one of the layout's.
    public init(
        _ layout: StateLayout, _ rows: [StateRow], year: SchoolYear, submission: String
    ) {
        self.layout = layout
        cells = rows.map { row in layout.fields.map { Self.cell($0, row, layout, year) } }
        var check = StateCheck(
            layout: layout, rows: rows, cells: cells, year: year, submission: submission)
        check.run()
        problems = check.problems.values.sorted {
            ($0.isWarning ? 1 : 0, $0.code, $0.message)
                < ($1.isWarning ? 1 : 0, $1.code, $1.message)
        }
    }

    /// Rows that cannot be handed in.
    public var rowsInError: Set<Int> {
        Set(problems.filter { !$0.isWarning }.flatMap(\.rows))
    }

    /// The file, without rows that cannot be handed in.
    public var text: String {
        let bad = rowsInError
        let end = layout.endsLinesWithCRLF ? "\r\n" : "\n"
        var text = ""
        if layout.hasHeader {
            text += layout.fields.map(\.name).joined(separator: layout.separator) + end
        }
        for (place, row) in cells.enumerated() where !bad.contains(place) {
            text += row.joined(separator: layout.separator) + end
        }
        return text
    }

    private static func cell(
        _ field: StateLayout.Field, _ row: StateRow, _ layout: StateLayout, _ year: SchoolYear
    ) -> String {
        if let constant = field.constant { return constant }
        let text: String =
            switch field.source {
            case .start: written(row.start, layout)
            case .end: row.end.map { written($0, layout) } ?? ""
            case .birthDate: row.birthDate.map { written($0, layout) } ?? ""
            case .year: written(year, layout)
            case .detail: row.details[field.name] ?? ""
            case let source?: row.texts[source] ?? ""
            case nil: ""
            }
        return field.values?[text] ?? text
    }

    private static func written(_ day: CalendarDate, _ layout: StateLayout) -> String {
        switch layout.dates {
        case .compact: day.description.filter { $0 != "-" }
        case .american: day.monthDayYear
        case .iso: day.description
        }
    }

    private static func written(_ year: SchoolYear, _ layout: StateLayout) -> String {
        switch layout.years {
        case .both: year.description
        case .ending: String(year.description.suffix(4))
        }
    }
}
