import Records
import Storage

extension ReviewRuns {
    /// Notes whose rows of a file are shown: those whom the column that names a student names; of a
    /// OneRoster export, those whom any cell names.
    func note(
        _ rows: [ImportRowRecord], of run: ImportRunRecord, _ reader: any Reader
    ) throws {
        guard workspace.disclosures != nil, !rows.isEmpty else { return }
        let layout = Layout(rawValue: run.layout)
        if layout == .sites { return }
        let match = try? layout.map { try run.match(KeptHeader(json: run.header)[""], as: $0) }
        let cell = match?.cells.first ?? nil
        let numbers = rows.flatMap { row -> [String] in
            let cells = StableJSON.value([String].self, row.cells) ?? []
            guard let cell else { return cells }
            return cells.indices.contains(cell) ? [cells[cell]] : []
        }
        let named = Set(numbers.filter { !$0.isEmpty && $0.count <= 30 }).sorted()
        workspace.shows(sisStudents: try reader.sisStudents(importIDs: named))
        workspace.shows(students: try reader.students(withStudentIDs: named))
        for row in rows {
            let nearest = StableJSON.value(HeldRow.self, row.held)?.nearest ?? ""
            if let key = ProgramRecord.Key(reference: nearest) {
                workspace.shows(students: [Int(key.student)])
            }
        }
    }
}
