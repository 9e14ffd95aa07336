import Hummingbird
import Operations
import Pages
import Records

/// Program enrollments.
enum APIPrograms {
    private static let ofStudent = APIStudents.one + "/programs"
    private static let tag = "programs"

    static let routes = [list, show, add, change]

    private static let list = APIRoute(
        method: .get, path: APIRoute.root + "/programs", id: "listPrograms", tag: tag,
        words: "The program enrollments of all students, page by page.",
        scopes: [.programsRead, .studentsRead], rights: [.seePrograms, .seeStudents],
        parameters: APIPage<Listed>.parameters + [
            .init(name: "program", schema: .line(100).like("ALE")),
            .init(name: "site", schema: .integer(1...999_999_999)),
            .init(name: "activeOn", schema: .day),
            .init(
                name: "schoolYear", schema: .matching(.schoolYear).like("2026-2027")),
            .init(name: "endingWithinDays", schema: .integer(0...3_650)),
            .init(name: "eligibilityCode", schema: .line(100)),
            .init(name: "sort", schema: .choice(ProgramTable.Key.allCases.map(\.rawValue))),
            .init(name: "isDescending", schema: .boolean),
        ],
        success: .init(
            status: .ok, schema: APIPage<Listed>.schema(Listed.schema), words: "A page.",
            hasLink: true),
        answer: { call in
            var filter = ProgramTable.Filter()
            filter.program = call.text("program")
            filter.site = call.integer("site")
            filter.activeOn = call.day("activeOn")
            filter.schoolYear = call.text("schoolYear").flatMap { SchoolYear(text: $0) }
            filter.endingWithinDays = call.integer("endingWithinDays")
            filter.eligibilityCode = call.text("eligibilityCode")
            let key = call.text("sort").flatMap(ProgramTable.Key.init) ?? .name
            let sort = ProgramTable.Sort(
                key, isDescending: call.boolean("isDescending") ?? false)
            return try await call.work { [filter] workspace in
                let found = try ProgramTable(workspace).page(
                    filter, sort: sort, page: call.page, size: call.size,
                    hiding: workspace.hiddenPrograms())
                return call.page(
                    found.rows.map { Listed($0, call.name($0.student)) }, total: found.total,
                    isTotalCut: found.isTotalCut, pages: found.pages)
            }
        })

    private static let show = APIRoute(
        method: .get, path: ofStudent, id: "getStudentPrograms", tag: tag,
        words: "The program enrollments of a student, the newest first.",
        scopes: [.programsRead], rights: [.seePrograms],
        success: .init(
            status: .ok, schema: .object(.required("programs", .array(of: Record.schema))),
            words: "The records."),
        answer: { call in
            let row = try call.number()
            return try await call.work { workspace in
                let found = try StudentPrograms(workspace).list(workspace.studentID(ofRow: row))
                return .ok(["programs": found.map(Record.init)])
            }
        })

    private static let add = APIRoute(
        method: .post, path: ofStudent, id: "addStudentProgram", tag: tag,
        words: "Adds a program enrollment. Without a start it begins today.",
        scopes: [.programsWrite], rights: [.seePrograms],
        body: .json(.object([.required("program", program)] + entry(isChange: false))),
        success: .init(
            status: .created, schema: changed, words: "The new record.", hasLocation: true),
        changes: true,
        answer: { call in
            let row = try call.number()
            let entry = entry(of: call.body)
            return try await call.change { workspace in
                let done = try StudentPrograms(workspace).add(
                    workspace.studentID(ofRow: row), entry)
                return .created(
                    Changed(done),
                    at: "\(APIStudents.path)/\(call.name(row))/programs")
            }
        })

    private static let change = APIRoute(
        method: .patch, path: ofStudent + "/{record}", id: "changeStudentProgram", tag: tag,
        words: "Changes a program enrollment. What is not sent stays; an end closes it.",
        scopes: [.programsWrite], rights: [.seePrograms],
        body: .json(.object([.optional("program", program)] + entry(isChange: true))),
        success: .init(status: .ok, schema: changed, words: "What came of it."),
        changes: true,
        answer: { call in
            let row = try call.number()
            let name = call.parameters.get("record") ?? ""
            let entry = entry(of: call.body)
            return try await call.change { workspace in
                // One who was merged has the records of the one who stayed.
                let student = try workspace.row(
                    ofStudent: workspace.studentID(ofRow: row))
                let record = ProgramPath.record(name, of: student)
                return .ok(Changed(try StudentPrograms(workspace).change(record, entry)))
            }
        })

    // MARK: What comes along

    private static let program = JSONSchema.line(100, shortest: 1).saying(
        "The key of a code of the table Student Programs.", like: "ALE")

    private static func entry(isChange: Bool) -> [JSONSchema.Member] {
        let site = JSONSchema.integer(1...999_999_999).like(1010)
        let end = JSONSchema.day.like("2027-06-15")
        return [
            .optional("start", .day.like("2026-09-02")),
            .optional("end", isChange ? end.orNull.saying("null takes it back.") : end),
            .optional("site", isChange ? site.orNull.saying("null takes it away.") : site),
            .optional("eligibilityStart", .day), .optional("eligibilityEnd", .day),
            .optional("schoolYear", .matching(.schoolYear).like("2026-2027")),
            .optional("eligibilityCode", .line(100).saying("Blank takes it away.")),
            .optional("exitCode", .line(100).saying("Blank takes it away.")),
        ]
    }

    private static func entry(of body: JSONValue) -> StudentPrograms.Entry {
        func day(_ name: String) -> CalendarDate? {
            body[name]?.text.flatMap { CalendarDate(iso: $0) }
        }
        var entry = StudentPrograms.Entry()
        entry.program = body["program"]?.text
        entry.start = day("start")
        entry.end = day("end")
        entry.isOpen = body["end"] == .null
        entry.site = body["site"] == .null ? 0 : body["site"]?.integer
        entry.eligibilityStart = day("eligibilityStart")
        entry.eligibilityEnd = day("eligibilityEnd")
        entry.schoolYear = body["schoolYear"]?.text.flatMap { SchoolYear(text: $0) }
        entry.eligibilityCode = body["eligibilityCode"]?.text
        entry.exitCode = body["exitCode"]?.text
        return entry
    }

    // MARK: What goes back

    struct Listed: Encodable {
        let ref, record, studentID, lastName, firstName, middleName: String
        let program, programText: String
        let site: Int?
        let siteName, start: String
        let end: String?
        let schoolYear, eligibilityCode, exitCode: String

        init(_ row: ProgramTable.Row, _ name: String) {
            ref = name
            record = ProgramPath.name(of: row.record)
            studentID = row.studentID
            lastName = row.lastName
            firstName = row.firstName
            middleName = row.middleName
            program = row.program
            programText = row.programText
            site = row.site
            siteName = row.siteName
            start = row.start.description
            end = row.end?.description
            schoolYear = row.schoolYear
            eligibilityCode = row.eligibilityCode
            exitCode = row.exitCode
        }

        static let schema = JSONSchema.named("ProgramListed") {
            .object(
                .required("ref", APIStudents.refSchema), .required("record", recordSchema),
                .required("studentID", .text.like("P000017")),
                .required("lastName", .text.like("Quillfeather")),
                .required("firstName", .text.like("Ansel")), .required("middleName", .text),
                .required("program", .text.like("ALE")), .required("programText", .text),
                .optional("site", .integer().like(1010)), .required("siteName", .text),
                .required("start", .day), .optional("end", .day),
                .required("schoolYear", .text), .required("eligibilityCode", .text),
                .required("exitCode", .text))
        }
    }

    struct Record: Encodable {
        let record, program: String
        let site: Int?
        let start: String
        let end, eligibilityStart, eligibilityEnd: String?
        let schoolYear, eligibilityCode, exitCode: String

        init(_ listed: StudentPrograms.Listed) {
            record = ProgramPath.name(of: listed.record)
            program = listed.program
            site = listed.site
            start = listed.start.description
            end = listed.end?.description
            eligibilityStart = listed.eligibilityStart?.description
            eligibilityEnd = listed.eligibilityEnd?.description
            schoolYear = listed.academicYear
            eligibilityCode = listed.eligibilityCode
            exitCode = listed.exitCode
        }

        static let schema = JSONSchema.named("ProgramRecord") {
            .object(
                .required("record", recordSchema), .required("program", .text.like("ALE")),
                .optional("site", .integer().like(1010)),
                .required("start", .day.like("2026-09-02")), .optional("end", .day),
                .optional("eligibilityStart", .day), .optional("eligibilityEnd", .day),
                .required("schoolYear", .text), .required("eligibilityCode", .text),
                .required("exitCode", .text))
        }
    }

    private struct Changed: Encodable {
        let record, studentID: String
        let changeSet: Int?

        init(_ changed: StudentPrograms.Changed) {
            record = ProgramPath.name(of: changed.record)
            studentID = changed.studentID
            changeSet = changed.changeSet
        }
    }

    private static let recordSchema = JSONSchema.matching(.record).saying(
        "Names the record of this student.", like: "8.20698.1010")

    private static let changed = JSONSchema.named("ProgramChanged") {
        .object(
            .required("record", recordSchema), .required("studentID", .text.like("P000017")),
            .optional("changeSet", .integer(1...Int(Int32.max)).saying("None: it was so.")))
    }
}
