import Storage

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
    ///
    /// - Parameter withSizes: whether the page's size is chosen here; else among the filters.
    func tools(withSizes: Bool = true) -> HTML {
        guard let tools = Rendering.current.list else { return .empty }
        return """
            <div class="list-tools">
            \(if: withSizes, sizes)
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

    private var shown: String { query.shown(path) }

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

extension Phrase {
    static let exportList = Phrase("list.export", "Export this list")
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
