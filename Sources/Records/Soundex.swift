/// How a name sounds in English, as four characters: `R163` for Robert and for Rupert.
///
/// Source: the American Soundex of the U.S. National Archives, "Soundex System"
/// (archives.gov/research/census/soundex). Two letters of one code count once where they stand
/// side by side or have only an H or a W between them; where a vowel parts them, both count.
public enum Soundex {
    /// The code of one word, in capitals; nil where it does not begin with a letter from A to Z.
    public static func code(_ word: String) -> String? {
        var letters = word.utf8.lazy.map { $0 | 0x20 }.makeIterator()
        guard let first = letters.next(), (0x61...0x7A).contains(first) else { return nil }
        var code = [first & 0xDF]
        var last = digit(first)
        while code.count < 4, let letter = letters.next() {
            // H and W part nothing.
            if letter == 0x68 || letter == 0x77 { continue }
            let next = digit(letter)
            if let next, next != last { code.append(next) }
            last = next
        }
        code += Array(repeating: 0x30, count: 4 - code.count)
        return String(decoding: code, as: UTF8.self)
    }

    /// The code number of a letter; nil for vowels, H, W and Y, and for what is no letter.
    private static func digit(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 0x62, 0x66, 0x70, 0x76: 0x31  // b f p v
        case 0x63, 0x67, 0x6A, 0x6B, 0x71, 0x73, 0x78, 0x7A: 0x32  // c g j k q s x z
        case 0x64, 0x74: 0x33  // d t
        case 0x6C: 0x34  // l
        case 0x6D, 0x6E: 0x35  // m n
        case 0x72: 0x36  // r
        default: nil
        }
    }

    /// Under which variant a word is found by its sound (see `NameKeys.variants`); nil where it
    /// has none. No word of a name begins with this character.
    public static func variant(of word: String) -> String? { code(word).map { "~" + $0 } }

    /// Whether two names, folded, sound alike: as a whole, or in one of their words.
    public static func soundAlike(_ left: String, _ right: String) -> Bool {
        !codes(left).isDisjoint(with: codes(right))
    }

    /// The codes of a folded name: of all of it, and of its words of more than two letters.
    private static func codes(_ name: String) -> Set<String> {
        let words = name.split(separator: " ").filter { $0.utf8.count > 2 }
        return Set((words.map(String.init) + [name.filter { $0 != " " }]).compactMap(code))
    }
}
