import Records
import Storage

// What an undo says of pairs: whoever takes a merge or a link back says that they are not one.

extension Undo {
    /// Notes that the students of a merge that is taken back are not the same, so that they are not
    /// proposed again unless another number comes to agree.
    func tellApart(_ merge: UndoneMerge?, in undo: Int, _ writer: any Writer) throws {
        // A profile that the merge itself imported is gone with it.
        guard let merge, try writer.hasStudent(merge.target.id) else { return }
        for source in merge.sources {
            try writer.tellApart(
                source.id, merge.target.id, origin: "undo",
                evidence: MergeEvidence.agreeing(source, merge.target),
                reason: "Undo of change set \(merge.change)", actor: workspace.actor,
                at: workspace.now, in: undo)
        }
    }
}

extension Undo {
    /// Lets whoever has them by now give up what came to the target of a merge from its sources:
    /// where the target was merged on, its survivor has them.
    func giveUp(_ merge: UndoneMerge?, _ taken: Undoing, _ writer: any Writer) throws {
        guard let merge, try writer.mergedInto(merge.target.id) != nil else { return }
        let sources = Set(merge.sources.map(\.id))
        let others = taken.students.filter { !sources.contains($0) }
        for number in merge.identifiers where number.fate == .adopted {
            try writer.take(number.number, from: others, in: taken.undo)
        }
        if let sis = merge.linkTaken {
            try writer.releaseLink(toSISStudent: sis, from: others, in: taken.undo)
        }
    }

    /// A merge that was taken back stands again only where these students were not merged
    /// otherwise since, or other merges of theirs taken back.
    func requireLatest(_ record: ChangeSetRecord, _ reader: any Reader) throws {
        guard record.undoes != nil, try root(of: record, reader).kind == "merge" else { return }
        let later = try reader.changes(about: try reader.subjects(of: record.id)).filter {
            $0.id > record.id && $0.undoneBy == nil
        }
        let blocking = try later.first { change in
            if change.kind == "merge" { return true }
            guard let undone = change.undoes, undone < record.id else { return false }
            return try root(of: change, reader).kind == "merge"
        }
        guard let blocking else { return }
        throw OperationError.refused(
            code: "undo.order",
            message: "Since change set \(record.id) these students were merged otherwise, or "
                + "another merge of theirs was taken back, by change set \(blocking.id).",
            remedy: "Take that one back first: homeroom undo \(blocking.id). Or merge anew: "
                + "homeroom merge preview SOURCE TARGET.")
    }

    /// Whoever takes a merge back has to be allowed to merge.
    func requirePermission(_ record: ChangeSetRecord, _ reader: any Reader) throws {
        try workspace.require(.undo)
        if try root(of: record, reader).kind == "merge" { try workspace.require(.mergeStudents) }
    }

    /// What an undo of an undo, and so on, is about in the end.
    private func root(of record: ChangeSetRecord, _ reader: any Reader) throws -> ChangeSetRecord {
        var at = record
        while let undone = try at.undoes.flatMap({ try reader.changeSet($0) }) { at = undone }
        return at
    }
}

/// What an undo has to know of a merge. The whole report takes longer to read than all else.
struct UndoneMerge {
    /// The change set of the merge.
    let change: Int
    let target: Student
    let sources: [Student]
    let identifiers: [MergedNumber]

    /// One of the students as it was before.
    struct Student: Decodable {
        let id: Int
        let sisStudent: Int?
        let identifiers: [MergeIdentifier]
        let sisNumbers: [String: String]
    }

    /// The parts of a `MergeReport` that are read.
    private struct Report: Decodable {
        struct Plan: Decodable {
            let target: Student
            let sources: [Student]
            let identifiers: [MergedNumber]
        }
        let plan: Plan
    }

    /// Nil where the change set is no merge.
    init?(_ record: ChangeSetRecord) {
        guard record.kind == "merge", let report = StableJSON.value(Report.self, record.plan)
        else { return nil }
        change = record.id
        target = report.plan.target
        sources = report.plan.sources
        identifiers = report.plan.identifiers
    }

    /// The SIS student whose link went over to the target.
    var linkTaken: Int? {
        target.sisStudent == nil ? sources.lazy.compactMap(\.sisStudent).first : nil
    }
}

/// The numbers in which two students agree.
enum MergeEvidence {
    /// As `system=value`, in order, with spaces between them.
    static func agreeing(_ one: UndoneMerge.Student, _ other: UndoneMerge.Student) -> String {
        numbers(one).intersection(numbers(other)).sorted().joined(separator: " ")
    }

    private static func numbers(_ subject: UndoneMerge.Student) -> Set<String> {
        var all = Set(subject.sisNumbers.map { "\($0.key)=\($0.value)" })
        for number in subject.identifiers where number.status != "retired" {
            all.insert("\(number.system)=\(number.value)")
        }
        return all
    }
}

extension Reader {
    /// The students whom a change set was about, with all whom a merge ever joined with them:
    /// whoever can have rows that it wrote. None where it was about many, or wrote tables that are
    /// not about students.
    func students(meantBy change: Int, in tables: [VersionedTable]) throws -> [Int] {
        guard tables.allSatisfy(\.isAboutStudents) else { return [] }
        return try studentsEverMerged(with: subjects(of: change))
    }
}
