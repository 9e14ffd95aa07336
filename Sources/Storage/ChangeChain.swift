import Records

// All SQL of the chain of change sets: what is sealed of each, and the seals.

/// One kind of row of which a change set is made, as its seal takes them in. The first column is
/// the change set's number; the rest are handed over as they are stored, in a stable order.
public enum ChainPart: Sendable {
    /// id, kind, actor, at, reason, undoes, plan, undone_by.
    case header
    /// change_set, table_name, columns, inserted, updated, deleted.
    case tables
    /// change_set, student.
    case subjects
    /// change_set, table_name, row_key, operation, prior_change_set, image.
    case images
    /// change_set, code, key_id.
    case seals
    /// change_set, district, at, code, key_id, signature.
    case anchors
    /// By the change set of which something was destroyed: change_set, kind, place, destroyed_in,
    /// table_name, row_key, operation, prior_change_set, before, after.
    case piecesGone
    /// By the change set that destroyed: destroyed_in, change_set, kind, place, and so on.
    case piecesDestroyed

    private static let piece =
        "table_name, row_key, operation, prior_change_set, before, after FROM destroyed_piece"

    /// The rows of the change sets in `numbers`.
    fileprivate func query(_ numbers: ClosedRange<Int>) -> Query {
        func within(_ select: String, _ column: String, _ order: String) -> Query {
            """
            SELECT \(sql: select)
            WHERE \(sql: column) >= \(numbers.lowerBound)
                AND \(sql: column) <= \(numbers.upperBound)
            ORDER BY \(sql: order)
            """
        }
        switch self {
        case .header:
            return within(
                "id, kind, actor, at, reason, undoes, plan, undone_by FROM change_set", "id", "id")
        case .tables:
            return within(
                "change_set, table_name, columns, inserted, updated, deleted FROM change_set_table",
                "change_set", "change_set, table_name")
        case .subjects:
            return within(
                "change_set, student FROM change_subject", "change_set", "change_set, student")
        case .images:
            return within(
                "change_set, table_name, row_key, operation, prior_change_set, image "
                    + "FROM prior_image", "change_set", "change_set, table_name, row_key")
        case .seals:
            return within("change_set, code, key_id FROM change_seal", "change_set", "change_set")
        case .anchors:
            return within(
                "change_set, district, at, code, key_id, signature FROM audit_anchor",
                "change_set", "change_set")
        case .piecesGone:
            return within(
                "change_set, kind, place, destroyed_in, " + Self.piece, "change_set",
                "change_set, kind, place, destroyed_in")
        case .piecesDestroyed:
            return within(
                "destroyed_in, change_set, kind, place, " + Self.piece, "destroyed_in",
                "destroyed_in, change_set, kind, place")
        }
    }
}

/// The seal of a change set.
public struct ChangeSeal: Equatable, Sendable {
    public let changeSet: Int
    public let code: [UInt8]
    /// Which key it was made with.
    public let key: String

    public init(changeSet: Int, code: [UInt8], key: String) {
        self.changeSet = changeSet
        self.code = code
        self.key = key
    }

    init(row: any ResultRow) throws {
        self.init(
            changeSet: try row.requiredInteger(0), code: try row.bytes(1) ?? [],
            key: try row.requiredText(2))
    }
}

/// How far the change sets go, and how far they are sealed; 0 for not at all.
public struct ChainEnds: Equatable, Sendable {
    /// The last number that was given, whatever stands in the table.
    public let newestChange: Int
    public let newestSeal: Int
}

extension Reader {
    /// Hands over the rows of one part, of the change sets in `numbers`, in order.
    public func scanChain(
        _ part: ChainPart, _ numbers: ClosedRange<Int>, _ body: (any BulkRow) throws -> Void
    ) throws {
        try scan(part.query(numbers)) {
            try body($0)
            return true
        }
    }

    public func chainEnds() throws -> ChainEnds {
        try first(
            """
            SELECT (SELECT next - 1 FROM next_number WHERE name = 'change_set'),
                (SELECT max(change_set) FROM change_seal)
            """
        ) {
            ChainEnds(newestChange: try $0.integer(0) ?? 0, newestSeal: try $0.integer(1) ?? 0)
        } ?? ChainEnds(newestChange: 0, newestSeal: 0)
    }

    /// The number of the change set that ends a page of `count` which begins after `number`, or nil
    /// where fewer are left.
    public func chainPageEnd(after number: Int, count: Int) throws -> Int? {
        try first(
            """
            SELECT id FROM change_set WHERE id > \(number) ORDER BY id LIMIT 1 OFFSET \(count - 1)
            """
        ) { try $0.requiredInteger(0) }
    }

    public func seal(of change: Int) throws -> ChangeSeal? {
        try first(
            "SELECT change_set, code, key_id FROM change_seal WHERE change_set = \(change)",
            ChangeSeal.init(row:))
    }

    /// The newest seal before that of a change set.
    public func seal(before change: Int) throws -> ChangeSeal? {
        try first(
            """
            SELECT change_set, code, key_id FROM change_seal WHERE change_set < \(change)
            ORDER BY change_set DESC LIMIT 1
            """, ChangeSeal.init(row:))
    }

    /// How many change sets there are.
    public func changeCount() throws -> Int { try count("SELECT count(*) FROM change_set") }
}

extension Writer {
    public func save(_ seal: ChangeSeal) throws {
        try run(
            """
            INSERT INTO change_seal (change_set, code, key_id)
            VALUES (\(seal.changeSet), \(seal.code), \(seal.key))
            """)
    }
}
