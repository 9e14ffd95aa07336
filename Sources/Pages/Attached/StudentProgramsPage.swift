import Operations
import Records

/// The Student Programs page: what a student takes part in, now and before.
public struct StudentProgramsPage: PageContent {
    let head: StudentHead
    let parts: [StudentFrame.Part]
    let records: [StudentPrograms.Listed]
    /// Texts of the program codes by key, names of the sites by number.
    let programs: [String: String]
    let sites: [String: String]
    let today: CalendarDate
    let mayChange: Bool

    public init(
        _ head: StudentHead, parts: [StudentFrame.Part], records: [StudentPrograms.Listed],
        programs: [String: String], sites: [String: String], today: CalendarDate, mayChange: Bool
    ) {
        self.head = head
        self.parts = parts
        self.records = records
        self.programs = programs
        self.sites = sites
        self.today = today
        self.mayChange = mayChange
    }

    public var title: Phrase { .of(.studentPrograms, head.student.name) }
    public var section: Section { .students }

    private var current: [StudentPrograms.Listed] {
        records.filter { record in record.end.map { $0 >= today } ?? true }
    }

    private var past: [StudentPrograms.Listed] {
        records.filter { record in record.end.map { $0 < today } ?? false }
    }

    public var body: HTML {
        """
        \(StudentFrame(head, .programs, parts: parts).html)
        \(if: mayChange, buttons(linkButton(.addProgram,
            Address.student(head.id, "programs/add"), .primary)))
        \(records.isEmpty ? empty : tables)
        """
    }

    private var empty: HTML {
        emptyState(
            Phrase("programs.none-title", "No program records"),
            Phrase(
                "programs.none",
                "This student takes part in no program yet. Records come with programs.txt, or are "
                    + "added here."))
    }

    private var tables: HTML {
        """
        \(heading(Phrase("programs.current", "Current"), id: "current"))
        \(current.isEmpty ? paragraph(Phrase("programs.no-current", "None at present."))
            : table(Phrase("programs.current-caption", "Current program records"), current))
        \(heading(Phrase("programs.past", "Past"), id: "past"))
        \(past.isEmpty ? paragraph(Phrase("programs.no-past", "None."))
            : table(Phrase("programs.past-caption", "Past program records"), past))
        """
    }

    private func table(_ caption: Phrase, _ rows: [StudentPrograms.Listed]) -> HTML {
        dataTable(caption, columns, rows, hidesCaption: true)
    }

    private var columns: [Column<StudentPrograms.Listed>] {
        let (programs, sites, id, mayChange) = (programs, sites, head.id, mayChange)
        var columns: [Column<StudentPrograms.Listed>] = [
            Column(.site) { HTML(text: $0.site.map { sites["\($0)"] ?? "\($0)" } ?? "") },
            Column(.program, namesRow: true) { record in
                "\(record.program)\(programs[record.program].map { " \($0)" })"
            },
            Column(.eligibility) { HTML(text: $0.eligibilityCode) },
            Column(.startDate) { .day($0.start) },
            Column(.endDate) { .day($0.end) },
            Column(.exitCode) { HTML(text: $0.exitCode) },
            Column(.schoolYear) { HTML(text: $0.academicYear) },
        ]
        if mayChange {
            columns.append(
                Column(.actions) { record in
                    let name = ProgramPath.name(of: record.record)
                    let about: HTML =
                        "<span class=\"visually-hidden\"> \(record.program), "
                        + "\(Words.day(record.start.description))</span>"
                    let edit = Address.student(id, "programs/\(name)/edit")
                    let end = Address.student(id, "programs/\(name)/end")
                    return "<a href=\"\(edit)\">\(say: .change)\(about)</a>"
                        + (record.end == nil
                            ? " <a href=\"\(end)\">\(say: .endRecord)\(about)</a>" : "")
                })
        }
        return columns
    }
}

/// How addresses name a program record of a student: without the student, who stands before it.
public enum ProgramPath {
    public static func name(of record: String) -> String {
        guard let key = ProgramRecord.Key(reference: record) else { return "" }
        return "\(key.program).\(key.start).\(key.site)"
    }

    /// The record of a student.
    public static func record(_ name: String, of student: Int) -> String { "\(student).\(name)" }
}

/// Adds a program record, or changes one.
public struct ProgramFormPage: PageContent {
    let head: StudentHead
    /// Nil for a new one.
    let record: String?
    let programs: [(key: String, text: String)]
    let eligibility: [(key: String, text: String)]
    let exits: [(key: String, text: String)]
    let sites: [(id: String, name: String)]
    public let form: FormState

    public init(
        _ head: StudentHead, record: String?, programs: [(key: String, text: String)],
        eligibility: [(key: String, text: String)], exits: [(key: String, text: String)],
        sites: [(id: String, name: String)], form: FormState
    ) {
        self.head = head
        self.record = record
        self.programs = programs
        self.eligibility = eligibility
        self.exits = exits
        self.sites = sites
        self.form = form
    }

    public static func values(of record: StudentPrograms.Listed) -> FormState {
        FormState([
            "program": record.program, "site": record.site.map(String.init) ?? "0",
            "start": Words.day(record.start.description),
            "end": record.end.map { Words.day($0.description) } ?? "",
            "eligibilityStart": record.eligibilityStart.map { Words.day($0.description) } ?? "",
            "eligibilityEnd": record.eligibilityEnd.map { Words.day($0.description) } ?? "",
            "academicYear": record.academicYear, "eligibilityCode": record.eligibilityCode,
            "exitCode": record.exitCode,
        ])
    }

    public var title: Phrase {
        record == nil
            ? Phrase("program.add-title", "Add a program record for {0}", head.givenName)
            : Phrase("program.edit-title", "Change a program record of {0}", head.givenName)
    }

    public var section: Section { .students }

    private var action: String {
        record.map { Address.student(head.id, "programs/\(ProgramPath.name(of: $0))/edit") }
            ?? Address.student(head.id, "programs/add")
    }

    public var body: HTML {
        """
        \(StudentFrame(head, .programs).html)
        \(postForm(action, """
            \(select("program", .program, choices(programs), form))
            \(select("site", .site, [Choice("0", .blank)] + sites.map {
                Choice($0.id, Phrase(data: $0.name)) }, form))
            \(textField("start", .startDate, form, kind: .date, width: 10))
            \(textField("end", .endDate, hint: Phrase("program.end-hint",
                "The last day, inclusive. Blank while the record is open."), form, kind: .date,
                isOptional: true, width: 10))
            \(select("eligibilityCode", .eligibility, choices(eligibility), form,
                isOptional: true))
            \(textField("eligibilityStart", Phrase("program.eligibility-start",
                "Eligibility start date"), form, kind: .date, isOptional: true, width: 10))
            \(textField("eligibilityEnd", Phrase("program.eligibility-end",
                "Eligibility end date"), form, kind: .date, isOptional: true, width: 10))
            \(select("exitCode", .exitCode, choices(exits), form, isOptional: true))
            \(textField("academicYear", .schoolYear, hint: .schoolYearHint, form,
                isOptional: true, width: 10))
            \(buttons(button(record == nil ? .addProgram : .save),
                link(.cancel, Address.student(head.id, "programs"))))
            """))
        \(record.map(remove) ?? .empty)
        """
    }

    private func remove(_ record: String) -> HTML {
        postForm(
            Address.student(head.id, "programs/\(ProgramPath.name(of: record))/remove"),
            button(Phrase("program.remove", "Remove this record"), .warning))
    }

    private func choices(_ codes: [(key: String, text: String)]) -> [Choice] {
        [Choice("", .blank)]
            + codes.map { Choice($0.key, Phrase(data: "\($0.key) \($0.text)")) }
    }
}

/// Ends an open program record.
public struct ProgramEndPage: PageContent {
    let head: StudentHead
    let record: StudentPrograms.Listed
    let exits: [(key: String, text: String)]
    public let form: FormState

    public init(
        _ head: StudentHead, record: StudentPrograms.Listed,
        exits: [(key: String, text: String)], form: FormState
    ) {
        self.head = head
        self.record = record
        self.exits = exits
        self.form = form
    }

    public var title: Phrase {
        Phrase(
            "program.end-title", "End program {0} of {1}", record.program, head.givenName)
    }

    public var section: Section { .students }

    public var body: HTML {
        """
        \(StudentFrame(head, .programs).html)
        \(summaryList([
            SummaryRow(.program, HTML(text: record.program)),
            SummaryRow(.startDate, .day(record.start)),
        ]))
        \(postForm(
            Address.student(head.id, "programs/\(ProgramPath.name(of: record.record))/end"),
            """
            \(textField("end", .endDate, hint: Phrase("program.last-day",
                "The last day in the program, inclusive. For example, 01/29/2027"), form,
                kind: .date, width: 10))
            \(select("exitCode", .exitCode, [Choice("", .blank)] + exits.map {
                Choice($0.key, Phrase(data: "\($0.key) \($0.text)")) }, form, isOptional: true))
            \(buttons(button(.endRecord), link(.cancel, Address.student(head.id, "programs"))))
            """))
        """
    }
}

extension Phrase {
    public static let endRecord = Phrase("program.end", "End")
    public static let schoolYearHint = Phrase("common.school-year-hint", "For example, 2026-2027")

    public static func programAdded(_ name: String) -> Phrase {
        Phrase("program.added", "The program record of {0} was added.", name)
    }

    public static func programChanged(_ name: String) -> Phrase {
        Phrase("program.changed", "The program record of {0} was changed.", name)
    }

    public static func programEnded(_ name: String) -> Phrase {
        Phrase("program.ended", "The program record of {0} was ended.", name)
    }

    public static func programRemoved(_ name: String) -> Phrase {
        Phrase("program.removed", "The program record of {0} was removed.", name)
    }

    public static let notADate = Phrase(
        "form.not-a-date", "Enter a date as MM/DD/YYYY, for example 09/01/2026.")
    public static let notASchoolYear = Phrase(
        "form.not-a-year", "Enter a school year as YYYY-YYYY, for example 2026-2027.")

    public static func enter(_ label: Phrase) -> Phrase {
        Phrase("form.enter", "Enter: {0}", label.text)
    }
}
