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
    /// import and the archive is done once more. Nothing that is wrong with it stops the others.
    ///
    /// - Parameter isLeft: whether a process before this one took it, and ended.
    func carryOut(_ file: DropFolder.Taken, isLeft: Bool) throws -> NightReport.File {
        let name = Self.name(file.name)
        let beside = "\(folder.folder(.taken))/\(stamp)-\(name).errors.txt"
        let reports: [RunReport]
        do {
            var options = ImportFiles.Options()
            options.reason = "Night of \(stamp), \(profile.name)"
            options.mapping = profile.mapping
            options.limits = profile.limits
            options.takesAdditionsOnly = profile.takesAdditionsOnly ?? false
            options.absent = profile.absent ?? .leave
            // Outside of the sender's reach until it is whole.
            options.errorFile = beside
            reports = try ImportFiles(workspace, options: options).run([file.path])
        } catch {
            guard let why = Nightly.refusal(error) else { throw error }
            return try failed(file, name, why)
        }
        if reports.contains(where: \.wasChangedWhileRead) {
            try folder.putBack(file)
            return NightReport.File(name, .replaced)
        }
        for path in reports.flatMap(\.errorFiles) {
            let last = (path as NSString).lastPathComponent
            try folder.give(path, to: .reports, named: folder.free(last, in: .reports))
        }
        return try archived(file, name, reports, isLeft: isLeft)
    }

    /// The longest name in bytes, with room for the day before and what is put behind it.
    private static let longestName = 160

    /// A sender's name of a file without what does not belong into one.
    private static func name(_ given: String) -> String {
        var name = StagedImport.safeName(given)
        while name.utf8.count > longestName { name.removeFirst() }
        return name
    }

    /// It stays where its sender sees it, to be sent again once what stopped it is mended.
    private func failed(
        _ file: DropFolder.Taken, _ name: String, _ why: String
    ) throws -> NightReport.File {
        let archived = try folder.archive(file, in: .rejected, stamp: stamp, named: name)
        return NightReport.File(name, .failed, why: why, archivedAs: archived)
    }

    private func archived(
        _ file: DropFolder.Taken, _ name: String, _ reports: [RunReport], isLeft: Bool
    ) throws -> NightReport.File {
        var state = Self.state(of: reports)
        // It was this night's, and the process ended before it said so.
        if isLeft, state == .stale { state = .imported }
        let place = try folder.archive(
            file, in: state == .rejected ? .rejected : .accepted, stamp: stamp, named: name)
        var counts = ImportCounts()
        for report in reports where report.state != .repeated { counts.add(report.counts) }
        return NightReport.File(
            name, state, why: Self.why(state, reports), runs: reports.compactMap(\.run),
            counts: counts, archivedAs: place)
    }

    /// The worst of what became of the parts of one file.
    static func state(of reports: [RunReport]) -> NightReport.State {
        if reports.isEmpty || reports.contains(where: { $0.state == .failed }) { return .rejected }
        if reports.contains(where: { $0.state == .held }) { return .held }
        return reports.allSatisfy { $0.state == .repeated } ? .stale : .imported
    }

    /// Never with what a cell says.
    static func why(_ state: NightReport.State, _ reports: [RunReport]) -> String {
        switch state {
        case .rejected:
            let problem = reports.first { $0.state == .failed }?.problems.first
            return problem?.sentence ?? "It is none of the files that are imported."
        case .held:
            let problems = reports.first { $0.state == .held }?.problems ?? []
            let limit = problems.first { $0.code.hasPrefix("limit.") }
            return (limit ?? problems.first)?.sentence ?? ""
        case .stale:
            let run = reports.first?.run.map { "run \($0)" } ?? "an earlier run"
            return "Byte by byte what was imported by \(run). Whoever writes it may have stopped."
        case .imported: return byItself(reports)
        default: return ""
        }
    }

    /// What was done beside what the rows say.
    private static func byItself(_ reports: [RunReport]) -> String {
        let linked = reports.reduce(0) { $0 + $1.linked }
        let ended = reports.reduce(0) { $0 + $1.endedAbsent }
        return [
            linked == 0
                ? ""
                : "\(linked) \(linked == 1 ? "student was" : "students were") linked to the SIS.",
            ended == 0
                ? "" : "\(ended) open \(ended == 1 ? "record" : "records") ended, being absent.",
        ].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension RunReport {
    /// Whether another file took this one's place while it was read, so that nothing was applied.
    var wasChangedWhileRead: Bool {
        state == .failed
            && problems.contains { $0.code == ProblemCode.fileChangedWhileRead.rawValue }
    }
}

extension ProblemGroup {
    /// What is wrong, and what to do.
    fileprivate var sentence: String { fix.isEmpty ? message : "\(message) \(fix)" }
}
