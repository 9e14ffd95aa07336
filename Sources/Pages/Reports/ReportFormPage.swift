import Operations
import Records

/// Making a report: which columns, which rows, how counted, who sees it, when it is made.
public struct ReportFormPage: PageContent {
    /// Filters that every form has.
    private static let fewestFilters = 4

    let category: ReportCatalogue.Category
    /// The number of one that is changed; nil for a new one.
    let id: String?
    let mayShare: Bool
    let mayDeliver: Bool
    let preview: ReportTable?
    public let form: FormState

    public init(
        category: ReportCatalogue.Category, id: String?, mayShare: Bool, mayDeliver: Bool,
        preview: ReportTable? = nil, form: FormState
    ) {
        self.category = category
        self.id = id
        self.mayShare = mayShare
        self.mayDeliver = mayDeliver
        self.preview = preview
        self.form = form
    }

    public var title: Phrase {
        id == nil
            ? Phrase("report-form.new", "New report") : Phrase("report-form.title", "Change report")
    }
    public var section: Section { .reports }

    public var body: HTML {
        """
        \(paragraph(Phrase("report-form.about", "About {0}.", category.category.title)))
        \(postForm(ReportsPage.editAddress, classes: "report-form", """
            \(hidden("category", category.category.rawValue))
            \(id.map { hidden("report", $0) } ?? .empty)
            \(textField("name", .name, form, width: 20))
            \(radios("kind", Phrase("report-form.kind", "What it shows"), [
                Choice("list", Phrase("report-form.list", "Rows")),
                Choice("counts", Phrase("report-form.counts", "How many rows there are")),
            ], form, isInline: true))
            \(columns)
            \(heading(Phrase("report-form.filters", "Only rows that fit all of these")))
            \(each: Array(1...filters), { filter($0) })
            \(heading(Phrase("report-form.counting", "Counting and order")))
            \(select("group1", Phrase("report-form.group", "Count by"), grouping, form))
            \(select("group2", Phrase("report-form.group-2", "And by"), grouping, form))
            \(select("chart", Phrase("report-form.chart", "Chart"), Self.charts, form))
            \(select("sort", Phrase("report-form.sort", "Order of the rows"),
                [Choice("", Phrase("report-form.by-name", "By name"))]
                    + choices(category.columns), form))
            \(checkbox("descending", Phrase("report-form.descending", "From the last to the first"),
                form))
            \(if: mayShare, checkboxes("roles", Phrase("report-form.roles", "Shared with"),
                hint: Phrase("report-form.roles-hint",
                    "Each sees only the rows and programs that their rights show. Those who see no "
                        + "rows see counts of groups from 10 students on."),
                Role.allCases.map { Choice($0.rawValue, .title(of: $0)) }, form))
            \(if: mayDeliver, details(Phrase("report-form.delivery", "Have it made by itself"),
                delivery, isOpen: !form["mail"].isEmpty || form.problem(of: "mail") != nil))
            \(buttons(
                button(Phrase("report-form.save", "Save the report"), name: "step", value: "save"),
                button(Phrase("report-form.preview", "See what it shows"), .secondary,
                    name: "step", value: "preview"),
                link(.cancel, ReportsPage.address)))
            """))
        \(preview.map(shown) ?? .empty)
        """
    }

    private func shown(_ table: ReportTable) -> HTML {
        """
        <section id="preview" aria-live="polite">
        \(heading(Phrase("report-form.shown", "What it shows")))
        \(paragraph(.reportRows(table.total)))
        \(reportTable(table, Phrase("report-form.shown", "What it shows")))
        </section>
        """
    }

    /// Two more than are filled in, so that there is always one to add.
    private var filters: Int {
        let filled = (1...Report.mostFilters).last { !form["column\($0)"].isEmpty } ?? 0
        return min(Report.mostFilters, max(Self.fewestFilters, filled + 2))
    }

    /// Each with its place among them.
    private var columns: HTML {
        """
        <fieldset class="field" aria-describedby="columns-hint">\
        <legend>\(say: Phrase("report-form.columns", "Columns of the rows"))</legend>
        <p class="hint" id="columns-hint">\(say: Phrase("report-form.columns-hint",
            "Number those that come first: 1, 2, 3. The others follow as they stand here."))</p>
        <div class="choices">
        \(each: category.columns.enumerated(), { index, column in
            columnBox(column, index == 0 ? "columns" : "columns-\(index)")
        })
        </div></fieldset>
        """
    }

    private func columnBox(_ column: ReportCatalogue.Column, _ id: String) -> HTML {
        let (name, place) = (column.column.name, "place-\(column.column.name)")
        let problem = form.problem(of: place)
        return """
            <div class="numbered"><div class="choice">\
            <input type="checkbox" name="columns" id="\(id)" value="\(name)"\
            \(attribute: "checked", if: form.has("columns", name))> \
            <label for="\(id)">\(column.label)</label></div> \
            <input class="input" id="\(place)" name="\(place)" value="\(form[place])" \
            inputmode="numeric" autocomplete="off" aria-label="\(say: Phrase(
                "report-form.place", "Place of {0}", column.label))"\
            \(attribute: "aria-invalid", problem == nil ? nil : "true")\
            \(attribute: "aria-describedby", problem == nil ? nil : place + "-error")>\
            \(errorMessage(place, problem))</div>
            """
    }

    private func choices(_ columns: [ReportCatalogue.Column]) -> [Choice] {
        columns.map { Choice($0.column.name, Phrase(data: $0.label)) }
    }

    private var grouping: [Choice] {
        [Choice("", .none)] + choices(category.columns.filter { $0.column.groups })
    }

    private func filter(_ number: Int) -> HTML {
        """
        <fieldset class="field"><legend>\(say: Phrase("report-form.filter", "Filter {0}",
            "\(number)"))</legend><div class="filter-row">
        \(select("column\(number)", Phrase("report-form.column", "Column"),
            [Choice("", .none)] + choices(category.columns), form))
        \(select("operation\(number)", Phrase("report-form.operation", "How"),
            ReportFilter.Operation.allCases.map { Choice($0.rawValue, .words(for: $0)) }, form))
        \(textArea("values\(number)", Phrase("report-form.values", "Value"), form, rows: 2,
            isOptional: true))
        </div></fieldset>
        """
    }

    private static let charts: [Choice] = [
        Choice("none", .none), Choice("bars", Phrase("report-form.bars", "Bars")),
        Choice("stacked", Phrase("report-form.stacked", "Stacked bars")),
        Choice("lines", Phrase("report-form.lines", "Lines")),
    ]

    private var delivery: HTML {
        """
        \(paragraph(Phrase("report-form.delivery-about",
            "Counts stand in the mail, from 10 on. A list of students is never mailed: the mail "
                + "says that it is ready.")))
        \(textArea("mail", Phrase("report-form.mail", "Who is told by mail"),
            hint: Phrase("report-form.mail-hint", "One address to a line."), form,
            isOptional: true))
        \(textField("time", Phrase("report-form.time", "Time"),
            hint: Phrase("report-form.time-hint", "Of the day there, such as 06:00"), form,
            isOptional: true, width: 4))
        \(textField("zone", Phrase("report-form.zone", "Time zone"),
            hint: Phrase("report-form.zone-hint", "Such as America/Los_Angeles"), form,
            isOptional: true, width: 20))
        \(checkboxes("days", Phrase("report-form.days", "Days"), Self.days, form))
        """
    }

    private static let days: [Choice] = [
        Choice("1", Phrase("day.monday", "Monday")), Choice("2", Phrase("day.tuesday", "Tuesday")),
        Choice("3", Phrase("day.wednesday", "Wednesday")),
        Choice("4", Phrase("day.thursday", "Thursday")),
        Choice("5", Phrase("day.friday", "Friday")),
        Choice("6", Phrase("day.saturday", "Saturday")),
        Choice("7", Phrase("day.sunday", "Sunday")),
    ]
}

extension Phrase {
    public static let notAPlace = Phrase(
        "report-form.not-a-place", "A place is a number such as 1, or blank.")

    static func words(for operation: ReportFilter.Operation) -> Phrase {
        switch operation {
        case .is: Phrase("report-op.is", "is (one of several: one to a line)")
        case .isNot: Phrase("report-op.is-not", "is not")
        case .beginsWith: Phrase("report-op.begins", "begins with")
        case .isBlank: Phrase("report-op.blank", "is blank")
        case .isNotBlank: Phrase("report-op.not-blank", "is not blank")
        case .atMost: Phrase("report-op.at-most", "up to")
        case .atLeast: Phrase("report-op.at-least", "from, on")
        case .withinDays: Phrase("report-op.within", "within so many days from today")
        case .lastDays: Phrase("report-op.last", "in the last so many days")
        case .activeOn: Phrase("report-op.active", "active on (a day, or today)")
        }
    }
}

/// What the district calls the columns of reports, and who can use them.
public struct ReportColumnsPage: PageContent {
    let settings: [(category: ReportCategory, setting: ReportCategorySetting)]
    public let form: FormState

    public init(
        settings: [(category: ReportCategory, setting: ReportCategorySetting)],
        form: FormState = .blank
    ) {
        self.settings = settings
        self.form = form
    }

    public var title: Phrase { .reportColumns }
    public var section: Section { .reports }

    public var body: HTML {
        """
        \(paragraph(Phrase("report-columns.about",
            "A category or column that is not enabled is in no report. One that is enabled and not "
                + "shared is in those of people who change settings.")))
        \(each: settings, { categoryForm($0.category, $0.setting) })
        """
    }

    private func categoryForm(
        _ category: ReportCategory, _ setting: ReportCategorySetting
    ) -> HTML {
        let (enabled, shared) = (
            Phrase("report-columns.enabled", "Enabled"), Phrase("report-columns.shared", "Shared")
        )
        return """
            \(heading(Phrase(data: category.title)))
            \(postForm(ReportsPage.columnsAddress, """
                \(hidden("category", category.rawValue))
                \(box("all-enabled", enabled, category.title, setting.isEnabled))
                \(box("all-shared", shared, category.title, setting.isShared))
                \(dataTable(Phrase(data: category.title), [
                    Column<ReportColumn>(Phrase("report-form.column", "Column"), namesRow: true) {
                        HTML(text: $0.label)
                    },
                    Column(Phrase("report-columns.label", "Called here")) { column in
                        label(column, setting[column.name])
                    },
                    Column(enabled) { box("enabled-\($0.name)", enabled, $0.label,
                        setting[$0.name].isEnabled, isHidden: true) },
                    Column(shared) { box("shared-\($0.name)", shared, $0.label,
                        setting[$0.name].isShared, isHidden: true) },
                ], category.columns, hidesCaption: true))
                \(buttons(button(.save)))
                """))
            """
    }

    private func label(_ column: ReportColumn, _ setting: ReportColumnSetting) -> HTML {
        """
        <input class="input width-20" name="label-\(column.name)" value="\(setting.label)" \
        autocomplete="off" aria-label="\(say: Phrase("report-columns.label-of",
            "What {0} is called here", column.label))">
        """
    }

    private func box(
        _ name: String, _ label: Phrase, _ about: String, _ isChecked: Bool, isHidden: Bool = false
    ) -> HTML {
        """
        <label\(attribute: "class", isHidden ? nil : "choice")>\
        <input type="checkbox" name="\(name)" value="yes"\
        \(attribute: "checked", if: isChecked)> \
        <span\(attribute: "class", isHidden ? "visually-hidden" : nil)>\(say: label)\
        <span class="visually-hidden">: \(about)</span></span></label>
        """
    }
}
