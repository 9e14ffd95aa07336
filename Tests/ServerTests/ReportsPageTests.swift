import Foundation
import Operations
import Records
import Testing

@testable import Pages
@testable import Server

/// Reports as people make, read and share them.
@Suite struct ReportsPageTests {
    let site: TestSite
    let visitor: TestVisitor

    init() throws {
        site = try TestSite()
        for (first, last) in [("Ansel", "Moor"), ("Briar", "Finch"), ("Cleo", "=Moor")] {
            var request = CreateStudent.Request(first: first, last: last)
            request.anyway = true
            _ = try CreateStudent(site.workspace()).run(request)
        }
        visitor = try site.visitor(.dataManager)
    }

    private func save(_ values: [String: String], step: String = "save") async throws -> TestAnswer
    {
        let page = try await visitor.get("/reports/edit?category=students")
        let form = try #require(page.form("/reports/edit"))
        return try await visitor.submit(
            form,
            ["name": "Who", "kind": "list", "columns": "lastName", "step": step]
                .merging(values) { $1 })
    }

    @Test func `a report is made, looked at, changed, removed, and back`() async throws {
        let saved = try await save([
            "column1": "lastName", "operation1": "is", "values1": "Moor\nX, Y",
        ])
        #expect(saved.status == 303, "\(saved.body)")
        let shown = try await visitor.after(saved).follow(saved)
        #expect(shown.says("The report was saved.") && shown.says("1 row"))
        #expect(shown.says("Moor") && !shown.says("Finch"))
        let list = try await visitor.get("/reports")
        #expect(list.says("Who") && list.says("504 list") && list.says("You"))
        let edit = try await visitor.get("/reports/edit?report=1")
        let form = try #require(edit.form("/reports/edit"))
        let changed = try await visitor.submit(
            form,
            ["kind": "counts", "group1": "status", "chart": "bars", "column1": "", "step": "save"])
        let counts = try await visitor.follow(changed)
        #expect(counts.says("Records by Status") && counts.says("All together"))
        let removal = try #require(list.form("/reports/remove"))
        let removed = try await visitor.submit(removal)
        #expect(try await visitor.after(removed).follow(removed).says("Undo"))
        #expect(try await visitor.get("/reports/show?report=1").status == 404)
    }

    @Test func `what it shows is seen before it is saved`() async throws {
        let seen = try await save(["name": ""], step: "preview")
        #expect(seen.status == 200 && seen.says("3 rows") && seen.says("Finch"))
        #expect(try await visitor.get("/reports").form("/reports/remove") == nil)
    }

    @Test func `columns stand where they are numbered, and filters grow with their number`()
        async throws
    {
        let filters = (1...6).flatMap {
            [("column\($0)", "lastName"), ("operation\($0)", "isNotBlank")]
        }
        let values = Dictionary(uniqueKeysWithValues: filters)
        _ = try await save(values)
        let edit = try await visitor.get("/reports/edit?report=1")
        #expect(edit.body.contains("name=\"column8\"") && !edit.body.contains("name=\"column9\""))
        var form = try #require(edit.form("/reports/edit"))
        form.fields.append(("columns", "firstName"))
        let saved = try await visitor.submit(
            form,
            ["place-lastName": "2", "place-firstName": "1", "kind": "list", "step": "save"]
                .merging(values) { $1 }.merging(["column6": ""]) { $1 })
        #expect(saved.status == 303, "\(saved.body)")
        let report = try #require(try Reports(site.workspace()).show(.kept(1)))
        #expect(report.columns == ["firstName", "lastName"])
        #expect(report.filters.count == 5)
        let bad = try await visitor.submit(form, ["place-firstName": "first", "step": "save"])
        #expect(bad.status == 422 && bad.says("A place is a number such as 1, or blank."))
    }

    @Test(arguments: [
        ("name", "", "The name is missing."),
        ("kind", "counts", "Choose by what rows are counted."),
        ("values1", "2", "is filtered by a date such as"),
        ("mail", "nobody", "nobody is no address for mail."),
        ("time", "soon", "The time is given as 06:00."),
    ])
    func `what cannot be is told on the form`(
        _ field: String, _ text: String, _ words: String
    ) async throws {
        var values = ["mail": "a@example.org", "zone": "UTC"]
        if field == "values1" { values["column1"] = "birthDate" }
        values[field] = text
        let answer = try await save(values)
        #expect(answer.status == 422 && answer.says(words), "\(answer.body)")
    }

    @Test func `a file for a spreadsheet guards cells, and one for a program does not`()
        async throws
    {
        _ = try await save([:])
        for (format, cell) in [("csv", "'=Moor"), ("raw", "=Moor")] {
            let shown = try await visitor.get("/reports/show?report=1")
            let page = try await visitor.get(try #require(shown.link("Export this list")))
            let form = try #require(page.form("/reports/show/export"))
            let file = try await visitor.submit(form, ["reason": "Audit", "format": format])
            #expect(file.status == 200)
            let lines = file.body.split(whereSeparator: \.isNewline)
            #expect(lines.contains { $0.hasPrefix(cell + (format == "raw" ? "\t" : ",")) })
        }
    }

    @Test func `an export is of the report as it was asked for`() async throws {
        _ = try await save([:])
        let shown = try await visitor.get("/reports/show?report=1")
        let page = try await visitor.get(try #require(shown.link("Export this list")))
        let form = try #require(page.form("/reports/show/export"))
        var changed = try #require(try Reports(site.workspace()).show(.kept(1)))
        changed.columns = ["birthDate"]
        _ = try Reports(site.workspace()).save(changed, as: 1)
        let file = try await visitor.submit(form, ["reason": "Audit"])
        #expect(file.status == 422 && file.says("was changed since"))
        #expect(try await visitor.get("/reports/show/export?report=1").status != 200)
    }

    @Test func `state files are checked, and taken with a reason`() async throws {
        #expect(try await site.visitor(.registrar).get("/state").status == 403)
        #expect(try await site.visitor(.teacher).get("/state").status == 403)
        let page = try await visitor.get("/state")
        let form = try #require(page.form("/state"))
        let bad = try await visitor.submit(form, ["choice": "ca-sprg/eoy", "year": "2026"])
        #expect(bad.status == 422)
        let checked = try await visitor.follow(
            try await visitor.submit(form, ["choice": "ca-sprg/eoy", "year": "2026-2027"]))
        #expect(checked.says("There is nothing to hand in."))
        #expect(try await visitor.get("/state?choice=ca-sprg/eoy&year=x").status == 200)
        #expect(try await visitor.get("/state?choice=none&year=2026-2027").status == 404)
        let ask = try await visitor.get("/state/export?choice=ca-sprg/eoy&year=2026-2027")
        let export = try #require(ask.form("/state/export"))
        #expect(try await visitor.submit(export, ["reason": ""]).status == 422)
        let file = try await visitor.submit(export, ["reason": "Fall 1"])
        #expect(file.status == 200)
    }

    @Test func `columns are called otherwise and switched off`() async throws {
        _ = try await save([:])
        let page = try await visitor.get("/reports/columns")
        let form = try #require(page.form("/reports/columns", with: "value=\"students\""))
        let saved = try await visitor.submit(form, ["label-lastName": "Family name"])
        #expect(saved.status == 303)
        #expect(try await visitor.get("/reports/show?report=1").says("Family name"))
    }

    @Test func `who sees no rows makes no report, and opens none that lists`() async throws {
        _ = try await save(["roles": "teacher"])
        let teacher = try site.visitor(.teacher)
        #expect(try await teacher.get("/reports").says("Who"))
        #expect(try await teacher.get("/reports/show?report=1").status == 200)
        #expect(try await teacher.get("/reports/show?report=504-list").status == 403)
        #expect(try await teacher.get("/reports/edit?category=programs").status == 404)
        #expect(try await teacher.get("/reports/columns").status == 403)
        #expect(try await teacher.get("/reports/edit?report=1").status == 404)
    }

    @Test func `a report is printed without what stands around it`() async throws {
        _ = try await save([:])
        let page = try await visitor.get("/reports/print?report=1")
        #expect(page.status == 200 && page.says("Finch") && !page.says("Export this list"))
    }
}
