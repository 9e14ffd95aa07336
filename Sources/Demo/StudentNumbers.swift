/// Import Student IDs and state IDs, each used once.
///
/// State IDs are ten digits from 9900000000 on, a range that is marked as invented. Import
/// Student IDs are six to nine digits, the oldest with leading zeros; they stay different even
/// where a spreadsheet takes the zeros away.
struct StudentNumbers: Sendable {
    private var random: SplitMix64
    private var count = 0
    private let offset: Int

    init(_ random: SplitMix64) {
        self.random = random
        offset = self.random.below(Self.stateIDs)
    }

    private static let stateIDs = 100_000_000
    /// Has no factor in common with `stateIDs`, so that no number comes twice.
    private static let step = 38_069_357

    /// The numbers of the next student.
    mutating func next() -> (importID: String, stateID: String) {
        defer { count += 1 }
        let state = 9_900_000_000 + (offset + count * Self.step) % Self.stateIDs
        return (nextImportID(), String(state))
    }

    private mutating func nextImportID() -> String {
        switch random.below(20) {
        case 0..<5: return Self.text(1_000 + count * 9 + random.below(9), width: 6)
        case 5: return Self.text(200_000 + count * 9 + random.below(9), width: 8)
        case 6..<16: return Self.text(1_000_000 + count * 571 + random.below(571), width: 7)
        case 16..<19: return Self.text(20_000_000 + count * 5_003 + random.below(5_003), width: 8)
        default: return Self.text(300_000_000 + count * 9_973 + random.below(9_973), width: 9)
        }
    }

    private static func text(_ number: Int, width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
