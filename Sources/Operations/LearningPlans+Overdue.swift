import Records
import Storage

extension LearningPlans {
    /// A plan with whose it is.
    public struct OfStudent: Sendable {
        /// Our number of the student.
        public let id: Int
        /// `Last, First Middle`.
        public let name: String
        public let plan: Listed
    }

    /// The same as `overdue`, with the students' names.
    public func overdueOfStudents() throws -> [OfStudent] {
        try workspace.require(.seePlans)
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            let open = try reader.openLearningPlans(begunBefore: workspace.today)
            let seen = try reader.students(open.map(\.student), in: workspace.scope)
            let plans = try open.filter { seen.contains($0.student) }
                .map { (student: $0.student, listed: try listed($0, reader)) }
                .filter { !$0.listed.due.isNothing }
            let rows = try reader.studentRows(Array(Set(plans.map(\.student))))
            let names = Dictionary(rows.map { ($0.id, $0.name) }) { first, _ in first }
            workspace.shows(students: names.keys)
            return plans.compactMap { plan in
                names[plan.student].map {
                    OfStudent(id: plan.student, name: $0, plan: plan.listed)
                }
            }
        }
    }
}

extension StudentRow {
    fileprivate var name: String {
        lastName + ", " + [firstName, middleName].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
