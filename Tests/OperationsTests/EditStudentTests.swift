import Records
import Storage
import Testing

@testable import Operations

@Suite struct EditStudentTests {
    let office: LinkingOffice

    init() throws {
        office = try LinkingOffice(
            LinkingOffice.row("1", "9000000001"),
            LinkingOffice.row("2", "9000000002", "Berg", "Ada", born: "05/06/2015"))
    }

    @Test func `fields are changed, and those of the SIS only where nothing is linked`() throws {
        let made = try office.create("Ida", "Roe")
        let edited = try office.edit(made.studentID) {
            $0.fields = ["birthDate": "03/04/2015", "caseManager": "Dana Reyes"]
            $0.status = .inactive
        }
        #expect(edited.revision > 1)
        let shown = try office.shown(made.studentID).student
        #expect(shown.status == "inactive")
        #expect(shown.fields.contains { $0.name == "birthDate" && $0.value == "2015-03-04" })
        let same = try office.edit(made.studentID) { $0.fields = ["caseManager": "Dana Reyes"] }
        #expect(same.changeSet == nil)
        try office.undo(try #require(edited.changeSet))
        #expect(try office.shown(made.studentID).student.status == "active")
        let linked = try office.create("Noah", "Adler") { $0.otherID = "1" }
        for field in ["lastName", "ethnicity", "address"] {
            #expect(
                refusal { _ = try office.edit(linked.studentID) { $0.fields = [field: "x"] } }
                    == "student.sis-owned")
        }
        #expect(
            refusal { _ = try office.edit(linked.studentID) { $0.stateID = "9111111111" } }
                == "student.sis-owned")
        #expect(
            try office.edit(linked.studentID) { $0.fields = ["placement": "A"] }.changeSet != nil)
    }

    @Test func `what is no field, no value or no name is refused`() throws {
        let made = try office.create("Ida", "Roe")
        for (fields, code) in [
            (["shoeSize": "7"], "student.unknown-field"),
            (["birthDate": "soon"], "student.invalid-value"),
            (["lastName": " "], "student.name-missing"),
        ] {
            #expect(refusal { _ = try office.edit(made.studentID) { $0.fields = fields } } == code)
        }
        #expect(
            refusal {
                _ = try office.edit(made.studentID) {
                    $0.status = .noShow
                    $0.revision = 7
                }
            } == "student.changed")
    }

    @Test func `a number that somebody holds is refused, with the merge to look at`() throws {
        let other = try office.create("Kim", "Vance") {
            $0.stateID = "9222222222"
            $0.otherID = "K7"
        }
        let linked = try office.create("Ada", "Berg") { $0.otherID = "2" }
        let made = try office.create("Ida", "Roe")
        for (number, holder) in [
            (other.studentID, other), ("9222222222", other), ("K7", other), ("2", linked),
            ("9000000002", linked),
        ] {
            let error = #expect(throws: OperationError.self) {
                try office.edit(made.studentID) { $0.studentID = number }
            }
            #expect(error?.code == "student.id-taken")
            #expect(
                error?.remedy.contains("merge preview \(made.studentID) \(holder.studentID)")
                    == true)
        }
        #expect(
            refusal { _ = try office.edit(made.studentID) { $0.stateID = "9222222222" } }
                == "student.id-taken")
        #expect(
            refusal { _ = try office.create("Eva", "Lund") { $0.otherID = "K7" } }
                == "student.id-taken")
    }

    @Test func `an old student ID leads here, until somebody has it`() throws {
        let made = try office.create("Ida", "Roe")
        let edited = try office.edit(made.studentID) { $0.studentID = "X1" }
        #expect(edited.studentID == "X1")
        let shown = try office.shown(made.studentID)
        #expect(shown.student.studentID == "X1")
        #expect(shown.askedFor == made.studentID)
        let other = try office.create("Kim", "Vance")
        _ = try office.edit(other.studentID) { $0.studentID = made.studentID }
        #expect(try office.shown(made.studentID).student.name == "Vance, Kim")
        try office.undo(try #require(edited.changeSet))
    }

    @Test func `a number entered links at once, and an old number still leads here`() throws {
        let made = try office.create("Ada", "Berg") { $0.anyway = true }
        let wrong = try office.edit(made.studentID) { $0.stateID = "9333333333" }
        #expect(wrong.notes.isEmpty)
        let right = try office.edit(made.studentID) { $0.stateID = "9000000002" }
        #expect(
            right.notes == ["Linked \(made.studentID) to SIS student 2 by State ID."])
        #expect(try office.shown("9333333333").student.integrationID == "2")
        try office.undo(try #require(right.changeSet))
        #expect(try office.shown("9333333333").student.stateID == "9333333333")
    }

    @Test func `a number has the form of the district's`() throws {
        try office.set("state", "arkansas")
        let error = #expect(throws: OperationError.self) {
            try office.create("Ida", "Roe") { $0.stateID = "0123" }
        }
        #expect(error?.code == "student.id-format")
        #expect(error?.message.contains("10 digits, the first of them not 0") == true)
        try office.set("state-id-format", "[0-9]{4}")
        let made = try office.create("Ida", "Roe") { $0.stateID = "0123" }
        _ = try office.edit(made.studentID) { $0.stateID = "T000000001" }
        #expect(try office.items().first?.cause == "provisionalID")
        try office.set("other-id-format", "K[0-9]")
        #expect(
            refusal { _ = try office.edit(made.studentID) { $0.otherID = "7" } }
                == "student.id-format")
        #expect(refusal { try office.set("state-id-format", "[") } == "setting.invalid")
        #expect(refusal { try office.set("state", "atlantis") } == "setting.invalid")
    }

    @Test func `who is likely there is not created again`() throws {
        _ = try office.create("Ida", "Roe") { $0.birthDate = CalendarDate(iso: "2015-03-04") }
        let likely = #expect(throws: LikelyStudents.self) { try office.create("Ida", "Roe") }
        #expect(likely?.candidates.map(\.studentID) == ["P000001"])
        let near = #expect(throws: LikelyStudents.self) {
            try office.create("Ada", "Berk") { $0.birthDate = CalendarDate(iso: "2015-05-06") }
        }
        #expect(near?.candidates.map(\.integrationID) == ["2"])
        #expect(near?.refusal.remedy.contains("student import 2") == true)
        _ = try office.create("Ida", "Roe") { $0.birthDate = CalendarDate(iso: "2011-03-04") }
        _ = try office.create("Ida", "Roe") { $0.anyway = true }
        let count = try office.items().count
        #expect(count == 3)
    }

    @Test func `a student to whom nothing was ever attached is deleted, and comes back`() throws {
        let made = try office.create("Ida", "Roe") { $0.stateID = "9444444444" }
        let deleted = try DeleteStudent(office.workspace).run(made.studentID)
        #expect(refusal { _ = try office.shown(made.studentID) } == "student.not-found")
        #expect(refusal { _ = try office.shown("9444444444") } == "student.not-found")
        try office.undo(deleted.changeSet)
        #expect(try office.shown("9444444444").student.studentID == made.studentID)
    }

    @Test func `what hung on a student once keeps it from being deleted`() throws {
        let made = try office.create("Ida", "Roe")
        let id = try #require(
            try office.district.store.read { try $0.students(withID: made.studentID) }.first)
        try office.district.store.write { writer in
            let change = try office.workspace.begin("test", "test", about: [id], writer)
            try writer.run(
                """
                INSERT INTO event (id, student, kind, day, note, added_at, change_set)
                VALUES (1, \(id), 'meeting', 20000, '', '', \(change))
                """)
            try writer.note(TableChange(inserted: 1), of: .event, in: change)
        }
        let delete = DeleteStudent(office.workspace)
        #expect(refusal { _ = try delete.run(made.studentID) } == "student.has-records")
        let newest = try office.district.store.read { try $0.newestChange() }
        try office.undo(newest)
        #expect(refusal { _ = try delete.run(made.studentID) } == "student.has-records")
        let renamed = try office.create("Kim", "Vance")
        _ = try office.edit(renamed.studentID) { $0.studentID = "X1" }
        #expect(refusal { _ = try delete.run("X1") } == "student.has-records")
    }
}

/// Student IDs that the SIS gives to somebody.
@Suite struct SISNumberTests {
    let office: LinkingOffice

    init() throws {
        office = try LinkingOffice(
            LinkingOffice.row("5001", "1000000001", "Alder", "Rose", born: "03/04/2012"),
            LinkingOffice.row("P000002", "1000000002", "Birch", "Tom", born: "05/06/2013"))
    }

    private func rename(_ id: String, _ new: String) throws -> EditStudent.Edited {
        try office.edit(id) { $0.studentID = new }
    }

    @Test func `a number that the SIS gives to somebody else is no student ID`() throws {
        let zoe = try office.create("Zoe", "Different")
        #expect(refusal { _ = try rename(zoe.studentID, "5001") } == "student.id-of-other")
        let other = try office.create("Rose", "Alder") {
            $0.birthDate = CalendarDate(iso: "2009-01-01")
            $0.anyway = true
        }
        #expect(refusal { _ = try rename(other.studentID, "5001") } == "student.id-of-other")
        let rose = try office.create("Rose", "Alder") { $0.anyway = true }
        let edited = try rename(rose.studentID, "5001")
        #expect(edited.notes.first?.contains("student resolve 5001") == true)
        #expect(try ResolveStudent(office.workspace).run(.init(student: "5001")).target == "5001")
        // Linked, the student is nobody else any more.
        #expect(refusal { _ = try rename("5001", "P000002") } == "student.id-of-other")
        #expect(try rename("5001", "N5").studentID == "N5")
        #expect(try rename("N5", "5001").notes.isEmpty)
    }

    @Test func `a student who is made gets no number of a SIS student`() throws {
        let made = try ["Kim", "Ida"].map { try office.create($0, "Vance").studentID }
        #expect(made == ["P000001", "P000003"])
    }

    @Test func `an owned number is named as people write it`() throws {
        let rose = try office.create("Rose", "Alder") { $0.stateID = "1000000001" }
        let error = #expect(throws: OperationError.self) {
            try office.edit(rose.studentID) { $0.stateID = "1000000009" }
        }
        #expect(error?.message.hasPrefix("State ID belongs to the SIS") == true)
    }
}
