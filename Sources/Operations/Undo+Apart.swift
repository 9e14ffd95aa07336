import Records
import Storage

// What an undo says of pairs: whoever takes a merge or a link back says that they are not one.

extension Undo {
    /// Notes that those whom a merge or a link joined are not one person, so that they are not
    /// proposed again unless another number comes to agree.
    func tellApart(
        _ record: ChangeSetRecord, _ merge: UndoneMerge?, in undo: Int, _ writer: any Writer
    ) throws {
        if record.kind == "link" { return try tellLinkApart(record, in: undo, writer) }
        guard let merge, merge.change == record.id else { return }
        let target = merge.target
        for source in merge.sources {
            if let sis = target.sisStudent {
                try tellApart(source.id, fromSIS: sis, record, in: undo, writer)
            }
            // A profile that the merge itself imported is gone with it.
            guard try writer.hasStudent(target.id) else { continue }
            try writer.tellApart(
                source.id, target.id, origin: "undo",
                evidence: MergeEvidence.agreeing(source, target),
                reason: "Undo of change set \(record.id)", actor: workspace.actor,
                at: workspace.now, in: undo)
        }
    }

    private func tellLinkApart(
        _ record: ChangeSetRecord, in undo: Int, _ writer: any Writer
    ) throws {
        guard
            let importID = StableJSON.value(LinkPlan.self, record.plan)?.integrationID,
            let sis = try writer.linkCandidates(stateIDs: [], otherIDs: [importID])
                .first(where: { $0.importID == importID })
        else { return }
        for student in try writer.subjects(of: record.id) {
            try tellApart(student, fromSIS: sis.id, record, in: undo, writer)
        }
    }

    /// What was decided before stands as it was.
    private func tellApart(
        _ student: Int, fromSIS sis: Int, _ record: ChangeSetRecord, in undo: Int,
        _ writer: any Writer
    ) throws {
        guard let profile = try writer.profile(student), profile.sisStudent != sis,
            try !writer.notLinked([student]).contains(where: { $0.sisStudent == sis }),
            let person = try writer.people(.roster, ids: [sis]).first?.description
        else { return }
        try writer.save(
            NotLinkedDecision(
                student: student, sisStudent: sis, origin: .undo,
                evidence: Agreement(profile.description, person).evidence,
                reason: "Undo of change set \(record.id)", actor: workspace.actor,
                at: workspace.now), in: undo)
    }
}

extension Undo {
    /// Lets whoever has them by now give up what came to the target of a merge from its sources:
    /// where the target was merged on, its survivor has them.
    ///
    /// - Parameter lettingGo: those who give the link up by themselves. No row is written twice.
    func giveUp(
        _ merge: UndoneMerge?, _ taken: Undoing, besides lettingGo: Set<Int>,
        _ writer: any Writer
    ) throws {
        guard let merge else { return }
        var holders = [merge.target.id]
        while let next = try writer.mergedInto(holders[holders.count - 1]) { holders.append(next) }
        if holders.count == 1 { return }
        for number in merge.identifiers where number.fate == .adopted {
            try writer.take(number.number, from: holders, in: taken.undo)
        }
        if let sis = merge.linkTaken {
            try writer.releaseLink(
                toSISStudent: sis, from: holders.filter { !lettingGo.contains($0) },
                in: taken.undo)
        }
    }

    /// What stands for a change set: where it was undone and stands again, the undo of its undo.
    /// That one wrote what was edited in between, so that taking it back takes all of it back.
    func standing(_ record: ChangeSetRecord, _ reader: any Reader) throws -> ChangeSetRecord {
        var at = record
        while let undo = try reader.undoes(of: at.id).last, let by = undo.undoneBy,
            let again = try reader.changeSet(by)
        { at = again }
        return at
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
        if !workspace.mayUndo(changesBy: record.actor) { try workspace.require(.undo) }
        let root = try root(of: record, reader)
        if root.kind == "merge" { try workspace.require(.mergeStudents) }
        if root.kind == Users.passwordKind { throw Self.passwordsStay }
        if root.kind == Tokens.kind { throw Self.tokensStay }
        if root.kind == DestroyRecords.kind { throw Self.destroyedForGood }
        if root.kind == RotateKeys.kind { throw Self.keysStay }
        if root.kind == DirectTransfers.kind { throw Self.lettersStay }
        if root.kind == Retention.kind { try workspace.require(.destroyRecords) }
        for permission in try DistrictSettings.permissions(for: record, reader) {
            try workspace.require(permission)
        }
        // Whose a report is, whom it is shared with and where it goes is its owner's to say.
        if root.kind == Reports.kind, workspace.role != nil, record.actor != workspace.actor {
            throw Self.reportsStay
        }
        if try AccessChange.isOne(record.id, reader) { try workspace.require(.manageUsers) }
        try workspace.requireInScope(record, reader)
    }

    private static let destroyedForGood = OperationError.refused(
        code: "undo.destroyed", message: "What was destroyed is kept nowhere.",
        remedy: "Enter it again, if it has to be there.")

    private static let lettersStay = OperationError.refused(
        code: "undo.sent", message: "Another district was told, and knows it since.",
        remedy: "Take a request back with: homeroom envelope withdraw NUMBER.")

    private static let reportsStay = OperationError.refused(
        code: "undo.report", message: "This was somebody else's change of a report.",
        remedy: "Have it undone by them, or by whoever runs the host.")

    private static let keysStay = OperationError.refused(
        code: "undo.keys", message: "That keys were changed cannot be undone.",
        remedy: "Change them again: homeroom keys rotate --reason TEXT.")

    private static let passwordsStay = OperationError.refused(
        code: "undo.password", message: "A password is kept nowhere after it was replaced.",
        remedy: "Set a new one: homeroom user password NAME.")

    private static let tokensStay = OperationError.refused(
        code: "undo.token", message: "That a token was made or revoked cannot be undone.",
        remedy: "Revoke the token, or make a new one: homeroom token list.")

    /// Nothing comes back to a student who was merged meanwhile, and nobody is merged again who has
    /// got something meanwhile: nobody would see it there.
    func requireOwners(
        _ record: ChangeSetRecord, _ taken: Undoing, _ tables: [VersionedTable],
        _ reader: any Reader
    ) throws {
        let concerned = tables.contains(.student) ? VersionedTable.all : tables
        guard let student = try reader.mergedOwner(of: concerned, among: taken.students) else {
            return
        }
        if record.undoes != nil, try root(of: record, reader).kind == "merge" {
            throw OperationError.refused(
                code: "undo.order",
                message: "A student who would be merged again has got something since change set "
                    + "\(record.id), which that merge did not move.",
                remedy: "Merge anew: homeroom merge preview SOURCE TARGET.")
        }
        let merge = try reader.changes(about: [student]).first {
            $0.kind == "merge" && $0.undoneBy == nil
        }
        throw OperationError.refused(
            code: "undo.order",
            message: "A student to whom something would come back was merged since"
                + (merge.map { ", by change set \($0.id)." } ?? "."),
            remedy: merge.map { "Take that one back first: homeroom undo \($0.id)." }
                ?? "Take the later change sets back first.")
    }

    /// The merge that is taken back, by itself or by what made it stand again; nil where it is
    /// none.
    func merge(
        behind record: ChangeSetRecord, _ taken: Undoing, _ reader: any Reader
    ) throws -> UndoneMerge? {
        taken.separates ? UndoneMerge(try root(of: record, reader)) : nil
    }

    /// No row goes back from one student to another where that one has another of the same key by
    /// now: it would be nowhere.
    func requirePlaces(
        _ taken: [RowLeft], _ record: ChangeSetRecord, _ reader: any Reader
    ) throws {
        let places = taken.filter { $0.reason == .hindered(.programTaken) }
        guard let first = places.first, try root(of: record, reader).kind == "merge" else { return }
        throw OperationError.refused(
            code: "undo.order",
            message: "By now there is another record where one would go back to: "
                + "\(try RowName(reader).words(for: first)).",
            remedy: record.undoes == nil
                ? "Take back what made the other record first."
                : "Merge anew: homeroom merge preview SOURCE TARGET. It asks which of both counts.")
    }

    /// Whether taking `record` back takes students apart: a merge, or what made one stand again.
    func separates(_ record: ChangeSetRecord, _ reader: any Reader) throws -> Bool {
        var (at, isMerge) = (record, true)
        while let undone = try at.undoes.flatMap({ try reader.changeSet($0) }) {
            (at, isMerge) = (undone, !isMerge)
        }
        return isMerge && at.kind == "merge"
    }

    /// What an undo of an undo, and so on, is about in the end.
    func root(of record: ChangeSetRecord, _ reader: any Reader) throws -> ChangeSetRecord {
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
