import Records
import Storage

/// The students of ALE: those who were made for it, and those who have a learning plan.
public struct ALEStudents {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Where profiles that were made for ALE came from.
    static let origins = [
        Cause.aleOrigin, Cause.aleSameDay.rawValue, Cause.aleIncomingKindergarten.rawValue,
    ]

    /// A student with the learning plan that counts now.
    public struct Listed: Sendable {
        public let student: ALEStudent
        /// The one that has today, or else the latest; nil where there is none.
        public let plan: LearningPlans.Listed?
        public let plans: Int
    }

    /// A part of the list.
    public struct Found: Sendable {
        public let total: Int
        public let students: [Listed]
    }

    /// Those whose name has words that begin as those of `text` do, by name.
    ///
    /// - Parameter rows: which of them, counted from 0.
    public func run(_ text: String = "", rows: Range<Int>) throws -> Found {
        try workspace.require(.seeStudents)
        try workspace.require(.seePlans)
        return try workspace.store.read { reader in
            let words = NameKeys.folded(text).split(separator: " ")
            let found = try reader.aleStudents(origins: Self.origins)
                .map { (key: Self.key($0), student: $0) }
                .filter { one in Self.matches(one.key, words) }
                .sorted { ($0.key, $0.student.id) < ($1.key, $1.student.id) }.map(\.student)
            return Found(
                total: found.count,
                students: try found[rows.clamped(to: 0..<found.count)].map {
                    try listed($0, reader)
                })
        }
    }

    /// The learning plans for which something should have been done by now, with whose they are.
    public func overdue() throws -> [Overdue] {
        let plans = try LearningPlans(workspace).overdue()
        let students = try workspace.store.read { try $0.aleStudents(origins: Self.origins) }
        let byID = Dictionary(students.map { ($0.studentID, $0) }, uniquingKeysWith: { $1 })
        return plans.compactMap { plan in
            byID[plan.studentID].map { Overdue(student: $0, plan: plan) }
        }
    }

    /// A learning plan for which something is missing.
    public struct Overdue: Sendable {
        public let student: ALEStudent
        public let plan: LearningPlans.Listed
    }

    private static func key(_ student: ALEStudent) -> String {
        NameKeys.folded("\(student.lastName) \(student.firstName) \(student.middleName)")
    }

    private static func matches(_ key: String, _ words: [Substring]) -> Bool {
        let names = key.split(separator: " ")
        return words.allSatisfy { word in names.contains { $0.hasPrefix(word) } }
    }

    private func listed(_ student: ALEStudent, _ reader: any Reader) throws -> Listed {
        let plans = try reader.learningPlans(of: student.id)
        let today = workspace.today
        let standing = plans.filter { $0.status != .superseded }
        let plan = standing.first { $0.start <= today && today <= $0.end } ?? standing.first
        let shown = try plan.map { try LearningPlans(workspace).listed($0, reader) }
        return Listed(student: student, plan: shown, plans: plans.count)
    }

    /// Those who were made for ALE and whom nothing links to the SIS, the longest waiting first;
    /// with who they might be.
    public func unlinked() throws -> [Unlinked] {
        try workspace.require(.linkStudents)
        let waiting = try workspace.store.read {
            try $0.aleStudents(origins: Self.origins).filter { $0.isMadeForALE && !$0.isLinked }
        }
        let byID = Dictionary(waiting.map { ($0.studentID, $0) }, uniquingKeysWith: { $1 })
        return try UnlinkedStudents(workspace).run().compactMap { item in
            byID[item.studentID].map { Unlinked(student: $0, item: item) }
        }.sorted { ($0.item.since, $0.student.id) < ($1.item.since, $1.student.id) }
    }

    /// A student who waits to be linked.
    public struct Unlinked: Sendable {
        public let student: ALEStudent
        public let item: UnlinkedStudents.Item
    }
}

extension ALEStudent {
    /// `Last, First Middle`.
    public var name: String {
        lastName + ", " + [firstName, middleName].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// `First Last`, as buttons name the student.
    public var givenName: String {
        [firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
