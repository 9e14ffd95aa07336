import Records
import Storage

/// How much work waits, for the first page that somebody sees. Nobody is looked for, so that it is
/// cheap.
public struct WorkList {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What waits, all as of one moment.
    public struct Counts: Codable, Equatable, Sendable {
        /// Students on the work list by cause: all causes, the most urgent first.
        public let causes: [UnlinkedStudents.CauseCount]
        /// All on the work list.
        public let students: Int
        /// Of them, those whose state ID is a stand-in.
        public let provisionalStateIDs: Int
        /// Of them, those who were made through ALE and whom nothing links.
        public let unlinkedALE: Int
        /// Nil where the role does not see imports.
        public let imports: Imports?
        /// Nil where the role does not see learning plans.
        public let plans: Plans?
    }

    /// Imports that wait for a decision.
    public struct Imports: Codable, Equatable, Sendable {
        /// Runs that are held as a whole.
        public let heldRuns: Int
        /// Held rows of runs that were carried out.
        public let heldRows: SmallCount
    }

    /// Learning plans, neither concluded nor superseded, for which something is to be done.
    public struct Plans: Codable, Equatable, Sendable {
        /// Those for which anything should have been done by now.
        public let overdue: Int
        /// Those with weeks past that have no contact.
        public let contactsOverdue: Int
        /// Those with months past that have no review.
        public let reviewsOverdue: Int
        /// Those with unsatisfactory progress on which nothing was done in time.
        public let interventionsOverdue: Int
        /// Approved ones of today without a review of this month.
        public let toReview: Int
        /// Drafts, to be approved.
        public let toApprove: Int
    }

    /// Counts what waits.
    public func counts() throws -> Counts {
        try workspace.require(.seeStudents)
        let (seesImports, seesPlans) = (
            workspace.allows(.runImports), workspace.allows(.seePlans)
        )
        return try workspace.store.read { reader in
            let waiting = try WaitingStudents(workspace, reader)
            let causes = waiting.causes
            return Counts(
                causes: causes, students: waiting.all.count,
                provisionalStateIDs: causes.first { $0.cause == .provisionalID }?.count ?? 0,
                unlinkedALE: waiting.all.count {
                    $0.profile.sisStudent == nil && Cause.aleOrigins.contains($0.profile.origin)
                },
                imports: seesImports
                    ? Imports(
                        heldRuns: try reader.heldRunCount(),
                        heldRows: workspace.countsOfRuns == .all
                            ? .exactly(try reader.heldRowCount()) : .untold)
                    : nil, plans: seesPlans ? try plans(reader) : nil)
        }
    }

    private func plans(_ reader: any Reader) throws -> Plans {
        let today = workspace.today
        var (overdue, contacts, reviews, interventions, toReview) = (0, 0, 0, 0, 0)
        let open = try reader.openPlanProgress(begunBefore: today.adding(days: 1))
        let seen = try reader.students(open.map(\.plan.student), in: workspace.scope)
        for progress in open where seen.contains(progress.plan.student) {
            let plan = progress.plan
            if plan.start < today {
                let due = LearningPlans.Due(progress, on: today)
                if !due.isNothing { overdue += 1 }
                if !due.weeksWithoutContact.isEmpty { contacts += 1 }
                if !due.monthsWithoutReview.isEmpty { reviews += 1 }
                if !due.interventionsOverdue.isEmpty { interventions += 1 }
            }
            let isNow = plan.status == .approved && plan.start <= today && plan.end >= today
            if isNow, !progress.reviews.contains(where: { $0.month == today.month }) {
                toReview += 1
            }
        }
        return Plans(
            overdue: overdue, contactsOverdue: contacts, reviewsOverdue: reviews,
            interventionsOverdue: interventions, toReview: toReview,
            toApprove: try drafts(reader))
    }

    /// Drafts of whom one sees.
    private func drafts(_ reader: any Reader) throws -> Int {
        guard let scope = workspace.scope else { return try reader.draftPlanCount() }
        let drafts = try reader.openLearningPlans(
            begunBefore: CalendarDate(dayNumber: Int32.max / 2)
        ).filter { $0.status == .draft }
        let seen = try reader.students(drafts.map(\.student), in: scope)
        return drafts.count { seen.contains($0.student) }
    }
}
