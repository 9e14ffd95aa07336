import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// A district with a roster, in which somebody works on students.
final class LinkingOffice {
    let district: District
    let workspace: Workspace
    static let labels = [
        "Import Student ID", "State Student ID", "Student Last Name", "Student First Name",
        "Student Middle Name", "Birth Date", "Gender",
    ]

    init(_ rows: [String]...) throws {
        district = try District()
        workspace = Workspace(
            store: district.store, actor: "test",
            clock: { Date(timeIntervalSince1970: 1_791_180_000) })
        if !rows.isEmpty { try load(rows) }
    }

    @discardableResult
    func load(_ rows: [[String]]) throws -> ImportOutcome {
        try district.importRoster(.studemo, table(Self.labels, rows))
    }

    static func row(
        _ id: String, _ state: String = "", _ last: String = "Adler", _ first: String = "Noah",
        born: String = "02/20/2014"
    ) -> [String] { [id, state, last, first, "", born, "M"] }

    func create(
        _ first: String, _ last: String, _ change: (inout CreateStudent.Request) -> Void = { _ in }
    ) throws -> CreateStudent.Created {
        var request = CreateStudent.Request(first: first, last: last)
        change(&request)
        return try CreateStudent(workspace).run(request)
    }

    func edit(
        _ id: String, _ change: (inout EditStudent.Request) -> Void
    ) throws -> EditStudent.Edited {
        var request = EditStudent.Request()
        change(&request)
        return try EditStudent(workspace).run(id, request)
    }

    func items() throws -> [UnlinkedStudents.Item] {
        try UnlinkedStudents(store: district.store).run()
    }

    func set(_ name: String, _ value: String) throws {
        _ = try Administration(
            store: district.store, actor: "test", clock: workspace.clock
        ).set(name, to: value)
    }

    func undo(_ change: Int) throws {
        _ = try Undo(workspace).run(change)
    }

    func shown(_ id: String) throws -> ShowStudent.Shown {
        try ShowStudent(store: district.store).run(id)
    }
}

/// The code of the refusal that `body` throws.
func refusal(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch let likely as LikelyStudents {
        return likely.refusal.code
    } catch {
        return (error as? OperationError)?.code
    }
}

@Suite struct WorkListTests {
    private func born(_ iso: String) -> CalendarDate? { CalendarDate(iso: iso) }

    @Test func `who waits is listed by urgency, with cause, candidates and next step`() throws {
        let office = try LinkingOffice(
            LinkingOffice.row("1", "9000000001"),
            LinkingOffice.row("2", "9000000002", "Smith", "Ray", born: "05/06/2015"))
        let plain = try office.create("Kim", "Vance")
        let ale = try office.create("Rae", "Smyth") {
            $0.isThroughALE = true
            $0.grade = "1"
            $0.birthDate = born("2015-09-06")
            $0.anyway = true
        }
        let twin = try office.create("Noah", "Adler") {
            $0.birthDate = born("2014-02-20")
            $0.anyway = true
        }
        let items = try office.items()
        #expect(items.map(\.studentID) == [ale, plain, twin].map(\.studentID))
        #expect(
            items.map(\.cause)
                == ["aleIncomingKindergarten", "addedManually", "addedManually"])
        #expect(items.map(\.code) == ["match.sounds-alike", "match.none", "match.one"])
        #expect(items[2].candidates.map(\.studentID) == ["1"])
        #expect(items[2].nextStep.contains("student link \(twin.studentID) --sis 1"))
        #expect(items[0].candidates.first?.evidence.first == "The names sound alike.")
        #expect(items[1].nextStep.contains("student candidates \(plain.studentID)"))
        #expect((0...1).contains(items[2].candidates[0].score))
    }

    @Test func `every refused link stands in the list with its code`() throws {
        let office = try LinkingOffice(
            LinkingOffice.row("1", "77"), LinkingOffice.row("2", "77", "Adler", "Theo"),
            LinkingOffice.row("3", "78"))
        _ = try office.create("Noah", "Adler") {
            $0.stateID = "77"
            $0.anyway = true
        }
        _ = try office.create("Kim", "Brandt") {
            $0.stateID = "78"
            $0.anyway = true
        }
        #expect(try Set(office.items().map(\.code)) == ["match.several", "match.id-held-by-other"])
    }

    @Test func `a candidate with a profile leads to a merge`() throws {
        let office = try LinkingOffice(LinkingOffice.row("1", "77"))
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock
        ).run(["1"])
        let twin = try office.create("Noah", "Adler") {
            $0.birthDate = born("2014-02-20")
            $0.anyway = true
        }
        let item = try #require(try office.items().first)
        #expect(item.candidates.first?.profile == "1")
        #expect(item.nextStep.contains("merge preview \(twin.studentID) 1"))
    }

    @Test func `a stand-in waits for the state ID, linked or not`() throws {
        let office = try LinkingOffice(
            LinkingOffice.row("1", ""), LinkingOffice.row("2", "S000000002", "Berg", "Ada"))
        try office.set("state", "arkansas")
        let linked = try office.create("Noah", "Adler") {
            $0.stateID = "T000000001"
            $0.otherID = "1"
        }
        #expect(linked.notes.count == 1)
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock
        ).run(["2"])
        let waiting = try office.create("Ida", "Vance") { $0.stateID = "T000000009" }
        let items = try office.items()
        #expect(Set(items.map(\.studentID)) == [linked.studentID, "2", waiting.studentID])
        #expect(items.allSatisfy { $0.cause == "provisionalID" })
        // The roster has the state ID by now.
        try office.load([
            LinkingOffice.row("1", "1000000001"),
            LinkingOffice.row("2", "1000000002", "Berg", "Ada"),
        ])
        #expect(try office.items().map(\.studentID) == [waiting.studentID])
    }

    @Test func `what hangs on a student is counted`() throws {
        let office = try LinkingOffice()
        let made = try office.create("Kim", "Vance")
        let id = try #require(
            try office.district.store.read { try $0.students(withID: made.studentID) }.first)
        try office.district.store.write { writer in
            let change = try office.workspace.begin("test", "test", about: [id], writer)
            try writer.run(
                """
                INSERT INTO event (id, student, kind, day, note, added_at, change_set)
                VALUES (1, \(id), 'meeting', 20000, '', '', \(change))
                """)
        }
        #expect(try office.items().first?.attached.events == 1)
    }

    @Test func `a student marked the old way is that profile's duplicate`() throws {
        let office = try LinkingOffice(LinkingOffice.row("5001", "77"))
        let made = try office.create("Noah", "Adler") { $0.anyway = true }
        _ = try office.edit(made.studentID) { $0.studentID = "5001" }
        let imports = ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock)
        #expect(refusal { _ = try imports.run(["5001"]) } == "student.id-taken")
        _ = try office.edit("5001") { $0.studentID = "D5001" }
        let before = try #require(try office.items().first)
        #expect(before.duplicateOf == "5001")
        #expect(before.nextStep.contains("student import 5001"))
        #expect(try office.shown("5001").student.studentID == "D5001")
        _ = try imports.run(["5001"])
        let after = try #require(try office.items().first)
        #expect(after.duplicateOf == "5001")
        #expect(after.nextStep.contains("merge preview D5001 5001"))
        #expect(try office.shown("5001").student.studentID == "5001")
    }

    @Test func `an envelope is held until the SIS has the student`() throws {
        let office = try LinkingOffice()
        let made = try office.create("Noah", "Adler") {
            $0.cause = .envelopeBeforeEnrollment
            $0.stateID = "77"
        }
        #expect(try office.items().first?.hold == "awaitingEnrollment")
        #expect(try office.shown(made.studentID).student.hold == "awaitingEnrollment")
        try office.load([LinkingOffice.row("1", "77")])
        #expect(try office.items().isEmpty)
        #expect(try office.shown(made.studentID).student.hold == nil)
    }
}
