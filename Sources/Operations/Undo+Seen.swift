import Foundation
import Storage

extension Undo.Report {
    /// Without what rows say of tables that somebody may not see: only which kind of row it is.
    func seen(in workspace: Workspace) -> Undo.Report {
        let hidden = Set(VersionedTable.all.filter { !workspace.sees($0) }.map(\.name))
        if hidden.isEmpty { return self }
        func kind(_ table: String) -> String { table.replacing("_", with: " ") }
        /// A reference begins with its table.
        func table(_ reference: String) -> String { String(reference.prefix { $0 != "/" }) }
        var report = self
        report.left = left.map { row in
            if !hidden.contains(row.table) { return row }
            return Left(
                table: row.table, row: kind(row.table), why: row.why, changeSet: row.changeSet)
        }
        report.added = added.map { row in
            let table = table(row.reference)
            if !hidden.contains(table) { return row }
            return Added(
                reference: row.reference, row: kind(table), changeSet: row.changeSet,
                goesToSource: row.goesToSource)
        }
        report.edited = edited.map { row in
            let table = table(row.reference)
            if !hidden.contains(table) { return row }
            return UndoEdit(
                reference: row.reference, row: kind(table), changeSet: row.changeSet, fields: [])
        }
        return report
    }
}
