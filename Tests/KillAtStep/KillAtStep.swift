import Foundation
import Operations
import Storage
import StoragePostgres
import StorageSQLite

/// Merges or undoes in a district, and kills itself at one step of it; for tests.
///
///     KillAtStep FOLDER DISTRICT STEP merge SOURCE TARGET [NAME=CHOICE]...
///     KillAtStep FOLDER DISTRICT STEP undo CHANGE-SET
///     KillAtStep FOLDER DISTRICT STEP backup PUBLIC-KEY
///
/// The steps are the statements that write, the end of the transaction, and what comes after it.
/// Those of a backup are what it tells of itself. Where there are fewer, the process ends by itself.
@main struct KillAtStep {
    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 5, let step = Int(words[2]) else { exit(64) }
        let store = MortalStore(
            store: try open(words[1], in: words[0]), steps: StepsToLive(until: step))
        let clock = { @Sendable in Date(timeIntervalSince1970: 1_791_180_000) }
        switch words[3] {
        case "merge":
            var request = MergeStudents.Request(sources: [words[4]], target: words[5])
            request.reason = "test"
            request.confirmed = ["all"]
            for word in words.dropFirst(6) {
                let parts = word.split(separator: "=").map(String.init)
                request.choices[parts[0]] = parts[1]
            }
            _ = try MergeStudents(Workspace(store: store, actor: "test", clock: clock))
                .apply(request)
        case "backup": try backUp(words, step)
        default:
            guard let change = Int(words[4]) else { exit(64) }
            _ = try Undo(Workspace(store: store, actor: "test", clock: clock)).run(change)
        }
        try store.close()
    }

    private static func backUp(_ words: [String], _ step: Int) throws {
        let store = try open(words[1], in: words[0])
        var steps = step
        _ = try MakeBackup(
            of: words[1], store,
            options: MakeBackup.Options(
                key: BackupPublicKey(words[4]), folder: words[0] + "/backups", scratch: words[0],
                keys: DistrictKeys(district: words[1], folder: words[0]), version: "test"),
            clock: { Date(timeIntervalSince1970: 1_791_180_000) },
            files: { SQLiteDistricts(folder: $0, now: { "2026-09-15T08:00:00Z" }) },
            onStage: { _ in
                steps -= 1
                if steps == 0 { kill(getpid(), SIGKILL) }
            }
        ).run()
    }

    private static func open(_ district: String, in folder: String) throws -> any Store {
        let now = { @Sendable in "2026-09-15T08:00:00Z" }
        let database = ProcessInfo.processInfo.environment["HOMEROOM_TEST_DATABASE"] ?? ""
        if database.isEmpty {
            return try SQLiteDistricts(folder: folder, now: now).open(district)
        }
        return try PostgresDistricts(PostgresAddress(database), now: now).open(district)
    }
}
