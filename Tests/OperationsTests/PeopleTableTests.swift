import Records
import Storage
import Testing

@testable import Operations

/// The lists of people, beside a plain reading of the tables.
@Suite struct PeopleTableTests {
    /// As lists are read in a small district, and as they are in a large one.
    static let limits = [
        ListLimits(), ListLimits(sorted: 0, counted: .max, reach: 10_000),
        ListLimits(sorted: 0, counted: .max, reach: 10_000, ordered: 3),
    ]

    /// The whole list, page by page.
    private func all<Row>(_ page: (Int) throws -> ListPage<Row>) throws -> [Row] {
        let first = try page(1)
        var rows = first.rows
        for number in 1..<max(1, first.pages) { rows += try page(number + 1).rows }
        #expect(rows.count == first.total)
        return rows
    }

    private func holds(_ text: String, _ keys: [String], _ numbers: [String]) -> Bool {
        if text.isEmpty { return true }
        let words = NameKeys.folded(text).split(separator: " ").map(String.init)
        let turned = [words.last ?? ""] + words.dropLast()
        let isNumber = text.contains(where: \.isNumber)
        return [words, turned].contains { order in
            keys.contains { $0.hasPrefix(order.joined(separator: " ")) && !$0.isEmpty }
        } || isNumber && numbers.contains { $0.hasPrefix(text) && !$0.isEmpty }
    }

    private func siteRank(_ site: Int?) -> (Int, Int) {
        // Alder, Willow, those without a name, none.
        switch site {
        case 1020: (0, 0)
        case 1010: (1, 0)
        case let site?: (2, site)
        case nil: (3, 0)
        }
    }

    @Test func `the General Student Table is filtered and ordered`() throws {
        let hall = try ListHall()
        let imported = Set(hall.students.compactMap(\.sis))
        var filters: [RosterTable.Filter] = []
        for text in ["", "ber", "mar garcia", "l", "5001", "77", "zz", "'"] {
            for (grade, site) in [(nil, nil), ("10", nil), (nil, 1010), ("", 1030), (nil, 99)] {
                for (isImported, isDropped) in [
                    (nil, nil), (true, nil), (false, nil), (false, false), (nil, true),
                ] as [(Bool?, Bool?)] {
                    var filter = RosterTable.Filter()
                    (filter.text, filter.grade, filter.site) = (text, grade, site)
                    (filter.isImported, filter.isDropped) = (isImported, isDropped)
                    filters.append(filter)
                }
            }
        }
        for (number, filter) in filters.enumerated() {
            let expected = hall.roster.filter { one in
                holds(filter.text, one.keys, [one.importID, one.stateID, one.otherID])
                    && (filter.text != "'") && (filter.grade.map { $0 == one.grade } ?? true)
                    && (filter.site.map { $0 == one.site } ?? true)
                    && (filter.isImported.map { $0 == imported.contains(one.id) } ?? true)
                    && (filter.isDropped.map { $0 == one.isDropped } ?? true)
            }
            for (place, key) in RosterTable.Key.allCases.enumerated() {
                // Every filter with one order, and the whole list with all.
                if filter != RosterTable.Filter(), number % 4 != place { continue }
                let sorted = expected.sorted { left, right in
                    let (one, other) = (siteRank(left.site), siteRank(right.site))
                    switch key {
                    case .grade where left.grade != right.grade:
                        return GradeOrder.isBefore(left.grade, right.grade)
                    case .site where one != other: return one < other
                    case .integrationID: return left.importID < right.importID
                    default: return (left.keys[0], left.id) < (right.keys[0], right.id)
                    }
                }.map(\.id)
                for (limits, isDescending) in Self.limits.flatMap({ [($0, false), ($0, true)] }) {
                    var table = RosterTable(hall.workspace)
                    table.limits = limits
                    let rows = try all {
                        try table.page(
                            filter, sort: .init(key, isDescending: isDescending), page: $0,
                            size: .few)
                    }
                    #expect(
                        rows.map(\.id) == (isDescending ? sorted.reversed() : sorted),
                        "\(filter) \(key) \(isDescending) \(limits)")
                }
            }
        }
    }

    @Test func `profiles are filtered and ordered`() throws {
        let hall = try ListHall()
        var filters: [StudentTable.Filter] = []
        for text in ["", "ber", "mar garcia", "5001", "P10", "zz"] {
            for (grade, site) in [(nil, nil), ("10", nil), (nil, 1010), (nil, 1040)] {
                for (status, isLinked, manager) in [
                    (nil, nil, nil), (.inactive, nil, nil), (nil, true, nil), (nil, false, nil),
                    (nil, nil, "Dana Reyes"), (.active, true, "Kai Adler"),
                ] as [(EditStudent.Status?, Bool?, String?)] {
                    var filter = StudentTable.Filter()
                    (filter.text, filter.grade, filter.site) = (text, grade, site)
                    (filter.status, filter.isLinked) = (status, isLinked)
                    filter.caseManager = manager
                    filters.append(filter)
                }
            }
        }
        for (number, filter) in filters.enumerated() {
            let expected = hall.students.filter { one in
                holds(filter.text, one.keys, one.numbers + [one.studentID])
                    && (filter.grade.map { $0 == one.grade } ?? true)
                    && (filter.site.map { $0 == one.site } ?? true)
                    && (filter.status.map { $0.rawValue == one.status } ?? true)
                    && (filter.isLinked.map { $0 == (one.sis != nil) } ?? true)
                    && (filter.caseManager.map { $0 == one.manager } ?? true)
            }
            for (place, key) in StudentTable.Key.allCases.enumerated() {
                if filter != StudentTable.Filter(), number % 4 != place { continue }
                let sorted = expected.sorted { left, right in
                    let (one, other) = (siteRank(left.site), siteRank(right.site))
                    switch key {
                    case .grade where left.grade != right.grade:
                        return GradeOrder.isBefore(left.grade, right.grade)
                    case .site where one != other: return one < other
                    case .studentID: return left.studentID < right.studentID
                    default: return (left.keys[0], left.id) < (right.keys[0], right.id)
                    }
                }.map(\.id)
                for (limits, isDescending) in Self.limits.flatMap({ [($0, false), ($0, true)] }) {
                    var table = StudentTable(hall.workspace)
                    table.limits = limits
                    let rows = try all {
                        try table.page(
                            filter, sort: .init(key, isDescending: isDescending), page: $0,
                            size: .few)
                    }
                    #expect(
                        rows.map(\.id) == (isDescending ? sorted.reversed() : sorted),
                        "\(filter) \(key) \(isDescending) \(limits)")
                }
            }
        }
    }

    @Test func `rows say what the SIS says, and whether there is a profile`() throws {
        let hall = try ListHall()
        let table = RosterTable(hall.workspace)
        var filter = RosterTable.Filter()
        filter.text = "500103"
        let row = try #require(try table.page(filter).rows.first)
        let sis = try #require(hall.roster.first { $0.importID == "500103" })
        #expect((row.id, row.grade, row.site) == (sis.id, sis.grade, sis.site))
        #expect(row.siteName == sis.site.flatMap { hall.siteNames[$0] } ?? "")
        let student = try #require(hall.students.first { $0.sis == sis.id })
        #expect(row.hasProfile && row.student == student.id)
        #expect(row.studentID == student.studentID)
        let profile = try #require(
            try StudentTable(hall.workspace).page().rows.first { $0.id == student.id })
        #expect(profile.integrationID == "500103" && profile.isLinked)
        #expect(profile.grade == sis.grade && profile.caseManager == student.manager)
    }

    @Test func `sites that cannot be seen are in no list`() throws {
        let hall = try ListHall()
        for sites in [[1010], [1010, 1030], []] {
            let (roster, students, programs) = try hall.district.store.read { reader in
                var one = RosterFilter()
                one.sites = sites
                var two = StudentFilter()
                two.sites = sites
                var three = ProgramFilter()
                three.sites = sites
                return (
                    try reader.rosterList(one, limit: 1_000).ids,
                    try reader.studentList(two, limit: 1_000, counted: 1_000).ids,
                    try reader.programList(three, limit: 1_000).keys.map(\.key)
                )
            }
            func isSeen(_ site: Int?) -> Bool { site.map(sites.contains) ?? false }
            #expect(Set(roster) == Set(hall.roster.filter { isSeen($0.site) }.map(\.id)))
            let seen = Set(hall.students.filter { isSeen($0.site) }.map(\.id))
            #expect(Set(students) == seen)
            #expect(
                Set(programs)
                    == Set(hall.programs.map(\.key).filter { seen.contains(Int($0.student)) }))
        }
    }

    @Test func `a long list is not turned through to its end`() throws {
        let hall = try ListHall()
        var table = StudentTable(hall.workspace)
        table.limits = ListLimits(sorted: 10, counted: 30, reach: 26)
        let page = try table.page(page: 9, size: .few)
        #expect(page.pages == 2 && page.page == 2 && page.rows.count == 25)
        var filter = StudentTable.Filter()
        filter.isLinked = true
        let cut = try table.page(filter, size: .few)
        #expect(cut.isTotalCut && cut.total == 29)
        #expect(!page.isTotalCut && page.total == hall.students.count)
    }
}
