import Foundation
import Operations
import Pages
import Records
import Storage

/// The Student Programs page, and changing records by hand.
enum StudentProgramsController {
    static let routes: [Route] = [
        .get("/students/{student}/programs", .needs(.seePrograms)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let codes = try workspace.codes(CodeBook.programs)
                return StudentProgramsPage(
                    head, parts: workspace.parts,
                    records: try StudentPrograms(workspace).list(head.student.studentID),
                    programs: Dictionary(codes.map { ($0.key, $0.text) }) { $1 },
                    sites: try workspace.siteNames(), today: workspace.today,
                    mayChange: workspace.allows(.changePrograms))
            }
        },
        .get("/students/{student}/programs/add", .needs(.changePrograms)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let start = Words.day(workspace.today.description)
                return try formPage(
                    workspace, head, nil,
                    FormState(["start": start, "site": head.value("site")]))
            }
        },
        .post("/students/{student}/programs/add", .needs(.changePrograms), body: .form, add),
        .get("/students/{student}/programs/{record}/edit", .needs(.changePrograms)) { visit in
            let (row, name) = try record(visit)
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let record = try found(workspace, head, name)
                return try formPage(
                    workspace, head, record.record, ProgramFormPage.values(of: record))
            }
        },
        .post("/students/{student}/programs/{record}/edit", .needs(.changePrograms), change),
        .get("/students/{student}/programs/{record}/end", .needs(.changePrograms)) { visit in
            let (row, name) = try record(visit)
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let today = Words.day(workspace.today.description)
                return ProgramEndPage(
                    head, record: try found(workspace, head, name),
                    exits: try workspace.codes(CodeBook.exits), form: FormState(["end": today]))
            }
        },
        .post("/students/{student}/programs/{record}/end", .needs(.changePrograms), end),
        .post("/students/{student}/programs/{record}/remove", .needs(.changePrograms)) { visit in
            let (row, name) = try record(visit)
            return try await visit.submit { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let done = try StudentPrograms(workspace).remove(
                    ProgramPath.record(name, of: head.id))
                return .redirect(
                    Address.student(head.id, "programs"),
                    notice: Notice(.programRemoved(head.givenName), changeSet: done.changeSet))
            } orShow: { workspace, form in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let record = try found(workspace, head, name)
                var state = ProgramFormPage.values(of: record)
                state.problems = form.problems
                return try formPage(workspace, head, record.record, state)
            }
        },
    ]

    private static let fields = [
        "program.exists": "program", "program.unknown-code": "program", "program.dates": "end",
        "program.site-missing": "site", "program.missing": "program",
    ]

    private static func record(_ visit: Visit) throws -> (row: Int, name: String) {
        (try visit.number(.student, "student"), visit.parameters.get("record") ?? "")
    }

    private static func found(
        _ workspace: Workspace, _ head: StudentHead, _ name: String
    ) throws -> StudentPrograms.Listed {
        let wanted = ProgramPath.record(name, of: head.id)
        let records = try StudentPrograms(workspace).list(head.student.studentID)
        guard let record = records.first(where: { $0.record == wanted }) else {
            throw OperationError.notFound(kind: "record", name: "")
        }
        return record
    }

    private static func formPage(
        _ workspace: Workspace, _ head: StudentHead, _ record: String?, _ form: FormState
    ) throws -> ProgramFormPage {
        ProgramFormPage(
            head, record: record, programs: try workspace.codes(CodeBook.programs),
            eligibility: try workspace.codes(CodeBook.eligibility),
            exits: try workspace.codes(CodeBook.exits), sites: try workspace.siteChoices(),
            form: form)
    }

    private static func entry(_ form: FormValues) throws -> StudentPrograms.Entry {
        var read = FieldReader(form)
        var entry = StudentPrograms.Entry()
        entry.program = read.required("program", .program)
        entry.start = read.day("start")
        entry.end = read.day("end")
        entry.isOpen = form["end"].isEmpty
        entry.eligibilityStart = read.day("eligibilityStart")
        entry.eligibilityEnd = read.day("eligibilityEnd")
        entry.schoolYear = read.schoolYear("academicYear")
        entry.site = Int(form["site"])
        entry.eligibilityCode = form["eligibilityCode"]
        entry.exitCode = form["exitCode"]
        try read.finish()
        return entry
    }

    private static func add(_ visit: Visit) async throws -> Answer {
        let row = try visit.number(.student, "student")
        let form = visit.form
        return try await visit.submit(fields: fields) { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            let done = try StudentPrograms(workspace).add(
                head.student.studentID, try entry(form))
            return .redirect(
                Address.student(head.id, "programs"),
                notice: Notice(.programAdded(head.givenName), changeSet: done.changeSet))
        } orShow: { workspace, form in
            try formPage(workspace, try StudentHeads(workspace).head(ofRow: row), nil, form)
        }
    }

    private static func change(_ visit: Visit) async throws -> Answer {
        let (row, name) = try record(visit)
        let form = visit.form
        return try await visit.submit(fields: fields) { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            let done = try StudentPrograms(workspace).change(
                ProgramPath.record(name, of: head.id), try entry(form))
            return .redirect(
                Address.student(head.id, "programs"),
                notice: Notice(.programChanged(head.givenName), changeSet: done.changeSet))
        } orShow: { workspace, form in
            let head = try StudentHeads(workspace).head(ofRow: row)
            return try formPage(workspace, head, ProgramPath.record(name, of: head.id), form)
        }
    }

    private static func end(_ visit: Visit) async throws -> Answer {
        let (row, name) = try record(visit)
        let form = visit.form
        return try await visit.submit(fields: fields) { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            var read = FieldReader(form)
            var entry = StudentPrograms.Entry()
            entry.end = read.requiredDay("end", .endDate)
            if !form["exitCode"].isEmpty { entry.exitCode = form["exitCode"] }
            try read.finish()
            let done = try StudentPrograms(workspace).change(
                ProgramPath.record(name, of: head.id), entry)
            return .redirect(
                Address.student(head.id, "programs"),
                notice: Notice(.programEnded(head.givenName), changeSet: done.changeSet))
        } orShow: { workspace, form in
            let head = try StudentHeads(workspace).head(ofRow: row)
            return ProgramEndPage(
                head, record: try found(workspace, head, name),
                exits: try workspace.codes(CodeBook.exits), form: form)
        }
    }
}

extension Workspace {
    /// The codes of a table that can be chosen.
    func codes(_ table: String) throws -> [(key: String, text: String)] {
        try store.read { try shownCodes($0) }.filter { $0.table == table && $0.isActive }
            .map { ($0.key, $0.translation) }
    }
}
