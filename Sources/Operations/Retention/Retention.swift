import Foundation
import Records
import Storage

/// How long each class of what is kept of students is kept, whose records have to stay all the
/// same, and what is due to be destroyed.
///
/// A class is due so many years after the last of it ended, or the student left, whichever was
/// later; never while the student is enrolled, or something of it is open.
///
/// Source: 34 CFR 300.624; how long, each state says for each class, such as five years after a
/// program ended.
public struct Retention {
    /// What is due of one student.
    public struct Due: Codable, Equatable, Sendable {
        /// Our number.
        public let student: Int
        public let studentID: String
        /// `Last, First`.
        public let name: String
        public let destroyed: DestroyedClass
        /// When the last of it ended, or the student left.
        public let ended: CalendarDate
        public let due: CalendarDate
        public let isHeld: Bool
    }

    /// Somebody whose records have to stay.
    public struct Hold: Codable, Equatable, Sendable {
        public let student: Int
        public let studentID: String
        public let reason: String
        public let by: String
        /// UTC, ISO 8601.
        public let since: String
    }

    /// What holding or releasing came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let studentID: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// What was destroyed, and what could not be.
    public struct Done: Codable, Equatable, Sendable {
        public let due: Due
        /// Nil where it could not be.
        public let changeSet: Int?
        public let why: String
    }

    /// A class: how long it is kept, and how much of it is due.
    public struct ClassDue: Equatable, Sendable {
        public let destroyed: DestroyedClass
        /// Nil where it is kept for good.
        public let years: Int?
        public let due: Int
        /// How many of these are held.
        public let held: Int
    }

    /// What is due by class, and the first of it.
    public struct Overview: Equatable, Sendable {
        public let classes: [ClassDue]
        public let first: [Due]
        /// How many are due of the class that was asked for, or of all.
        public let total: Int
    }

    /// Of the change sets that hold and release.
    static let kind = "retention"
    /// The name of the setting: our numbers of students, each with the change set that holds it.
    private static let holds = "retention-holds"

    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// The name of the setting that says how many years a class is kept.
    static func setting(_ destroyed: DestroyedClass) -> String {
        "retention-\(destroyed.rawValue.lowercased())"
    }

    // MARK: What is due

    /// What is due today, by class, the oldest first; nothing of a class without years.
    public func due(_ only: DestroyedClass? = nil) throws -> [Due] {
        try workspace.require(.destroyRecords)
        return try workspace.store.read { reader in
            let shown = try found(only, reader)
            workspace.shows(students: Set(shown.map(\.student)))
            return shown
        }
    }

    /// How long each class is kept and how much of it is due, and what is due of a class, or of
    /// all, the first of it.
    public func overview(of only: DestroyedClass?, first: Int) throws -> Overview {
        try workspace.require(.destroyRecords)
        return try workspace.store.read { reader in
            let settings = try reader.settings()
            let found = try found(nil, reader)
            let asked = found.filter { only == nil || $0.destroyed == only }
            let shown = Array(asked.prefix(first))
            workspace.shows(students: Set(shown.map(\.student)))
            let classes = seen.map { destroyed in
                let its = found.filter { $0.destroyed == destroyed }
                return ClassDue(
                    destroyed: destroyed,
                    years: settings[Self.setting(destroyed)].flatMap(Int.init), due: its.count,
                    held: its.count(where: \.isHeld))
            }
            return Overview(classes: classes, first: shown, total: asked.count)
        }
    }

    private func found(_ only: DestroyedClass?, _ reader: any Reader) throws -> [Due] {
        let settings = try reader.settings()
        let held = try Self.heldNow(reader)
        let left = try Left(reader)
        var found: [Due] = []
        for destroyed in seen where only == nil || only == destroyed {
            guard let years = settings[Self.setting(destroyed)].flatMap(Int.init) else { continue }
            found += try due(destroyed, years, left, held, reader)
        }
        let there = try reader.students(Set(found.map(\.student)).sorted(), in: workspace.scope)
        return found.filter { there.contains($0.student) }
    }

    /// The classes that whoever looks sees: the others are left out as if nothing of them was due.
    private var seen: [DestroyedClass] {
        DestroyedClass.allCases.filter { $0.permissions.allSatisfy(workspace.allows) }
    }

    private func due(
        _ destroyed: DestroyedClass, _ years: Int, _ left: Left, _ held: Set<Int>,
        _ reader: any Reader
    ) throws -> [Due] {
        var ended: [Int: CalendarDate] = [:]
        for (student, kept) in try Self.kept(destroyed, reader) where !kept.isOpen {
            guard let gone = left.day(of: student) else { continue }
            let last = max(gone, kept.last ?? gone)
            if last.adding(years: years) <= workspace.today { ended[student] = last }
        }
        let rows = try reader.studentRows(ended.keys.sorted())
        return rows.compactMap { row -> Due? in
            guard let last = ended[row.id] else { return nil }
            return Due(
                student: row.id, studentID: row.studentID,
                name: "\(row.lastName), \(row.firstName)", destroyed: destroyed, ended: last,
                due: last.adding(years: years), isHeld: held.contains(row.id))
        }.sorted { ($0.ended, $0.studentID) < ($1.ended, $1.studentID) }
    }

    /// What is kept of a class, by student.
    private static func kept(
        _ destroyed: DestroyedClass, _ reader: any Reader
    ) throws -> [Int: RetainedUntil] {
        let programs = try reader.codes().filter {
            $0.table == CodeBook.programs && destroyed.holdsPrograms(systemKey: $0.systemKey)
        }.map(\.id)
        var all = try reader.retainedPrograms(programs) + reader.retainedFields(destroyed.fields)
        switch destroyed {
        case .documents: all += try reader.retainedDocuments()
        case .events: all += try reader.retainedEvents()
        case .plans: all += try reader.retainedPlans()
        default: break
        }
        return Dictionary(all.map { ($0.student, $0) }) { one, other in
            RetainedUntil(
                student: one.student, last: [one.last, other.last].compactMap(\.self).max(),
                isOpen: one.isOpen || other.isOpen)
        }
    }

    /// When students left.
    private struct Left {
        private let enrolled: [Int: RetainedUntil]
        private let known: [Int: RetainedUntil]

        init(_ reader: any Reader) throws {
            enrolled = Dictionary(try reader.lastEnrolled().map { ($0.student, $0) }) { $1 }
            known = Dictionary(try reader.lastKnown().map { ($0.student, $0) }) { $1 }
        }

        /// Nil for those who did not.
        func day(of student: Int) -> CalendarDate? {
            guard let known = known[student] else { return nil }
            if let enrolled = enrolled[student] { return enrolled.isOpen ? nil : enrolled.last }
            return known.isOpen ? nil : known.last
        }
    }

    // MARK: Holds

    /// Who is held, by our number, with the change set that did it.
    private static func held(_ reader: any Reader) throws -> [Int: Int] {
        let kept = try reader.settings()[holds].flatMap {
            StableJSON.value([String: Int].self, $0)
        }
        return Dictionary((kept ?? [:]).compactMap { one in Int(one.key).map { ($0, one.value) } })
        {
            $1
        }
    }

    /// Those whose records stay now: who is held, and whom they were merged into.
    private static func heldNow(_ reader: any Reader) throws -> Set<Int> {
        var all = Set<Int>()
        for student in try held(reader).keys {
            var next: Int? = student
            while let one = next, all.insert(one).inserted { next = try reader.mergedInto(one) }
        }
        return all
    }

    /// Refuses a destruction of somebody who is held.
    ///
    /// - Throws: `destroy.held`.
    static func requireNotHeld(_ family: [Int], _ reader: any Reader) throws {
        if try Set(held(reader).keys).isDisjoint(with: family) { return }
        throw OperationError.refused(
            code: "destroy.held", message: "The records of this student have to stay.",
            remedy: "See why with: homeroom retention holds. Release the student first.")
    }

    /// Those whose records have to stay.
    public func listHolds() throws -> [Hold] {
        try workspace.require(.destroyRecords)
        return try workspace.store.read { reader in
            let held = try Self.held(reader)
            let seen = try reader.students(held.keys.sorted(), in: workspace.scope)
            let rows = try reader.studentRows(seen.sorted())
            workspace.shows(students: rows.map(\.id))
            return try rows.compactMap { row in
                guard let change = try held[row.id].flatMap({ try reader.changeSet($0) }) else {
                    return nil
                }
                return Hold(
                    student: row.id, studentID: row.studentID, reason: change.reason,
                    by: change.actor, since: change.at)
            }
        }
    }

    /// Has a student's records stay, whatever is due. Who is held stays so for the first reason.
    public func hold(_ id: String, reason: String) throws -> Changed {
        try change(id, reason, isHeld: true)
    }

    /// Lets go of a student, and of all who were merged into it.
    public func release(_ id: String, reason: String) throws -> Changed {
        try change(id, reason, isHeld: false)
    }

    private func change(_ id: String, _ reason: String, isHeld: Bool) throws -> Changed {
        try workspace.require(.destroyRecords)
        let reason = try GivenText.required(reason, "reason", limit: GivenText.Limit.line)
        return try workspace.store.write { writer in
            let student = try workspace.resolve(id, writer)
            let studentID = try writer.student(student)?.studentID ?? id
            var held = try Self.held(writer)
            // Whom a merge brought along stays held where the merge is taken back, and is let go
            // with the others.
            let family = isHeld ? [student] : try writer.studentsMerged(into: student)
            let isSo = isHeld == family.contains { held[$0] != nil }
            if isSo { return Changed(studentID: studentID, changeSet: nil) }
            let change = try workspace.begin(Self.kind, reason, about: [student], writer)
            for one in family { held[one] = isHeld ? change : nil }
            let text = Dictionary(held.map { ("\($0.key)", $0.value) }) { $1 }
            try writer.setSetting(Self.holds, to: StableJSON.text(text), in: change)
            return Changed(studentID: studentID, changeSet: change)
        }
    }

    // MARK: Destroying

    /// Destroys what is due and not held, each by itself. What cannot be stops nothing else.
    ///
    /// - Throws: `text.missing` without a reason.
    public func run(
        _ only: DestroyedClass? = nil, reason: String, keys: DistrictKeys
    ) throws -> [Done] {
        let reason = try GivenText.required(reason, "reason", limit: GivenText.Limit.line)
        let destroying = DestroyRecords(workspace, keys: keys)
        return try due(only).filter { !$0.isHeld }.map { due in
            do {
                let report = try destroying.run(
                    due.studentID, due.destroyed,
                    reason: "\(reason) (ended \(due.ended), due \(due.due))")
                return Done(due: due, changeSet: report.changeSet, why: "")
            } catch let error as OperationError {
                return Done(due: due, changeSet: nil, why: error.message)
            }
        }
    }
}
