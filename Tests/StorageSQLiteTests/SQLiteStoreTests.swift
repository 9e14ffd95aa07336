import Foundation
import Storage
import StorageSQLite
import Testing

/// What holds for SQLite alone.
@Suite struct SQLiteStoreTests {
    private func withStore<T>(_ body: (SQLiteStore, String) throws -> T) throws -> T {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "homeroom-store-\(UUID().uuidString).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = try SQLiteStore(path: path, now: "2026-09-01T00:00:00Z")
        defer { try? store.close() }
        return try body(store, path)
    }

    @Test func `the store is durable, strict and keeps references whole`() throws {
        try withStore { store, _ in
            try store.read { reader in
                #expect(try reader.first("PRAGMA journal_mode") { try $0.text(0) } == "wal")
                #expect(try reader.count("PRAGMA synchronous") == 2)
                #expect(try reader.count("PRAGMA foreign_keys") == 1)
                let loose = try reader.rows(
                    "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0"
                ) { try $0.requiredText(0) }.filter { !$0.hasPrefix("sqlite_") }
                // The table of migrations is made by both databases in the same words.
                #expect(loose == ["schema_migration"])
            }
        }
    }

    @Test func `a file that is no store is refused`() throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "homeroom-\(UUID().uuidString).sqlite").path
        try Data(repeating: 65, count: 8192).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: StorageError.notADatabase) {
            try SQLiteStore(path: path, now: "2026-09-01T00:00:00Z")
        }
    }
}
