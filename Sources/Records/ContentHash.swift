import Delimited

/// A number for what a record says, so that a row that says the same again is recognised by one
/// comparison.
///
/// The content of a record is the sum of the hashes of its cells that are not blank, each seeded
/// by its column. So neither the order of the columns counts, nor columns that are blank. The
/// numbers are stored; changing this function makes every row count as changed once.
public enum ContentHash {
    /// The hash of one cell. A blank one adds nothing and is not to be hashed.
    @inlinable
    public static func hash(_ bytes: Cell, seed: UInt64) -> UInt64 {
        var hash = seed ^ (UInt64(truncatingIfNeeded: bytes.count) &* 0x8CB9_2BA7_2F3D_8DD7)
        var at = 0
        while at &+ 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
            hash = mixed(hash ^ word)
            at &+= 8
        }
        var rest: UInt64 = 0
        while at < bytes.count {
            rest = rest &<< 8 | UInt64(bytes[at])
            at &+= 1
        }
        return mixed(mixed(hash ^ rest) ^ seed)
    }

    /// The hash of a text; 0 for an empty one.
    public static func hash(_ text: String, seed: UInt64) -> UInt64 {
        if text.isEmpty { return 0 }
        var text = text
        return text.withUTF8 { hash(Cell($0), seed: seed) }
    }

    /// The hash of a day.
    @inlinable
    public static func hash(day: Int32, seed: UInt64) -> UInt64 {
        mixed(mixed(UInt64(truncatingIfNeeded: day) ^ seed) ^ (seed &<< 1))
    }

    /// The seed of the column with this label.
    public static func seed(_ label: String) -> UInt64 {
        hash(label, seed: 0x2D35_8DCC_AA6C_78A5) | 1
    }

    /// A content as it is stored. The one number that stands for NULL is none.
    public static func stored(_ sum: UInt64) -> Int64 {
        let number = Int64(bitPattern: sum)
        return number == .min ? .max : number
    }

    /// Multiplies to 128 bits and folds the halves.
    @inlinable
    static func mixed(_ value: UInt64) -> UInt64 {
        let wide = (value ^ 0x5851_F42D_4C95_7F2D).multipliedFullWidth(by: 0x9FB2_1C65_1E98_DF25)
        return wide.high ^ wide.low
    }
}
