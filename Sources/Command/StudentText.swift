import Operations
import Records
import Storage

/// A student as JSON, with stable keys.
struct StudentJSON: Encodable {
    struct Program: Encodable {
        let record: String
        let program: String
        let start: String
        let end: String?
        let eligibilityStart: String?
        let eligibilityEnd: String?
        let eligibilityCode: String
        let exitCode: String
        let site: Int?
        let academicYear: String?

        private enum CodingKeys: String, CodingKey {
            case program, start, end, eligibilityStart, eligibilityEnd, site, academicYear
            case eligibilityCode, exitCode, record
        }

        init(_ view: ProgramView) {
            let row = view.record.row
            record = view.record.key.reference
            program = view.program
            start = CalendarDate(dayNumber: row.start).description
            end = day(row.end)
            eligibilityStart = day(row.eligibilityStart)
            eligibilityEnd = day(row.eligibilityEnd)
            eligibilityCode = view.eligibilityCode
            exitCode = view.exitCode
            site = row.site == ProgramRow.noSite ? nil : Int(row.site)
            academicYear =
                row.academicYear == 0 ? nil : SchoolYear(start: Int(row.academicYear)).description
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(program, forKey: .program)
            try container.encode(start, forKey: .start)
            try container.encode(end, forKey: .end)
            try container.encode(eligibilityStart, forKey: .eligibilityStart)
            try container.encode(eligibilityEnd, forKey: .eligibilityEnd)
            try container.encode(site, forKey: .site)
            try container.encode(academicYear, forKey: .academicYear)
            try container.encode(eligibilityCode, forKey: .eligibilityCode)
            try container.encode(exitCode, forKey: .exitCode)
            try container.encode(record, forKey: .record)
        }
    }

    let studentID: String
    let stateID: String?
    let otherID: String?
    let integrationID: String?
    let status: String
    let origin: String
    let mergedInto: String?
    let askedFor: String?
    let mergedFrom: [String]
    let hold: String?
    let revision: Int
    let attached: [String: Int]
    let fields: [String: String]
    /// Left out where the role does not see them.
    let programs: [Program]?

    enum CodingKeys: String, CodingKey {
        case studentID, stateID, otherID, integrationID, status, origin, mergedInto, fields
        case programs, askedFor, mergedFrom, hold, revision, attached
    }

    init(_ shown: ShowStudent.Shown) {
        let student = shown.student
        studentID = student.studentID
        stateID = student.stateID.isEmpty ? nil : student.stateID
        otherID = student.otherID.isEmpty ? nil : student.otherID
        integrationID = student.integrationID
        status = student.status
        origin = student.origin
        mergedInto = student.mergedInto
        askedFor = shown.askedFor
        mergedFrom = shown.mergedFrom
        hold = student.hold
        revision = shown.revision
        attached = shown.attached
        fields = Dictionary(student.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        programs = shown.programs?.map(Program.init)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(studentID, forKey: .studentID)
        try container.encode(stateID, forKey: .stateID)
        try container.encode(otherID, forKey: .otherID)
        try container.encode(integrationID, forKey: .integrationID)
        try container.encode(status, forKey: .status)
        try container.encode(origin, forKey: .origin)
        try container.encode(mergedInto, forKey: .mergedInto)
        try container.encode(askedFor, forKey: .askedFor)
        try container.encode(mergedFrom, forKey: .mergedFrom)
        try container.encode(hold, forKey: .hold)
        try container.encode(revision, forKey: .revision)
        try container.encode(attached, forKey: .attached)
        try container.encode(fields, forKey: .fields)
        try container.encode(programs, forKey: .programs)
    }
}

private func day(_ number: Int32) -> String? {
    number == ProgramRow.noDay ? nil : CalendarDate(dayNumber: number).description
}

/// A student as text.
struct StudentText {
    let shown: ShowStudent.Shown

    init(_ shown: ShowStudent.Shown) { self.shown = shown }

    func print() {
        let student = shown.student
        Output.line(Output.harmless("\(student.name)  (\(student.studentID), \(student.status))"))
        let link =
            student.integrationID.map { "linked to SIS student \($0)" } ?? "not linked to the SIS"
        Output.line("  \(link); origin \(student.origin)")
        if student.hold != nil { Output.line("  Held until the SIS enrollment is complete.") }
        if let asked = shown.askedFor {
            Output.line(
                "  You asked for \(Output.harmless(asked)), which leads to this student by now.")
        }
        if !shown.mergedFrom.isEmpty {
            let merged = shown.mergedFrom.joined(separator: ", ")
            Output.line("  Merged into this student: " + Output.harmless(merged))
        }
        if !student.stateID.isEmpty {
            Output.line("  State ID: " + Output.harmless(student.stateID))
        }
        if !student.otherID.isEmpty {
            Output.line("  Other ID: " + Output.harmless(student.otherID))
        }
        for field in student.fields {
            Output.line("  \(field.name): " + Output.harmless(field.value))
        }
        let attached = ["documents", "events", "plans", "enrollments"].compactMap { name in
            shown.attached[name].flatMap { $0 == 0 ? nil : "\($0) \(name)" }
        }
        if !attached.isEmpty { Output.line("  With " + attached.joined(separator: ", ")) }
        guard let programs = shown.programs else {
            return Output.line("  This role does not see program enrollments.")
        }
        if programs.isEmpty { return Output.line("  No program enrollments.") }
        Output.line()
        var table = TextTable(["Program", "Start", "End", "Site", "Eligible", "Exit", "Record"])
        for program in programs {
            let json = StudentJSON.Program(program)
            table.add([
                json.program, json.start, json.end ?? "open", json.site.map(String.init) ?? "",
                json.eligibilityCode, json.exitCode, json.record,
            ])
        }
        table.print()
    }
}
