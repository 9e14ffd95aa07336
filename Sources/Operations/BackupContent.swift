import Crypto
import Foundation
import Intake
import Storage

/// What a backup holds, after its files: what they have to be.
struct BackupManifest: Codable, Equatable {
    struct File: Codable, Equatable {
        let name: String
        let bytes: Int
        /// SHA-256 in hexadecimal.
        let digest: String
    }

    var files: [File]
    /// Count and checksum of each table of the district.
    let tables: [CopyDistrict.Report.Table]
}

/// The files of a district in a backup: for each a length of its name in two bytes, the name, its
/// length in eight, its bytes; then a name of no length, the length of the manifest in four, and
/// the manifest as JSON. Numbers are big-endian.
enum BackupContent {
    /// The district, as a SQLite file.
    static let district = "district.sqlite"
    /// The anchors of the district's change log. Its keys are never in a backup: who had both could
    /// remake the log (`docs/decisions/0019`).
    static let anchors = "anchors.jsonl"

    private static let piece = 1 << 20
    private static let longestManifest = 1 << 20

    /// Writes the files of `folder` that belong into a backup.
    static func pack(
        _ folder: String, tables: [CopyDistrict.Report.Table], into writer: BackupWriter
    ) throws -> BackupManifest {
        var manifest = BackupManifest(files: [], tables: tables)
        for name in [district, anchors] {
            let path = (folder as NSString).appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let source = try FileBytes(path: path)
            let text = Array(name.utf8)
            try writer.append(
                BigEndian.bytes(text.count, 2) + text
                    + BigEndian.bytes(source.count, 8))
            var hash = SHA256()
            for offset in stride(from: 0, to: source.count, by: piece) {
                let bytes = try source.data(at: offset, piece)
                guard bytes.count == min(piece, source.count - offset) else {
                    throw IntakeError.changed
                }
                hash.update(data: bytes)
                try writer.append(bytes)
            }
            manifest.files.append(
                BackupManifest.File(
                    name: name, bytes: source.count, digest: Hexadecimal.text(hash.finalize())))
        }
        let json = Array(StableJSON.text(manifest).utf8)
        try writer.append([0, 0] + BigEndian.bytes(json.count, 4) + json)
        return manifest
    }

    /// Takes a backup apart, into an empty folder.
    ///
    /// - Throws: `backup.damaged`, also where what came out is not what the manifest says.
    static func unpack(_ reader: BackupReader, into folder: String) throws -> BackupManifest {
        var files: [BackupManifest.File] = []
        while true {
            let length = BigEndian.number(try reader.exactly(2))
            if length == 0 { break }
            let name = String(decoding: try reader.exactly(length), as: UTF8.self)
            // No other name, and so no path, is ever written to.
            guard [district, anchors].contains(name),
                !files.contains(where: { $0.name == name })
            else { throw BackupError.damaged }
            let bytes = BigEndian.number(try reader.exactly(8))
            let path = (folder as NSString).appendingPathComponent(name)
            files.append(try write(bytes, to: path, name, reader))
        }
        let length = BigEndian.number(try reader.exactly(4))
        guard length <= longestManifest,
            let manifest = StableJSON.value(
                BackupManifest.self, String(decoding: try reader.exactly(length), as: UTF8.self)),
            manifest.files == files, files.first?.name == district, try reader.next(1).isEmpty
        else { throw BackupError.damaged }
        return manifest
    }

    private static func write(
        _ bytes: Int, to path: String, _ name: String, _ reader: BackupReader
    ) throws -> BackupManifest.File {
        try PrivateFile.write(path) { file in
            var hash = SHA256()
            var rest = bytes
            while rest > 0 {
                let part = try reader.next(min(rest, piece))
                if part.isEmpty { throw BackupError.damaged }
                hash.update(data: part)
                try file.write(contentsOf: part)
                rest -= part.count
            }
            return BackupManifest.File(
                name: name, bytes: bytes, digest: Hexadecimal.text(hash.finalize()))
        }
    }
}
