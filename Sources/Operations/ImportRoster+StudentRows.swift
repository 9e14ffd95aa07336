import Delimited
import Records
import Storage

extension RosterImport {
    /// Students updated at a time.
    private static let studentsPerBatch = 1_000

    /// Writes what was decided.
    func write(_ plan: RosterStudents.Plan, _ students: inout RosterStudents) throws {
        let id = try change.begin()
        var words = NameWords()
        let rows = RowsAgain(file.text)
        try insert(plan.inserts, rows, &students, id, &words)
        for start in stride(from: 0, to: plan.updates.count, by: Self.studentsPerBatch) {
            let end = min(start + Self.studentsPerBatch, plan.updates.count)
            try update(plan.updates[start..<end], rows, students, id, &words)
        }
        try writer.addNameVariants(of: words.all)
        if !plan.missing.isEmpty {
            let ids = plan.missing.map { students.index.ids[Int($0)] }
            let kept = try writer.markSISStudents(ids, missingSince: file.context.today, in: id)
            try change.note(TableChange(updated: kept), of: .sisStudent)
        }
    }

    private func insert(
        _ numbers: [Int32], _ rows: RowsAgain, _ students: inout RosterStudents, _ id: Int,
        _ words: inout NameWords
    ) throws {
        if numbers.isEmpty { return }
        var next = Int64(try writer.takeNumbers("sis_student", count: numbers.count))
        for row in numbers {
            students.index.number(Int(students.rows[Int(row)].student), next)
            next += 1
        }
        let (found, index, reader) = (students.rows, students.index, students.reader)
        try writer.writeSISStudents(.new, in: id) { write in
            let new = numbers.lazy.map { found[Int($0)] }
            try rows.forEachRow(of: new, \.place) { row, found in
                let student = reader.read(row)
                let keys = student.nameKeys
                try write(
                    SISStudentRecord(
                        id: index.ids[Int(found.student)], student: student,
                        content: found.content), keys)
                words.add(keys[0])
            }
        }
        try change.note(TableChange(inserted: numbers.count), of: .sisStudent)
    }

    /// Updates a batch of students. What studemo.txt does not tell of them stays as it is.
    private func update(
        _ numbers: ArraySlice<Int32>, _ rows: RowsAgain, _ students: RosterStudents, _ id: Int,
        _ words: inout NameWords
    ) throws {
        let found = numbers.map { students.rows[Int($0)] }
        let ids = found.map { students.index.ids[Int($0.student)] }
        let present = try writer.sisStudentRests(ids)
        let kept = try writer.keepSISStudents(ids, in: id)
        // Most changes touch neither numbers nor names, and are written faster for it.
        var changed: [SISStudentRecord] = []
        var sameKeys: [SISStudentRecord] = []
        try rows.forEachRow(of: found, \.place) { row, found in
            let number = students.index.ids[Int(found.student)]
            guard let old = present[number] else { return }
            var student = students.reader.read(row)
            student.grade = old.grade
            student[.otherID] = old.otherID
            student[.sourcedID] = old.sourcedID
            let record = SISStudentRecord(
                id: number, student: student, content: found.content, site: old.site)
            if old.hasKeys(of: student) { sameKeys.append(record) } else { changed.append(record) }
        }
        try writer.writeSISStudents(.sameKeys, in: id) { write in
            for record in sameKeys { try write(record, ["", "", ""]) }
        }
        try writer.writeSISStudents(.changed, in: id) { write in
            for record in changed {
                let keys = record.student.nameKeys
                words.add(keys[0])
                try write(record, keys)
            }
        }
        try change.note(TableChange(updated: kept), of: .sisStudent)
    }
}
