import Foundation
import Intake
import Storage

/// The files of a held run as the store keeps them, piece by piece.
///
/// A run of one file has its bytes. A OneRoster export has several files: the first piece says, as
/// JSON, how they are called and how long each is; the bytes of all of them follow.
enum KeptFiles {
    private struct Listed: Codable {
        let name: String
        let bytes: Int
    }

    private static let bytesPerPiece = 1 << 20

    static func keep(_ files: ImportFiles.Prepared, of run: Int, _ writer: any Writer) throws {
        var piece = 0
        if files.isOneRoster {
            let list = files.parts.map { Listed(name: $0.name, bytes: $0.source.count) }
            try writer.keep(Array(StableJSON.text(list).utf8), number: piece, ofFile: run)
            piece += 1
        }
        for part in files.parts {
            var at = 0
            while at < part.source.count {
                let bytes = try part.source.bytes(at: at, count: bytesPerPiece)
                // What cannot be kept whole could not be approved.
                if bytes.isEmpty { throw IntakeError.changed }
                try writer.keep(bytes, number: piece, ofFile: run)
                at += bytes.count
                piece += 1
            }
        }
    }

    /// The file of a run that has one.
    static func file(of run: Int, _ reader: any Reader) throws -> TemporaryBytes {
        let bytes = try TemporaryBytes()
        try reader.forEachPiece(ofFile: run) { piece in
            try piece.withUnsafeBytes { try bytes.append($0) }
        }
        try bytes.finish()
        return bytes
    }

    /// The files of a OneRoster export, by name; empty where they are not there whole.
    static func oneRoster(
        of run: Int, _ reader: any Reader
    ) throws -> [String: any ByteSource] {
        var list: [Listed]?
        var files: [String: TemporaryBytes] = [:]
        var place = 0
        try reader.forEachPiece(ofFile: run) { piece in
            guard let listed = list else {
                list = StableJSON.value([Listed].self, String(decoding: piece, as: UTF8.self)) ?? []
                return
            }
            // A piece belongs to one file only.
            while place < listed.count,
                files[listed[place].name]?.count ?? 0 >= listed[place].bytes
            {
                place += 1
            }
            guard place < listed.count else { return }
            let file = try files[listed[place].name] ?? TemporaryBytes()
            files[listed[place].name] = file
            try piece.withUnsafeBytes { try file.append($0) }
        }
        for file in files.values { try file.finish() }
        let isWhole = (list ?? []).allSatisfy { files[$0.name]?.count ?? 0 == $0.bytes }
        return isWhole ? files : [:]
    }
}
