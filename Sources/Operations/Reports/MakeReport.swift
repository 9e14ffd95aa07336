import Records
import Storage

/// Makes a report for somebody: only of rows, programs and columns that they see, which also holds
/// for what it filters, sorts and counts by.
///
/// Whoever does not see the rows sees counts of a report that was shared with them, where ten or
/// more students are behind each; see `SmallCount`.
struct MakeReport {
    let workspace: Workspace
    let reader: any Reader
    let report: Report
    private let category: ReportCatalogue.Category
    private let seesRows: Bool
    private let sites: [Int: String]
    private let codes: [Int: Code]

    /// More groups than this are no report that anybody reads.
    private static let mostGroups = 10_000

    /// - Parameter asOutsider: whether counts are made as for those who do not see rows.
    /// - Throws: `access.denied`, `report.category-off`, `report.column-off`.
    init(
        _ report: Report, _ workspace: Workspace, _ reader: any Reader, asOutsider: Bool = false
    ) throws {
        self.report = report
        self.workspace = workspace
        self.reader = reader
        let catalogue = ReportCatalogue(workspace)
        guard let category = try catalogue.category(report.category, reader) else {
            throw OperationError.refused(
                code: "report.category-off",
                message: "Reports about \(report.category.title) are not enabled, or not shared.",
                remedy: "Whoever changes settings can enable and share them, under the columns of "
                    + "reports.")
        }
        self.category = category
        seesRows = workspace.allows(report.category.permission) && !asOutsider
        if !report.counts { try workspace.require(report.category.permission) }
        let isAboutPeople = report.named.compactMap(report.category.column).contains {
            $0.isIdentifying
        }
        if isAboutPeople { try workspace.require(.seeStudents) }
        let off = report.named.filter { category.column($0) == nil }.sorted()
        if !off.isEmpty {
            throw OperationError.refused(
                code: "report.column-off",
                message: "The report uses columns that are not enabled, or not shared: "
                    + off.joined(separator: ", ") + ".",
                remedy: "Take them out of the report, or have them enabled and shared.")
        }
        codes = Dictionary(try reader.codes().map { ($0.id, $0) }) { first, _ in first }
        let all = try reader.sites()
        let alike = Dictionary(grouping: all, by: \.name).filter { $0.value.count > 1 }
        sites = Dictionary(
            all.map { (Int($0.id), alike[$0.name] == nil ? $0.name : "\($0.name) (\($0.id))") }
        ) { first, _ in first }
    }

    private func conditions() throws -> [ReportCondition] {
        let reading = ReportConditions(
            category: report.category, today: workspace.today, codes: Array(codes.values))
        var all = try report.filters.map(reading.read)
        if report.category == .programs {
            let codes = try ListedCodes(workspace, reader, hiding: [])
            if codes.hidesAny { all.append(.programs(codes.shown.map(\.id))) }
        }
        if let sites = workspace.listedSites { all.append(.studentsAt(sites)) }
        return all
    }

    private func columns(_ names: [String]) -> [ReportCatalogue.Column] {
        names.compactMap(category.column)
    }

    func table(page: Int, size: PageSize) throws -> ReportTable {
        report.counts ? try counts() : try list(page: page, size: size)
    }

    // MARK: Lists

    private func list(page: Int, size: PageSize) throws -> ReportTable {
        let conditions = try conditions()
        let limits = ListLimits()
        let shown = columns(report.columns)
        let count = try reader.reportRowCount(
            report.category, where: conditions, counted: limits.counted)
        let isCut = count == limits.counted
        let total = isCut ? limits.counted - 1 : count
        let place = PagePlace(page, size, of: total, limits)
        let sort = category.column(report.sort)?.column
        let rows = try reader.reportRows(
            report.category, shown.map(\.column), where: conditions, by: sort,
            ranks: try sort.map(ranks) ?? [], isDescending: report.isDescending,
            offset: place.offset, limit: place.size)
        workspace.shows(students: Set(rows.map(\.student)))
        return ReportTable(
            headings: shown.map { .init(name: $0.column.name, label: $0.label) },
            rows: rows.map { row in
                .init(
                    student: row.student,
                    cells: zip(row.values, shown).map { cell($0, $1.column) })
            }, total: total, isTotalCut: isCut, page: place.page, pages: place.pages, sum: nil)
    }

    /// The codes or sites of a column in the order of what is shown of them; grades as a school
    /// has them.
    private func ranks(_ column: ReportColumn) throws -> [ReportValue] {
        if column.isGrade {
            return try Set(reader.rosterGrades() + reader.ownGrades())
                .sorted(by: GradeOrder.isBefore).map(ReportValue.text)
        }
        if column.kind == .site {
            return sites.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
                .map { .number($0.key) }
        }
        guard case .code(let part) = column.kind else { return [] }
        return codes.values.filter { $0.table == column.codeTable }
            .sorted { ($0[part], $0.id) < ($1[part], $1.id) }.map { .number($0.id) }
    }

    private func cell(_ value: ReportValue, _ column: ReportColumn) -> ReportCell {
        switch (value, column.kind) {
        case (.blank, _): return .blank
        case (.text(let text), _): return .text(text)
        case (.number(let number), .day): return .day(day(number))
        case (.number(let number), .month): return .text(day(number).month.description)
        case (.number(let number), .yesNo): return .yesNo(number == 1)
        case (.number(let number), .schoolYear):
            return .text(SchoolYear(start: number).description)
        case (.number(let number), .site):
            let name = sites[number] ?? ""
            return .text(name.isEmpty ? "\(number)" : name)
        case (.number(let number), .code(let part)):
            let text = codes[number]?[part] ?? "?"
            return text.isEmpty ? .blank : .text(text)
        case (.number(let number), .text): return .text("\(number)")
        }
    }

    private func day(_ number: Int) -> CalendarDate {
        CalendarDate(dayNumber: Int32(clamping: number))
    }

    // MARK: Counts

    /// All of them on one page: what is counted is drawn.
    private func counts() throws -> ReportTable {
        let groups = columns(report.groups)
        if !seesRows, groups.contains(where: { !$0.column.groups }) {
            throw OperationError.refused(
                code: "report.identifying",
                message: "This report counts by what says who a student is.",
                remedy: "Have somebody who sees the rows look at it.")
        }
        let conditions = try conditions()
        let counted = try reader.reportCounts(
            report.category, by: groups.map(\.column), where: conditions)
        // Of what is added up here, as many students at least as one part of it has.
        var sums: [[ReportCell]: (rows: Int, students: Int)] = [:]
        for one in counted {
            let key = zip(one.values, groups).map { cell($0, $1.column) }
            let before = sums[key, default: (0, 0)]
            sums[key] = (before.rows + one.rows, max(before.students, one.students))
        }
        // The days of a month, and codes that are called alike, do not add up to students.
        let tellsStudents =
            sums.count == counted.count && !groups.contains { $0.column.kind == .month }
        if sums.count > Self.mostGroups {
            throw OperationError.refused(
                code: "report.groups",
                message: "These are more than \(Self.mostGroups) groups.",
                remedy: "Filter the report, or count by a column that has fewer values.")
        }
        // Whoever sees no rows is not told that there are a few students somewhere, either.
        let least = SmallCount.least
        let told = seesRows ? sums : sums.filter { $0.value.students >= least }
        let areGrades = groups.map(\.column.isGrade)
        let keys = told.keys.sorted { Self.isBefore($0, $1, areGrades) }
        let rows = keys.map { key in
            let its = sums[key] ?? (0, 0)
            return ReportTable.Row(
                student: nil,
                cells: key
                    + ([its.rows] + (tellsStudents ? [its.students] : [])).map {
                        .count(.exactly($0))
                    })
        }
        // With the groups that are told they would tell those that are not.
        var totals: [SmallCount] = [.untold] + (tellsStudents ? [.untold] : [])
        if seesRows {
            totals[0] = .exactly(sums.values.reduce(0) { $0 + $1.rows })
            if tellsStudents {
                totals[1] = .exactly(
                    try reader.reportStudentCount(report.category, where: conditions))
            }
        }
        return ReportTable(
            headings: groups.map { .init(name: $0.column.name, label: $0.label) }
                + [.init(name: "count", label: "Records")]
                + (tellsStudents ? [.init(name: "students", label: "Students")] : []),
            rows: rows, total: rows.count, isTotalCut: false, page: 1, pages: 1,
            leavesOut: !seesRows,
            sum: Array(repeating: .blank, count: groups.count) + totals.map { .count($0) })
    }

    /// By what is shown; what is blank stands last.
    private static func isBefore(
        _ left: [ReportCell], _ right: [ReportCell], _ areGrades: [Bool]
    ) -> Bool {
        for ((one, other), isGrade) in zip(zip(left, right), areGrades) where one != other {
            if one == .blank || other == .blank { return other == .blank }
            if isGrade { return GradeOrder.isBefore(one.text, other.text) }
            return one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
        }
        return false
    }
}

extension ReportCell: Hashable {
    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
