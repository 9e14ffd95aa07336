import ArgumentParser
import Foundation
import Operations
import Storage
import StoragePostgres
import StorageSQLite

/// Which district a command is about, and how it reports.
struct DistrictOptions: ParsableArguments {
    @OptionGroup var location: Location

    @Option(help: "Name of the district.")
    var district = "main"

    @Option(
        help: ArgumentHelp(
            "File with the district's keys; without it, NAME-keys.json in the folder for data. "
                + "Also: the environment's HOMEROOM_KEYS.", valueName: "file"))
    var keys: String?

    @Flag(help: "Report as JSON.")
    var json = false

    init() {}

    /// The district `name` of a place, not parsed from arguments.
    init(_ location: Location, district name: String) {
        self.location = location
        district = name
        keys = nil
        json = false
    }

    func validate() throws { try Self.requireName(district) }

    static func requireName(_ name: String) throws {
        let isName = name.wholeMatch(of: /[a-z0-9][a-z0-9_-]{0,62}/) != nil
        if !isName {
            throw ValidationError(
                "A district's name has lower-case letters, digits, - and _ only.")
        }
    }

    /// Opens the district. A folder's is made where it is missing; in a database, a name that was
    /// mistyped must not become a district.
    func open() throws -> any Store {
        location.isDatabase ? try openExisting() : sealed(try location.districts.open(district))
    }

    /// With every change set sealed when it is made.
    private func sealed(_ store: any Store) -> any Store {
        SealedStore(store, keys: districtKeys, clock: clock)
    }

    /// Where it is written down who saw whom, until the district's log takes it in.
    var accessJournal: String {
        (location.folder as NSString).appendingPathComponent("\(district)-access")
    }

    /// The files beside the database.
    var districtKeys: DistrictKeys { location.keys(of: district, path: keys) }

    /// Opens a district that has to be there already.
    func openExisting() throws -> any Store {
        guard try exists() else {
            throw OperationError.refused(
                code: "district.not-found",
                message: "There is no district \(district) in \(location.districts.place).",
                remedy: location.isDatabase
                    ? "Check --database and --district, or make it: homeroom district create "
                        + "\(district)\(location.options)"
                    : "Check --data and --district, or import a file, which makes it.")
        }
        return sealed(try location.districts.open(district))
    }

    /// Whether the district is there already.
    func exists() throws -> Bool { try location.districts.contains(district) }

    /// Says so where every person in the district is invented.
    func tellInvented(_ store: any Store) throws {
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
    _ options: DistrictOptions, existing: Bool = false, _ body: (any Store) throws -> T
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

/// The same with its chain and its keys at hand.
func withSealedDistrict<T>(
    _ options: DistrictOptions, _ body: (SealedStore) throws -> T
) throws -> T {
    try withDistrict(options, existing: true) { store in
        guard let sealed = store as? SealedStore else { throw ExitCode(Exit.failed) }
        return try body(sealed)
    }
}

/// Does `body` with the district or, where there is none yet, with an empty one that is gone
/// afterwards: for commands that only show what would happen.
func withDistrictOrEmpty<T>(
    _ options: DistrictOptions, _ body: (any Store) throws -> T
) throws -> T {
    if try options.exists() { return try withDistrict(options, existing: true, body) }
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "homeroom-check-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    Output.note(
        "There is no district \(options.district) in \(options.location.districts.place) yet. "
            + "Checked against an empty one.")
    var empty = DistrictOptions(Location(data: folder.path), district: options.district)
    empty.keys = folder.appending(path: "keys.json").path
    return try withDistrict(empty, body)
}
