import Delimited
import Records
import Storage

extension RosterImport {
    /// Students updated at a time.
    private static let studentsPerBatch = 1_000

    /// Writes what was decided.
    func write(_ plan: RosterStudents.Plan, _ students: inout RosterStudents) throws {
        let id = try change.begin()
        var words = Set<String>()
        try insert(plan.inserts, &students, id, &words)
        for start in stride(from: 0, to: plan.updates.count, by: Self.studentsPerBatch) {
            let end = min(start + Self.studentsPerBatch, plan.updates.count)
            try update(plan.updates[start..<end], students, id, &words)
        }
        try writer.addNameVariants(of: words)
        if !plan.missing.isEmpty {
            let ids = plan.missing.map { students.index.ids[Int($0)] }
            let kept = try writer.markSISStudents(ids, missingSince: file.context.today, in: id)
            try change.note(TableChange(updated: kept), of: .sisStudent)
        }
    }

    private func insert(
        _ rows: [Int32], _ students: inout RosterStudents, _ id: Int, _ words: inout Set<String>
    ) throws {
        if rows.isEmpty { return }
        var next = Int64(try writer.takeNumbers("sis_student", count: rows.count))
        for row in rows {
            students.index.number(Int(students.rows[Int(row)].student), next)
            next += 1
        }
        let (found, index, reader) = (students.rows, students.index, students.reader)
        try writer.writeSISStudents(areNew: true, in: id) { write in
            try RowsAgain(file.text).forEachRow(
                of: rows.lazy.map { found[Int($0)] },
                \.place
            ) { row, place in
                let student = reader.read(row)
                let keys = student.nameKeys
                try write(
                    SISStudentRecord(
                        id: index.ids[Int(place.student)], student: student,
                        content: place.content), keys)
                words.addWords(of: keys)
            }
        }
        try change.note(TableChange(inserted: rows.count), of: .sisStudent)
    }

    /// Updates a batch of students. What studemo.txt does not tell of them stays as it is.
    private func update(
        _ rows: ArraySlice<Int32>, _ students: RosterStudents, _ id: Int,
        _ words: inout Set<String>
    ) throws {
        let found = rows.map { students.rows[Int($0)] }
        let ids = found.map { students.index.ids[Int($0.student)] }
        let present = try writer.sisStudents(ids)
        let kept = try writer.keepSISStudents(ids, in: id)
        try writer.writeSISStudents(areNew: false, in: id) { write in
            try RowsAgain(file.text).forEachRow(
                of: found, \.place
            ) { row, place in
                let id = students.index.ids[Int(place.student)]
                var student = students.reader.read(row)
                let old = present[id]
                student.grade = old?.student.grade ?? ""
                for field in [RosterField.otherID, .sourcedID] {
                    student[field] = old?.student[field] ?? ""
                }
                let keys = student.nameKeys
                try write(
                    SISStudentRecord(
                        id: id, student: student, content: place.content, site: old?.site), keys)
                if old.map({ $0.student.nameKeys != keys }) ?? true { words.addWords(of: keys) }
            }
        }
        try change.note(TableChange(updated: kept), of: .sisStudent)
    }
}
