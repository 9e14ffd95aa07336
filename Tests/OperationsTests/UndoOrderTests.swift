import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Undos in another order than that in which things were done.
@Suite struct UndoOrderTests {
    let office: Office

    init() throws { office = try Office() }

    private func expectClean() throws {
        #expect(try CheckDistrict(store: office.district.store).run().findings == [])
    }

    private func change(_ run: RunReport) throws -> Int { try #require(run.changeSet) }

    /// Undoes a change set and returns the number of the undo.
    private func undone(_ change: Int) throws -> Int {
        try #require(try office.undo(change).changeSet)
    }

    private func create(otherID: String) throws -> Int {
        var request = CreateStudent.Request(first: "Mira", last: "Osterbyhaab")
        request.otherID = otherID
        return try CreateStudent(
            store: office.district.store, actor: "test", clock: office.clock
        ).run(request).changeSet
    }

    private func addCode(_ key: String) throws -> Int {
        let added = try office.codeTables.add(
            CodeBook.programs, key, CodeTables.Entry(text: key))
        return try #require(added.changeSet)
    }

    private func checked(_ change: Int) throws -> [String] {
        try Undo(Workspace(store: office.district.store, actor: "test", clock: office.clock))
            .check(change).left.map { "\($0.row): \($0.why)" }
    }

    // MARK: Codes

    @Test func `a code stays as long as a record can go back to it`() throws {
        let first = try office.importPrograms([
            office.row("100200", eligibility: "E1"), office.row("100201"),
        ])
        let before = try office.state().filter { $0.row.eligibilityCode != 0 }
        let second = try office.importPrograms([office.row("100200", eligibility: "E2")])
        let report = try office.undo(change(first))
        #expect(
            report.left.filter { $0.table == "code" }.map { "\($0.row): \($0.why)" } == [
                "code E1 of Program Eligibility: other records depend on it"
            ])
        #expect(try office.undo(change(second)).left.isEmpty)
        #expect(try office.state() == before)
        try expectClean()
    }

    @Test func `a code that nothing can go back to goes`() throws {
        let plain = try office.importPrograms([office.row("100200")])
        let first = try office.importPrograms([
            office.row("100200", eligibility: "E1"), office.row("100201", eligibility: "E1"),
        ])
        let second = try office.importPrograms([
            office.row("100200"), office.row("100202", eligibility: "E1"),
        ])
        for run in [second, first, plain] {
            #expect(try office.undo(change(run)).left.isEmpty)
            try expectClean()
        }
        #expect(try office.codes(of: CodeBook.eligibility).isEmpty)
    }

    @Test func `a record does not come back without its code`() throws {
        let first = try office.importPrograms([office.row("100200", eligibility: "E1")])
        let second = try office.importPrograms([
            office.row("100200", "120", start: "01/05/2027", eligibility: "E1")
        ])
        let undo = try undone(change(second))
        let earlier = try undone(change(first))
        #expect(try checked(undo).count == 1)
        #expect(try checked(undo)[0].hasSuffix("is not there any more"))
        let refused = #expect(throws: OperationError.self) { try office.undo(undo) }
        #expect(refused?.code == "undo.all-edited")
        // In the right order both come back.
        _ = try office.undo(earlier)
        #expect(try office.undo(undo).left.isEmpty)
        #expect(try office.records() == 2)
        try expectClean()
    }

    @Test func `a code does not come back where another one has its key`() throws {
        let undo = try undone(try addCode("200"))
        _ = try addCode("200")
        #expect(try checked(undo) == ["code 200: another code has its key by now"])
        #expect(throws: OperationError.self) { try office.undo(undo) }
        try expectClean()
    }

    // MARK: Students

    @Test func `an SIS student does not come back where another one has its number`() throws {
        let roster = try office.importFile("studemo.txt", office.students(["7001", "7002"]))
        let undo = try undone(change(roster))
        _ = try office.importFile("studemo.txt", office.students(["7001"]))
        let report = try office.undo(undo)
        #expect(report.restored == 1)
        #expect(
            report.left.map { "\($0.row): \($0.why)" } == [
                "SIS student 7001: another SIS student has its integration ID by now"
            ])
        try expectClean()
    }

    @Test func `a student does not come back where another one has the link`() throws {
        _ = try office.importFile("studemo.txt", office.students(["7001"]))
        let undo = try undone(try create(otherID: "7001"))
        _ = try ImportProfiles(store: office.district.store, actor: "test", clock: office.clock)
            .run(["7001"])
        let reasons = try checked(undo).map { $0.split(separator: ": ").last }
        #expect(reasons.contains("another student is linked to its SIS student by now"))
        #expect(reasons.contains("its student is not there any more"))
        try expectClean()
    }

    @Test func `a link does not come back where another student has it`() throws {
        _ = try create(otherID: "7001")
        let roster = try office.importFile("studemo.txt", office.students(["7001"]))
        let undo = try undone(change(roster))
        let again = try office.importFile("studemo.txt", office.students(["7001"]))
        #expect(try checked(undo).count == 2)
        // Without the second import the first one can be had again.
        _ = try office.undo(change(again))
        #expect(try office.undo(undo).left.isEmpty)
        #expect(try UnlinkedStudents(store: office.district.store).run().isEmpty)
        try expectClean()
    }

    @Test func `a number does not come back where another student has it`() throws {
        let undo = try undone(try create(otherID: "7001"))
        _ = try create(otherID: "7001")
        let report = try office.undo(undo)
        #expect(report.left.map(\.table) == ["identifier"])
        #expect(report.left.map(\.why) == ["another student has this number by now"])
        try expectClean()
    }

    @Test func `a contact does not come back without its student`() throws {
        let roster = try office.importFile("studemo.txt", office.students(["7001"]))
        let contacts = try office.importFile(
            "contacts.txt", office.contacts(["A"], of: "7001"))
        let undo = try undone(change(contacts))
        _ = try office.undo(change(roster))
        #expect(try checked(undo).map { $0.hasSuffix("is not there any more") } == [true])
        #expect(throws: OperationError.self) { try office.undo(undo) }
        try expectClean()
    }

    @Test func `rows that change places wait for each other`() throws {
        _ = try office.importPrograms(["100200", "100201"].map { office.row($0) })
        // The second student takes the link of the first, in one change set.
        let number = try office.district.store.write { writer in
            let change = try writer.beginChange(
                ChangeHeader(kind: "test", actor: "test", at: "", reason: ""), plan: "{}")
            try writer.keepImages(of: .student, where: "id <= 2", in: change, for: .update)
            try writer.run(
                "UPDATE student SET sis_student = NULL, change_set = \(change) WHERE id = 1")
            try writer.run(
                "UPDATE student SET sis_student = 1, change_set = \(change) WHERE id = 2")
            try writer.note(TableChange(updated: 2), of: .student, in: change)
            return change
        }
        let report = try office.undo(number)
        #expect(report.restored == 2 && report.left.isEmpty)
        try expectClean()
    }

    @Test func `what was not foreseen is refused whole`() throws {
        let first = try office.importFile("contacts.txt", office.contacts(["A", "B"]))
        let undo = try undone(change(first))
        _ = try office.district.store.write {
            try $0.run("CREATE UNIQUE INDEX one_contact ON sis_contact (sis_student)")
        }
        for attempt in [{ _ = try office.undo(undo) }, { _ = try checked(undo) }] {
            let refused = #expect(throws: OperationError.self) { try attempt() }
            #expect(refused?.code == "undo.clash")
            #expect(refused?.message.contains("contact") == true)
        }
        #expect(try office.district.count("SELECT count(*) FROM sis_contact") == 0)
    }
}
