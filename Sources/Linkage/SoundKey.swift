import Delimited

/// How a folded word sounds, as a number; the same for words that are likely misheard for each
/// other.
///
/// Up to six consonant classes after the first sound, vowels only at the start, doubled letters
/// once. The classes are those of Soundex with the usual English spellings of one sound put
/// together first (`ph` and `f`, `kn` and `n`, soft `c` and `s`, `ck` and `k`).
/// Source of the classes: the American Soundex of the U.S. National Archives.
enum SoundKey {
    /// 0 where the word has no letter from a to z.
    static func key(_ word: Cell) -> UInt32 {
        var key: UInt32 = 0
        var last: UInt32 = 0
        var sounds = 0
        var index = 0
        while index < word.count, sounds < 6 {
            let letter = word[index]
            let next = index + 1 < word.count ? word[index + 1] : 0
            let (sound, used) = sound(letter, next, isFirst: index == 0)
            index += used
            guard let sound else { continue }
            // A vowel is kept only as the first sound, and parts two of one class.
            if sound == vowel {
                if key == 0 {
                    key = vowel
                    sounds = 1
                }
                last = 0
            } else if sound != last {
                key = key << 4 | sound
                sounds += 1
                last = sound
            }
        }
        return key
    }

    private static let vowel: UInt32 = 7

    /// The class of the sound that begins with `letter`, and how many letters make it.
    @inline(__always)
    private static func sound(
        _ letter: UInt8, _ next: UInt8, isFirst: Bool
    ) -> (UInt32?, used: Int) {
        switch letter {
        case UInt8(ascii: "p"): next == UInt8(ascii: "h") ? (1, 2) : (8, 1)
        case UInt8(ascii: "b"): (8, 1)
        case UInt8(ascii: "f"), UInt8(ascii: "v"): (1, 1)
        case UInt8(ascii: "c"):
            switch next {
            case UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "y"): (2, 1)
            case UInt8(ascii: "h"), UInt8(ascii: "k"): (9, 2)
            default: (9, 1)
            }
        case UInt8(ascii: "k"), UInt8(ascii: "g"):
            isFirst && next == UInt8(ascii: "n") ? (5, 2) : (9, 1)
        case UInt8(ascii: "q"), UInt8(ascii: "x"): (9, 1)
        case UInt8(ascii: "j"): (10, 1)
        case UInt8(ascii: "s"): next == UInt8(ascii: "h") ? (11, 2) : (2, 1)
        case UInt8(ascii: "z"): (2, 1)
        case UInt8(ascii: "d"), UInt8(ascii: "t"): (3, 1)
        case UInt8(ascii: "l"): (4, 1)
        case UInt8(ascii: "m"), UInt8(ascii: "n"): (5, 1)
        case UInt8(ascii: "r"): (6, 1)
        case UInt8(ascii: "w"):
            isFirst && next == UInt8(ascii: "r") ? (6, 2) : isFirst ? (12, 1) : (nil, 1)
        case UInt8(ascii: "h"): (nil, 1)
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
            UInt8(ascii: "u"), UInt8(ascii: "y"):
            (vowel, 1)
        default: (nil, 1)
        }
    }
}
