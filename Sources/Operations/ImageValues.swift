import Records
import Storage

/// Counts the values of prior images by passing over them. A district has millions, and making
/// their values would take longer than all the rest of a check.
enum ImageValues {
    /// How many values `image` has; nil where an undo could not read it.
    static func count(of image: UnsafeRawBufferPointer) -> Int? {
        var scan = ImageScan(image)
        // What is not written as we write it is left to the reading itself.
        return scan.count() ?? (try? Undo.decode(image.text))?.count
    }
}

/// Passes over a JSON array of integers, texts and nulls.
private struct ImageScan {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// How many values the array has; nil where it may be something else.
    mutating func count() -> Int? {
        guard take(UInt8(ascii: "[")) else { return nil }
        var count = 0
        repeat {
            skipSpaces()
            guard takeValue() else { return nil }
            count += 1
            skipSpaces()
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) && at == bytes.count ? count : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipSpaces() { while take(0x20) {} }

    private mutating func takeValue() -> Bool {
        if take(UInt8(ascii: "\"")) { return takeText() }
        if take(UInt8(ascii: "n")) {
            return take(UInt8(ascii: "u")) && take(UInt8(ascii: "l")) && take(UInt8(ascii: "l"))
        }
        return takeInteger()
    }

    /// The rest of a text, behind its first quotation mark.
    private mutating func takeText() -> Bool {
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"): if !takeEscape() { return false }
            case 0..<0x20: return false
            default: continue
            }
        }
        return false
    }

    /// The rest of an escape; of those by number, the ones that stand for control characters.
    private mutating func takeEscape() -> Bool {
        guard at < bytes.count else { return false }
        let byte = bytes[at]
        at += 1
        if byte != UInt8(ascii: "u") { return "\"\\/bfnrt".utf8.contains(byte) }
        guard take(UInt8(ascii: "0")), take(UInt8(ascii: "0")), at + 2 <= bytes.count,
            Self.isHexDigit(bytes[at]), Self.isHexDigit(bytes[at + 1])
        else { return false }
        at += 2
        return true
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    private mutating func takeInteger() -> Bool {
        let isNegative = take(UInt8(ascii: "-"))
        let start = at
        var value: UInt64 = 0
        while at < bytes.count, 0x30...0x39 ~= bytes[at], at - start < 19 {
            value = value * 10 + UInt64(bytes[at] - 0x30)
            at += 1
        }
        let hasZero = at - start > 1 && bytes[start] == 0x30
        return at > start && !hasZero && value <= UInt64(Int64.max) + (isNegative ? 1 : 0)
    }
}
