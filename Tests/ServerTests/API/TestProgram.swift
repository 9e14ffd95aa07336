import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Records

@testable import Operations
@testable import Server

/// A program that asks the API, in-process.
struct TestProgram: Sendable {
    let site: TestSite
    /// Nil where it has none.
    var token: String?

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil,
        key: String? = nil, headers more: [String: String] = [:]
    ) async throws -> APITestAnswer {
        var headers: HTTPFields = [:]
        if let token { headers[.authorization] = "Bearer \(token)" }
        if body != nil { headers[.contentType] = "application/json" }
        let isChange = [.post, .patch].contains(method)
        if let name = HTTPField.Name("Idempotency-Key"), isChange {
            headers[name] = key ?? UUID().uuidString
        }
        for (name, value) in more { HTTPField.Name(name).map { headers[$0] = value } }
        let text = body.map { APIText.json($0) } ?? more["body"] ?? ""
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost", path: path,
                headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: text)))
        let context = SiteContext(
            source: .init(channel: NIOAsyncTestingChannel(), logger: Logger(label: "test")))
        let response = try await site.site.router().buildResponder()
            .respond(to: request, context: context)
        let answer = try await TestVisitor.read(response)
        return APITestAnswer(
            status: answer.status, headers: answer.headers,
            json: (try? JSONValue(json: Array(answer.body.utf8))) ?? .null, text: answer.body)
    }

    func get(_ path: String) async throws -> APITestAnswer { try await send(.get, path) }
}

struct APITestAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let json: JSONValue
    let text: String

    var code: String? { json["code"]?.text }
}

extension TestSite {
    /// A token of a new user in a role.
    func token(
        _ role: Role, _ scopes: [APIScope] = APIScope.allCases, sites: Set<Int>? = nil,
        addresses: [String] = [], days: Int = 90
    ) throws -> Tokens.Created {
        var entry = Users.Entry()
        entry.sites = sites
        entry.role = role
        let count = try Users(workspace()).list().count
        let name = "\(role.rawValue.lowercased())\(count)"
        let user = try Users(workspace()).add(name, entry).id
        let rule = PermissionRule(.useAPI, .user(user), .yes)
        try store.write { writer in
            let change = try workspace().begin("test", "rule", about: [], writer)
            try writer.save(rule, in: change)
        }
        var token = Tokens.Entry(label: "test", scopes: scopes)
        token.addresses = addresses
        token.days = days
        return try Tokens(workspace()).create(token, for: name)
    }

    func program(
        _ role: Role, _ scopes: [APIScope] = APIScope.allCases, sites: Set<Int>? = nil
    ) throws -> TestProgram {
        TestProgram(site: self, token: try token(role, scopes, sites: sites).secret)
    }
}
