/// A column of a table.
struct Column<Row>: Sendable {
    let heading: Phrase
    /// The name to sort by, where the list can be sorted by it.
    let sort: String?
    let isNumber: Bool
    /// Whether its cell names the row.
    let namesRow: Bool
    /// Whether a file of the list has it, too: not what only leads elsewhere.
    let isSaved: Bool
    let cell: @Sendable (Row) -> HTML

    init(
        _ heading: Phrase, sort: String? = nil, isNumber: Bool = false, namesRow: Bool = false,
        isSaved: Bool = true, _ cell: @escaping @Sendable (Row) -> HTML
    ) {
        self.heading = heading
        self.sort = sort
        self.isNumber = isNumber
        self.namesRow = namesRow
        self.isSaved = isSaved
        self.cell = cell
    }
}

/// A table. It scrolls inside itself where the window is narrow, and can be reached by keyboard for
/// that.
///
/// - Parameter query: what the list shows, where its columns can be sorted; with its path.
func dataTable<Row>(
    _ caption: Phrase, _ columns: [Column<Row>], _ rows: [Row], query: ListQuery? = nil,
    path: String = "", hidesCaption: Bool = false, classes: String = ""
) -> HTML {
    """
    <div class="table-frame" role="region" aria-label="\(say: caption)" tabindex="0">
    <table class="data \(classes)">
    <caption\(attribute: "class", hidesCaption ? "visually-hidden" : nil)>\(say: caption)</caption>
    <thead><tr>\(each: columns, { heading($0, query, path) })</tr></thead>
    <tbody>
    \(each: rows, { row in "<tr>\(each: columns, { cell($0, row) })</tr>\n" })
    </tbody>
    </table>
    </div>
    """
}

private func heading<Row>(_ column: Column<Row>, _ query: ListQuery?, _ path: String) -> HTML {
    let classes = column.isNumber ? "number" : nil
    guard let query, let sort = column.sort else {
        return "<th scope=\"col\"\(attribute: "class", classes)>\(say: column.heading)</th>"
    }
    let isSorted = query.sort == sort
    let order = isSorted ? query.isDescending ? "descending" : "ascending" : nil
    let mark: HTML = isSorted ? query.isDescending ? "&#9660;" : "&#9650;" : "&#8597;"
    return """
        <th scope="col"\(attribute: "class", classes)\(attribute: "aria-sort", order)>\
        <a href="\(query.sorted(by: sort).address(path))">\(say: column.heading)\
        <span class="sort-mark" aria-hidden="true">\(mark)</span></a></th>
        """
}

private func cell<Row>(_ column: Column<Row>, _ row: Row) -> HTML {
    if column.namesRow { return "<th scope=\"row\">\(column.cell(row))</th>" }
    return "<td\(attribute: "class", column.isNumber ? "number" : nil)>\(column.cell(row))</td>"
}

/// The rest of a list around its table: how many there are, which page, how many on one.
struct ListParts {
    let path: String
    let query: ListQuery
    let total: Int

    private var pages: Int { max(1, (total + query.size - 1) / query.size) }

    /// `1,234 students` and the page.
    func count(_ words: Phrase) -> HTML {
        """
        <p class="count" role="status">\(say: words)\
        \(if: pages > 1, " &middot; \(say: .pageOf(query.page, pages))")</p>
        """
    }

    /// Links to the pages around, for lists that have more than one.
    var pagination: HTML {
        if pages == 1 { return .empty }
        let shown = Set([1, query.page - 1, query.page, query.page + 1, pages])
            .filter { (1...pages).contains($0) }.sorted()
        var links = HTML.empty
        var before = 0
        for page in shown {
            if page > before + 1 { links += "<li aria-hidden=\"true\">&hellip;</li>" }
            links += link(page)
            before = page
        }
        return """
            <nav class="pagination" aria-label="\(say: .pagination)"><ul>
            \(if: query.page > 1, step(.previousPage, query.page - 1, "prev"))
            \(links)
            \(if: query.page < pages, step(.nextPage, query.page + 1, "next"))
            </ul></nav>
            """
    }

    private func link(_ page: Int) -> HTML {
        if page == query.page {
            return "<li><a aria-current=\"page\" href=\"\(query.at(page: page).address(path))\">"
                + "<span class=\"visually-hidden\">\(say: .page) </span>\(number: page)</a></li>"
        }
        return "<li><a href=\"\(query.at(page: page).address(path))\">"
            + "<span class=\"visually-hidden\">\(say: .page) </span>\(number: page)</a></li>"
    }

    private func step(_ label: Phrase, _ page: Int, _ relation: String) -> HTML {
        """
        <li><a rel="\(relation)" href="\(query.at(page: page).address(path))">\(say: label)</a></li>
        """
    }

    /// The form that filters the list: a text to search for, other filters, the page's size.
    ///
    /// It is sent by POST, so that what was searched for stands in no address.
    func filters(_ label: Phrase, hint: Phrase? = nil, _ others: HTML = .empty) -> HTML {
        postForm(
            path, classes: "filters",
            """
            <div class="filter-row">
            \(textField("text", label, hint: hint, query.form, isSearch: true))
            \(others)
            \(select("size", .rowsOnPage, ListQuery.sizes.map {
                Choice(String($0), Phrase(data: String($0)))
            }, query.form))
            \(hidden("sort", query.isDescending ? "-" + query.sort : query.sort))
            <div class="filter-buttons">\(button(.search))
            \(if: query.isFiltered, "<a href=\"\(path)\">\(say: .clearFilters)</a>")</div>
            </div>
            """)
    }
}

extension Phrase {
    static let pagination = Phrase("list.pagination", "Pages")
    static let page = Phrase("list.page", "Page")
    static let previousPage = Phrase("list.previous", "Previous")
    static let nextPage = Phrase("list.next", "Next")
    static let rowsOnPage = Phrase("list.rows", "Rows")
    static let clearFilters = Phrase("list.clear", "Clear filters")

    static func pageOf(_ page: Int, _ pages: Int) -> Phrase {
        Phrase("list.page-of", "page {0} of {1}", Words.number(page), Words.number(pages))
    }
}
