import Foundation
import Records
import Storage
import StoragePostgres
import StorageSQLite
import TestDistricts

/// A folder of its own in which a test runs the built program as a process; where the tests run on
/// PostgreSQL, with a database of its own.
final class Desk {
    let folder: URL
    /// The database, as `--database` takes it.
    let database: String?
    private let databaseName: String

    /// What one command came to.
    struct Result {
        let code: Int32
        let out: String
        let err: String

        /// The output as JSON.
        func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(out.utf8)) }
        func object() throws -> [String: Any] { try json() as? [String: Any] ?? [:] }
        func objects() throws -> [[String: Any]] { try json() as? [[String: Any]] ?? [] }
    }

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "homeroom-desk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let name = "desk_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        databaseName = name
        database = TestPlace.database.map { "\($0)&dbname=\(name)" }
        try psql("CREATE DATABASE \(databaseName)")
    }

    deinit {
        try? psql("DROP DATABASE \(databaseName)")
        try? FileManager.default.removeItem(at: folder)
    }

    /// Tells the server something; nothing where there is none.
    private func psql(_ statement: String) throws {
        guard let server = TestPlace.database else { return }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["psql", "--quiet", "--no-psqlrc", server, "--command", statement]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }

    /// The program lies beside the tests.
    private static let program = URL(filePath: CommandLine.arguments[0]).standardized
        .deletingLastPathComponent().appending(path: "homeroom")

    /// Runs `homeroom` with these arguments in the folder, and waits for it.
    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
        try run(arguments, environment: environment)
    }

    @discardableResult
    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment
        variables["HOMEROOM_DATA"] = nil
        variables["HOMEROOM_DATABASE"] = database
        process.environment = variables.merging(environment) { $1 }
        // Files rather than pipes, which fill up.
        let paths = ["out", "err"].map { folder.appending(path: ".\($0)-\(UUID().uuidString)") }
        for path in paths { _ = FileManager.default.createFile(atPath: path.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: paths[0])
        process.standardError = try FileHandle(forWritingTo: paths[1])
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let texts = try paths.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        for path in paths { try FileManager.default.removeItem(at: path) }
        return Result(code: process.terminationStatus, out: texts[0], err: texts[1])
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// The permissions of a file.
    func mode(_ name: String) throws -> Int? {
        let path = folder.appending(path: name).path
        return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    /// The district `main`, for what no command does.
    func open() throws -> any Store {
        let now = { @Sendable in "2026-09-15T08:00:00Z" }
        if let database {
            return try PostgresDistricts(PostgresAddress(database), now: now).open("main")
        }
        return try SQLiteDistricts(folder: folder.appending(path: "data").path, now: now)
            .open("main")
    }

    // MARK: Files

    func write(_ name: String, _ contents: String) throws {
        try Data(contents.utf8).write(to: folder.appending(path: name))
    }

    private func write(_ layout: Layout, _ rows: [[String]]) throws {
        let labels = layout.columns.enumerated().map {
            $1.label.isEmpty ? "Column \($0 + 1)" : $1.label
        }
        let filled = rows.map { row in
            row + Array(repeating: "", count: max(0, labels.count - row.count))
        }
        try write(
            layout.fileName,
            ([labels] + filled).map { $0.joined(separator: "\t") + "\n" }.joined())
    }

    static let students = (100_200..<100_212).map(String.init)

    /// Makes the district in a database; in a folder, the first import makes it.
    func makeDistrict() throws {
        if database != nil { try run("district", "create", "main") }
    }

    /// A studemo.txt of twelve students, and the district to import it into.
    func writeStudents(last: String = "Osterby") throws {
        try makeDistrict()
        try write(
            .studemo, Self.students.map { [$0, "", last, "Mira", "", "03/04/2012", "F"] })
    }

    struct Row {
        var student = "100200"
        var program = "101"
        var start = "09/02/2026"
        var end = ""
        var last = "Osterby"
    }

    func writePrograms(_ rows: [Row]) throws {
        try write(
            .programs,
            rows.map {
                [
                    $0.student, "", $0.last, "Mira", "", "03/04/2012", $0.program, "", "",
                    $0.start, $0.end, "2026-2027", "", "", "1010",
                ]
            })
    }

    /// A district `main` in `data` with twelve students and the code 101.
    func setUp() throws {
        try writeStudents()
        try run("import", "studemo.txt")
        try run("code", "add", "Student Programs", "101", "Section 504 plan")
    }

    /// That, with one record, and a file whose only row nearly matches it.
    func setUpNearMiss() throws {
        try setUp()
        try writePrograms([Row()])
        try run("import", "programs.txt")
        try writePrograms([Row(start: "09/03/2026", end: "10/01/2026")])
    }
}
