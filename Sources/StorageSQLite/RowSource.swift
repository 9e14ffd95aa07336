import GRDBSQLite
import Storage

/// The table `bulk_rows` that a statement can read from: rows of integers made one at a time by a
/// closure.
///
/// One `INSERT ... SELECT ... FROM bulk_rows` keeps its cursors from row to row, which one
/// statement per row does not: about twice as fast. Built as an eponymous virtual table.
/// Source: SQLite documentation, The Virtual Table Mechanism Of SQLite.
final class RowSource {
    /// Columns `c0`, `c1`, ... of the table.
    static let columns = 16

    /// Makes the next row; false at the end.
    private var next: ((UnsafeMutablePointer<Int64>) throws -> Bool)?
    private(set) var failure: (any Error)?
    fileprivate let values: UnsafeMutablePointer<Int64>

    init() { values = .allocate(capacity: Self.columns) }

    deinit { values.deallocate() }

    /// Lets `connection` know the table.
    func register(on connection: OpaquePointer?) -> Int32 {
        sqlite3_create_module_v2(
            connection, "bulk_rows", modulePointer, Unmanaged.passRetained(self).toOpaque(),
            { pointer in
                if let pointer { Unmanaged<RowSource>.fromOpaque(pointer).release() }
            })
    }

    /// Makes the rows with `next` while `body` runs.
    func with<T>(
        _ next: (UnsafeMutablePointer<Int64>) throws -> Bool, _ body: () throws -> T
    ) throws -> T {
        try withoutActuallyEscaping(next) { next in
            self.next = next
            failure = nil
            defer { self.next = nil }
            do {
                return try body()
            } catch {
                // The closure's own error says more than SQLite's.
                throw failure ?? error
            }
        }
    }

    /// True where there is a row, nil where the closure threw.
    fileprivate func step() -> Bool? {
        do {
            return try next?(values) ?? false
        } catch {
            failure = error
            return nil
        }
    }
}

/// SQLite's own part of the table and the cursor first, then ours.
private struct Table {
    var base = sqlite3_vtab()
    let source: Unmanaged<RowSource>
}

private struct Cursor {
    var base = sqlite3_vtab_cursor()
    let source: Unmanaged<RowSource>
    let values: UnsafeMutablePointer<Int64>
    var isAtEnd = false
    var row: Int64 = 0
}

/// Must stay where it is for as long as any connection does.
private nonisolated(unsafe) let modulePointer: UnsafePointer<sqlite3_module> = {
    let pointer = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    pointer.initialize(to: rowSourceModule())
    return UnsafePointer(pointer)
}()

private func cursor(_ pointer: UnsafeMutablePointer<sqlite3_vtab_cursor>?)
    -> UnsafeMutablePointer<Cursor>?
{
    UnsafeMutableRawPointer(pointer)?.assumingMemoryBound(to: Cursor.self)
}

private func advance(_ cursor: UnsafeMutablePointer<Cursor>) -> Int32 {
    guard let hasRow = cursor.pointee.source.takeUnretainedValue().step() else {
        return SQLITE_ERROR
    }
    cursor.pointee.isAtEnd = !hasRow
    cursor.pointee.row += 1
    return SQLITE_OK
}

private func rowSourceModule() -> sqlite3_module {
    var module = sqlite3_module()
    module.iVersion = 1
    module.xConnect = { connection, context, _, _, result, _ in
        let names = (0..<RowSource.columns).map { "c\($0)" }.joined(separator: ", ")
        let code = sqlite3_declare_vtab(connection, "CREATE TABLE bulk_rows (\(names))")
        guard code == SQLITE_OK, let context, let result else { return code }
        let table = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        table.initialize(to: Table(source: Unmanaged<RowSource>.fromOpaque(context)))
        result.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(to: sqlite3_vtab.self)
        return SQLITE_OK
    }
    module.xDisconnect = { table in
        UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self).deallocate()
        return SQLITE_OK
    }
    module.xBestIndex = { _, _ in SQLITE_OK }
    module.xOpen = { table, result in
        guard let table = UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self),
            let result
        else { return SQLITE_ERROR }
        let source = table.pointee.source
        let cursor = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
        cursor.initialize(
            to: Cursor(source: source, values: source.takeUnretainedValue().values))
        result.pointee = UnsafeMutableRawPointer(cursor)
            .assumingMemoryBound(to: sqlite3_vtab_cursor.self)
        return SQLITE_OK
    }
    module.xClose = { pointer in
        cursor(pointer)?.deallocate()
        return SQLITE_OK
    }
    module.xFilter = { pointer, _, _, _, _ in cursor(pointer).map(advance) ?? SQLITE_ERROR }
    module.xNext = { pointer in cursor(pointer).map(advance) ?? SQLITE_ERROR }
    module.xEof = { pointer in (cursor(pointer)?.pointee.isAtEnd ?? true) ? 1 : 0 }
    module.xColumn = { pointer, context, column in
        guard let cursor = cursor(pointer) else { return SQLITE_ERROR }
        let value = cursor.pointee.values[Int(column)]
        if value == .min {
            sqlite3_result_null(context)
        } else {
            sqlite3_result_int64(context, value)
        }
        return SQLITE_OK
    }
    module.xRowid = { pointer, row in
        row?.pointee = cursor(pointer)?.pointee.row ?? 0
        return SQLITE_OK
    }
    return module
}
