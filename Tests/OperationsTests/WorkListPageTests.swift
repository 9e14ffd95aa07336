import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// The work list page by page and in numbers, beside the whole of it.
@Suite struct WorkListPageTests {
    /// Students of every cause, some with candidates, two who would link to one SIS student.
    private func office() throws -> LinkingOffice {
        let office = try LinkingOffice(
            LinkingOffice.row("1", "9000000001"), LinkingOffice.row("2", "", "Berg", "Ada"),
            LinkingOffice.row("3", "S000000003", "Vance", "Kim"))
        try office.set("state", "arkansas")
        for number in 0..<30 {
            let causes: [Cause?] = [
                nil, .envelopeBeforeEnrollment, .migratedInactive, .addedManually, .noShow,
            ]
            _ = try office.create("Noah", ["Adler", "Berg", "Vance"][number % 3]) {
                $0.anyway = true
                if number % 7 == 0 {
                    $0.isThroughALE = true
                    $0.grade = number % 2 == 0 ? "1" : "5"
                } else {
                    $0.cause = causes[number % 5] ?? .addedManually
                }
                if number % 11 == 0 { $0.stateID = "T00000000\(number % 10)" }
                if number == 4 { $0.stateID = "9000000001" }
            }
        }
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock
        ).run(["3"])
        return office
    }

    @Test func `the pages together are the list`() throws {
        let office = try office()
        let all = try office.items()
        let unlinked = UnlinkedStudents(office.workspace)
        #expect(all.count > 25)
        var paged: [UnlinkedStudents.Item] = []
        for number in 1...2 { paged += try unlinked.page(page: number).items.rows }
        #expect(paged == all)
        for cause in Cause.allCases {
            let page = try unlinked.page(cause: cause, size: .many)
            let these = all.filter { $0.cause == cause.rawValue }
            #expect(page.items.rows == these && page.items.total == these.count)
            let counted = try #require(page.causes.first { $0.cause == cause })
            #expect(counted.count == these.count)
        }
        #expect(Set(all.map(\.cause)).count >= 6)
        for item in all { #expect(try unlinked.item(for: item.id) == item) }
        #expect(try unlinked.item(for: 9_999) == nil)
    }

    @Test func `two who would link to one SIS student are told of on any page`() throws {
        let office = try LinkingOffice()
        let one = try office.create("Noah", "Adler") { $0.stateID = "77" }
        _ = try office.create("Noah", "Adler") {
            $0.otherID = "1"
            $0.anyway = true
        }
        // Nothing links while the row comes in: the roster is written by itself here.
        try office.district.store.write { writer in
            _ = try writer.run(
                """
                INSERT INTO sis_student (id, import_id, state_id, other_id, sourced_id, last_name,
                    first_name, middle_name, name_suffix, birth_date, gender, ethnicity,
                    is_hispanic, primary_language, correspondence_language, english_proficiency,
                    primary_disability, school_enter_date, district_enter_date,
                    plan_504_accommodations, plan_504_review_date, academic_year, aka_last_name,
                    aka_first_name, aka_middle_name, aka_suffix, other_columns, grade, site,
                    name_key, given_key, surname_key, content, missing_since, change_set)
                VALUES (1, '1', '77', '', '', 'Adler', 'Noah', '', '', NULL, '', '', '', '', '',
                    '', '', NULL, NULL, '', NULL, '', '', '', '', '', '{}', '', NULL,
                    'adler noah', 'noah adler', '', 1, NULL, 1)
                """)
        }
        let all = try office.items()
        #expect(all.map(\.code) == ["match.several-students", "match.several-students"])
        let id = try #require(all.first { $0.studentID == one.studentID }).id
        #expect(try UnlinkedStudents(office.workspace).item(for: id)?.code == all[0].code)
    }

    @Test func `what waits is counted as it is listed`() throws {
        let office = try office()
        let all = try office.items()
        let counts = try WorkList(office.workspace).counts()
        for one in counts.causes {
            #expect(one.count == all.count { $0.cause == one.cause.rawValue })
        }
        #expect(counts.causes.map(\.cause) == Cause.allCases)
        #expect(counts.students == all.count)
        #expect(counts.provisionalStateIDs == all.count { $0.cause == "provisionalID" })
        let origins = try office.district.store.read { reader in
            try reader.unlinkedProfiles().count { Cause.aleOrigins.contains($0.origin) }
        }
        #expect(counts.unlinkedALE == origins && origins > 3)
        let waiting = try Figures(office.workspace).waiting()
        #expect(waiting.map(\.first) == [0, 8, 31, 91])
        #expect(waiting.reduce(0) { $0 + $1.unlinked + $1.provisional } == all.count)
        #expect(waiting[0].provisional == counts.provisionalStateIDs)
    }

    @Test func `whoever may not see the General Student Table is told nothing of it`() throws {
        let office = try office()
        let teacher = Workspace(
            store: office.district.store, actor: "t", clock: office.workspace.clock,
            role: .teacher)
        let seen = try UnlinkedStudents(teacher).run()
        #expect(Set(seen.map(\.answer)) == ["The General Student Table is not shown."])
        #expect(seen.allSatisfy { $0.candidates.isEmpty && $0.attached.documents == 0 })
        #expect(try office.items().contains { !$0.candidates.isEmpty })
    }

    @Test func `ages are told by the day since which a student waits`() throws {
        let office = try LinkingOffice()
        let today = office.workspace.today
        for (number, age) in [0, 7, 8, 30, 31, 90, 91, 400].enumerated() {
            let made = try office.create("Kim", "Vance\(number)") { $0.anyway = true }
            let at = "\(today.adding(days: -age))T08:00:00Z"
            try office.district.store.write { writer in
                _ = try writer.run(
                    "UPDATE student SET created_at = \(at) WHERE student_id = \(made.studentID)")
            }
        }
        #expect(try Figures(office.workspace).waiting().map(\.unlinked) == [2, 2, 2, 2])
    }

    @Test func `held runs and rows are counted until somebody decides`() throws {
        let office = try Office(students: 12)
        try office.doEverything()
        let workspace = Workspace(store: office.district.store, actor: "t", clock: office.clock)
        let runs = try office.review.list()
        let held = try #require(try WorkList(workspace).counts().imports)
        #expect(held.heldRuns == runs.count { $0.state == "held" } && held.heldRuns > 0)
        #expect(
            held.heldRows == .sum(runs.filter { $0.state == "applied" }.map(\.waiting)))
        let teacher = Workspace(
            store: office.district.store, actor: "t", clock: office.clock, role: .teacher)
        let seen = try WorkList(teacher).counts()
        #expect(seen.imports == nil && seen.plans != nil)
        let figures = try #require(try Figures(workspace).imports())
        #expect(figures.count == min(20, runs.count))
        #expect(figures.map(\.run) == runs.prefix(20).map(\.run).reversed())
        for one in figures {
            let run = try #require(runs.first { $0.run == one.run })
            #expect(one.counts == run.report?.counts && one.state == run.state)
        }
    }

    @Test func `learning plans are counted as they are listed`() throws {
        let office = try LinkingOffice()
        let plans = LearningPlans(office.workspace)
        let today = office.workspace.today
        for number in 0..<6 {
            let made = try office.create("Kim", "Vance\(number)") {
                $0.isThroughALE = true
                $0.anyway = true
            }
            var entry = LearningPlans.Entry()
            entry.start = today.adding(days: [-60, -20, 0, 5, -40, -3][number])
            entry.end = entry.start?.adding(days: 100)
            let plan = try plans.create(made.studentID, entry).plan
            if number == 4 || number == 1 {
                try office.district.store.write { writer in
                    let change = try office.workspace.begin("test", "", about: [], writer)
                    var approved = try #require(try writer.learningPlan(plan))
                    approved.status = .approved
                    approved.approval = .init(day: today, approver: "D", snapshot: "")
                    try writer.save(approved, in: change)
                    if number == 1 { return }
                    try writer.save(
                        PlanReview(
                            id: 1, plan: plan, day: today.adding(days: -2),
                            isSatisfactory: false, note: ""), in: change)
                }
            }
        }
        let overdue = try plans.overdue()
        let counts = try #require(try WorkList(office.workspace).counts().plans)
        #expect(counts.overdue == overdue.count && !overdue.isEmpty)
        #expect(counts.contactsOverdue == overdue.count { !$0.due.weeksWithoutContact.isEmpty })
        #expect(counts.reviewsOverdue == overdue.count { !$0.due.monthsWithoutReview.isEmpty })
        #expect(counts.toApprove == 4 && counts.toReview == 1)
        let rows = try StudentSelector(office.workspace).page().rows
        #expect(rows.map(\.lastName) == (0..<6).map { "Vance\($0)" })
        #expect(rows.map(\.planState) == [.draft, .approved, .draft, .draft, .approved, .draft])
        #expect(rows.allSatisfy { $0.planCount == 1 })
    }
}
