import Foundation
import Records
import Storage

/// Looks students up: by any number, by name, misspelt or not.
public struct FindStudents {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// For the administrator of the host.
    public init(store: any Store) { workspace = Workspace(reading: store) }

    /// Name words tried for a misspelt one.
    private static let wordsTried = 12

    /// Up to `limit` students that `text` leads to: by number first, then by the beginning of a
    /// name in any order, then by names that are one edit away. Of those whom only the General
    /// Student Table has, only who sees it is told.
    public func run(_ text: String, limit: Int = 25) throws -> [StudentHit] {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            let hits = try find(text, limit, reader)
            workspace.shows(students: hits.compactMap(\.student))
            let others = hits.filter { $0.student == nil }.compactMap(\.integrationID)
            if !others.isEmpty, workspace.disclosures != nil {
                workspace.shows(sisStudents: try reader.sisStudents(importIDs: others))
            }
            return hits
        }
    }

    func find(_ text: String, _ limit: Int, _ reader: any Reader) throws -> [StudentHit] {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        if trimmed.isEmpty { return [] }
        let scope = workspace.scope
        var hits = HitList(limit: limit, isRosterSeen: workspace.allows(.seeRoster))
        if trimmed.contains(where: \.isNumber), !trimmed.contains(" ") {
            hits.add(try reader.students(numberedFrom: trimmed, limit: limit, in: scope))
        }
        let words = NameKeys.folded(trimmed).split(separator: " ").map(String.init)
        guard !words.isEmpty else { return hits.list }
        for order in Self.orders(of: words) where !hits.isFull {
            let key = order.joined(separator: " ")
            hits.add(
                try reader.students(
                    namedFrom: key, to: key + "\u{10FFFF}", match: .name, limit: limit,
                    in: scope))
        }
        // A name that somebody has is not taken for a slip of the keyboard.
        if hits.list.isEmpty { try addSimilar(words, &hits, limit, reader) }
        return hits.list
    }

    private func addSimilar(
        _ words: [String], _ hits: inout HitList, _ limit: Int, _ reader: any Reader
    ) throws {
        for (index, word) in words.enumerated() where word.count >= 3 && index < 3 {
            let similar = try reader.nameWords(sharingVariantsOf: word)
                .filter { $0 != word && NameAgreement.isOneEditApart($0, word) }
                .sorted().prefix(Self.wordsTried)
            for other in similar where !hits.isFull {
                var corrected = words
                corrected[index] = other
                for order in Self.orders(of: corrected) where !hits.isFull {
                    let key = order.joined(separator: " ")
                    let isLast = order.last == other
                    // A whole word: followed by a space or by nothing.
                    hits.add(
                        try reader.students(
                            namedFrom: key, to: isLast ? key + "!" : key + "\u{10FFFF}",
                            match: .similar, limit: limit, in: workspace.scope))
                }
            }
        }
    }

    /// The orders in which people type names: as typed, and with the last word first.
    static func orders(of words: [String]) -> [[String]] {
        guard words.count > 1, let last = words.last else { return [words] }
        let lastFirst = [last] + words.dropLast()
        return words.count == 2
            ? [words, lastFirst] : [words, lastFirst, Array(words.dropFirst()) + [words[0]]]
    }

    /// Students in the order found, each once.
    private struct HitList {
        let limit: Int
        let isRosterSeen: Bool
        private(set) var list: [StudentHit] = []
        private var seen = Set<String>()

        init(limit: Int, isRosterSeen: Bool) {
            self.limit = limit
            self.isRosterSeen = isRosterSeen
        }

        var isFull: Bool { list.count >= limit }

        mutating func add(_ hits: [StudentHit]) {
            for hit in hits where !isFull && (isRosterSeen || hit.student != nil) {
                let key = hit.student.map { "s\($0)" } ?? "g\(hit.integrationID ?? "")"
                if seen.insert(key).inserted { list.append(hit) }
            }
        }
    }
}
