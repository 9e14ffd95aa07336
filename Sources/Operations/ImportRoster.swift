import Delimited
import Records
import Storage

/// Imports a roster file into the General Student Table, the sites, the enrollments or the
/// contacts, inside the caller's transaction.
///
/// Reads and checks all rows, decides, and then, unless the run is held, writes what changes as
/// one change set. Where nothing changes, there is none.
struct RosterImport {
    let writer: any Writer
    let change: PendingChange
    let limits: ImportLimits
    let waivesLimits: Bool
    let isBulk: Bool
    var file: RosterFile

    /// Imports one file of `layout`, which is any but programs.
    ///
    /// - Parameters:
    ///   - isBulk: whether the file of students is the whole roster, so that students who are not
    ///     in it are to be marked missing.
    ///   - waivingLimits: whether a person has approved what the limits would hold.
    ///   - limits: what holds the run.
    ///   - clock: told how the time was spent.
    static func run(
        _ layout: Layout, text: SourceText, match: HeaderMatch, writer: any Writer,
        context: ImportContext, isBulk: Bool = false, waivingLimits: Bool = false,
        limits: ImportLimits = ImportLimits(), clock: StageClock = StageClock()
    ) throws -> ImportOutcome {
        var work = RosterImport(
            writer: writer, change: PendingChange(writer, context), limits: limits,
            waivesLimits: waivingLimits,
            isBulk: isBulk && !ErrorFileColumns(text.header).isOne,
            file: RosterFile(text: text, match: match, context: context, clock: clock))
        switch layout {
        case .sites: try work.importSites()
        case .studemo: try work.importStudents()
        case .enrollment: try work.importEnrollments()
        case .contacts: try work.importContacts()
        case .programs: break
        }
        return try work.finished()
    }

    /// Judges the rows that were kept out; true where the run may go on to write.
    mutating func mayWrite() -> Bool {
        file.outcome.judgeBadRows(limits)
        if waivesLimits { file.outcome.holds = [] }
        if file.outcome.holds.isEmpty { file.clock.teller.enter(.writing) }
        return file.outcome.holds.isEmpty
    }

    private mutating func finished() throws -> ImportOutcome {
        if file.outcome.counts.read == 0 { file.outcome.problems.add(.fileNoRows) }
        let outcome = file.outcome
        try change.finish(ImportPlanSummary(counts: outcome.counts, notes: outcome.notes))
        file.outcome.changeSet = change.id
        return file.outcome
    }
}
