import ArgumentParser
import Foundation
import Operations
import Storage
import StorageSQLite

/// Which district a command is about, and how it reports.
struct DistrictOptions: ParsableArguments {
    @Option(
        help: "Folder with the districts' data. Also: the environment's HOMEROOM_DATA.")
    var data: String?

    @Option(help: "Name of the district.")
    var district = "main"

    @Flag(help: "Report as JSON.")
    var json = false

    var folder: String {
        data ?? ProcessInfo.processInfo.environment["HOMEROOM_DATA"] ?? "./data"
    }

    func validate() throws {
        let isName = district.wholeMatch(of: /[a-z0-9][a-z0-9_-]{0,62}/) != nil
        if !isName {
            throw ValidationError(
                "A district's name has lower-case letters, digits, - and _ only.")
        }
    }

    private var path: String {
        (folder as NSString).appendingPathComponent("\(district).sqlite")
    }

    /// Opens the district, making it where it is missing.
    func open() throws -> SQLiteStore {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw OperationError.cannotWrite(folder) }
        defer { protect() }
        return try SQLiteStore(path: path, now: ImportFiles.timestamp(Date()))
    }

    /// Files that were made under another umask become their owner's alone.
    private func protect() {
        for suffix in ["", "-wal", "-shm"] { chmod(path + suffix, 0o600) }
    }

    /// Whether the district is there already.
    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Opens a district that has to be there already; for commands that only read.
    func openExisting() throws -> SQLiteStore {
        guard exists else {
            throw OperationError.refused(
                code: "district.not-found",
                message: "There is no district \(district) in \(folder).",
                remedy: "Check --data and --district, or import a file, which makes it.")
        }
        return try open()
    }

    /// Says so where every person in the district is invented.
    func tellInvented(_ store: SQLiteStore) throws {
        let administration = Administration(store: store, actor: actor, clock: clock)
        if let name = try administration.inventedDataMarker() {
            Output.note("[\(name)]")
        }
    }

    /// Who is at work, for the change sets.
    var actor: String { "cli:" + NSUserName() }

    var clock: @Sendable () -> Date { { Date() } }
}

/// Does `body` with an open district and closes it.
func withDistrict<T>(
    _ options: DistrictOptions, existing: Bool = false, _ body: (SQLiteStore) throws -> T
) throws -> T {
    let store = existing ? try options.openExisting() : try options.open()
    do {
        try options.tellInvented(store)
        let result = try body(store)
        try store.close()
        return result
    } catch {
        try? store.close()
        throw error
    }
}

/// Does `body` with the district or, where there is none yet, with an empty one that is gone
/// afterwards: for commands that only show what would happen.
func withDistrictOrEmpty<T>(
    _ options: DistrictOptions, _ body: (SQLiteStore) throws -> T
) throws -> T {
    if options.exists { return try withDistrict(options, existing: true, body) }
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "homeroom-check-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    Output.note(
        "There is no district \(options.district) in \(options.folder) yet. Checked against an "
            + "empty one.")
    var empty = options
    empty.data = folder.path
    return try withDistrict(empty, body)
}
