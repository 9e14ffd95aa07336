import Operations
import Records

/// Files that were handed in: what an import of them would do, or did.
public struct DeliveryPage: PageContent {
    /// Where the work on it is.
    public enum State: Sendable {
        case waits
        /// Under way; nil before it has begun.
        case running(ImportProgress?, isImport: Bool)
        case checked(StagedImport.Checked)
        case imported([RunReport])
        case failed(Phrase)
    }

    let id: String
    let files: [StagedImport.File]
    let state: State

    public init(id: String, files: [StagedImport.File], state: State) {
        self.id = id
        self.files = files
        self.state = state
    }

    public var title: Phrase {
        switch state {
        case .waits, .checked: Phrase("delivery.title", "Check before you import")
        case .running(_, false): Phrase("delivery.checking", "Checking")
        case .running(_, true): Phrase("delivery.importing", "Importing")
        case .imported: Phrase("delivery.imported", "Import finished")
        case .failed: Phrase("delivery.failed", "This could not be imported")
        }
    }

    public var section: Section { .imports }

    /// Without script the page asks again by itself.
    public var head: HTML {
        if case .running = state {
            return "<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>"
        }
        return .empty
    }

    private var path: String { "/imports/delivery/\(id)" }

    public var body: HTML {
        switch state {
        case .waits:
            return fileList + postForm(path + "/check", buttons(button(.check))) + discard
        case .running(let progress, _): return running(progress)
        case .checked(let checked): return fileList + shown(checked) + discard
        case .imported(let reports): return imported(reports)
        case .failed(let words):
            return inset(paragraph(words)) + buttons(linkButton(.backToImports, "/imports"))
        }
    }

    private var fileList: HTML {
        dataTable(
            Phrase("delivery.files", "Files"),
            [
                Column(.file, namesRow: true) { HTML(text: $0.name) },
                Column(Phrase("document.size", "Size"), isNumber: true) { HTML(.bytes($0.bytes)) },
                Column(Phrase("delivery.columns", "Columns")) { file in
                    link(
                        Phrase("delivery.map", "Map columns of {0}", file.name),
                        "\(path)/map/\(file.id)")
                },
            ], files)
    }

    private func running(_ progress: ImportProgress?) -> HTML {
        let total = progress?.total ?? 0
        let done = progress?.completed ?? 0
        let place: HTML = total > 0 ? " max=\"\(total)\" value=\"\(done)\"" : ""
        return """
            <div data-progress="\(path)/progress">
            <p data-progress-text role="status">\
            \(say: progress.map { .progress($0) } ?? Phrase("delivery.starts", "Starting"))</p>
            <progress aria-label="\(say: title)"\(place)></progress>
            <p>\(link(Phrase("delivery.refresh", "Show how far it is now"), path))</p>
            </div>
            """
    }

    private func shown(_ checked: StagedImport.Checked) -> HTML {
        let pairs = zip(checked.reports, checked.problems)
        let canImport = checked.reports.contains { $0.state == .checked }
        let isOld = checked.reports.allSatisfy { $0.state == .repeated }
        return """
            \(each: pairs, { ReportView(report: $0, problems: $1, codesAddress: nil).html })
            \(canImport ? apply : inset(paragraph(isOld
                ? Phrase("delivery.repeated", "These files were imported before, and nothing in "
                    + "them is new. There is nothing to do.")
                : Phrase("delivery.nothing", "There is nothing to import in these files. Map their "
                    + "columns where the layout was not recognized; else mend them, and hand them "
                    + "in again."))))
            """
    }

    private var apply: HTML {
        postForm(
            path + "/apply",
            """
            \(textField("reason", .reason, hint: Phrase("delivery.reason-hint",
                "For the history, for example: October count"), isOptional: true))
            \(buttons(button(.importNow)))
            """)
    }

    private var discard: HTML {
        postForm(
            path + "/discard",
            button(Phrase("delivery.discard", "Discard these files"), .secondary))
    }

    private func imported(_ reports: [RunReport]) -> HTML {
        """
        \(each: reports, { report in
            """
            \(ReportView(report: report, problems: nil, codesAddress: nil).html)
            <p>\(report.run.map {
                link(Phrase("delivery.open-run", "Open run {0}: rows, problems, undo", "\($0)"),
                    "/imports/runs/\($0)")
            } ?? HTML.empty)</p>
            """
        })
        \(buttons(linkButton(.backToImports, "/imports")))
        """
    }
}

/// Which columns of a file are which of its layout.
public struct MappingPage: PageContent {
    let delivery: String
    let file: StagedImport.File
    let proposal: ColumnMappings.Proposal
    public let form: FormState

    public init(
        delivery: String, file: StagedImport.File, proposal: ColumnMappings.Proposal,
        form: FormState
    ) {
        self.delivery = delivery
        self.file = file
        self.proposal = proposal
        self.form = form
    }

    public static func values(of proposal: ColumnMappings.Proposal, file: String) -> FormState {
        var values = [
            "name": proposal.saved ?? (file as String), "layout": proposal.layout?.rawValue ?? "",
        ]
        for (index, column) in proposal.columns.enumerated() {
            values["column-\(index)"] = column.position.map(String.init) ?? ""
        }
        return FormState(values)
    }

    public var title: Phrase { Phrase("mapping.title", "Map columns of {0}", file.name) }
    public var section: Section { .imports }

    private var path: String { "/imports/delivery/\(delivery)/map/\(file.id)" }

    public var body: HTML {
        """
        \(paragraph(Phrase("mapping.lead",
            "Say which column of the file is which column of the layout. It is saved, and used "
                + "for every file with the same header.")))
        \(proposal.layout == nil ? chooseLayout : mapping)
        """
    }

    private var chooseLayout: HTML {
        postForm(
            path + "/layout",
            select(
                "layout", .layout,
                Layout.allCases.map { Choice($0.rawValue, Phrase(data: $0.fileName)) }, form)
                + buttons(button(.goOn)))
    }

    private var mapping: HTML {
        postForm(
            path,
            """
            \(hidden("layout", proposal.layout?.rawValue ?? ""))
            \(textField("name", Phrase("mapping.name", "Name of the mapping"), form, width: 20))
            \(each: proposal.columns.enumerated(), { index, column in
                select("column-\(index)", Phrase(data: column.column), hint: samples(column),
                    [Choice("", Phrase("mapping.no-column", "Not in the file"))]
                        + proposal.fileColumns.map {
                            Choice("\($0.position)", Phrase(data: "\($0.position). \($0.label)"))
                        }, form, isOptional: !column.isRequired)
            })
            \(buttons(button(Phrase("mapping.save", "Save mapping and check again")),
                link(.cancel, "/imports/delivery/\(delivery)")))
            """)
    }

    private func samples(_ column: ColumnMappings.ProposedColumn) -> Phrase? {
        column.samples.isEmpty
            ? nil
            : Phrase(
                "mapping.samples", "For example: {0}", column.samples.joined(separator: ", "))
    }
}

extension Phrase {
    static let importNow = Phrase("delivery.import", "Import")
    static let backToImports = Phrase("delivery.back", "Back to Imports")
    public static let deliveryDiscarded = Phrase(
        "delivery.discarded", "The files were discarded. Nothing was imported.")

    public static func mappingSaved(_ name: String) -> Phrase {
        Phrase("mapping.saved", "The mapping {0} was saved.", name)
    }
}
