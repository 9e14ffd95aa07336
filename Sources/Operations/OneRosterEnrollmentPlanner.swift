import Delimited
import Records
import Storage

/// What is to be written of the enrollments of a OneRoster export.
struct OneRosterEnrollmentPlan {
    var inserts: [RosterEnrollment] = []
    var updates: [RosterEnrollment] = []
    /// Those whose first day changed: what was goes, and what is takes its place.
    var deletions: [RosterEnrollment] = []
    var missing: [RosterEnrollment] = []
    /// Enrollments of the students concerned that are open now.
    var open = 0
    var moves: [CurrentEnrollments.Move] = []
}

/// Decides about the enrollments of one student after the other.
struct OneRosterEnrollmentPlanner {
    private let today: CalendarDate
    private let isBulk: Bool
    private let persons: [OneRosterPeople.Person]
    private let found: OneRosterEnrollments?
    private var index: RosterIndex
    private(set) var plan = OneRosterEnrollmentPlan()
    private(set) var counts = ImportCounts()
    private var pairs: [(student: Int64, key: OneRosterEnrollments.Key)]
    private var next = 0
    private var current: CurrentEnrollments
    /// The places of the students concerned, by number.
    private var places: [Int64: Int32] = [:]
    /// Places of students who have an enrollment.
    private var enrolled: Set<Int32> = []

    /// - Parameter isBulk: whether `found` is all there is.
    init(
        _ people: OneRosterPeople, _ found: OneRosterEnrollments?, isBulk: Bool,
        today: CalendarDate
    ) {
        index = people.index
        persons = people.persons
        self.found = found
        self.isBulk = isBulk
        self.today = today
        current = CurrentEnrollments(today: today)
        pairs = []
        for key in (found?.pairs ?? [:]).keys {
            pairs.append((index.ids[Int(key.student)], key))
        }
        pairs.sort { ($0.student, $0.key.site) < ($1.student, $1.key.site) }
        for (place, person) in persons.enumerated() where person.user != nil {
            places[index.ids[place]] = Int32(truncatingIfNeeded: place)
            // The user row tells the grade, not the enrollment.
            index.setGrade(place, person.grade)
        }
        for (student, key) in pairs { places[student] = key.student }
    }

    /// Decides about all students that the export names, against the enrollments of the store.
    mutating func decide(_ reader: any Reader) throws {
        var stored: [RosterEnrollment] = []
        var grades = index.grades
        try reader.forEachSISEnrollment(grades: &grades) { enrollment in
            if let first = stored.first, first.student != enrollment.student {
                settle(stored)
                stored.removeAll(keepingCapacity: true)
            }
            stored.append(enrollment)
        }
        if !stored.isEmpty { settle(stored) }
        settleNew(before: .max)
        current.end(in: index)
        plan.moves = current.moves
        settleHomes()
    }

    /// Decides about the students before `student`, who have no enrollments yet.
    private mutating func settleNew(before student: Int64) {
        while next < pairs.count, pairs[next].student < student {
            settle([], student: pairs[next].student, place: pairs[next].key.student)
        }
    }

    private mutating func settle(_ stored: [RosterEnrollment]) {
        let student = stored[0].student
        settleNew(before: student)
        if let place = places[student] { settle(stored, student: student, place: place) }
    }

    private mutating func settle(_ stored: [RosterEnrollment], student: Int64, place: Int32) {
        var rest = stored
        var result: [RosterEnrollment] = []
        while next < pairs.count, pairs[next].student == student {
            let key = pairs[next].key
            if let pair = found?.pairs[key] {
                result += decide(pair, key, student, &rest)
            }
            next += 1
        }
        for var enrollment in rest {
            let key = OneRosterEnrollments.Key(student: place, site: enrollment.site)
            if isBulk, isCurrent(enrollment), found?.names(key) == false {
                plan.missing.append(enrollment)
                enrollment.isMissing = true
            }
            result.append(enrollment)
        }
        plan.open += stored.count(where: isCurrent)
        for var enrollment in result {
            enrollment.grade = index.gradeNumbers[Int(place)]
            current.see(enrollment, place, in: index)
            enrolled.insert(place)
        }
    }

    private func isCurrent(_ one: RosterEnrollment) -> Bool {
        !one.isMissing && (one.end == RosterEnrollment.noDay || one.end >= today.dayNumber)
    }

    /// Decides about one pair; takes the stored enrollment that it is about out of `stored` and
    /// returns what the student has in its place.
    private mutating func decide(
        _ pair: OneRosterEnrollments.Pair, _ key: OneRosterEnrollments.Key, _ student: Int64,
        _ stored: inout [RosterEnrollment]
    ) -> [RosterEnrollment] {
        counts.unchanged += pair.rows - 1
        if pair.covering == 0 {
            let isGone = pair.deleted == pair.rows
            return isGone ? end(key.site, &stored) : keep()
        }
        let (start, old) = match(pair, key.site, &stored)
        var new = RosterEnrollment()
        new.student = student
        new.site = key.site
        new.start = start
        new.year = old.flatMap { $0.start == start ? $0.year : nil } ?? Self.year(start)
        new.grade = index.gradeNumbers[Int(key.student)]
        if !pair.isOpen { new.end = pair.end }
        if !isBulk, let old, new.end != RosterEnrollment.noDay, old.end != RosterEnrollment.noDay {
            new.end = max(new.end, old.end)
        }
        new.content = index.grades.withKey(Int(new.grade)) { grade in
            RosterEnrollment.content(end: new.end) { $0 == 0 ? grade : Cell(rebasing: grade[..<0]) }
        }
        place(new, over: old)
        return [new]
    }

    private mutating func keep() -> [RosterEnrollment] {
        counts.unchanged += 1
        return []
    }

    /// The first day, and the stored enrollment that is meant: one at the same site in the same
    /// school year.
    private func match(
        _ pair: OneRosterEnrollments.Pair, _ site: Int64, _ stored: inout [RosterEnrollment]
    ) -> (start: Int32, old: RosterEnrollment?) {
        let thisYear = Int16(truncatingIfNeeded: today.schoolYear.start)
        let year = pair.start.map(Self.year) ?? thisYear
        let same = stored.indices.filter {
            stored[$0].site == site
                && (stored[$0].year == year || stored[$0].start == pair.start)
        }
        let exact = same.first { stored[$0].start == pair.start } ?? same.first
        guard let exact else {
            return (pair.start ?? Self.firstDay(ofYear: today.schoolYear.start), nil)
        }
        let old = stored.remove(at: exact)
        guard let start = pair.start else { return (old.start, old) }
        return (isBulk ? start : min(start, old.start), old)
    }

    private mutating func place(_ new: RosterEnrollment, over old: RosterEnrollment?) {
        guard let old else {
            plan.inserts.append(new)
            counts.inserted += 1
            return
        }
        if !new.hasKey(of: old) {
            plan.deletions.append(old)
            plan.inserts.append(new)
            counts.updated += 1
        } else if new.content != old.content || old.isMissing {
            plan.updates.append(new)
            counts.updated += 1
        } else {
            counts.unchanged += 1
        }
    }

    /// Ends the student's enrollment at a site that all rows say is gone.
    private mutating func end(
        _ site: Int64, _ stored: inout [RosterEnrollment]
    ) -> [RosterEnrollment] {
        guard
            let at = stored.lastIndex(where: {
                $0.site == site && isCurrent($0) && $0.end != today.dayNumber
            })
        else { return keep() }
        counts.updated += 1
        var gone = stored.remove(at: at)
        if gone.start > today.dayNumber {
            plan.missing.append(gone)
            gone.isMissing = true
        } else {
            gone.end = today.dayNumber
            plan.updates.append(gone)
        }
        return [gone]
    }

    /// Gives students without an enrollment the school that their user belongs to.
    private mutating func settleHomes() {
        for (place, person) in persons.enumerated() where person.user != nil {
            guard person.homeSite != RosterIndex.noSite, index.sites[place] != person.homeSite,
                !enrolled.contains(Int32(truncatingIfNeeded: place))
            else { continue }
            plan.moves.append(
                CurrentEnrollments.Move(
                    student: index.ids[place], site: person.homeSite,
                    grade: index.gradeNumbers[place]))
        }
    }

    private static func year(_ day: Int32) -> Int16 {
        Int16(truncatingIfNeeded: CalendarDate(dayNumber: day).schoolYear.start)
    }

    private static func firstDay(ofYear year: Int) -> Int32 {
        CalendarDate(year: year, month: 7, day: 1)?.dayNumber ?? 0
    }
}

extension OneRosterEnrollmentPlan {
    /// Writes what was decided.
    func write(_ writer: any Writer, _ change: PendingChange, grades: KeyTable, today: CalendarDate)
        throws
    {
        if !deletions.isEmpty {
            try writer.keepSISEnrollments(deletions, in: change.begin(), for: .delete)
            try writer.deleteSISEnrollments(deletions)
            try change.note(TableChange(deleted: deletions.count), of: .sisEnrollment)
        }
        try write(inserts, areNew: true, writer, change, grades)
        try write(updates, areNew: false, writer, change, grades)
        if !missing.isEmpty {
            try writer.keepSISEnrollments(missing, in: change.begin())
            try writer.markSISEnrollments(missing, missingSince: today, in: change.begin())
            try change.note(TableChange(updated: missing.count), of: .sisEnrollment)
        }
        try writer.move(moves, grades: grades, change)
    }

    private func write(
        _ rows: [RosterEnrollment], areNew: Bool, _ writer: any Writer, _ change: PendingChange,
        _ grades: KeyTable
    ) throws {
        if rows.isEmpty { return }
        let id = try change.begin()
        if !areNew { try writer.keepSISEnrollments(rows, in: id) }
        let blanks = Array(repeating: "", count: RosterEnrollment.textCount - 1)
        try writer.writeSISEnrollments(areNew: areNew, in: id) { write in
            for row in rows { try write(row, [grades.text(Int(row.grade))] + blanks) }
        }
        try change.note(
            areNew ? TableChange(inserted: rows.count) : TableChange(updated: rows.count),
            of: .sisEnrollment)
    }
}
