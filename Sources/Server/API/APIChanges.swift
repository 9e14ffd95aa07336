import Hummingbird
import Operations
import Pages
import Records
import Storage

/// What was done, and taking it back.
enum APIChanges {
    private static let path = APIRoute.root + "/changes"
    private static let tag = "changes"

    static let routes = [list, show, undo]

    private static let list = APIRoute(
        method: .get, path: path, id: "listChanges", tag: tag,
        words: "The change sets, the newest first.",
        scopes: [.changesRead], rights: [.seeChanges],
        parameters: APIPage<Listed>.parameters + [
            .init(name: "kind", schema: .line(50).like("merge")),
            .init(name: "actor", schema: .line(200).like("mira.osterby")),
            .init(name: "from", schema: .day.saying("A day of UTC.", like: "2026-09-01")),
            .init(name: "to", schema: .day.saying("A day of UTC.", like: "2026-09-30")),
            .init(
                name: "isStanding", schema: .boolean.saying("Only those that were not undone.")),
        ],
        success: .init(
            status: .ok, schema: APIPage<Listed>.schema(Listed.schema), words: "A page.",
            hasLink: true),
        answer: { call in
            var filter = ChangeSets.Filter()
            filter.kind = call.text("kind")
            filter.actor = call.text("actor")
            filter.from = call.day("from")
            filter.to = call.day("to")
            filter.isStanding = call.boolean("isStanding") ?? false
            return try await call.work { [filter] workspace in
                let found = try ChangeSets(workspace).page(
                    filter, page: call.page, size: call.size)
                return call.page(
                    found.rows.map { Listed($0, call) }, total: found.total,
                    isTotalCut: found.isTotalCut, pages: found.pages)
            }
        })

    private static let show = APIRoute(
        method: .get, path: path + "/{change}", id: "getChange", tag: tag,
        words: "One change set with what it wrote, before and after.",
        scopes: [.changesRead, .studentsRead], rights: [.seeChanges, .seeStudents],
        success: .init(status: .ok, schema: Shown.schema, words: "The change set."),
        answer: { call in
            let number = try call.number(in: "change", of: "change-set")
            return try await call.work { workspace in
                let shown = try ChangeSets(workspace).show(number)
                return .ok(
                    Shown(
                        change: Listed(shown.change, call), changedRows: shown.changedRows,
                        isCut: shown.isCut))
            }
        })

    private static let undo = APIRoute(
        method: .post, path: path + "/{change}/undo", id: "undoChange", tag: tag,
        words: "Takes a change set back, or shows with `check` what that would do. The undo is a "
            + "change set itself and can be undone.",
        scopes: [.undo, .studentsRead], rights: [],
        body: .json(
            .object(
                .optional("check", .boolean.saying("Only show what would happen.")),
                .optional(
                    "choices",
                    .map(of: .choice(UndoEdit.Choice.allCases.map(\.rawValue))).saying(
                        "Of rows and fields that were edited since, by the `reference` of the row, "
                            + "with a dot and the field for one field.")))),
        success: .init(status: .ok, schema: report, words: "What came of it."),
        changes: true,
        answer: { call in
            let number = try call.number(in: "change", of: "change-set")
            let isCheck = call.body["check"]?.boolean ?? false
            let choices = (call.body["choices"]?.members ?? [:])
                .compactMapValues { $0.text.flatMap(UndoEdit.Choice.init) }
            return try await call.change { workspace in
                let undo = Undo(workspace, choices: choices)
                return .ok(isCheck ? try undo.check(number) : try undo.run(number))
            }
        })

    // MARK: What goes back

    struct Listed: Encodable {
        let changeSet: Int
        let kind, title, actor, at, reason: String
        let rows: TableChange?
        let undoes, undoneBy: Int?
        /// Nil for those who do not see students.
        let students: [Subject]?
        let studentCount: Int

        struct Subject: Encodable { let ref, studentID: String }

        init(_ listed: ChangeSets.Listed, _ call: APICall) {
            changeSet = listed.changeSet
            kind = listed.kind
            title = listed.title
            actor = listed.actor
            at = listed.at
            reason = listed.reason
            rows = listed.rows
            undoes = listed.undoes
            undoneBy = listed.undoneBy
            students =
                call.allows(.seeStudents)
                ? listed.students.map {
                    Subject(ref: call.name($0.id), studentID: $0.studentID)
                } : nil
            studentCount = listed.studentCount
        }

        static let schema = JSONSchema.named("ChangeSet") {
            .object(
                .required("changeSet", .integer(1...Int(Int32.max)).like(7)),
                .required("kind", .text.like("merge")),
                .required("title", .text.like("Students merged")),
                .required("actor", .text.like("mira.osterby")), .required("at", .moment),
                .required("reason", .text),
                .optional(
                    "rows",
                    .object(
                        .required("inserted", .integer(0...Int(Int32.max))),
                        .required("updated", .integer(0...Int(Int32.max))),
                        .required("deleted", .integer(0...Int(Int32.max))))),
                .optional("undoes", .integer(1...Int(Int32.max))),
                .optional("undoneBy", .integer(1...Int(Int32.max))),
                .optional(
                    "students",
                    .array(
                        of: .object(
                            .required("ref", APIStudents.refSchema), .required("studentID", .text))
                    ).saying("The first few; only with `students:read`.")),
                .required("studentCount", .integer(0...Int(Int32.max))))
        }
    }

    private struct Shown: Encodable {
        let change: Listed
        let changedRows: [ChangedRow]
        let isCut: Bool

        static let schema = JSONSchema.object(
            .required("change", Listed.schema),
            .required(
                "changedRows",
                .array(
                    of: .object(
                        .required("table", .text.like("student")),
                        .required("row", .text.saying("In words.")),
                        .required("operation", .choice(["inserted", "updated", "deleted"])),
                        .required(
                            "isHidden", .boolean.saying("What it says is not shown to you.")),
                        .required(
                            "fields",
                            .array(
                                of: .object(
                                    .required("field", .text), .required("label", .text),
                                    .required("before", .text), .optional("after", .text))))))),
            .required("isCut", .boolean.saying("There are more rows than are shown.")))
    }

    private static let report = JSONSchema.named("UndoReport") {
        .object(
            .optional("changeSet", .integer(1...Int(Int32.max)).saying("None for a check.")),
            .required("undoes", .integer(1...Int(Int32.max))),
            .required("removed", .integer(0...Int(Int32.max))),
            .required("restored", .integer(0...Int(Int32.max))),
            .required(
                "left",
                .array(
                    of: .object(
                        .required("table", .text), .required("row", .text),
                        .required("why", .text),
                        .optional("changeSet", .integer(1...Int(Int32.max)))))),
            .required(
                "edited",
                .array(
                    of: .object(
                        .required("reference", .text), .required("row", .text),
                        .required("changeSet", .integer(0...Int(Int32.max))),
                        .required("fields", .array(of: editedField))))),
            .required(
                "added",
                .array(
                    of: .object(
                        .required("reference", .text), .required("row", .text),
                        .required("changeSet", .integer(0...Int(Int32.max))),
                        .required("goesToSource", .boolean)))),
            .required("notes", .array(of: .text)))
    }

    private static let editedField = JSONSchema.object(
        .required("field", .text), .required("before", .text), .required("merged", .text),
        .required("now", .text),
        .required("goes", .choice(UndoEdit.Choice.allCases.map(\.rawValue))),
        .required("isConflict", .boolean))
}
