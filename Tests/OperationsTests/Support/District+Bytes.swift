import Foundation
import Storage
import TestDistricts

extension District {
    /// Whether the whole database holds a text: the file itself, or all columns of all tables.
    func holds(_ text: String) throws -> Bool {
        if !TestPlace.isPostgres {
            let name = place.district
            return ["", "-wal"].contains { ending in
                let file = folder.appending(path: "\(name).sqlite\(ending)")
                guard let bytes = try? Data(contentsOf: file) else { return false }
                return bytes.range(of: Data(text.utf8)) != nil
            }
        }
        return try store.read { reader in
            for table in StoredTable.all {
                var isFound = false
                try reader.forEachRow(of: table) { row in
                    for column in table.columns.indices
                    where row.kind(column) == .text || row.kind(column) == .bytes {
                        let bytes = Data(row.bytes(column))
                        if bytes.range(of: Data(text.utf8)) != nil { isFound = true }
                    }
                }
                if isFound { return true }
            }
            return false
        }
    }
}
