// Counts for whoever looks after a server. None of them is of a single student.

/// Figures of a district at work.
public struct RunningFigures: Sendable {
    /// Import runs by what became of them.
    public let runs: [String: Int]
    /// Rows that wait for a decision.
    public let held: Int
    public let sessions: Int
    public let notLinked: Int
    /// Alarms that nobody looked into.
    public let openAlarms: Int
}

extension Reader {
    /// - Parameters:
    ///   - time: seconds since 1970.
    ///   - seen: sessions in which nobody was seen since have ended.
    public func runningFigures(at time: Int, seenSince seen: Int) throws -> RunningFigures {
        let runs = try rows("SELECT state, count(*) FROM import_run GROUP BY state") {
            (try $0.requiredText(0), try $0.requiredInteger(1))
        }
        return RunningFigures(
            runs: Dictionary(runs, uniquingKeysWith: +), held: try heldRowCount(),
            sessions: try sessionCount(at: time, seenSince: seen),
            notLinked: try count(
                "SELECT count(*) FROM student WHERE sis_student IS NULL AND status = 'active'"),
            openAlarms: try openAlarmCount())
    }
}
