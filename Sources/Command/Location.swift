import ArgumentParser
import Foundation
import Operations
import Storage
import StoragePostgres
import StorageSQLite

/// Where the districts are kept: in a folder, or in a PostgreSQL database.
struct Location: ParsableArguments {
    @Option(
        help: "Folder with the districts' data. Also: the environment's HOMEROOM_DATA.")
    var data: String?

    @Option(
        help: ArgumentHelp(
            "PostgreSQL database with the districts: a URI, keywords (host=... dbname=...), or the "
                + "name of a service. Also: the environment's HOMEROOM_DATABASE.",
            discussion: "postgres:// alone takes everything from the PG* variables."))
    var database: String?

    init() {}

    init(data: String? = nil, database: String? = nil) {
        self.data = data
        self.database = database
    }

    func validate() throws {
        if data != nil, database != nil {
            throw ValidationError("Give --data or --database, not both.")
        }
        if database?.isEmpty == true {
            throw ValidationError("--database is empty; write postgres:// for the PG* variables.")
        }
    }

    /// What was said on the command line goes before what the environment says.
    private var chosenDatabase: String? {
        if let database { return database }
        return data == nil ? Self.variable("HOMEROOM_DATABASE") : nil
    }

    static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    var isDatabase: Bool { chosenDatabase != nil }

    /// The folder for data, and for files made beside a database.
    var folder: String { data ?? Self.variable("HOMEROOM_DATA") ?? "./data" }

    /// The files that belong to a district and stand outside of its database.
    ///
    /// - Parameter path: of the keys, where they are elsewhere.
    func keys(of district: String, path: String? = nil) -> DistrictKeys {
        DistrictKeys(
            district: district, folder: folder, path: path ?? Self.variable("HOMEROOM_KEYS"),
            place: isDatabase ? "postgres" : "")
    }

    /// The place that one word names: a database where it has the form of a connection string, or
    /// a folder where it is one or has a slash. Any other word could be a slip, and a folder made
    /// by one would hold students.
    init(word: String) throws {
        let isFolder = word.contains("/") || FileManager.default.fileExists(atPath: word)
        if PostgresAddress.isConnectionString(word) {
            self.init(database: word)
        } else if isFolder {
            self.init(data: word)
        } else {
            throw ValidationError("Write ./\(word) for a folder, or service=\(word).")
        }
    }

    var districts: any Districts {
        let now = { @Sendable in ImportFiles.timestamp(Date()) }
        if let chosenDatabase {
            return PostgresDistricts(PostgresAddress(chosenDatabase), now: now)
        }
        return SQLiteDistricts(folder: folder, now: now)
    }

    /// The options by which a command finds this place again; empty for the usual one.
    var options: String {
        if database != nil { return " --database '\(districts.place)'" }
        return data.map { " --data \($0)" } ?? ""
    }
}
