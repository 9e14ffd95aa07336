import Foundation
import Storage

extension Workspace {
    /// Whether somebody may see rows of a table where changes are told row by row. Those of a kind
    /// that is not listed here are the administrator's.
    func sees(_ table: VersionedTable) -> Bool {
        switch table {
        case .document: allows(.seeDocuments)
        case .event: allows(.seeEvents)
        case .enrollment, .sisEnrollment: allows(.seeEnrollments)
        case .programEnrollment, .programAlias: allows(.seePrograms)
        case .learningPlan, .planCourse, .planContact, .planReview, .planIntervention:
            allows(.seePlans)
        case .setting, .code, .site, .sisStudent, .sisContact, .student, .identifier,
            .studentField, .notSame, .notLinked:
            true
        default: role == nil
        }
    }
}

extension Undo.Report {
    /// Without what rows say of tables that somebody may not see: only which kind of row it is.
    func seen(in workspace: Workspace) -> Undo.Report {
        func table(_ name: some StringProtocol) -> VersionedTable? {
            VersionedTable.all.first { $0.name == name }
        }
        func isSeen(_ name: some StringProtocol) -> Bool {
            table(name).map { workspace.sees($0) } ?? true
        }
        func kind(_ name: some StringProtocol) -> String { String(name).replacing("_", with: " ") }
        func first(_ reference: String) -> Substring { reference.prefix { $0 != "/" } }
        var report = self
        report.left = left.map { row in
            if isSeen(row.table) { return row }
            return Left(
                table: row.table, row: kind(row.table), why: row.why, changeSet: row.changeSet)
        }
        report.added = added.map { row in
            let name = first(row.reference)
            if isSeen(name) { return row }
            return Added(
                reference: row.reference, row: kind(name), changeSet: row.changeSet,
                goesToSource: row.goesToSource)
        }
        report.edited = edited.map { row in
            let name = first(row.reference)
            if isSeen(name) { return row }
            return UndoEdit(
                reference: row.reference, row: kind(name), changeSet: row.changeSet, fields: [])
        }
        return report
    }
}
