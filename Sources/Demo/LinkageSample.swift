import Records

/// Invented students with corrupted copies among them, for measuring how well records are linked.
///
/// Four of five rows are people, one is a copy of another row's person as another office would
/// have it: with nicknames, slips, swapped dates, missing values, moves and wrong numbers. The
/// column `person` says whom a row is about. Each row is made from its number alone, so that a
/// sample of any size takes no room; the same seed gives the same rows.
public struct LinkageSample: Sendable {
    public let rows: Int
    public let seed: UInt64

    /// The header, and the order of each row's texts.
    public static let columns = [
        "id", "person", "first", "middle", "last", "suffix", "birthDate", "gender", "grade",
        "stateID", "otherID", "address", "city", "zip", "phone", "guardian", "school",
    ]

    public init(rows: Int, seed: UInt64) {
        self.rows = max(0, rows)
        self.seed = seed
    }

    /// How many of the rows are about somebody for the first time.
    var people: Int { rows - rows / 5 }

    /// The texts of a row, in the order of `columns`; `index` is below `rows`.
    public func row(_ index: Int) -> [String] {
        let place = shuffled(index)
        var random = SplitMix64(seed: seed &* 31 &+ UInt64(place) &+ 0x5EED)
        var person = SamplePerson(number: place, sample: self)
        if place >= people {
            let original = random.below(people)
            person = SamplePerson(number: original, sample: self)
            SampleSlips.corrupt(&person, copy: place, sample: self, &random)
        } else {
            SampleSlips.leaveBlanks(&person, &random)
        }
        return ["\(index + 1)", "\(person.number)"] + person.texts
    }

    /// Hands over all rows as comma-separated text, piece by piece, the header first.
    public func write(to output: ([UInt8]) throws -> Void) rethrows {
        var piece = Array((Self.columns.joined(separator: ",") + "\n").utf8)
        for index in 0..<rows {
            for (place, text) in row(index).enumerated() {
                if place > 0 { piece.append(0x2C) }
                piece.append(contentsOf: text.utf8)
            }
            piece.append(0x0A)
            if piece.count > 1 << 20 {
                try output(piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        try output(piece)
    }

    /// One of 0 to `rows` - 1, each once: a permutation, so that copies do not stand together.
    private func shuffled(_ index: Int) -> Int {
        var place = index
        repeat { place = mixed(place) } while place >= rows
        return place
    }

    /// A Feistel network over the least even number of bits that holds all rows.
    private func mixed(_ index: Int) -> Int {
        let bits = max(1, (Int.bitWidth - rows.leadingZeroBitCount + 1) / 2)
        let mask = (1 << bits) - 1
        var (left, right) = (index >> bits & mask, index & mask)
        for round in 0..<4 {
            var random = SplitMix64(seed: seed &+ UInt64(round * 0x1_0000_0000 + right))
            (left, right) = (right, left ^ Int(random.next() & UInt64(mask)))
        }
        return left << bits | right
    }
}
