import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Whom somebody with sites sees.
@Suite struct ScopeTests {
    let sites: TwoSites

    init() throws { sites = try TwoSites() }

    private var office: Office { sites.office }

    @Test func `a student is seen from where it is, and one who is nowhere from everywhere`() {
        #expect(sites.sees(sites.here, from: 1010) && !sites.sees(sites.here, from: 1020))
        #expect(sites.sees(sites.there, from: 1020) && !sites.sees(sites.there, from: 1010))
        #expect(sites.sees(sites.there, from: 1010, 1020))
        for site in [1010, 1020, 1030] { #expect(sites.sees(sites.nowhere, from: site)) }
        #expect(sites.sees(sites.nowhere))
        #expect(!sites.sees(sites.here))
    }

    @Test func `an enrollment that has not ended counts, also one that begins later`() throws {
        let today = try #require(CalendarDate(iso: "2026-10-05"))
        let cases: [(start: Int, end: Int?, Bool)] = [
            (-30, nil, true), (-30, 0, true), (-30, -1, false), (30, nil, true), (30, 90, true),
        ]
        for (place, (start, end, isSeen)) in cases.enumerated() {
            let student = try TwoSites.create("A", "B", site: 1010, office)
            var entry = office.enrollment(site: 2000 + place)
            entry.start = today.adding(days: start)
            entry.end = end.map { today.adding(days: $0) }
            _ = try office.enrollments.add(student, entry)
            #expect(sites.sees(student, from: 2000 + place) == isSeen, "\(place)")
            #expect(sites.sees(student, from: 1010))
        }
    }

    @Test func `a program that has not ended counts, and one without a site is nowhere`() throws {
        let student = try TwoSites.create("A", "B", site: 1010, office)
        _ = try sites.addProgram(to: student, "101", site: 2001)
        _ = try sites.addProgram(to: student, "101", site: 2002, end: "2026-10-04")
        _ = try sites.addProgram(to: student, "101", site: nil)
        #expect(sites.sees(student, from: 2001) && !sites.sees(student, from: 2002))
        let none = try TwoSites.create("C", "D", site: nil, office)
        _ = try sites.addProgram(to: none, "101", site: nil)
        #expect(sites.sees(none, from: 3000))
        let record = try sites.addProgram(to: none, "101", site: 2001)
        #expect(!sites.sees(none, from: 3000) && sites.sees(none, from: 2001))
        _ = try StudentPrograms(office.workspace()).remove(record)
        #expect(sites.sees(none, from: 3000))
    }

    private func enroll(_ number: String, site: Int, end: String = "") throws {
        let labels = Layout.enrollment.columns.map(\.label)
        let row =
            [number, "", "Osterby", "Mira", "", "", "\(site)", "09/02/2026", end, "7"]
            + ["2026-2027", "Y", "", "", "1", "E1"]
        try office.district.importRoster(.enrollment, table(labels, [row]))
    }

    @Test func `a linked student is where the SIS says, not where the profile said`() throws {
        let student = try TwoSites.create("Mira", "Osterby", site: 1010, office)
        try enroll("100200", site: 1020)
        let isLinked = try office.district.store.write { writer in
            let number = try #require(try writer.students(withID: student).first)
            let sis = try #require(
                try writer.linkCandidates(stateIDs: [], otherIDs: ["100200"]).first?.id)
            let change = try writer.beginChange(
                ChangeHeader(kind: "link", actor: "x", at: District.now, reason: "x"), plan: "{}")
            try writer.link(number, toSISStudent: sis, in: change)
            return try writer.isLinked(number)
        }
        #expect(isLinked)
        #expect(sites.sees(student, from: 1020) && !sites.sees(student, from: 1010))
    }

    @Test func `SIS students are found, named and imported by their site`() throws {
        try enroll("100200", site: 1010)
        try enroll("100201", site: 1020)
        let at = sites.workspace(1010)
        #expect(try FindStudents(at).run("100200").count == 1)
        #expect(try FindStudents(at).run("100201").isEmpty)
        #expect(try FindStudents(at).run("Osterby").map(\.integrationID) == ["100200"])
        let refused = { (id: String) in refusal { _ = try ShowStudent(at).run(id) } }
        #expect(refused("100200") == "student.not-imported")
        #expect(refused("100201") == "student.not-found")
        let importing = { (id: String) in refusal { _ = try ImportProfiles(at).run([id]) } }
        #expect(importing("100201") == importing("999999"))
        #expect(importing("100201") == "student.not-in-roster")
        #expect(importing("100200") == nil)
        let link = LinkStudent(at)
        #expect(
            refusal { _ = try link.check(sites.here, to: .sis("100201")) }
                == "student.not-in-roster")
        #expect(try link.check(sites.here, to: .otherID("100201")).waits)
    }

    @Test func `lists and searches have those in scope, and as many as they may`() throws {
        for _ in 0..<5 { _ = try TwoSites.create("Tove", "Alder", site: 1020, office) }
        let mine = try TwoSites.create("Tove", "Alder", site: 1010, office)
        let at = sites.workspace(1010)
        #expect(try FindStudents(at).run("alder", limit: 3).map(\.studentID) == [mine])
        #expect(try FindStudents(at).run("aldar", limit: 3).map(\.studentID) == [mine])
        #expect(try FindStudents(at).run("P0000", limit: 50).count == 3)
        let listed = try UnlinkedStudents(at).run().map(\.studentID)
        #expect(Set(listed) == [sites.here, sites.nowhere, mine])
        #expect(try UnlinkedStudents(sites.workspace(1020)).run().count == 7)
        let overdue = try LearningPlans(sites.workspace(1020)).overdue().count
        #expect(overdue == 1)
        #expect(try LearningPlans(at).overdue().isEmpty)
    }

    @Test func `a student who is likely there already is told of where it is seen`() throws {
        var request = CreateStudent.Request(first: "Tove", last: "Alder")
        request.birthDate = CalendarDate(iso: "2012-03-04")
        request.anyway = true
        request.site = 1020
        _ = try CreateStudent(office.workspace()).run(request)
        request.anyway = false
        request.site = nil
        #expect(
            refusal { _ = try CreateStudent(sites.workspace(1020)).run(request) }
                == "student.likely-exists")
        let made = try CreateStudent(sites.workspace(1010)).run(request)
        #expect(sites.sees(made.studentID, from: 1010))
    }

    @Test func `whoever has one site creates there, others where they say`() throws {
        let make = { (workspace: Workspace, site: Int?) in
            try TwoSites.create("E", "F", site: site, sites.office, by: workspace)
        }
        let one = try make(sites.workspace(1010), nil)
        #expect(sites.sees(one, from: 1010) && !sites.sees(one, from: 1020))
        let two = try make(sites.workspace(1010, 1020), nil)
        #expect(sites.sees(two, from: 3000))
        let said = try make(sites.workspace(1010), 1020)
        #expect(!sites.sees(said, from: 1010))
    }

    @Test func `a number that somebody out of scope holds is taken, and not said whose`() throws {
        var edit = EditStudent.Request()
        edit.otherID = "445566"
        _ = try EditStudent(office.workspace()).run(sites.there, edit)
        let error = #expect(throws: OperationError.self) {
            try EditStudent(sites.workspace(1010)).run(sites.here, edit)
        }
        #expect(error?.code == "student.id-taken")
        #expect(error.map { "\($0.message) \($0.remedy)".contains(sites.there) } == false)
        // A number leads to the one who is seen, whoever else holds it.
        #expect(refusal { _ = try ShowStudent(sites.workspace(1010)).run("445566") } != nil)
    }

    @Test func `an undo is for who sees all whom it is about`() throws {
        let both = try TellApart(office.workspace()).run(
            sites.here, from: sites.there, reason: "test")
        for site in [1010, 1020] {
            #expect(
                refusal { _ = try Undo(sites.workspace(site)).run(both.changeSet) }
                    == "change-set.not-found")
        }
        _ = try Undo(sites.workspace(1010, 1020)).run(both.changeSet)
        let setting = try office.administration.set("near-miss", to: "insert")
        #expect(
            refusal { _ = try Undo(sites.workspace(1010, 1020)).run(setting) }
                == "access.whole-district")
    }

    @Test func `a merge is shown and undone where the one who stayed is seen`() throws {
        let other = try TwoSites.create("Tove", "Alder", site: 1020, office)
        var request = MergeStudents.Request(sources: [other], target: sites.there)
        request.reason = "test"
        request.confirmed = ["all"]
        let merged = try MergeStudents(sites.workspace(1020)).apply(request)
        _ = try ShowMerge(sites.workspace(1020)).run(merged.changeSet)
        let hidden = refusal { _ = try ShowMerge(sites.workspace(1010)).run(merged.changeSet) }
        #expect(hidden == "change-set.not-found")
        #expect(sites.sees(other, from: 1020) && !sites.sees(other, from: 1010))
        _ = try Undo(sites.workspace(1020)).run(merged.changeSet)
    }
}
