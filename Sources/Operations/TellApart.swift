import Foundation
import Records
import Storage

/// Notes that two profiles are not one person. They are not proposed again unless another number
/// comes to agree, and a merge of the two asks first.
public struct TellApart {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    public struct Told: Codable, Equatable, Sendable {
        public let studentID: String
        /// The student ID of the other one.
        public let other: String
        public let changeSet: Int
    }

    /// - Parameters:
    ///   - id: any number of the one student.
    ///   - other: any number of the other one.
    /// - Throws: `OperationError` where one of them is not there, both are one, or no reason is
    ///   given.
    public func run(_ id: String, from other: String, reason: String) throws -> Told {
        try workspace.require(.decideDuplicates)
        try Self.require(reason)
        return try workspace.store.write { writer in
            let one = try subject(id, writer)
            let two = try subject(other, writer)
            if one.id == two.id {
                throw OperationError.refused(
                    code: "not-same.one-student",
                    message: "\(id) and \(other) both lead to student \(one.studentID).",
                    remedy: "If they were merged by mistake, take the merge back. It is in: "
                        + "homeroom student history \(one.studentID).")
            }
            let note = try writer.decisionNote(
                [DuplicatePair.Key(.students, one.id, two.id)], isSame: false)
            let change = try workspace.begin("not-same", reason, about: [one.id, two.id], writer)
            try writer.decideApart(
                one.id, two.id, evidence: MergeEvidence.agreeing(one, two), reason: reason,
                actor: workspace.actor, at: workspace.now, in: change)
            try writer.note(note, in: change)
            return Told(studentID: one.studentID, other: two.studentID, changeSet: change)
        }
    }

    private static func require(_ reason: String) throws {
        if !reason.trimmingCharacters(in: .whitespaces).isEmpty { return }
        throw OperationError.refused(
            code: "not-same.reason-missing",
            message: "Telling two students apart needs a reason.",
            remedy: "Say in a few words why these are two persons: --reason TEXT.")
    }

    /// Notes that a student whom nothing links is not a SIS student without a profile.
    ///
    /// - Parameters:
    ///   - student: our number of the student.
    ///   - sis: our number of the SIS student.
    /// - Returns: the number of the change set.
    func run(_ student: Int, fromSISStudent sis: Int, _ reason: String) throws -> Int {
        try workspace.require(.decideDuplicates)
        try Self.require(reason)
        return try workspace.store.write { writer in
            let key = DuplicatePair.Key(.link, student, sis)
            guard let pair = try writer.people(of: key) else {
                throw OperationError.notFound(kind: "student", name: "\(sis)")
            }
            let note = try writer.decisionNote([key], isSame: false)
            let change = try workspace.begin("not-same", reason, about: [student], writer)
            try writer.save(
                NotLinkedDecision(
                    student: student, sisStudent: sis, origin: .decision,
                    evidence: Agreement(pair.one.description, pair.other.description).evidence,
                    reason: reason, actor: workspace.actor, at: workspace.now), in: change)
            try writer.note(note, in: change)
            return change
        }
    }

    /// Notes that two SIS students are not one person. Nothing is changed with either, and who is
    /// in the SIS twice is mended there.
    ///
    /// - Returns: the number of the change set.
    func run(_ key: DuplicatePair.Key, _ reason: String) throws -> Int {
        try workspace.require(.decideDuplicates)
        try Self.require(reason)
        return try workspace.store.write { writer in
            guard let pair = try writer.people(of: key) else {
                throw OperationError.notFound(kind: "student", name: "\(key.one)")
            }
            let note = try writer.decisionNote([key], isSame: false)
            let change = try workspace.begin("not-same", reason, about: [], writer)
            try writer.save(
                RosterApart(
                    key.one, key.other,
                    evidence: Agreement(pair.one.description, pair.other.description).evidence,
                    reason: reason, actor: workspace.actor, at: workspace.now), in: change)
            try writer.note(note, in: change)
            return change
        }
    }

    private func subject(_ id: String, _ reader: any Reader) throws -> MergeSubject {
        guard let subject = try reader.mergeSubject(try workspace.resolve(id, reader)) else {
            throw OperationError.notFound(kind: "student", name: id)
        }
        return subject
    }
}

extension MergeEvidence {
    /// The numbers in which two students agree now.
    static func agreeing(_ one: MergeSubject, _ other: MergeSubject) -> String {
        numbers(one).intersection(numbers(other)).sorted().joined(separator: " ")
    }

    /// The integration ID counts as an other ID, as it does where candidates are looked for.
    private static func numbers(_ subject: MergeSubject) -> Set<String> {
        var all = Set(subject.sisNumbers.map { "\($0.key)=\($0.value)" })
        if let integrationID = subject.integrationID { all.insert("otherID=\(integrationID)") }
        for number in subject.identifiers where number.status != "retired" {
            all.insert("\(number.system)=\(number.value)")
        }
        return all
    }
}
