import Records
import Storage

extension LearningPlans {
    /// Notes a contact with the student.
    ///
    /// - Parameter course: the course that it was about, if it was about one.
    public func addContact(
        _ id: Int, on day: CalendarDate, method: String, evidence: String, course: Int? = nil
    ) throws -> Changed {
        try workspace.require(.recordProgress)
        let method = try GivenText.required(method, "method", limit: GivenText.Limit.line)
        let evidence = try GivenText.required(
            evidence, "evidence", limit: GivenText.Limit.note)
        try requirePast(day)
        return try workspace.store.write { writer in
            let plan = try open(id, writer)
            try Self.require(day, in: plan)
            try Self.require(course, in: plan, writer)
            let change = try workspace.begin(
                "plan", "Weekly contact noted", about: [plan.student], writer)
            let contact = PlanContact(
                id: try writer.takeNumbers("plan_contact"), plan: id, course: course, day: day,
                method: method, evidence: evidence)
            try writer.save(contact, in: change)
            return try changed(plan, plan, part: contact.id, change, writer)
        }
    }

    /// Notes the review of the month in which `day` lies.
    public func addReview(
        _ id: Int, on day: CalendarDate, isSatisfactory: Bool, note: String
    ) throws -> Changed {
        try workspace.require(.recordProgress)
        let note = try GivenText.checked(note, "note", limit: GivenText.Limit.note)
        try requirePast(day)
        return try workspace.store.write { writer in
            let plan = try open(id, writer)
            try Self.require(day, in: plan)
            try Self.requireNoReview(ofMonthOf: day, in: plan, writer)
            let change = try workspace.begin(
                "plan", "Monthly review noted", about: [plan.student], writer)
            let review = PlanReview(
                id: try writer.takeNumbers("plan_review"), plan: id, day: day,
                isSatisfactory: isSatisfactory, note: note)
            try writer.save(review, in: change)
            return try changed(plan, plan, part: review.id, change, writer)
        }
    }

    /// Notes what was done about an unsatisfactory review. Too late is better than never.
    public func addIntervention(
        review id: Int, _ kind: PlanIntervention.Kind, on day: CalendarDate? = nil, note: String
    ) throws -> Changed {
        try workspace.require(.recordProgress)
        let note = try GivenText.checked(note, "note", limit: GivenText.Limit.note)
        let day = day ?? workspace.today
        try requirePast(day)
        return try workspace.store.write { writer in
            guard let review = try writer.planReview(id) else {
                throw OperationError.notFound(kind: "review", name: "\(id)")
            }
            let plan = try openToIntervene(review, writer)
            if review.isSatisfactory {
                throw OperationError.refused(
                    code: "plan.review-satisfactory",
                    message: "Review \(id) found the progress satisfactory.",
                    remedy: "An intervention belongs to a review that did not.")
            }
            try Self.require(day, after: review)
            let change = try workspace.begin(
                "plan", "Intervention noted", about: [plan.student], writer)
            let intervention = PlanIntervention(
                id: try writer.takeNumbers("plan_intervention"), review: id, kind: kind,
                day: day, note: note)
            try writer.save(intervention, in: change)
            return try changed(plan, plan, part: intervention.id, change, writer)
        }
    }

    /// The plan of a review, where something can be done about it: also after the plan's end for
    /// a review on which nothing was done.
    private func openToIntervene(
        _ review: PlanReview, _ reader: any Reader
    ) throws -> LearningPlan {
        let asked = (kind: "review", id: review.id)
        let plan = try plan(review.plan, of: asked, reader)
        let isDone = try reader.planInterventions(of: plan.id).contains { $0.review == review.id }
        return plan.status == .concluded && !isDone
            ? plan
            : try open(review.plan, of: asked, reader)
    }

    static func require(_ day: CalendarDate, after review: PlanReview) throws {
        if day >= review.day { return }
        throw OperationError.refused(
            code: "plan.day-outside",
            message: "An intervention does not come before its review.",
            remedy: "Correct the date.")
    }

    static func require(
        _ course: Int?, in plan: LearningPlan, _ reader: any Reader
    ) throws {
        guard let course, try reader.planCourse(course)?.plan != plan.id else { return }
        throw OperationError.refused(
            code: "plan.other-course",
            message: "Plan \(plan.id) has no course \(course).",
            remedy: "See its courses with: homeroom plan show \(plan.id).")
    }

    /// - Parameter review: the review that is to have this day; nil for a new one.
    static func requireNoReview(
        ofMonthOf day: CalendarDate, in plan: LearningPlan, but review: Int? = nil,
        _ reader: any Reader
    ) throws {
        let other = try reader.planReviews(of: plan.id).first {
            $0.month == day.month && $0.id != review
        }
        guard let other else { return }
        throw OperationError.refused(
            code: "plan.review-exists",
            message: "Plan \(plan.id) has a review of this month already: review \(other.id).",
            remedy: "If it is wrong, change it: homeroom plan review change \(other.id).")
    }

    static func require(_ day: CalendarDate, in plan: LearningPlan) throws {
        if day >= plan.start, day <= plan.end { return }
        throw OperationError.refused(
            code: "plan.day-outside",
            message: "This day lies outside of the plan, which is from \(plan.start) to "
                + "\(plan.end).", remedy: "Correct the date.")
    }
}
