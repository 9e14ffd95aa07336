import Dispatch
import Foundation
import Records
import Storage

/// Measures how long looking students up takes, in this process, on the district as it is.
public struct MeasureSearch {
    public struct Figures: Codable, Sendable {
        public let kind: String
        public let queries: Int
        public let found: Int
        public let medianMilliseconds: Double
        public let p99Milliseconds: Double
        public let slowestMilliseconds: Double
    }

    let store: any Store

    public init(store: any Store) { self.store = store }

    /// Runs `queries` look-ups of each kind: the beginning of a name, a name with one letter
    /// wrong, a number; and who may be there already when a student is created.
    public func run(queries: Int) throws -> (students: Int, figures: [Figures]) {
        let count = try store.read { try $0.sisStudentCount() }
        let sample = try store.read {
            try $0.sampleStudents(every: max(1, count / max(1, queries)), limit: queries)
        }
        let kinds: [(String, ((importID: String, last: String, first: String)) -> String)] = [
            ("prefix", { "\($0.last.prefix(4))" }),
            ("prefix of both names", { "\($0.last) \($0.first.prefix(2))" }),
            ("misspelt", { Self.misspelt($0.last) + " " + $0.first }),
            ("misspelt surname alone", { Self.misspelt($0.last) }),
            ("ID", { $0.importID }),
        ]
        let people = try store.read { reader in
            try sample.flatMap {
                try reader.rosterPeople(stateIDs: [], otherIDs: [$0.importID])
            }
        }
        return (
            count,
            try kinds.map { try measure($0.0, sample.map($0.1)) } + [
                candidates("likely existing, name and birth date", people, withBirthDate: true),
                candidates("likely existing, name alone", people, withBirthDate: false),
            ]
        )
    }

    /// The word with its third letter swapped with the next, or doubled in a short word.
    private static func misspelt(_ word: String) -> String {
        var letters = Array(word)
        if letters.count >= 4, letters[2] != letters[3] {
            letters.swapAt(2, 3)
        } else if let last = letters.last {
            letters.append(last)
        }
        return String(letters)
    }

    private func measure(_ kind: String, _ texts: [String]) throws -> Figures {
        let find = FindStudents(store: store)
        return try measure(kind, texts) { try !find.run($0).isEmpty }
    }

    /// Who may be there already, as a form asks it while somebody creates a student: the surname
    /// with one letter wrong, with the birth date or without.
    private func candidates(
        _ kind: String, _ sample: [KnownPerson], withBirthDate: Bool
    ) throws -> Figures {
        let create = CreateStudent(Workspace(reading: store, clock: { .now }))
        return try measure(kind, sample) { person in
            var request = CreateStudent.Request(
                first: person.description.firstName,
                last: Self.misspelt(person.description.lastName))
            if withBirthDate { request.birthDate = person.description.birthDate }
            return try create.candidates(request).contains { $0.integrationID == person.number }
        }
    }

    private func measure<Item>(
        _ kind: String, _ items: [Item], _ isFound: (Item) throws -> Bool
    ) throws -> Figures {
        var times: [Double] = []
        var found = 0
        for item in items {
            let start = DispatchTime.now().uptimeNanoseconds
            let isHit = try isFound(item)
            times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
            if isHit { found += 1 }
        }
        times.sort()
        func at(_ share: Double) -> Double {
            times.isEmpty ? 0 : times[min(times.count - 1, Int(Double(times.count) * share))]
        }
        return Figures(
            kind: kind, queries: times.count, found: found, medianMilliseconds: at(0.5),
            p99Milliseconds: at(0.99), slowestMilliseconds: at(1))
    }
}
