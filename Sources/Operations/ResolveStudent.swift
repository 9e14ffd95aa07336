import Foundation
import Records
import Storage

/// Does the whole known procedure for a student that is not integrated, as one plan: imports the
/// child's record of the General Student Table as a profile, where it has none, and merges the
/// student into it. What the SIS owns comes from the SIS again.
public struct ResolveStudent {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Whom to resolve, and how.
    public struct Request: Sendable {
        /// Any number of the student.
        public var student: String
        /// The SIS student, by its integration ID; found by the student's numbers where nil.
        public var integrationID: String?
        public var choices: [String: String] = [:]
        public var confirmed: Set<String> = []
        public var reason = ""

        public init(student: String) { self.student = student }
    }

    /// What was done, or would be.
    public struct Resolved: Sendable {
        /// The steps, in words.
        public let steps: [String]
        /// What is known of the two: how alike they are, and what speaks against it.
        public let link: LinkPlan
        /// The merge; nil where a link is all that is needed.
        public let plan: MergePlan?
        /// The change set; nil for a check.
        public let changeSet: Int?
        /// The student ID of who is there afterwards.
        public let target: String
    }

    /// Shows what would be done, and changes nothing.
    ///
    /// - Throws: `OperationError` where the student needs nothing, or where no one SIS student is
    ///   found.
    public func check(_ request: Request) throws -> Resolved {
        try workspace.require(.seeStudents)
        return try workspace.store.rehearse { writer in
            try shown(carryOut(request, isCheck: true, writer), isCheck: true, writer)
        }
    }

    /// Does it.
    ///
    /// - Throws: as `check`, and where something has to be chosen or confirmed first.
    public func run(_ request: Request) throws -> Resolved {
        try workspace.require(.mergeStudents)
        return try workspace.store.write { writer in
            try shown(carryOut(request, isCheck: false, writer), isCheck: false, writer)
        }
    }

    /// Without what the role may not see.
    private func shown(
        _ done: Resolved, isCheck: Bool, _ reader: any Reader
    ) throws -> Resolved {
        let hidden = try workspace.hidden(reader)
        return Resolved(
            steps: done.steps, link: done.link,
            plan: done.plan?.hiding(hidden), changeSet: isCheck ? nil : done.changeSet,
            target: done.target)
    }

    private func carryOut(
        _ request: Request, isCheck: Bool, _ writer: any Writer
    ) throws -> Resolved {
        let student = try workspace.resolve(request.student, writer)
        guard let source = try writer.mergeSubject(student) else {
            throw OperationError.notFound(kind: "student", name: request.student)
        }
        if let integration = source.integrationID {
            throw OperationError.refused(
                code: "resolve.linked",
                message: "Student \(source.studentID) is linked to SIS student \(integration) "
                    + "already.", remedy: "There is nothing to resolve.")
        }
        let found = try candidate(for: source, request, writer)
        workspace.shows(sisStudents: [found.id])
        let link = try linkPlan(student, found, writer)
        let confirmed = Self.confirmed(request.confirmed, link)
        if !isCheck { try LinkStudent.requireConfirmed(link, confirmed) }
        let note = try writer.decisionNote(student, toSISStudent: found.id, isSame: true)
        let reason =
            request.reason.isEmpty
            ? "Resolved: \(source.studentID) is SIS student \(found.importID)" : request.reason
        if found.importID == source.studentID, !found.hasProfile {
            let change = try workspace.begin(
                "link", reason, about: [student], writer, plan: StableJSON.text(link))
            // The profile has the child's number, and nobody else does: it is the child's profile.
            try LinkStudent.link(student, to: found, in: change, writer)
            try writer.note(note, in: change)
            return Resolved(
                steps: ["Link \(source.studentID) to SIS student \(found.importID)."],
                link: link, plan: nil, changeSet: change, target: source.studentID)
        }
        let change = try workspace.begin("merge", reason, about: [student], writer)
        try writer.removeNotLinked(student, found.id, in: change)
        try writer.note(note, in: change)
        let marked = try withStandInsMarked(source, writer)
        let (target, steps) = try profile(of: found, in: change, writer)
        let step = MergeInto(target: target, steps: steps, link: link)
        return try merge(marked, step, request, confirmed, isCheck: isCheck, change, writer)
    }

    /// A state ID that is known as a stand-in by now does not count as one in the merge.
    private func withStandInsMarked(
        _ source: MergeSubject, _ reader: any Reader
    ) throws -> MergeSubject {
        let formats = try StudentNumberRules(reader).formats
        var source = source
        for (index, number) in source.identifiers.enumerated()
        where number.system == StudentNumberRules.Kind.stateID.rawValue
            && number.status == StudentIdentifier.Status.active.rawValue
            && formats.isProvisional(number.value)
        {
            source.identifiers[index].status = StudentIdentifier.Status.provisional.rawValue
        }
        return source
    }

    private func linkPlan(
        _ student: Int, _ found: LinkRule.Candidate, _ reader: any Reader
    ) throws -> LinkPlan {
        guard let profile = try reader.profile(student) else {
            throw OperationError.notFound(kind: "student", name: found.importID)
        }
        return try LinkStudent.plan(profile, found, StudentNumberRules(reader))
    }

    /// What counts as confirmed: what a link and a merge both ask is asked once, by either code.
    private static func confirmed(_ codes: Set<String>, _ link: LinkPlan) -> Set<String> {
        if codes.contains("all") {
            return codes.union(link.contradictions.map(\.rawValue))
        }
        let pairs: [(LinkPlan.Contradiction, MergeGuard.Code)] = [
            (.birthDateDiffers, .differentBirthDates), (.decidedAgainst, .notTheSame),
        ]
        return pairs.reduce(codes) { all, pair in
            let same: Set = [pair.0.rawValue, pair.1.rawValue]
            return codes.isDisjoint(with: same) ? all : all.union(same)
        }
    }

    /// The profile of a SIS student, imported where there is none.
    private func profile(
        of found: LinkRule.Candidate, in change: Int, _ writer: any Writer
    ) throws -> (MergeSubject, steps: [String]) {
        if let profile = try writer.profile(ofSISStudent: found.id),
            let subject = try writer.mergeSubject(profile)
        {
            return (
                subject,
                [
                    "SIS student \(found.importID) has the profile "
                        + "\(subject.studentID) already."
                ]
            )
        }
        if let holder = try writer.students(withID: found.importID).first,
            let name = try writer.student(holder)?.studentID, name == found.importID
        {
            throw OperationError.refused(
                code: "student.id-taken",
                message: "Another student holds the number \(found.importID) already.",
                remedy: "Look at that one first: homeroom student show \(found.importID).")
        }
        let id = try writer.takeNumbers("student")
        try writer.importProfiles(
            of: [(sis: Int64(found.id), student: Int64(id))], at: workspace.now, in: change)
        try writer.note(TableChange(inserted: 1), of: .student, in: change)
        guard let subject = try writer.mergeSubject(id) else {
            throw OperationError.notFound(kind: "student", name: found.importID)
        }
        return (
            subject, ["Import \(found.importID) from the General Student Table as a profile."]
        )
    }

    /// Where a merge goes, and what was done for it.
    private struct MergeInto {
        let target: MergeSubject
        let steps: [String]
        let link: LinkPlan
    }

    private func merge(
        _ source: MergeSubject, _ into: MergeInto, _ request: Request, _ confirmed: Set<String>,
        isCheck: Bool, _ change: Int, _ writer: any Writer
    ) throws -> Resolved {
        let merge = MergeStudents(workspace)
        let target = into.target
        let plan = try MergeStudents.plan(
            [source], target, request.choices, veiled: workspace.hidden(writer), writer)
        if !isCheck {
            try MergeStudents.requireDecided(plan, confirmed: confirmed)
            try merge.write(plan, in: change, writer)
            try writer.note(subjects: [target.id], of: change)
            let after = try writer.mergeSubject(target.id)
            try writer.setPlan(
                MergeReport(plan: plan, after: after ?? plan.outcome).json,
                of: change)
        }
        let steps =
            into.steps + [
                "Merge \(source.studentID) into \(target.studentID).",
                "What the SIS owns comes from the SIS again.",
            ]
        return Resolved(
            steps: steps, link: into.link, plan: plan, changeSet: change,
            target: target.studentID)
    }
}
