import Delimited

/// The comparison levels of folded names.
enum NameComparison {
    private static let space: UInt8 = 0x20

    /// First names that are not equal.
    static func first(_ left: Cell, _ right: Cell) -> UInt8 {
        if left.count == 1 || right.count == 1 {
            return left.first == right.first ? LevelCode.initial : LevelCode.differ
        }
        if Nicknames.areForms(left, right) { return LevelCode.form }
        if sharesWords(left, right) { return LevelCode.part }
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        if short.count >= 3, long.starts(with: short) { return LevelCode.form }
        return spelling(left, right)
    }

    /// Surnames that are not equal.
    static func last(_ left: Cell, _ right: Cell) -> UInt8 {
        if left.count == 1 || right.count == 1 {
            return left.first == right.first ? LevelCode.initial : LevelCode.differ
        }
        if isSpacing(left, right) { return LevelCode.form }
        if sharesWords(left, right) { return LevelCode.part }
        return spelling(left, right)
    }

    /// One slip, alike, or different.
    static func spelling(_ left: Cell, _ right: Cell) -> UInt8 {
        let least = min(left.count, right.count)
        let isNear = Spelling.mostCommon(left, right) >= max(left.count, right.count) - 2
        let distance = isNear ? Spelling.distance(left, right) : Int.max
        if distance == 1 { return least >= 3 ? LevelCode.slip : LevelCode.similar }
        if isSpacing(left, right) { return LevelCode.slip }
        if distance == 2, least >= 5 { return LevelCode.similar }
        if Spelling.isSimilar(left, right, least: 0.88) { return LevelCode.similar }
        let sound = SoundKey.key(left)
        if sound > 0xF, sound == SoundKey.key(right), left.first == right.first {
            return LevelCode.similar
        }
        return LevelCode.differ
    }

    /// Whether the letters are the same and only spaces are not.
    static func isSpacing(_ left: Cell, _ right: Cell) -> Bool {
        if left.count == right.count || !(left.contains(space) || right.contains(space)) {
            return false
        }
        var (at, other) = (0, 0)
        while true {
            while at < left.count, left[at] == space { at += 1 }
            while other < right.count, right[other] == space { other += 1 }
            if at == left.count || other == right.count {
                return at == left.count && other == right.count
            }
            if left[at] != right[other] { return false }
            at += 1
            other += 1
        }
    }

    /// Whether all words of one, of at least two letters, are among those of the other.
    static func sharesWords(_ left: Cell, _ right: Cell) -> Bool {
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        guard long.contains(space), short.count >= 2 else { return false }
        return allWords(of: short) { contains(long, word: $0) }
    }

    /// Whether `body` holds for each word.
    static func allWords(of text: Cell, _ body: (Cell) -> Bool) -> Bool {
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == space {
            if index > start, !body(Cell(rebasing: text[start..<index])) { return false }
            start = index + 1
        }
        return true
    }

    /// Whether `word` is one of the words of `text`.
    static func contains(_ text: Cell, word: Cell) -> Bool {
        !allWords(of: text) { !isEqual($0, word) }
    }

    @inline(__always)
    static func isEqual(_ left: Cell, _ right: Cell) -> Bool {
        if left.count != right.count { return false }
        for index in 0..<left.count where left[index] != right[index] { return false }
        return true
    }
}
