import Records
import Storage

// Change sets for those who do not see all that is written of students. One that wrote nothing that
// they see is not there for them: `docs/decisions/0020-what-is-hidden-is-not-counted.md`.

extension ChangedRows {
    /// Those of these change sets that wrote nothing that is seen. Not those about the whole
    /// district, as imports: what they wrote is told of nobody.
    func hiddenOnly(_ changes: [ChangeSetRecord]) throws -> Set<Int> {
        if sight.isWhole, sight.codes.isEmpty { return [] }
        let tables = try reader.tablesWritten(by: changes.map(\.id))
        let mixed = Set(VersionedTable.all.filter(hidesSome).map(\.name))
        // Codes and alerts are about nobody, and hidden all the same.
        let ofNobody = Set([VersionedTable.code, .codeState, .alert].map(\.name))
        let named = try reader.subjects(ofAll: changes.map(\.id))
        let open = changes.filter { change in
            let written = tables[change.id] ?? []
            if written.isEmpty || !written.isSubset(of: mixed) { return false }
            return named[change.id] != nil || written.isSubset(of: ofNobody)
        }
        if open.isEmpty { return [] }
        let shown = try reader.changesShowing(
            open.map(\.id), hidingFields: sight.fields.sorted(),
            programs: sight.access.allows(.seePrograms) ? sight.codes.sorted() : nil)
        return Set(
            try open.filter { try !shown.contains($0.id) && of($0, limit: 1).rows.isEmpty }
                .map(\.id))
    }

    /// How many rows a change set wrote, of those that are seen; nil where that is not told.
    func count(_ change: ChangeSetRecord, noted: TableChange) throws -> TableChange? {
        let tables = try reader.tablesChanged(by: change.id)
        if !VersionedTable.all.contains(where: { tables[$0.name] != nil && hidesSome(of: $0) }) {
            return noted
        }
        if try reader.subjects(of: change.id).isEmpty { return nil }
        let found = try of(change, limit: ChangeSets.rowsShown)
        if found.isCut { return nil }
        func count(_ operation: ChangedRow.Operation) -> Int {
            found.rows.count { $0.operation == operation }
        }
        return TableChange(
            inserted: count(.inserted), updated: count(.updated), deleted: count(.deleted))
    }
}

extension Workspace {
    /// Refuses a change set that is not there for somebody.
    ///
    /// - Throws: `change-set.not-found`.
    func requireSeen(_ change: ChangeSetRecord, _ reader: any Reader) throws {
        if try ChangedRows(self, reader).hiddenOnly([change]).isEmpty { return }
        throw OperationError.notFound(kind: "change-set", name: "\(change.id)")
    }
}
