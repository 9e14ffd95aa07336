// All SQL that touches `content` and `content_piece`.

/// The bytes of documents, as they are kept: each content once, by its SHA-256.
public struct StoredContent: Equatable, Sendable {
    public let id: Int
    /// SHA-256 in 64 lower-case hexadecimal digits.
    public let digest: String
    public let bytes: Int

    /// How many bytes a piece of it has, but for the last: 1 MiB.
    public static let bytesPerPiece = 1 << 20

    fileprivate init(_ row: any ResultRow) throws {
        id = try row.requiredInteger(0)
        digest = try row.requiredText(1)
        bytes = try row.requiredInteger(2)
    }
}

extension Reader {
    /// A content by its number, or nil.
    public func content(_ id: Int) throws -> StoredContent? {
        try first("SELECT id, digest, bytes FROM content WHERE id = \(id)", StoredContent.init)
    }

    /// All contents, in the order of their numbers.
    public func contents() throws -> [StoredContent] {
        try rows("SELECT id, digest, bytes FROM content ORDER BY id", StoredContent.init)
    }

    /// The content with this SHA-256, or nil.
    public func content(withDigest digest: String) throws -> StoredContent? {
        try first(
            "SELECT id, digest, bytes FROM content WHERE digest = \(digest)", StoredContent.init)
    }

    /// Hands over a content, piece by piece.
    public func forEachPiece(ofContent id: Int, _ body: ([UInt8]) throws -> Void) throws {
        let pieces = try count("SELECT count(*) FROM content_piece WHERE content = \(id)")
        for piece in 0..<pieces {
            let bytes = try first(
                "SELECT bytes FROM content_piece WHERE content = \(id) AND piece = \(piece)"
            ) { try $0.bytes(0) ?? [] }
            try body(opened(bytes ?? [], kind: SealedKind.document))
        }
    }
}

extension Writer {
    /// Notes a content that is not there yet; its pieces follow. Returns its number.
    public func addContent(digest: String, bytes: Int) throws -> Int {
        let id = try takeNumbers("content")
        try run("INSERT INTO content (id, digest, bytes) VALUES (\(id), \(digest), \(bytes))")
        return id
    }

    /// Writes one piece of a content.
    public func add(_ bytes: [UInt8], piece: Int, ofContent id: Int) throws {
        let bytes = try sealed(bytes, kind: SealedKind.document, place: id)
        try run(
            """
            INSERT INTO content_piece (content, piece, bytes) VALUES (\(id), \(piece), \(bytes))
            """)
    }
}
