import Delimited
import Records

/// Short and other usual forms of first names.
///
/// Each line is one name in its forms. A form may stand in several lines (`alex` for Alexander and
/// for Alexandra); two names agree where they share a line.
enum Nicknames {
    /// Whether two folded names are forms of one.
    static func areForms(_ left: Cell, _ right: Cell) -> Bool {
        guard let one = lines[key(left)], let other = lines[key(right)] else { return false }
        for line in one where other.contains(line) { return true }
        return false
    }

    /// The number of the first line that a name stands in; nil where it stands in none. Forms of
    /// one name often have the same, so that blocks can be made of it.
    static func firstLine(_ name: Cell) -> UInt16? { lines[key(name)]?.first }

    private static func key(_ name: Cell) -> UInt64 { ContentHash.hash(name, seed: 0) }

    private static let lines: [UInt64: [UInt16]] = {
        var lines: [UInt64: [UInt16]] = [:]
        let forms = firstForms + "\n" + lastForms
        for (number, line) in forms.split(separator: "\n").enumerated() {
            for name in line.split(separator: " ") {
                lines[ContentHash.hash(String(name), seed: 0), default: []]
                    .append(UInt16(truncatingIfNeeded: number))
            }
        }
        return lines
    }()
}
