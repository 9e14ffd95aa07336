extension ErrorWords {
    /// Sentences in place of operations' own where those name a plan or a review by a number that
    /// no page shows.
    static let planSentences: [String: Phrase] = [
        "plan.review-exists": Phrase(
            "error.review-exists",
            "This month has a review already. Correct that one if it is wrong."),
        "plan.review-used": Phrase(
            "error.review-used",
            "Interventions were noted because of this review. If they are wrong too, remove them "
                + "first."),
        "plan.review-satisfactory": Phrase(
            "error.review-satisfactory",
            "This review found the progress satisfactory; an intervention belongs to one that did "
                + "not."),
        "plan.already-approved": Phrase(
            "error.already-approved", "This plan is approved already."),
        "plan.closed": Phrase(
            "error.plan-closed",
            "This plan is concluded or superseded, so nothing of it changes any more."),
        "plan.not-approved": Phrase(
            "error.not-approved", "This plan is a draft. Approve it first."),
        "plan.incomplete": Phrase(
            "error.plan-incomplete",
            "Something is still missing. The plan's page lists what, and where to enter it."),
        "plan.other-course": Phrase(
            "error.other-course", "This course is not in the plan any more. Choose another one."),
    ]
}
