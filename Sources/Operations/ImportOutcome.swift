import Records
import Storage

/// Who imports, when, and under which settings.
struct ImportContext: Sendable {
    let actor: String
    /// UTC, ISO 8601.
    let now: String
    let today: CalendarDate
    let reason: String
}

/// What the import of one file came to, or would come to.
struct ImportOutcome: Sendable {
    var counts = ImportCounts()
    var problems = ProblemLog()
    /// What happened beside the rows, in words: students linked, profiles imported.
    var notes: [String] = []
    /// Students who were linked to the SIS by themselves.
    var linked = 0
    /// Records that ended because the file says nothing of them.
    var endedAbsent = 0
    /// Rows that were kept out, by row number.
    var badRows: [BadRow] = []
    /// Why the whole run is held; empty where it is not.
    var holds: [RowProblem] = []
    /// The change set, where anything was written.
    var changeSet: Int?
}
