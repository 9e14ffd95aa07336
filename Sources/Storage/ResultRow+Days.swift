import Records

extension ResultRow {
    /// A day, or nil for NULL.
    func day(_ column: Int) throws -> CalendarDate? {
        try integer(column).map { CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0)) }
    }

    /// A day of a column that is never NULL.
    func requiredDay(_ column: Int) throws -> CalendarDate {
        CalendarDate(dayNumber: Int32(truncatingIfNeeded: try requiredInteger(column)))
    }

    /// A school year, as it is written; year 0 where it is blank.
    func schoolYear(_ column: Int) throws -> SchoolYear {
        SchoolYear(try requiredText(column)) ?? SchoolYear(start: 0)
    }
}

extension Query.Value {
    /// A day.
    init(_ day: CalendarDate) { self = .integer(Int64(day.dayNumber)) }

    /// A day that may be missing.
    init(_ day: CalendarDate?) {
        self = day.map { .integer(Int64($0.dayNumber)) } ?? .null
    }

    /// A number that is there.
    init(number: Int) { self = .integer(Int64(number)) }
}
