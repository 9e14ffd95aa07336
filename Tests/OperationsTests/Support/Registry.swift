import Foundation
import Records

@testable import Operations
@testable import Storage

/// An office that merges and undoes, with few students who are made for it.
struct Registry {
    let office: Office

    /// A district with four SIS students and the codes 101, 120 and 127.
    init() throws { office = try History.office() }

    var store: any Store { office.district.store }
    var merges: MergeStudents {
        MergeStudents(Workspace(store: store, actor: "test", clock: office.clock))
    }

    /// Makes a student called Mira Osterby; returns our number.
    func student(_ id: String, stateID: String? = nil, otherID: String? = nil) throws -> Int {
        try office.district.addStudent(
            id, last: "Osterby", first: "Mira", birthDate: "2012-03-04", stateID: stateID,
            otherID: otherID)
    }

    @discardableResult
    func change(
        _ student: Int, _ kind: String = "edit", _ work: (any Writer, Int) throws -> Void
    ) throws -> Int {
        try store.write { writer in
            let change = try writer.beginChange(
                ChangeHeader(kind: kind, actor: "test", at: District.now, reason: "test"),
                plan: "{}")
            try writer.note(subjects: [student], of: change)
            try work(writer, change)
            return change
        }
    }

    @discardableResult
    func say(_ values: [String: String], of student: Int) throws -> Int {
        try change(student) { try $0.setOwnFields(values, of: student, in: $1) }
    }

    @discardableResult
    func link(_ student: Int, to sis: Int) throws -> Int {
        try change(student, "link") { try $0.link(student, toSISStudent: sis, in: $1) }
    }

    /// Adds a document; returns its number.
    @discardableResult
    func addDocument(to student: Int, title: String) throws -> Int {
        let id = try store.write { try $0.takeNumbers("document") }
        try save(document: id, of: student, title: title)
        return id
    }

    /// Saves document `id`.
    func save(document id: Int, of student: Int, title: String) throws {
        try change(student) { writer, change in
            let content = try writer.count("SELECT min(id) FROM content")
            try writer.save(
                [
                    .integer(Int64(id)), .integer(Int64(student)), .text(title), .text("Plan"),
                    .text(""), .text("draft"), .text("a.pdf"), .integer(Int64(content)),
                    .text(District.now),
                ], of: .document, in: change)
        }
    }

    @discardableResult
    func merge(
        _ source: String, into target: String, choices: [String: String] = [:]
    ) throws -> Int {
        var request = MergeStudents.Request(sources: [source], target: target)
        request.choices = choices
        request.confirmed = ["all"]
        request.reason = "test"
        return try merges.apply(request).changeSet
    }

    @discardableResult
    func undo(_ change: Int, _ choices: [String: UndoEdit.Choice] = [:]) throws -> Undo.Report {
        try Undo(
            Workspace(store: store, actor: "test", clock: office.clock), choices: choices
        ).run(change)
    }

    func check(_ change: Int) throws -> Undo.Report {
        try Undo(Workspace(store: store, actor: "test", clock: office.clock)).check(change)
    }

    func state(_ students: Int...) throws -> [[String]] {
        try store.read { reader in try students.map { try reader.state(of: $0) } }
    }

    func value(_ field: String, of student: Int) throws -> String? {
        try store.read { try $0.fields(of: student)[field]?.value }
    }

    func holders(_ id: String) throws -> [Int] { try store.read { try $0.students(withID: id) } }

    /// What an operation is refused with.
    func refusal(_ work: () throws -> Void) throws -> String? {
        do {
            try work()
            return nil
        } catch let error as OperationError {
            return error.code
        }
    }

    func findings() throws -> [String] {
        try CheckDistrict(store: store).run().findings.map { "\($0)" }
    }
}
