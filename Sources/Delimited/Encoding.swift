/// How the characters of a text are written as bytes.
public enum TextEncoding: String, Codable, Sendable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16 LE"
    case utf16BigEndian = "UTF-16 BE"
    case windows1252 = "Windows-1252"

    /// Judges by the first bytes; nil where they do not tell, and how long the byte order mark is.
    ///
    /// Without a mark, a text is taken for UTF-16 where nearly every other byte of its beginning
    /// is NUL, as in English text.
    public static func sniff(_ start: UnsafeRawBufferPointer) -> (TextEncoding?, markLength: Int) {
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if start.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if start.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        let sample = min(start.count, 512) / 2 * 2
        guard sample >= 8 else { return (nil, 0) }
        var nuls = (even: 0, odd: 0)
        for at in stride(from: 0, to: sample, by: 2) {
            if start[at] == 0 { nuls.even += 1 }
            if start[at + 1] == 0 { nuls.odd += 1 }
        }
        let most = sample / 2 * 7 / 10
        if nuls.odd > most, nuls.even == 0 { return (.utf16LittleEndian, 0) }
        if nuls.even > most, nuls.odd == 0 { return (.utf16BigEndian, 0) }
        return (nil, 0)
    }
}

/// Turns a text in another encoding into UTF-8, piece by piece.
public struct Transcoder: Sendable {
    public let source: TextEncoding
    /// Characters that could not be read and became U+FFFD.
    public private(set) var replacements = 0
    private var oddByte: UInt8?
    private var highSurrogate: UInt32?

    public init(from source: TextEncoding) { self.source = source }

    /// The next piece as UTF-8, added to `output`.
    public mutating func append(_ piece: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        switch source {
        case .utf8: output.append(contentsOf: piece)
        case .windows1252: for byte in piece { appendWindows1252(byte, &output) }
        case .utf16LittleEndian, .utf16BigEndian: appendUTF16(piece, &output)
        }
    }

    /// Ends the text: half a character that is left over becomes U+FFFD.
    public mutating func finish(to output: inout [UInt8]) {
        if oddByte != nil || highSurrogate != nil { replace(&output) }
        oddByte = nil
        highSurrogate = nil
    }

    private mutating func appendUTF16(_ piece: UnsafeRawBufferPointer, _ output: inout [UInt8]) {
        for byte in piece {
            guard let first = oddByte else {
                oddByte = byte
                continue
            }
            oddByte = nil
            let (low, high) = source == .utf16LittleEndian ? (first, byte) : (byte, first)
            appendUnit(UInt32(high) << 8 | UInt32(low), &output)
        }
    }

    private mutating func appendUnit(_ unit: UInt32, _ output: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if (0xDC00...0xDFFF).contains(unit) {
                append(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00), &output)
                return
            }
            replace(&output)
        }
        switch unit {
        case 0xD800...0xDBFF: highSurrogate = unit
        case 0xDC00...0xDFFF: replace(&output)
        default: append(unit, &output)
        }
    }

    private mutating func appendWindows1252(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0..<0x80: output.append(byte)
        case 0x80..<0xA0:
            let scalar = Self.windows1252High[Int(byte) - 0x80]
            if scalar == 0 { replace(&output) } else { append(UInt32(scalar), &output) }
        default: append(UInt32(byte), &output)
        }
    }

    private mutating func replace(_ output: inout [UInt8]) {
        replacements += 1
        append(0xFFFD, &output)
    }

    private func append(_ scalar: UInt32, _ output: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// 0x80 to 0x9F of code page 1252; 0 where the code page has no character.
    /// Source: the mapping table CP1252.TXT of the Unicode Consortium.
    private static let windows1252High: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]
}
