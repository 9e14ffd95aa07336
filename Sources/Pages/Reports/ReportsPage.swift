import Operations
import Records

/// The reports that somebody sees.
public struct ReportsPage: PageContent {
    public static let address = "/reports"
    public static let showAddress = "/reports/show"
    public static let editAddress = "/reports/edit"
    public static let columnsAddress = "/reports/columns"
    public static let printAddress = "/reports/print"

    let reports: [Reports.Listed]
    /// Categories that the reader can make reports of.
    let categories: [ReportCategory]
    let mayChangeColumns: Bool

    public init(
        reports: [Reports.Listed], categories: [ReportCategory], mayChangeColumns: Bool
    ) {
        self.reports = reports
        self.categories = categories
        self.mayChangeColumns = mayChangeColumns
    }

    public var title: Phrase { .reports }
    public var section: Section { .reports }

    static func address(of name: String, at path: String = showAddress) -> String {
        "\(path)?report=\(ListQuery.encoded(name))"
    }

    public var body: HTML {
        """
        \(reports.isEmpty
            ? emptyState(Phrase("reports.none-title", "No reports for you yet"),
                Phrase("reports.none", "Reports that somebody shares with your role stand here."))
            : dataTable(.reports, columns, reports, hidesCaption: true))
        \(if: !categories.isEmpty, heading(Phrase("reports.new", "Make a report")))
        \(if: !categories.isEmpty, buttons(categories.map {
            linkButton(Phrase("reports.about", "About {0}", $0.title),
                Self.editAddress + "?category=\($0.rawValue)")
        }.joined()))
        \(if: mayChangeColumns, "<p>\(link(.reportColumns, Self.columnsAddress))</p>")
        """
    }

    private var columns: [Column<Reports.Listed>] {
        [
            Column(.report, namesRow: true) {
                link(Phrase(data: $0.title), Self.address(of: $0.name))
            },
            Column(.who) { report in
                guard let owner = report.owner else {
                    return HTML(Phrase("reports.ready", "Every district has it"))
                }
                return report.isOwn
                    ? HTML(Phrase("reports.own", "You")) : HTML(text: owner)
            },
            Column(Phrase("reports.shared", "Shared with")) { report in
                HTML(
                    text: report.roles.map { Phrase.title(of: $0).text }.joined(separator: ", "))
            },
            Column(Phrase("reports.delivery", "Made by itself")) { report in
                """
                \(report.delivery ?? "")\
                \(report.lastDelivery.map { "<br><span class=\"hint\">\($0)</span>" as HTML }
                    ?? .empty)
                """
            },
            Column(.actions) { report in
                report.isOwn
                    ? """
                    \(link(.change, Self.address(of: report.name, at: Self.editAddress))) \
                    \(postForm("/reports/remove", hidden("report", report.name)
                        + "<button class=\"button quiet\">\(say: .remove)"
                        + "<span class=\"visually-hidden\"> \(report.title)</span></button>"))
                    """ : .empty
            },
        ]
    }
}

/// One report.
public struct ReportPage: ListContent {
    let query: ListQuery
    let name: String
    let heading: String
    let report: Report?
    let table: ReportTable
    let isOwn: Bool
    /// Whether it is for printing: all of it, and nothing around it.
    let isPrinted: Bool

    public init(
        query: ListQuery, name: String, title: String, report: Report?, table: ReportTable,
        isOwn: Bool, isPrinted: Bool = false
    ) {
        self.query = query
        self.name = name
        heading = title
        self.report = report
        self.table = table
        self.isOwn = isOwn
        self.isPrinted = isPrinted
    }

    public var title: Phrase { Phrase(data: heading) }
    public var section: Section { .reports }
    public var rowCount: Int { table.total }
    public var isCut: Bool { table.isTotalCut }
    public var file: ListFile {
        ListFile(
            headings: table.headings.map(\.label), rows: table.rows.map { $0.cells.map(\.text) })
    }

    private var parts: ListParts {
        ListParts(path: ReportsPage.showAddress, query: query, total: table.total)
    }

    public var body: HTML {
        """
        \(if: !isPrinted, above)
        \(table.rows.isEmpty
            ? emptyState(Phrase("report.empty-title", "Nothing fits this report"),
                Phrase("report.empty", "No record that you see fits its filters."))
            : rows)
        """
    }

    private var above: HTML {
        """
        <p class="no-print">\(link(Phrase("report.all", "All reports"), ReportsPage.address))
        \(if: isOwn, link(.change, ReportsPage.address(of: name, at: ReportsPage.editAddress)))
        \(link(Phrase("report.print", "For printing, or as a PDF"),
            ReportsPage.address(of: name, at: ReportsPage.printAddress)))</p>
        """
    }

    private var rows: HTML {
        """
        \(report.flatMap { reportChart($0, table) } ?? .empty)
        \(report?.counts == true ? paragraph(.reportRows(table.total))
            : parts.count(table.isTotalCut
                ? Phrase("report.more", "More than {0} rows", Words.number(table.total))
                : .reportRows(table.total)))
        \(if: table.leavesOut, paragraph(Phrase("report.left-out",
            "Groups of fewer than {0} students are left out, and so is the sum.",
            Words.number(SmallCount.least))))
        \(reportTable(table, Phrase(data: heading)))
        \(if: isPrinted && table.pages > 1, paragraph(Phrase("report.cut",
            "Only the first {0} rows are printed. Export the report for all of them.",
            Words.number(table.rows.count))))
        \(if: !isPrinted, (table.pages > 1 ? parts.pagination : .empty)
            + parts.tools(withSizes: report?.counts != true))
        """
    }
}

/// A report's rows, with all of them together below counts.
func reportTable(_ table: ReportTable, _ caption: Phrase) -> HTML {
    let columns = table.headings.indices.map { place in
        let isCount = table.rows.first.map { $0.cells[place].isCount } ?? false
        let heading = table.headings[place]
        return Column<ReportTable.Row>(
            heading.phrase, isNumber: isCount, namesRow: place == 0
        ) { row in
            let shown = cell(row.cells[place])
            guard place == 0, let student = row.student else { return shown }
            return "<a href=\"\(Address.student(student))\">\(shown)</a>"
        }
    }
    let sum = table.sum.map { [ReportTable.Row(sum: $0)] } ?? []
    return dataTable(caption, columns, table.rows + sum, hidesCaption: true)
}

extension ReportTable.Heading {
    /// What the district calls a column is data.
    var phrase: Phrase {
        switch name {
        case "count": Phrase("report.count", "Records")
        case "students": .students
        default: Phrase(data: label)
        }
    }
}

extension ReportTable.Row {
    fileprivate init(sum: [ReportCell]) {
        self.init(
            student: nil,
            cells: [.text(Phrase("report.sum", "All together").text)]
                + sum.dropFirst())
    }
}

extension ReportCell {
    fileprivate var isCount: Bool { if case .count = self { true } else { false } }
}

private func cell(_ cell: ReportCell) -> HTML {
    switch cell {
    case .text(let text): HTML(text: text)
    case .day(let day): .day(day)
    case .yesNo(let isYes): HTML(isYes ? .yes : .no)
    case .count(let number): count(number)
    case .blank: .empty
    }
}

/// The counts of a report, drawn; nil where there is nothing to draw.
func reportChart(_ report: Report, _ table: ReportTable) -> HTML? {
    let sides = report.groups.count
    guard report.chart != .none, (1...2).contains(sides), table.headings.count > sides else {
        return nil
    }
    func name(_ cell: ReportCell) -> Phrase {
        cell == .blank ? .blank : Phrase(data: cell.text)
    }
    func distinct(_ side: Int) -> [ReportCell] {
        var seen = Set<ReportCell>()
        return table.rows.map { $0.cells[side] }.filter { seen.insert($0).inserted }
    }
    let isMonths = table.headings[0].name.hasSuffix("Month")
    let categories = isMonths ? months(distinct(0)) : distinct(0)
    let pairs = Set(table.rows.map { Array($0.cells.prefix(sides)) })
    var values: [[ReportCell]: Double] = [:]
    for row in table.rows {
        if case .count(.exactly(let number)) = row.cells[sides] {
            values[Array(row.cells.prefix(sides))] = Double(number)
        }
    }
    let series: [ChartContent.Series]
    if sides == 1 {
        let drawn: [Double?] = categories.map { category in
            values[[category]] ?? (pairs.contains([category]) || table.leavesOut ? nil : 0)
        }
        series = [ChartContent.Series(Phrase("report.count", "Records"), drawn)]
    } else {
        series = distinct(1).map { one in
            // A pair that is not in the table is none; one that is may not be told.
            let drawn: [Double?] = categories.map { category in
                values[[category, one]]
                    ?? (pairs.contains([category, one]) || table.leavesOut ? nil : 0)
            }
            return ChartContent.Series(name(one), drawn)
        }
    }
    let content = ChartContent(
        id: "report-chart", Phrase("report.chart", "Records by {0}", table.headings[0].label),
        takeaway: Phrase(
            "report.takeaway", one: "{n} group of {0}.", other: "{n} groups of {0}.",
            count: categories.count, table.headings[0].label),
        categoryHeading: table.headings[0].phrase, categories: categories.map(name),
        series: series)
    return switch report.chart {
    case .bars: bars(content)
    case .stacked: stackedBars(content)
    case .lines: lineChart(content)
    case .none: nil
    }
}

/// All months from the first to the last, also those in which there is nothing.
private func months(_ known: [ReportCell]) -> [ReportCell] {
    let told = known.compactMap { CalendarMonth(text: $0.text) }
    guard let last = told.max(), var month = told.min() else { return known }
    var all: [ReportCell] = []
    while month <= last {
        if all.count == mostMonths { return known }
        all.append(.text(month.description))
        month = month.next
    }
    return all + known.filter { $0 == .blank }
}

/// Dates that are years apart are listed, and not drawn out.
private let mostMonths = 120

extension Phrase {
    static let reports = Phrase("nav.reports", "Reports")
    static let report = Phrase("reports.report", "Report")
    static let reportColumns = Phrase("reports.columns", "Columns of reports")

    static func reportRows(_ count: Int) -> Phrase {
        Phrase("report.rows", one: "1 row", other: "{n} rows", count: count)
    }

    public static let reportSaved = Phrase("report.saved", "The report was saved.")
    public static let reportRemoved = Phrase("report.removed", "The report was removed.")
    public static let reportColumnsSaved = Phrase(
        "report.columns-saved", "The columns of reports were changed.")
}
