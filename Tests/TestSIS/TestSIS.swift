import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestServer

/// A SIS on this machine whose OneRoster 1.2 service answers over real HTTP as the specification
/// has it: tokens for client credentials, pages with `X-Total-Count` and `Link`, filters, sorting,
/// errors with `imsx_` members. What it does can be made wrong.
///
/// Source: 1EdTech, OneRoster 1.2, Rostering Service REST/JSON Binding.
public final class TestSIS: Sendable {
    public static let clientID = "homeroom-client"
    public static let clientSecret = "a secret: with % and +"

    public typealias Record = [String: any Sendable]

    /// How it behaves, and what it was asked.
    public struct Conduct: Sendable {
        /// Records by collection: `orgs`, `users`, `demographics`, `enrollments`.
        public var records: [String: [Record]] = [
            "orgs": [], "users": [], "demographics": [], "enrollments": [],
        ]
        /// Statuses that the next requests for records get, and what they say of waiting.
        public var failures: [(status: Int, retryAfter: String?)] = []
        /// No page has more records, whatever is asked for.
        public var largestPage = 10_000
        public var tellsTotal = true
        public var tellsLinks = true
        /// Tokens end after so many requests.
        public var requestsPerToken = Int.max
        /// Is called with a path before it is answered, such as to change records meanwhile.
        public var before: (@Sendable (String, inout Conduct) -> Void)?
        /// Paths that this client may not ask for.
        public var forbidden: Set<String> = []
        public var redirects = false
        /// Whether it takes no notice of filters by user.
        public var ignoresUser = false
        /// Answers that are given instead, by path.
        public var instead: [String: String] = [:]
        /// What was asked for: the path, and what stands behind the question mark.
        public var asked: [String] = []
        public var tokensGiven = 0
        var tokens: [String: Int] = [:]
    }

    public let base: String
    public let tokenAddress: String
    private let conduct = Mutex(Conduct())
    private let server: TestServer

    /// Starts it on a port that is free.
    public init() async throws {
        let relay = Relay()
        server = await TestServer(Self.router(relay))
        base = server.address + Self.root
        tokenAddress = server.address + "/oauth/token"
        relay.sis.withLock { $0 = self }
    }

    private static let root = "/ims/oneroster/rostering/v1p2"

    public func stop() { server.stop() }

    public func set(_ change: (inout Conduct) -> Void) { conduct.withLock { change(&$0) } }

    public func said<T: Sendable>(_ read: (Conduct) -> T) -> T { conduct.withLock { read($0) } }

    // MARK: What it answers

    private final class Relay: Sendable {
        let sis = Mutex<TestSIS?>(nil)
    }

    private struct Reply {
        var status = 200
        var headers: [String: String] = [:]
        var body: Any = [String: String]()
        var text: String?
    }

    private static func router(_ relay: Relay) -> Router<BasicRequestContext> {
        let router = Router()
        for method in [HTTPRequest.Method.get, .post] {
            router.on("**", method: method) { request, _ in
                let form =
                    method == .post
                    ? String(buffer: try await request.body.collect(upTo: 1 << 16)) : ""
                guard let sis = relay.sis.withLock({ $0 }) else {
                    return Response(status: .serviceUnavailable)
                }
                let reply = sis.conduct.withLock { conduct in
                    answer(request, form, &conduct)
                }
                var headers: HTTPFields = [.contentType: "application/json"]
                for (name, value) in reply.headers {
                    if let name = HTTPField.Name(name) { headers[name] = value }
                }
                let text = try reply.text ?? json(reply.body)
                return Response(
                    status: .init(code: reply.status), headers: headers,
                    body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
            }
        }
        return router
    }

    private static func json(_ value: Any) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    }

    private static func answer(
        _ request: Request, _ form: String, _ conduct: inout Conduct
    ) -> Reply {
        let path = request.uri.path
        if path == "/oauth/token" { return token(request, form, &conduct) }
        conduct.asked.append(String(path.dropFirst(root.count)) + query(request))
        let said = request.headers[.authorization] ?? ""
        let bearer = said.hasPrefix("Bearer ") ? String(said.dropFirst(7)) : ""
        guard let left = conduct.tokens[bearer], left > 0 else {
            return fault(401, "unauthorisedrequest")
        }
        conduct.tokens[bearer] = left - 1
        if !conduct.failures.isEmpty {
            let failure = conduct.failures.removeFirst()
            var reply = fault(failure.status, "server_busy")
            reply.headers["Retry-After"] = failure.retryAfter
            return reply
        }
        if conduct.redirects {
            return Reply(status: 302, headers: ["Location": "http://127.0.0.1:1/elsewhere"])
        }
        guard path.hasPrefix(root + "/") else { return fault(404, "unknownobject") }
        let parts = path.dropFirst(root.count + 1).split(separator: "/").map {
            $0.removingPercentEncoding ?? String($0)
        }
        if let before = conduct.before { before(parts[0], &conduct) }
        if conduct.forbidden.contains(parts[0]) { return fault(403, "forbidden") }
        if let text = conduct.instead[parts[0]] { return Reply(text: text) }
        let names = ["students": "users"]
        let kind = names[parts[0]] ?? parts[0]
        guard let all = conduct.records[kind] else { return fault(404, "unknownobject") }
        return parts.count > 1
            ? one(kind, parts[1], all) : collection(kind, all, request, conduct)
    }

    private static func query(_ request: Request) -> String {
        request.uri.query.map { "?" + ($0.removingPercentEncoding ?? $0) } ?? ""
    }

    private static func fault(_ status: Int, _ minor: String) -> Reply {
        Reply(
            status: status,
            body: [
                "imsx_codeMajor": "failure", "imsx_severity": "error",
                "imsx_CodeMinor": [
                    "imsx_codeMinorField": [
                        [
                            "imsx_codeMinorFieldName": "TargetEndSystem",
                            "imsx_codeMinorFieldValue": minor,
                        ]
                    ]
                ],
            ])
    }

    private static func token(
        _ request: Request, _ form: String, _ conduct: inout Conduct
    ) -> Reply {
        let allowed = CharacterSet.alphanumerics.union(.init(charactersIn: "-._~"))
        let pair = [clientID, clientSecret].map {
            $0.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        }.joined(separator: ":")
        let expected = "Basic " + Data(pair.utf8).base64EncodedString()
        guard request.headers[.authorization] == expected,
            form.contains("grant_type=client_credentials"), form.contains("scope=")
        else { return Reply(status: 401, body: ["error": "invalid_client"]) }
        conduct.tokensGiven += 1
        let token = "token-\(conduct.tokensGiven)"
        conduct.tokens[token] = conduct.requestsPerToken
        return Reply(
            body: ["access_token": token, "token_type": "Bearer", "expires_in": 3_600])
    }

    private static let singular = [
        "orgs": "org", "users": "user", "demographics": "demographics",
        "enrollments": "enrollment",
    ]

    private static func one(_ kind: String, _ id: String, _ all: [Record]) -> Reply {
        guard let found = all.first(where: { text($0, "sourcedId") == id }) else {
            return fault(404, "unknownobject")
        }
        return Reply(body: [singular[kind] ?? kind: found])
    }

    private static func collection(
        _ kind: String, _ all: [Record], _ request: Request, _ conduct: Conduct
    ) -> Reply {
        var fields: [String: String] = [:]
        for part in (request.uri.query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1).map {
                String($0).removingPercentEncoding ?? ""
            }
            fields[pair[0]] = pair.count > 1 ? pair[1] : ""
        }
        var found = all
        if let filter = fields["filter"] {
            let isIgnored = conduct.ignoresUser && filter.hasPrefix("user.")
            guard let tests = isIgnored ? [] : tests(filter) else {
                return fault(422, "invalid_filter_field")
            }
            found = found.filter { record in tests.allSatisfy { $0(record) } }
        }
        if let sort = fields["sort"] { found.sort { text($0, sort) < text($1, sort) } }
        let offset = Int(fields["offset"] ?? "") ?? 0
        let limit = min(Int(fields["limit"] ?? "") ?? 100, conduct.largestPage)
        let page = found.dropFirst(offset).prefix(limit)
        var reply = Reply(body: [kind: Array(page)])
        if conduct.tellsTotal { reply.headers["X-Total-Count"] = "\(found.count)" }
        if conduct.tellsLinks {
            let first = "<http://elsewhere.invalid/page?offset=0>; rel=\"first\""
            let next = "<http://elsewhere.invalid/page?offset=\(offset + limit)>; rel=\"next\""
            reply.headers["Link"] =
                offset + limit < found.count ? "\(next), \(first)" : first
        }
        return reply
    }

    /// What filters can say, joined by AND: `field='value'` and `field>='value'`.
    private static func tests(_ filter: String) -> [(Record) -> Bool]? {
        var found: [(Record) -> Bool] = []
        for part in filter.components(separatedBy: " AND ") {
            guard let match = part.wholeMatch(of: #/([A-Za-z.]+)(>=|=)'([^']*)'/#) else {
                return nil
            }
            let (field, sign, value) = (
                String(match.1), String(match.2), String(match.3)
            )
            found.append { record in
                sign == "=" ? text(record, field) == value : text(record, field) >= value
            }
        }
        return found
    }

    /// A member as text; one of a member's with a dot between.
    private static func text(_ record: Record, _ field: String) -> String {
        var value: Any? = record
        for name in field.split(separator: ".") {
            value = (value as? [String: Any])?[String(name)]
        }
        return value.map { "\($0)" } ?? ""
    }
}

extension TestSIS {
    /// A school as the service has it.
    public static func school(_ id: String, _ name: String, number: String) -> Record {
        [
            "sourcedId": id, "status": "active", "dateLastModified": "2026-08-01T00:00:00.000Z",
            "name": name, "type": "school", "identifier": number,
        ]
    }

    /// A student as the service has it, with the members that version 1.2 has.
    public static func student(
        _ id: String, _ first: String, _ last: String, number: String, stateID: String = "",
        grade: String = "05", school: String, changed: String = "2026-08-01T00:00:00.000Z"
    ) -> Record {
        let org: Record = ["href": "https://sis.invalid/orgs", "sourcedId": school, "type": "org"]
        let role: Record = ["roleType": "primary", "role": "student", "org": org]
        let ids: [Record] = stateID.isEmpty ? [] : [["type": "stateID", "identifier": stateID]]
        return [
            "sourcedId": id, "status": "active", "dateLastModified": changed,
            "enabledUser": "true", "username": id, "givenName": first, "familyName": last,
            "identifier": number, "userIds": ids, "roles": [role], "primaryOrg": org,
            "grades": [grade],
        ]
    }

    public static func demographics(
        _ id: String, born: String, sex: String = "female",
        changed: String = "2026-08-01T00:00:00.000Z"
    ) -> Record {
        [
            "sourcedId": id, "status": "active", "dateLastModified": changed, "birthDate": born,
            "sex": sex, "asian": "false", "white": true, "hispanicOrLatinoEthnicity": "false",
        ]
    }

    public static func enrollment(
        _ id: String, of student: String, at school: String, from: String = "2026-08-20",
        until: String? = nil, changed: String = "2026-08-01T00:00:00.000Z"
    ) -> Record {
        func reference(_ id: String) -> Record { ["href": "https://sis.invalid", "sourcedId": id] }
        var record: Record = [
            "sourcedId": id, "status": "active", "dateLastModified": changed,
            "user": reference(student), "school": reference(school), "class": reference("c-1"),
            "role": "student", "primary": "false", "beginDate": from,
        ]
        record["endDate"] = until
        return record
    }
}
