import Records
import Storage

/// Reads what filters of reports say.
struct ReportConditions {
    let category: ReportCategory
    let today: CalendarDate
    /// The code book; of a report that is only looked through, nothing.
    var codes: [Code] = []

    /// - Throws: `report.invalid` with what cannot be read.
    func read(_ filter: ReportFilter) throws -> ReportCondition {
        guard let column = category.column(filter.column) else {
            throw Reports.invalid("There is no column \(filter.column) in \(category.title).")
        }
        guard Self.operations(of: column).contains(filter.operation) else {
            throw Reports.invalid("\(column.label) cannot be filtered like that.")
        }
        let name = column.name
        if case .code(let part) = column.kind { return try read(filter, column, part) }
        switch filter.operation {
        case .isBlank, .isNotBlank:
            return .isBlank(name, isNot: filter.operation == .isNotBlank)
        case .beginsWith: return .beginsWith(name, try only(filter, column))
        case .is, .isNot:
            if filter.values.isEmpty { throw missing(column) }
            let isNot = filter.operation == .isNot
            switch column.kind {
            case .day:
                let day = try day(only(filter, column), column)
                return .between(name, day, day)
            case .month:
                let days = try month(only(filter, column), column)
                return .between(name, days.lowerBound, days.upperBound)
            default:
                return .isOneOf(name, try filter.values.map { try value($0, column) }, isNot: isNot)
            }
        case .atMost: return .between(name, nil, try day(only(filter, column), column))
        case .atLeast: return .between(name, try day(only(filter, column), column), nil)
        case .withinDays:
            return .between(name, today, today.adding(days: try days(filter, column)))
        case .lastDays:
            return .between(
                name, today.adding(days: -(try days(filter, column))), today.adding(days: -1))
        case .activeOn:
            let text = try only(filter, column)
            return .activeOn(text == "today" ? today : try day(text, column))
        }
    }

    /// How a column can be filtered.
    static func operations(of column: ReportColumn) -> [ReportFilter.Operation] {
        switch column.kind {
        case .text, .code: [.is, .isNot, .beginsWith, .isBlank, .isNotBlank]
        case .site, .schoolYear: [.is, .isNot, .isBlank, .isNotBlank]
        case .yesNo, .month: [.is]
        case .day:
            [.is, .atMost, .atLeast, .withinDays, .lastDays, .isBlank, .isNotBlank]
                + (column.name == "start" ? [.activeOn] : [])
        }
    }

    /// The codes that fit, by our numbers.
    private func read(
        _ filter: ReportFilter, _ column: ReportColumn, _ part: ReportColumn.CodePart
    ) throws -> ReportCondition {
        let isNot = [.isNot, .isNotBlank].contains(filter.operation)
        var fits: (String) -> Bool = { $0.isEmpty }
        switch filter.operation {
        case .isBlank, .isNotBlank:
            // A program enrollment may have none, and a code need not have each part.
            if part == .key { return .isBlank(column.name, isNot: isNot) }
        case .beginsWith:
            let beginning = try only(filter, column)
            fits = { $0.hasPrefix(beginning) }
        default:
            if filter.values.isEmpty { throw missing(column) }
            fits = { filter.values.contains($0) }
        }
        let numbers = codes.filter { $0.table == column.codeTable && fits($0[part]) }.map(\.id)
        return .isOneOf(column.name, numbers.map(ReportValue.number), isNot: isNot)
    }

    private func missing(_ column: ReportColumn) -> OperationError {
        Reports.invalid("The filter of \(column.label) says no value.")
    }

    private func only(_ filter: ReportFilter, _ column: ReportColumn) throws -> String {
        guard let value = filter.values.first, !value.isEmpty else { throw missing(column) }
        guard filter.values.count == 1 else {
            throw Reports.invalid("The filter of \(column.label) takes one value.")
        }
        return value
    }

    private func value(_ text: String, _ column: ReportColumn) throws -> ReportValue {
        switch column.kind {
        case .text: return .text(text)
        case .site:
            guard let site = Int(text) else {
                throw Reports.invalid("\(column.label) is filtered by a Site ID, a number.")
            }
            return .number(site)
        case .schoolYear:
            guard let year = SchoolYear(text: text) else {
                throw Reports.invalid("\(column.label) is filtered by a year such as 2026-2027.")
            }
            return .number(year.start)
        case .yesNo:
            guard let isYes = ["yes": 1, "no": 0][text.lowercased()] else {
                throw Reports.invalid("\(column.label) is filtered by yes or no.")
            }
            return .number(isYes)
        case .day, .month, .code: throw missing(column)
        }
    }

    private func day(_ text: String, _ column: ReportColumn) throws -> CalendarDate {
        if let day = CalendarDate(iso: text) { return day }
        if case .date(let day) = DateCell.read(text, order: .monthFirst) { return day }
        throw Reports.invalid("\(column.label) is filtered by a date such as 09/01/2026.")
    }

    private func month(
        _ text: String, _ column: ReportColumn
    ) throws -> ClosedRange<CalendarDate> {
        guard let days = CalendarMonth(text: text)?.days else {
            throw Reports.invalid("\(column.label) is filtered by a month such as 2026-09.")
        }
        return days
    }

    private static let mostDays = 36_500

    private func days(_ filter: ReportFilter, _ column: ReportColumn) throws -> Int {
        guard let days = Int(try only(filter, column)), (0...Self.mostDays).contains(days) else {
            throw Reports.invalid("\(column.label) is filtered by a number of days.")
        }
        return days
    }
}

extension ReportColumn {
    /// The code table that its codes are of; nil where it has none.
    var codeTable: String? {
        switch name {
        case "program", "programName", "systemKey": CodeBook.programs
        case "eligibility": CodeBook.eligibility
        case "exitCode": CodeBook.exits
        default: nil
        }
    }
}

extension Code {
    subscript(part: ReportColumn.CodePart) -> String {
        switch part {
        case .key: key
        case .translation: translation
        case .systemKey: systemKey
        }
    }
}
