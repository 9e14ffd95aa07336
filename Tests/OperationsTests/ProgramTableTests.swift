import Records
import Storage
import Testing

@testable import Operations

@Suite struct ProgramTableTests {
    @Test func `program enrollments are filtered and ordered`() throws {
        let hall = try ListHall()
        let today = hall.workspace.today
        var names: [Int: String] = [:]
        for one in hall.students { names[one.id] = one.keys[0] }
        var filters: [ProgramTable.Filter] = []
        for (program, site) in [(nil, nil), ("101", nil), (nil, 1010), ("127", 1020), ("9", nil)] {
            for (day, year, days, code) in [
                (nil, nil, nil, nil), (today, nil, nil, nil), (nil, 2025, nil, nil),
                (nil, nil, 60, nil), (nil, nil, .max, nil), (nil, nil, nil, "E"),
                (today.adding(days: -90), 2026, 30, "P"),
            ] as [(CalendarDate?, Int?, Int?, String?)] {
                var filter = ProgramTable.Filter()
                (filter.program, filter.site) = (program, site)
                (filter.activeOn, filter.endingWithinDays) = (day, days)
                filter.schoolYear = year.map(SchoolYear.init(start:))
                filter.eligibilityCode = code
                filters.append(filter)
            }
        }
        for (filter, hidden) in filters.flatMap({ [($0, false), ($0, true)] }) {
            let expected = hall.programs.filter { one in
                let isActive = { (day: CalendarDate) in
                    one.key.start <= Int64(day.dayNumber)
                        && (one.ends.map { $0 >= Int(day.dayNumber) } ?? true)
                }
                let endsSoon = { (days: Int) in
                    one.ends.map { (0...days).contains($0 - Int(today.dayNumber)) } ?? false
                }
                return (filter.program.map { $0 == one.code } ?? true)
                    && (filter.site.map { Int64($0) == one.key.site } ?? true)
                    && (filter.activeOn.map(isActive) ?? true)
                    && (filter.schoolYear.map { $0.start == one.year } ?? true)
                    && (filter.endingWithinDays.map(endsSoon) ?? true)
                    && (filter.eligibilityCode.map { $0 == one.eligibility } ?? true)
                    && !(hidden && one.code == "101")
            }
            for (key, isDescending) in ProgramTable.Key.allCases.flatMap({
                [($0, false), ($0, true)]
            }) {
                let sorted = expected.sorted { left, right in
                    func first(_ one: ListHall.Program) -> (String, Int) {
                        switch key {
                        case .name: (names[Int(one.key.student)] ?? "", 0)
                        case .program: (one.code, 0)
                        case .start: ("", Int(one.key.start))
                        case .end: ("", one.ends ?? .max)
                        }
                    }
                    let (one, other) = (first(left), first(right))
                    if one == other { return left.key < right.key }
                    return (one < other) != isDescending
                }.map(\.key.reference)
                for limits in PeopleTableTests.limits {
                    var table = ProgramTable(hall.workspace)
                    table.limits = limits
                    var rows: [ProgramTable.Row] = []
                    var number = 0
                    var pages = 1
                    while number < pages {
                        number += 1
                        let page = try table.page(
                            filter, sort: .init(key, isDescending: isDescending), page: number,
                            size: .few, hiding: hidden ? ["504_plan"] : [])
                        #expect(page.total == expected.count)
                        pages = page.pages
                        rows += page.rows
                    }
                    #expect(
                        rows.map(\.record) == sorted,
                        "\(filter) \(key) \(isDescending) \(hidden) \(limits)")
                }
            }
        }
    }

    @Test func `a row says whose it is, with its codes spelled out`() throws {
        let hall = try ListHall()
        let page = try ProgramTable(hall.workspace).page(sort: .init(.start), size: .many)
        for row in page.rows {
            let program = try #require(hall.programs.first { $0.key.reference == row.record })
            let student = try #require(hall.students.first { $0.id == row.student })
            #expect(row.studentID == student.studentID && row.program == program.code)
            #expect(row.programText == "Program \(program.code)")
            #expect(row.systemKey == (program.code == "101" ? "504_plan" : ""))
            #expect(row.eligibilityCode == program.eligibility)
            #expect(row.end.map { Int($0.dayNumber) } == program.ends)
            #expect(row.siteName == hall.siteNames[Int(program.key.site)] ?? "")
        }
    }
}
