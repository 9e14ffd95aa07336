// A learning plan as a merge sees it.

extension MergeRow {
    private static let separator: Character = "\u{1F}"

    /// A learning plan of these days.
    ///
    /// - Parameter digest: stands for all that the plan says, with its courses and what was noted
    ///   of its progress; another one where any of it is not as it was.
    public static func learningPlan(
        key: String, start: Int32, end: Int32, status: LearningPlan.Status, digest: String
    ) -> MergeRow {
        MergeRow(
            kind: .learningPlan, key: key, words: words(start, end, status),
            content: "\(status.rawValue)\(separator)\(digest)",
            group: status == .superseded ? "" : "plan", start: start, end: end)
    }

    /// Makes a learning plan one that another took the place of. Such plans collide with none.
    mutating func supersede() {
        group = ""
        content = LearningPlan.Status.superseded.rawValue + content.drop { $0 != Self.separator }
        if let start, let end { words = Self.words(start, end, .superseded) }
    }

    private static func words(
        _ start: Int32, _ end: Int32, _ status: LearningPlan.Status
    ) -> String {
        "\(CalendarDate(dayNumber: start)) to \(CalendarDate(dayNumber: end)), \(status.rawValue)"
    }
}
