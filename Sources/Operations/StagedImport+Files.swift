import Foundation
import Intake

// The files of deliveries: where they lie, how they are called, whether they are as they were.

extension StagedImport {
    static func isID(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 64
            && id.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
    }

    func place(_ id: String, _ part: String = "") -> URL {
        let delivery = folder.appending(path: id)
        return part.isEmpty ? delivery : delivery.appending(path: part)
    }

    /// Private, as what lies in it is.
    func makeFolder(_ place: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: place, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw OperationError.cannotWrite(place.path)
        }
    }

    /// Never half there: written beside its place and renamed.
    func write(_ value: some Encodable, to place: URL) throws {
        let beside = place.path + ".part"
        let data = Data(StableJSON.text(value).utf8)
        guard
            FileManager.default.createFile(
                atPath: beside, contents: data, attributes: [.posixPermissions: 0o600]),
            rename(beside, place.path) == 0
        else { throw OperationError.cannotWrite(place.path) }
    }

    func read<T: Decodable>(_ type: T.Type, _ place: URL) -> T? {
        (try? String(contentsOf: place, encoding: .utf8)).flatMap { StableJSON.value(type, $0) }
    }

    /// Where a file of a delivery lies.
    public func path(of file: File, in id: String) -> String { path(file, id) }

    func path(_ file: File, _ id: String) -> String { place(id, "\(file.id)/\(file.name)").path }

    func deliveries(_ delivery: Delivery) -> Deliveries {
        Deliveries(together: delivery.files.map { path($0, delivery.id) }, name: "OneRoster")
    }

    func requireFiles(_ delivery: Delivery) throws {
        if !delivery.files.isEmpty { return }
        throw OperationError.refused(
            code: "import.no-files", message: "The delivery has no files.",
            remedy: "Choose at least one file.")
    }

    /// Refuses where a file is not, byte by byte, what was handed in.
    func requireUnchanged(_ files: [File], _ id: String) throws {
        for file in files {
            guard let source = try? FileBytes(path: path(file, id)), source.count == file.bytes,
                try Digest.sha256Hex(of: source) == file.digest
            else { throw Self.changed(id) }
        }
    }

    static func changed(_ id: String) -> OperationError {
        .refused(
            code: "import.changed-since-check",
            message: "The files are not those that were checked. Nothing was imported.",
            remedy: "Check them once more: homeroom import staged check \(id). Or hand them in "
                + "again.")
    }

    /// The longest name, in bytes: as long as file systems have them, with room for an ending.
    private static let longestName = 200

    /// A sender's name for a file without folders, and without characters that steer a terminal or
    /// cannot be seen.
    public static func safeName(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let kept = last.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
                .unassigned:
                false
            default: true
            }
        }
        var text = String(String.UnicodeScalarView(kept)).trimmingCharacters(in: .whitespaces)
        // A hidden file would be passed over.
        while text.hasPrefix(".") { text.removeFirst() }
        let ending = (text as NSString).pathExtension
        var stem = ending.isEmpty ? text : (text as NSString).deletingPathExtension
        while stem.utf8.count + ending.utf8.count > longestName, !stem.isEmpty { stem.removeLast() }
        if ending.utf8.count > longestName || stem.isEmpty { return "upload" }
        return ending.isEmpty ? stem : "\(stem).\(ending)"
    }
}

/// One file that is being handed in.
public final class StagedFile {
    private let number: Int
    private let name: String
    private let place: URL
    private let room: Int
    private let keep: (StagedImport.File) throws -> Void
    private let handle: FileHandle
    private var digest = RunningDigest()
    private var bytes = 0

    init(
        number: Int, name: String, at place: URL, room: Int,
        keep: @escaping (StagedImport.File) throws -> Void
    ) throws {
        self.number = number
        self.name = name
        self.place = place
        self.room = room
        self.keep = keep
        guard
            FileManager.default.createFile(
                atPath: place.path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: place.path)
        else { throw OperationError.cannotWrite(place.path) }
        self.handle = handle
    }

    /// Adds the next piece.
    ///
    /// - Throws: `import.too-large`; the file is gone then.
    public func append(_ piece: [UInt8]) throws {
        bytes += piece.count
        if bytes > room {
            abandon()
            throw OperationError.refused(
                code: "import.too-large",
                message: "A delivery has at most "
                    + "\(StagedImport.maximumBytes >> 30) GiB, all files together.",
                remedy: "Hand it in in parts, or import it on the host: homeroom import FILE.")
        }
        piece.withUnsafeBytes { digest.add($0) }
        do {
            try handle.write(contentsOf: piece)
        } catch {
            abandon()
            throw OperationError.cannotWrite(place.path)
        }
    }

    /// All of it is there.
    public func finish() throws -> StagedImport.File {
        try handle.close()
        let file = StagedImport.File(
            id: number, name: name, bytes: bytes, digest: digest.hex())
        try keep(file)
        return file
    }

    /// It is not to be had.
    public func abandon() {
        try? handle.close()
        try? FileManager.default.removeItem(at: place.deletingLastPathComponent())
    }
}
