import Foundation
import Records
import Storage
import StorageSQLite
import Testing

@Suite struct StoreTests {
    private func withStore<T>(_ body: (SQLiteStore, String) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "homeroom-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "main.sqlite").path
        let store = try SQLiteStore(path: path, now: "2026-09-01T00:00:00Z")
        defer { try? store.close() }
        return try body(store, path)
    }

    private func begin(_ writer: any Writer) throws -> Int {
        try writer.beginChange(
            ChangeHeader(kind: "test", actor: "test", at: "2026-09-01T00:00:00Z", reason: ""),
            plan: "{}")
    }

    @Test func `a new store has the whole schema, and opening it again changes nothing`() throws {
        try withStore { store, path in
            #expect(try store.read { try $0.schemaVersion() } == Schema.version)
            let again = try SQLiteStore(path: path, now: "2027-01-01T00:00:00Z")
            let times = try again.read {
                try $0.rows("SELECT applied_at FROM schema_migration") { try $0.requiredText(0) }
            }
            #expect(times == ["2026-09-01T00:00:00Z"])
            try again.close()
        }
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

    @Test func `every table with a change set is one that an undo knows`() throws {
        try withStore { store, _ in
            let found = try store.read { reader in
                try reader.rows(
                    """
                    SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND c.name = 'change_set' ORDER BY m.name
                    """
                ) { try $0.requiredText(0) }
            }
            let kept = ["change_set_table", "import_row", "import_run", "prior_image"]
            #expect(Set(found) == Set(VersionedTable.all.map(\.name) + kept))
        }
    }

    @Test func `the columns of each versioned table are those of the schema`() throws {
        try withStore { store, _ in
            for table in VersionedTable.all {
                let name = Query.Value.text(table.name)
                let columns = try store.read { reader in
                    try reader.rows("SELECT name FROM pragma_table_info(\(name)) ORDER BY cid") {
                        try $0.requiredText(0)
                    }
                }
                #expect(columns == table.columns)
            }
        }
    }

    @Test func `a write that throws leaves nothing behind`() throws {
        struct Stop: Error {}
        try withStore { store, _ in
            #expect(throws: Stop.self) {
                try store.write { writer in
                    let change = try begin(writer)
                    try writer.setSetting("near-miss", to: "insert", in: change)
                    throw Stop()
                }
            }
            let newest = try store.read { try $0.newestChange() }
            let settings = try store.read { try $0.settings() }
            #expect(newest == 0)
            #expect(settings.isEmpty)
        }
    }

    @Test func `a rehearsal sees its own writes and takes them back`() throws {
        try withStore { store, _ in
            let seen = try store.rehearse { writer in
                try writer.setSetting("near-miss", to: "insert", in: begin(writer))
                return try writer.settings()
            }
            #expect(seen == ["near-miss": "insert"])
            #expect(try store.read { try $0.settings() }.isEmpty)
        }
    }

    @Test func `an error carries no value of a row`() throws {
        try withStore { store, _ in
            let error = #expect(throws: StorageError.self) {
                try store.write { writer in
                    let change = try begin(writer)
                    try writer.insertIdentifier("stateID", "9123456789", student: 77, in: change)
                }
            }
            #expect(error != nil)
            #expect(!"\(String(describing: error))".contains("9123456789"))
        }
    }

    @Test func `numbers are never given twice`() throws {
        try withStore { store, _ in
            let first = try store.write { try $0.takeNumbers("student", count: 5) }
            let second = try store.write { try $0.takeNumbers("student") }
            #expect((first, second) == (1, 6))
            #expect(try store.write { try $0.takeNumbers("code") } == 1)
        }
    }

    @Test func `prior images chain through the change sets`() throws {
        try withStore { store, _ in
            try store.write { writer in
                for value in ["a", "b", "c"] {
                    try writer.setSetting("near-miss", to: value, in: begin(writer))
                }
            }
            let images = try store.read { reader in
                try reader.rows(
                    """
                    SELECT change_set, prior_change_set, image FROM prior_image
                    ORDER BY change_set
                    """
                ) {
                    "\(try $0.requiredInteger(0)) \(try $0.requiredInteger(1)) \(try $0.requiredText(2))"
                }
            }
            #expect(images == ["2 1 [\"near-miss\",\"a\",1]", "3 2 [\"near-miss\",\"b\",2]"])
        }
    }

    @Test func `a query keeps values apart from text on both databases`() {
        let name = "x'; DROP TABLE student"
        let query: Query =
            "SELECT 1 FROM setting WHERE name = \(name) AND value IN (\(list: [1, 2]))"
        let lite = query.rendered(for: .sqlite)
        #expect(lite.text == "SELECT 1 FROM setting WHERE name = ? AND value IN (?, ?)")
        #expect(lite.values == [.text(name), .integer(1), .integer(2)])
        #expect(
            query.rendered(for: .postgres).text
                == "SELECT 1 FROM setting WHERE name = $1 AND value IN ($2, $3)")
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

    @Test func `a store of a newer Homeroom is refused`() throws {
        try withStore { store, path in
            try store.write { writer in
                _ = try writer.run(
                    """
                    INSERT INTO schema_migration (number, title, applied_at)
                    VALUES (999, 'Future', '')
                    """)
            }
            #expect(throws: StorageError.newerSchema(found: 999, known: Schema.version)) {
                try SQLiteStore(path: path, now: "2026-09-01T00:00:00Z")
            }
        }
    }
}
