import CPQ
import Glibc
import Storage

// All that is unsafe about talking to PostgreSQL: pointers of libpq and bytes in its formats.
// Source: PostgreSQL documentation, libpq - C Library; COPY, Binary Format.

/// One connection to a server. Used by one thread at a time, and blocks it.
final class LibPQ: @unchecked Sendable {
    typealias Parameter = (keyword: String, value: String)
    private let connection: OpaquePointer

    /// Connects with these parameters. The value of `dbname` may be a whole connection string,
    /// which overrules what stands before it.
    ///
    /// - Throws: `StorageError.unreachable` with the reason.
    init(_ parameters: [Parameter]) throws {
        let made = Self.withKeywords(parameters) { PQconnectdbParams($0, $1, 1) }
        guard let made, PQstatus(made) == CONNECTION_OK else {
            let reason = PQerrorMessage(made).map { String(cString: $0) } ?? ""
            PQfinish(made)
            throw StorageError.unreachable(
                reason.split { $0.isWhitespace }.joined(separator: " "))
        }
        connection = made
        // Notices could print values; nobody reads them.
        PQsetNoticeProcessor(made, { _, _ in }, nil)
    }

    deinit { PQfinish(connection) }

    /// The options of a connection string by their keywords, as libpq reads it; nil where it does
    /// not understand it.
    static func options(of text: String) -> [String: String]? { values(PQconninfoParse(text, nil)) }

    /// The same with those of a service. To know them it begins to connect, and sends nothing.
    static func effectiveOptions(_ parameters: [Parameter]) -> [String: String]? {
        let made = withKeywords(parameters) { PQconnectStartParams($0, $1, 1) }
        defer { PQfinish(made) }
        return values(PQconninfo(made))
    }

    private static func values(_ all: UnsafeMutablePointer<PQconninfoOption>?) -> [String: String]?
    {
        guard var option = all else { return nil }
        defer { PQconninfoFree(all) }
        var found: [String: String] = [:]
        while let keyword = option.pointee.keyword {
            found[String(cString: keyword)] = option.pointee.val.map { String(cString: $0) }
            option += 1
        }
        return found
    }

    /// Whether a server with these parameters is there but not yet, or no longer, ready.
    static func isStarting(_ parameters: [Parameter]) -> Bool {
        withKeywords(parameters) { PQpingParams($0, $1, 1) == PQPING_REJECT }
    }

    private static func withKeywords<T>(
        _ parameters: [Parameter],
        _ body: ([UnsafePointer<CChar>?], [UnsafePointer<CChar>?]) -> T
    ) -> T {
        func pointer(_ text: String) -> UnsafePointer<CChar>? {
            text.withCString { strdup($0) }.map { UnsafePointer($0) }
        }
        let keywords = parameters.map { pointer($0.keyword) } + [nil]
        let values = parameters.map { pointer($0.value) } + [nil]
        defer { for one in keywords + values { free(UnsafeMutablePointer(mutating: one)) } }
        return body(keywords, values)
    }

    /// Whether the connection stands, as far as is known without asking.
    var isUsable: Bool { PQstatus(connection) == CONNECTION_OK }

    /// Whether a transaction is open, also one that failed.
    var isInTransaction: Bool { PQtransactionStatus(connection) != PQTRANS_IDLE }

    // MARK: Statements

    /// Runs one or several statements without values; the result is that of the last.
    @discardableResult
    func execute(_ text: String) throws -> Result { try result(PQexec(connection, text)) }

    /// Runs one statement with values. Its result comes in binary form.
    func execute(_ text: String, _ values: [Query.Value]) throws -> Result {
        try withParameters(values) { types, pointers, lengths, formats in
            PQexecParams(
                connection, text, Int32(values.count), types, pointers, lengths, formats, 1)
        }
    }

    /// Prepares a statement whose values are of the same kinds as `values`.
    func prepare(_ name: String, _ text: String, like values: [Query.Value]) throws {
        let types = values.map(\.type)
        _ = try result(PQprepare(connection, name, text, Int32(types.count), types))
    }

    /// Runs a prepared statement.
    func execute(prepared name: String, _ values: [Query.Value]) throws -> Result {
        try withParameters(values) { _, pointers, lengths, formats in
            PQexecPrepared(
                connection, name, Int32(values.count), pointers, lengths, formats, 1)
        }
    }

    private func withParameters(
        _ values: [Query.Value],
        _ body: ([Oid], [UnsafePointer<CChar>?], [Int32], [Int32]) -> OpaquePointer?
    ) throws -> Result {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>?] = []
        for value in values {
            let start = bytes.count
            switch value {
            case .null:
                ranges.append(nil)
                continue
            case .integer(let number):
                withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .bytes(let raw): bytes.append(contentsOf: raw)
            }
            ranges.append(start..<bytes.count)
        }
        // So that an empty text has an address too: no address is NULL.
        bytes.append(0)
        return try bytes.withUnsafeBytes { buffer in
            let base = buffer.bindMemory(to: CChar.self).baseAddress
            let pointers = ranges.map { range in range.flatMap { base?.advanced(by: $0.lowerBound) }
            }
            let lengths = ranges.map { Int32($0?.count ?? 0) }
            let formats = [Int32](repeating: 1, count: values.count)
            return try result(body(values.map(\.type), pointers, lengths, formats))
        }
    }

    private func result(_ pointer: OpaquePointer?) throws -> Result {
        let result = Result(pointer)
        return try withExtendedLifetime(result) {
            switch PQresultStatus(pointer) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_EMPTY_QUERY: return result
            default: throw error(of: pointer)
            }
        }
    }

    private func error(of pointer: OpaquePointer?) -> StorageError {
        func field(_ code: Int32) -> String {
            PQresultErrorField(pointer, code).map { String(cString: $0) } ?? ""
        }
        if PQstatus(connection) != CONNECTION_OK { return .connectionLost }
        // Letters of the protocol's fields: SQLSTATE, constraint, table, column.
        return StorageError(
            state: field(67), constraint: field(110), table: field(116), column: field(99))
    }

    // MARK: COPY

    /// Sends rows to `COPY ... FROM STDIN (FORMAT binary)`. `fill` appends some of them at a time
    /// and returns false when there are no more. Returns how many rows arrived.
    func copy(_ text: String, _ fill: (CopyBuffer) throws -> Bool) throws -> Int {
        _ = try result(PQexec(connection, text))
        let buffer = CopyBuffer()
        do {
            buffer.begin()
            while try fill(buffer) {
                if buffer.count >= CopyBuffer.sent { try send(buffer) }
            }
            buffer.end()
            try send(buffer)
            if PQputCopyEnd(connection, nil) != 1 { throw StorageError.connectionLost }
        } catch {
            PQputCopyEnd(connection, "stopped")
            _ = try? finish()
            throw error
        }
        return try finish()
    }

    /// Sends rows of integers that `next` makes one at a time.
    func copy(
        _ text: String, columns: Int, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws -> Int {
        try Self.withRow(columns) { row in
            try copy(text) { buffer in
                guard try next(row) else { return false }
                buffer.append(row, columns: columns)
                return true
            }
        }
    }

    /// Lends room for a row of integers.
    static func withRow<T>(
        _ columns: Int, _ body: (UnsafeMutablePointer<Int64>) throws -> T
    ) rethrows -> T {
        let row = UnsafeMutablePointer<Int64>.allocate(capacity: columns)
        defer { row.deallocate() }
        row.initialize(repeating: .min, count: columns)
        return try body(row)
    }

    private func send(_ buffer: CopyBuffer) throws {
        let start = buffer.bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        if PQputCopyData(connection, start, Int32(buffer.count)) != 1 {
            throw StorageError.connectionLost
        }
        buffer.removeAll()
    }

    private func finish() throws -> Int {
        var count = 0
        var failure: StorageError?
        while let pointer = PQgetResult(connection) {
            let result = Result(pointer)
            withExtendedLifetime(result) {
                if PQresultStatus(pointer) == PGRES_COMMAND_OK {
                    count = result.changed
                } else {
                    failure = error(of: pointer)
                }
            }
            // Still sending: the end did not get through, and asking again would not help.
            if PQresultStatus(pointer) == PGRES_COPY_IN { throw StorageError.connectionLost }
            if PQstatus(connection) != CONNECTION_OK { break }
        }
        if let failure { throw failure }
        if PQstatus(connection) != CONNECTION_OK { throw StorageError.connectionLost }
        return count
    }

    // MARK: Results

    /// The result of one statement, in binary form where it has rows.
    final class Result {
        private let pointer: OpaquePointer?
        let rows: Int
        let columns: Int
        private let types: [Oid]

        fileprivate init(_ pointer: OpaquePointer?) {
            self.pointer = pointer
            rows = Int(PQntuples(pointer))
            columns = Int(PQnfields(pointer))
            types = (0..<PQnfields(pointer)).map { PQftype(pointer, $0) }
        }

        deinit { PQclear(pointer) }

        /// How many rows the statement changed.
        var changed: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

        /// The word by which the server says what it did.
        var command: String {
            PQcmdStatus(pointer).map { String(cString: $0) } ?? ""
        }

        /// How many bytes the values of the largest of the first rows take.
        var rowBytes: Int {
            (0..<Int32(min(rows, 32))).map { row in
                (0..<Int32(columns)).map { Int(PQgetlength(pointer, row, $0)) }.reduce(0, +)
            }.max() ?? 0
        }

        /// The first column of the first row of a result in text form.
        var text: String? {
            rows > 0 ? PQgetvalue(pointer, 0, 0).map { String(cString: $0) } : nil
        }

        func isNull(_ row: Int, _ column: Int) -> Bool {
            PQgetisnull(pointer, Int32(row), Int32(column)) == 1
        }

        func kind(_ column: Int) -> ColumnKind {
            switch types[column] {
            case Oid(20), Oid(23), Oid(21), Oid(16): .integer
            case Oid(17): .bytes
            default: .text
            }
        }

        func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
            let count = Int(PQgetlength(pointer, Int32(row), Int32(column)))
            return UnsafeRawBufferPointer(
                start: PQgetvalue(pointer, Int32(row), Int32(column)), count: count)
        }

        /// A number of 1, 2, 4 or 8 bytes, the highest first; what is no number is NULL.
        func integer(_ row: Int, _ column: Int) -> Int64 {
            if isNull(row, column) || kind(column) != .integer { return .min }
            let bytes = bytes(row, column)
            switch bytes.count {
            case 8: return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            case 4: return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            case 2: return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
            case 1: return Int64(bytes[0])
            default: return .min
            }
        }

        /// Hands over the integers of each row; false from `body` stops, and is returned.
        func scanIntegers(_ body: (UnsafeBufferPointer<Int64>) throws -> Bool) rethrows -> Bool {
            var values = [Int64](repeating: 0, count: columns)
            for row in 0..<rows {
                for column in 0..<columns { values[column] = integer(row, column) }
                if try !values.withUnsafeBufferPointer(body) { return false }
            }
            return true
        }
    }
}

/// Rows in the binary format of COPY.
final class CopyBuffer {
    /// How many bytes are sent at a time.
    static let sent = 1 << 16

    fileprivate var bytes: UnsafeMutableRawBufferPointer
    private(set) var count = 0
    init() { bytes = .allocate(byteCount: Self.sent + 4096, alignment: 8) }

    deinit { bytes.deallocate() }

    func removeAll() { count = 0 }

    private func reserve(_ more: Int) {
        if count + more <= bytes.count { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(bytes.count * 2, count + more), alignment: 8)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        bytes.deallocate()
        bytes = larger
    }

    private func put(_ value: some FixedWidthInteger & BitwiseCopyable) {
        bytes.storeBytes(of: value.bigEndian, toByteOffset: count, as: type(of: value))
        count += value.bitWidth / 8
    }

    private func put(_ source: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: bytes[count..<count + source.count])
            .copyMemory(from: source)
        count += source.count
    }

    /// The signature, no flags, no extension.
    fileprivate func begin() {
        reserve(32)
        for byte in Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] { put(byte) }
        put(Int64(0))
    }

    fileprivate func end() {
        reserve(2)
        put(Int16(-1))
    }

    func append(_ rows: CopyBuffer) {
        reserve(rows.count)
        put(UnsafeRawBufferPointer(rebasing: rows.bytes[..<rows.count]))
    }

    /// Appends a row of integers; `Int64.min` is NULL.
    fileprivate func append(_ values: UnsafeMutablePointer<Int64>, columns: Int) {
        reserve(2 + 12 * columns)
        put(Int16(columns))
        for column in 0..<columns {
            if values[column] == .min {
                put(Int32(-1))
            } else {
                put(Int32(8))
                put(values[column])
            }
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(4 + bytes.count)
        put(Int32(bytes.count))
        put(bytes)
    }

    func append(_ fields: [CopyField]) {
        reserve(2)
        put(Int16(fields.count))
        for field in fields {
            reserve(12)
            switch field {
            case .null: put(Int32(-1))
            case .integer(let value):
                put(Int32(8))
                put(value)
            case .text(let bytes), .bytes(let bytes): append(bytes)
            }
        }
    }
}
