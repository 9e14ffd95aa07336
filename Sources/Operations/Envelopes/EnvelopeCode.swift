/// What opens an envelope, sent by another channel than the envelope: five groups of five letters
/// and digits, such as `7K2QD-...`. The last one is a check, so that a slip in typing is told as
/// such and counts as no try.
///
/// Of its 125 bits 120 are random; nobody finds them by trying. The letters are those of
/// Crockford's Base 32, in which O, I and L are read as 0, 1 and 1.
struct EnvelopeCode: Equatable, Sendable {
    private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let count = 25
    private static let group = 5

    /// Without hyphens, in capitals.
    let text: String

    /// One that nobody can guess.
    init() {
        let values = RandomBytes.make(Self.count - 1).map { Int($0) & 31 }
        text = String((values + [Self.check(values)]).map { Self.letters[$0] })
    }

    /// As somebody typed it; nil where it cannot be a code.
    init?(_ typed: String) {
        let values = typed.uppercased().filter { !$0.isWhitespace && $0 != "-" }.map { letter in
            Self.letters.firstIndex(of: letter == "O" ? "0" : "IL".contains(letter) ? "1" : letter)
        }
        let found = values.compactMap(\.self)
        guard values.count == Self.count, found.count == Self.count,
            Self.check(found.dropLast()) == found.last
        else { return nil }
        text = String(found.map { Self.letters[$0] })
    }

    /// In groups, as people write it down.
    var shown: String {
        stride(from: 0, to: Self.count, by: Self.group).map { start in
            String(text.dropFirst(start).prefix(Self.group))
        }.joined(separator: "-")
    }

    /// Each place counts with an odd number of its own, so that one wrong letter is always found,
    /// and two that changed places nearly always.
    private static func check(_ values: some Collection<Int>) -> Int {
        values.enumerated().reduce(0) { ($0 + $1.element * (2 * $1.offset + 3)) % 32 }
    }
}
