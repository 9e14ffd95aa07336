import Foundation
import Linkage
import Records
import Storage

/// Pairs that may be one person: lists them, and shows one after the other to be decided.
public struct Duplicates {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// One pair, with why.
    public struct Item: Codable, Equatable, Sendable {
        /// Who stays in a merge of the two: who is linked to the SIS.
        public var survivor: Side {
            one.sisStudent == nil && other.sisStudent != nil ? other : one
        }
        /// Who is merged into the survivor.
        public var source: Side { survivor == one ? other : one }

        /// What names the pair, as `students.12.15`.
        public let pair: String
        /// `students`, `link` or `roster`: see `DuplicatePair.Kind`.
        public let kind: DuplicatePair.Kind
        public let one: Side
        public let other: Side
        /// From 0 to 1.
        public let probability: Double
        /// The match weight in bits.
        public let weight: Double
        /// What each field says, in the order of the fields.
        public let reasons: [Reason]
        /// What somebody has to look at, in words.
        public let alarms: [String]
        /// Whether two unlike people hold one number.
        public let isConflict: Bool
        /// UTC, ISO 8601.
        public let foundAt: String
        /// Who said before that the two are not one person; a number agrees since.
        public let decided: Earlier?
    }

    /// One of the two, as people see it.
    public struct Side: Codable, Equatable, Sendable {
        /// Our number of the student; nil where there is no profile.
        public let student: Int?
        /// Our number of the SIS student; nil where nothing links the student.
        public let sisStudent: Int?
        /// The student ID, or the integration ID of one without a profile.
        public let number: String
        public let name: String
        public let birthDate: String?
        public let gender: String
        public let grade: String
        public let site: Int?
        public let stateID: String
        public let otherIDs: [String]
    }

    /// What one field says.
    public struct Reason: Codable, Equatable, Sendable {
        /// As `LinkageField` names it.
        public let field: String
        public let one: String
        public let other: String
        /// How much the two agree: a case of `LinkageLevel`, such as `shortForm`; of equal values
        /// also whether they are rare or common.
        public let level: String
        /// In words, with the weight.
        public let sentence: String
        /// In bits.
        public let weight: Double
    }

    /// An earlier decision.
    public struct Earlier: Codable, Equatable, Sendable {
        public let actor: String
        /// UTC, ISO 8601.
        public let at: String
        public let reason: String
    }

    /// What waits.
    public struct Listed: Codable, Equatable, Sendable {
        public let items: [Item]
        /// Pairs that wait.
        public let total: Int
        /// Of them, numbers that two unlike people hold.
        public let conflicts: Int
        /// Pairs that were put off.
        public let later: Int
        /// When everybody was looked through last; nil where nobody was.
        public let searchedAt: String?
        /// Change sets since then.
        public let changesSince: Int
    }

    /// How many are listed where nobody says.
    public static let listed = 50

    // MARK: Listing

    /// The likeliest first, after the numbers that two hold.
    ///
    /// - Parameter kind: only these; nil for all.
    public func list(
        kind: DuplicatePair.Kind? = nil, limit: Int = Duplicates.listed
    ) throws -> Listed {
        try workspace.require(.decideDuplicates)
        return try workspace.store.read { reader in
            let open = try waiting(reader).filter { kind == nil || $0.key.kind == kind }
            let search = try reader.duplicateSearch()
            var items: [Item] = []
            for pair in open where items.count < limit {
                if let item = try item(pair.key, pair, reader) { items.append(item) }
            }
            return Listed(
                items: items, total: open.count, conflicts: open.count(where: \.isConflict),
                later: try later(reader), searchedAt: search?.at,
                changesSince: try search.map { max(0, try reader.newestChange() - $0.newestChange) }
                    ?? 0)
        }
    }

    /// How many wait, for the first page that somebody sees.
    public func count() throws -> (pairs: Int, conflicts: Int) {
        try workspace.require(.decideDuplicates)
        return try workspace.store.read { reader in
            let open = try waiting(reader)
            return (open.count, open.count(where: \.isConflict))
        }
    }

    /// The pairs that wait, in the order in which they are looked at, by their names.
    public func names(kind: DuplicatePair.Kind? = nil) throws -> [String] {
        try workspace.require(.decideDuplicates)
        return try workspace.store.read { reader in
            try waiting(reader).filter { kind == nil || $0.key.kind == kind }.map(\.key.name)
        }
    }

    /// One pair as it is now; nil where there is nothing to decide about the two any more.
    ///
    /// - Throws: `duplicate.not-found` where the name names no pair.
    public func item(_ name: String) throws -> Item? {
        try workspace.require(.decideDuplicates)
        return try workspace.store.read { reader in
            let key = try key(name)
            guard let pair = try reader.duplicatePair(key) else { return nil }
            return try item(key, pair, reader)
        }
    }

    // MARK: Deciding

    /// Notes that the two are not one person.
    ///
    /// - Returns: the number of the change set.
    /// - Throws: `duplicate.not-found`, `not-same.reason-missing`.
    public func dismiss(_ name: String, reason: String) throws -> Int {
        try workspace.require(.decideDuplicates)
        let key = try key(name)
        let sides = try workspace.store.read { reader in
            let sides = try seen(key, reader)
            guard try reader.duplicatePair(key) != nil,
                try !DecidedApart([sides], reader).holds(sides.one, sides.other)
            else { throw Self.missing(name) }
            return sides
        }
        switch key.kind {
        case .students:
            let told = try TellApart(workspace).run(
                sides.one.number, from: sides.other.number, reason: reason)
            return told.changeSet
        case .link: return try TellApart(workspace).run(key.one, fromSISStudent: key.other, reason)
        case .roster: return try TellApart(workspace).run(key, reason)
        }
    }

    /// Puts a pair off. It is not a decision, and no change set keeps it.
    ///
    /// - Throws: `duplicate.not-found`, `duplicate.days`.
    public func postpone(_ name: String, days: Int = 7) throws {
        try workspace.require(.decideDuplicates)
        guard (1...366).contains(days) else {
            throw OperationError.refused(
                code: "duplicate.days", message: "A pair is put off for 1 to 366 days.",
                remedy: "Give a number of days in between.")
        }
        let key = try key(name)
        try workspace.store.write { writer in
            _ = try seen(key, writer)
            guard var pair = try writer.duplicatePair(key) else { throw Self.missing(name) }
            pair.laterUntil = Int(workspace.clock().timeIntervalSince1970) + days * 86_400
            try writer.keep(pair)
        }
    }

    // MARK: Reading

    private static func missing(_ name: String) -> OperationError {
        .refused(
            code: "duplicate.not-found", message: "There is no pair \(name) to decide about.",
            remedy: "See what there is: homeroom duplicates list.")
    }

    private func key(_ name: String) throws -> DuplicatePair.Key {
        guard let key = DuplicatePair.Key(name: name) else { throw Self.missing(name) }
        return key
    }

    /// The two of a pair, where both are in scope.
    private func seen(
        _ key: DuplicatePair.Key, _ reader: any Reader
    ) throws -> (one: MatchPerson, other: MatchPerson) {
        guard let pair = try reader.people(of: key),
            try sees(pair.one, reader), try sees(pair.other, reader)
        else { throw Self.missing(key.name) }
        return pair
    }

    private func sees(_ person: MatchPerson, _ reader: any Reader) throws -> Bool {
        if let student = person.student { return try workspace.isInScope(student, reader) }
        guard let sis = person.sisStudent else { return false }
        return try !workspace.seen([sis], from: .roster, id: { $0 }, reader).isEmpty
    }

    private func waiting(_ reader: any Reader) throws -> [DuplicatePair] {
        let now = Int(workspace.clock().timeIntervalSince1970)
        let threshold = try reader.districtSettings().duplicateThreshold
        let open = try inScope(
            reader.duplicatePairs(from: threshold, notPutOffAt: now), reader)
        return try reader.undecided(open)
    }

    private func later(_ reader: any Reader) throws -> Int {
        let now = Int(workspace.clock().timeIntervalSince1970)
        let threshold = try reader.districtSettings().duplicateThreshold
        let all = try reader.duplicatePairs(from: threshold).filter { ($0.laterUntil ?? 0) > now }
        return try inScope(all, reader).count
    }

    /// Those of whom both are seen.
    private func inScope(
        _ pairs: [DuplicatePair], _ reader: any Reader
    ) throws -> [DuplicatePair] {
        let pairs = workspace.allows(.seeRoster) ? pairs : pairs.filter { $0.key.kind == .students }
        guard let scope = workspace.scope else { return pairs }
        let students = Set(pairs.flatMap(\.key.students)).sorted()
        let roster = Set(pairs.flatMap(\.key.sisStudents)).sorted()
        let seen = try reader.students(students, in: scope)
        let seenInRoster = try reader.sisStudents(roster, in: scope)
        return pairs.filter {
            $0.key.students.allSatisfy(seen.contains)
                && $0.key.sisStudents.allSatisfy(seenInRoster.contains)
        }
    }

    private func item(
        _ key: DuplicatePair.Key, _ pair: DuplicatePair, _ reader: any Reader
    ) throws -> Item? {
        guard let (one, other) = try reader.people(of: key), try sees(one, reader),
            try sees(other, reader)
        else { return nil }
        if try DecidedApart([(one, other)], reader).holds(one, other) { return nil }
        let score = try reader.score(one, other)
        workspace.shows(students: [one, other].compactMap(\.student))
        workspace.shows(
            sisStudents: [one, other].filter { $0.student == nil }.compactMap(\.sisStudent))
        return Item(
            key, pair, one, other, score, earlier: try reader.earlier(one, other),
            sees: { field in
                StudentField.named(field).map(workspace.access.sees) ?? true
            })
    }
}

extension DuplicatePair.Key {
    /// As pages and commands name it: `students.12.15`.
    public var name: String { "\(kind.rawValue).\(one).\(other)" }

    public init?(name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let kind = DuplicatePair.Kind(rawValue: String(parts[0])),
            let one = Int(parts[1]), let other = Int(parts[2])
        else { return nil }
        self.init(kind, one, other)
    }

    var students: [Int] {
        switch kind {
        case .students: [one, other]
        case .link: [one]
        case .roster: []
        }
    }

    var sisStudents: [Int] {
        switch kind {
        case .students: []
        case .link: [other]
        case .roster: [one, other]
        }
    }
}
