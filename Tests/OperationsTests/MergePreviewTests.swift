import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// That a merge is what was looked at, and refused where it would be something else.
@Suite struct MergePreviewTests {
    let office: Office
    let source: String
    let target: String

    init() throws {
        office = try Office(students: 0)
        source = try office.addStudent("Ilse", "Nordby")
        target = try office.addStudent("Ilse", "Nordby")
    }

    private func request(_ choices: [String: String] = [:]) -> MergeStudents.Request {
        var request = MergeStudents.Request(sources: [source], target: target)
        request.choices = choices
        request.confirmed = ["all"]
        request.reason = "test"
        return request
    }

    private func merges(_ role: Role? = nil) -> MergeStudents {
        MergeStudents(office.workspace(role))
    }

    private func say(_ values: [String: String], of id: String) throws {
        var edit = EditStudent.Request()
        edit.fields = values
        _ = try EditStudent(office.workspace()).run(id, edit)
    }

    @Test func `a learning plan that changed since makes a preview stale`() throws {
        let (plan, course) = try office.approvedPlan(of: target)
        _ = try office.plans.create(source, office.planEntry())
        let plans = office.plans
        let day = try #require(CalendarDate(iso: "2026-09-09"))
        let changes: [(String, () throws -> Void)] = [
            ("course", { _ = try plans.changeCourse(course, office.courseEntry("Biology")) }),
            (
                "contact",
                {
                    _ = try plans.addContact(
                        plan, on: day, method: "Video call", evidence: "Exercise 4")
                }
            ),
            (
                "review",
                { _ = try plans.addReview(plan, on: day, isSatisfactory: false, note: "") }
            ),
            (
                "intervention",
                {
                    let review = try #require(plans.show(plan).reviews.first?.review)
                    _ = try plans.addIntervention(
                        review: review, .moreContact, on: day, note: "")
                }
            ),
            (
                "hours",
                {
                    var entry = LearningPlans.Entry()
                    entry.hours = WeeklyHours(minutes: 60)
                    _ = try plans.change(plan, entry)
                }
            ),
            ("approval", { _ = try plans.approve(plan, by: "R. Alder") }),
        ]
        for (name, change) in changes {
            var looked = request(["learningPlan-1": "source"])
            looked.preview = try merges().preview(looked)
            try change()
            let stale = #expect(throws: MergeStale.self, "\(name)") {
                try merges().apply(looked)
            }
            let shown = try #require(stale?.changes.first)
            #expect(stale?.changes.count == 1 && shown.what == "learning plans", "\(name)")
            #expect(shown.was != shown.now, "\(name)")
        }
        var looked = request(["learningPlan-1": "source"])
        let preview = try merges().preview(looked)
        let words = preview.target.rows(of: .learningPlan).map(\.words)
        #expect(words == ["2026-09-02 to 2027-06-15, approved"])
        looked.preview = preview
        let done = try merges().apply(looked)
        let report = try ShowMerge(office.workspace()).run(done.changeSet).report
        #expect(report.after.rows == report.plan.outcome.rows)
        #expect(
            report.after.rows(of: .learningPlan).map(\.words).sorted() == [
                "2026-09-02 to 2027-06-15, draft", "2026-09-02 to 2027-06-15, superseded",
            ])
    }

    @Test func `spans of one program that overlap at two sites have to be decided`() throws {
        let office = try Office(students: 2)
        _ = try office.importPrograms([
            office.row("100200", end: "06/15/2027", site: "1010"),
            office.row("100200", "120", end: "06/15/2027", site: ""),
            office.row("100200", "127", end: "06/15/2027", site: "1010"),
            office.row("100201", start: "01/11/2027", end: "03/01/2027", site: "1020"),
            office.row("100201", "120", start: "01/11/2027", end: "03/01/2027", site: "1020"),
            office.row("100201", "127", start: "06/16/2027", end: "06/30/2027", site: "1020"),
        ])
        _ = try UnlinkStudent(office.workspace()).run("100201", reason: "test")
        var request = MergeStudents.Request(sources: ["100201"], target: "100200")
        request.confirmed = ["all"]
        request.reason = "test"
        let merges = MergeStudents(office.workspace())
        let open = try merges.preview(request)
        #expect(open.collisions.map(\.relation) == [.overlap, .overlap])
        try #require(open.undecided.count == 2)
        #expect(open.collisions.allSatisfy { $0.sourceWords.hasSuffix(", site 1020") })
        #expect(
            open.collisions.flatMap(\.targetWords) == [
                "101, 2026-09-02 to 2027-06-15, site 1010",
                "120, 2026-09-02 to 2027-06-15, no site",
            ])
        request.choices = [open.collisions[0].id: "both", open.collisions[1].id: "source"]
        let done = try merges.apply(request)
        let report = try ShowMerge(office.workspace()).run(done.changeSet).report
        #expect(report.after.rows(of: .programEnrollment).count == 5)
        #expect(report.after.rows == report.plan.outcome.rows)
        #expect(try office.undo(done.changeSet).left == [])
    }

    @Test func `what was chosen in the preview is chosen, and nothing else`() throws {
        try say(["caseManager": "Alder", "grade": "5"], of: source)
        try say(["caseManager": "Birch", "grade": "6"], of: target)
        let preview = try merges().preview(request(["caseManager": "source"]))
        var other = request(["caseManager": "target"])
        other.preview = preview
        let refused = #expect(throws: OperationError.self) { try merges().apply(other) }
        #expect(refused?.code == "merge.choice-differs")
        other = request(["grade": "source"])
        other.preview = preview
        #expect(refusal { _ = try merges().apply(other) } == "merge.choice-differs")
        // What counts anyhow may be said again.
        var same = request(["grade": "target"])
        same.preview = preview
        let done = try merges().apply(same)
        let shown = try ShowMerge(office.workspace()).run(done.changeSet)
        #expect(shown.report.after.value("caseManager") == "Alder")
        #expect(shown.report.after.value("grade") == "6")
    }

    @Test func `the report tells when each value was written, and by whom`() throws {
        try say(["caseManager": "Alder"], of: source)
        let done = try merges().apply(request())
        let shown = try ShowMerge(office.workspace()).run(done.changeSet)
        let difference = try #require(shown.report.plan.differences.first)
        let origin = shown.origins[try #require(difference.offer).value.changeSet]
        #expect(origin?.actor == "test" && origin?.at.isEmpty == false)
    }

    @Test func `who may not see a field is not told that students differ there`() throws {
        let hidden = ["plan504Accommodations", "primaryDisability", "healthNotes"]
        try say(Dictionary(uniqueKeysWithValues: hidden.map { ($0, "Secret") }), of: source)
        try office.district.write("iep.txt", "Reads with support.")
        _ = try office.documents.add(
            source, office.document("Secret"), file: office.path("iep.txt"))
        let plain = try merges(.securityAdministrator).preview(request())
        #expect(StableJSON.text(plain).contains("Secret"))
        let masked = try merges(.teacher).preview(request())
        #expect(
            masked.differences.map(\.field)
                == plain.differences.map(\.field).filter { !hidden.contains($0) })
        #expect(!StableJSON.text(masked).contains("Secret"))
        #expect(
            hidden.allSatisfy { masked.sources[0].value($0).isEmpty })
        let resolved = try merges(.auditor).preview(request())
        #expect(resolved == plain)
        // Kept by somebody who does not see all, and given to somebody who does.
        var apply = request()
        apply.preview = masked
        let done = try merges(.securityAdministrator).apply(apply)
        let all = try ShowMerge(office.workspace(.caseManager)).run(done.changeSet).report
        #expect(all.after.value("healthNotes") == "Secret")
        let report = try ShowMerge(office.workspace(.teacher)).run(done.changeSet).report
        #expect(!StableJSON.text(report).contains("Secret"))
    }
}
