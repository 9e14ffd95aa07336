import Foundation
import Records
import Storage
import TestDistricts
import Testing

@Suite struct StoreTests {
    private func withStore<T>(_ body: (any Store, TestPlace) throws -> T) throws -> T {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        return try body(store, place)
    }

    private func begin(_ writer: any Writer) throws -> Int {
        try writer.beginChange(
            ChangeHeader(kind: "test", actor: "test", at: "2026-09-01T00:00:00Z", reason: ""),
            plan: "{}")
    }

    @Test func `a new store has the whole schema, and opening it again changes nothing`() throws {
        try withStore { store, place in
            #expect(try store.read { try $0.schemaVersion() } == Schema.version)
            let again = try place.open()
            let times = try again.read {
                try $0.rows("SELECT applied_at FROM schema_migration") { try $0.requiredText(0) }
            }
            #expect(
                times == Array(repeating: "2026-09-01T00:00:00Z", count: Schema.migrations.count))
            try again.close()
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

    @Test func `a store of a newer Homeroom is refused`() throws {
        try withStore { store, place in
            try store.write { writer in
                _ = try writer.run(
                    """
                    INSERT INTO schema_migration (number, title, applied_at)
                    VALUES (999, 'Future', '')
                    """)
            }
            #expect(throws: StorageError.newerSchema(found: 999, known: Schema.version)) {
                try place.open()
            }
        }
    }
}
