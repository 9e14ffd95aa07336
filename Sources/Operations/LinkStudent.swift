import Foundation
import Records
import Storage

/// Links a student to a SIS student by hand, by a plan that is shown first.
public struct LinkStudent {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What names the SIS student.
    public enum Target: Equatable, Sendable {
        case stateID(String)
        case otherID(String)
        /// The integration ID.
        case sis(String)

        var number: String {
            switch self {
            case .stateID(let number), .otherID(let number), .sis(let number):
                number.trimmingCharacters(in: .whitespacesAndNewlines)
            }
        }

        var kind: StudentNumberRules.Kind? {
            switch self {
            case .stateID: .stateID
            case .otherID: .otherID
            case .sis: nil
            }
        }
    }

    public struct Linked: Codable, Equatable, Sendable {
        public let plan: LinkPlan
        /// Nil for a check.
        public let changeSet: Int?
        /// Whether no SIS student holds the number yet: it was entered, and the student waits.
        public let waits: Bool

        init(_ plan: LinkPlan, changeSet: Int?) {
            self.plan = plan
            self.changeSet = changeSet
            waits = plan.integrationID == nil
        }
    }

    /// Shows what linking would do, and what would have to be confirmed.
    public func check(_ id: String, to target: Target) throws -> Linked {
        try workspace.require(.linkStudents)
        return try workspace.store.read {
            Linked(try prepared(id, target, $0).plan, changeSet: nil)
        }
    }

    /// Links, where nothing speaks against it but what is among `confirmed` (codes of
    /// `LinkPlan.Contradiction`).
    public func run(
        _ id: String, to target: Target, confirmed: Set<String> = [], reason: String = ""
    ) throws -> Linked {
        try workspace.require(.linkStudents)
        return try workspace.store.write { writer in
            let prepared = try prepared(id, target, writer)
            try Self.requireConfirmed(prepared.plan, confirmed)
            let note = try prepared.sisStudent.map {
                try writer.decisionNote(prepared.student, toSISStudent: $0.id, isSame: true)
            }
            let change = try workspace.begin(
                "link", reason.isEmpty ? "Student linked" : reason, about: [prepared.student],
                writer, plan: StableJSON.text(prepared.plan))
            try carryOut(prepared, writer, change)
            if let note { try writer.note(note, in: change) }
            return Linked(prepared.plan, changeSet: change)
        }
    }

    /// Refuses a plan that something speaks against which nobody confirmed.
    static func requireConfirmed(_ plan: LinkPlan, _ confirmed: Set<String>) throws {
        let open = plan.unconfirmed(confirmed)
        if open.isEmpty { return }
        throw OperationError.refused(
            code: "link.unconfirmed",
            message: open.map { "\($0.rawValue): \($0.sentence)" }.joined(separator: " "),
            remedy: "See both with --check. If they are one person, confirm: "
                + open.map { "--confirm \($0.rawValue)" }.joined(separator: " "))
    }

    private struct Prepared {
        let student: Int
        let sisStudent: LinkRule.Candidate?
        let plan: LinkPlan
        let enters: StudentIdentifier?
    }

    private func carryOut(_ prepared: Prepared, _ writer: any Writer, _ change: Int) throws {
        if let number = prepared.enters, let kind = StudentNumberRules.Kind(rawValue: number.system)
        {
            try writer.replace(kind, with: number, of: prepared.student, in: change)
        }
        guard let sis = prepared.sisStudent else { return }
        try Self.link(prepared.student, to: sis, in: change, writer)
    }

    /// Links, and clears away what the link makes obsolete: stand-ins, and a decision against it.
    static func link(
        _ student: Int, to sis: LinkRule.Candidate, in change: Int, _ writer: any Writer
    ) throws {
        try writer.link(student, toSISStudent: sis.id, in: change)
        try writer.retireStandIns(of: student, linkedTo: sis, in: change)
        try writer.removeNotLinked(student, sis.id, in: change)
    }

    private func prepared(
        _ id: String, _ target: Target, _ reader: any Reader
    ) throws -> Prepared {
        let student = try workspace.resolve(id, reader)
        guard let profile = try reader.profile(student) else {
            throw OperationError.notFound(kind: "student", name: id)
        }
        if profile.sisStudent != nil {
            throw OperationError.refused(
                code: "link.already-linked",
                message: "Student \(profile.studentID) is linked to the SIS already.",
                remedy: "If to the wrong student: "
                    + "homeroom student unlink \(profile.studentID) --reason TEXT")
        }
        let rules = try StudentNumberRules(reader, scope: workspace.scope)
        let found = try sisStudent(target, rules)
        if let found { workspace.shows(sisStudents: [found.id]) }
        if let found, found.hasProfile { try refuseProfile(profile, found, reader) }
        let enters = try number(target, profile, rules)
        let entered = Dictionary(
            uniqueKeysWithValues: enters.map { [($0.system, $0.value)] } ?? [])
        guard let found else {
            return Prepared(
                student: student, sisStudent: nil,
                plan: LinkPlan(waiting: profile.studentID, enters: entered), enters: enters)
        }
        let plan = try Self.plan(profile, found, rules, entering: entered)
        return Prepared(student: student, sisStudent: found, plan: plan, enters: enters)
    }

    /// What linking a student to a SIS student would do, and what speaks against it.
    static func plan(
        _ profile: UnlinkedProfile, _ found: LinkRule.Candidate, _ rules: StudentNumberRules,
        entering entered: [String: String] = [:]
    ) throws -> LinkPlan {
        guard let known = try rules.reader.people(.roster, ids: [found.id]).first else {
            throw OperationError.notFound(kind: "student", name: found.importID)
        }
        var (own, person) = (profile.description, known.description)
        if let stateID = entered["stateID"] { own.stateID = stateID }
        own.otherIDs += entered["otherID"].map { [$0] } ?? []
        own.stateIDIsProvisional = rules.formats.isProvisional(own.stateID)
        person.stateIDIsProvisional = rules.formats.isProvisional(person.stateID)
        let isDecided = try NotLinked([profile.id], rules.reader)
            .holds(profile.id, found.id, Agreement(profile.description, person))
        return LinkPlan(
            studentID: profile.studentID, own, to: person, integrationID: found.importID,
            isDecidedAgainst: isDecided, enters: entered)
    }

    /// The SIS student that the target names; nil where none holds the number yet.
    private func sisStudent(
        _ target: Target, _ rules: StudentNumberRules
    ) throws -> LinkRule.Candidate? {
        var found: [LinkRule.Candidate]
        switch target {
        case .stateID:
            found = try rules.reader.linkCandidates(stateIDs: [target.number], otherIDs: [])
        case .otherID:
            found = try rules.reader.linkCandidates(stateIDs: [], otherIDs: [target.number])
        case .sis:
            found = try workspace.seen(
                rules.reader.linkCandidates(stateIDs: [], otherIDs: [target.number])
                    .filter { $0.importID == target.number }, rules.reader)
            if found.isEmpty {
                throw OperationError.refused(
                    code: "student.not-in-roster",
                    message: "The General Student Table has no student \(target.number).",
                    remedy: "Look the student up with: homeroom student find TEXT.")
            }
        }
        found = try workspace.seen(found, rules.reader)
        if found.count > 1 {
            throw OperationError.refused(
                code: "link.several-holders",
                message: "\(found.count) students of the General Student Table hold this number.",
                remedy: "Name one by its integration ID: --sis ID. They are: "
                    + found.map(\.importID).joined(separator: ", "))
        }
        found = found.map { one in
            var one = one
            one.stateIDIsProvisional = rules.formats.isProvisional(one.stateID)
            return one
        }
        return found.first
    }

    private func refuseProfile(
        _ profile: UnlinkedProfile, _ found: LinkRule.Candidate, _ reader: any Reader
    ) throws {
        let other = try reader.people(.roster, ids: [found.id]).first?.profile ?? found.importID
        throw OperationError.refused(
            code: "link.has-profile",
            message: "SIS student \(found.importID) has a profile already: student \(other).",
            remedy: "If both are one person, look at the merge: "
                + "homeroom merge preview \(profile.studentID) \(other)")
    }

    /// The number to be entered on the student: the one that was given, unless it has one of that
    /// kind. A stand-in gives way.
    private func number(
        _ target: Target, _ profile: UnlinkedProfile, _ rules: StudentNumberRules
    ) throws -> StudentIdentifier? {
        guard let kind = target.kind else { return nil }
        if target.number.isEmpty {
            throw OperationError.refused(
                code: "student.id-missing", message: "The \(kind.label) is blank.",
                remedy: "Give a number.")
        }
        _ = try GivenText.line(target.number, kind.label, limit: GivenText.Limit.line)
        try rules.requireForm(kind, target.number)
        try rules.requireFree(kind, target.number, for: (profile.id, profile.studentID))
        let held = try rules.reader.identifiers(of: [profile.id])[profile.id] ?? []
        let active = held.filter {
            $0.system == kind.rawValue && $0.status == .active
                && !rules.isStandIn($0)
        }
        if active.isEmpty { return rules.identifier(kind, target.number) }
        if active.contains(where: { $0.value == target.number }) { return nil }
        throw OperationError.refused(
            code: "link.has-other-number",
            message: "Student \(profile.studentID) has another \(kind.label) already.",
            remedy: "If this one is right, change it: homeroom student edit \(profile.studentID) "
                + "--\(kind.option) NUMBER. If not: link with --sis ID.")
    }
}
