import Storage

/// A page that shows a list, which can be saved as a file and as a view.
public protocol ListContent: PageContent {
    /// The rows of this page of the list, in words.
    var file: ListFile { get }
    /// How many rows the whole list has.
    var rowCount: Int { get }
    /// Whether there are more rows than can be turned to.
    var isCut: Bool { get }
}

extension ListContent {
    public var isCut: Bool { false }
}

/// A list as a file has it: what the page shows, without markup.
public struct ListFile: Sendable {
    public let headings: [String]
    public let rows: [[String]]

    init<Row>(_ columns: [Column<Row>], _ rows: [Row]) {
        let shown = columns.filter(\.isSaved)
        headings = shown.map(\.heading.text)
        self.rows = rows.map { row in shown.map { $0.cell(row).plainText } }
    }
}

/// What a list offers beside its rows.
public struct ListTools: Sendable {
    /// What the reader saved of this list.
    public let views: [SavedView]
    public let mayExport: Bool

    public init(views: [SavedView], mayExport: Bool) {
        self.views = views
        self.mayExport = mayExport
    }
}

extension ListParts {
    /// Saving what is shown: as a file, or as a view to come back to. Nothing where the page was
    /// not made for that.
    var tools: HTML {
        guard let tools = Rendering.current.list else { return .empty }
        return """
            <div class="list-tools">
            \(sizes)
            \(if: tools.mayExport && total > 0, link(.exportList, query.address(path + "/export")))
            <details class="views"><summary>\(say: .savedViews(tools.views.count))</summary>
            \(if: !tools.views.isEmpty, "<ul>\(each: tools.views, { view($0) })</ul>")
            \(postForm("/views", """
                \(hidden("list", path))\(hidden("query", shown))
                \(textField("name", .viewName, FormState.blank, width: 20))
                \(button(.saveView, .quiet))
                """))
            </details>
            </div>
            """
    }

    /// How many rows a page has, where there is more than one size to choose from.
    private var sizes: HTML {
        if total <= ListQuery.sizes[0] { return .empty }
        let links = ListQuery.sizes.map { size -> HTML in
            var other = query.at(page: 1)
            other.size = size
            if size == query.size {
                return "<strong aria-current=\"true\">\(number: size)</strong> "
            }
            return "<a href=\"\(other.address(path))\">\(number: size)</a> "
        }
        return "<p class=\"sizes\">\(say: .rowsOnPage): \(links.joined())</p>"
    }

    /// What stands behind the question mark of the list's address, from its first page on.
    private var shown: String {
        let address = query.at(page: 1).address(path)
        return String(address.drop { $0 != "?" }.dropFirst())
    }

    private func view(_ view: SavedView) -> HTML {
        """
        <li><a href="\(path)\(view.query.isEmpty ? "" : "?" + view.query)">\(view.name)</a>
        \(postForm("/views/remove", """
            \(hidden("list", path))\(hidden("query", shown))\(hidden("name", view.name))
            <button class="button quiet">\(say: .removeView)\
            <span class="visually-hidden"> \(view.name)</span></button>
            """))</li>
        """
    }
}

extension HTML {
    /// The words without markup, as they are seen: what is only for screen readers is not among
    /// them.
    var plainText: String {
        var words = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            words += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ">") else { break }
            let tag = rest[start...end]
            rest = rest[rest.index(after: end)...]
            if tag.contains("visually-hidden"), let close = rest.firstRange(of: "</span>") {
                rest = rest[close.upperBound...]
            } else if Self.blocks.contains(where: { tag.hasPrefix($0) }) {
                words += " "
            }
        }
        words += rest
        for (entity, character) in Self.entities {
            words = words.replacing(entity, with: character)
        }
        return words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static let blocks = ["<p", "</p", "<br", "<li", "</li", "<div", "</div", "<dd", "<dt"]
    /// Those that our pages have; the ampersand last.
    private static let entities = [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&middot;", "\u{B7}"),
        ("&ndash;", "\u{2013}"), ("&hellip;", "\u{2026}"), ("&amp;", "&"),
    ]
}

extension Phrase {
    static let exportList = Phrase("list.export", "Export this list (CSV)")
    static let viewName = Phrase("list.view-name", "Name of the view")
    static let saveView = Phrase("list.save-view", "Save this view")
    static let removeView = Phrase("list.remove-view", "Remove")

    static func savedViews(_ count: Int) -> Phrase {
        count == 0
            ? Phrase("list.no-views", "Save this view")
            : Phrase("list.views", "Saved views ({0})", Words.number(count))
    }

    public static func viewSaved(_ name: String) -> Phrase {
        Phrase("list.view-saved", "Saved as {0}.", name)
    }

    public static func viewRemoved(_ name: String) -> Phrase {
        Phrase("list.view-removed", "{0} is not a saved view any more.", name)
    }

    public static func listTooLong(_ most: Int) -> Phrase {
        Phrase(
            "list.too-long",
            "A file has at most {0} rows, and this list has more. Filter it first.",
            Words.number(most))
    }
}
