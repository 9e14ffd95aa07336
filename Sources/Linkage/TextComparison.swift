import Delimited

/// The comparison levels of folded addresses, guardians and other texts that are not equal.
enum TextComparison {
    /// The same house with the street written otherwise is a slip; the same street is alike.
    static func address(_ left: Cell, _ right: Cell) -> UInt8 {
        let (number, street) = parts(left)
        let (otherNumber, otherStreet) = parts(right)
        let isSameNumber = NameComparison.isEqual(number, otherNumber)
        let isSameStreet = NameComparison.isEqual(street, otherStreet)
        let isAlike = isSameStreet || Spelling.isSimilar(street, otherStreet, least: 0.9)
        if isSameNumber, isAlike || sharesFirstWord(street, otherStreet) {
            return LevelCode.slip
        }
        if NameComparison.isSpacing(left, right) || NameComparison.sharesWords(left, right) {
            return LevelCode.slip
        }
        if number.isEmpty || otherNumber.isEmpty, isAlike { return LevelCode.part }
        if isAlike {
            let isSlip = number.count > 1 && Spelling.distance(number, otherNumber) == 1
            return isSlip ? LevelCode.part : LevelCode.similar
        }
        return LevelCode.differ
    }

    /// Whether `text` is the street of `address`, or nearly.
    static func isStreet(_ address: Cell, _ text: Cell) -> Bool {
        let street = parts(address).street
        if street.count < 4 || text.count < 4 { return false }
        return NameComparison.isEqual(street, text) || NameComparison.isSpacing(street, text)
            || Spelling.isSimilar(street, text, least: 0.9)
    }

    /// The house number, where the address begins with one, and what follows.
    private static func parts(_ address: Cell) -> (number: Cell, street: Cell) {
        guard let first = address.first, (0x30...0x39).contains(first),
            let space = address.firstIndex(of: 0x20)
        else { return (Cell(rebasing: address[..<0]), address) }
        return (Cell(rebasing: address[..<space]), Cell(rebasing: address[(space + 1)...]))
    }

    /// Whether both begin with one word of at least four letters.
    private static func sharesFirstWord(_ left: Cell, _ right: Cell) -> Bool {
        let one = left.firstIndex(of: 0x20) ?? left.count
        let other = right.firstIndex(of: 0x20) ?? right.count
        return one >= 4
            && NameComparison.isEqual(
                Cell(rebasing: left[..<one]), Cell(rebasing: right[..<other]))
    }

    /// Names of grown-ups, in either order.
    static func guardian(_ left: Cell, _ right: Cell) -> UInt8 {
        if NameComparison.allWords(of: left, { NameComparison.contains(right, word: $0) })
            || NameComparison.allWords(of: right, { NameComparison.contains(left, word: $0) })
        {
            return LevelCode.part
        }
        if Spelling.isSimilar(left, right, least: 0.92) { return LevelCode.slip }
        let sharesOne = !NameComparison.allWords(of: left) {
            $0.count < 3 || !NameComparison.contains(right, word: $0)
        }
        return sharesOne ? LevelCode.similar : LevelCode.differ
    }

    /// Names of cities and schools, and ZIP codes.
    static func place(_ left: Cell, _ right: Cell) -> UInt8 {
        if Spelling.distance(left, right) == 1 { return LevelCode.slip }
        return Spelling.isSimilar(left, right, least: 0.9) ? LevelCode.similar : LevelCode.differ
    }

    /// Texts of which nothing else is known.
    static func plain(_ left: Cell, _ right: Cell) -> UInt8 {
        if Spelling.distance(left, right) == 1 || NameComparison.isSpacing(left, right) {
            return LevelCode.slip
        }
        if NameComparison.sharesWords(left, right) { return LevelCode.part }
        return Spelling.isSimilar(left, right, least: 0.88) ? LevelCode.similar : LevelCode.differ
    }
}
