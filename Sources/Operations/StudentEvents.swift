import Records
import Storage

/// The events of students.
public struct StudentEvents {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// An event as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        public let event: Int
        public let kind: String
        public let date: CalendarDate
        public let note: String
        public let addedAt: String
    }

    /// What an event is to be. Nil is left as it is, or, for a new one, the usual.
    public struct Entry: Sendable {
        public var kind: String?
        public var day: CalendarDate?
        public var note: String?

        public init() {}
    }

    /// The events of a student, the latest first.
    public func list(_ student: String) throws -> [Listed] {
        try workspace.require(.seeEvents)
        return try workspace.store.read { reader in
            try reader.events(of: workspace.resolve(student, reader)).map {
                Listed(
                    event: $0.id, kind: $0.kind, date: $0.day, note: $0.note,
                    addedAt: $0.addedAt)
            }
        }
    }

    /// Adds an event. A kind has to be given; without a day it is today's.
    public func add(_ student: String, _ entry: Entry) throws -> Attached {
        try workspace.require(.changeEvents)
        return try workspace.store.write { writer in
            let number = try workspace.subject(student, writer)
            var event = try changed(
                StudentEvent(
                    id: 0, student: number, kind: "", day: workspace.today, note: "",
                    addedAt: workspace.now), entry)
            let change = try workspace.begin("event", "Event added", about: [number], writer)
            event.id = try writer.takeNumbers("event")
            try writer.save(event, in: change)
            return try workspace.attached(event.id, to: number, change, writer)
        }
    }

    public func change(_ id: Int, _ entry: Entry) throws -> Attached {
        try workspace.require(.changeEvents)
        return try workspace.store.write { writer in
            let old = try event(id, writer)
            let new = try changed(old, entry)
            if new == old { return try workspace.attached(id, to: old.student, nil, writer) }
            let change = try workspace.begin(
                "event", "Event changed", about: [old.student], writer)
            try writer.save(new, in: change)
            return try workspace.attached(id, to: old.student, change, writer)
        }
    }

    /// Takes an event from its student. An undo brings it back.
    public func remove(_ id: Int) throws -> Attached {
        try workspace.require(.changeEvents)
        return try workspace.store.write { writer in
            let event = try self.event(id, writer)
            let change = try workspace.begin(
                "event", "Event removed", about: [event.student], writer)
            try writer.removeEvent(id, in: change)
            return try workspace.attached(id, to: event.student, change, writer)
        }
    }

    private func event(_ id: Int, _ reader: any Reader) throws -> StudentEvent {
        try workspace.inScope(
            reader.event(id), of: \.student, else: .notFound(kind: "event", name: "\(id)"), reader)
    }

    private func changed(_ event: StudentEvent, _ entry: Entry) throws -> StudentEvent {
        var event = event
        event.kind = try GivenText.required(
            entry.kind ?? event.kind, "kind", limit: GivenText.Limit.word)
        event.note = try GivenText.checked(
            entry.note ?? event.note, "note", limit: GivenText.Limit.note)
        event.day = entry.day ?? event.day
        return event
    }
}
