import Delimited
import Linkage
import Records

/// Finds the pairs among all people that are worth a closer look.
enum DuplicateCandidates {
    /// What is compared, in the order of the columns.
    static let fields: [LinkageField] = [
        .first, .middle, .last, .akaFirst, .akaLast, .birthDate, .gender, .grade, .school,
        .stateID, .otherID,
    ]

    /// Less likely pairs are not looked at again.
    private static let threshold = 0.02

    /// More who hold one number are no clash of two, but a number that means something else.
    private static let mostHolders = 10

    /// By their places, each once: those who are likely one person, and those who hold one number.
    static func pairs(among people: [MatchPerson]) -> [(Int, Int)] {
        var builder = LinkageTableBuilder(fields: fields)
        builder.reserve(people.count)
        for person in people { builder.append(person.person) }
        var options = LinkageOptions()
        options.threshold = threshold
        let found = Linker(builder.build(), options: options).run().pairs
        var seen = Set<[Int]>()
        var pairs: [(Int, Int)] = []
        for pair in found.map({ (Int($0.left), Int($0.right)) }) + holders(people)
        where seen.insert([pair.0, pair.1]).inserted {
            pairs.append(pair)
        }
        return pairs
    }

    /// Those who hold one number.
    private static func holders(_ people: [MatchPerson]) -> [(Int, Int)] {
        var numbers: [(hash: UInt64, place: Int)] = []
        for (place, person) in people.enumerated() {
            let description = person.description
            if !description.stateID.isEmpty, !description.stateIDIsProvisional {
                numbers.append((ContentHash.hash(description.stateID, seed: 1), place))
            }
            for number in Set(description.otherIDs) {
                numbers.append((ContentHash.hash(number, seed: 2), place))
            }
        }
        numbers.sort { $0 < $1 }
        var pairs: [(Int, Int)] = []
        for group in numbers.chunked(by: { $0.hash == $1.hash })
        where group.count > 1 && group.count <= mostHolders {
            let places = group.map(\.place)
            for (index, one) in places.enumerated() {
                pairs += places[(index + 1)...].map { (one, $0) }
            }
        }
        return pairs
    }
}

extension Array {
    /// Runs of neighbors that belong together.
    fileprivate func chunked(by isSame: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var runs: [ArraySlice<Element>] = []
        var start = 0
        for index in indices.dropFirst() where !isSame(self[index - 1], self[index]) {
            runs.append(self[start..<index])
            start = index
        }
        if start < count { runs.append(self[start...]) }
        return runs
    }
}
