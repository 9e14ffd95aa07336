import Delimited
import Records
import Storage

/// Puts the rows that tell of a student together, over what the General Student Table has.
final class OneRosterStudentReader {
    private let users: (rows: RowsAgain, columns: OneRosterUserColumns, check: RowCheck)?
    private let demographics:
        (rows: RowsAgain, columns: OneRosterDemographicsColumns, check: RowCheck)?
    /// Whether a student without demographics has none.
    private let blanksDemographics: Bool
    /// Whether `sourcedId`s that the files do not name are kept.
    private let keepsFurtherIDs: Bool

    init(_ files: OneRosterFiles) {
        users = files.table("users.csv").map {
            (RowsAgain($0.text), OneRosterUserColumns($0), $0.check)
        }
        demographics = files.table("demographics.csv").map {
            (RowsAgain($0.text), OneRosterDemographicsColumns($0), $0.check)
        }
        blanksDemographics = files.isBulk("demographics.csv")
        keepsFurtherIDs = !files.isBulk("users.csv")
    }

    /// Whether the rows tell all that OneRoster tells of a student, so that what the table has
    /// does not count.
    func isComplete(_ person: OneRosterPeople.Person) -> Bool {
        person.user != nil && !keepsFurtherIDs
            && (person.demographics != nil || blanksDemographics)
    }

    /// The student as it is to be. `base` is the student as it is.
    func student(
        _ person: OneRosterPeople.Person, furtherIDs: [String], over base: RosterStudent?
    ) throws -> RosterStudent {
        var student = base ?? RosterStudent()
        if let place = person.user, let users {
            try users.rows.row(at: place) {
                apply($0, users.columns, users.check, furtherIDs, to: &student)
            }
            if person.demographics == nil, blanksDemographics { blank(&student) }
        }
        if let place = person.demographics, let demographics {
            try demographics.rows.row(at: place) {
                apply($0, demographics.columns, demographics.check, to: &student)
            }
        }
        return student
    }

    private func apply(
        _ row: borrowing Row, _ columns: OneRosterUserColumns, _ check: RowCheck,
        _ furtherIDs: [String], to student: inout RosterStudent
    ) {
        let sourcedID = check.uncheckedText(row, columns.sourcedID)
        let identifier = check.uncheckedText(row, columns.identifier)
        student[.importID] = identifier.isEmpty ? sourcedID : identifier
        student[.otherID] = student[.importID]
        student[.lastName] = check.uncheckedText(row, columns.familyName)
        student[.firstName] = check.uncheckedText(row, columns.givenName)
        // A column that the file does not have says nothing; a blank cell says that it is blank.
        if columns.userIDs != nil {
            student[.stateID] = OneRosterCodes.stateID(
                inUserIDs: check.uncheckedText(row, columns.userIDs))
        }
        if columns.grades != nil {
            student.grade = OneRosterPeople.grade(check.uncheckedText(row, columns.grades))
        }
        for (field, rule) in [
            (RosterField.middleName, columns.middleName),
            (.akaLastName, columns.preferredFamily), (.akaFirstName, columns.preferredGiven),
            (.akaMiddleName, columns.preferredMiddle),
        ] where rule != nil {
            student[field] = check.uncheckedText(row, rule)
        }
        setIDs([sourcedID] + furtherIDs, of: &student)
    }

    /// Sets the `sourcedId` and the further ones. Where the files tell of changes only, those that
    /// are known stay.
    private func setIDs(_ ids: [String], of student: inout RosterStudent) {
        let label = OneRosterPeople.furtherIDsLabel
        let known = student.otherColumns.first { $0.label == label }?.value ?? ""
        var all = ids
        if keepsFurtherIDs, !student[.sourcedID].isEmpty {
            all = [student[.sourcedID]] + OneRosterCodes.list(known) + ids
        }
        student[.sourcedID] = all[0]
        var further: [String] = []
        for id in all.dropFirst() where id != all[0] && !further.contains(id) { further.append(id) }
        student.otherColumns.removeAll { $0.label == label }
        if !further.isEmpty {
            student.otherColumns.append(OtherColumn(label, further.joined(separator: ",")))
            student.otherColumns.sort { $0.label < $1.label }
        }
    }

    private func apply(
        _ row: borrowing Row, _ columns: OneRosterDemographicsColumns, _ check: RowCheck,
        to student: inout RosterStudent
    ) {
        if let rule = columns.birthDate {
            student.set(check.uncheckedDate(row, rule), for: .birthDate)
        }
        // A column that is not there says nothing.
        if columns.sex != nil { student[.gender] = check.uncheckedText(row, columns.sex) }
        if columns.hispanic != nil {
            student[.isHispanic] = check.uncheckedText(row, columns.hispanic)
        }
        var races: [String] = []
        for (rule, name) in columns.races
        where OneRosterCodes.isTrue(check.uncheckedText(row, rule)) {
            races.append(name)
        }
        if !columns.races.isEmpty { student[.ethnicity] = races.joined(separator: ", ") }
    }

    private func blank(_ student: inout RosterStudent) {
        student.set(nil, for: .birthDate)
        for field in [RosterField.gender, .isHispanic, .ethnicity] { student[field] = "" }
    }

    /// What OneRoster tells of a student, as the number that is stored.
    static func content(of student: RosterStudent) -> Int64 {
        var part = RosterStudent()
        for field in [
            RosterField.importID, .otherID, .stateID, .sourcedID, .lastName, .firstName,
            .middleName, .akaLastName, .akaFirstName, .akaMiddleName, .gender, .isHispanic,
            .ethnicity,
        ] {
            part[field] = student[field]
        }
        part.set(student.date(.birthDate), for: .birthDate)
        part.grade = student.grade
        part.otherColumns = student.otherColumns.filter {
            $0.label == OneRosterPeople.furtherIDsLabel
        }
        return part.content
    }
}

/// What is to be written of the students of a OneRoster export.
struct OneRosterStudentPlan {
    /// Places of new students, in the order of their numbers.
    var inserts: [Int] = []
    /// Places of students that change, in the order of the table.
    var updates: [Int] = []
    /// Places of students that are gone.
    var missing: [Int] = []
    /// Students that are there and not marked missing.
    var present = 0
}

extension OneRosterPeople {
    /// Students compared at a time.
    private static let studentsPerBatch = 1_000

    /// Decides about every student.
    func plan(
        _ source: OneRosterStudentReader, isBulk: Bool, _ reader: any Reader,
        _ outcome: inout ImportOutcome
    ) throws -> OneRosterStudentPlan {
        var plan = OneRosterStudentPlan()
        var open: [Int] = []
        for (place, person) in persons.enumerated() {
            let isKnown = place < index.known
            let isPresent = isKnown && !index.isMissing[place]
            if isPresent { plan.present += 1 }
            guard person.user != nil || person.demographics != nil else {
                let isGone = person.isDeleted || (isBulk && !person.isNamed)
                if isPresent, isGone { plan.missing.append(place) }
                if person.deletedRows > 0, isPresent, isGone {
                    outcome.counts.updated += 1
                    outcome.counts.unchanged -= 1
                }
                outcome.counts.unchanged += Int(person.deletedRows)
                continue
            }
            outcome.counts.unchanged += Int(person.deletedRows)
            if !isKnown {
                plan.inserts.append(place)
            } else if index.isMissing[place], person.user != nil {
                plan.updates.append(place)
            } else {
                open.append(place)
                if open.count == Self.studentsPerBatch {
                    try compare(open, source, reader, &plan)
                    open.removeAll(keepingCapacity: true)
                }
            }
        }
        try compare(open, source, reader, &plan)
        plan.inserts.sort { index.keys.isBefore($0, $1) }
        plan.updates.sort()
        let touched = persons.count { $0.user != nil || $0.demographics != nil }
        outcome.counts.inserted += plan.inserts.count
        outcome.counts.updated += plan.updates.count
        outcome.counts.unchanged += touched - plan.inserts.count - plan.updates.count
        return plan
    }

    /// Adds those of the students at `places` that change to the plan.
    private func compare(
        _ places: [Int], _ source: OneRosterStudentReader, _ reader: any Reader,
        _ plan: inout OneRosterStudentPlan
    ) throws {
        let unclear = try places.filter { place in
            guard source.isComplete(persons[place]) else { return true }
            let student = try student(at: place, source, over: nil)
            return OneRosterStudentReader.content(of: student) != index.contents[place]
        }
        let present = try reader.sisStudents(unclear.map { index.ids[$0] })
        for place in unclear {
            let base = present[index.ids[place]]?.student
            if try student(at: place, source, over: base) != base { plan.updates.append(place) }
        }
    }

    private func student(
        at place: Int, _ source: OneRosterStudentReader, over base: RosterStudent?
    ) throws -> RosterStudent {
        try source.student(
            persons[place],
            furtherIDs: furtherIDs[Int32(truncatingIfNeeded: place), default: []], over: base)
    }

    /// Writes the students that are new or change, and marks those that are gone.
    func write(
        _ plan: OneRosterStudentPlan, _ source: OneRosterStudentReader, _ writer: any Writer,
        _ change: PendingChange, today: CalendarDate
    ) throws {
        var words = NameWords()
        if !plan.inserts.isEmpty {
            let id = try change.begin()
            _ = try writer.takeNumbers("sis_student", count: plan.inserts.count)
            try write(plan.inserts, source, [:], .new, writer, id, &words)
            try change.note(TableChange(inserted: plan.inserts.count), of: .sisStudent)
        }
        for start in stride(from: 0, to: plan.updates.count, by: Self.studentsPerBatch) {
            let id = try change.begin()
            let places = plan.updates[start...].prefix(Self.studentsPerBatch)
            let ids = places.map { index.ids[$0] }
            let present = try writer.sisStudents(ids)
            let kept = try writer.keepSISStudents(ids, in: id)
            try write(Array(places), source, present, .changed, writer, id, &words)
            try change.note(TableChange(updated: kept), of: .sisStudent)
        }
        try writer.addNameVariants(of: words.all)
        if !plan.missing.isEmpty {
            let kept = try writer.markSISStudents(
                plan.missing.map { index.ids[$0] }, missingSince: today, in: change.begin())
            try change.note(TableChange(updated: kept), of: .sisStudent)
        }
    }

    private func write(
        _ places: [Int], _ source: OneRosterStudentReader,
        _ present: [Int64: SISStudentRecord], _ kind: SISStudentWrite, _ writer: any Writer,
        _ change: Int, _ words: inout NameWords
    ) throws {
        try writer.writeSISStudents(kind, in: change) { write in
            for place in places {
                let id = index.ids[place]
                let student = try student(at: place, source, over: present[id]?.student)
                let keys = student.nameKeys
                var record = SISStudentRecord(
                    id: id, student: student,
                    content: OneRosterStudentReader.content(of: student), site: present[id]?.site)
                // Who is named by demographics alone is not back.
                if persons[place].user == nil { record.missingSince = present[id]?.missingSince }
                try write(record, keys)
                words.add(keys[0])
            }
        }
    }

    /// Gives new students the numbers that they will have.
    mutating func number(_ plan: OneRosterStudentPlan, _ reader: any Reader) throws {
        var next = Int64(try reader.nextNumber("sis_student"))
        for place in plan.inserts {
            index.number(place, next)
            next += 1
        }
    }
}
