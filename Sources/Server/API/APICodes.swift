import Foundation
import Hummingbird
import Operations
import Pages

/// Code tables: what files and people may say, and what it means.
enum APICodes {
    private static let path = APIRoute.root + "/codes"
    private static let tag = "codes"

    static let routes = [tables, list]

    private static let tables = APIRoute(
        method: .get, path: path, id: "listCodeTables", tag: tag, words: "The code tables.",
        scopes: [.codesRead],
        success: .init(
            status: .ok,
            schema: .object(
                .required(
                    "tables",
                    .array(
                        of: .object(
                            .required("name", .text.like("Student Programs")),
                            .required("codes", .integer(0...Int(Int32.max))),
                            .required("active", .integer(0...Int(Int32.max))),
                            .required("seenInFile", .integer(0...Int(Int32.max))))))),
            words: "All tables, by name."),
        answer: { call in
            try await call.work { .ok(["tables": try CodeTables($0).tables()]) }
        })

    private static let list = APIRoute(
        method: .get, path: path + "/{table}", id: "listCodes", tag: tag,
        words: "The codes of one table, page by page.", scopes: [.codesRead],
        parameters: APIPage<CodeTables.Listed>.parameters + [
            .init(name: "isActive", schema: .boolean)
        ],
        success: .init(
            status: .ok, schema: APIPage<CodeTables.Listed>.schema(code), words: "A page.",
            hasLink: true),
        answer: { call in
            let table = call.parameters.get("table")?.removingPercentEncoding ?? ""
            let isActive = call.boolean("isActive")
            return try await call.work { workspace in
                let codes = CodeTables(workspace)
                guard try codes.tables().contains(where: { $0.name == table }) else {
                    throw APICall.nothing("code-table")
                }
                var filter = CodeTables.Filter(table: table)
                filter.isActive = isActive
                let found = try codes.page(call.page, size: call.size.rawValue, filter)
                return call.page(
                    found.codes, total: found.total,
                    pages: max(1, (found.total + found.size - 1) / found.size))
            }
        })

    private static let code = JSONSchema.named("Code") {
        .object(
            .required("id", .integer(1...Int(Int32.max))),
            .required("table", .text.like("Student Programs")),
            .required("key", .text.like("ALE")),
            .required("text", .text.like("Alternative Learning Experience")),
            .required("systemKey", .text), .optional("systemKeyText", .text),
            .optional("site", .integer()), .required("sortOrder", .integer()),
            .required("active", .boolean), .required("seenInFile", .boolean))
    }
}
