import Foundation
import HTTPTypes
import Records
import Testing

@testable import Operations
@testable import Server

/// What programs do from beginning to end. All students are invented.
@Suite struct APIJourneyTests {
    let site: TestSite
    let program: TestProgram

    init() throws {
        site = try TestSite()
        let token = try site.token(.dataManager)
        _ = try PermissionRules(site.workspace())
            .set(.mergeStudents, for: .user(token.token.user), to: .yes)
        program = TestProgram(site: site, token: token.secret)
    }

    /// Asks, and holds what comes back against the document.
    private func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil
    ) async throws -> APITestAnswer {
        let answer = try await program.send(method, path, body)
        let route = API.routes.filter {
            $0.method == method && $0.matches(String(path.prefix { $0 != "?" }))
        }
        .min { $0.pathParameters.count < $1.pathParameters.count }
        let schema = answer.status < 300 ? route?.success.schema : APIProblem.schema
        let misfit = schema?.misfit(in: answer.json)
        #expect(misfit == nil, "\(path): \(misfit.map { "\($0.place) \($0.words)" } ?? "")")
        return answer
    }

    private func create(_ first: String, _ last: String) async throws -> String {
        let answer = try await ask(
            .post, "/api/v1/students",
            ["firstName": .text(first), "lastName": .text(last), "birthDate": "2017-03-04"])
        #expect(answer.status == 201)
        let ref = try #require(answer.json["ref"]?.text)
        #expect(answer.headers[.location] == "/api/v1/students/\(ref)")
        return ref
    }

    @Test func `a student is created, found, edited, and the edit undone`() async throws {
        let ref = try await create("Ansel", "Quillfeather")
        let found = try await ask(.post, "/api/v1/students/search", ["text": "quillfether"])
        #expect(found.json["students"]?.array?.first?["ref"]?.text == ref)
        #expect(found.json["students"]?.array?.first?["match"] == "similar")
        let shown = try await ask(.get, "/api/v1/students/\(ref)")
        #expect(shown.json["fields"]?["firstName"] == "Ansel")
        let revision = try #require(shown.json["revision"])
        let edit: JSONValue = ["fields": ["firstName": "Anselm"], "revision": revision]
        let edited = try await ask(.patch, "/api/v1/students/\(ref)", edit)
        #expect(edited.status == 200)
        let change = try #require(edited.json["changeSet"]?.integer)
        let stale = try await ask(.patch, "/api/v1/students/\(ref)", edit)
        #expect(stale.status == 409 && stale.code == "student.changed")
        let unlinked = try await ask(.get, "/api/v1/students/unlinked")
        #expect(unlinked.json["rows"]?.array?.map { $0["ref"]?.text } == [ref])

        let told = try await ask(.get, "/api/v1/changes/\(change)")
        #expect(told.json["change"]?["students"]?.array?.first?["ref"]?.text == ref)
        let list = try await ask(.get, "/api/v1/changes?kind=edit")
        #expect(list.json["total"] == 1)
        let path = "/api/v1/changes/\(change)/undo"
        let check = try await ask(.post, path, ["check": true])
        #expect(check.status == 200 && check.json["changeSet"] == nil)
        let undone = try await ask(.post, path, [:])
        #expect(undone.json["changeSet"]?.integer != nil)
        #expect(
            try await ask(.get, "/api/v1/students/\(ref)").json["fields"]?["firstName"] == "Ansel")
        let twice = try await ask(.post, path, [:])
        #expect(twice.status == 409 && twice.code == "undo.already-undone")
    }

    @Test func `a SIS says that students changed`() async throws {
        let profile = """
            {"name": "Fernton SIS", "zone": "America/Denver", "folder": "", "files": [],
            "patience": 60, "isPaused": false, "since": "",
            "schedule": {"time": "02:00", "weekdays": ["monday"], "blackouts": []},
            "service": {"readsDemographics": true, "fullEvery": 7, "address": {
            "base": "https://sis.example.org/x", "tokens": "https://sis.example.org/t",
            "clientID": "c", "scopes": "", "pageSize": 100}}}
            """
        let saved = try #require(StableJSON.value(AutomationProfile.self, profile))
        let sources = SISSources(site.workspace())
        _ = try sources.save(saved, secret: "s")
        let path = "/api/v1/sis/changes"
        let said = try await ask(
            .post, path, ["source": "Fernton SIS", "sourcedIDs": .array(["u-1", "u-2"])])
        #expect(said.status == 200 && said.json["waiting"] == 2 && said.json["isAll"] == false)
        let all = try await ask(.post, path, ["source": "Fernton SIS"])
        #expect(all.json["waiting"] == 0 && all.json["isAll"] == true)
        let none = try await ask(.post, path, ["source": "Nobody"])
        #expect(none.status == 404 && none.code == "automation-profile.not-found")
        let other = TestProgram(
            site: site, token: try site.token(.dataManager, [.codesRead]).secret)
        #expect(try await other.send(.post, path, ["source": "Fernton SIS"]).status == 403)
    }

    @Test func `a student is linked after a look, and the link is taken off`() async throws {
        try site.importRoster([
            .init(
                id: "7001", first: "Ansel", last: "Quillfeather", birthDate: "03/04/2017",
                stateID: "9000000017")
        ])
        let made = try await ask(
            .post, "/api/v1/students",
            ["firstName": "Anselm", "lastName": "Quill", "birthDate": "2017-03-05"])
        let path = "/api/v1/students/\(made.json["ref"]?.text ?? "")"
        let look = try await ask(.post, path + "/link", ["sisStudent": "7001", "check": true])
        let against = look.json["plan"]?["contradictions"]
        #expect(against == ["link.name-differs", "link.birth-date-differs"])
        let refused = try await ask(.post, path + "/link", ["sisStudent": "7001"])
        #expect(refused.status == 422 && refused.code == "link.unconfirmed")
        let linked = try await ask(
            .post, path + "/link", ["sisStudent": "7001", "confirm": try #require(against)])
        #expect(linked.status == 200 && linked.json["waits"] == false)
        #expect(try await ask(.get, path).json["integrationID"] == "7001")
        let off = try await ask(.post, path + "/unlink", ["reason": "Two children"])
        #expect(off.json["integrationID"] == "7001")
        let both = try await ask(.post, path + "/link", ["sisStudent": "7001", "stateID": "1"])
        #expect(both.status == 400 && both.code == "api.body")
    }

    @Test func `a merge is what its preview was, or is refused`() async throws {
        let ids = [
            try site.addStudent(saying: ["caseManager": "R. Birch"]),
            try site.addStudent(saying: ["caseManager": "L. Alder"]),
        ]
        let refs = try ids.map { try site.name($0) }
        var body: [String: JSONValue] = ["sources": [.text(refs[0])], "target": .text(refs[1])]
        let open = try await ask(.post, "/api/v1/merges/preview", .object(body))
        #expect(open.json["isReady"] == false)
        #expect(open.json["preview"]?["undecided"] == ["caseManager"])
        body["choices"] = ["caseManager": "source"]
        let looked = try await ask(.post, "/api/v1/merges/preview", .object(body))
        #expect(looked.json["isReady"] == true)
        body["reason"] = "Same child"
        body["confirm"] = []
        body["fingerprint"] = open.json["fingerprint"]
        let other = try await ask(.post, "/api/v1/merges", .object(body))
        #expect(other.status == 409 && other.code == "merge.stale")
        body["fingerprint"] = looked.json["fingerprint"]
        try site.edit(ids[0], ["counselor": "M. Osier"])
        let stale = try await ask(.post, "/api/v1/merges", .object(body))
        #expect(stale.status == 409 && stale.code == "merge.stale")
        body["reason"] = nil
        body["confirm"] = nil
        body["fingerprint"] = nil
        let again = try await ask(.post, "/api/v1/merges/preview", .object(body))
        body["reason"] = "Same child"
        body["fingerprint"] = again.json["fingerprint"]
        let merged = try await ask(.post, "/api/v1/merges", .object(body))
        #expect(merged.status == 201 && merged.json["ref"]?.text == refs[1], "\(merged.text)")
        // The address of the one who was folded in leads to the one who stayed.
        let shown = try await ask(.get, "/api/v1/students/\(refs[0])")
        #expect(shown.json["ref"]?.text == refs[1])
        #expect(shown.json["fields"]?["caseManager"] == "R. Birch")
        let change = try #require(merged.json["changeSet"]?.integer)
        let undone = try await ask(.post, "/api/v1/changes/\(change)/undo", [:])
        #expect(undone.status == 200)
        #expect(try await ask(.get, "/api/v1/students/\(refs[0])").json["ref"]?.text == refs[0])
    }

    @Test func `program enrollments are added, changed and listed`() async throws {
        let ref = try await create("Ansel", "Quillfeather")
        _ = try CodeTables(site.workspace()).add(
            CodeBook.programs, "205", CodeTables.Entry(text: "Robotics"))
        let path = "/api/v1/students/\(ref)/programs"
        let added = try await ask(.post, path, ["program": "205", "start": "2026-09-02"])
        #expect(added.status == 201, "\(added.text)")
        let record = try #require(added.json["record"]?.text)
        let closed = try await ask(.patch, "\(path)/\(record)", ["end": "2026-10-01"])
        #expect(closed.status == 200)
        let listed = try await ask(.get, path)
        #expect(listed.json["programs"]?.array?.first?["end"] == "2026-10-01")
        _ = try await ask(.patch, "\(path)/\(record)", ["end": .null])
        #expect(try await ask(.get, path).json["programs"]?.array?.first?["end"] == nil)
        let all = try await ask(.get, "/api/v1/programs?program=205")
        #expect(all.json["rows"]?.array?.first?["record"]?.text == record)
        let twin = try await ask(.post, path, ["program": "205", "start": "2026-09-02"])
        #expect(twin.status == 409 && twin.code == "program.exists")
        let codes = try await ask(.get, "/api/v1/codes/Student%20Programs")
        #expect(codes.json["rows"]?.array?.first?["key"] == "205")
        #expect(try await ask(.get, "/api/v1/codes/None").code == "code-table.not-found")
    }

    @Test func `a file is handed in, checked, imported, and its run told of`() async throws {
        let columns = Layout.studemo.columns.map { $0.label.isEmpty ? "x" : $0.label }
        let cells = ["7001", "", "Quillfeather", "Ansel", "", "03/04/2017", "F"]
        let row = cells + Array(repeating: "", count: columns.count - cells.count)
        let text = [columns, row].map { $0.joined(separator: "\t") + "\n" }.joined()
        func hand(_ query: String, key: String) async throws -> JSONValue {
            let answer = try await program.send(
                .post, "/api/v1/imports\(query)", key: key,
                headers: [
                    "Content-Type": "application/octet-stream", "File-Name": "studemo.txt",
                    "body": text,
                ])
            #expect(answer.status == 202, "\(answer.text)")
            return try await finished(try #require(answer.headers[.location]))
        }
        let check = try await hand("?check=true", key: "check-0001")
        #expect(check["state"] == "checked", "\(check)")
        #expect(check["reports"]?.array?.first?["inserted"] == 1)
        #expect(try await ask(.get, "/api/v1/imports").json["total"] == 0)
        let done = try await hand("", key: "import-001")
        #expect(done["state"] == "imported", "\(done)")
        #expect(try await hand("", key: "import-001") == done)
        let runs = try await ask(.get, "/api/v1/imports")
        #expect(runs.json["total"] == 1)
        let run = try #require(runs.json["rows"]?.array?.first?["run"]?.integer)
        #expect(try await ask(.get, "/api/v1/imports/\(run)").json["state"] == "applied")
        #expect(try await ask(.get, "/api/v1/imports/\(run)/problems").status == 200)
        let notHeld = try await ask(.post, "/api/v1/imports/\(run)/approve")
        #expect(notHeld.status == 409 && notHeld.code == "run.not-held")
        let staged = StagedImport(
            site.workspace(), folder: site.site.settings.uploads + "/staged")
        #expect(try staged.list().isEmpty)
    }

    /// The job when it is over.
    private func finished(_ address: String) async throws -> JSONValue {
        while true {
            let answer = try await ask(.get, address)
            #expect(answer.status == 200)
            if answer.json["state"] != "running" { return answer.json }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `confidential fields take a scope of their own`() async throws {
        let id = try site.addStudent(saying: ["healthNotes": "Bee stings"])
        let path = "/api/v1/students/\(try site.name(id))"
        #expect(try await ask(.get, path).text.contains("Bee stings"))
        let scopes = APIScope.allCases.filter { $0 != .confidentialRead }
        let narrow = try site.program(.dataManager, scopes)
        #expect(try await !narrow.get(path).text.contains("Bee"))
        let changes = try await narrow.get("/api/v1/changes?kind=edit")
        #expect(changes.json["rows"]?.array?.isEmpty == true)
        let edits = try await site.program(.dataManager).get("/api/v1/changes?kind=edit")
        let change = edits.json["rows"]?.array?.first?["changeSet"]?.integer ?? 0
        #expect(try await ask(.get, "/api/v1/changes/\(change)").text.contains("Bee stings"))
        #expect(try await narrow.get("/api/v1/changes/\(change)").status == 404)
        let blind = try site.program(.dataManager, [.changesRead])
        #expect(
            try await blind.get("/api/v1/changes").json["rows"]?.array?.allSatisfy {
                $0["students"] == nil
            } == true)
    }
}
