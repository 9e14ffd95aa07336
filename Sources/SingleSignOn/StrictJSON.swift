/// A value of JSON.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    var number: Double? {
        if case .number(let number) = self { return number }
        return nil
    }

    var array: [JSONValue]? {
        if case .array(let items) = self { return items }
        return nil
    }

    /// Nil unless it is an array of strings and of nothing else.
    var strings: [String]? {
        guard let items = array else { return nil }
        let texts = items.compactMap(\.string)
        return texts.count == items.count ? texts : nil
    }
}

/// Reads JSON (RFC 8259) and takes nothing that two readers could understand differently: no name
/// twice in an object (RFC 7519, section 4), no broken text, nothing behind the value.
struct StrictJSON {
    private let bytes: [UInt8]
    private var place = 0

    /// Deeper nesting is none of what providers send.
    private static let deepest = 24

    struct NotJSON: Error {}

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The members of an object.
    static func object(_ bytes: [UInt8]) throws -> [String: JSONValue] {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw NotJSON() }
        var reader = StrictJSON(bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.place == bytes.count, case .object(let members) = value else {
            throw NotJSON()
        }
        return members
    }

    // MARK: Values

    private mutating func value(depth: Int) throws -> JSONValue {
        if depth > Self.deepest { throw NotJSON() }
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(_ depth: Int) throws -> JSONValue {
        try take(UInt8(ascii: "{"))
        var members: [String: JSONValue] = [:]
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            place += 1
            return .object(members)
        }
        while true {
            skipSpace()
            let name = try text()
            skipSpace()
            try take(UInt8(ascii: ":"))
            let value = try value(depth: depth + 1)
            guard members.updateValue(value, forKey: name) == nil else { throw NotJSON() }
            if try isLast(UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array(_ depth: Int) throws -> JSONValue {
        try take(UInt8(ascii: "["))
        var items: [JSONValue] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            place += 1
            return .array(items)
        }
        while true {
            items.append(try value(depth: depth + 1))
            if try isLast(UInt8(ascii: "]")) { return .array(items) }
        }
    }

    /// Whether what follows ends the list, and not a comma.
    private mutating func isLast(_ end: UInt8) throws -> Bool {
        skipSpace()
        if try peek() == end {
            place += 1
            return true
        }
        try take(UInt8(ascii: ","))
        return false
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
        let letters = word.withUTF8Buffer(Array.init)
        guard bytes[place...].starts(with: letters) else { throw NotJSON() }
        place += letters.count
        return value
    }

    private mutating func number() throws -> Double {
        let rest = String(decoding: bytes[place...].prefix(40), as: UTF8.self)
        guard let found = rest.prefixMatch(of: #/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/#),
            let number = Double(String(found.0)), number.isFinite
        else { throw NotJSON() }
        place += found.0.utf8.count
        return number
    }

    // MARK: Text

    private mutating func text() throws -> String {
        try take(UInt8(ascii: "\""))
        var found: [UInt8] = []
        while true {
            let byte = try next()
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: found, as: UTF8.self)
            case UInt8(ascii: "\\"): found += try escaped()
            case ..<0x20: throw NotJSON()
            default: found.append(byte)
            }
        }
    }

    private mutating func escaped() throws -> [UInt8] {
        let byte = try next()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"): return Array(String(Character(try escapedScalar())).utf8)
        default: throw NotJSON()
        }
    }

    private mutating func escapedScalar() throws -> Unicode.Scalar {
        let high = try fourDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        try take(UInt8(ascii: "\\"))
        try take(UInt8(ascii: "u"))
        let low = try fourDigits()
        guard (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x1_0000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw NotJSON() }
        return scalar
    }

    private mutating func fourDigits() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try next())).hexDigitValue else {
                throw NotJSON()
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    // MARK: Bytes

    private func peek() throws -> UInt8 {
        guard place < bytes.count else { throw NotJSON() }
        return bytes[place]
    }

    private mutating func next() throws -> UInt8 {
        let byte = try peek()
        place += 1
        return byte
    }

    private mutating func take(_ byte: UInt8) throws {
        if try next() != byte { throw NotJSON() }
    }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }
}
