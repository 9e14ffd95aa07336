/// What a file is by its first bytes, whatever its name claims.
public enum ContentKind: String, Sendable, CaseIterable {
    /// Text in UTF-8, a one-byte encoding or UTF-16, with or without a byte order mark.
    case text
    /// A ZIP file other than a workbook.
    case zip
    /// A file packed by gzip.
    case gzip
    /// An Excel workbook: a ZIP file of XML parts.
    case xlsx
    /// An old Office file (OLE): Excel before 2007, or a workbook with a password.
    case xls
    /// A PDF document.
    case pdf
    /// Anything else that is not text.
    case binary

    /// How many first bytes `sniff` wants.
    public static let headLength = 8_192

    /// The kind of a source, by its first bytes.
    public static func sniff(_ source: any ByteSource) throws -> ContentKind {
        sniff(try source.bytes(at: 0, count: headLength))
    }

    /// The kind of a file that begins with `head`. An empty file is text.
    public static func sniff(_ head: [UInt8]) -> ContentKind {
        if head.starts(with: "PK\u{3}\u{4}".utf8) { return isWorkbook(head) ? .xlsx : .zip }
        // A ZIP file without files, and the first part of a split one.
        let otherZips = ["PK\u{5}\u{6}", "PK\u{7}\u{8}"]
        if otherZips.contains(where: { head.starts(with: $0.utf8) }) { return .zip }
        if head.starts(with: [0x1F, 0x8B]) { return .gzip }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return .xls }
        if head.starts(with: "%PDF-".utf8) { return .pdf }
        return isText(head) ? .text : .binary
    }

    /// Word and PowerPoint files begin with the same part as workbooks, so the parts after it
    /// are looked at. They are found by signature because a streaming writer leaves their lengths
    /// out; the first must belong to a package, or a workbook inside a ZIP file would count.
    private static func isWorkbook(_ head: [UInt8]) -> Bool {
        let names = localNames(head)
        let parts = ["[Content_Types].xml", "_rels/", "docProps/", "xl/"]
        guard let first = names.first, parts.contains(where: first.hasPrefix) else { return false }
        if names.contains(where: { $0.hasPrefix("xl/") }) { return true }
        return names.allSatisfy { name in parts.contains(where: name.hasPrefix) }
            && names.contains("[Content_Types].xml")
    }

    private static func localNames(_ head: [UInt8]) -> [String] {
        var names: [String] = []
        var at = 0
        while let signature = head.uint32(at: at), let length = head.uint16(at: at + 26) {
            if signature == 0x0403_4B50, at + 30 + length <= head.count {
                names.append(String(decoding: head[(at + 30)..<(at + 30 + length)], as: UTF8.self))
            }
            at += 1
        }
        return names
    }

    private static func isText(_ head: [UInt8]) -> Bool {
        if head.starts(with: [0xFF, 0xFE, 0, 0]) { return false }  // UTF-32
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return true }
        // A stray NUL or control character is a matter for the reader, which can name its row.
        let odd = head.count { isControl($0) }
        return odd * 50 <= head.count || isUTF16(head, high: 0) || isUTF16(head, high: 1)
    }

    /// Whether these are pairs of bytes whose `high` ones are nearly all NUL, as in UTF-16 that is
    /// mostly ASCII, and whose low ones are text. A few letters beyond Latin-1 do no harm.
    private static func isUTF16(_ head: [UInt8], high: Int) -> Bool {
        let pairs = head.count / 2
        var plain = 0
        var controls = 0
        for pair in 0..<pairs where head[2 * pair + high] == 0 {
            plain += 1
            if isControl(head[2 * pair + 1 - high]) { controls += 1 }
        }
        return pairs > 0 && plain * 10 >= pairs * 8 && controls * 50 <= pairs
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        let usual: ClosedRange<UInt8> = 9...13  // tab, line feed, form feed, carriage return
        let endOfFile: UInt8 = 26  // Ctrl-Z, which DOS programs still write
        return byte < 32 && !usual.contains(byte) && byte != endOfFile
    }
}
