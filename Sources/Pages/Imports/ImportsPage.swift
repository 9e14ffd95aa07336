import Operations
import Records

/// Handing files in, what waits, and what was imported.
public struct ImportsPage: ListContent {
    /// Nil for those who only look on.
    let deliveries: [StagedImport.Delivery]?
    let runs: ReviewRuns.RunPage
    let query: ListQuery
    public let form: FormState

    public init(
        deliveries: [StagedImport.Delivery]?, runs: ReviewRuns.RunPage, query: ListQuery,
        form: FormState = .blank
    ) {
        self.deliveries = deliveries
        self.runs = runs
        self.query = query
        self.form = form
    }

    public var file: ListFile { ListFile(columns, runs.runs) }
    public var rowCount: Int { runs.total }

    public var title: Phrase { .imports }
    public var section: Section { .imports }

    private var parts: ListParts { ListParts(path: "/imports", query: query, total: runs.total) }

    public var body: HTML {
        """
        \(if: deliveries != nil, upload)
        \(deliveries.map { $0.isEmpty ? HTML.empty : waiting($0) } ?? HTML.empty)
        \(heading(Phrase("imports.history", "History")))
        \(runs.runs.isEmpty
            ? emptyState(Phrase("imports.none-title", "Nothing was imported yet"),
                Phrase("imports.none", "Hand in programs.txt, studemo.txt, enrollment.txt, "
                    + "sites.txt, contacts.txt or a OneRoster export above."))
            : parts.count(.runCount(runs.total)) + table + parts.pagination
                + parts.tools())
        """
    }

    private var upload: HTML {
        """
        \(heading(Phrase("imports.new", "Import files")))
        \(postForm("/imports/upload", isUpload: true, """
            <div class="drop">
            \(fileField("files", Phrase("imports.choose", "Choose files, or drop them here"),
                hint: Phrase("imports.choose-hint", "programs.txt, studemo.txt and its sister "
                    + "files, OneRoster CSV, or a ZIP file; up to 20 files at once. Nothing is "
                    + "imported before you have seen what would happen."), form,
                isMultiple: true))
            </div>
            \(buttons(button(.check)))
            """))
        """
    }

    private func waiting(_ deliveries: [StagedImport.Delivery]) -> HTML {
        """
        \(heading(Phrase("imports.waiting", "Handed in, not imported yet")))
        <ul>\(each: deliveries, { delivery in
            """
            <li><a href="/imports/delivery/\(delivery.id)">\
            \(delivery.files.map(\.name).joined(separator: ", "))</a> \(.moment(delivery.at)) \
            \(delivery.actor)</li>
            """
        })</ul>
        """
    }

    private var table: HTML {
        dataTable(
            Phrase("imports.history", "History"), columns, runs.runs, hidesCaption: true)
    }

    private var columns: [Column<ReviewRuns.Listed>] {
        let decides = deliveries != nil
        return [
            Column(Phrase("imports.run", "Run"), namesRow: true) { run in
                link(.runNumber(run.run), "/imports/runs/\(run.run)")
            },
            Column(.file) { HTML(text: $0.file) },
            Column(.layout) { HTML(text: $0.layout) },
            Column(.when) { .moment($0.startedAt) },
            Column(.who) { HTML(text: $0.actor) },
            Column(.status) { run in
                tag(
                    .state(run.state, undone: run.undoneBy != nil),
                    run.undoneBy == nil ? Phrase.color(of: run.state) : .gray)
            },
            Column(Phrase("imports.changed", "Changed"), isNumber: true) { run in
                count(run.report?.shown.changed ?? 0)
            },
            Column(Phrase("imports.rejected", "Rejected"), isNumber: true) { run in
                count(run.report?.shown.rejected ?? 0)
            },
            Column(Phrase("imports.to-decide", "To decide"), isNumber: true) { run in
                count(run.waiting)
            },
            Column(.actions, isSaved: false) { run in
                guard decides, let change = run.changeSet, run.undoneBy == nil else {
                    return .empty
                }
                return "<a href=\"\(Address.changeSet(change, "undo"))\">\(say: .undo)"
                    + "<span class=\"visually-hidden\"> \(say: .runNumber(run.run))</span></a>"
            },
        ]
    }
}

extension Phrase {
    static func runNumber(_ run: Int) -> Phrase {
        Phrase("imports.run-number", "Run {0}", "\(run)")
    }

    static func runCount(_ count: Int) -> Phrase {
        Phrase("imports.run-count", one: "1 run", other: "{n} runs", count: count)
    }

    public static let chooseFiles = Phrase("imports.choose-files", "Choose at least one file.")
}
