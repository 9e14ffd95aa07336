import Foundation
import Records
import Storage

extension Undo {
    /// What the undo of a change set that was undone came to.
    public struct Done: Sendable {
        public let record: ChangeSetRecord
        /// The change set of the undo.
        public let undo: Int
        public let report: Report
        /// Some of those whom it was about.
        public let students: [ChangeSets.Subject]
    }

    /// Students named of an undo.
    private static let studentsNamed = 10

    /// The undo of a change set; nil where it was not undone.
    public func done(_ change: Int) throws -> Done? {
        try workspace.store.read { reader in
            guard let record = try reader.changeSet(change), let by = record.undoneBy,
                let undo = try reader.changeSet(by)
            else { return nil }
            try workspace.requireInScope(record, reader)
            try workspace.requireSeen(record, reader)
            let report = StableJSON.value(Report.self, undo.plan) ?? Report(undoes: change)
            let students = try reader.subjects(of: change).prefix(Self.studentsNamed)
                .compactMap { try reader.student($0) }
            return Done(
                record: record, undo: by, report: try report.seen(in: workspace, reader),
                students: students.map { .init(id: $0.id, studentID: $0.studentID) })
        }
    }
}

extension Undo.Report {
    /// Without rows and fields that somebody does not see, and without counts of them.
    func seen(in workspace: Workspace, _ reader: any Reader) throws -> Undo.Report {
        let sight = try workspace.sight(reader)
        if sight.isWhole { return self }
        let tables = Dictionary(uniqueKeysWithValues: VersionedTable.all.map { ($0.name, $0) })
        /// A reference is a table and a key.
        func sees(_ table: String, _ reference: String?) -> Bool {
            guard let table = tables[table] else { return false }
            let key = reference.map { $0.dropFirst(table.name.count + 1) }
            return sight.shows(table, key.map(String.init) ?? "", workspace)
        }
        func table(_ reference: String) -> String { String(reference.prefix { $0 != "/" }) }
        func isShown(_ field: UndoEdit.Field, of edit: UndoEdit) -> Bool {
            guard let of = tables[table(edit.reference)], !sight.fields.isEmpty else { return true }
            return field.field != "other_columns"
                && !sight.fields.contains(ColumnWords.field(of: field.field, of))
        }
        var report = self
        (report.removed, report.restored) = (0, 0)
        report.isUncounted = true
        // A profile is written over by a change of a field that is not seen too: of its changes the
        // last that is seen counts, and of what only others wrote nothing is told.
        let last = try lastSeen(in: workspace, reader)
        report.left = left.filter { sees($0.table, $0.reference) }.compactMap { row in
            guard row.table == VersionedTable.student.name, !sight.fields.isEmpty,
                row.changeSet != nil, let key = row.reference?.split(separator: "/").last
            else { return row }
            guard let change = Int(key).flatMap({ last[$0] }) else { return nil }
            return Left(
                table: row.table, row: row.row, reference: row.reference,
                why: RowLeft.Reason.edited(by: change).words, changeSet: change)
        }
        report.added = added.filter { sees(table($0.reference), $0.reference) }
        report.edited = edited.filter { sees(table($0.reference), $0.reference) }.map { edit in
            let student =
                edit.reference.hasPrefix("\(VersionedTable.student.name)/")
                ? Int(edit.reference.drop { $0 != "/" }.dropFirst()) : nil
            return UndoEdit(
                reference: edit.reference, row: edit.row,
                changeSet: student.flatMap { last[$0] } ?? edit.changeSet,
                fields: edit.fields.filter { isShown($0, of: edit) })
        }
        return report
    }

    /// The last change set since that somebody sees of each student whose profile was written over.
    private func lastSeen(
        in workspace: Workspace, _ reader: any Reader
    ) throws -> [Int: Int] {
        let prefix = "\(VersionedTable.student.name)/"
        let students = (left.compactMap(\.reference) + edited.map(\.reference))
            .filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count)) }
        let rows = try ChangedRows(workspace, reader)
        var last: [Int: Int] = [:]
        for student in Set(students) {
            let since = try reader.changes(about: [student]).filter {
                $0.id > undoes && $0.id != changeSet && $0.undoes != undoes
            }
            let hidden = try rows.hiddenOnly(since)
            last[student] = since.first { !hidden.contains($0.id) }?.id
        }
        return last
    }
}
