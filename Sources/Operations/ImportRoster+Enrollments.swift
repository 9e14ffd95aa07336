import Delimited
import Records
import Storage

/// The rows of an enrollment.txt.
struct RosterEnrollments {
    /// A good row, compact: a million of them are held.
    struct FoundRow: BitwiseCopyable {
        var enrollment: RosterEnrollment
        var place: RowPlace
        /// The student's place in the index.
        var student: Int32
    }

    var index: RosterIndex
    var rows: [FoundRow] = []
    let reader: RosterEnrollmentReader

    /// What is to be written.
    struct Plan {
        /// Numbers of rows.
        var inserts: [Int32] = []
        var updates: [Int32] = []
        var moves: [CurrentEnrollments.Move] = []
    }

    /// Decides about each row, in the order of the keys, against the enrollments of the store.
    mutating func plan(_ reader: any Reader, today: CalendarDate) throws -> Plan {
        var plan = Plan()
        var next = 0
        var current = CurrentEnrollments(today: today)
        var grades = index.grades
        let index = index
        let rows = rows
        // Both sides come in the order of the key, so each is looked at once.
        try reader.forEachSISEnrollment(grades: &grades) { stored in
            while next < rows.count, RosterEnrollment.isBefore(rows[next].enrollment, stored) {
                plan.inserts.append(Int32(truncatingIfNeeded: next))
                current.see(rows[next].enrollment, rows[next].student, in: index)
                next += 1
            }
            guard next < rows.count, rows[next].enrollment.hasKey(of: stored) else {
                return current.see(stored, nil, in: index)
            }
            if rows[next].enrollment.content != stored.content || stored.isMissing {
                plan.updates.append(Int32(truncatingIfNeeded: next))
            }
            current.see(rows[next].enrollment, rows[next].student, in: index)
            next += 1
        }
        for number in next..<rows.count {
            plan.inserts.append(Int32(truncatingIfNeeded: number))
            current.see(rows[number].enrollment, rows[number].student, in: index)
        }
        current.end(in: index)
        plan.moves = current.moves
        self.index.grades = grades
        return plan
    }
}

extension RosterImport {
    /// Imports an enrollment.txt. Enrollments that are not in it stay as they are.
    mutating func importEnrollments() throws {
        let writer = writer
        var enrollments = try file.judgingDates { file, order in
            try Self.read(&file, order, writer)
        }
        enrollments.rows.sort { RosterEnrollment.isBefore($0.enrollment, $1.enrollment) }
        settleRepeats(&enrollments.rows)
        let plan = try enrollments.plan(writer, today: file.context.today)
        file.outcome.counts.inserted += plan.inserts.count
        file.outcome.counts.updated += plan.updates.count
        file.outcome.counts.unchanged +=
            enrollments.rows.count - plan.inserts.count - plan.updates.count
        guard mayWrite() else { return }
        try write(plan.inserts, of: enrollments, areNew: true)
        try write(plan.updates, of: enrollments, areNew: false)
        try writer.move(plan.moves, grades: enrollments.index.grades, change)
    }

    private static func read(
        _ file: inout RosterFile, _ order: DateOrder, _ store: any Reader
    ) throws -> (RosterEnrollments, DateOrderEvidence, labels: [String]) {
        let index = try RosterIndex(store)
        let sites = Set(try store.sites().map(\.id))
        var reader = RosterEnrollmentReader(
            file.match, header: file.text.header, survey: file.text.survey, dateOrder: order,
            grades: index.grades)
        var found = RosterEnrollments(index: index, reader: reader)
        try file.forEachRow { file, row, number in
            let place = RowPlace(row, number)
            let good = reader.check(row)
            let importID = good?.importID ?? reader.importID(row)
            let student = found.index.place(of: importID)
            if student == nil, !importID.isEmpty {
                reader.noteUnknownStudent(likely: found.index.likelyID(for: importID))
            }
            guard var enrollment = good?.enrollment, let student else {
                return file.outcome.reject(place, reader.check.problems)
            }
            if !sites.isEmpty, !sites.contains(enrollment.site) {
                reader.noteUnknownSite(enrollment.site)
            }
            file.outcome.note(reader.check.problems, row: number)
            enrollment.student = found.index.ids[student]
            found.rows.append(
                RosterEnrollments.FoundRow(
                    enrollment: enrollment, place: place,
                    student: Int32(truncatingIfNeeded: student)))
        }
        found.index.grades = reader.grades
        return (found, reader.check.evidence, reader.dateLabels)
    }

    /// Keeps rows of one key that say different things out, and counts repeats once.
    private mutating func settleRepeats(_ rows: inout [RosterEnrollments.FoundRow]) {
        var kept = 0
        var start = 0
        while start < rows.count {
            var end = start + 1
            while end < rows.count, rows[end].enrollment.hasKey(of: rows[start].enrollment) {
                end += 1
            }
            if end == start + 1 {
                rows[kept] = rows[start]
                kept += 1
            } else if let row = settle(rows[start..<end]) {
                rows[kept] = row
                kept += 1
            }
            start = end
        }
        rows.removeSubrange(kept...)
    }

    /// The one row that stands for all of a key, if they say the same.
    private mutating func settle(
        _ rows: ArraySlice<RosterEnrollments.FoundRow>
    ) -> RosterEnrollments.FoundRow? {
        let same = rows.sorted { $0.place.row < $1.place.row }
        guard same.allSatisfy({ $0.enrollment.content == same[0].enrollment.content }) else {
            file.outcome.rejectConflicting(same.map(\.place))
            return nil
        }
        for row in same.dropFirst() { file.outcome.countRepeat(row.place) }
        return same[0]
    }

    private func write(
        _ numbers: [Int32], of enrollments: RosterEnrollments, areNew: Bool
    ) throws {
        if numbers.isEmpty { return }
        let id = try change.begin()
        let rows = numbers.lazy.map { enrollments.rows[Int($0)] }
        if !areNew { try writer.keepSISEnrollments(rows.map(\.enrollment), in: id) }
        try writer.writeSISEnrollments(areNew: areNew, in: id) { write in
            try RowsAgain(file.text).forEachRow(of: rows, \.place) { row, found in
                try write(found.enrollment, enrollments.reader.texts(row))
            }
        }
        try change.note(
            areNew ? TableChange(inserted: rows.count) : TableChange(updated: rows.count),
            of: .sisEnrollment)
    }
}

extension Writer {
    /// Sets the grades and sites of students who are somewhere else than the table has them.
    func move(
        _ moves: [CurrentEnrollments.Move], grades: KeyTable, _ change: PendingChange
    ) throws {
        if moves.isEmpty { return }
        let placements = moves.sorted { $0.student < $1.student }.lazy.map {
            SISPlacement(id: $0.student, grade: grades.text(Int($0.grade)), site: $0.site)
        }
        let kept = try placeSISStudents(placements, in: change.begin())
        try change.note(TableChange(updated: kept), of: .sisStudent)
    }
}
