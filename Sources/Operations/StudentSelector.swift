import Records
import Storage

/// The students with whom ALE staff work: those who were made for ALE, and those who have a
/// learning plan.
public struct StudentSelector {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Where a student's learning plan stands.
    public enum PlanState: String, Codable, CaseIterable, Sendable {
        case none, draft, approved, concluded
    }

    /// One student.
    public struct Row: Codable, Equatable, Sendable {
        /// Our number of the student.
        public let id: Int
        public let studentID: String
        public let lastName: String
        public let firstName: String
        public let middleName: String
        public let birthDate: CalendarDate?
        public let grade: String
        public let site: Int?
        public let siteName: String
        public let isLinked: Bool
        public let planState: PlanState
        /// The plan of today, or else the latest.
        public let plan: Int?
        public let planStart: CalendarDate?
        public let planEnd: CalendarDate?
        public let planCount: Int
    }

    /// One page, by name.
    ///
    /// - Parameter text: the beginning of a name or of a number; blank for all.
    public func page(
        _ text: String = "", page: Int = 1, size: PageSize = .some
    ) throws -> ListPage<Row> {
        try workspace.require(.seeStudents)
        try workspace.require(.seePlans)
        return try workspace.store.read { reader in
            let paging = ListPaging(
                source: ListPaging.Source(
                    list: { _ in
                        let found = try reader.aleStudents(ListText(typed: text))
                        let seen = try reader.students(found, in: workspace.scope)
                        let all = found.filter(seen.contains)
                        return (all, all.count)
                    }, keys: { try reader.studentKeys($0) }, stretch: { _ in [] },
                    count: { _, _ in 0 }),
                limits: ListLimits(sorted: .max - 1, counted: .max, reach: .max),
                parts: { _ in [.whole] })
            let found = try paging.page(.name, isDescending: false, page: page, size: size)
            let students = try reader.studentRows(found.rows)
            let byID = Dictionary(students.map { ($0.id, $0) }) { first, _ in first }
            let plans = try reader.learningPlans(ofAll: found.rows)
            workspace.shows(students: byID.keys)
            return try found.compactMap { id in
                try byID[id].map { try row($0, plans[id] ?? [], reader) }
            }
        }
    }

    private func row(
        _ student: StudentRow, _ plans: [LearningPlan], _ reader: any Reader
    ) throws -> Row {
        let today = workspace.today
        let shown = plans.first { $0.start <= today && $0.end >= today } ?? plans.first
        let plan = try shown.map { try LearningPlans.standing($0, reader) }
        return Row(
            id: student.id, studentID: student.studentID, lastName: student.lastName,
            firstName: student.firstName, middleName: student.middleName,
            birthDate: student.birthDate, grade: student.grade, site: student.site,
            siteName: student.siteName, isLinked: student.integrationID != nil,
            planState: plan.flatMap { PlanState(rawValue: $0.status.rawValue) } ?? .none,
            plan: plan?.id, planStart: plan?.start, planEnd: plan?.end, planCount: plans.count)
    }
}
