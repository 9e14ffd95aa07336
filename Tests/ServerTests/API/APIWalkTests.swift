import Foundation
import HTTPTypes
import Records
import Testing

@testable import Operations
@testable import Server

/// Every route of the API as somebody who may not, and the document beside them.
@Suite struct APIWalkTests {
    let site: TestSite

    init() throws { site = try TestSite() }

    private func address(_ route: APIRoute, student: Int = 1) -> String {
        route.path.replacing("{student}", with: site.site.references.name(.student, student))
            .replacing("{record}", with: "1.1.1").replacing("{table}", with: "None")
            .replacing(#/\{\w+\}/#, with: "1")
    }

    /// A body that has the form of the route, as its examples do.
    private func body(_ route: APIRoute) -> JSONValue? {
        guard case .json(let schema) = route.body else { return nil }
        return schema.madeUp
    }

    private func ask(
        _ route: APIRoute, _ program: TestProgram, query: String = "",
        headers: [String: String] = [:]
    ) async throws -> APITestAnswer {
        var headers = headers
        if case .file = route.body {
            headers["Content-Type"] = "application/octet-stream"
            headers["File-Name"] = "programs.txt"
        }
        return try await program.send(
            route.method, address(route) + query, body(route), headers: headers)
    }

    private var guarded: [APIRoute] { API.routes.filter { $0.scopes != nil } }

    @Test func `nobody without a token that counts gets anywhere`() async throws {
        let good = try site.token(.dataManager)
        let revoked = try site.token(.dataManager)
        _ = try Tokens(site.workspace()).revoke(revoked.token.token)
        let elsewhere = try site.token(.dataManager, addresses: ["192.0.2.1"]).secret
        let slip = String(good.secret.dropLast()) + (good.secret.hasSuffix("0") ? "1" : "0")
        let unknown = TokenText.make(of: RandomBytes.make(32))
        let disabled = try site.token(.dataManager)
        _ = try Users(site.workspace()).disable(disabled.token.user)
        let before = try Figures(site.workspace()).newestChangeSet()
        for route in guarded {
            for (token, status, code) in [
                (nil, 401, "api.token-missing"), ("", 401, "api.token-missing"),
                (slip, 401, "api.token-invalid"), (unknown, 401, "api.token-invalid"),
                (revoked.secret, 401, "api.token-revoked"),
                (disabled.secret, 401, "api.token-owner"),
                (elsewhere, 403, "api.token-address"),
            ] {
                let answer = try await ask(route, TestProgram(site: site, token: token))
                #expect(answer.status == status, "\(route.id): \(answer.text)")
                #expect(answer.code == code, "\(route.id): \(answer.text)")
                #expect(answer.headers[.contentType] == "application/problem+json")
                let challenge = answer.headers[.wwwAuthenticate]
                #expect((challenge != nil) == (status == 401), "\(route.id)")
            }
        }
        #expect(try Figures(site.workspace()).newestChangeSet() == before)
    }

    @Test func `a token that has expired gets nowhere`() async throws {
        let created = try site.token(.dataManager, days: 1)
        let later = site.clock().addingTimeInterval(86_400)
        let notes = TokenNotes()
        let access = TokenAccess(store: site.store, clock: { later }, notes: notes)
        #expect(throws: OperationError.self) { try access.find(created.secret, from: "") }
        // The whole way of a request, with a token made a day ago.
        let old = Workspace(
            store: site.store, clock: { [site] in site.clock().addingTimeInterval(-86_400) },
            access: .host)
        var entry = Tokens.Entry(label: "old", scopes: APIScope.allCases)
        entry.days = 1
        let program = TestProgram(
            site: site, token: try Tokens(old).create(entry, for: created.token.user).secret)
        for route in guarded {
            let answer = try await ask(route, program)
            #expect(answer.status == 401 && answer.code == "api.token-expired", "\(route.id)")
        }
    }

    @Test func `a cookie, a password and a token in the address are no token`() async throws {
        let session = try site.visitor(.dataManager).session ?? ""
        let good = try site.token(.dataManager).secret
        let program = TestProgram(site: site, token: good)
        let stranger = TestProgram(site: site)
        for route in guarded {
            for headers in [
                ["Cookie": "session=\(session)"], ["Authorization": "Basic \(good)"],
                ["Authorization": good], ["Authorization": "Bearer"],
            ] {
                let answer = try await ask(route, stranger, headers: headers)
                #expect(answer.status == 401 && answer.code == "api.token-missing", "\(route.id)")
            }
            for query in ["?token=x", "?Access_Token=\(good)", "?q=\(good)"] {
                let answer = try await ask(route, program, query: query)
                #expect(answer.status == 400 && answer.code == "api.token-in-url", "\(route.id)")
                #expect(!answer.text.contains(good))
            }
        }
        #expect(try await stranger.get("/api/v1/nothing?token=x").code == "api.token-in-url")
    }

    @Test func `a token goes where its scopes let it, and nowhere else`() async throws {
        for scope in APIScope.allCases {
            let program = try site.program(.dataManager, [scope])
            for route in guarded {
                let answer = try await ask(route, program)
                let isEnough = (route.scopes ?? []).allSatisfy { $0 == scope }
                if !isEnough {
                    #expect(answer.status == 403, "\(scope) at \(route.id)")
                    #expect(answer.code == "api.scope-missing", "\(scope) at \(route.id)")
                } else {
                    #expect(answer.code != "api.scope-missing", "\(scope) at \(route.id)")
                    #expect(answer.status < 500, "\(scope) at \(route.id): \(answer.text)")
                }
            }
        }
    }

    @Test func `scopes give no right that the user does not have`() async throws {
        for role in Role.allCases {
            let program = try site.program(role)
            for route in guarded {
                let lacking = route.rights.filter { !AccessPolicy.allows(role, $0) }
                let answer = try await ask(route, program)
                if !lacking.isEmpty {
                    #expect(answer.status == 403, "\(role) at \(route.id): \(answer.text)")
                    #expect(answer.code == "access.denied", "\(role) at \(route.id)")
                }
            }
        }
    }

    @Test func `a student of another site is answered like nobody`() async throws {
        try site.store.write { writer in
            let change = try site.workspace().begin("test", "sites", about: [], writer)
            try writer.save(
                [
                    Records.Site(id: 1010, texts: ["Here"]),
                    Records.Site(id: 1020, texts: ["There"]),
                ], in: change)
        }
        var request = CreateStudent.Request(first: "Briar", last: "Quillfeather")
        request.site = 1020
        let id = try CreateStudent(site.workspace()).run(request).studentID
        let there = try site.workspace().row(ofStudent: id)
        let program = try site.program(.dataManager, sites: [1010])
        let everywhere = try site.program(.dataManager)
        for route in guarded where route.path.contains("{student}") {
            func answer(_ student: Int, _ program: TestProgram) async throws -> APITestAnswer {
                try await program.send(
                    route.method, address(route, student: student), body(route))
            }
            let (other, nobody) = (
                try await answer(there, program), try await answer(777_777, program)
            )
            #expect(other.status == 404, "\(route.id): \(other.text)")
            #expect(other.text == nobody.text, "\(route.id)")
            let seen = try await answer(there, everywhere)
            #expect(route.path.contains("{record}") || seen.status != 404, "\(route.id)")
        }
    }

    @Test func `addresses and methods that there are not are problems too`() async throws {
        let program = try site.program(.dataManager)
        let nothing = try await program.get("/api/v1/nothing")
        #expect(nothing.status == 404 && nothing.code == "api.no-route")
        #expect(try await program.get("/api/v1").code == "api.no-route")
        let method = try await program.send(.put, "/api/v1/students")
        #expect(method.status == 405 && method.code == "api.method")
        #expect(method.headers[.allow] == "GET, HEAD, POST")
        let unlinked = try await program.send(.delete, "/api/v1/students/unlinked")
        #expect(unlinked.headers[.allow] == "GET, HEAD")
        let origin = try await program.send(
            .options, "/api/v1/students", headers: ["Origin": "https://example.org"])
        #expect(origin.status == 405)
        #expect(
            !origin.headers.contains { $0.name.rawName.lowercased().hasPrefix("access-control") })
    }

    // MARK: The document

    @Test func `the document has exactly the routes, and each says what it takes`() async throws {
        let answer = try await TestProgram(site: site).get("/api/v1/openapi.json")
        #expect(answer.status == 200)
        let paths = try #require(answer.json["paths"]?.members)
        var listed = Set<String>()
        for (path, methods) in paths {
            for (method, operation) in methods.members ?? [:] {
                listed.insert("\(method.uppercased()) \(path)")
                let responses = operation["responses"]?.members ?? [:]
                for status in operation["security"] == []
                    ? ["400"]
                    : [
                        "400", "401", "403", "404", "406", "422", "429", "500", "503",
                    ]
                {
                    #expect(
                        responses[status]?["content"]?["application/problem+json"] != nil,
                        "\(method) \(path) \(status)")
                }
                let scopes = operation["security"]?.array?.first?["token"]?.array
                let route = API.routes.first { $0.id == operation["operationId"]?.text }
                #expect(scopes?.compactMap(\.text) == route?.scopes?.map(\.rawValue))
            }
        }
        #expect(listed == Set(API.routes.map { "\($0.method.rawValue) \($0.path)" }))
        #expect(Set(API.routes.map(\.id)).count == API.routes.count)
        for route in API.routes {
            for name in route.pathParameters { #expect(API.pathSchemas[name] != nil, "\(name)") }
            // Only what reads can do without a key, though what is searched for is sent by POST, and
            // what does nothing more when it is said twice.
            let isKeyless = ["searchStudents", "previewMerge", "noteSISChanges"].contains(route.id)
            #expect(route.changes == (route.method != .get && !isKeyless), "\(route.id)")
        }
        #expect(answer.json["components"]?["schemas"]?.members?.values.contains(.null) == false)
    }

    @Test func `each example of the document has the form that it is an example of`() {
        for route in API.routes {
            guard case .json(let schema) = route.body else { continue }
            let misfit = schema.misfit(in: schema.madeUp)
            #expect(misfit == nil, "\(route.id): \(misfit?.place ?? "")")
            #expect(schema.examplesThatMisfit == [], "\(route.id)")
        }
        for route in API.routes {
            #expect(route.success.schema.examplesThatMisfit == [], "\(route.id)")
        }
    }
}

extension JSONSchema {
    /// A value of this form.
    var madeUp: JSONValue {
        if let example { return example }
        switch kind {
        case .any: return .null
        case .named(_, let schema): return schema().madeUp
        case .text(let form):
            if let choice = form.choices.first { return .text(choice) }
            return form.format == "date" ? "2026-09-02" : "x"
        case .integer(let range): return .integer(max(range.lowerBound, min(range.upperBound, 1)))
        case .number, .smallCount: return 1
        case .boolean: return true
        case .array(let element, let least, _):
            return .array(Array(repeating: element.madeUp, count: least))
        case .map: return .object([:])
        case .object(let members):
            let wanted = members.filter { $0.isRequired || $0.name == oneOf.first }
            return .object(
                Dictionary(wanted.map { ($0.name, $0.schema.madeUp) }, uniquingKeysWith: { $1 }))
        }
    }

    /// Where examples are not as they have to be.
    var examplesThatMisfit: [String] {
        var found = example.flatMap { misfit(in: $0) }.map { ["\($0.place) \($0.words)"] } ?? []
        switch kind {
        case .named(_, let schema): found += schema().examplesThatMisfit
        case .array(let element, _, _), .map(let element): found += element.examplesThatMisfit
        case .object(let members): found += members.flatMap { $0.schema.examplesThatMisfit }
        default: break
        }
        return found
    }
}
