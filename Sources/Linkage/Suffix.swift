import Delimited

/// Name suffixes as numbers; 0 is none.
enum Suffix {
    private static let codes: [(text: StaticString, code: UInt8)] = [
        ("jr", 1), ("junior", 1), ("ii", 2), ("2nd", 2), ("iii", 3), ("3rd", 3), ("iv", 4),
        ("4th", 4), ("v", 5), ("sr", 6), ("senior", 6), ("i", 7),
    ]

    /// The number of a folded suffix.
    static func code(_ text: Cell) -> UInt8 {
        for (known, code) in codes where isEqual(known, text) { return code }
        return 0
    }

    /// A folded surname without the suffix behind it, and its number.
    static func split(_ name: Cell) -> (rest: Cell, code: UInt8) {
        guard let space = name.lastIndex(of: 0x20), name.count - space <= 7 else {
            return (name, 0)
        }
        let code = code(Cell(rebasing: name[(space + 1)...]))
        return code == 0 || code == 7 || code == 5
            ? (name, 0) : (Cell(rebasing: name[..<space]), code)
    }

    static func text(_ code: UInt8) -> String {
        codes.first { $0.code == code }.map { "\($0.text)" } ?? ""
    }

    private static func isEqual(_ known: StaticString, _ text: Cell) -> Bool {
        guard known.utf8CodeUnitCount == text.count else { return false }
        return known.withUTF8Buffer { $0.elementsEqual(text) }
    }
}
