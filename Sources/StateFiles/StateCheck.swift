import Records

/// Holds rows against the fields and rules of a layout.
struct StateCheck {
    let layout: StateLayout
    let rows: [StateRow]
    let cells: [[String]]
    let year: SchoolYear
    let submission: String
    private(set) var problems: [String: StateProblem] = [:]
    private let places: [String: Int]

    init(
        layout: StateLayout, rows: [StateRow], cells: [[String]], year: SchoolYear,
        submission: String
    ) {
        self.layout = layout
        self.rows = rows
        self.cells = cells
        self.year = year
        self.submission = submission
        places = Dictionary(
            layout.fields.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    mutating func run() {
        for (place, field) in layout.fields.enumerated() { check(field, at: place) }
        for rule in layout.rules {
            switch rule.kind {
            case .unique, .noOverlap: compare(rule)
            case .closedBefore: findBegunAnew(rule)
            default:
                for row in rows.indices where isFor(rule, row) && !holds(rule, row) {
                    add(rule, row)
                }
            }
        }
    }

    private func isFor(_ rule: StateLayout.Rule, _ row: Int) -> Bool {
        rule.isFor(rows[row].program, at: submission)
            && (rule.when ?? [:]).allSatisfy { $1.contains(value($0, row)) }
    }

    // MARK: Fields

    private mutating func check(_ field: StateLayout.Field, at place: Int) {
        let pattern = field.pattern.flatMap { try? Regex($0) }
        for (row, line) in cells.enumerated() {
            let value = line[place]
            if value.isEmpty {
                if field.isRequired == true { add(field, "\(field.name) is missing.", row) }
                continue
            }
            if let length = field.length, value.unicodeScalars.count > length {
                add(field, "\(field.name) has more than \(length) characters.", row)
            } else if let pattern, (try? pattern.wholeMatch(in: value)) == nil {
                add(field, "\(field.name) does not look as the state has it.", row)
            } else if value.contains(layout.separator) || value.contains(where: \.isNewline) {
                add(
                    field,
                    "\(field.name) has a \(layout.separator) or a line break, which would "
                        + "end the field.", row)
            }
        }
    }

    private mutating func add(_ field: StateLayout.Field, _ message: String, _ row: Int) {
        add(
            field.code ?? "field", message,
            field.fix ?? "Correct it where it comes from, and make the file again.", false, row)
    }

    private mutating func add(_ rule: StateLayout.Rule, _ row: Int) {
        add(rule.code, rule.message, rule.fix, rule.isWarning ?? false, row)
    }

    private mutating func add(
        _ code: String, _ message: String, _ fix: String, _ isWarning: Bool, _ row: Int
    ) {
        problems[
            code + message,
            default: StateProblem(
                code: code, message: message, fix: fix, isWarning: isWarning, rows: [])
        ].rows.append(row)
    }

    // MARK: Rules of one row

    private func holds(_ rule: StateLayout.Rule, _ place: Int) -> Bool {
        let row = rows[place]
        switch rule.kind {
        case .enrolled:
            return row.enrollments.contains { one in
                one.school == row.texts[.school] ?? "" && one.start <= row.start
                    && (one.end.map { $0 >= row.end ?? row.start } ?? true)
            }
        case .enrolledSometime:
            return row.enrollments.contains { one in
                one.school == row.texts[.school] ?? "" && one.start <= row.end ?? .distantFuture
                    && (one.end.map { $0 >= row.end ?? row.start } ?? true)
            }
        case .filled: return (rule.fields ?? []).allSatisfy { !value($0, place).isEmpty }
        case .blank: return (rule.fields ?? []).allSatisfy { value($0, place).isEmpty }
        case .withinYear:
            guard let days = row.year.days else { return false }
            // What is open of an earlier year has left it.
            if row.end == nil, row.year < year { return false }
            return days.contains(row.start) && (row.end.map(days.contains) ?? true)
        case .closed:
            guard let days = year.days, days.contains(row.start) else { return true }
            return row.end.map(days.contains) ?? false
        case .unique, .noOverlap, .closedBefore: return true
        }
    }

    private func value(_ field: String, _ row: Int) -> String {
        places[field].map { cells[row][$0] } ?? ""
    }

    // MARK: Rules of several rows

    /// Rows that the rule is for, by what they have in common.
    private func groups(_ rule: StateLayout.Rule) -> [[String]: [Int]] {
        Dictionary(grouping: rows.indices.filter { isFor(rule, $0) }) { row in
            (rule.fields ?? []).map { value($0, row) }
        }
    }

    private mutating func compare(_ rule: StateLayout.Rule) {
        var found = Set<Int>()
        // Those of whom a part is missing are not the same for it.
        for (key, group) in groups(rule) where group.count > 1 && !key.contains("") {
            if rule.kind == .unique {
                found.formUnion(group)
                continue
            }
            let sorted = group.sorted { (rows[$0].start, $0) < (rows[$1].start, $1) }
            // The one that reaches furthest of those before.
            var reach = sorted[0]
            for row in sorted.dropFirst() {
                if rows[reach].end.map({ $0 >= rows[row].start }) ?? true {
                    found.formUnion([reach, row])
                }
                if let end = rows[reach].end, rows[row].end.map({ $0 > end }) ?? true {
                    reach = row
                }
            }
        }
        for row in found.sorted() { add(rule, row) }
    }

    /// What is open, and began before the year, where the same student's same program begins in it.
    private mutating func findBegunAnew(_ rule: StateLayout.Rule) {
        guard let days = year.days else { return }
        var found: [Int] = []
        let same = Dictionary(grouping: rows.indices.filter { isFor(rule, $0) }) { row in
            [rows[row].texts[.stateID] ?? "", rows[row].texts[.localID] ?? "", rows[row].program]
        }
        for group in same.values where group.contains(where: { days.contains(rows[$0].start) }) {
            found += group.filter { row in
                rows[row].start < days.lowerBound
                    && (rows[row].end.map { $0 >= days.lowerBound } ?? true)
            }
        }
        for row in found.sorted() { add(rule, row) }
    }
}

extension CalendarDate {
    fileprivate static let distantFuture = CalendarDate(dayNumber: .max)
}
