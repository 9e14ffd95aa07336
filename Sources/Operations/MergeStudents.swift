import Foundation
import Records
import Storage

/// Merges students: shows what will be, carries it out in one transaction, and keeps a report of
/// what was and what is.
public struct MergeStudents {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What a person wants merged.
    public struct Request: Sendable {
        /// Any numbers of the students.
        public var sources: [String]
        public var target: String
        /// What was chosen, by the name of a field or the ID of a collision: `target`, `source`,
        /// `both`, or a source's student ID.
        public var choices: [String: String] = [:]
        /// Codes of guards that were confirmed; `all` confirms each that can be.
        public var confirmed: Set<String> = []
        public var reason = ""
        /// The plan that was looked at: what was chosen there counts. Where the students changed
        /// since, the merge is refused.
        public var preview: MergePlan?

        public init(sources: [String], target: String) {
            self.sources = sources
            self.target = target
        }
    }

    /// What a merge came to.
    public struct Merged: Equatable, Sendable {
        public let changeSet: Int
        /// The target's student ID.
        public let target: String
    }

    /// What the merge would do, without what the role may not see.
    ///
    /// - Throws: `OperationError` where a student is not there.
    public func preview(_ request: Request) throws -> MergePlan {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            try plan(request, reader).hiding(workspace.hidden(reader))
        }
    }

    /// The change sets that wrote the values in which the students differ, by number.
    public func origins(in plan: MergePlan) throws -> [Int: ChangeSetRecord] {
        let values = plan.differences.flatMap { [$0.target] + $0.offers.map(\.value) }
        return try workspace.store.read { reader in
            var found: [Int: ChangeSetRecord] = [:]
            for change in Set(values.map(\.changeSet)) {
                found[change] = try reader.changeSet(change)
            }
            return found
        }
    }

    /// Carries the merge out.
    ///
    /// - Throws: `OperationError` where a guard stops it, a choice or a confirmation is missing or
    ///   does not hold or is another one than in the preview, or the students changed since
    ///   (`MergeStale`).
    public func apply(_ request: Request) throws -> Merged {
        try workspace.require(.mergeStudents)
        if request.reason.trimmingCharacters(in: .whitespaces).isEmpty {
            throw OperationError.refused(
                code: "merge.reason-missing", message: "A merge needs a reason.",
                remedy: "Say in a few words why these are one person: --reason TEXT.")
        }
        return try workspace.store.write { writer in
            var plan = try plan(request, writer)
            try Self.requireNotMerged(request, plan)
            if let preview = request.preview {
                try Self.require(plan, like: preview, hiding: workspace.hidden(writer))
                plan = try Self.plan(
                    plan, by: preview, veiled: veiled(request, writer), writer)
            }
            try Self.requireDecided(plan, confirmed: request.confirmed)
            let note = try writer.decisionNote(
                plan.sources.map { DuplicatePair.Key(.students, $0.id, plan.target.id) },
                isSame: true)
            let change = try carryOut(plan, request.reason, writer)
            try writer.note(note, in: change)
            try writer.removePairs(of: plan.sources.map(\.id))
            return Merged(changeSet: change, target: plan.target.studentID)
        }
    }

    /// Plans from what is there now.
    func plan(_ request: Request, _ reader: any Reader) throws -> MergePlan {
        let target = try subject(request.target, reader)
        let sources = try request.sources.map { try subject($0, reader) }
        return try Self.plan(
            sources, target, request.choices, veiled: veiled(request, reader), reader)
    }

    /// - Parameter veiled: what whoever merges does not see; see `MergePlan.init`.
    static func plan(
        _ sources: [MergeSubject], _ target: MergeSubject, _ choices: [String: String],
        veiled: [String], _ reader: any Reader
    ) throws -> MergePlan {
        MergePlan(
            target: target, sources: sources,
            decisions: try reader.notSameDecisions(among: sources.map(\.id) + [target.id]),
            choices: choices, veiled: veiled)
    }

    /// What is not seen here, nor was by whoever made the preview: choices were made without it.
    private func veiled(_ request: Request, _ reader: any Reader) throws -> [String] {
        Set(try workspace.hidden(reader)).union(request.preview?.hidden ?? []).sorted()
    }

    private func subject(_ id: String, _ reader: any Reader) throws -> MergeSubject {
        let number = try workspace.resolve(id, reader)
        guard let subject = try reader.mergeSubject(number) else {
            throw OperationError.notFound(kind: "student", name: id)
        }
        if let sis = subject.sisStudent { workspace.shows(sisStudents: [sis]) }
        return subject
    }

    /// Writes all that the plan says. Returns the number of the change set.
    func carryOut(_ plan: MergePlan, _ reason: String, _ writer: any Writer) throws -> Int {
        let target = plan.target.id
        let change = try workspace.begin(
            "merge", reason, about: [target] + plan.sources.map(\.id), writer)
        try write(plan, in: change, writer)
        let after = try writer.mergeSubject(target)
        try writer.setPlan(
            MergeReport(plan: plan, after: after ?? plan.outcome).json, of: change)
        return change
    }

    /// Writes what the plan says into a change set that is there.
    func write(_ plan: MergePlan, in change: Int, _ writer: any Writer) throws {
        let target = plan.target.id
        try drop(plan, in: change, writer)
        for source in plan.sources {
            let step = MergeStep(source: source.id, target: target, change: change)
            for case .handedOver(let table) in MergedTable.all {
                try writer.handOver(table, step)
            }
            for case .renamed(let table) in MergedTable.all { try writer.rename(table, step) }
            try writer.redirectDecisions(step)
            try writer.retire(step)
        }
        try writer.supersede(plan.superseded, in: change)
        if let source = plan.linkedSource, let sis = source.sisStudent {
            try writer.takeLink(
                sis, to: MergeStep(source: source.id, target: target, change: change))
        }
        for number in plan.outdone {
            try writer.set(
                StudentIdentifier(
                    system: number.system, value: number.value, status: .retired),
                of: target, in: change)
        }
        for number in plan.identifiers where number.fate == .adopted {
            try writer.adopt(number.number, by: target, in: change)
        }
        try writer.setOwnFields(plan.fieldsTaken, of: target, in: change)
    }

    private func drop(_ plan: MergePlan, in change: Int, _ writer: any Writer) throws {
        for (key, source) in plan.replacements.sorted(by: { $0.key < $1.key }) {
            try writer.replaceProgram(
                key, MergeStep(source: source, target: plan.target.id, change: change))
        }
        for drop in plan.drops {
            switch drop.kind {
            case .programEnrollment:
                try writer.drop([drop.key], of: drop.owner, from: .programEnrollment, in: change)
            case .programDecision:
                try writer.drop([drop.key], of: drop.owner, from: .programAlias, in: change)
            case .document: try writer.drop([drop.key], from: .document, in: change)
            case .event: try writer.drop([drop.key], from: .event, in: change)
            case .enrollment: try writer.drop([drop.key], from: .enrollment, in: change)
            case .learningPlan, .sisEnrollment: break
            }
        }
    }
}
