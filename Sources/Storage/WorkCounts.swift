import Records

// The SQL of counts of work that waits.

extension Reader {
    /// How many runs are held as a whole.
    public func heldRunCount() throws -> Int {
        try count("SELECT count(*) FROM import_run WHERE state = 'held'")
    }

    /// How many held rows of runs that were carried out wait for a decision.
    public func heldRowCount() throws -> Int {
        try count(
            """
            SELECT count(*) FROM import_row r JOIN import_run u ON u.id = r.run
            LEFT JOIN change_set c ON c.id = r.change_set
            WHERE r.state IN ('held', 'resolved') AND u.state = 'applied'
                AND (r.state = 'held' OR c.undone_by IS NOT NULL)
            """)
    }

    /// How many learning plans are drafts.
    public func draftPlanCount() throws -> Int {
        try count("SELECT count(*) FROM learning_plan WHERE status = 'draft'")
    }

    /// The learning plans that are neither concluded nor superseded and began before `day`, with
    /// what was noted of their progress, as far as it tells what is due: days, not texts.
    public func openPlanProgress(begunBefore day: CalendarDate) throws -> [PlanProgress] {
        let open: Query = "l.status IN ('draft', 'approved') AND l.start < \(day.dayNumber)"
        let contacts = try lines(
            """
            SELECT c.plan, c.id, c.day, 0 FROM plan_contact c
            JOIN learning_plan l ON l.id = c.plan WHERE \(query: open)
            """)
        let reviews = try lines(
            """
            SELECT r.plan, r.id, r.day, r.satisfactory FROM plan_review r
            JOIN learning_plan l ON l.id = r.plan WHERE \(query: open)
            """)
        let interventions = try lines(
            """
            SELECT r.plan, i.id, i.day, i.review FROM plan_intervention i
            JOIN plan_review r ON r.id = i.review
            JOIN learning_plan l ON l.id = r.plan WHERE \(query: open)
            """)
        return try openLearningPlans(begunBefore: day).map { plan in
            PlanProgress(
                plan,
                contacts: (contacts[plan.id] ?? []).map {
                    PlanContact(
                        id: $0.id, plan: plan.id, course: nil, day: $0.day, method: "",
                        evidence: "")
                },
                reviews: (reviews[plan.id] ?? []).map {
                    PlanReview(
                        id: $0.id, plan: plan.id, day: $0.day, isSatisfactory: $0.value == 1,
                        note: "")
                },
                interventions: (interventions[plan.id] ?? []).map {
                    PlanIntervention(
                        id: $0.id, review: $0.value, kind: .moreContact, day: $0.day, note: "")
                })
        }
    }

    private typealias Line = (id: Int, day: CalendarDate, value: Int)

    /// Rows of a plan's number, a number, a day and a value, by the plan.
    private func lines(_ query: Query) throws -> [Int: [Line]] {
        var found: [Int: [Line]] = [:]
        try scanIntegers(query, few: true) {
            let day = CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0[2]))
            found[Int($0[0]), default: []].append((Int($0[1]), day, Int($0[3])))
            return true
        }
        return found
    }
}
