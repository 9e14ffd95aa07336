import Operations
import Records
import Storage

/// What a list is taken out for, before it is.
public struct ExportPage: PageContent {
    public let form: FormState
    let path: String
    let query: String
    let rows: Int
    let approved: ExportRequest?
    /// Whether the file has its own format.
    let isOneFormat: Bool

    public init(
        form: FormState = .blank, path: String, query: String, rows: Int,
        approved: ExportRequest? = nil, isOneFormat: Bool = false
    ) {
        self.isOneFormat = isOneFormat
        self.form = form
        self.path = path
        self.query = query
        self.rows = rows
        self.approved = approved
    }

    public var title: Phrase { Phrase("export.title", "Export this list") }
    public var section: Section { .none }

    private var back: String { path + (query.isEmpty ? "" : "?" + query) }

    public var body: HTML {
        """
        \(paragraph(Phrase("export.rows", one: "The file has 1 row.",
            other: "The file has {n} rows.", count: rows)))
        \(paragraph(isOneFormat ? Phrase("export.about-state",
            "Who exported which students, and why, is noted for good.") : Phrase("export.about",
            "Each row carries your name, the date and a number. Who exported which students, and "
                + "why, is noted for good.")))
        \(if: rows > Exports.mostAlone && approved == nil, warningText(Phrase("export.second",
            "More than {0} students take a second person: somebody else has to approve it, and "
                + "you take the file afterwards.", Words.number(Exports.mostAlone))))
        \(postForm(path + "/export", """
            \(hidden("query", query))
            \(approved.map { hidden("request", "\($0.id)") } ?? .empty)
            \(textField("reason", Phrase("export.reason", "What it is for"),
                hint: Phrase("export.reason-hint", "For example, state audit of 504 plans"),
                approved.map { FormState(values: ["reason": [$0.reason]], problems: form.problems) }
                    ?? form))
            \(if: !isOneFormat, radios("format", Phrase("export.format", "Format"), [
                Choice("csv", Phrase("export.csv", "For a spreadsheet (CSV)")),
                Choice("raw", Phrase("export.raw", "For a program (TSV)"),
                    hint: Phrase("export.raw-hint", "Cells exactly as they are: a spreadsheet "
                        + "may take one for a formula.")),
            ], FormState(["format": form["format"] == "raw" ? "raw" : "csv"])))
            \(buttons(button(Phrase("export.button", "Export")), link(.cancel, back)))
            """))
        """
    }
}

/// The exports that were asked for, and what was decided.
public struct ExportRequestsPage: PageContent {
    public static let address = "/exports"

    let requests: [ExportRequest]
    let mayApprove: Bool
    let viewer: Int?
    /// Seconds since 1970.
    let now: Int

    public init(requests: [ExportRequest], mayApprove: Bool, viewer: Int?, now: Int) {
        self.requests = requests
        self.mayApprove = mayApprove
        self.viewer = viewer
        self.now = now
    }

    public var title: Phrase { .exports }
    public var section: Section { .exports }

    public var body: HTML {
        requests.isEmpty
            ? emptyState(
                Phrase("exports.none-title", "No exports yet"),
                Phrase("exports.none", "Lists that were taken out of the district stand here."))
            : dataTable(
                Phrase("exports.caption", "Exports"),
                [
                    Column<ExportRequest>(Phrase("exports.number", "Number"), namesRow: true) {
                        "E\($0.id)"
                    },
                    Column(.when) { .moment(seconds: $0.at) },
                    Column(.who) { HTML(text: $0.party) },
                    Column(Phrase("exports.list", "List")) { HTML(text: $0.list) },
                    Column(.students, isNumber: true) { "\(number: $0.students)" },
                    Column(.reason) { HTML(text: $0.reason) },
                    Column(Phrase("exports.state", "State")) { state($0) },
                    Column(.actions) { actions($0) },
                ], requests, hidesCaption: true)
    }

    private func isOver(_ request: ExportRequest) -> Bool {
        now - (request.decidedAt ?? request.at) > Exports.lifetime
    }

    private func state(_ request: ExportRequest) -> HTML {
        switch request.state {
        case .waiting where isOver(request), .approved where isOver(request):
            return tag(Phrase("exports.over", "Not taken in time"))
        case .waiting: return tag(Phrase("exports.waiting", "Waits"), .yellow)
        case .approved: return tag(Phrase("exports.approved", "Approved"), .green)
        case .refused: return tag(Phrase("exports.refused", "Refused"), .red)
        case .taken: return tag(Phrase("exports.taken", "Taken"))
        }
    }

    private func actions(_ request: ExportRequest) -> HTML {
        if isOver(request) { return .empty }
        if request.state == .waiting, mayApprove, request.account != viewer {
            return postForm(
                "/exports/\(request.id)",
                """
                \(button(Phrase("exports.approve", "Approve"), .secondary, name: "decision",
                    value: "yes"))
                \(button(Phrase("exports.refuse", "Refuse"), .quiet, name: "decision", value: "no"))
                """)
        }
        if request.state == .approved, request.account == viewer {
            let query = request.query.isEmpty ? "" : request.query + "&"
            return link(
                Phrase("exports.take", "Take the file"),
                "\(request.list)/export?\(query)request=\(request.id)")
        }
        return .empty
    }
}

/// What somebody should look at at once.
public struct AlarmsPage: PageContent {
    public static let address = "/alarms"

    let alarms: [AlarmRecord]

    public init(alarms: [AlarmRecord]) { self.alarms = alarms }

    public var title: Phrase { .alarms }
    public var section: Section { .alarms }

    public var body: HTML {
        alarms.isEmpty
            ? emptyState(
                Phrase("alarms.none-title", "No alarms"),
                Phrase(
                    "alarms.none",
                    "Unusual reading, large exports and codes made on the host are told here."))
            : dataTable(
                .alarms,
                [
                    Column<AlarmRecord>(.when, namesRow: true) { .moment(seconds: $0.at) },
                    Column(Phrase("alarms.kind", "What it is")) { HTML(.kind(ofAlarm: $0.kind)) },
                    Column(Phrase("alarms.party", "About")) { HTML(text: $0.party) },
                    Column(Phrase("alarms.detail", "Detail")) { HTML(text: $0.detail) },
                    Column(Phrase("alarms.seen", "Looked into by")) { alarm in
                        alarm.seenAt == nil
                            ? postForm(
                                "/alarms/\(alarm.id)",
                                button(Phrase("alarms.close", "I looked into it"), .secondary))
                            : HTML(text: alarm.seenBy)
                    },
                ], alarms, hidesCaption: true)
    }
}

extension Phrase {
    static let exports = Phrase("nav.exports", "Exports")
    static let alarms = Phrase("nav.alarms", "Alarms")
    public static let alarmClosed = Phrase("alarms.closed", "Noted that you looked into it.")
    public static let exportApproved = Phrase("exports.done-approved", "The export is approved.")
    public static let exportRefused = Phrase("exports.done-refused", "The export is refused.")
    public static let exportWaits = Phrase(
        "exports.done-waits",
        "Somebody else has to approve this export. It stands here, and can be taken for a day "
            + "after that.")

    static func openAlarms(_ count: Int) -> Phrase {
        Phrase(
            "home.alarms", one: "1 alarm that nobody looked into.",
            other: "{n} alarms that nobody looked into.", count: count)
    }

    static func waitingExports(_ count: Int) -> Phrase {
        Phrase(
            "home.exports", one: "1 export waits to be approved.",
            other: "{n} exports wait to be approved.", count: count)
    }

    static func kind(ofAlarm kind: String) -> Phrase {
        switch Alarms.Kind(rawValue: kind) {
        case .readingMany: Phrase("alarm.reading-many", "Many students in an hour")
        case .readingUnusual: Phrase("alarm.reading-unusual", "Far more students than usual")
        case .breakGlass: Phrase("alarm.break-glass", "Recovery code made on the host")
        case .largeExport: Phrase("alarm.export", "Large export asked for")
        case .factorGuessing:
            Phrase("alarm.factor-guessing", "Many wrong codes of a second factor")
        case .lettersAside:
            Phrase("alarm.letters-aside", "Letters of other districts were put aside")
        case .refusedEntry:
            Phrase("alarm.refused-entry", "Refused, with the right password or a real token")
        case .untold: Phrase("alarm.untold", "Mails or posts that nobody took")
        case .nights: Phrase("alarm.nights", "Nights that fail")
        case .stale: Phrase("alarm.stale", "Unused accounts")
        case nil: Phrase(data: kind)
        }
    }
}
