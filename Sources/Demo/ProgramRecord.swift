import Records

/// One row of programs.txt.
struct ProgramRecord: Equatable, Sendable {
    /// The index of the student, by which the rows of a file are sorted.
    let student: Int
    var importID: String
    var stateID: String
    var last: String
    var first: String
    var middle: String
    var birthDate: CalendarDate
    var program: String
    var eligibilityStart: CalendarDate?
    var eligibilityEnd: CalendarDate?
    var start: CalendarDate?
    var end: CalendarDate?
    var academicYear: String
    /// 1 eligible, 3 participating.
    var eligibility = "3"
    var exit = ""
    var site: String
    /// What is written in place of the start date.
    var startText: String?
    /// What is written in place of the end date.
    var endText: String?
    /// Whether nothing was planted in the row.
    var isPlain = true

    init(_ student: SISStudent, index: Int, program: String, start: CalendarDate, site: String) {
        self.student = index
        importID = student.importID
        stateID = student.stateID
        last = student.last
        first = student.first
        middle = student.middle
        birthDate = student.birthDate
        self.program = program
        self.start = start
        self.site = site
        academicYear = SchoolYear(start: start.schoolYear.start).description
    }

    var isOpen: Bool { end == nil }

    /// programs.txt of `records`, which are sorted by student.
    static func file(_ records: [ProgramRecord]) -> DemoFile {
        var text = LayoutText(.programs)
        let order = records.indices.sorted {
            (records[$0].student, $0) < (records[$1].student, $1)
        }
        for record in order.map({ records[$0] }) {
            text.append([
                "Import Student ID": record.importID, "State Student ID": record.stateID,
                "Student Last Name": record.last, "Student First Name": record.first,
                "Student Middle Name": record.middle,
                "Birth Date": record.birthDate.monthDayYear, "Program ID": record.program,
                "Eligibility Start Date": record.eligibilityStart.cell,
                "Eligibility End Date": record.eligibilityEnd.cell,
                "Program Start Date": record.startText ?? record.start.cell,
                "Program End Date": record.endText ?? record.end.cell,
                "Academic Year": record.academicYear,
                "Program Eligibility Code": record.eligibility,
                "Program Exit Code": record.exit, "Site ID": record.site,
            ])
        }
        return text.file
    }
}
