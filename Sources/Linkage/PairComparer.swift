import Delimited

/// The comparison levels of one pair, and the shares of values that are equal.
struct PairVector: Sendable {
    /// Where the columns that only the sender knows begin.
    static let firstExtra = Comparison.extra.rawValue
    static let width = firstExtra + LinkageTable.mostExtras

    var levels = InlineArray<24, UInt8>(repeating: LevelCode.missing)
    /// Of the value that both have, where the level is equal and shares count.
    var shares = InlineArray<24, Float>(repeating: 0)

    subscript(_ comparison: Comparison) -> UInt8 { levels[comparison.rawValue] }

    /// The field for whose sake the one at `place` is not compared; nil where there is none.
    func telling(_ place: Int) -> LinkageField? {
        switch Comparison(rawValue: place) {
        case .gender where self[.first] == LevelCode.equal || self[.first] == LevelCode.form: .first
        case .middle where self[.first] == LevelCode.elsewhere: .first
        case .grade where self[.birthDate] == LevelCode.equal: .birthDate
        default: nil
        }
    }
}

/// How common the values of a table are, by column.
struct TableShares: Sendable {
    var first = ValueShares()
    var middle = ValueShares()
    var last = ValueShares()
    var city = ValueShares()
    var zip = ValueShares()
    var school = ValueShares()
    var guardian = ValueShares()
    var extras: [ValueShares] = []
    /// How many times more people have one first name and one surname than would if the two had
    /// nothing to do with each other.
    var namesakes: Float = 1

    init(_ table: LinkageTable) {
        let (names, places) = (table.names.count, table.places.count)
        first = ValueShares(table.first, below: names, usual: 0.003, rows: 200)
        middle = ValueShares(table.middle, below: names, usual: 0.005, rows: 200)
        last = ValueShares(table.last, below: names, usual: 0.001, rows: 200)
        city = ValueShares(table.city, below: places, usual: 0.05, rows: 20)
        zip = ValueShares(table.zip, below: places, usual: 0.02, rows: 20)
        school = ValueShares(table.school, below: places, usual: 0.02, rows: 20)
        guardian = ValueShares(
            table.guardian, below: table.homes.count, usual: 0.0005, rows: 200)
        extras = table.extras.map { ValueShares($0, below: places, usual: 0.05, rows: 20) }
        namesakes = Namesakes(table).factor(first.equalByChance * last.equalByChance)
    }
}

/// Compares rows of a table; each distinct pair of names once, as long as it is remembered.
///
/// Not to be shared by threads: each has its own, and all find the same.
struct PairComparer {
    let table: LinkageTable
    let shares: TableShares
    private var firstNames: LevelMemory
    private var lastNames: LevelMemory
    var places: LevelMemory

    /// - Parameter remembering: whether many pairs are to be compared.
    init(_ table: LinkageTable, _ shares: TableShares, remembering: Bool = true) {
        self.table = table
        self.shares = shares
        firstNames = LevelMemory(bits: remembering ? 15 : 1)
        lastNames = LevelMemory(bits: remembering ? 15 : 1)
        places = LevelMemory(bits: remembering ? 12 : 1)
    }

    /// Compares names and birth dates, on which most pairs fail.
    @inline(__always)
    mutating func compareNames(_ left: Int, _ right: Int, _ vector: inout PairVector) {
        let one = NameNumbers(table, left)
        let other = NameNumbers(table, right)
        let first = firstLevel(one.first, other.first)
        let last = lastLevel(one.last, other.last)
        vector.levels[Comparison.first.rawValue] = first
        vector.levels[Comparison.last.rawValue] = last
        if first == LevelCode.equal {
            vector.shares[Comparison.first.rawValue] = shares.first.share(one.first)
        }
        if last == LevelCode.equal {
            // Names of one background go together: who has the first has the last more often.
            let factor = first == LevelCode.equal || first == LevelCode.form ? shares.namesakes : 1
            vector.shares[Comparison.last.rawValue] =
                min(0.5, factor * shares.last.share(one.last))
        }
        if !table.birthDate.isEmpty {
            vector.levels[Comparison.birthDate.rawValue] = PackedDate.level(
                table.birthDate[left], table.birthDate[right])
        }
        if first > LevelCode.form || last > LevelCode.form {
            compareCrossed(one, other, &vector)
            compareOtherNames(left, right, one, other, &vector)
        }
    }

    @inline(__always)
    private mutating func firstLevel(_ left: UInt32, _ right: UInt32) -> UInt8 {
        if left == 0 || right == 0 { return LevelCode.missing }
        if left == right { return LevelCode.equal }
        let known = firstNames.level(left, right)
        if known != LevelCode.missing { return known }
        let level = table.names.withTexts(left, right, NameComparison.first)
        firstNames.remember(left, right, level)
        return level
    }

    @inline(__always)
    private mutating func lastLevel(_ left: UInt32, _ right: UInt32) -> UInt8 {
        if left == 0 || right == 0 { return LevelCode.missing }
        if left == right { return LevelCode.equal }
        let known = lastNames.level(left, right)
        if known != LevelCode.missing { return known }
        let level = table.names.withTexts(left, right, NameComparison.last)
        lastNames.remember(left, right, level)
        return level
    }

    /// First names that are the other's middle name, and names in the other order.
    private mutating func compareCrossed(
        _ one: NameNumbers, _ other: NameNumbers, _ vector: inout PairVector
    ) {
        let (first, last) = (Comparison.first.rawValue, Comparison.last.rawValue)
        if vector.levels[first] == LevelCode.differ {
            let isMiddle =
                one.first == other.middle || other.first == one.middle
                || (one.middle != 0
                    && one.middle == other.middle && one.middle == one.first)
            if isMiddle { vector.levels[first] = LevelCode.elsewhere }
        }
        if vector.levels[last] >= LevelCode.similar, vector.levels[first] >= LevelCode.similar {
            let isWhole =
                (1...LevelCode.similar).contains(lastLevel(one.first, other.last))
                && (1...LevelCode.similar).contains(lastLevel(one.last, other.first))
            if isWhole {
                vector.levels[first] = LevelCode.elsewhere
                vector.levels[last] = LevelCode.elsewhere
            }
        }
    }

    /// Other names that the two are or were known by.
    private mutating func compareOtherNames(
        _ left: Int, _ right: Int, _ one: NameNumbers, _ other: NameNumbers,
        _ vector: inout PairVector
    ) {
        if !table.akaFirst.isEmpty {
            let best = min(
                known(firstLevel(table.akaFirst[left], other.first)),
                known(firstLevel(one.first, table.akaFirst[right])))
            if best < vector[.first] { vector.levels[Comparison.first.rawValue] = max(best, 2) }
        }
        if !table.akaLast.isEmpty {
            let best = min(
                known(lastLevel(table.akaLast[left], other.last)),
                known(lastLevel(one.last, table.akaLast[right])))
            if best < vector[.last] { vector.levels[Comparison.last.rawValue] = max(best, 2) }
        }
    }

    private func known(_ level: UInt8) -> UInt8 {
        level == LevelCode.missing ? LevelCode.differ : level
    }
}

/// The numbers of a person's names.
struct NameNumbers {
    let first: UInt32
    let middle: UInt32
    let last: UInt32

    @inline(__always)
    init(_ table: LinkageTable, _ row: Int) {
        first = table.first.isEmpty ? 0 : table.first[row]
        middle = table.middle.isEmpty ? 0 : table.middle[row]
        last = table.last.isEmpty ? 0 : table.last[row]
    }
}

/// Levels of pairs of names that were compared, the newest at each place.
struct LevelMemory {
    private var pairs: [UInt64]
    private var levels: [UInt8]
    private let shift: UInt64

    init(bits: Int) {
        pairs = Array(repeating: 0, count: 1 << bits)
        levels = Array(repeating: 0, count: 1 << bits)
        shift = UInt64(64 - bits)
    }

    /// The level of a pair; 0 where it is not remembered.
    @inline(__always)
    func level(_ left: UInt32, _ right: UInt32) -> UInt8 {
        let pair = Self.pair(left, right)
        let place = place(pair)
        return pairs[place] == pair ? levels[place] : LevelCode.missing
    }

    @inline(__always)
    mutating func remember(_ left: UInt32, _ right: UInt32, _ level: UInt8) {
        let pair = Self.pair(left, right)
        let place = place(pair)
        pairs[place] = pair
        levels[place] = level
    }

    @inline(__always)
    private static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
        UInt64(min(left, right)) << 32 | UInt64(max(left, right))
    }

    @inline(__always)
    private func place(_ pair: UInt64) -> Int {
        Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }
}
