/// How cells and rows are told apart.
public struct Dialect: Equatable, Sendable {
    public var separator: UInt8
    /// Whether a cell that begins with a quotation mark ends at the next single one.
    public var quoted: Bool
    /// Whether a carriage return on its own ends a line too.
    public var loneReturnsEndLines: Bool

    public init(separator: UInt8, quoted: Bool = true, loneReturnsEndLines: Bool = true) {
        self.separator = separator
        self.quoted = quoted
        self.loneReturnsEndLines = loneReturnsEndLines
    }

    /// The plainest way to read a text with `survey` that loses nothing of it.
    public init(separator: UInt8, for survey: Survey) {
        self.init(
            separator: separator, quoted: survey.quotes > 0,
            loneReturnsEndLines: !survey.hasPlainLineEnds)
    }

    /// Whether every line feed ends a row and every separator a cell.
    var isPlain: Bool { !quoted && !loneReturnsEndLines }

    /// The separators that senders use, in order of preference.
    public static let separators: [UInt8] = [0x09, 0x2C, 0x3B, 0x7C, 0x5E]

    /// The separator that occurs most often in `header`, the first line; nil where none does.
    public static func separator(ofHeader header: UnsafeRawBufferPointer) -> UInt8? {
        var counts = [UInt8: Int]()
        var isQuoted = false
        for byte in header {
            if byte == 0x22 { isQuoted.toggle() }
            if !isQuoted, separators.contains(byte) { counts[byte, default: 0] += 1 }
        }
        if counts.isEmpty, isQuoted {
            for byte in header where separators.contains(byte) { counts[byte, default: 0] += 1 }
        }
        return separators.filter { counts[$0] != nil }
            .max { counts[$0, default: 0] < counts[$1, default: 0] }
    }
}
