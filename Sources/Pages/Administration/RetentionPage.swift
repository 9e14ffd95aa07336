import Operations
import Records

/// How long records are kept, what is due to be destroyed, and whose records have to stay.
public struct RetentionPage: PageContent {
    public static let address = "/retention"
    /// More than so many are not listed.
    public static let most = 50

    let overview: Retention.Overview
    let holds: [Retention.Hold]
    let only: DestroyedClass?
    let mayChangeSettings: Bool
    public let form: FormState

    public init(
        overview: Retention.Overview, holds: [Retention.Hold], only: DestroyedClass?,
        mayChangeSettings: Bool, form: FormState = .blank
    ) {
        self.overview = overview
        self.holds = holds
        self.only = only
        self.mayChangeSettings = mayChangeSettings
        self.form = form
    }

    public var title: Phrase { .retention }
    public var section: Section { .retention }

    public var body: HTML {
        """
        \(paragraph(Phrase("retention.about",
            "Records of a class are due to be destroyed some years after the last of them ended "
                + "and the student left. Nothing is destroyed by itself, and nothing from here: "
                + "what nobody can take back is done on the server, with {0}.",
            "homeroom retention run")))
        \(if: mayChangeSettings, settings)
        \(dataTable(Phrase("retention.classes", "Classes"), classColumns, overview.classes))
        \(heading(only.map { Phrase("retention.due-of", "Due: {0}", Phrase.name(of: $0).text) }
            ?? Phrase("retention.due", "What is due")))
        \(due)
        \(heading(.heldRecords, id: "holds"))
        \(holds.isEmpty
            ? paragraph(Phrase("retention.none-held", "Nobody\u{2019}s records are held."))
            : dataTable(.heldRecords, holdColumns, holds, hidesCaption: true))
        \(heading(Phrase("retention.change", "Hold a student\u{2019}s records, or release them"),
            level: 3))
        \(postForm(Self.address, """
            \(textField("student", Phrase("retention.student", "Number of the student"), form,
                width: 10))
            \(textField("reason", .reason, hint: Phrase("retention.reason-hint",
                "For example, a hearing that was asked for on September 3"), form))
            \(buttons(
                button(Phrase("retention.hold", "Hold"), name: "step", value: "hold"),
                button(Phrase("retention.release", "Release"), .secondary, name: "step",
                    value: "release")))
            """))
        """
    }

    private var settings: HTML {
        let words = Phrase("retention.years-link", "Change how many years each class is kept")
        return "<p>\(link(words, "/settings#set-retention-plan504"))</p>"
    }

    private var due: HTML {
        if overview.first.isEmpty {
            return paragraph(Phrase("retention.nothing", "Nothing is due."))
        }
        let all = Phrase("retention.all", "Show what is due of all classes")
        return """
            \(if: overview.total > overview.first.count, paragraph(Phrase("retention.more",
                "The first {0} of {1}. All of them: {2}.", Words.number(overview.first.count),
                Words.number(overview.total), "homeroom retention list")))
            \(if: only != nil, "<p>\(link(all, Self.address))</p>")
            \(dataTable(Phrase("retention.due", "What is due"), dueColumns, overview.first,
                hidesCaption: true))
            """
    }

    private var classColumns: [Column<Retention.ClassDue>] {
        [
            Column(Phrase("retention.class", "Class"), namesRow: true) { one in
                one.due == 0
                    ? HTML(.name(of: one.destroyed))
                    : link(
                        .name(of: one.destroyed),
                        "\(Self.address)?class=\(one.destroyed.rawValue)")
            },
            Column(Phrase("retention.years", "Kept")) { one in
                HTML(one.years.map(Phrase.years) ?? Phrase("retention.for-good", "For good"))
            },
            Column(Phrase("retention.is-due", "Due"), isNumber: true) { "\(number: $0.due)" },
            Column(Phrase("retention.is-held", "Held"), isNumber: true) { "\(number: $0.held)" },
        ]
    }

    private var dueColumns: [Column<Retention.Due>] {
        [
            Column(.student, namesRow: true) { one in
                link(Phrase(data: one.name), Address.student(one.student))
            },
            Column(.studentID) { HTML(text: $0.studentID) },
            Column(Phrase("retention.class", "Class")) { HTML(.name(of: $0.destroyed)) },
            Column(Phrase("retention.ended", "Ended")) { .day($0.ended.description) },
            Column(Phrase("retention.since", "Due since")) { .day($0.due.description) },
            Column(.status) { one in
                one.isHeld ? tag(Phrase("retention.held-tag", "Held"), .yellow) : .empty
            },
        ]
    }

    private var holdColumns: [Column<Retention.Hold>] {
        [
            Column(.student, namesRow: true) { one in
                link(Phrase(data: one.studentID), Address.student(one.student))
            },
            Column(.reason) { HTML(text: $0.reason) },
            Column(.who) { HTML(text: $0.by) },
            Column(.when) { .moment($0.since) },
        ]
    }
}

extension Phrase {
    static let retention = Phrase("nav.retention", "Retention")
    static let heldRecords = Phrase("retention.held", "Records that have to stay")

    /// What was done; not new where it was so already.
    public static func records(isHeld: Bool, isNew: Bool) -> Phrase {
        switch (isHeld, isNew) {
        case (true, true):
            Phrase("retention.done-held", "The student\u{2019}s records have to stay.")
        case (true, false):
            Phrase("retention.is-held-already", "The student\u{2019}s records are held already.")
        case (false, true):
            Phrase(
                "retention.done-released", "The student\u{2019}s records are not held any more.")
        case (false, false):
            Phrase("retention.was-not-held", "The student\u{2019}s records were not held.")
        }
    }

    static func years(_ count: Int) -> Phrase {
        Phrase("retention.count", one: "1 year", other: "{n} years", count: count)
    }

    static func name(of destroyed: DestroyedClass) -> Phrase {
        switch destroyed {
        case .plan504: Phrase("retention.plan504", "504 plan")
        case .disability: Phrase("retention.disability", "Disability")
        case .health: Phrase("retention.health", "Health")
        case .lunch: Phrase("retention.lunch", "Lunch programs")
        case .lap: Phrase("retention.lap", "LAP")
        case .programs: Phrase("retention.programs", "Program enrollments")
        case .documents: Phrase("retention.documents", "Documents")
        case .events: Phrase("retention.events", "Events")
        case .plans: Phrase("retention.plans", "Learning plans")
        }
    }
}
