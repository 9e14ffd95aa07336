import Delimited
import Records
import Storage

/// The students of a studemo.txt against the General Student Table.
struct RosterStudents {
    /// A good row, compact: a million of them are held.
    struct FoundRow: BitwiseCopyable {
        var place: RowPlace
        var content: Int64
        /// The hash of the state ID; 0 for a blank one.
        var stateID: UInt64
        /// The student's place in the index.
        var student: Int32
    }

    var index: RosterIndex
    var rows: [FoundRow] = []
    /// For each place of the index, its first row; -1 where it has none.
    var firstRows: [Int32]
    /// All rows of the students that have more than one.
    var repeated: [Int32: [Int32]] = [:]
    /// Whether a row names the student, good or bad.
    var isNamed: [Bool]
    /// Bad rows that do not say which student they are about.
    var unnamed = 0
    let reader: RosterStudentReader

    static let stateIDSeed = ContentHash.seed("State Student ID")

    init(_ index: consuming RosterIndex, reader: RosterStudentReader) {
        self.index = index
        self.reader = reader
        firstRows = Array(repeating: -1, count: index.ids.count)
        isNamed = Array(repeating: false, count: index.ids.count)
    }

    /// Adds a good row of the student at `student` of the index.
    mutating func add(_ row: FoundRow, of student: Int) {
        if student == firstRows.count {
            firstRows.append(-1)
            isNamed.append(true)
        }
        isNamed[student] = true
        let number = Int32(truncatingIfNeeded: rows.count)
        if firstRows[student] < 0 {
            firstRows[student] = number
        } else {
            repeated[Int32(student), default: [firstRows[student]]].append(number)
        }
        var row = row
        row.student = Int32(truncatingIfNeeded: student)
        rows.append(row)
    }

    /// Adds a row that is kept out, and is about the student at `student`, or about nobody known.
    mutating func addBad(_ student: Int?) {
        guard let student else {
            unnamed += 1
            return
        }
        isNamed[student] = true
    }

    /// What is to be written.
    struct Plan {
        /// Rows of new students, in the order of their numbers.
        var inserts: [Int32] = []
        /// Rows of students that are there, in the order of the table.
        var updates: [Int32] = []
        /// Places of students that the file no longer has.
        var missing: [Int32] = []
        /// Students that are there and not marked missing.
        var present = 0

        var isEmpty: Bool { inserts.isEmpty && updates.isEmpty && missing.isEmpty }
    }

    /// Decides about every student of the table and of the file.
    func plan(isBulk: Bool) -> Plan {
        var plan = Plan()
        for student in firstRows.indices {
            let row = firstRows[student]
            let isKnown = student < index.known
            if isKnown, !index.isMissing[student] {
                plan.present += 1
                if isBulk, !isNamed[student] { plan.missing.append(Int32(student)) }
            }
            guard row >= 0 else { continue }
            if !isKnown {
                plan.inserts.append(row)
            } else if index.isMissing[student]
                || index.contents[student] != rows[Int(row)].content
            {
                plan.updates.append(row)
            }
        }
        plan.inserts.sort {
            index.keys.isBefore(Int(rows[Int($0)].student), Int(rows[Int($1)].student))
        }
        return plan
    }
}

extension RosterImport {
    /// Imports a studemo.txt.
    mutating func importStudents() throws {
        let (writer, clock) = (writer, file.clock)
        var students = try file.judgingDates { file, order in
            try RosterStudents.read(&file, order, writer)
        }
        clock.teller.enter(.deciding)
        var plan = clock.time("decide") {
            settleRepeats(&students)
            return students.plan(isBulk: isBulk)
        }
        if !plan.missing.isEmpty, students.unnamed > 0 {
            file.outcome.notes.append(.nobodyMissing(because: students.unnamed))
            plan.missing = []
        }
        count(plan, students)
        if let hold = limits.hold(missing: plan.missing.count, of: plan.present) {
            file.outcome.holds.append(hold)
        }
        guard mayWrite() else { return }
        if !plan.isEmpty { try clock.time("write") { try write(plan, &students) } }
        try clock.time("link") {
            try noteSharedStateIDs(students)
            try linkAutomatically()
        }
    }

    /// Keeps the rows of students that the file describes in different ways out, and counts
    /// repeats of the same description once.
    private mutating func settleRepeats(_ students: inout RosterStudents) {
        for (student, rows) in students.repeated.sorted(by: { $0.key < $1.key }) {
            let found = rows.map { students.rows[Int($0)] }
            if found.allSatisfy({ $0.content == found[0].content }) {
                for row in found.dropFirst() { file.outcome.countRepeat(row.place) }
            } else {
                file.outcome.rejectConflicting(found.map(\.place))
                students.firstRows[Int(student)] = -1
            }
        }
    }

    private mutating func count(_ plan: RosterStudents.Plan, _ students: RosterStudents) {
        let counted = students.firstRows.count { $0 >= 0 }
        file.outcome.counts.inserted += plan.inserts.count
        file.outcome.counts.updated += plan.updates.count
        file.outcome.counts.unchanged += counted - plan.inserts.count - plan.updates.count
        if !plan.missing.isEmpty {
            file.outcome.notes.append(.missing(plan.missing.count, "student", "students"))
            file.outcome.problems.addMissing(plan.missing.count)
        }
    }

    /// Warns of each row whose state ID more than one SIS student holds.
    private mutating func noteSharedStateIDs(_ students: RosterStudents) throws {
        let shared = Set(
            try writer.sharedStateIDs().map {
                ContentHash.hash($0, seed: RosterStudents.stateIDSeed)
            })
        if shared.isEmpty { return }
        for row in students.rows
        where row.stateID != 0 && students.firstRows[Int(row.student)] >= 0
            && shared.contains(row.stateID)
        {
            file.outcome.problems.add(
                .rosterSharedStateID, row: Int(row.place.row), column: RosterField.stateID.label)
        }
    }
}
