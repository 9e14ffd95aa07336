import Storage

/// The statements of one session, inside the transaction that the store began.
final class PostgresConnection: Writer {
    let session: LibPQ
    /// Names of prepared statements, by their text and the kinds of their values.
    private var prepared: [String: String] = [:]
    /// For names that are given once.
    private var counter = 0
    /// Tables of which this transaction wrote many rows.
    private var writtenInBulk: Set<String> = []

    /// So many statements are kept prepared.
    private static let preparedAtMost = 256
    /// Longer ones come once: they are as long as their values are many.
    private static let preparedLength = 3_000
    /// So many rows are written one by one.
    private static let few = 16
    /// How many rows a cursor fetches at first and at most at a time, and about how many bytes.
    private static let fetchedFirst = 64
    private static let fetchedAtMost = 4_096
    private static let fetchedBytes = 1 << 20

    private let slot: CipherSlot

    init(session: LibPQ, cipher: CipherSlot = CipherSlot()) {
        self.session = session
        slot = cipher
    }

    var dialect: Query.Dialect { .postgres }
    var cipher: (any ValueCipher)? { slot.cipher }

    // MARK: Reading

    func rows<T>(_ query: Query, _ read: (any ResultRow) throws -> T) throws -> [T] {
        let result = try execute(query)
        var found: [T] = []
        found.reserveCapacity(result.rows)
        for row in 0..<result.rows {
            found.append(try read(PostgresRow(result: result, row: row)))
        }
        return found
    }

    func scanIntegers(
        _ query: Query, few: Bool, _ body: (UnsafeBufferPointer<Int64>) throws -> Bool
    ) throws {
        if few {
            _ = try execute(query).scanIntegers(body)
        } else {
            try fetch(query) { try $0.scanIntegers(body) }
        }
    }

    func scan(_ query: Query, _ body: (any BulkRow) throws -> Bool) throws {
        try fetch(query) { result in
            for row in 0..<result.rows {
                if try !body(PostgresRow(result: result, row: row)) { return false }
            }
            return true
        }
    }

    /// Hands over the rows of a cursor, some at a time, so that no result is held whole and `body`
    /// may run other statements meanwhile.
    private func fetch(_ query: Query, _ body: (LibPQ.Result) throws -> Bool) throws {
        let (text, values) = query.rendered(for: .postgres)
        let cursor = name("cursor")
        _ = try session.execute("DECLARE \(cursor) NO SCROLL CURSOR FOR \(text)", values)
        var count = Self.fetchedFirst
        while true {
            let result = try session.execute("FETCH \(count) FROM \(cursor)", [])
            guard try body(result), result.rows == count else { break }
            let fitting = Self.fetchedBytes / max(1, result.rowBytes)
            count = min(Self.fetchedAtMost, max(1, fitting))
        }
        try session.execute("CLOSE \(cursor)")
    }

    // MARK: Writing

    @discardableResult
    func run(_ query: Query) throws -> Int { try execute(query).changed }

    private func execute(_ query: Query) throws -> LibPQ.Result {
        let (text, values) = query.rendered(for: .postgres)
        return try execute(text, values)
    }

    private func execute(_ text: String, _ values: [Query.Value]) throws -> LibPQ.Result {
        if text.utf8.count > Self.preparedLength { return try session.execute(text, values) }
        let key = text + values.map(\.kindLetter)
        if let name = prepared[key] { return try session.execute(prepared: name, values) }
        if prepared.count >= Self.preparedAtMost {
            try session.execute("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = name("statement")
        try session.prepare(name, text, like: values)
        prepared[key] = name
        return try session.execute(prepared: name, values)
    }

    private func name(_ kind: String) -> String {
        counter += 1
        return "homeroom_\(kind)_\(counter)"
    }

    @discardableResult
    func run(
        _ query: Query, columns: Int, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws -> Int {
        let names = (0..<columns).map { "c\($0)" }
        let types = names.map { "\($0) BIGINT" }.joined(separator: ", ")
        try session.execute("CREATE TEMPORARY TABLE bulk_rows (\(types)) ON COMMIT DROP")
        try copy(into: "bulk_rows", names, rows: next)
        let (text, values) = query.rendered(for: .postgres)
        let changed = try session.execute(text, values).changed
        try session.execute("DROP TABLE bulk_rows")
        return changed
    }

    func bulk(
        _ write: BulkWrite, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws {
        var first = FirstRows(columns: write.width, atMost: Self.few)
        try first.fill(next)
        if first.isAll { return try insert(first.values, write) }
        if write.conflict == .none {
            let count = try copy(into: write.table, write.columns) { try first.next($0, next) }
            return try wrote(count, into: write.table)
        }
        let stage = try makeStage(write)
        try copy(into: stage, write.columns) { try first.next($0, next) }
        try unload(stage, write)
    }

    func bulk(_ write: BulkWrite, _ body: (any BulkSink) throws -> Void) throws {
        // References are checked at the end of a statement, so those to later rows need one.
        var count = 0
        let isDirect = write.conflict == .none && !write.refersToItself
        var stage = isDirect ? write.table : nil
        let few = write.refersToItself ? 0 : Self.few
        let sink = PostgresSink(columns: write.width, few: few) { rows in
            let table = try stage ?? self.makeStage(write)
            stage = table
            count += try self.session.copy(Self.copyText(table, write.columns), rows)
        }
        try body(sink)
        try sink.finish()
        try insert(sink.rows, write)
        if isDirect {
            try wrote(count, into: write.table)
        } else if let stage {
            try unload(stage, write)
        }
    }

    /// From so many rows on the server is told to look at the table again at once: plans made for
    /// the table as it was can take minutes in place of seconds.
    private static let worthAnalyzing = 2_000

    func wrote(_ rows: Int, into table: String) throws {
        if rows > Self.few { writtenInBulk.insert(table) }
        if rows >= Self.worthAnalyzing { try session.execute("ANALYZE (SKIP_LOCKED) \(table)") }
    }

    /// Writes few rows one by one, and verifies what they refer to.
    private func insert(_ rows: [[Query.Value]], _ write: BulkWrite) throws {
        let statement = write.statement(for: .postgres)
        for row in rows {
            _ = try execute(statement, row)
            for reference in BulkReference.all where reference.table == write.table {
                guard let column = write.columns.firstIndex(of: reference.column),
                    row[column] != .null
                else { continue }
                let isThere = try execute(
                    "SELECT 1 FROM \(reference.parent) WHERE id = $1", [row[column]])
                if isThere.rows == 0 { throw reference.violation }
            }
        }
    }

    // MARK: COPY

    private static func copyText(_ table: String, _ columns: [String]) -> String {
        "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN (FORMAT binary)"
    }

    /// Forgets what the transaction that ended wrote.
    func forgetWritten() { writtenInBulk = [] }

    /// Verifies what PostgreSQL is not asked to check row by row; before a commit.
    func verifyBulkReferences() throws {
        for reference in BulkReference.all where writtenInBulk.contains(reference.table) {
            if try isBroken(reference) { throw reference.violation }
        }
    }

    @discardableResult
    private func copy(
        into table: String, _ columns: [String],
        rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws -> Int {
        try session.copy(Self.copyText(table, columns), columns: columns.count, rows: next)
    }

    /// A temporary table with the columns of the write, for rows that may clash.
    private func makeStage(_ write: BulkWrite) throws -> String {
        let stage = name("stage")
        try session.execute(
            """
            CREATE TEMPORARY TABLE \(stage) ON COMMIT DROP AS
            SELECT \(write.columns.joined(separator: ", ")) FROM \(write.table) WITH NO DATA
            """)
        return stage
    }

    /// Writes the rows of a stage. Of several with one key the last stands, as it does where rows
    /// are written one by one.
    private func unload(_ stage: String, _ write: BulkWrite) throws {
        let key = write.key.joined(separator: ", ")
        let columns = write.columns.joined(separator: ", ")
        let rows =
            write.conflict == .update
            ? "SELECT DISTINCT ON (\(key)) \(columns) FROM \(stage) ORDER BY \(key), ctid DESC"
            : "SELECT \(columns) FROM \(stage)"
        try wrote(try session.execute(write.statement(from: rows)).changed, into: write.table)
        try session.execute("DROP TABLE \(stage)")
    }
}

extension BulkReference {
    fileprivate var violation: StorageError { .constraint("\(table).\(column)") }
}

extension Query.Value {
    fileprivate var kindLetter: Character {
        switch self {
        case .null: "n"
        case .integer: "i"
        case .text: "t"
        case .bytes: "b"
        }
    }
}
