import Operations
import Records

/// Code Management: the tables and their codes.
public struct CodesPage: ListContent {
    let tables: [CodeTables.Table]
    let table: String
    let page: CodeTables.CodePage
    let query: ListQuery
    let sites: [String: String]

    public init(
        tables: [CodeTables.Table], table: String, page: CodeTables.CodePage, query: ListQuery,
        sites: [String: String]
    ) {
        self.tables = tables
        self.table = table
        self.page = page
        self.query = query
        self.sites = sites
    }

    public var file: ListFile { ListFile(columns, page.codes) }
    public var rowCount: Int { page.total }

    public var title: Phrase { .codeManagement }
    public var section: Section { .codes }

    private var parts: ListParts { ListParts(path: "/codes", query: query, total: page.total) }

    public var body: HTML {
        """
        \(tabs(Phrase("codes.tables", "Code tables"), tables.map { one in
            Tab(.tableCount(one.name, one.codes),
                ListQuery(filters: ["table": one.name]).address("/codes"),
                isCurrent: one.name == table)
        }))
        <div class="buttons">
        \(linkButton(Phrase("codes.add", "Add a code to {0}", table),
            "/codes/add?table=\(ListQuery.encoded(table))", .primary))
        \(linkButton(Phrase("codes.states", "State codes by school year"),
            "/codes/states?table=\(ListQuery.encoded(table))"))
        </div>
        \(postForm("/codes", classes: "filters", """
            <div class="filter-row">\(hidden("table", table))
            \(textField("text", Phrase("codes.search", "Key, text or system key"), query.form,
                isSearch: true))
            \(select("active", .status, [Choice("", .all), Choice("yes", .activeWord),
                Choice("no", .inactiveWord)], query.form))
            <div class="filter-buttons">\(button(.search))</div></div>
            """))
        \(page.codes.isEmpty
            ? emptyState(Phrase("codes.none-title", "No codes"),
                Phrase("codes.none", "programs.txt may name only codes that are here. Add the "
                    + "first one."))
            : parts.count(.codeCount(page.total)) + list + parts.pagination
                + parts.tools())
        """
    }

    private var list: HTML {
        dataTable(
            Phrase("codes.caption", "Codes of {0}", table), columns, page.codes, hidesCaption: true)
    }

    private var columns: [Column<CodeTables.Listed>] {
        let sites = sites
        return [
            Column<CodeTables.Listed>(Phrase("codes.key", "Code key"), namesRow: true) { code in
                link(
                    Phrase(data: code.key),
                    "/codes/edit?table=\(ListQuery.encoded(code.table))"
                        + "&key=\(ListQuery.encoded(code.key))")
            },
            Column(Phrase("codes.translation", "Translation")) { code in
                code.seenInFile
                    ? tag(Phrase("codes.seen", "Came with a file, no text yet"), .yellow)
                    : HTML(text: code.text)
            },
            Column(Phrase("codes.system-key", "System key")) { HTML(text: $0.systemKey) },
            Column(Phrase("codes.system-text", "What the system key does")) {
                HTML(text: $0.systemKeyText ?? "")
            },
            Column(.site) { code in
                code.site.map { HTML(text: sites["\($0)"] ?? "\($0)") }
                    ?? HTML(Phrase("codes.everywhere", "District"))
            },
            Column(Phrase("codes.sort", "Sort order"), isNumber: true) { code in
                "\(code.sortOrder)"
            },
            Column(.status) { code in
                tag(
                    code.active ? .activeWord : .inactiveWord, code.active ? .green : .gray)
            },
        ]
    }
}

/// Adds a code, or changes one.
public struct CodeFormPage: PageContent {
    let table: String
    /// Nil for a new one.
    let key: String?
    let sites: [(id: String, name: String)]
    public let form: FormState

    public init(
        table: String, key: String?, sites: [(id: String, name: String)], form: FormState
    ) {
        self.table = table
        self.key = key
        self.sites = sites
        self.form = form
    }

    public static func values(of code: CodeTables.Listed) -> FormState {
        FormState([
            "key": code.key, "text": code.text, "systemKey": code.systemKey,
            "site": code.site.map(String.init) ?? "", "sortOrder": "\(code.sortOrder)",
            "active": code.active ? "yes" : "no",
        ])
    }

    public var title: Phrase {
        key.map { Phrase("codes.edit-title", "Change code {0} of {1}", $0, table) }
            ?? Phrase("codes.add", "Add a code to {0}", table)
    }

    public var section: Section { .codes }

    public var body: HTML {
        """
        \(postForm(key == nil ? "/codes/add" : "/codes/edit", """
            \(hidden("table", table))
            \(key.map { hidden("key", $0) } ?? textField("key", Phrase("codes.key", "Code key"),
                hint: Phrase("codes.key-hint", "As files name it; 1 to 30 characters"), form,
                width: 10))
            \(textField("text", Phrase("codes.translation", "Translation"), form))
            \(textField("systemKey", Phrase("codes.system-key", "System key"),
                hint: Phrase("codes.system-hint", "Drives what Homeroom does: 504_plan lights the "
                    + "504 alert. Blank for most codes."), form, isOptional: true, width: 20,
                list: "system-keys"))
            <datalist id="system-keys">\(each: SystemKey.all, {
                "<option value=\"\($0.key)\">\($0.translation)</option>"
            })</datalist>
            \(select("site", .site, [Choice("", Phrase("codes.everywhere", "District"))]
                + sites.map { Choice($0.id, Phrase(data: $0.name)) }, form))
            \(textField("sortOrder", Phrase("codes.sort", "Sort order"), form, kind: .number,
                isOptional: true, width: 4))
            \(radios("active", .status, [Choice("yes", .activeWord), Choice("no", .inactiveWord)],
                form, isInline: true))
            \(buttons(button(.save), link(.cancel, "/codes?table=\(ListQuery.encoded(table))")))
            """))
        \(key.map { key in
            postForm("/codes/remove", hidden("table", table) + hidden("key", key)
                + button(Phrase("codes.remove", "Remove code {0}", key), .warning))
        } ?? .empty)
        """
    }
}

/// State codes of a table for one school year.
public struct StateCodesPage: PageContent {
    let table: String
    let year: SchoolYear
    let codes: [CodeTables.StateListed]
    public let form: FormState

    public init(
        table: String, year: SchoolYear, codes: [CodeTables.StateListed], form: FormState = .blank
    ) {
        self.table = table
        self.year = year
        self.codes = codes
        self.form = form
    }

    public var title: Phrase {
        Phrase("states.title", "State codes of {0}, {1}", table, year.description)
    }

    public var section: Section { .codes }

    private func address(_ year: SchoolYear) -> String {
        "/codes/states?table=\(ListQuery.encoded(table))&year=\(year)"
    }

    private var last: SchoolYear { SchoolYear(start: year.start - 1) }

    public var body: HTML {
        """
        \(tabs(.schoolYear, (-2...1).map { offset in
            let other = SchoolYear(start: year.start + offset)
            return Tab(Phrase(data: other.description), address(other), isCurrent: offset == 0)
        }))
        \(postForm("/codes/states", """
            \(hidden("table", table))\(hidden("year", year.description))
            \(each: codes, { code in
                textField("state-\(code.key)", Phrase(data: "\(code.key) \(code.text)"),
                    FormState(["state-\(code.key)": code.stateCode ?? ""]), isOptional: true,
                    width: 10)
            })
            \(buttons(button(.save), link(.cancel, "/codes?table=\(ListQuery.encoded(table))")))
            """))
        \(postForm("/codes/states/copy", hidden("table", table)
            + hidden("year", year.description)
            + button(Phrase("states.copy", "Copy from {0}", last.description), .secondary)))
        """
    }
}

extension Phrase {
    static let activeWord = Phrase("status.active", "Active")
    static let inactiveWord = Phrase("status.inactive", "Inactive")
    public static let textOfCode = Phrase("codes.text", "Text of a code")

    static func tableCount(_ name: String, _ count: Int) -> Phrase {
        Phrase("codes.table-count", "{0} ({1})", name, Words.number(count))
    }

    static func codeCount(_ count: Int) -> Phrase {
        Phrase("codes.count", one: "1 code", other: "{n} codes", count: count)
    }

    public static func codeSaved(_ key: String) -> Phrase {
        Phrase("codes.saved", "The code {0} was saved.", key)
    }

    public static func codeRemoved(_ key: String) -> Phrase {
        Phrase("codes.removed", "The code {0} was removed.", key)
    }

    public static let statesSaved = Phrase("states.saved", "The state codes were saved.")

    public static func statesCopied(_ count: Int) -> Phrase {
        Phrase(
            "states.copied", one: "1 state code was copied.", other: "{n} state codes were copied.",
            count: count)
    }

    public static let notANumber = Phrase("form.not-a-number", "Enter a whole number.")
}
