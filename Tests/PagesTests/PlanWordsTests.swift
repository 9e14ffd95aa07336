import Operations
import Records
import Testing

@testable import Pages

/// Words of learning plans.
@Suite struct PlanWordsTests {
    @Test func `each state of a plan has a word of its own`() {
        let words = Set(LearningPlan.Status.allCases.map { PlanWords.status($0).text })
        #expect(words.count == LearningPlan.Status.allCases.count)
    }

    @Test func `each missing element leads to a field of the same name`() {
        let fields = ["hours", "contactMethod", "materials", "evaluation", "meetsStandards"]
        let ofCourses = [
            "stateCourseCode", "teacher", "goals", "objectives", "activities", "completion",
        ]
        let known = Set(fields + ofCourses + ["courses"])
        #expect(Set(PlanElement.allCases.map(\.rawValue)) == known)
    }

    @Test func `a month is written as people write it`() {
        #expect(PlanWords.month(CalendarMonth(number: 202_609)) == "09/2026")
    }

    @Test func `lines of a text stay, and stay text`() {
        #expect(PlanWords.lines("One\n<Two>").text.contains("One\n&lt;Two&gt;"))
        #expect(PlanWords.lines("").isEmpty)
    }

    @Test func `errors name no plan by a number that no page shows`() {
        for code in ["plan.review-exists", "plan.closed", "plan.incomplete"] {
            let error = OperationError.refused(
                code: code, message: "Plan 4711 has review 4712.", remedy: "")
            #expect(!ErrorWords.words(for: error).text.contains("471"))
        }
    }
}
