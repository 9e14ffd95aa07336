// All SQL that touches `destroyed_piece`, and what it tells of `prior_image`.

/// A prior image, as it is stored.
public struct PriorImage: Equatable, Sendable {
    public let changeSet: Int
    public let table: String
    public let rowKey: String
    public let operation: ImageOperation
    public let priorChangeSet: Int
    /// A JSON array in the order of the table's columns.
    public var image: String

    public init(
        changeSet: Int, table: String, rowKey: String, operation: ImageOperation,
        priorChangeSet: Int, image: String
    ) {
        self.changeSet = changeSet
        self.table = table
        self.rowKey = rowKey
        self.operation = operation
        self.priorChangeSet = priorChangeSet
        self.image = image
    }

    init(row: any BulkRow) {
        self.init(
            changeSet: Int(row.integer(0)), table: row.bytes(1).text, rowKey: row.bytes(2).text,
            operation: ImageOperation(rawValue: row.bytes(3).text) ?? .update,
            priorChangeSet: Int(row.integer(4)), image: row.bytes(5).text)
    }
}

/// That something of a change set was destroyed for good: no value of it, but what its seal needs.
public struct DestroyedPiece: Equatable, Sendable {
    public enum Kind: String, Sendable {
        /// The plan of a change set, or a part of it.
        case plan
        /// A prior image, or values in it.
        case image
        /// A row that was there.
        case row
    }

    /// Of which change set; for a row, the one that destroyed it.
    public let changeSet: Int
    public let kind: Kind
    /// Its place among the images of the change set, in the order in which they were sealed.
    public let place: Int
    public let destroyedIn: Int
    public let table: String
    /// The key of an image that is still there without its values; empty where all of it is gone,
    /// for keys can say as much as values.
    public let rowKey: String
    public let operation: ImageOperation?
    public let priorChangeSet: Int?
    /// The digest of what was there.
    public let before: [UInt8]
    /// The digest of what is there now; nil where it is gone.
    public let after: [UInt8]?

    public init(
        changeSet: Int, kind: Kind, place: Int, destroyedIn: Int, table: String = "",
        rowKey: String = "", operation: ImageOperation? = nil, priorChangeSet: Int? = nil,
        before: [UInt8] = [], after: [UInt8]? = nil
    ) {
        self.changeSet = changeSet
        self.kind = kind
        self.place = place
        self.destroyedIn = destroyedIn
        self.table = table
        self.rowKey = rowKey
        self.operation = operation
        self.priorChangeSet = priorChangeSet
        self.before = before
        self.after = after
    }
}

extension Writer {
    public func save(_ piece: DestroyedPiece) throws {
        try run(
            """
            INSERT INTO destroyed_piece (change_set, kind, place, destroyed_in, table_name, row_key,
                operation, prior_change_set, before, after)
            VALUES (\(piece.changeSet), \(piece.kind.rawValue), \(piece.place),
                \(piece.destroyedIn), \(piece.table), \(piece.rowKey),
                \(piece.operation?.rawValue ?? ""), \(optional: piece.priorChangeSet),
                \(piece.before), \(optional: piece.after))
            """)
    }
}

extension Reader {
    /// The newest change set that destroyed something; 0 where none did.
    public func newestDestruction() throws -> Int {
        try count("SELECT coalesce(max(destroyed_in), 0) FROM destroyed_piece")
    }
}
