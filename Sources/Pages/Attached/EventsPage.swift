import Operations
import Records

/// What happened, or will happen, with a student.
public struct EventsPage: PageContent {
    let head: StudentHead
    let parts: [StudentFrame.Part]
    let events: [StudentEvents.Listed]
    let mayChange: Bool

    public init(
        _ head: StudentHead, parts: [StudentFrame.Part], events: [StudentEvents.Listed],
        mayChange: Bool
    ) {
        self.head = head
        self.parts = parts
        self.events = events
        self.mayChange = mayChange
    }

    public var title: Phrase { .of(.events, head.student.name) }
    public var section: Section { .students }

    public var body: HTML {
        """
        \(StudentFrame(head, .events, parts: parts).html)
        \(if: mayChange, buttons(linkButton(.addEvent,
            Address.student(head.id, "events/add"), .primary)))
        \(events.isEmpty
            ? emptyState(Phrase("events.none-title", "No events"),
                Phrase("events.none",
                    "Meetings, referrals and reviews of this student are noted here."))
            : dataTable(Phrase("events.caption", "Events"), columns, events, hidesCaption: true))
        """
    }

    private var columns: [Column<StudentEvents.Listed>] {
        let (id, mayChange) = (head.id, mayChange)
        var columns: [Column<StudentEvents.Listed>] = [
            Column(.date) { .day($0.date) },
            Column(.kind, namesRow: true) { HTML(text: $0.kind) },
            Column(.note) { HTML(text: $0.note) },
        ]
        if mayChange {
            columns.append(
                Column(.actions) { event in
                    let name = Address.name(.event, event.event)
                    let address = Address.student(id, "events/\(name)/edit")
                    return "<a href=\"\(address)\">\(say: .change)<span class=\"visually-hidden\"> "
                        + "\(event.kind), \(Words.day(event.date.description))</span></a>"
                })
        }
        return columns
    }
}

/// Adds an event, or changes one.
public struct EventFormPage: PageContent {
    let head: StudentHead
    /// Nil for a new one.
    let event: Int?
    public let form: FormState

    public init(_ head: StudentHead, event: Int?, form: FormState) {
        self.head = head
        self.event = event
        self.form = form
    }

    public static func values(of event: StudentEvents.Listed) -> FormState {
        FormState([
            "kind": event.kind, "date": Words.day(event.date.description), "note": event.note,
        ])
    }

    public var title: Phrase {
        event == nil
            ? Phrase("event.add-title", "Add an event for {0}", head.givenName)
            : Phrase("event.edit-title", "Change an event of {0}", head.givenName)
    }

    public var section: Section { .students }

    private var action: String {
        event.map { Address.student(head.id, "events/\(Address.name(.event, $0))/edit") }
            ?? Address.student(head.id, "events/add")
    }

    public var body: HTML {
        """
        \(StudentFrame(head, .events).html)
        \(postForm(action, """
            \(textField("kind", .kind, hint: Phrase("event.kind-hint",
                "For example, eligibility meeting, referral, annual review"), form, width: 20))
            \(textField("date", .date, form, kind: .date, isOptional: true, width: 10))
            \(textArea("note", .note, form, isOptional: true))
            \(buttons(button(event == nil ? .addEvent : .save),
                link(.cancel, Address.student(head.id, "events"))))
            """))
        \(event.map { postForm(
            Address.student(head.id, "events/\(Address.name(.event, $0))/remove"),
            button(Phrase("event.remove", "Remove this event"), .warning)) } ?? .empty)
        """
    }
}

extension Phrase {
    public static func eventAdded(_ name: String) -> Phrase {
        Phrase("event.done-added", "The event of {0} was added.", name)
    }

    public static func eventChanged(_ name: String) -> Phrase {
        Phrase("event.done-changed", "The event of {0} was changed.", name)
    }

    public static let eventRemoved = Phrase("event.done-removed", "The event was removed.")
}
