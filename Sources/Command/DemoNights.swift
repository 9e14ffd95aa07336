import Automation
import Foundation
import Operations
import Records
import Storage

/// A sender's folder in the demo, and one night: a file that is known already came once more, and
/// another did not come.
struct DemoNights {
    let store: any Store
    let actor: String
    /// The folder with a folder for each sender.
    let senders: String
    /// The file that lies there.
    let file: File
    /// When the profile is made.
    let clock: @Sendable () -> Date

    struct File {
        let name: String
        let bytes: Data
    }

    private static let name = "Cedar County"
    private static let hour = 3_600.0

    /// Makes it, and says so.
    func make() throws -> String {
        let folder = (senders as NSString).appendingPathComponent("cedar-county")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        guard let time = LocalTime(hour: 2, minute: 0) else { return "" }
        _ = try AutomationProfiles(Workspace(store: store, actor: actor, clock: clock)).save(
            AutomationProfile(
                name: Self.name, zone: "America/Los_Angeles",
                schedule: NightSchedule(time: time, weekdays: Set(Weekday.allCases)),
                folder: folder, files: [file.name, "programs.txt"], patience: 0))
        let inbox = (folder as NSString).appendingPathComponent("inbox/" + file.name)
        for (path, bytes) in [(inbox, file.bytes), (inbox + ".done", Data())] {
            guard FileManager.default.createFile(atPath: path, contents: bytes) else {
                throw OperationError.cannotWrite(path)
            }
        }
        let later = clock().addingTimeInterval(24 * Self.hour)
        let workspace = Workspace(store: store, actor: actor, clock: { later })
        let served = try Nightly(workspace, holder: "demo").run().compactMap(\.report)
        return "Served \(served.count) night: \(file.name) came once more, programs.txt did not."
    }
}
