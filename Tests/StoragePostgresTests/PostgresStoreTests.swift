import Foundation
import Storage
import StoragePostgres
import TestDistricts
import Testing

/// What holds for PostgreSQL alone. Skipped where the tests run on SQLite; `./script/test` runs
/// them on both and fails where this suite did not run.
@Suite(.enabled(if: TestPlace.isPostgres)) struct PostgresStoreTests {
    private func withStore<T>(_ body: (any Store, TestPlace) throws -> T) throws -> T {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        return try body(store, place)
    }

    @Test func `the tests ran on PostgreSQL`() throws {
        try withStore { store, _ in
            let version = try store.read { reader in
                try reader.first("SELECT version()") { try $0.requiredText(0) }
            }
            #expect(version?.hasPrefix("PostgreSQL ") == true)
        }
    }
}
