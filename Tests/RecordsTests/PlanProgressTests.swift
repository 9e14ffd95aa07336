import Testing

@testable import Records

@Suite struct PlanProgressTests {
    static func day(_ text: String) -> CalendarDate { LearningPlanTests.day(text) }

    /// A plan from a Wednesday on.
    func plan(_ start: String = "2026-09-02", _ end: String = "2026-10-14") -> LearningPlan {
        LearningPlan(id: 1, student: 1, start: Self.day(start), end: Self.day(end))
    }

    func contacts(_ days: String...) -> [PlanContact] {
        days.enumerated().map {
            PlanContact(
                id: $0, plan: 1, course: nil, day: Self.day($1), method: "m", evidence: "e")
        }
    }

    func review(_ day: String, isSatisfactory: Bool = false) -> PlanReview {
        PlanReview(
            id: 4, plan: 1, day: Self.day(day), isSatisfactory: isSatisfactory, note: "")
    }

    func weeks(_ progress: PlanProgress, _ today: String) -> [String] {
        progress.weeksWithoutContact(on: Self.day(today)).map(\.description)
    }

    @Test func `weeks without contact are those that are past`() {
        let progress = PlanProgress(plan())
        #expect(weeks(progress, "2026-09-02") == [])
        #expect(weeks(progress, "2026-09-05") == [])
        #expect(weeks(progress, "2026-09-06") == ["2026-08-30"])
        #expect(weeks(progress, "2026-09-21").count == 3)
        // The last week ends with the plan, on a Wednesday.
        #expect(weeks(progress, "2026-10-14").last == "2026-10-04")
        #expect(weeks(progress, "2026-10-15").last == "2026-10-11")
        #expect(weeks(progress, "2030-01-01").count == 7)
    }

    @Test func `a contact counts for its week, also on a Sunday or Saturday`() {
        let progress = PlanProgress(plan(), contacts: contacts("2026-09-06", "2026-09-19"))
        #expect(weeks(progress, "2026-09-27") == ["2026-08-30", "2026-09-20"])
    }

    @Test func `a week of which the plan has no school day needs no contact`() {
        // Saturday to Sunday.
        let progress = PlanProgress(plan("2026-09-05", "2026-09-13"))
        #expect(weeks(progress, "2026-10-01") == ["2026-09-06"])
    }

    @Test func `a plan that was concluded needs nothing afterwards`() {
        var concluded = plan()
        concluded.concludedOn = Self.day("2026-09-08")
        let progress = PlanProgress(concluded)
        #expect(weeks(progress, "2026-12-01") == ["2026-08-30", "2026-09-06"])
        #expect(
            progress.monthsWithoutReview(on: Self.day("2026-12-01")).map(\.description)
                == ["2026-09"])
    }

    @Test func `each calendar month of the plan needs a review`() {
        func missing(_ today: String, _ reviews: [PlanReview] = []) -> [String] {
            PlanProgress(plan(), reviews: reviews)
                .monthsWithoutReview(on: Self.day(today)).map(\.description)
        }
        #expect(missing("2026-09-30") == [])
        #expect(missing("2026-10-01") == ["2026-09"])
        #expect(missing("2026-10-14") == ["2026-09"])
        #expect(missing("2026-10-15") == ["2026-09", "2026-10"])
        #expect(missing("2026-10-15", [review("2026-09-30")]) == ["2026-10"])
    }

    @Test func `months are counted over the turn of the year`() {
        let progress = PlanProgress(plan("2026-11-30", "2027-02-01"))
        let missing = progress.monthsWithoutReview(on: Self.day("2027-03-01"))
        #expect(missing.map(\.number) == [202_611, 202_612, 202_701, 202_702])
    }

    @Test func `an intervention is due within five school days`() {
        let unsatisfactory = review("2026-09-30")
        #expect(unsatisfactory.interventionDue == Self.day("2026-10-07"))
        #expect(review("2026-09-30", isSatisfactory: true).interventionDue == nil)
        func overdue(_ today: String, _ days: [String] = []) -> [PlanReview] {
            PlanProgress(
                plan(), reviews: [unsatisfactory],
                interventions: days.map {
                    PlanIntervention(
                        id: 1, review: 4, kind: .moreContact, day: Self.day($0), note: "")
                }
            ).interventionsOverdue(on: Self.day(today))
        }
        #expect(overdue("2026-10-07") == [])
        #expect(overdue("2026-10-08") == [unsatisfactory])
        #expect(overdue("2026-10-08", ["2026-10-01"]) == [])
    }
}
