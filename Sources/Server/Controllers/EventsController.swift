import Operations
import Pages
import Records
import Storage

/// The events of students.
enum EventsController {
    static let routes: [Route] = [
        .get("/students/{student}/events", .needs(.seeEvents)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                return EventsPage(
                    head, parts: workspace.parts,
                    events: try StudentEvents(workspace).list(head.student.studentID),
                    mayChange: workspace.allows(.changeEvents))
            }
        },
        .get("/students/{student}/events/add", .needs(.changeEvents)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                EventFormPage(
                    try StudentHeads(workspace).head(ofRow: row), event: nil,
                    form: FormState(["date": Words.day(workspace.today.description)]))
            }
        },
        .post("/students/{student}/events/add", .needs(.changeEvents)) { visit in
            let row = try visit.number(.student, "student")
            let form = visit.form
            return try await visit.submit { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let done = try StudentEvents(workspace).add(
                    head.student.studentID, try entry(form))
                return .redirect(
                    Address.student(head.id, "events"),
                    notice: Notice(.eventAdded(head.givenName), changeSet: done.changeSet))
            } orShow: { workspace, form in
                EventFormPage(
                    try StudentHeads(workspace).head(ofRow: row), event: nil, form: form)
            }
        },
        .get("/students/{student}/events/{event}/edit", .needs(.changeEvents)) { visit in
            let (row, number) = try place(visit)
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                return EventFormPage(
                    head, event: number,
                    form: EventFormPage.values(of: try found(workspace, head, number)))
            }
        },
        .post("/students/{student}/events/{event}/edit", .needs(.changeEvents)) { visit in
            let (row, number) = try place(visit)
            let form = visit.form
            return try await visit.submit { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                _ = try found(workspace, head, number)
                let done = try StudentEvents(workspace).change(number, try entry(form))
                return .redirect(
                    Address.student(head.id, "events"),
                    notice: Notice(.eventChanged(head.givenName), changeSet: done.changeSet))
            } orShow: { workspace, form in
                EventFormPage(
                    try StudentHeads(workspace).head(ofRow: row), event: number, form: form)
            }
        },
        .post("/students/{student}/events/{event}/remove", .needs(.changeEvents)) { visit in
            let (row, number) = try place(visit)
            let workspace = try visit.workspace
            return try await visit.work {
                let head = try StudentHeads(workspace).head(ofRow: row)
                _ = try found(workspace, head, number)
                let done = try StudentEvents(workspace).remove(number)
                return .redirect(
                    Address.student(head.id, "events"),
                    notice: Notice(.eventRemoved, changeSet: done.changeSet))
            }
        },
    ]

    private static func place(_ visit: Visit) throws -> (row: Int, event: Int) {
        (try visit.number(.student, "student"), try visit.number(.event, "event"))
    }

    private static func found(
        _ workspace: Workspace, _ head: StudentHead, _ number: Int
    ) throws -> StudentEvents.Listed {
        let events = try StudentEvents(workspace).list(head.student.studentID)
        guard let event = events.first(where: { $0.event == number }) else {
            throw OperationError.notFound(kind: "event", name: "")
        }
        return event
    }

    private static func entry(_ form: FormValues) throws -> StudentEvents.Entry {
        var read = FieldReader(form)
        var entry = StudentEvents.Entry()
        entry.kind = read.required("kind", .kind)
        entry.day = read.day("date")
        entry.note = form["note"]
        try read.finish()
        return entry
    }
}
