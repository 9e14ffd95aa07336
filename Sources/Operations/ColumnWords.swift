import Records
import Storage

/// What columns of the store are called.
enum ColumnWords {
    /// The student's field that a column holds, or the column itself.
    static func field(of column: String, _ table: VersionedTable) -> String {
        switch table {
        case .student: names(StudentField.core, StudentField.coreColumns)[column] ?? column
        case .sisStudent:
            names(
                StudentField.core + StudentField.roster,
                StudentField.coreColumns + StudentField.rosterColumns)[column] ?? column
        default: column
        }
    }

    /// As people know it.
    static func label(of field: String) -> String {
        if let known = StudentField.named(field) { return known.label }
        if let known = labels[field] { return known }
        return field.split(separator: "_").map { $0.capitalized }.joined(separator: " ")
    }

    private static func names(_ fields: [StudentField], _ columns: [String]) -> [String: String] {
        Dictionary(zip(columns, fields.map(\.name))) { first, _ in first }
    }

    private static let labels = [
        "ends": "End", "day": "Date", "student_id": "Student ID", "sis_student": "SIS student",
        "import_id": "Integration ID", "state_id": "State ID", "other_id": "Other ID",
        "sourced_id": "OneRoster sourcedId", "low": "Student", "high": "Other student",
        "minutes_per_week": "Minutes per week", "code_table": "Code table", "code_key": "Key",
        "system_key": "System key", "merged_into": "Merged into", "missing_since": "Missing since",
        "start_is_eligibility": "Start is that of eligibility", "value": "Value",
    ]
}

/// What values of the store say, in words.
final class ValueWords {
    private let reader: any Reader
    private let codes: [Int64: Code]
    private var students: [Int64: String] = [:]
    private var sisStudents: [Int64: String] = [:]

    init(_ reader: any Reader, _ codes: [Code]) {
        self.reader = reader
        self.codes = Dictionary(codes.map { (Int64($0.id), $0) }) { first, _ in first }
    }

    /// Both values of a column.
    func words(
        for column: String, of table: VersionedTable, _ before: Query.Value, _ after: Query.Value
    ) throws -> (before: String, after: String) {
        (try words(column, table, before), try words(column, table, after))
    }

    private static let days: Set<String> = [
        "birth_date", "start", "ends", "day", "eligibility_start", "eligibility_end",
        "approved_on", "concluded_on", "missing_since", "school_enter_date",
        "district_enter_date", "plan_504_review_date", "to_start",
    ]

    private static let claims: Set<String> = [
        "active", "seen_in_file", "start_is_eligibility", "meets_standards", "satisfactory",
    ]

    private func words(
        _ column: String, _ table: VersionedTable, _ value: Query.Value
    ) throws -> String {
        guard case .integer(let number) = value else {
            if case .text(let text) = value { return text }
            return ""
        }
        switch column {
        case "student" where table != .setting, "merged_into", "to_student", "low", "high":
            return try student(number)
        case "sis_student": return try sisStudent(number)
        case "program", "to_program", "eligibility_code", "exit_code":
            return codes[number]?.key ?? "?"
        case "site" where number == ProgramRow.noSite, "to_site" where number == ProgramRow.noSite:
            return ""
        case "month": return CalendarMonth(number: Int(number)).description
        case "academic_year": return SchoolYear(start: Int(number)).description
        case "is_primary": return number == 1 ? "yes" : "no"
        default: break
        }
        if Self.claims.contains(column) { return number == 1 ? "yes" : "no" }
        if Self.days.contains(column) {
            return CalendarDate(dayNumber: Int32(truncatingIfNeeded: number)).description
        }
        return "\(number)"
    }

    private func student(_ id: Int64) throws -> String {
        if let known = students[id] { return known }
        let found = try reader.studentIDs(of: [Int(id)])[Int(id)] ?? "?"
        students[id] = found
        return found
    }

    private func sisStudent(_ id: Int64) throws -> String {
        if let known = sisStudents[id] { return known }
        let found = try reader.importID(ofSISStudent: Int(id)) ?? "?"
        sisStudents[id] = found
        return found
    }
}
