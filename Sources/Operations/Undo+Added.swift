import Records
import Storage

/// What came to the target of a merge since: it stays there when the merge is taken back, unless a
/// person says that it is the source's.
struct AddedRows {
    private struct Row {
        let row: RowEdit
        let goesToSource: Bool
    }

    private var rows: [Row] = []
    private let source: Int?

    /// What hangs on a student and can be handed over.
    static let tables: [VersionedTable] = [
        .document, .event, .enrollment, .learningPlan, .programEnrollment,
    ]

    init(
        _ merge: UndoneMerge?, _ taken: Undoing, _ choices: [String: UndoEdit.Choice],
        _ reader: any Reader
    ) throws {
        source = merge?.sources.count == 1 ? merge?.sources.first?.id : nil
        guard let merge else { return }
        let holder = try reader.survivor(of: merge.target.id)
        for table in Self.tables {
            for row in try reader.rowsAdded(to: holder, since: taken, in: table, Undo.decode) {
                rows.append(Row(row: row, goesToSource: choices[row.reference] == .source))
            }
        }
        if source == nil, let row = rows.first(where: \.goesToSource) {
            throw OperationError.refused(
                code: "undo.choice-refused",
                message: "The merge had several sources, so that it is not clear whose "
                    + "\(row.row.reference) is.",
                remedy: "Take the merge back, and add it to the right student.")
        }
    }

    var references: Set<String> { Set(rows.map(\.row.reference)) }

    /// Hands over what is the source's. Returns what cannot be.
    func handOver(in taken: Undoing, _ writer: any Writer) throws -> [RowLeft] {
        guard let source else { return [] }
        return try rows.filter(\.goesToSource).compactMap { row in
            let obstacle = try writer.handOver(row.row, to: source, in: taken)
            return obstacle.map {
                RowLeft(
                    table: row.row.table.name, rowKey: row.row.rowKey, reason: .hindered($0))
            }
        }
    }

    func told(_ reader: any Reader) throws -> [Undo.Report.Added] {
        try rows.map { added in
            let row = added.row
            let name = RowLeft(
                table: row.table.name, rowKey: row.rowKey, reason: .edited(by: row.editor))
            return Undo.Report.Added(
                reference: row.reference, row: try RowName(reader).words(for: name),
                changeSet: row.editor, goesToSource: added.goesToSource)
        }
    }
}

extension Undo {
    /// What came back from a removal goes to whom it was before a merge that was taken back since.
    /// Returns what cannot be there.
    func handBack(
        _ record: ChangeSetRecord, _ taken: Undoing, _ writer: any Writer
    ) throws -> [RowLeft] {
        if record.undoes != nil || record.kind == "merge" { return [] }
        let merges = try writer.changes(about: writer.subjects(of: record.id)).filter {
            $0.kind == "merge" && $0.id < record.id && ($0.undoneBy ?? 0) > record.id
        }
        if merges.isEmpty { return [] }
        var left: [RowLeft] = []
        for table in AddedRows.tables {
            for row in try writer.rowsBroughtBack(by: taken, in: table, Self.decode) {
                let owner = try writer.owner(of: row, before: merges.map(\.id))
                guard let owner, try writer.mergedInto(owner) == nil else { continue }
                if let obstacle = try writer.handOver(row, to: owner, in: taken) {
                    left.append(
                        RowLeft(
                            table: table.name, rowKey: row.rowKey, reason: .hindered(obstacle)))
                }
            }
        }
        return left
    }

    private static let toldApart =
        "It is noted that these are not one person: they are not proposed again, unless a number "
        + "newly agrees, and whoever joins them again is asked first."

    /// What a person should know beforehand: that those who are taken apart are told apart, or that
    /// students were merged since, so that others may have taken over what is taken back.
    func notes(
        _ record: ChangeSetRecord, _ taken: Undoing, _ reader: any Reader
    ) throws -> [String] {
        if taken.separates || record.kind == "link" { return [Self.toldApart] }
        return try reader.subjects(of: record.id).compactMap { student in
            guard let target = try reader.mergedInto(student) else { return nil }
            let merge = try reader.changes(about: [student]).first {
                $0.kind == "merge" && $0.undoneBy == nil && $0.id > record.id
            }
            guard let merge, let own = try reader.student(student),
                let other = try reader.student(target)
            else { return nil }
            return "\(own.studentID) was merged into \(other.studentID) since, by change set "
                + "\(merge.id). What \(other.studentID) took over from it then stays there: take "
                + "change set \(merge.id) back first, or edit \(other.studentID)."
        }
    }
}
