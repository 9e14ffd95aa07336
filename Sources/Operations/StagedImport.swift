import Foundation
import Intake
import Records

/// Files that were handed in to be imported, kept until somebody says so: uploaded, checked, and
/// then imported as they were checked, or discarded.
///
/// They lie in a private folder, each delivery in one of its own.
public struct StagedImport: Sendable {
    /// The most files of one delivery.
    public static let maximumFiles = 20
    /// The most bytes of one delivery, all files together.
    public static let maximumBytes = 2 << 30
    /// Deliveries older than this many days are removed by `prune`.
    public static let daysKept = 7

    let workspace: Workspace
    let folder: URL
    let newID: @Sendable () -> String

    /// - Parameters:
    ///   - folder: where the deliveries of this district lie; made where it is missing.
    ///   - newID: makes the name of a delivery, which nobody can guess.
    public init(
        _ workspace: Workspace, folder: String,
        newID: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() }
    ) {
        self.workspace = workspace
        self.folder = URL(filePath: folder, directoryHint: .isDirectory)
        self.newID = newID
    }

    /// One file of a delivery.
    public struct File: Codable, Equatable, Sendable {
        /// Its number in the delivery, from 1 on.
        public let id: Int
        public let name: String
        public let bytes: Int
        /// SHA-256, in hexadecimal.
        public let digest: String
    }

    /// Files that were handed in together.
    public struct Delivery: Codable, Equatable, Sendable {
        public let id: String
        public let actor: String
        /// UTC, ISO 8601.
        public let at: String
        public let files: [File]
        /// When it was checked last; nil where it was not, and cannot be imported.
        public let checkedAt: String?

        public var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
    }

    /// What a check of a delivery found.
    public struct Checked: Sendable {
        public let delivery: Delivery
        public let reports: [RunReport]
        /// The problems of each report.
        public let problems: [ProblemGroups]
    }

    /// What is kept of a delivery beside its files.
    struct Kept: Codable {
        let actor: String
        let at: String
    }

    /// What was checked, and how it is to be imported.
    struct Check: Codable {
        let at: String
        let files: [File]
        let insertsNearMisses: Bool?
        let mapping: String?
    }

    // MARK: Handing in

    /// Begins a delivery without files.
    public func begin() throws -> Delivery {
        try workspace.require(.runImports)
        let id = newID()
        try makeFolder(place(id))
        try write(Kept(actor: workspace.actor, at: workspace.now), to: place(id, "delivery.json"))
        return try show(id)
    }

    /// Takes in one file of a delivery, piece by piece.
    ///
    /// - Parameter name: as the sender calls it; what does not belong into a name is dropped.
    /// - Throws: `import.too-many-files`, `import.same-name`.
    public func receive(_ name: String, into id: String) throws -> StagedFile {
        let delivery = try show(id)
        let name = Self.safeName(name)
        if delivery.files.count >= Self.maximumFiles {
            throw OperationError.refused(
                code: "import.too-many-files",
                message: "A delivery has at most \(Self.maximumFiles) files.",
                remedy: "Put them into one ZIP file, or hand in the rest afterwards.")
        }
        if delivery.files.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            throw OperationError.refused(
                code: "import.same-name", message: "The delivery has a file of this name already.",
                remedy: "Hand the second one in by itself, afterwards.")
        }
        let number = (delivery.files.map(\.id).max() ?? 0) + 1
        try makeFolder(place(id, "\(number)"))
        // What was checked is no longer what there is.
        try? FileManager.default.removeItem(at: place(id, "checked.json"))
        return try StagedFile(
            number: number, name: name, at: place(id, "\(number)/\(name)"),
            room: Self.maximumBytes - delivery.bytes
        ) { try write($0, to: place(id, "\(number).json")) }
    }

    /// Takes in a file that lies on this host.
    public func add(_ path: String, to id: String) throws -> File {
        let source = try FileBytes(path: path)
        let file = try receive((path as NSString).lastPathComponent, into: id)
        do {
            var at = 0
            while at < source.count {
                let piece = try source.bytes(at: at, count: 1 << 20)
                if piece.isEmpty { throw IntakeError.changed }
                try file.append(piece)
                at += piece.count
            }
            return try file.finish()
        } catch {
            file.abandon()
            throw error
        }
    }

    // MARK: Looking

    /// The deliveries that wait, the newest first.
    public func list() throws -> [Delivery] {
        try workspace.require(.runImports)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { try? show($0) }.sorted { ($1.at, $1.id) < ($0.at, $0.id) }
    }

    /// One delivery.
    ///
    /// - Throws: `delivery.not-found`.
    public func show(_ id: String) throws -> Delivery {
        try workspace.require(.runImports)
        guard Self.isID(id), let kept = read(Kept.self, place(id, "delivery.json")) else {
            throw OperationError.notFound(
                kind: "delivery", name: Self.isID(id) ? id : "of this name")
        }
        let files = (1...Self.maximumFiles).compactMap { read(File.self, place(id, "\($0).json")) }
        return Delivery(
            id: id, actor: kept.actor, at: kept.at, files: files,
            checkedAt: read(Check.self, place(id, "checked.json"))?.at)
    }

    // MARK: Deciding

    /// Shows what an import of the delivery would do, and notes what was looked at.
    public func check(
        _ id: String, options: ImportFiles.Options = ImportFiles.Options(),
        onProgress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) throws -> Checked {
        let delivery = try show(id)
        try requireFiles(delivery)
        try requireUnchanged(delivery.files, id)
        var options = options
        options.isCheck = true
        let importing = ImportFiles(workspace, options: options, onProgress: onProgress)
        let reports = try importing.run(deliveries(delivery))
        try write(
            Check(
                at: workspace.now, files: delivery.files,
                insertsNearMisses: options.insertsNearMisses, mapping: options.mapping),
            to: place(id, "checked.json"))
        return Checked(
            delivery: try show(id), reports: reports,
            problems: reports.map { importing.problems(of: $0) })
    }

    /// Imports what was checked, byte by byte the same and in the same way. The delivery is gone
    /// afterwards.
    ///
    /// - Throws: `import.not-checked`, `import.changed-since-check`; then nothing was imported.
    public func apply(
        _ id: String, reason: String = "",
        onProgress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) throws -> [RunReport] {
        let delivery = try show(id)
        guard let check = read(Check.self, place(id, "checked.json")) else {
            throw OperationError.refused(
                code: "import.not-checked", message: "The delivery was not checked yet.",
                remedy: "Look first what the import would do: homeroom import staged check \(id).")
        }
        if check.files != delivery.files { throw Self.changed(id) }
        try requireUnchanged(check.files, id)
        var options = ImportFiles.Options()
        options.reason = reason
        options.insertsNearMisses = check.insertsNearMisses
        options.mapping = check.mapping
        let reports = try ImportFiles(workspace, options: options, onProgress: onProgress)
            .run(deliveries(delivery))
        try? FileManager.default.removeItem(at: place(id))
        return reports
    }

    /// Drops a delivery; nothing of it was imported.
    public func discard(_ id: String) throws {
        _ = try show(id)
        try FileManager.default.removeItem(at: place(id))
    }

    /// Removes deliveries that nobody decided about in time. Returns how many.
    @discardableResult
    public func prune() throws -> Int {
        try workspace.require(.runImports)
        let oldest = workspace.clock().addingTimeInterval(-Double(Self.daysKept) * 86_400)
        let limit = ImportFiles.timestamp(oldest)
        let old = try list().filter { $0.at < limit }
        for delivery in old { try FileManager.default.removeItem(at: place(delivery.id)) }
        return old.count
    }
}
