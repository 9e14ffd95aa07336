import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Records
import Storage

// The way of a request: who asks, whether they may, what it answers, and how that is sent.

extension Site {
    func respond(to request: Request, _ context: SiteContext, _ route: Route) async -> Response {
        let (note, disclosures) = (context.note, Disclosures())
        do {
            let visitor = try await visitor(of: request)
            note.user = visitor?.user
            if visitor == nil, route.access != .open {
                // After signing in, people come to where they wanted to go.
                note.control = .session
                return toSignIn(request)
            }
            if let visitor, let detour = toSecondFactor(visitor, route, request) {
                note.control = visitor.owed == .password ? .initialPassword : .secondFactor
                return detour
            }
            if let visitor, !route.access.allows(visitor) {
                note.control = .permission
                return await errorResponse(to: request, context, .forbidden, visitor)
            }
            var visit = try await visit(request, context, visitor, disclosures)
            if route.method != .get {
                guard isFromHere(request) else {
                    note.control = .origin
                    throw HTTPError(.forbidden)
                }
                visit = try await withForm(visit, route, request)
                if let stepUp = try await visit.stepUp(route) {
                    note.control = note.control ?? .secondFactor
                    return response(to: stepUp, visit)
                }
            }
            let answer = try await route.answer(visit)
            if visitor != nil { try await visit.writeDown(answer, route) }
            return response(to: answer, visit)
        } catch {
            let status = Self.status(of: error)
            note.control = note.control ?? Control(error)
            if status == .notFound, disclosures.hasOutOfScope { note.control = .scope }
            if status == .internalServerError {
                // Its text may carry a row; its type does not.
                context.logger.error(
                    "failed",
                    metadata: [
                        "request": .string(context.number), "route": .string(route.path),
                        "error": .string("\(type(of: error))"),
                    ])
            }
            return await errorResponse(
                to: request, context, status, (try? await visitor(of: request)) ?? nil,
                because: error)
        }
    }

    // MARK: Who asks

    private func visitor(of request: Request) async throws -> SignedIn? {
        guard let token = request.cookies[cookieName("session")]?.value else { return nil }
        return try await store.working { [store, clock, notes] in
            try Sessions(store: store, clock: clock, notes: notes).find(token: token)
        }
    }

    private func visit(
        _ request: Request, _ context: SiteContext, _ visitor: SignedIn?,
        _ disclosures: Disclosures
    ) async throws -> Visit {
        let known = request.cookies[cookieName("visit")]?.value ?? ""
        // Forms of those who are not signed in are bound to a cookie of their browser.
        let new = visitor == nil && known.isEmpty ? Self.randomText() : nil
        let csrf = visitor?.csrf ?? keys.token(for: new ?? known)
        return Visit(
            site: self, request: request, parameters: context.parameters,
            query: FormValues(request.uri.query ?? ""), form: FormValues(), visitor: visitor,
            csrf: csrf, newCookie: new, nonce: Self.randomText(),
            address: address(of: request, context), frame: frame(request, visitor),
            disclosures: disclosures, note: context.note)
    }

    private func frame(_ request: Request, _ visitor: SignedIn?) -> Frame {
        let sealed = request.cookies[cookieName("notice")]?.value
        let text = sealed.flatMap { sealing.open($0, "notice", for: visitor?.user) }
        return Frame(
            viewer: visitor.map {
                Viewer(
                    displayName: $0.access.displayName, role: $0.access.role,
                    // Whoever still owes a code sees no way to anything else.
                    permissions: $0.owed == nil ? $0.access.permissions : [])
            }, district: settings.district, invented: invented,
            notice: text.flatMap { StableJSON.value(Notice.self, $0) },
            styleSheet: Assets.shared.styleSheet.path, script: Assets.shared.script.path,
            hasShortcuts: request.cookies[cookieName("shortcuts")]?.value != "off",
            idleSeconds: visitor.map { max(0, Int($0.endsAt.timeIntervalSince(clock()))) })
    }

    // MARK: Forms

    /// Browsers say where a form comes from. Where one says that it is from elsewhere, it is not
    /// ours; programs that say nothing still need the token.
    private func isFromHere(_ request: Request) -> Bool {
        if let from = request.headers[.secFetchSite], from != "same-origin" { return false }
        guard let origin = request.headers[.origin] else { return true }
        if let known = settings.publicAddress { return origin == known }
        return origin == "http://\(request.head.authority ?? "")"
    }

    private func withForm(
        _ visit: Visit, _ route: Route, _ request: Request
    ) async throws -> Visit {
        // Forms with files are read by whoever takes the files, with the token first.
        if route.body == .files { return visit }
        let bytes: ByteBuffer
        do {
            bytes = try await request.body.collect(upTo: route.formLimit)
        } catch { throw HTTPError(.contentTooLarge) }
        let form = FormValues(String(buffer: bytes))
        guard Self.isEqual(form.exact("csrf"), visit.csrf) else {
            visit.note.control = .csrf
            throw HTTPError(.forbidden)
        }
        return visit.with(form)
    }

    /// Takes as long for every token.
    static func isEqual(_ one: String, _ other: String) -> Bool {
        let (left, right) = (Array(one.utf8), Array(other.utf8))
        guard left.count == right.count, !left.isEmpty else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    static func randomText() -> String {
        var generator = SystemRandomNumberGenerator()
        return Sealing.text(
            Data((0..<18).map { _ in UInt8.random(in: .min ... .max, using: &generator) }))
    }

    // MARK: Answers

    private func toSignIn(_ request: Request) -> Response { lead(request, to: "/sign-in") }

    /// Whoever owes a code, or a second factor, gets nowhere else.
    private func toSecondFactor(
        _ visitor: SignedIn, _ route: Route, _ request: Request
    ) -> Response? {
        if route.access == .open || route.proof == .notYet { return nil }
        switch visitor.owed {
        case nil:
            // A form asks when it is sent, and keeps what was typed; this is for pages.
            guard route.proof == .fresh, route.method == .get, !visitor.isFresh(at: clock()) else {
                return nil
            }
            let page = visitor.hasSecondFactor ? SecondFactorPage.address : SetUpFactorPage.address
            return lead(request, to: page)
        case .code: return lead(request, to: SecondFactorPage.address)
        case .password:
            return route.path == PasswordPage.address
                ? nil : lead(request, to: PasswordPage.address)
        case .setUp: return lead(request, to: SetUpFactorPage.address)
        }
    }

    /// To a page first; from there to the one that was asked for.
    private func lead(_ request: Request, to first: String) -> Response {
        // A request of the script is not led elsewhere.
        if request.headers[.accept] == "application/json" {
            return Response(
                status: .unauthorized,
                headers: Self.headers(nonce: Self.randomText(), isSecure: isSecure))
        }
        let path = request.uri.path
        let isWanted = request.method == .get && path != "/" && Self.isOnThisHost(path)
        let wanted = isWanted ? sealing.seal(path, "next", for: nil) : ""
        let address = wanted.isEmpty ? first : "\(first)?next=\(wanted)"
        var headers = Self.headers(nonce: Self.randomText(), isSecure: isSecure)
        headers[.location] = address
        return Response(status: .seeOther, headers: headers)
    }

    /// Browsers take what begins with two slashes for an address of another host, a backslash for a
    /// slash, and leave out tabs and line ends before they look (URL Standard, section 4.4).
    static func isOnThisHost(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.hasPrefix("//")
            && path.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "\\") }
    }

    /// Proxies and browsers take no longer lines of a header, in bytes.
    private static let longestAddress = 8_000

    /// What was typed and does not fit into an address is left out of it, and that is told.
    private static func fitting(_ answer: Answer) -> Answer {
        guard case .redirect(let address) = answer.content, address.utf8.count > longestAddress
        else { return answer }
        var answer = answer
        let path = String(address.prefix { $0 != "?" })
        answer.content = .redirect(path.utf8.count > longestAddress ? "/" : path)
        answer.notice = answer.notice ?? Notice(.tooLongForAddress, kind: .information)
        return answer
    }

    func response(to answer: Answer, _ visit: Visit) -> Response {
        let answer = Self.fitting(answer)
        var headers = Self.headers(nonce: visit.nonce, isSecure: isSecure)
        var body = ResponseBody()
        switch answer.content {
        case .html(let html):
            headers[.contentType] = "text/html; charset=utf-8"
            body = ResponseBody(byteBuffer: ByteBuffer(string: html.text))
        case .json(let text):
            headers[.contentType] = "application/json"
            body = ResponseBody(byteBuffer: ByteBuffer(string: text))
        case .file(let bytes, let type, let name):
            headers[.contentType] = type
            headers[.contentDisposition] = Self.attachment(name)
            body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .stream(let stream, let type, let name):
            headers[.contentType] = type
            if let name { headers[.contentDisposition] = Self.attachment(name) }
            body = stream
        case .redirect(let address): headers[.location] = address
        case .nothing: break
        }
        for field in answer.headers { headers[field.name] = field.value }
        var response = Response(status: answer.status, headers: headers, body: body)
        for cookie in answer.cookies { response.setCookie(cookie) }
        if let new = visit.newCookie, case .html = answer.content {
            response.setCookie(cookie("visit", new))
        }
        tell(answer, visit, &response)
        return response
    }

    /// A notice is told on the page after a redirect, once.
    private func tell(_ answer: Answer, _ visit: Visit, _ response: inout Response) {
        if let notice = answer.notice {
            let sealed = sealing.seal(
                StableJSON.text(notice), "notice", for: visit.visitor?.user)
            response.setCookie(cookie("notice", sealed, maxAge: 60))
        } else if visit.frame.notice != nil, case .html = answer.content {
            response.setCookie(cookie("notice", "", maxAge: 0))
        }
    }

    func cookie(_ name: String, _ value: String, maxAge: Int? = nil) -> Cookie {
        Cookie(
            name: cookieName(name), value: value, maxAge: maxAge, path: "/", secure: isSecure,
            httpOnly: true, sameSite: .lax)
    }

    /// A name that a browser saves a file under; for others than ASCII as RFC 8187 has it.
    private static func attachment(_ name: String) -> String {
        let plain = String(
            name.unicodeScalars.map { scalar in
                scalar.isASCII && scalar.value >= 0x20 && scalar != "\"" && scalar != "\\"
                    ? Character(scalar) : "_"
            })
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(ListQuery.encoded(name))"
    }
}

extension Visit {
    func with(_ form: FormValues) -> Visit {
        Visit(
            site: site, request: request, parameters: parameters, query: query, form: form,
            visitor: visitor, csrf: csrf, newCookie: newCookie, nonce: nonce, address: address,
            frame: frame, disclosures: disclosures, note: note)
    }
}
