import Foundation
import Records
import Storage
import Synchronization

/// Whom one answer shows: operations note it while they find them, and whoever sends the answer
/// writes it down first.
public final class Disclosures: Sendable {
    private let seen = Mutex(AccessSubjects())
    private let outOfScope = Mutex(false)

    public init() {}

    public func note(students: some Sequence<Int>) {
        seen.withLock { $0.students.formUnion(students) }
    }

    public func note(sisStudents: some Sequence<Int>) {
        seen.withLock { $0.sisStudents.formUnion(sisStudents) }
    }

    /// Those that others noted.
    public func note(_ others: Disclosures) {
        let more = others.subjects
        note(students: more.students)
        note(sisStudents: more.sisStudents)
    }

    /// Notes that somebody was asked for who is there, and whom this user does not see.
    func noteOutOfScope() { outOfScope.withLock { $0 = true } }

    /// Whether that was noted. It is for the log alone: the answer is that of nobody.
    public var hasOutOfScope: Bool { outOfScope.withLock { $0 } }

    /// All that were noted.
    public var subjects: AccessSubjects { seen.withLock { $0 } }
}

extension Workspace {
    /// The same, in which is noted whom operations show.
    public func noting(_ disclosures: Disclosures) -> Workspace {
        var noting = self
        noting.disclosures = disclosures
        return noting
    }

    /// Notes that profiles are shown.
    func shows(students: some Sequence<Int>) { disclosures?.note(students: students) }

    /// Notes that rows of the General Student Table are shown.
    func shows(sisStudents: some Sequence<Int>) { disclosures?.note(sisStudents: sisStudents) }

    /// Notes that people are shown who were looked for.
    func shows(_ candidates: some Sequence<Candidate>) {
        for one in candidates {
            if one.integrationID == nil {
                shows(students: [one.id])
            } else {
                shows(sisStudents: [one.id])
            }
        }
    }

    /// What is written down of an answer that shows students.
    ///
    /// - Parameter party: who is told; whoever is at work, where it is nobody else.
    public func accessEvent(
        _ kind: AccessEvent.Kind, _ what: String, to party: String? = nil,
        purpose: String? = nil, _ subjects: AccessSubjects
    ) -> AccessEvent {
        AccessEvent(
            at: now, account: access.user, party: party ?? actor, kind: kind, what: what,
            purpose: purpose ?? access.purpose, subjects: subjects)
    }
}

extension Access {
    /// The legitimate interest in which somebody sees records, where they give none of their own.
    ///
    /// Source: 34 CFR 99.31 (a)(1), school officials; 34 CFR 99.32 (a)(3)(ii).
    var purpose: String {
        switch role {
        case nil: "Administration of the system"
        case .registrar, .secretary: "Keeping student records"
        case .securityAdministrator: "Keeping student records and access to them"
        case .dataManager: "Keeping data of the district's systems true"
        case .caseManager: "Services for students of the caseload"
        case .teacher: "Instruction"
        case .auditor: "Audit of programs"
        }
    }
}
