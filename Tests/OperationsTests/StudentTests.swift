import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct StudentTests {
    let office: Office
    let find: FindStudents

    init() throws {
        office = try Office(students: 0)
        let lines = [
            ("5001", "9000000001", "García López", "María"),
            ("5002", "9000000002", "O'Brien", "Sean"), ("5003", "", "Núñez", "Zoë"),
            ("0005004", "9000000004", "Smith-Jones", "Anna-Marie"),
        ]
        let columns = Layout.studemo.columns
        let header = columns.enumerated().map { $1.label.isEmpty ? "Column \($0 + 1)" : $1.label }
        let rows = lines.map { line in
            ([line.0, line.1, line.2, line.3, "", "03/04/2012", "F"]
                + Array(repeating: "", count: columns.count - 7)).joined(separator: "\t")
        }
        _ = try office.importFile(
            "studemo.txt", ([header.joined(separator: "\t")] + rows).joined(separator: "\n") + "\n")
        find = FindStudents(store: office.district.store)
    }

    @Test(arguments: [
        ("garcia", "5001"), ("GARCÍA LÓPEZ MARÍA", "5001"), ("maria gar", "5001"),
        ("lopez", "5001"), ("garcai", "5001"), ("gracia maria", "5001"), ("obrien", "5002"),
        ("o'brein", "5002"), ("nunez", "5003"), ("zoe", "5003"), ("smith", "0005004"),
        ("jones anna", "0005004"), ("9000000002", "5002"), ("5003", "5003"), ("00050", "0005004"),
    ])
    func `a student is found`(_ text: String, _ number: String) throws {
        let hits = try find.run(text)
        #expect(hits.contains { $0.integrationID == number })
    }

    @Test func `nobody is found for nonsense`() throws {
        for text in ["", "   ", "qqqq", "'; DROP TABLE student; --", "%", "_"] {
            #expect(try find.run(text).isEmpty)
        }
    }

    private func create(
        _ first: String, _ last: String, stateID: String = "", otherID: String = ""
    ) throws -> CreateStudent.Created {
        var request = CreateStudent.Request(first: first, last: last)
        request.stateID = stateID
        request.otherID = otherID
        return try CreateStudent(
            store: office.district.store, actor: "test", clock: office.clock
        ).run(request)
    }

    @Test func `a student needs no more than two names`() throws {
        let created = try create("Ida", "Vance")
        let shown = try ShowStudent(store: office.district.store).run(created.studentID)
        #expect(shown.student.name == "Vance, Ida")
        #expect(shown.student.integrationID == nil)
        let unlinked = try UnlinkedStudents(store: office.district.store).run()
        #expect(unlinked.map(\.cause) == ["addedManually"])
        #expect(try find.run("vanec").map(\.studentID) == [created.studentID])
        #expect(throws: OperationError.self) { try create(" ", "Vance") }
    }

    @Test func `a student whose state ID the roster has links at once`() throws {
        let created = try create("Sean", "Obrien", stateID: "9000000002")
        #expect(created.notes.count == 1)
        let shown = try ShowStudent(store: office.district.store).run("9000000002")
        #expect(shown.student.studentID == created.studentID)
        #expect(shown.student.integrationID == "5002")
        #expect(shown.student.fields.contains { $0.name == "lastName" && $0.value == "O'Brien" })
    }

    @Test func `a number that another student holds is refused`() throws {
        let first = try create("Ida", "Vance", stateID: "9111111111")
        let error = #expect(throws: OperationError.self) {
            try create("Ida", "Vance", stateID: "9111111111")
        }
        #expect(error?.code == "student.id-taken")
        #expect(error?.message.contains(first.studentID) == true)
    }

    @Test func `a student of the General Student Table alone is not shown but explained`() throws {
        let error = #expect(throws: OperationError.self) {
            try ShowStudent(store: office.district.store).run("5001")
        }
        #expect(error?.code == "student.not-imported")
        let nobody = #expect(throws: OperationError.self) {
            try ShowStudent(store: office.district.store).run("404")
        }
        #expect(nobody?.code == "student.not-found")
    }
}
