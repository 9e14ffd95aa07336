import Operations
import Records

// Profiles to merge. All of them are invented.

extension TestSite {
    /// A profile that somebody made by hand; returns its ID.
    func addStudent(
        _ first: String = "Maria", _ last: String = "Garcia", born: String = "2012-03-04",
        stateID: String = "", saying fields: [String: String] = [:]
    ) throws -> String {
        var request = CreateStudent.Request(first: first, last: last)
        request.birthDate = CalendarDate(iso: born)
        request.stateID = stateID
        request.anyway = true
        let id = try CreateStudent(workspace()).run(request).studentID
        try edit(id, fields)
        return id
    }

    func edit(_ id: String, _ fields: [String: String]) throws {
        if fields.isEmpty { return }
        var request = EditStudent.Request()
        request.fields = fields
        _ = try EditStudent(workspace()).run(id, request)
    }

    func addEvent(_ id: String, _ kind: String) throws {
        var entry = StudentEvents.Entry()
        entry.kind = kind
        entry.day = CalendarDate(iso: "2026-09-09")
        _ = try StudentEvents(workspace()).add(id, entry)
    }

    func addProgram(_ id: String, start: String, end: String?) throws {
        let codes = try store.read { try $0.codes() }
        if !codes.contains(where: { $0.key == "101" }) {
            _ = try CodeTables(workspace()).add(
                CodeBook.programs, "101", CodeTables.Entry(text: "Section 504 plan"))
        }
        var entry = StudentPrograms.Entry()
        entry.program = "101"
        entry.start = CalendarDate(iso: start)
        entry.end = end.flatMap { CalendarDate(iso: $0) }
        _ = try StudentPrograms(workspace()).add(id, entry)
    }

    /// What a profile says, whatever number it is asked by.
    func value(_ field: String, of id: String) throws -> String {
        try ShowStudent(workspace()).run(id).student.fields.first { $0.name == field }?.value ?? ""
    }

    func preview(of source: String, into target: String) throws -> String {
        "/merge/preview?target=\(try name(target))&source=\(try name(source))"
    }
}
