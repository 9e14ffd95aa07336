import Hummingbird
import Operations
import Records

/// Linking students to the SIS, and taking links off.
enum APILinks {
    private static let tag = "links"

    static let routes = [link, unlink]

    private static let link = APIRoute(
        method: .post, path: APIStudents.one + "/link", id: "linkStudent", tag: tag,
        words: "Links a student to a SIS student, or shows with `check` what that would do. A "
            + "number that no SIS student holds yet is entered, and the student waits.",
        scopes: [.link], rights: [.linkStudents], body: .json(target),
        success: .init(status: .ok, schema: linked, words: "The plan, and what came of it."),
        changes: true,
        answer: { call in
            let row = try call.number()
            let body = call.body
            let target: LinkStudent.Target =
                if let number = body["stateID"]?.text {
                    .stateID(number)
                } else if let number = body["otherID"]?.text { .otherID(number) } else {
                    .sis(body["sisStudent"]?.text ?? "")
                }
            let isCheck = body["check"]?.boolean ?? false
            let confirmed = Set((body["confirm"]?.array ?? []).compactMap(\.text))
            let reason = body["reason"]?.text ?? ""
            return try await call.change { workspace in
                let id = try workspace.studentID(ofRow: row)
                let link = LinkStudent(workspace)
                return .ok(
                    isCheck
                        ? try link.check(id, to: target)
                        : try link.run(id, to: target, confirmed: confirmed, reason: reason))
            }
        })

    private static let target = JSONSchema.named("LinkTarget") {
        .object(
            .optional("stateID", .line(200).like("9000000017")),
            .optional("otherID", .line(200)),
            .optional("sisStudent", .line(200).saying("The integration ID.", like: "70017")),
            .optional("check", .boolean.saying("Only show what would happen.")),
            .optional(
                "confirm",
                .array(
                    of: .choice(LinkPlan.Contradiction.allCases.map(\.rawValue)), most: 20
                ).saying("What speaks against it, and is meant all the same.")),
            .optional("reason", .line(200))
        ).exactlyOne(of: ["stateID", "otherID", "sisStudent"])
    }

    private static let linked = JSONSchema.named("Linked") {
        .object(
            .required(
                "plan",
                .object(
                    .required("studentID", .text.like("P000017")),
                    .optional("integrationID", .text), .required("score", .number),
                    .required("evidence", .array(of: .text)),
                    .required(
                        "contradictions",
                        .array(of: .choice(LinkPlan.Contradiction.allCases.map(\.rawValue)))),
                    .required(
                        "changes",
                        .array(
                            of: .object(
                                .required("field", .text), .required("from", .text),
                                .required("to", .text)))),
                    .required("enters", .map(of: .text)))),
            .optional("changeSet", .integer(1...Int(Int32.max)).saying("None for a check.")),
            .required("waits", .boolean))
    }

    private static let unlink = APIRoute(
        method: .post, path: APIStudents.one + "/unlink", id: "unlinkStudent", tag: tag,
        words: "Takes the link off, and remembers that the two are not one person.",
        scopes: [.link], rights: [.linkStudents],
        body: .json(
            .object(.required("reason", .line(200, shortest: 1).like("Two different children")))),
        success: .init(
            status: .ok,
            schema: .object(
                .required("studentID", .text.like("100200")),
                .required("integrationID", .text.like("70017")),
                .required("changeSet", .integer(1...Int(Int32.max)))),
            words: "What came of it."),
        changes: true,
        answer: { call in
            let row = try call.number()
            let reason = call.body["reason"]?.text ?? ""
            return try await call.change { workspace in
                .ok(
                    try UnlinkStudent(workspace).run(
                        workspace.studentID(ofRow: row), reason: reason))
            }
        })
}
