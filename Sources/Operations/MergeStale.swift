import Records

/// The students changed since the preview by which they were to be merged.
public struct MergeStale: Error, Equatable {
    /// The plan that was looked at.
    public let looked: MergePlan
    /// What the plan would be now.
    public let now: MergePlan

    public init(looked: MergePlan, now: MergePlan) {
        self.looked = looked
        self.now = now
    }

    /// Whether the students are not as they were.
    public var isStale: Bool {
        looked.target != now.target || looked.sources != now.sources
    }

    /// One thing that is not as it was.
    public struct Change: Codable, Equatable, Sendable {
        public let studentID: String
        public let what: String
        public let was: String
        public let now: String
    }

    /// Without anything that a student's record says: that is in `changes`.
    public var refusal: OperationError {
        OperationError.refused(
            code: "merge.stale", message: "The students changed since the preview.",
            remedy: "Look again, and merge by the new preview: homeroom merge preview "
                + now.sources.map { "\($0.studentID) " }.joined() + "\(now.target.studentID).")
    }

    /// Everything that is not as it was.
    public var changes: [Change] {
        zip([looked.target] + looked.sources, [now.target] + now.sources)
            .flatMap { Self.changes($0, $1) }
    }

    private static func changes(_ before: MergeSubject, _ now: MergeSubject) -> [Change] {
        var found: [Change] = []
        func compare(_ what: String, _ was: String, _ shows: String) {
            if was == shows { return }
            found.append(Change(studentID: before.studentID, what: what, was: was, now: shows))
        }
        compare("Student ID", before.studentID, now.studentID)
        compare("Status", before.status, now.status)
        compare("Integration ID", before.integrationID ?? "", now.integrationID ?? "")
        for field in StudentField.all {
            compare(field.label, before.values[field].value, now.values[field].value)
        }
        compare("Numbers", numbers(before), numbers(now))
        for kind in MergeRow.Kind.allCases {
            compare(kind.plural, words(before.rows(of: kind)), words(now, kind, since: before))
        }
        if found.isEmpty { compare("Revision", "\(before.revision)", "\(now.revision)") }
        return found
    }

    private static func numbers(_ subject: MergeSubject) -> String {
        let own = subject.identifiers.map { "\($0.system) \($0.value) \($0.status)" }
        let roster = subject.sisNumbers.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value) of the SIS" }
        return (own + roster).joined(separator: ", ")
    }

    private static func words(_ rows: [MergeRow]) -> String {
        rows.map(\.words).joined(separator: "; ")
    }

    /// The rows as they are now. One that says something else in the same words is marked.
    private static func words(
        _ now: MergeSubject, _ kind: MergeRow.Kind, since before: MergeSubject
    ) -> String {
        let stood = Dictionary(before.rows(of: kind).map { ($0.key, $0) }) { $1 }
        return now.rows(of: kind).map { row in
            guard let old = stood[row.key], old != row, old.words == row.words else {
                return row.words
            }
            return row.words + " (changed)"
        }.joined(separator: "; ")
    }
}
