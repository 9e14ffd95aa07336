import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Operations
import Storage

// What is done around every request: it is let in or not, counted, logged, and gets a number by
// which it can be found in the log.

extension Site {
    /// - Parameter route: the template of the address; never the address itself.
    func attend(
        _ request: Request, _ context: SiteContext, _ route: String,
        _ answer: () async -> Response
    ) async -> Response {
        let began = running.now()
        running.metrics.begin()
        var response: Response
        switch running.traffic.enter(
            session: request.cookies[cookieName("session")]?.value,
            token: Self.isOfAPI(request) ? Self.token(of: request) : nil,
            address: address(of: request, context))
        {
        case .admitted:
            response = await answer()
            running.traffic.leave()
        case .busy:
            running.metrics.refuse("busy")
            context.note.control = .load
            response = await refusal(
                request, context, .serviceUnavailable, seconds: Traffic.secondsToRest)
        case .tooMany(let seconds):
            running.metrics.refuse("rate")
            context.note.control = .rate
            response = await refusal(request, context, .tooManyRequests, seconds: seconds)
        }
        if running.isStopping { response.headers[.connection] = "close" }
        response.headers[.requestID] = context.number
        let seconds = running.now() - began
        let method = Self.known(request.method)
        running.metrics.end(
            route: route, method: method, status: response.status.code, seconds: seconds)
        var metadata: Logger.Metadata = [
            "request": .string(context.number), "method": .string(method),
            "route": .string(route), "status": .string("\(response.status.code)"),
            "ms": .string("\((seconds * 10_000).rounded() / 10)"),
        ]
        if let user = context.note.user { metadata["user"] = .string("\(user)") }
        let attempt = SignInNote(
            request.method, route, answeredWith: response, cookie: cookieName("session"))
        if let attempt {
            await tell(attempt, from: self.address(of: request, context), context)
            if attempt.outcome == .limited { context.note.control = .attempts }
        }
        if let control = context.note.control {
            metadata["control"] = .string(control.rawValue)
        }
        context.logger.info("request", metadata: metadata)
        return response
    }

    /// Writes an attempt to sign in down, in the log and in the district. A name that nobody has is
    /// in neither: what is typed there can be a password.
    private func tell(
        _ attempt: SignInNote, from address: String, _ context: SiteContext
    ) async {
        var metadata: Logger.Metadata = [
            "request": .string(context.number), "factor": .string(attempt.factor.rawValue),
            "outcome": .string(attempt.outcome.rawValue), "from": .string(address),
        ]
        let tried = context.note.tried
        do {
            let event = try await store.working { [store, clock] in
                try SignInEvents(store: store, clock: clock).note(
                    tried, from: address, way: attempt.factor.rawValue,
                    outcome: attempt.outcome.rawValue)
            }
            if let account = event.account { metadata["account"] = .string("\(account)") }
            if !event.nameDigest.isEmpty { metadata["unknown"] = .string(event.nameDigest) }
        } catch {
            metadata["error"] = .string("\(type(of: error))")
        }
        context.logger.info("sign-in", metadata: metadata)
    }

    /// Whoever is refused under load is told when to come again, and costs nothing else.
    private func refusal(
        _ request: Request, _ context: SiteContext, _ status: HTTPResponse.Status, seconds: Int
    ) async -> Response {
        var response = await errorResponse(to: request, context, status)
        response.headers[.retryAfter] = "\(seconds)"
        return response
    }

    /// What somebody invents is no label.
    private static func known(_ method: HTTPRequest.Method) -> String {
        let all: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .options, .patch]
        return all.contains(method) ? method.rawValue : "other"
    }

    // MARK: Health

    /// Addresses for machines: whether the process lives, and whether it can be asked. They are no
    /// pages, and are let in always.
    ///
    /// - Parameter isSecure: whether they are asked for by TLS.
    func addHealth<Context: RequestContext>(to router: Router<Context>, isSecure: Bool) {
        router.get("/livez") { _, _ in
            Self.plain(.ok, "ok\n", "text/plain; charset=utf-8", isSecure: isSecure)
        }
        router.get("/readyz") { _, _ in
            switch await running.readiness(of: store) {
            case .ready:
                return Self.plain(
                    .ok, "{\"ready\":true}\n", "application/json", isSecure: isSecure)
            case .not(let reasons):
                let list = reasons.map { "\"\($0)\"" }.joined(separator: ",")
                var response = Self.plain(
                    .serviceUnavailable, "{\"ready\":false,\"reasons\":[\(list)]}\n",
                    "application/json", isSecure: isSecure)
                response.headers[.retryAfter] = "\(Traffic.secondsToRest)"
                return response
            }
        }
    }

    private static func plain(
        _ status: HTTPResponse.Status, _ text: String, _ type: String, isSecure: Bool = false
    ) -> Response {
        var headers = headers(nonce: randomText(), isSecure: isSecure)
        headers[.contentType] = type
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// What is for whoever looks after the server: metrics, at an address of their own.
    public func operatorsRouter() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        addHealth(to: router, isSecure: false)
        router.get("/metrics") { _, _ in
            Self.plain(.ok, await metricsText(), "text/plain; version=0.0.4; charset=utf-8")
        }
        return router
    }

    func metricsText() async -> String {
        var text = MetricsText()
        text.begin("homeroom_build_info", .gauge, "Which Homeroom this is.")
        text.sample(
            "homeroom_build_info",
            [("version", settings.version), ("schema", "\(Schema.version)")], 1)
        text.requests(running.metrics.current)
        let threads = store.threads.load
        text.begin("homeroom_store_jobs", .gauge, "Jobs of the store's threads.")
        text.sample("homeroom_store_jobs", [("state", "running")], Double(threads.running))
        text.sample("homeroom_store_jobs", [("state", "waiting")], Double(threads.waiting))
        text.one("homeroom_import_jobs", .gauge, "Imports and checks under way.", jobs.running)
        if let figures = await running.figures(of: store, at: clock()) {
            text.begin("homeroom_import_runs", .gauge, "Import runs by what became of them.")
            for (state, count) in figures.runs.sorted(by: { $0.key < $1.key }) {
                text.sample("homeroom_import_runs", [("state", state)], Double(count))
            }
            text.one("homeroom_held_rows", .gauge, "Rows that wait for a decision.", figures.held)
            text.one("homeroom_sessions", .gauge, "Sessions that have not ended.", figures.sessions)
            text.one(
                "homeroom_students_not_linked", .gauge, "Active profiles that are not linked.",
                figures.notLinked)
            text.one(
                "homeroom_open_alarms", .gauge, "Alarms that nobody looked into.",
                figures.openAlarms)
        }
        ProcessFigures().write(to: &text)
        return text.text
    }
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-Id") ?? .expires
}
