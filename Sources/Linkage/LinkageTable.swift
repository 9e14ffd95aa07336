import Delimited
import Records

/// People in columns: each distinct text once, all else as small numbers.
///
/// Rows have the numbers 0, 1, 2 and so on, in the order in which they were added. With two sides,
/// those of the left one come first, and only pairs across are compared.
public struct LinkageTable: Sendable {
    /// How many rows there are.
    public internal(set) var count = 0
    /// Where the rows of the right side begin; nil where the table is compared with itself.
    public internal(set) var rightStart: Int?
    /// First, middle and last names share their numbers, so that a name is found in any of them.
    var names = TextPool()
    /// Cities, ZIP codes, schools and columns that only the sender knows.
    var places = TextPool()
    /// Addresses and guardians.
    var homes = TextPool()
    var first: [UInt32] = []
    var middle: [UInt32] = []
    var last: [UInt32] = []
    var akaFirst: [UInt32] = []
    var akaLast: [UInt32] = []
    var address: [UInt32] = []
    var guardian: [UInt32] = []
    var city: [UInt32] = []
    var zip: [UInt32] = []
    var school: [UInt32] = []
    var extras: [[UInt32]] = []
    var extraNames: [String] = []
    /// Eight digits; see `PackedDate`.
    var birthDate: [UInt32] = []
    var suffix: [UInt8] = []
    var gender: [UInt8] = []
    var grade: [UInt8] = []
    var stateID: [UInt64] = []
    var otherID: [UInt64] = []
    var phone: [UInt64] = []

    /// Columns past this many that only the sender knows are not compared.
    public static let mostExtras = 8

    /// This table with the columns of another of the same rows that it has not.
    ///
    /// - Parameter other: holds none of this table's names, places and homes, each of which are all
    ///   in one of the two.
    public consuming func joined(with other: consuming LinkageTable) -> LinkageTable {
        if names.count < other.names.count { swap(&names, &other.names) }
        if places.count < other.places.count { swap(&places, &other.places) }
        if homes.count < other.homes.count { swap(&homes, &other.homes) }
        Self.take(&first, &other.first)
        Self.take(&middle, &other.middle)
        Self.take(&last, &other.last)
        Self.take(&akaFirst, &other.akaFirst)
        Self.take(&akaLast, &other.akaLast)
        Self.take(&address, &other.address)
        Self.take(&guardian, &other.guardian)
        Self.take(&city, &other.city)
        Self.take(&zip, &other.zip)
        Self.take(&school, &other.school)
        Self.take(&extras, &other.extras)
        Self.take(&extraNames, &other.extraNames)
        Self.take(&birthDate, &other.birthDate)
        Self.take(&suffix, &other.suffix)
        Self.take(&gender, &other.gender)
        Self.take(&grade, &other.grade)
        Self.take(&stateID, &other.stateID)
        Self.take(&otherID, &other.otherID)
        Self.take(&phone, &other.phone)
        return self
    }

    private static func take<Value>(_ own: inout [Value], _ other: inout [Value]) {
        if own.isEmpty { swap(&own, &other) }
    }
}

extension LinkageField {
    /// The fields in two parts whose columns can be read side by side and joined: those of homes
    /// and places, and all others.
    public var isOfPlace: Bool {
        switch self {
        case .address, .city, .zip, .guardian, .school, .extra: true
        default: false
        }
    }
}

/// How common the values of a column are.
struct ValueShares: Sendable {
    private var counts: [UInt32] = []
    private var scale: Float = 0
    private var pairs: Double = 0
    /// Added to each count: in a file of a few rows, what is there twice need not be common.
    private var usual: Float = 0

    init() {}

    /// Counts the numbers of `column`, each below `limit`; 0 is no value.
    ///
    /// - Parameters:
    ///   - share: what share a value usually has.
    ///   - rows: as how many rows that counts.
    init(_ column: [UInt32], below limit: Int, usual share: Float, rows: Float) {
        if column.isEmpty { return }
        usual = share * rows
        counts = Array(repeating: 0, count: limit)
        for value in column { counts[Int(value)] += 1 }
        let total = column.count - Int(counts[0])
        scale = 1 / (Float(total) + rows)
        var sum = 0.0
        for count in counts.dropFirst() { sum += Double(count) * Double(count) }
        pairs = total == 0 ? 0 : sum / Double(total) / Double(total)
    }

    /// The part of all rows with a value that have this one.
    @inline(__always)
    func share(_ value: UInt32) -> Float { (Float(counts[Int(value)]) + usual) * scale }

    /// How often two rows with a value have the same by chance.
    var equalByChance: Double { pairs }
}
