import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Records
import Storage

// The way of a request of a program: the same checks in the same order for every route, and one
// place where what was answered becomes HTTP.

extension Site {
    func respond(
        to request: Request, _ context: SiteContext, _ route: APIRoute
    ) async -> Response {
        var headers = Self.apiHeaders(isSecure: isSecure)
        do {
            try Self.requireNoTokenInAddress(request)
            guard let scopes = route.scopes else {
                return Self.response(
                    APIAnswer(status: 200, body: OpenAPI.text), headers, type: OpenAPI.type)
            }
            let bearer = try await bearer(of: request, context)
            let told = rate.take(bearer.token, at: clock())
            Self.tell(told, &headers)
            if !told.isAllowed { throw Self.tooMany(told) }
            try Self.requireAcceptable(request)
            try Self.require(scopes, route.rights, bearer)
            let call = try await call(request, context, route, bearer)
            return Self.response(try await route.answer(call), headers, type: "application/json")
        } catch {
            let problem = APIProblem(error, references)
            context.note.control = Control(problem)
            if problem.status == .internalServerError {
                // Its text may carry a row; its type does not.
                context.logger.error(
                    "failed",
                    metadata: [
                        "route": .string(route.path), "error": .string("\(type(of: error))"),
                    ])
            }
            return Self.response(problem, headers)
        }
    }

    /// What no route of the API answers: an address that there is not, or another method.
    func apiProblem(to request: Request) -> Response {
        let headers = Self.apiHeaders(isSecure: isSecure)
        do { try Self.requireNoTokenInAddress(request) } catch {
            return Self.response(APIProblem(error, references), headers)
        }
        let all = API.routes.filter { $0.matches(request.uri.path) }
        // `/students/unlinked` is not the address of a student.
        let fewest = all.map(\.pathParameters.count).min()
        let routes = all.filter { $0.pathParameters.count == fewest }
        if routes.isEmpty {
            return Self.response(
                APIProblem(
                    .notFound, code: "api.no-route", "There is no such address.",
                    remedy: "See /api/v1/openapi.json."), headers)
        }
        var problem = APIProblem(
            .methodNotAllowed, code: "api.method", "This address does not take this method.",
            remedy: "See the Allow header.")
        let methods = Set(
            routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] })
        problem.headers[.allow] = methods.sorted().joined(separator: ", ")
        return Self.response(problem, headers)
    }

    static func isOfAPI(_ request: Request) -> Bool {
        request.uri.path == APIRoute.root || request.uri.path.hasPrefix(APIRoute.root + "/")
    }

    // MARK: Who asks

    private func bearer(
        of request: Request, _ context: SiteContext
    ) async throws -> TokenBearer {
        guard let token = Self.token(of: request) else {
            throw OperationError.refused(
                code: "api.token-missing", message: "A token is needed.",
                remedy: "Send it in the header: Authorization: Bearer TOKEN")
        }
        let address = address(of: request, context)
        return try await store.working { [store, clock, tokenNotes] in
            try TokenAccess(store: store, clock: clock, notes: tokenNotes)
                .find(token, from: address)
        }
    }

    /// The token as it is sent; nil where none is.
    static func token(of request: Request) -> String? {
        let words = (request.headers[.authorization] ?? "")
            .split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }

    /// Addresses stand in logs and histories; a token there is known to others.
    private static func requireNoTokenInAddress(_ request: Request) throws {
        let query = FormValues(request.uri.query ?? "")
        let names: Set = ["token", "access_token", "api_key", "apikey", "authorization"]
        let isIn =
            request.uri.string.contains("hmr_")
            || query.values.keys.contains { names.contains($0.lowercased()) }
        if isIn {
            throw APIProblem.badRequest(
                "api.token-in-url", "A token never belongs into an address.",
                remedy: "Send it in the header Authorization. If this one was real, revoke it.")
        }
    }

    private static func require(
        _ scopes: [APIScope], _ rights: [Permission], _ bearer: TokenBearer
    ) throws {
        for scope in scopes where !bearer.scopes.contains(scope) {
            throw APIProblem(
                .forbidden, code: "api.scope-missing",
                "The token does not have the scope \(scope.rawValue).",
                remedy: "Make a token with it.")
        }
        for right in rights where !bearer.access.allows(right) {
            throw APIProblem(
                .forbidden, code: "access.denied",
                "The user of the token does not have the right \(right.rawValue).",
                remedy: "Ask who manages users.")
        }
    }

    private static func requireAcceptable(_ request: Request) throws {
        guard let accept = request.headers[.accept] else { return }
        let isAccepted = accept.split(separator: ",").contains { part in
            let type = part.split(separator: ";")[0].filter { $0 != " " }.lowercased()
            return ["*/*", "application/*", "application/json", "application/problem+json"]
                .contains(type)
        }
        if !isAccepted {
            throw APIProblem(
                .notAcceptable, code: "api.not-acceptable", "Answers are JSON.",
                remedy: "Send Accept: application/json, or none.")
        }
    }

    private static func tooMany(_ told: RateLimit.Told) -> APIProblem {
        var problem = APIProblem(
            .tooManyRequests, code: "api.rate", "The token asked too often.",
            remedy: "Wait as long as Retry-After says.")
        problem.headers[.retryAfter] = "\(max(1, told.reset))"
        return problem
    }

    // MARK: Answers

    /// Every answer of the API goes out here.
    private static func response(
        _ answer: APIAnswer, _ headers: HTTPFields, type: String
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.location] = answer.location
        headers[.link] = answer.link
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }

    private static func response(_ problem: APIProblem, _ headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        for field in problem.headers { headers[field.name] = field.value }
        return Response(
            status: problem.status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: problem.json)))
    }

    /// How much is left, as the drafts of the field have it: draft-ietf-httpapi-ratelimit-headers.
    private static func tell(_ told: RateLimit.Told, _ headers: inout HTTPFields) {
        for (name, value) in [
            ("RateLimit-Limit", told.limit), ("RateLimit-Remaining", told.remaining),
            ("RateLimit-Reset", told.reset),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = "\(value)" }
        }
    }

    private static func apiHeaders(isSecure: Bool) -> HTTPFields {
        var headers = Self.headers(nonce: "", isSecure: isSecure)
        // There is nothing to show.
        headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        return headers
    }
}

extension HTTPField.Name {
    static let link = HTTPField.Name("Link") ?? .location
}
