import Operations
import Records
import StateFiles

/// A state's file of programs: what it would have, and what the state would refuse.
public struct StatePage: PageContent {
    public static let address = "/state"

    let layouts: [StateLayout]
    /// Nil before anything was chosen.
    let made: StateReports.Made?
    /// What stands behind the question mark of the address of what was made.
    let query: String
    let mayExport: Bool
    public let form: FormState

    public init(
        layouts: [StateLayout], made: StateReports.Made? = nil, query: String = "", mayExport: Bool,
        form: FormState
    ) {
        self.layouts = layouts
        self.made = made
        self.query = query
        self.mayExport = mayExport
        self.form = form
    }

    public var title: Phrase { .stateFiles }
    public var section: Section { .state }

    public var body: HTML {
        """
        \(paragraph(Phrase("state.about",
            "The file is held against the state's rules before it is written. What the state calls "
                + "programs in a school year stands in Code Management.")))
        \(postForm(Self.address, classes: "filters", """
            <div class="filter-row">
            \(select("choice", Phrase("state.file", "File"), choices, form))
            \(textField("year", .schoolYear, hint: Phrase("state.year-hint", "Such as 2026-2027"),
                form, width: 10))
            <div class="filter-buttons">\(button(Phrase("state.check", "Check")))</div>
            </div>
            """))
        \(made.map(shown) ?? .empty)
        """
    }

    private var choices: [Choice] {
        layouts.flatMap { layout in
            layout.submissions.map {
                Choice(
                    "\(layout.name)/\($0.name)", Phrase(data: "\(layout.title), \($0.title)"))
            }
        }
    }

    private func shown(_ made: StateReports.Made) -> HTML {
        let bad = made.file.rowsInError.count
        return """
            \(heading(Phrase(data: "\(made.layout.title), \(made.year)")))
            <p role="status">\(say: Phrase("state.rows", one: "1 row.", other: "{n} rows.",
                count: made.rows.count)) \
            \(made.rows.isEmpty ? HTML(Phrase("state.nothing",
                "There is nothing to hand in. Give programs their state codes in Code Management."))
                : bad == 0 ? tag(Phrase("state.sound", "No rule is broken"), .green)
                : tag(Phrase("state.bad", one: "The state would refuse 1 row",
                    other: "The state would refuse {n} rows", count: bad), .red))</p>
            \(each: made.problems, { problem($0) })
            \(if: !made.unmapped.isEmpty, unmapped(made))
            \(if: mayExport && made.rows.count > bad, download(bad))
            """
    }

    private func download(_ bad: Int) -> HTML {
        let words =
            bad == 0
            ? Phrase("state.export", "Write the file")
            : Phrase("state.export-rest", "Write the file without the rows in error")
        return "<p>\(linkButton(words, "\(Self.address)/export?\(query)", .primary))</p>"
    }

    private func problem(_ problem: StateReports.Made.Problem) -> HTML {
        let count = Phrase(
            "state.count", one: "1 row", other: "{n} rows", count: problem.rows.count)
        return """
            <section class="problem">
            <h3>\(problem.code) \(problem.isWarning ? tag(.warning, .yellow) : .empty) \
            <span class="hint">\(say: count)</span></h3>
            <p>\(problem.message)</p>
            <p><strong>\(say: Phrase("state.fix", "What to do:"))</strong> \
            \(problem.fix)</p>
            \(details(Phrase("state.whose", "Which rows"), rows(problem)))
            </section>
            """
    }

    public static let listed = 200

    private func rows(_ problem: StateReports.Made.Problem) -> HTML {
        dataTable(
            Phrase(data: problem.code),
            [
                Column<StateReports.Row>(.student, namesRow: true) {
                    link(Phrase(data: $0.name), Address.student($0.student, "programs"))
                },
                Column(.studentID) { HTML(text: $0.studentID) },
                Column(.program) { HTML(text: $0.program) },
                Column(.startDate) { .day($0.start) },
            ], Array(problem.rows.prefix(Self.listed)), hidesCaption: true)
            + (problem.rows.count > Self.listed
                ? paragraph(
                    Phrase(
                        "state.more", "The first {0} of them.", Words.number(Self.listed)))
                : .empty)
    }

    private func unmapped(_ made: StateReports.Made) -> HTML {
        heading(Phrase("state.unmapped", "Not in the file"), level: 3)
            + paragraph(
                Phrase(
                    "state.unmapped-about", "The state calls these programs nothing in {0}.",
                    "\(made.year)"))
            + dataTable(
                Phrase("state.unmapped", "Not in the file"),
                [
                    Column<StateReports.Unmapped>(.program, namesRow: true) {
                        HTML(text: "\($0.program) \($0.text)")
                    },
                    Column(Phrase("report.count", "Records"), isNumber: true) {
                        "\(number: $0.records)"
                    },
                ], made.unmapped, hidesCaption: true)
    }
}

extension Phrase {
    static let stateFiles = Phrase("nav.state", "State files")
}
