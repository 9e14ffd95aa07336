import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// A district with a student at site 1010, one at 1020 with something of every kind, and one who
/// is nowhere.
final class TwoSites {
    let office: Office
    let here: String
    let there: String
    let nowhere: String
    /// What hangs on the one at 1020.
    var document = 0
    var event = 0
    var enrollment = 0
    var record = ""
    var plan = 0
    var course = 0
    var contact = 0
    var review = 0
    var intervention = 0
    /// The change set that added the event.
    var change = 0

    init() throws {
        office = try Office(students: 2)
        here = try Self.create("Ilse", "Nordby", site: 1010, office)
        there = try Self.create("Tove", "Alder", site: 1020, office)
        nowhere = try Self.create("Runa", "Birk", site: nil, office)
        try office.district.write("iep.txt", "Reads with support.")
        document = try office.documents.add(
            there, office.document(), file: office.path("iep.txt")
        ).id
        let added = try office.events.add(there, office.event())
        event = added.id
        change = try #require(added.changeSet)
        enrollment = try office.enrollments.add(there, office.enrollment(site: 1020)).id
        record = try addProgram(to: there, site: 1020)
        try teach()
    }

    static func create(
        _ first: String, _ last: String, site: Int?, _ office: Office,
        by workspace: Workspace? = nil
    ) throws -> String {
        var request = CreateStudent.Request(first: first, last: last)
        request.anyway = true
        request.site = site
        return try CreateStudent(workspace ?? office.workspace()).run(request).studentID
    }

    func addProgram(
        to student: String, _ program: String = "101", site: Int?, end: String? = nil,
        start: String = "2026-09-02"
    ) throws -> String {
        var entry = StudentPrograms.Entry()
        entry.program = program
        entry.start = CalendarDate(iso: start)
        entry.site = site
        entry.end = end.flatMap(CalendarDate.init(iso:))
        return try StudentPrograms(office.workspace()).add(student, entry).record
    }

    private func teach() throws {
        let plans = office.plans
        (plan, course) = try office.approvedPlan(of: there)
        let day = try #require(CalendarDate(iso: "2026-09-09"))
        contact = try #require(
            try plans.addContact(
                plan, on: day, method: "Video call", evidence: "Exercise 4", course: course
            ).part)
        review = try #require(
            try plans.addReview(plan, on: day, isSatisfactory: false, note: "").part)
        intervention = try #require(
            try plans.addIntervention(review: review, .moreContact, on: day, note: "").part)
    }

    /// Somebody with all rights that one can have at these sites.
    func workspace(_ sites: Int...) -> Workspace {
        Workspace(
            store: office.district.store, clock: office.clock,
            access: .allRights(at: Set(sites)))
    }

    func sees(_ id: String, from sites: Int...) -> Bool {
        let workspace = Workspace(
            store: office.district.store, clock: office.clock,
            access: .allRights(at: Set(sites)))
        return refusal { _ = try ShowStudent(workspace).run(id) } == nil
    }
}
