import Foundation
import Records
import Storage

extension ReviewRuns {
    /// The rows that a run kept out and nobody decided about yet, in the sender's columns, with
    /// what is wrong and how to mend it; as files, by their names.
    ///
    /// - Parameter folder: where the files are made before they are read; they are gone afterwards.
    public func errorFiles(of run: Int, in folder: String) throws -> [(
        name: String, bytes: [UInt8]
    )] {
        try workspace.requireRows()
        let place = (folder as NSString).appendingPathComponent("errors-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: place) }
        let (record, rows) = try store.read { reader in
            let record = try self.record(run, reader)
            let rows = try reader.importRows(of: run, state: .rejected)
            try note(rows, of: record, reader)
            return (record, rows)
        }
        let path = (place as NSString).appendingPathComponent("errors-\(record.fileName)")
        let errors = try ErrorFile(path: path)
        let paths = try errors.append(record, rows)
        try errors.close()
        return try paths.map { path in
            (
                (path as NSString).lastPathComponent,
                try Array(Data(contentsOf: URL(filePath: path)))
            )
        }
    }
}
