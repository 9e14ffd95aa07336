import Testing

@testable import Records

/// Day `day` of 2026, counted from its first; for short tables of rows and records.
func day(_ day: Int?) -> Int32 { day.map { Int32(20_454 + $0) } ?? ProgramRow.noDay }

extension ProgramRow {
    /// A row of a file in days of 2026.
    init(
        _ program: Int32, _ start: Int, _ end: Int? = nil, site: Int64 = 1010, year: Int16 = 0,
        row: Int = 2, slot: UInt32 = 0
    ) {
        self.init(slot: slot, program: program, start: day(start), site: site)
        self.end = day(end)
        self.row = UInt32(row)
        academicYear = year
        offset = Int64(row) * 100
    }
}

extension ProgramRecord {
    /// A record of student 1 in days of 2026.
    init(
        _ program: Int32, _ start: Int, _ end: Int? = nil, site: Int64 = 1010, year: Int16 = 0
    ) {
        self.init(
            key: Key(
                student: 1, program: Int64(program), start: Int64(day(start)), site: site),
            row: ProgramRow(program, start, end, site: site, year: year, row: 0, slot: 99),
            changeSet: 1)
    }
}
