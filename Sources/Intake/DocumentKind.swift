/// What a document may be: a kind that people read, known by its name's ending, and by how its
/// bytes begin or what its package holds. A name that promises another kind than the bytes are is
/// how programs get opened that nobody meant to run.
public enum DocumentKind: String, Sendable, CaseIterable {
    case pdf, png, jpg, jpeg, gif, tif, tiff, webp, heic
    case docx, xlsx, pptx, doc, xls, ppt, odt, ods, odp, rtf
    case txt, csv

    /// By the ending of a file's name; nil for kinds that are not taken.
    public init?(ofFileNamed name: String) {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        self.init(rawValue: name[name.index(after: dot)...].lowercased())
    }

    /// Whether a source is what this kind is.
    ///
    /// - Throws: `IntakeError` where it cannot be read. A package that is damaged is none.
    public func fits(_ source: any ByteSource) throws -> Bool {
        let head = try source.bytes(at: 0, count: ContentKind.headLength)
        switch self {
        case .pdf: return head.starts(with: "%PDF-".utf8)
        case .png: return head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        case .jpg, .jpeg: return head.starts(with: [0xFF, 0xD8, 0xFF])
        case .gif: return ["GIF87a", "GIF89a"].contains { head.starts(with: $0.utf8) }
        case .tif, .tiff:
            let marks: [[UInt8]] = [[0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A]]
            return marks.contains { head.starts(with: $0) }
        case .webp: return head.starts(with: "RIFF".utf8) && Self.has("WEBP", head, at: 8)
        case .heic:
            return Self.has("ftyp", head, at: 4)
                && ["heic", "heix", "mif1", "msf1"].contains { Self.has($0, head, at: 8) }
        case .docx: return Self.isPackage(source, of: "word/")
        case .xlsx: return Self.isPackage(source, of: "xl/")
        case .pptx: return Self.isPackage(source, of: "ppt/")
        case .doc, .xls, .ppt:
            return head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
        case .odt: return Self.isOpenDocument(head, "text")
        case .ods: return Self.isOpenDocument(head, "spreadsheet")
        case .odp: return Self.isOpenDocument(head, "presentation")
        case .rtf: return head.starts(with: "{\\rtf".utf8)
        case .txt, .csv: return ContentKind.sniff(head) == .text && !Self.isMarkup(head)
        }
    }

    private static func has(_ text: String, _ head: [UInt8], at place: Int) -> Bool {
        head.dropFirst(place).starts(with: text.utf8)
    }

    /// An Office file: a package with parts of this folder, and without macros, which belong to
    /// kinds with other endings.
    /// Source: ECMA-376, part 2, Open Packaging Conventions.
    private static func isPackage(_ source: any ByteSource, of folder: String) -> Bool {
        guard let names = try? ZipArchive(source).entries.map(\.name) else { return false }
        return names.contains("[Content_Types].xml")
            && names.contains { $0.hasPrefix(folder) }
            && !names.contains { $0.lowercased().hasSuffix("vbaproject.bin") }
    }

    /// An OpenDocument file begins with its media type, packed by no method.
    /// Source: OASIS OpenDocument 1.3, part 2, section 3.3.
    private static func isOpenDocument(_ head: [UInt8], _ kind: String) -> Bool {
        guard head.starts(with: "PK\u{3}\u{4}".utf8), has("mimetype", head, at: 30),
            let extra = head.uint16(at: 28)
        else { return false }
        let place = 38 + extra
        return has("application/vnd.oasis.opendocument.\(kind)", head, at: place)
            && !has("application/vnd.oasis.opendocument.\(kind)-", head, at: place)
    }

    /// Text that a browser or a shell takes for something to run.
    private static func isMarkup(_ head: [UInt8]) -> Bool {
        let text = String(decoding: head.prefix(1_024), as: UTF8.self).lowercased()
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return ["<!doctype", "<html", "<script", "<svg", "<?xml", "#!"]
            .contains { start.hasPrefix($0) }
    }
}
