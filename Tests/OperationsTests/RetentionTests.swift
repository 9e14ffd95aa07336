import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// What is due to be destroyed, and what has to stay.
@Suite struct RetentionTests {
    let office: Office
    /// Left five years ago, with a program and an event.
    let gone: String
    /// Left, and has a program that is open.
    let open: String
    /// Is here.
    let here: String

    init() throws {
        let office = try Office(students: 1, isSealed: true)
        func student(_ first: String, until end: String?) throws -> String {
            let id = try TwoSites.create(first, "Marsh", site: nil, office)
            var enrollment = office.enrollment(site: 1010)
            enrollment.start = CalendarDate(iso: "2019-09-02")
            enrollment.end = end.flatMap(CalendarDate.init(iso:))
            _ = try office.enrollments.add(id, enrollment)
            return id
        }
        let ids = [
            try student("Ada", until: "2021-06-10"), try student("Ben", until: "2021-06-10"),
            try student("Cleo", until: nil),
        ]
        for (id, end) in zip(ids, ["2020-06-10", nil, "2020-06-10"]) {
            var entry = StudentPrograms.Entry()
            entry.program = "101"
            entry.start = CalendarDate(iso: "2019-09-02")
            entry.end = end.flatMap(CalendarDate.init(iso:))
            _ = try StudentPrograms(office.workspace()).add(id, entry)
        }
        self.office = office
        (gone, open, here) = (ids[0], ids[1], ids[2])
    }

    private var retention: Retention { Retention(office.workspace()) }

    private func keep(_ years: String) throws {
        _ = try office.administration.set("retention-programs", to: years)
    }

    @Test func `a class is due so many years after it ended and the student left`() throws {
        #expect(try retention.due().isEmpty)
        try keep("6")
        #expect(try retention.due().isEmpty)
        try keep("5")
        let due = try retention.due()
        #expect(due.map(\.studentID) == [gone])
        #expect(due[0].ended == CalendarDate(iso: "2021-06-10"))
        #expect(due[0].due == CalendarDate(iso: "2026-06-10"))
        #expect(try retention.due(.documents).isEmpty)
    }

    @Test func `who is held is destroyed by nobody, until released`() throws {
        try keep("5")
        let held = try retention.hold(gone, reason: "Hearing of May")
        #expect(try retention.due().map(\.isHeld) == [true])
        #expect(try retention.listHolds().map(\.reason) == ["Hearing of May"])
        let keys = office.district.keys
        #expect(try retention.run(reason: "Five years", keys: keys).isEmpty)
        #expect {
            try DestroyRecords(office.workspace(), keys: keys).run(gone, .programs, reason: "x")
        } throws: {
            ($0 as? OperationError)?.code == "destroy.held"
        }
        #expect {
            try Undo(office.workspace(.dataManager)).run(try #require(held.changeSet))
        } throws: { ($0 as? OperationError)?.code == "access.denied" }
        _ = try retention.release(gone, reason: "It ended")
        let done = try retention.run(reason: "Five years", keys: keys)
        #expect(done.map(\.due.studentID) == [gone] && done[0].changeSet != nil)
        #expect(try retention.due().isEmpty)
        #expect(try StudentPrograms(office.workspace()).list(gone).isEmpty)
        #expect(try StudentPrograms(office.workspace()).list(here).count == 1)
    }

    @Test func `a hold goes with a merge`() throws {
        try keep("5")
        _ = try retention.hold(open, reason: "Hearing")
        var merge = MergeStudents.Request(sources: [open], target: gone)
        merge.reason = "The same child"
        merge.confirmed = ["all"]
        let plan = try MergeStudents(office.workspace()).preview(merge)
        for name in plan.undecided { merge.choices[name] = "target" }
        _ = try MergeStudents(office.workspace()).apply(merge)
        let keys = office.district.keys
        #expect {
            try DestroyRecords(office.workspace(), keys: keys).run(gone, .programs, reason: "x")
        } throws: {
            ($0 as? OperationError)?.code == "destroy.held"
        }
        _ = try retention.release(gone, reason: "It ended")
        #expect(try retention.listHolds().isEmpty)
    }

    @Test func `what somebody does not see is not there, and what is so already stays`() throws {
        try keep("5")
        let office = office
        func overview(_ access: Access) throws -> Retention.Overview {
            let workspace = Workspace(
                store: office.district.store, clock: office.clock, access: access)
            return try Retention(workspace).overview(of: nil, first: 1)
        }
        let all = Set(Permission.allCases)
        let whole = try overview(Access.host.narrowed(to: all))
        #expect(whole.total == 1 && whole.first.map(\.studentID) == [gone])
        #expect(whole.classes.count == DestroyedClass.allCases.count)
        #expect(whole.classes.first { $0.destroyed == .programs }?.years == 5)
        // One class of programs that is hidden hides the whole.
        let narrow = try overview(Access.host.narrowed(to: all.subtracting([.seeLunch])))
        #expect(narrow.total == 0)
        #expect(
            Set(DestroyedClass.allCases).subtracting(narrow.classes.map(\.destroyed))
                == [.lunch, .programs])

        #expect(try retention.release(gone, reason: "x").changeSet == nil)
        #expect(try retention.hold(gone, reason: "First").changeSet != nil)
        #expect(try retention.hold(gone, reason: "Second").changeSet == nil)
        #expect(try retention.listHolds().map(\.reason) == ["First"])
    }

    @Test func `whose records stay by themselves is not let go with a merge that is undone`() throws
    {
        try keep("5")
        _ = try retention.hold(open, reason: "One")
        var merge = MergeStudents.Request(sources: [open], target: gone)
        (merge.reason, merge.confirmed) = ("The same child", ["all"])
        let plan = try MergeStudents(office.workspace()).preview(merge)
        for name in plan.undecided { merge.choices[name] = "target" }
        let merged = try MergeStudents(office.workspace()).apply(merge)
        #expect(try retention.hold(gone, reason: "Two").changeSet != nil)
        _ = try Undo(office.workspace()).run(merged.changeSet)
        _ = try retention.release(open, reason: "One ended")
        #expect(try retention.due().map(\.isHeld) == [true])
        #expect(try retention.listHolds().map(\.reason) == ["Two"])
    }

    @Test func `it takes the right to destroy`() throws {
        for role in [Role.registrar, .dataManager, .auditor] {
            #expect(throws: OperationError.self) { try Retention(office.workspace(role)).due() }
            #expect(throws: OperationError.self) {
                try Retention(office.workspace(role)).hold(gone, reason: "x")
            }
        }
    }
}
