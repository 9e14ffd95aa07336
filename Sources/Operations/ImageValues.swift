import Records
import Storage

/// Reads prior images as we write them, without a decoder: a district has millions. A check only
/// counts their values, by passing over them.
enum ImageValues {
    /// How many values `image` has; nil where an undo could not read it.
    static func count(of image: UnsafeRawBufferPointer) -> Int? {
        var scan = ImageScan(image)
        // What is not written as we write it is left to the reading itself.
        return scan.count() ?? (try? Undo.decoded(image.text))?.count
    }

    /// The values of `image`; nil where it is not written as we write it.
    static func values(of image: String) -> [Query.Value]? {
        var image = image
        return image.withUTF8 {
            var scan = ImageScan(UnsafeRawBufferPointer($0))
            return scan.values()
        }
    }
}

/// Passes over a JSON array of integers, texts and nulls.
private struct ImageScan {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// How many values the array has; nil where it may be something else.
    mutating func count() -> Int? {
        var count = 0
        let isRead = takeArray { scan in
            count += 1
            return scan.takeValue()
        }
        return isRead ? count : nil
    }

    /// Its values; nil where it may be something else.
    mutating func values() -> [Query.Value]? {
        var values: [Query.Value] = []
        let isRead = takeArray { scan in
            let start = scan.at
            guard scan.takeValue() else { return false }
            values.append(scan.value(from: start))
            return true
        }
        return isRead ? values : nil
    }

    private mutating func takeArray(_ takeValue: (inout Self) -> Bool) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        repeat {
            skipSpaces()
            guard takeValue(&self) else { return false }
            skipSpaces()
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) && at == bytes.count
    }

    /// The value that was taken from `start` on.
    private func value(from start: Int) -> Query.Value {
        switch bytes[start] {
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "\""):
            let text = bytes[start + 1..<at - 1]
            if !text.contains(UInt8(ascii: "\\")) {
                return .text(String(decoding: text, as: UTF8.self))
            }
            return .text(Self.unescaped(text))
        case UInt8(ascii: "-"):
            // Downwards, because the smallest number has no positive one.
            return .integer(
                bytes[start + 1..<at].reduce(0) { $0 * 10 - Int64($1 - 0x30) })
        default:
            return .integer(bytes[start..<at].reduce(0) { $0 * 10 + Int64($1 - 0x30) })
        }
    }

    private static func unescaped(_ text: Slice<UnsafeRawBufferPointer>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var at = text.startIndex
        while at < text.endIndex {
            guard text[at] == UInt8(ascii: "\\") else {
                result.append(text[at])
                at += 1
                continue
            }
            let byte = text[at + 1]
            at += 2
            switch byte {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                // Of the four digits the first two are zeros.
                let digits = String(decoding: text[at + 2..<at + 4], as: UTF8.self)
                let scalar = Unicode.Scalar(UInt8(digits, radix: 16) ?? 0)
                result.append(contentsOf: String(Character(scalar)).utf8)
                at += 4
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
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
