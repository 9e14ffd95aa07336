import Foundation
import Intake
import Records
import Storage

/// Imports files that were taken from a sender, archives them, and tells the sender.
struct NightFiles {
    let workspace: Workspace
    let profile: AutomationProfile
    let folder: DropFolder
    /// What is put before the names of files of this night.
    let stamp: String

    init(
        _ workspace: Workspace, profile: AutomationProfile, folder: DropFolder, date: CalendarDate
    ) {
        self.workspace = workspace
        self.profile = profile
        self.folder = folder
        stamp = date.description.replacing("-", with: "")
    }

    /// In the order in which the layouts depend on each other; others keep theirs.
    func ordered(_ files: [DropFolder.Taken]) -> [DropFolder.Taken] {
        func place(_ file: DropFolder.Taken) -> Int {
            Layout.allCases.firstIndex { $0.fileName == file.name.lowercased() } ?? -1
        }
        return files.enumerated().sorted {
            (place($0.element), $0.offset) < (place($1.element), $1.offset)
        }.map(\.element)
    }

    /// Imports one file. The same bytes twice change nothing, so that what was cut off between the
    /// import and the archive is done once more.
    func carryOut(_ file: DropFolder.Taken) throws -> NightReport.File {
        let errors = folder.free("\(stamp)-\(file.name).errors.txt", in: .reports)
        var options = ImportFiles.Options()
        options.reason = "Night of \(stamp), \(profile.name)"
        options.mapping = profile.mapping
        // Outside of the sender's reach until it is whole.
        let beside = "\(folder.folder(.taken))/\(errors)"
        options.errorFile = beside
        let reports = try ImportFiles(workspace, options: options).run([file.path])
        if reports.contains(where: \.wasChangedWhileRead) {
            try folder.putBack(file)
            return NightReport.File(file.name, .replaced)
        }
        for path in reports.flatMap(\.errorFiles) {
            rename(path, "\(folder.folder(.reports))/\((path as NSString).lastPathComponent)")
        }
        return try archived(file, reports)
    }

    private func archived(
        _ file: DropFolder.Taken, _ reports: [RunReport]
    ) throws -> NightReport.File {
        let state = Self.state(of: reports)
        let name = try folder.archive(
            file, in: state == .rejected ? .rejected : .accepted, stamp: stamp)
        var counts = ImportCounts()
        for report in reports where report.state != .repeated { counts.add(report.counts) }
        return NightReport.File(
            file.name, state, why: Self.why(state, reports), runs: reports.compactMap(\.run),
            counts: counts, archivedAs: name)
    }

    /// The worst of what became of the parts of one file.
    private static func state(of reports: [RunReport]) -> NightReport.State {
        if reports.isEmpty || reports.contains(where: { $0.state == .failed }) { return .rejected }
        if reports.contains(where: { $0.state == .held }) { return .held }
        return reports.allSatisfy { $0.state == .repeated } ? .stale : .imported
    }

    /// Never with what a cell says.
    private static func why(_ state: NightReport.State, _ reports: [RunReport]) -> String {
        switch state {
        case .rejected:
            let problems = reports.flatMap(\.problems).map(\.message)
            return problems.first ?? "It is none of the files that are imported."
        case .held:
            return reports.first { $0.state == .held }?.problems.first?.message ?? ""
        case .stale:
            let run = reports.first?.run.map { "run \($0)" } ?? "an earlier run"
            return "Byte by byte what was imported by \(run). Whoever writes it may have stopped."
        default: return ""
        }
    }
}

extension RunReport {
    /// Whether another file took this one's place while it was read, so that nothing was applied.
    var wasChangedWhileRead: Bool {
        state == .failed
            && problems.contains { $0.code == ProblemCode.fileChangedWhileRead.rawValue }
    }
}

extension ImportCounts {
    /// Adds those of another file.
    mutating func add(_ other: ImportCounts) {
        read += other.read
        inserted += other.inserted
        updated += other.updated
        closed += other.closed
        unchanged += other.unchanged
        held += other.held
        rejected += other.rejected
    }
}
