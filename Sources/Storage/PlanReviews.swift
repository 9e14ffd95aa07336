import Records

// All SQL that touches `plan_review`.

extension PlanReview {
    fileprivate static let table = VersionedTable.planReview

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), plan: try row.requiredInteger(1),
            day: try row.requiredDay(3), isSatisfactory: try row.requiredInteger(4) == 1,
            note: try row.requiredText(5))
    }
}

extension Reader {
    /// A monthly review by its number, or nil.
    public func planReview(_ id: Int) throws -> PlanReview? {
        try row(id, of: PlanReview.table, PlanReview.init)
    }

    /// The monthly reviews of a learning plan, in the order of their months.
    public func planReviews(of plan: Int) throws -> [PlanReview] {
        try rows(
            of: PlanReview.table, "WHERE plan = \(plan) ORDER BY month",
            PlanReview.init)
    }
}

extension Writer {
    /// Writes a monthly review whole, keeping what it was.
    public func save(_ review: PlanReview, in change: Int) throws {
        try save(
            [
                .init(number: review.id), .init(number: review.plan),
                .init(number: review.month.number), .init(review.day),
                .init(number: review.isSatisfactory ? 1 : 0), .text(review.note),
            ], of: PlanReview.table, in: change)
    }

    /// Takes a monthly review from its plan, keeping what it was.
    public func removePlanReview(_ id: Int, in change: Int) throws {
        try remove([Int64(id)], from: PlanReview.table, in: change)
    }
}
