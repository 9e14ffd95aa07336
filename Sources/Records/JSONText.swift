import Delimited
import Foundation

/// One column that a file has beyond those of its layout.
public struct OtherColumn: Equatable, Sendable {
    public var label: String
    public var value: String

    public init(_ label: String, _ value: String) {
        self.label = label
        self.value = value
    }
}

/// Writes and reads flat JSON objects of texts, quickly and always in the same form.
public enum JSONText {
    /// An object with these members, in their order.
    public static func object(_ members: [OtherColumn]) -> String {
        if members.isEmpty { return "{}" }
        var bytes: [UInt8] = []
        for member in members {
            var (label, value) = (member.label, member.value)
            label.withUTF8 { label in
                value.withUTF8 { append(Cell(label), Cell($0), to: &bytes) }
            }
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The members of an object, by label; none where `text` is not an object of texts.
    public static func members(_ text: String) -> [OtherColumn] {
        if text == "{}" { return [] }
        let found = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        return (found ?? [:]).map { OtherColumn($0, $1) }.sorted { $0.label < $1.label }
    }

    /// Adds a member to an object that is being written; the first opens it, `}` has to close it.
    public static func append(_ label: Cell, _ value: Cell, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
        append(label, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(value, to: &bytes)
    }

    /// `text` with quotation marks around it.
    public static func string(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes `text` with quotation marks around it.
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { append(Cell($0), to: &bytes) }
    }

    private static func append(_ text: Cell, to bytes: inout [UInt8]) {
        bytes.append(0x22)
        for byte in text {
            switch byte {
            case 0x22, 0x5C:
                bytes.append(0x5C)
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
