import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Events, case managers and enrollments.
@Suite struct AttachmentsTests {
    let office: Office
    let student: String

    init() throws {
        office = try Office(students: 1)
        student = try office.addStudent()
    }

    private func code(_ body: () throws -> Void) -> String? {
        #expect(throws: OperationError.self) { try body() }?.code
    }

    @Test func `events are added, listed by day, changed and removed`() throws {
        let day = try #require(CalendarDate(iso: "2026-10-12"))
        let first = try office.events.add(student, office.event("Meeting", day))
        let second = try office.events.add(student, office.event("Referral"))
        let listed = try office.events.list(student)
        #expect(listed.map(\.event) == [first.id, second.id])
        #expect(listed[0].date == day)
        var entry = StudentEvents.Entry()
        entry.note = "In room 4"
        let changed = try office.events.change(first.id, entry)
        #expect(try office.events.list(student)[0].note == "In room 4")
        #expect(try office.events.change(first.id, entry).changeSet == nil)
        _ = try office.undo(try #require(changed.changeSet))
        #expect(try office.events.list(student) == listed)
        let removed = try office.events.remove(first.id)
        #expect(code { _ = try office.events.change(first.id, entry) } == "event.not-found")
        _ = try office.undo(try #require(removed.changeSet))
        #expect(try office.events.list(student) == listed)
        #expect(code { _ = try office.events.add(student, office.event("")) } == "text.missing")
        #expect(code { _ = try office.events.list("nobody") } == "student.not-found")
    }

    @Test func `a change is found by its student`() throws {
        let added = try office.events.add(student, office.event())
        let change = try #require(added.changeSet)
        let subjects = try office.district.store.read { reader in
            try reader.subjects(of: change).compactMap { try reader.student($0)?.studentID }
        }
        #expect(subjects == [student])
    }

    @Test func `a case manager is set, replaced and taken away`() throws {
        let assign = AssignCaseManager(office.workspace())
        func manager() throws -> String? {
            try office.district.store.read { reader in
                let number = try office.workspace().resolve(student, reader)
                return try reader.fields(of: number)["caseManager"]?.value
            }
        }
        #expect(try assign.run(student, " R. Alder ").caseManager == "R. Alder")
        #expect(try assign.run(student, "R. Alder").changeSet == nil)
        let replaced = try assign.run(student, "K. Birch")
        #expect(try manager() == "K. Birch")
        _ = try office.undo(try #require(replaced.changeSet))
        #expect(try manager() == "R. Alder")
        #expect(try assign.run(student, "").changeSet != nil)
        #expect(try manager() == nil)
        let teacher = AssignCaseManager(office.workspace(.teacher))
        #expect(code { _ = try teacher.run(student, "K. Birch") } == "access.denied")
    }

    @Test func `a student without the SIS has enrollments of our own`() throws {
        let added = try office.enrollments.add(student, office.enrollment())
        let twin = code { _ = try office.enrollments.add(student, office.enrollment()) }
        #expect(twin == "enrollment.exists")
        let other = try office.enrollments.add(student, office.enrollment(start: "2026-10-01"))
        let clash = code {
            _ = try office.enrollments.change(other.id, office.enrollment())
        }
        #expect(clash == "enrollment.exists")
        var entry = Enrollments.Entry()
        entry.end = CalendarDate(iso: "2026-09-30")
        let changed = try office.enrollments.change(added.id, entry)
        var listed = try office.enrollments.list(student)
        #expect(listed.map(\.enrollment) == [other.id, added.id])
        #expect(listed[1].end == entry.end && listed[1].source == .own)
        #expect(listed[1].academicYear == "2026-2027")
        _ = try office.undo(try #require(changed.changeSet))
        listed = try office.enrollments.list(student)
        #expect(listed[1].end == nil)
        entry.end = CalendarDate(iso: "2026-09-01")
        #expect(
            code { _ = try office.enrollments.change(added.id, entry) }
                == "enrollment.end-before-start")
        #expect(
            code { _ = try office.enrollments.add(student, office.enrollment(site: 0)) }
                == "enrollment.site")
        #expect(
            code { _ = try office.enrollments.change(99, entry) } == "enrollment.not-found")
    }

    @Test func `the SIS's enrollments are listed and not changed`() throws {
        let columns = Layout.enrollment.columns.map(\.label)
        let row =
            ["100200", "", "", "", "", "", "1010", "09/02/2026", "", "7", "2026-2027", "Y"]
            + Array(repeating: "", count: columns.count - 12)
        _ = try office.importFile("enrollment.txt", table(columns, [row]))
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.clock
        ).run(["100200"])
        let listed = try office.enrollments.list("100200")
        #expect(listed.map(\.site) == [1010] && listed[0].source == .sis)
        #expect(listed[0].enrollment == nil && listed[0].isPrimary)
        let refused = code { _ = try office.enrollments.add("100200", office.enrollment()) }
        #expect(refused == "enrollment.from-sis")
    }
}
