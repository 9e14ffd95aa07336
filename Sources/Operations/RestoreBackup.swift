import Foundation
import Storage

/// Restores a district from a backup: under a name that is free, or in the place of one that is
/// renamed first.
public struct RestoreBackup {
    public struct Options: Sendable {
        public var key: BackupPrivateKey
        /// The name of the district; that of the backup without it.
        public var name: String?
        /// Whether one of that name is renamed.
        public var replaces = false
        /// Whether it is restored even though the check finds something in it.
        public var evenFaulty = false
        public var scratch: String

        public init(key: BackupPrivateKey, scratch: String) {
            self.key = key
            self.scratch = scratch
        }
    }

    public struct Report: Encodable, Sendable {
        public let head: BackupHead
        public let district: String
        /// What the one that had the name is called now.
        public let replaced: String?
        public let rows: Int
        /// Codes of `homeroom check` of what was restored.
        public let findings: [String]
        /// Files beside the district that were restored.
        public let files: [String]
        /// What is left to do.
        public let notes: [String]
    }

    let path: String
    let districts: any Districts
    let options: Options
    let clock: @Sendable () -> Date
    let keys: (_ district: String) -> DistrictKeys
    let files: (_ folder: String) -> any Districts

    /// - Parameters:
    ///   - keys: the files beside a district of some name.
    ///   - files: districts of a folder, for the scratch place.
    public init(
        _ path: String, into districts: any Districts, options: Options,
        clock: @escaping @Sendable () -> Date,
        keys: @escaping (_ district: String) -> DistrictKeys,
        files: @escaping (_ folder: String) -> any Districts
    ) {
        self.path = path
        self.districts = districts
        self.options = options
        self.clock = clock
        self.keys = keys
        self.files = files
    }

    /// Nothing is at the destination before the backup was opened to its end and checked, and
    /// nothing can be opened there before it was read back.
    public func run() throws -> Report {
        let reader = try BackupReader(path: path)
        let name = options.name ?? reader.head.district
        let isThere = try districts.contains(name) && !isUnfinished(name)
        if isThere, !options.replaces { throw Self.exists(name, reader.head.district) }
        let scratch = try ScratchFolder(in: options.scratch, for: reader.head.district)
        defer { scratch.remove() }
        let opened = try OpenedBackup(
            path, key: options.key, into: try scratch.folder("restored"), files: files)
        let findings = try opened.check()
        if !findings.isEmpty, !options.evenFaulty { throw Self.faulty(findings) }
        let place = isThere ? name + Self.restoring : name
        if isThere, try districts.contains(place) { try districts.remove(place) }
        let rows = try copy(opened, to: place)
        var replaced: String?
        if isThere {
            replaced = try exchange(name, for: place, isSame: opened.head.district == name)
        }
        return Report(
            head: opened.head, district: name, replaced: replaced, rows: rows,
            findings: findings.map(\.code), files: try putAnchors(of: opened, name),
            notes: try notes(opened, name))
    }

    private static let restoring = "-restoring"
    private static let longestName = 63

    /// Whether an earlier attempt was interrupted: then this one goes on.
    private func isUnfinished(_ name: String) -> Bool {
        // One that is damaged is there.
        (try? districts.look(at: name) { try $0.isCopyUnfinished() }) ?? false
    }

    private func copy(_ opened: OpenedBackup, to place: String) throws -> Int {
        try opened.withDistrict { source in
            let target = try districts.open(place, toCopy: true)
            defer { try? target.close() }
            return try CopyDistrict(from: source, to: target, clock: clock).run().tables
                .map(\.rows).reduce(0, +)
        }
    }

    /// Gives the new district the name, and the old one another.
    ///
    /// - Parameter isSame: whether the new one is an earlier state of the old one.
    private func exchange(_ name: String, for new: String, isSame: Bool) throws -> String {
        let time = ImportFiles.timestamp(clock()).lowercased().filter { $0 != "-" && $0 != ":" }
        let ending = "-before-\(time)"
        let old = String(name.prefix(Self.longestName - ending.count)) + ending
        try districts.rename(name, to: old)
        do {
            try districts.rename(new, to: name)
        } catch {
            try districts.rename(old, to: name)
            throw error
        }
        try setAside(keys(name), for: keys(old), isSame: isSame)
        return old
    }

    /// The files beside the district that had the name go with it. Those of the same district stay
    /// for the restored one too: the same keys seal both, and what tells how far the change log
    /// went has to tell that it goes less far now.
    private func setAside(_ files: DistrictKeys, for old: DistrictKeys, isSame: Bool) throws {
        for (from, to) in zip(files.all, old.all) where from != to {
            guard let bytes = FileManager.default.contents(atPath: from) else { continue }
            try PrivateFile.replace(to, with: bytes)
            if !isSame { unlink(from) }
        }
    }

    /// Anchors that are there already know of more than those in the backup.
    private func putAnchors(of opened: OpenedBackup, _ name: String) throws -> [String] {
        let path = keys(name).anchorsPath
        let from = opened.folder + "/" + BackupContent.anchors
        guard let bytes = FileManager.default.contents(atPath: from),
            !FileManager.default.fileExists(atPath: path)
        else { return [] }
        try PrivateFile.makeFolder((path as NSString).deletingLastPathComponent)
        try PrivateFile.replace(path, with: bytes)
        return [(path as NSString).lastPathComponent]
    }

    private func notes(_ opened: OpenedBackup, _ name: String) throws -> [String] {
        let isSealed = try opened.withDistrict { store in
            try store.read { try $0.chainEnds().newestSeal > 0 }
        }
        if !isSealed { return [] }
        var notes: [String] = []
        let since = DestroyedLine.read(self.keys(name).destroyedPath).count {
            $0.at > opened.head.madeAt
        }
        if since > 0 {
            notes.append(
                "\(since) destructions were carried out after this backup was made. Once the "
                    + "change log is renewed: homeroom retention again --district \(name)")
        }
        let path = self.keys(name).path
        if !FileManager.default.fileExists(atPath: path) {
            notes.append(
                "The keys of the change log are in no backup. Put them back at \(path): without "
                    + "them nothing can be changed.")
        }
        notes.append(
            "The change log ends where the backup was made. See that nothing else is told, and "
                + "say that it is meant: homeroom audit verify, then homeroom audit renew "
                + "--reason TEXT.")
        return notes
    }

    private static func exists(_ name: String, _ district: String) -> OperationError {
        .refused(
            code: "restore.exists", message: "There is a district \(name) already.",
            remedy: "Choose another name with --into \(district)-restored, or give --replace, "
                + "which renames it.")
    }

    private static func faulty(_ findings: [CheckReport.Finding]) -> OperationError {
        .refused(
            code: "restore.faulty",
            message: "What is in the backup is not as it has to be: "
                + findings.map(\.code).joined(separator: ", ") + ". Nothing was restored.",
            remedy: "Take an older backup, or restore this one all the same with --even-faulty.")
    }
}
