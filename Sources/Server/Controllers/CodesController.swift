import Operations
import Pages
import Records
import Storage

/// Code Management.
enum CodesController {
    static let place = ListPlace(
        path: "/codes", access: .needs(.changeCodes), purpose: "codes",
        filters: ["table", "active"])

    static let routes: [Route] =
        place.routes { _, workspace, query in
            let codes = CodeTables(workspace)
            let table = query.filters["table"] ?? CodeBook.programs
            var filter = CodeTables.Filter(table: table)
            filter.text = query.text
            filter.isActive = query.filters["active"].map { $0 == "yes" }
            return CodesPage(
                tables: try codes.tables(), table: table,
                page: try codes.page(query.page, size: query.size, filter), query: query,
                sites: try workspace.siteNames())
        } + others

    private static let others: [Route] = [
        .get("/codes/add", .needs(.changeCodes)) { visit in
            let table = visit.query.some("table") ?? CodeBook.programs
            return try await visit.show { workspace in
                CodeFormPage(
                    table: table, key: nil, sites: try workspace.siteChoices(),
                    form: FormState(["active": "yes", "sortOrder": "0"]))
            }
        },
        .post("/codes/add", .needs(.changeCodes)) { visit in
            try await save(visit) { try $0.add($1, $2, $3) }
        },
        .get("/codes/edit", .needs(.changeCodes)) { visit in
            let (table, key) = (visit.query["table"], visit.query["key"])
            return try await visit.show { workspace in
                let code = try found(workspace, table, key)
                return CodeFormPage(
                    table: table, key: key, sites: try workspace.siteChoices(),
                    form: CodeFormPage.values(of: code))
            }
        },
        .post("/codes/edit", .needs(.changeCodes)) { visit in
            try await save(visit) { try $0.change($1, $2, $3) }
        },
        .post("/codes/remove", .needs(.changeCodes)) { visit in
            let (table, key) = (visit.form["table"], visit.form["key"])
            return try await visit.submit { workspace in
                let done = try CodeTables(workspace).remove(table, key)
                return .redirect(
                    address(table), notice: Notice(.codeRemoved(key), changeSet: done.changeSet))
            } orShow: { workspace, form in
                var state = CodeFormPage.values(of: try found(workspace, table, key))
                state.problems = form.problems
                return CodeFormPage(
                    table: table, key: key, sites: try workspace.siteChoices(), form: state)
            }
        },
        .get("/codes/states", .needs(.changeCodes)) { visit in
            let table = visit.query.some("table") ?? CodeBook.programs
            let year = SchoolYear(text: visit.query["year"])
            return try await visit.show { try statesPage($0, table, year, .blank) }
        },
        .post("/codes/states", .needs(.changeCodes), saveStates),
        .post("/codes/states/copy", .needs(.changeCodes)) { visit in
            let (table, year) = (visit.form["table"], SchoolYear(text: visit.form["year"]))
            return try await visit.submit { workspace in
                let to = year ?? workspace.schoolYear
                let done = try CodeTables(workspace).copyStates(
                    from: SchoolYear(start: to.start - 1), to: to, table: table)
                return .redirect(
                    statesAddress(table, to),
                    notice: Notice(.statesCopied(done.copied), changeSet: done.changeSet))
            } orShow: {
                try statesPage($0, table, year, $1)
            }
        },
    ]

    private static let fields = [
        "code.invalid": "key", "code.exists": "key", "code.unknown-site": "site",
    ]

    private static func address(_ table: String) -> String {
        ListQuery(filters: ["table": table]).address("/codes")
    }

    private static func statesAddress(_ table: String, _ year: SchoolYear) -> String {
        ListQuery(filters: ["table": table, "year": year.description]).address("/codes/states")
    }

    private static func found(
        _ workspace: Workspace, _ table: String, _ key: String
    ) throws -> CodeTables.Listed {
        let codes = try CodeTables(workspace).list(CodeTables.Filter(table: table))
        guard let code = codes.first(where: { $0.key == key }) else {
            throw OperationError.notFound(kind: "code", name: key)
        }
        return code
    }

    private static func save(
        _ visit: Visit,
        _ act:
            @escaping @Sendable (CodeTables, String, String, CodeTables.Entry) throws ->
            CodeTables.Changed
    ) async throws -> Answer {
        let form = visit.form
        let isNew = visit.request.uri.path.hasSuffix("/add")
        return try await visit.submit(fields: fields) { workspace in
            var read = FieldReader(form)
            let key = read.required("key", .textOfCode)
            var entry = CodeTables.Entry(
                text: form["text"], systemKey: form["systemKey"], isActive: form["active"] != "no")
            entry.site = Int(form["site"]) ?? 0
            if let order = form.some("sortOrder") {
                entry.sortOrder = Int(order)
                if entry.sortOrder == nil { read.note("sortOrder", .notANumber) }
            }
            try read.finish()
            let done = try act(CodeTables(workspace), form["table"], key, entry)
            return .redirect(
                address(form["table"]),
                notice: Notice(.codeSaved(done.key), changeSet: done.changeSet))
        } orShow: { workspace, state in
            CodeFormPage(
                table: form["table"], key: isNew ? nil : form["key"],
                sites: try workspace.siteChoices(), form: state)
        }
    }

    private static func statesPage(
        _ workspace: Workspace, _ table: String, _ year: SchoolYear?, _ form: FormState
    ) throws -> StateCodesPage {
        let year = year ?? workspace.schoolYear
        return StateCodesPage(
            table: table, year: year,
            codes: try CodeTables(workspace).states(of: year, table: table), form: form)
    }

    private static func saveStates(_ visit: Visit) async throws -> Answer {
        let form = visit.form
        let (table, year) = (form["table"], SchoolYear(text: form["year"]))
        return try await visit.submit { workspace in
            let to = year ?? workspace.schoolYear
            let codes = CodeTables(workspace)
            for code in try codes.states(of: to, table: table) {
                let name = "state-" + code.key
                guard form.values[name] != nil, form[name] != code.stateCode ?? "" else { continue }
                if let state = form.some(name) {
                    _ = try codes.setState(table, code.key, of: to, to: state)
                } else {
                    _ = try codes.clearState(table, code.key, of: to)
                }
            }
            return .redirect(statesAddress(table, to), notice: Notice(.statesSaved))
        } orShow: {
            try statesPage($0, table, year, $1)
        }
    }
}
