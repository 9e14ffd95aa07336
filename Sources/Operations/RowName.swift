import Records
import Storage

/// Names rows of the store in words that a person understands.
struct RowName {
    let reader: any Reader
    /// Where it is noted who is named.
    let disclosures: Disclosures?

    init(_ reader: any Reader, noting disclosures: Disclosures? = nil) {
        self.reader = reader
        self.disclosures = disclosures
    }

    /// The name of a row that an undo leaves.
    func words(for row: RowLeft) throws -> String {
        let parts = row.rowKey.split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.map { Int($0) ?? 0 }
        if let number = row.number { return Self.words(for: row.table, number) }
        switch row.table {
        case VersionedTable.setting.name: return "setting \(row.rowKey)"
        case VersionedTable.code.name: return try code(numbers[0])
        case VersionedTable.codeState.name where parts.count == 2:
            return "state code of \(try code(numbers[0])) in \(parts[1])"
        case VersionedTable.alert.name, VersionedTable.columnMapping.name,
            VersionedTable.automationProfile.name:
            return "\(row.table.replacing("_", with: " ")) \(row.rowKey)"
        case VersionedTable.site.name: return "site \(row.rowKey)"
        case VersionedTable.sisStudent.name: return try sisStudent(numbers[0])
        case VersionedTable.sisEnrollment.name where parts.count >= 3:
            let student = try sisStudent(numbers[0])
            return "enrollment of \(student), site \(parts[1]), start \(Self.day(numbers[2]))"
        case VersionedTable.sisContact.name where parts.count == 2:
            return "contact \(parts[1]) of \(try sisStudent(numbers[0]))"
        case VersionedTable.student.name: return try student(numbers[0])
        case VersionedTable.identifier.name where parts.count >= 3:
            let system = Self.systems[String(parts[0])] ?? "ID"
            return "\(system) of \(try student(numbers[numbers.count - 1]))"
        case VersionedTable.programEnrollment.name where parts.count == 4:
            return try program(numbers)
        case VersionedTable.programAlias.name where parts.count == 4:
            return "decision about held rows of \(try program(numbers))"
        case VersionedTable.studentField.name where parts.count == 2:
            return "\(parts[1]) of \(try student(numbers[0]))"
        case VersionedTable.notSame.name where parts.count == 2:
            return "decision about \(try student(numbers[0])) and \(try student(numbers[1]))"
        case VersionedTable.notLinked.name where parts.count == 2:
            return "decision about \(try student(numbers[0])) and \(try sisStudent(numbers[1]))"
        case VersionedTable.rosterApart.name where parts.count == 2:
            return "decision about \(try sisStudent(numbers[0])) and "
                + (try sisStudent(numbers[1]))
        case VersionedTable.document.name:
            guard let found = try reader.document(numbers[0]) else { break }
            return "document \(found.id), \(found.title), of \(try student(found.student))"
        case VersionedTable.event.name:
            guard let found = try reader.event(numbers[0]) else { break }
            return "event \(found.id), \(found.kind) on \(found.day), of "
                + (try student(found.student))
        case VersionedTable.enrollment.name:
            guard let found = try reader.ownEnrollment(numbers[0]) else { break }
            return "enrollment \(found.id), site \(found.site) from \(found.start), of "
                + (try student(found.student))
        case VersionedTable.learningPlan.name:
            guard let found = try reader.learningPlan(numbers[0]) else { break }
            return "learning plan \(found.id) from \(found.start), of "
                + (try student(found.student))
        default: break
        }
        return Self.words(for: row.table, row.rowKey)
    }

    /// The name of a row by its table and number.
    private static func words(for table: String, _ number: String) -> String {
        switch table {
        case VersionedTable.student.name: "student \(number)"
        case VersionedTable.sisStudent.name: "SIS student \(number)"
        default:
            // `learning_plan` 7 is learning plan 7.
            "\(table.replacing("_", with: " ")) \(number)"
        }
    }

    private static let systems = [
        "stateID": "state ID", "otherID": "other ID", "studentID": "student ID",
    ]

    private static func day(_ number: Int) -> String {
        CalendarDate(dayNumber: Int32(truncatingIfNeeded: number)).description
    }

    private func code(_ id: Int) throws -> String {
        try reader.codes().first { $0.id == id }.map { "code \($0.key) of \($0.table)" }
            ?? "code \(id)"
    }

    private func student(_ id: Int) throws -> String {
        disclosures?.note(students: [id])
        return "student \(try reader.student(id)?.studentID ?? "?")"
    }

    private func sisStudent(_ id: Int) throws -> String {
        disclosures?.note(sisStudents: [id])
        return "SIS student \(try reader.importID(ofSISStudent: id) ?? "?")"
    }

    /// By the four parts of the key.
    private func program(_ key: [Int]) throws -> String {
        let program = try reader.codes().first { $0.id == key[1] }?.key ?? "?"
        return "\(try student(key[0])), program \(program), start \(Self.day(key[2]))"
    }
}
