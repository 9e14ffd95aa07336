import Foundation
import Storage
import StoragePostgres
import StorageSQLite

/// A place for the district of one test, with a folder; both are gone with it.
///
/// The district is a file in the folder or, where `HOMEROOM_TEST_DATABASE` names a PostgreSQL
/// database, a schema there: `./script/test` runs all tests of the contract on both.
public final class TestPlace: Sendable {
    public let folder: URL
    /// The district's name, which no other test has.
    public let district: String
    public let districts: any Districts

    /// The PostgreSQL database that the tests run on; nil where they run on SQLite.
    public static var database: String? {
        ProcessInfo.processInfo.environment["HOMEROOM_TEST_DATABASE"]
            .flatMap { $0.isEmpty ? nil : $0 }
    }

    public static var isPostgres: Bool { database != nil }

    public init(now: String = "2026-09-01T00:00:00Z") throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "homeroom-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let name = UUID().uuidString.lowercased().filter { $0 != "-" }
        district = "t\(name)"
        if let database = Self.database {
            districts = PostgresDistricts(PostgresAddress(database)) { now }
        } else {
            districts = SQLiteDistricts(folder: folder.path) { now }
        }
    }

    public func open() throws -> any Store { try districts.open(district) }

    deinit {
        try? districts.remove(district)
        try? FileManager.default.removeItem(at: folder)
    }
}
