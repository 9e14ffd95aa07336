import Operations
import Records

/// One run: what it did, what is wrong with its rows, what is to be decided.
public struct RunPage: PageContent {
    let run: ReviewRuns.Listed
    let problems: ProblemGroups
    /// Nil for those who do not see rows.
    let held: ReviewRuns.RowPage?
    let rejected: Int
    /// Whether it can be approved, discarded and undone.
    let decides: Bool
    let query: ListQuery
    public let form: FormState

    public init(
        run: ReviewRuns.Listed, problems: ProblemGroups, held: ReviewRuns.RowPage?, rejected: Int,
        decides: Bool, query: ListQuery, form: FormState = .blank
    ) {
        self.decides = decides
        self.run = run
        self.problems = problems
        self.held = held
        self.rejected = rejected
        self.query = query
        self.form = form
    }

    public var title: Phrase { Phrase("run.title", "Run {0}: {1}", "\(run.run)", run.file) }
    public var section: Section { .imports }

    private var path: String { "/imports/runs/\(run.run)" }

    public var body: HTML {
        """
        \(summaryList([
            SummaryRow(.status, tag(.state(run.state, undone: run.undoneBy != nil),
                run.undoneBy == nil ? Phrase.color(of: run.state) : .gray)),
            SummaryRow(.layout, HTML(text: run.layout)),
            SummaryRow(.when, .moment(run.startedAt)),
            SummaryRow(.who, HTML(text: run.actor)),
            SummaryRow(.changeSetWord, run.changeSet.map {
                link(Phrase(data: "\($0)"), Address.changeSet($0))
            } ?? HTML(.none)),
        ]))
        \(if: run.state == "held" && decides, review)
        \(run.report.map { report($0) } ?? .empty)
        \(rows)
        \(actions)
        """
    }

    private func report(_ report: RunReport) -> HTML {
        let codes = held == nil ? nil : path + "/codes"
        return ReportView(report: report, problems: problems, codesAddress: codes).html
    }

    /// A run that is held as a whole.
    private var review: HTML {
        """
        \(warningText(Phrase("run.held", "Held. Nothing was changed. Look at what it would do, "
            + "then approve or discard it.")))
        <div class="buttons">
        \(postForm(path + "/approve", button(Phrase("run.approve", "Approve run {0}",
            "\(run.run)"))))
        \(postForm(path + "/discard", button(Phrase("run.discard", "Discard run {0}",
            "\(run.run)"), .secondary)))
        </div>
        """
    }

    private var actions: HTML {
        """
        <div class="buttons">
        \(if: rejected > 0, linkButton(
            Phrase("run.errors", "Error file ({0} rows)", Words.number(rejected)),
            path + "/errors"))
        \(run.changeSet.map { change in
            run.undoneBy == nil && decides
                ? linkButton(Phrase("run.undo", "Undo run {0}", "\(run.run)"),
                    Address.changeSet(change, "undo"))
                : HTML.empty
        } ?? .empty)
        \(linkButton(.backToImports, "/imports"))
        </div>
        """
    }

    // MARK: Held rows

    private var rows: HTML {
        guard let held, held.total > 0 else { return .empty }
        let parts = ListParts(path: path, query: query, total: held.total)
        return """
            \(heading(Phrase("run.held-rows", "Held rows"), id: "held"))
            \(paragraph(Phrase("run.held-why",
                "Each of these rows nearly matches a record. One wrong key part would make a "
                    + "duplicate. Decide what each means.")))
            \(parts.count(.rowCount(held.total)))
            \(each: held.heldRows, { row($0, held.header) })
            \(parts.pagination)
            """
    }

    private func row(_ row: ReviewRuns.HeldRowShown, _ header: [String]) -> HTML {
        """
        <section class="side" aria-label="\(say: .rowAt(row.row))">
        <h3>\(say: .rowAt(row.row))</h3>
        <div class="two-columns">
        <div><h4>\(say: Phrase("run.in-file", "In the file"))</h4>
        \(summaryList(zip(header, row.cells).filter { !$0.1.isEmpty }.map {
            SummaryRow(Phrase(data: $0.0), HTML(text: $0.1))
        }))</div>
        <div><h4>\(say: Phrase("run.nearest", "Nearest record"))</h4>
        \(row.nearestRecord.map(record) ?? paragraph(Phrase("run.no-nearest",
            "The record is no longer there.")))
        \(if: !row.differs.isEmpty, "<p>\(say: .differsIn(row.differs))</p>")</div>
        </div>
        \(row.choices.isEmpty ? decided(row) : choices(row))
        </section>
        """
    }

    private func record(_ record: ReviewRuns.NearestRecord) -> HTML {
        summaryList([
            SummaryRow(
                .student,
                link(
                    Phrase(data: record.studentID),
                    Address.student(record.id, "programs"))),
            SummaryRow(.program, HTML(text: record.program)),
            SummaryRow(.startDate, .day(record.start)),
            SummaryRow(.endDate, .day(record.end)),
            SummaryRow(.site, HTML(text: record.site.map(String.init) ?? "")),
        ])
    }

    private func decided(_ row: ReviewRuns.HeldRowShown) -> HTML {
        let words: Phrase =
            switch row.resolution.prefix(while: { $0 != " " }) {
            case "close": Phrase("run.was-close", "the row is that record")
            case "insert": Phrase("run.was-insert", "added as a new record")
            default: Phrase("run.was-discard", "discarded")
            }
        return paragraph(Phrase("run.decided", "Decided: {0}", words.text))
    }

    private func choices(_ row: ReviewRuns.HeldRowShown) -> HTML {
        let about: Phrase = .rowAt(row.row)
        func choice(_ value: String, _ label: Phrase, _ kind: ButtonKind) -> HTML {
            """
            <button type="submit" class="button \(kind.rawValue)" name="choice" \
            value="\(value)">\(say: label)<span class="visually-hidden"> (\(say: about))</span>\
            </button>
            """
        }
        return postForm(
            "\(path)/rows/\(row.row)",
            """
            \(hidden("page", "\(query.page)"))
            <div class="buttons">
            \(if: row.nearestRecord != nil, choice("close", row.closes
                ? Phrase("run.close", "Close that record")
                : Phrase("run.same", "It is that record, and stays open"), .primary))
            \(choice("insert", Phrase("run.insert", "Add as new"), .secondary))
            \(choice("discard", .discard, .secondary))
            </div>
            """)
    }
}

/// Codes that a file names and no table has: each gets a text, and the rows are run again.
public struct RunCodesPage: PageContent {
    let run: Int
    let codes: [ProblemGroups.UnknownCode]
    let systemKeys: [(key: String, text: String)]
    public let form: FormState

    public init(
        run: Int, codes: [ProblemGroups.UnknownCode], systemKeys: [(key: String, text: String)],
        form: FormState
    ) {
        self.run = run
        self.codes = codes
        self.systemKeys = systemKeys
        self.form = form
    }

    public var title: Phrase { Phrase("codes.resolve-title", "Resolve missing codes") }
    public var section: Section { .imports }

    public var body: HTML {
        """
        \(paragraph(Phrase("codes.resolve-lead",
            "Give each code that your district uses its text. Leave the others blank: their rows "
                + "stay rejected. The rows of the codes you add are run again at once.")))
        \(postForm("/imports/runs/\(run)/codes", """
            \(each: codes.enumerated(), { index, code in
                """
                <fieldset class="field"><legend>\(code.table): \(code.key) \
                \(ReportView.rows(code.rows))</legend>
                \(hidden("key-\(index)", code.key))\(hidden("table-\(index)", code.table))
                \(textField("text-\(index)", Phrase("codes.text-of", "Text of {0}", code.key), form,
                    isOptional: true, width: 20))
                \(select("system-\(index)", Phrase("codes.system-of", "System key of {0}",
                    code.key), [Choice("", .none)] + systemKeys.map {
                        Choice($0.key, Phrase(data: "\($0.text) (\($0.key))"))
                    }, form, isOptional: true))
                </fieldset>
                """
            })
            \(buttons(button(Phrase("codes.resolve-button", "Add codes and run the rows again")),
                link(.cancel, "/imports/runs/\(run)")))
            """))
        """
    }
}

extension Phrase {
    static func differsIn(_ parts: [String]) -> Phrase {
        Phrase("run.differs", "Differs in: {0}", parts.joined(separator: ", "))
    }

    public static func rowDecided(_ row: Int) -> Phrase {
        Phrase("run.row-decided", "Row {0} is decided.", "\(row)")
    }

    public static let runApproved = Phrase("run.approved", "The run was approved and imported.")
    public static let runDiscarded = Phrase(
        "run.was-discarded", "The run was discarded. Nothing was changed.")

    public static func codesAdded(_ count: Int) -> Phrase {
        Phrase(
            "codes.added", one: "1 code was added, and its rows were run again.",
            other: "{n} codes were added, and their rows were run again.", count: count)
    }
}
