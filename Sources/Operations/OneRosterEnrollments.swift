import Delimited
import Records
import Storage

/// The enrollments of a OneRoster export: those of a student in the classes of one school are one.
struct OneRosterEnrollments {
    /// What the rows of one student and one school say together.
    struct Pair {
        /// The first day of the first of them; nil where none has one.
        var start: Int32?
        /// The last day of the last of them.
        var end = Int32.min
        /// Whether one of them has no end.
        var isOpen = false
        /// How many of them cover a day.
        var covering = 0
        /// How many of them say that they are gone.
        var deleted = 0
        var rows = 0
    }

    struct Key: Hashable {
        /// The student's place in the index.
        let student: Int32
        let site: Int64
    }

    private(set) var pairs: [Key: Pair] = [:]
    /// Pairs of which a row was kept out.
    private var bad: Set<Key> = []

    /// Reads enrollments.csv.
    init(
        _ table: OneRosterTable, people: OneRosterPeople, schools: [String: Int64],
        _ outcome: inout ImportOutcome
    ) throws {
        let columns = Columns(table)
        var check = table.check
        try table.forEachRow { row, number in
            guard check.uncheckedText(row, columns.role).lowercased() == "student" else { return }
            let user = check.uncheckedText(row, columns.user)
            let school = check.uncheckedText(row, columns.school)
            let student = people.place(ofSourcedID: user).flatMap {
                people.isStudent($0) ? $0 : nil
            }
            guard let student, let site = schools[school] else {
                let what =
                    student == nil ? "an enrollment of no known student" : "an unknown school"
                return outcome.problems.add(.rosterIgnoredRow, row: number, detail: what)
            }
            outcome.counts.read += 1
            let key = Key(student: Int32(truncatingIfNeeded: student), site: site)
            guard check.begin(row), let days = columns.days(row, &check) else {
                bad.insert(key)
                return outcome.reject(RowPlace(row, number), check.problems)
            }
            outcome.note(check.problems, row: number)
            pairs[key, default: Pair()].add(
                days, isDeleted: check.isDeleted(row, columns.status))
        }
    }

    /// Whether a row names the student at this site, good or bad.
    func names(_ key: Key) -> Bool { pairs[key] != nil || bad.contains(key) }

    private struct Columns {
        let school, user, role, status, begin, end: ColumnRule?

        init(_ table: OneRosterTable) {
            school = table.rule("schoolSourcedId", isRequired: true)
            user = table.rule("userSourcedId", isRequired: true)
            role = table.rule("role")
            status = table.rule("status")
            begin = table.rule("beginDate", limit: 30)
            end = table.rule("endDate", limit: 30)
        }

        /// The first and the last day, or nil where the row is to be kept out. The end date of
        /// OneRoster is the first day that is no longer part of it.
        func days(
            _ row: borrowing Row, _ check: inout RowCheck
        ) -> (start: Int32?, end: Int32?)? {
            var days: (start: Int32?, end: Int32?)
            if let begin { days.start = check.date(row, begin)?.dayNumber }
            if let end { days.end = check.date(row, end)?.dayNumber }
            if let start = days.start, let last = days.end, last < start, let end {
                check.note(.dateOrder, column: end.label)
            }
            days.end = days.end.map { $0 - 1 }
            return check.isRejected ? nil : days
        }
    }
}

extension OneRosterEnrollments.Pair {
    fileprivate mutating func add(_ days: (start: Int32?, end: Int32?), isDeleted: Bool) {
        rows += 1
        if isDeleted {
            deleted += 1
            return
        }
        // One that ends on its first day covers none.
        if let first = days.start, let last = days.end, last < first { return }
        covering += 1
        if let first = days.start { start = min(start ?? first, first) }
        if let last = days.end { end = max(end, last) } else { isOpen = true }
    }
}
