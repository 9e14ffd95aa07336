import Records
import Storage

// When an undo would make of students what a merge may not.

extension Undo {
    /// A merge that was taken back stands again only where a merge of these students, with all that
    /// came to them since, would not be stopped.
    func requireMergeable(
        _ record: ChangeSetRecord, _ taken: Undoing, _ reader: any Reader
    ) throws {
        guard record.undoes != nil, !taken.separates,
            let merge = UndoneMerge(try root(of: record, reader))
        else { return }
        let target = try reader.survivor(of: merge.target.id)
        // A profile that the merge itself imported is gone with its undo.
        guard let into = try reader.mergeSubject(target) else { return }
        let sources = try merge.sources.compactMap { try reader.mergeSubject($0.id) }
        let plan = try MergeStudents.plan(sources, into, [:], veiled: [], reader)
        let stops: [MergeGuard.Code] = [.differentStateIDs, .differentSISStudents]
        guard let stop = plan.guards.first(where: { stops.contains($0.code) }) else { return }
        throw OperationError.refused(
            code: "undo.order",
            message: "The merge of change set \(merge.change) cannot stand again. \(stop.message)",
            remedy: "Take back first what brought the other one. " + stop.code.remedy)
    }

    /// Nobody comes to have two numbers of one kind, and nobody who is merged keeps one, or a link.
    func requireNumbers(
        _ record: ChangeSetRecord, _ taken: Undoing, _ before: [Int], _ reader: any Reader
    ) throws {
        let now = try reader.studentsWithNumbersAmiss(among: taken.students)
        guard let student = now.first(where: { !before.contains($0) }),
            let amiss = try reader.mergeSubject(student)
        else { return }
        let isMerged = try reader.mergedInto(student) != nil
        throw OperationError.refused(
            code: "undo.order",
            message: isMerged
                ? "Student \(amiss.studentID), who would be merged again, was linked or given a "
                    + "number since change set \(record.id)."
                : "Student \(amiss.studentID) would have two numbers of one kind.",
            remedy: "Take that back first: homeroom student history \(amiss.studentID) lists the "
                + "change sets.")
    }
}
