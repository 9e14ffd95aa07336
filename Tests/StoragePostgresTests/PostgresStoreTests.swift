import Foundation
import Storage
import Synchronization
import TestDistricts
import Testing

@testable import StoragePostgres

/// What holds for PostgreSQL alone. Skipped where the tests run on SQLite; `./script/test` runs
/// them on both and fails where this suite did not run.
@Suite(.enabled(if: TestPlace.isPostgres)) struct PostgresStoreTests {
    private static let database = TestPlace.database ?? ""

    private func withStore<T>(_ body: (any Store, TestPlace) throws -> T) throws -> T {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        return try body(store, place)
    }

    private func add(_ writer: any Writer) throws {
        let change = try writer.beginChange(
            ChangeHeader(kind: "test", actor: "test", at: "", reason: ""), plan: "{}")
        try writer.setSetting("name", to: "value", in: change)
    }

    private func pid(_ reader: any Reader) throws -> Int {
        try reader.count("SELECT pg_backend_pid()")
    }

    /// Ends a session of the server from outside, and waits until it is gone.
    private func end(_ pid: Int) throws {
        let session = try LibPQ(PostgresAddress(Self.database).parameters)
        try session.execute("SELECT pg_terminate_backend(\(pid), 5000)")
    }

    @Test func `the tests ran on PostgreSQL`() throws {
        try withStore { store, _ in
            let version = try store.read { reader in
                try reader.first("SELECT version()") { try $0.requiredText(0) }
            }
            #expect(version?.hasPrefix("PostgreSQL ") == true)
        }
    }

    // MARK: Connections

    @Test func `a connection that the server ended while it lay idle is replaced`() throws {
        try withStore { store, _ in
            let first = try store.read { try pid($0) }
            #expect(try store.read { try pid($0) } == first)
            try end(first)
            #expect(try store.read { try pid($0) } != first)
            try store.write { try add($0) }
        }
    }

    @Test func `a connection that ends in the middle takes its change with it`() throws {
        try withStore { store, _ in
            #expect(throws: StorageError.connectionLost) {
                try store.write { writer in
                    try add(writer)
                    try end(pid(writer))
                    _ = try writer.settings()
                }
            }
            #expect(try store.read { try $0.settings() }.isEmpty)
            try store.write { try add($0) }
            #expect(try store.read { try $0.settings() } == ["name": "value"])
        }
    }

    @Test func `a connection that ends while many rows are sent is told as that`() throws {
        try withStore { store, _ in
            #expect(throws: StorageError.connectionLost) {
                try store.write { writer in
                    let server = try pid(writer)
                    var count = 0
                    try writer.run(
                        "INSERT INTO next_number SELECT CAST(c0 AS TEXT), 1 FROM bulk_rows",
                        columns: 1
                    ) { values in
                        count += 1
                        values[0] = Int64(count)
                        if count == 100_000 { try end(server) }
                        return count < 400_000
                    }
                }
            }
            let left = try store.read { try $0.count("SELECT count(*) FROM next_number") }
            #expect(left == 0)
        }
    }

    @Test func `where the connection ends at the commit the server is asked`() throws {
        try withStore { store, _ in
            // A rule that is checked at the commit, and ends the session then.
            try store.write { writer in
                try writer.run(
                    """
                    CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'
                    """)
                try writer.run(
                    """
                    CREATE CONSTRAINT TRIGGER leave AFTER INSERT ON setting
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION leave()
                    """)
            }
            #expect(throws: StorageError.connectionLost) { try store.write { try add($0) } }
            #expect(try store.read { try $0.settings() }.isEmpty)
        }
    }

    @Test func `no more connections are opened than the limit`() throws {
        try withStore { store, _ in
            let pids = Mutex<Set<Int>>([])
            let failures = Mutex(0)
            DispatchQueue.concurrentPerform(iterations: 40) { _ in
                do {
                    let one = try store.read { reader in
                        Thread.sleep(forTimeInterval: 0.005)
                        return try pid(reader)
                    }
                    pids.withLock { _ = $0.insert(one) }
                } catch { failures.withLock { $0 += 1 } }
            }
            #expect(failures.withLock { $0 } == 0)
            #expect(pids.withLock { $0.count } <= PostgresStore.connectionsAtMost)
        }
    }

    @Test func `a writer waits for another no longer than it may`() throws {
        try withStore { store, place in
            let hasty = try PostgresStore(
                address: PostgresAddress(Self.database + "&options=-c%20lock_timeout%3D50ms"),
                district: place.district, now: "")
            try store.write { _ in
                #expect(throws: StorageError.busy) { try hasty.write { try add($0) } }
                let seen = try hasty.read { try $0.settings() }
                #expect(seen.isEmpty)
            }
            try hasty.write { try add($0) }
            try hasty.close()
        }
    }

    @Test func `a server that is not there is told with the reason and without a password`() {
        let districts = PostgresDistricts(
            PostgresAddress("postgres://someone:hunter2@/none?host=/nowhere")
        ) { "" }
        #expect(districts.place == "user=someone host=/nowhere dbname=none")
        let error = #expect(throws: StorageError.self) { try districts.names() }
        guard case .unreachable(let reason) = error else {
            Issue.record("not unreachable: \(String(describing: error))")
            return
        }
        #expect(reason.contains("/nowhere"))
        #expect(!reason.contains("hunter2"))
    }

    @Test(arguments: [
        ("postgres://u:p@h:5432/db?sslmode=require", "user=u host=h port=5432 dbname=db "),
        ("postgres://h/db?password=secret", "host=h dbname=db"),
        ("postgres://u:se?cret@h/db", "user=u host=h dbname=db"),
        ("host=h password = secret dbname=d", "host=h dbname=d"),
        ("host=h password='my secret' dbname=d", "host=h dbname=d"),
        ("postgres://u:sec/ret@h/db", "the database given"),
        ("postgres://", "postgres://"), ("homeroom", "service=homeroom"),
    ]) func `a place is named without its password`(_ text: String, _ place: String) {
        let found = PostgresAddress(text).place
        #expect(found.hasPrefix(place), "\(found)")
        #expect(!found.contains("se?cret") && !found.contains("secret") && !found.contains("ret@"))
    }

    @Test func `an address that is not understood is not quoted`() {
        let districts = PostgresDistricts(PostgresAddress("postgres://u:sec/ret@h/db")) { "" }
        let error = #expect(throws: StorageError.self) { try districts.names() }
        #expect(!String(describing: error).contains("sec"))
    }

    @Test func `a schema with tables of others is not taken`() throws {
        try withStore { store, place in
            let name = place.district + "x"
            _ = try store.write { try $0.run(Query(stringLiteral: "CREATE SCHEMA \(name)")) }
            _ = try store.write {
                try $0.run(Query(stringLiteral: "CREATE TABLE \(name).a (b int)"))
            }
            #expect(throws: StorageError.invalidName(name)) { try place.districts.open(name) }
            _ = try store.write { try $0.run(Query(stringLiteral: "DROP SCHEMA \(name) CASCADE")) }
        }
    }

    @Test func `a change in which a statement failed is not called saved`() throws {
        try withStore { store, _ in
            #expect(throws: StorageError.failed(code: "25P02")) {
                try store.write { writer in
                    try add(writer)
                    _ = try? writer.run("SELECT 1 / 0")
                }
            }
            let seen = try store.read { try $0.settings() }
            #expect(seen.isEmpty)
        }
    }

    @Test func `an analysis that would have to wait is left out`() throws {
        try withStore { store, place in
            let other = try LibPQ(PostgresAddress(Self.database).parameters)
            try other.execute("BEGIN")
            try other.execute(
                "LOCK TABLE \"\(place.district)\".next_number IN SHARE UPDATE EXCLUSIVE MODE")
            try store.write { try $0.wrote(5_000, into: "next_number") }
            try other.execute("ROLLBACK")
        }
    }

    @Test(arguments: ["public", "information_schema", "pg_catalog", "pg_toast"])
    func `schemas of the database itself are no districts`(_ name: String) throws {
        let districts = PostgresDistricts(PostgresAddress(Self.database)) { "" }
        #expect(throws: StorageError.invalidName(name)) { try districts.open(name) }
        #expect(try !districts.names().contains(name))
    }

    @Test func `the session waits for nobody for ever, and a client that is gone is noticed`()
        throws
    {
        try withStore { store, _ in
            let found = try store.read { reader in
                try ["lock_timeout", "client_connection_check_interval", "search_path"].map {
                    name in
                    try reader.first("SELECT current_setting(\(name))") { try $0.requiredText(0) }
                }
            }
            #expect(found[0] == "1min")
            #expect(found[1] == "1s")
        }
    }

    @Test func `a reader cannot write`() throws {
        _ = try withStore { store, _ in
            #expect(throws: StorageError.failed(code: "25006")) {
                try store.read { reader in
                    let writer = try #require(reader as? any Writer)
                    try writer.run("DELETE FROM setting")
                }
            }
        }
    }
}
