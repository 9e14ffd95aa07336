import Hummingbird
import Operations
import Pages
import Records
import Storage

/// Students: lists, looking up, one student, creating, editing.
enum APIStudents {
    static let path = APIRoute.root + "/students"
    static let one = path + "/{student}"
    private static let tag = "students"

    static let routes = [list, search, unlinked, show, create, edit]

    static func address(_ name: String) -> String { "\(path)/\(name)" }

    // MARK: Lists

    private static let list = APIRoute(
        method: .get, path: path, id: "listStudents", tag: tag,
        words: "The profiles, page by page. Those who were merged into others are not listed.",
        scopes: [.studentsRead], rights: [.seeStudents],
        parameters: APIPage<Listed>.parameters + [
            .init(name: "grade", schema: .line(30).like("04")),
            .init(name: "site", schema: .integer(1...999_999_999).like(1010)),
            .init(name: "status", schema: .choice(EditStudent.Status.allCases.map(\.rawValue))),
            .init(
                name: "isLinked", schema: .boolean.saying("Whether they are linked to the SIS.")),
            .init(name: "sort", schema: .choice(StudentTable.Key.allCases.map(\.rawValue))),
            .init(name: "isDescending", schema: .boolean),
        ],
        success: .init(
            status: .ok, schema: APIPage<Listed>.schema(Listed.schema), words: "A page.",
            hasLink: true),
        answer: { call in
            var filter = StudentTable.Filter()
            filter.grade = call.text("grade")
            filter.site = call.integer("site")
            filter.status = call.text("status").flatMap(EditStudent.Status.init)
            filter.isLinked = call.boolean("isLinked")
            let key = call.text("sort").flatMap(StudentTable.Key.init) ?? .name
            let sort = StudentTable.Sort(
                key, isDescending: call.boolean("isDescending") ?? false)
            return try await call.work { [filter] workspace in
                let found = try StudentTable(workspace).page(
                    filter, sort: sort, page: call.page, size: call.size)
                return call.page(
                    found.rows.map { Listed($0, call.name($0.id)) }, total: found.total,
                    isTotalCut: found.isTotalCut, pages: found.pages)
            }
        })

    private static let search = APIRoute(
        method: .post, path: path + "/search", id: "searchStudents", tag: tag,
        words: "Looks students up by any number or by name, misspelt or not. What is searched for "
            + "stands in the body, and so in no log of addresses.",
        scopes: [.studentsRead], rights: [.seeStudents],
        body: .json(
            .object(
                .required("text", .line(200).like("quillfeather ans")),
                .optional("limit", .integer(1...100).like(25)))),
        success: .init(
            status: .ok, schema: .object(.required("students", .array(of: Hit.schema))),
            words: "Those to whom the text leads, the likeliest first."),
        answer: { call in
            let text = call.body["text"]?.text ?? ""
            let limit = call.body["limit"]?.integer ?? 25
            return try await call.work { workspace in
                let hits = try FindStudents(workspace).run(text, limit: limit)
                return .ok(["students": hits.map { Hit($0, $0.student.map(call.name)) }])
            }
        })

    private static let unlinked = APIRoute(
        method: .get, path: path + "/unlinked", id: "listUnlinkedStudents", tag: tag,
        words: "The work list: students whom nothing links to the SIS, with the cause and who it "
            + "might be there. The most urgent cause first, then the longest waiting.",
        scopes: [.studentsRead], rights: [.seeStudents],
        parameters: APIPage<Unlinked>.parameters + [
            .init(name: "cause", schema: .choice(Cause.allCases.map(\.rawValue)))
        ],
        success: .init(
            status: .ok, schema: APIPage<Unlinked>.schema(Unlinked.schema), words: "A page.",
            hasLink: true),
        answer: { call in
            let cause = call.text("cause").flatMap(Cause.init)
            return try await call.work { workspace in
                let found = try call.site.missing.page(
                    workspace, cause: cause, page: call.page, size: call.size
                ).items
                return call.page(
                    found.rows.map { Unlinked($0, call.name($0.id)) }, total: found.total,
                    isTotalCut: found.isTotalCut, pages: found.pages)
            }
        })

    // MARK: One student

    private static let show = APIRoute(
        method: .get, path: one, id: "getStudent", tag: tag,
        words: "One student. The reference of one who was merged leads to the one who stayed.",
        scopes: [.studentsRead], rights: [.seeStudents],
        success: .init(status: .ok, schema: Shown.schema, words: "The student."),
        answer: { call in
            let row = try call.number()
            return try await call.work { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                return .ok(Shown(head, call.name(head.id)))
            }
        })

    private static let create = APIRoute(
        method: .post, path: path, id: "createStudent", tag: tag,
        words: "Creates a student of whom no more may be known than a first and a last name.",
        scopes: [.studentsWrite], rights: [.createStudents], body: .json(newStudent),
        success: .init(
            status: .created, schema: Changed.schema, words: "The new student.", hasLocation: true),
        changes: true,
        answer: { call in
            let body = call.body
            var request = CreateStudent.Request(
                first: body["firstName"]?.text ?? "", last: body["lastName"]?.text ?? "")
            request.middle = body["middleName"]?.text ?? ""
            request.stateID = body["stateID"]?.text ?? ""
            request.otherID = body["otherID"]?.text ?? ""
            request.birthDate = body["birthDate"]?.text.flatMap { CalendarDate(iso: $0) }
            request.gender = body["gender"]?.text ?? ""
            request.grade = body["grade"]?.text ?? ""
            request.site = body["site"]?.integer
            request.cause = body["cause"]?.text.flatMap(Cause.init) ?? .addedManually
            request.anyway = body["anyway"]?.boolean ?? false
            return try await call.change { [request] workspace in
                let created = try CreateStudent(workspace).run(request)
                let name = call.name(try workspace.row(ofStudent: created.studentID))
                return .created(
                    Changed(
                        ref: name, studentID: created.studentID, changeSet: created.changeSet,
                        revision: nil, notes: created.notes), at: address(name))
            }
        })

    private static let newStudent = JSONSchema.named("NewStudent") {
        .object(
            .required("firstName", .line(200, shortest: 1).like("Ansel")),
            .required("lastName", .line(200, shortest: 1).like("Quillfeather")),
            .optional("middleName", .line(200)),
            .optional("birthDate", .day.like("2017-03-04")),
            .optional("stateID", .line(200).like("9000000017")),
            .optional("otherID", .line(200)),
            .optional("gender", .line(30).like("X")),
            .optional("grade", .line(30).like("04")),
            .optional("site", .integer(1...999_999_999).like(1010)),
            .optional("cause", .choice(Cause.allCases.map(\.rawValue))),
            .optional(
                "anyway",
                .boolean.saying("Create although there are students who are likely the same.")))
    }

    private static let edit = APIRoute(
        method: .patch, path: one, id: "editStudent", tag: tag,
        words: "Changes what a student says of itself. What is not sent stays.",
        scopes: [.studentsWrite], rights: [], body: .json(editing),
        success: .init(status: .ok, schema: Changed.schema, words: "What came of it."),
        changes: true,
        answer: { call in
            let row = try call.number()
            let body = call.body
            var request = EditStudent.Request()
            request.fields = (body["fields"]?.members ?? [:]).compactMapValues(\.text)
            request.studentID = body["studentID"]?.text
            request.stateID = body["stateID"]?.text
            request.otherID = body["otherID"]?.text
            request.status = body["status"]?.text.flatMap(EditStudent.Status.init)
            request.revision = body["revision"]?.integer
            request.reason = body["reason"]?.text ?? ""
            return try await call.change { [request] workspace in
                let edited = try EditStudent(workspace).run(
                    workspace.studentID(ofRow: row), request)
                return .ok(
                    Changed(
                        ref: call.name(try workspace.row(ofStudent: edited.studentID)),
                        studentID: edited.studentID, changeSet: edited.changeSet,
                        revision: edited.revision, notes: edited.notes))
            }
        })

    private static let editing = JSONSchema.named("StudentEdit") {
        .object(
            .optional(
                "fields",
                .object(
                    StudentField.all.map { field in
                        .optional(field.name, field.kind == .text ? .lines(2_000) : .line(200))
                    }
                ).like(["caseManager": "R. Birch"])),
            .optional("studentID", .line(200)), .optional("stateID", .line(200)),
            .optional("otherID", .line(200)),
            .optional("status", .choice(EditStudent.Status.allCases.map(\.rawValue))),
            .optional(
                "revision",
                .integer(0...Int(Int32.max)).saying(
                    "The one that was seen. Refused as `student.changed` where it is another now.")
            ),
            .optional("reason", .line(200)))
    }
}
