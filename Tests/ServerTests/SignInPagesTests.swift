import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Records
import Storage
import Testing

@testable import Operations
@testable import Pages
@testable import Server

/// Signing in with a password, and what is done with passwords afterwards.
@Suite struct SignInPagesTests {
    private static let password = "turnip gravel lantern"

    /// Somebody with a password, whose hash is cheap.
    private func add(_ name: String, _ role: Role, to site: TestSite) throws {
        var entry = Users.Entry()
        entry.role = role
        entry.sites = [1010]
        let passwords = Passwords(cost: .init(logRounds: 4, blockSize: 1, parallelism: 1))
        _ = try Users(site.workspace(), passwords: passwords)
            .add(name, entry, password: Self.password, isInitial: false)
    }

    @Test func `who tries the current password too often is told how long to wait`() async throws {
        let site = try TestSite()
        let visitor = try site.visitor(.teacher, sites: [1010])
        let sessions = Sessions(store: site.store, clock: site.clock)
        let found = try #require(try sessions.find(token: visitor.session ?? ""))
        let attempts = SignInAttempts(store: site.store, clock: site.clock)
        for _ in 0..<SignInAttempts.mostPerName {
            try site.store.write {
                _ = try attempts.begin(found.access.name, address: "", $0)
            }
        }
        let values = [
            ("csrf", found.csrf), ("current", "x"), ("password", "quarry-lantern-mosaic-ferry"),
        ]
        let answer = try await visitor.post("/account/password", values)
        #expect(answer.status == 429 && answer.says("This was tried too often."))
        #expect(answer.headers[.retryAfter] == "\(SignInAttempts.window)")
    }

    @Test func `a sign-in ends the session that the browser had before`() async throws {
        let site = try TestSite()
        try add("sol", .teacher, to: site)
        let visitor = try site.visitor(.teacher, sites: [1010])
        let csrf = try visitor.csrf()
        let wrong = [("csrf", csrf), ("name", "sol"), ("password", "no password of anybody")]
        #expect(try await visitor.post("/sign-in", wrong).status == 422)
        #expect(try await visitor.get("/").status == 200)
        let right = [("csrf", csrf), ("name", "sol"), ("password", Self.password)]
        let after = visitor.after(try await visitor.post("/sign-in", right))
        #expect(after.session != visitor.session)
        #expect(try await visitor.get("/").status == 303)
        #expect(try await after.get("/").status == 200)
    }

    @Test func `forms with names, passwords and codes are short`() async throws {
        let site = try TestSite()
        let visitor = try site.visitor(.teacher, sites: [1010])
        let csrf = try visitor.csrf()
        func answer(_ path: String, _ count: Int, from visitor: TestVisitor) async throws -> Int {
            let long = String(repeating: "a", count: count)
            return try await visitor.post(path, [("csrf", csrf), ("name", long)]).status
        }
        let stranger = TestVisitor(site: site, session: nil)
        for path in ["/sign-in", "/sign-in/sso"] {
            #expect(try await answer(path, 60_000, from: stranger) == 403)
            #expect(try await answer(path, 70_000, from: stranger) == 413)
        }
        #expect(try await answer("/account/password", 70_000, from: visitor) == 413)
        #expect(try await answer(SecondFactorPage.address, 70_000, from: visitor) == 413)
        #expect(try await answer("/shortcuts", 70_000, from: visitor) == 303)
    }

    @Test func `each attempt is a line of the log, which names nobody`() async throws {
        let site = try TestSite()
        try add("sol", .teacher, to: site)
        let visitor = try site.visitor(.registrar, isProven: false)
        let csrf = try visitor.csrf()
        func lines() throws -> [[String: Any]] {
            try site.log.lines.map {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
            }
        }
        let sessions = Sessions(store: site.store, clock: site.clock)
        let user = try #require(try sessions.find(token: visitor.session ?? "")).user
        let code = try SecondFactor(store: site.store, clock: site.clock).setUpInvented(user)
            .code(at: site.clock())
        _ = try await visitor.get("/sign-in")
        for given in ["000000", code] {
            _ = try await visitor.post("/second-factor", [("csrf", csrf), ("code", given)])
        }
        for password in ["no password of anybody", Self.password] {
            let other = try site.visitor(.teacher, sites: [1010])
            let values = [("csrf", try other.csrf()), ("name", "sol"), ("password", password)]
            _ = try await other.post("/sign-in", values)
        }
        let attempts = try lines().filter { $0["event"] as? String == "sign-in" }
        let told = attempts.map { line in
            ["factor", "outcome"].compactMap { line[$0] as? String }.joined(separator: " ")
        }
        #expect(
            told == ["code refused", "code accepted", "password refused", "password accepted"])
        for one in attempts {
            #expect(
                one.keys.sorted() == [
                    "account", "event", "factor", "from", "level", "outcome", "request", "time",
                ])
        }
    }

    // MARK: By TLS

    /// The same district as people reach it whose proxy speaks TLS.
    private func secure(_ place: TestSite) -> Server.Site {
        var settings = place.site.settings
        settings.publicAddress = "https://homeroom.test"
        return Server.Site(
            store: place.store, clock: place.clock, settings: settings,
            secret: Array("test".utf8))
    }

    /// - Parameter cookies: as a browser sends them.
    private func ask(
        _ site: Server.Site, _ method: HTTPRequest.Method, _ path: String, cookies: String = "",
        body: String = ""
    ) async throws -> TestAnswer {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        if !cookies.isEmpty { headers[.cookie] = cookies }
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "https", authority: "homeroom.test", path: path,
                headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: body)))
        let context = SiteContext(
            source: .init(channel: NIOAsyncTestingChannel(), logger: Logger(label: "test")))
        let response = try await site.router().buildResponder()
            .respond(to: request, context: context)
        return try await TestVisitor.read(response)
    }

    @Test func `browsers are told to use TLS for a year, by every answer`() async throws {
        let place = try TestSite()
        let site = secure(place)
        let name = try #require(HTTPField.Name("Strict-Transport-Security"))
        for path in [
            "/livez", "/readyz", "/sign-in", "/students", "/nowhere", "/api/v1/students",
            Assets.shared.styleSheet.path,
        ] {
            let answer = try await ask(site, .get, path)
            #expect(answer.headers[name] == "max-age=31536000", "\(path)")
            #expect(try await ask(place.site, .get, path).headers[name] == nil, "\(path)")
        }
    }

    @Test func `what a browser remembers of the keyboard is for this host alone`() async throws {
        let place = try TestSite()
        let site = secure(place)
        let visitor = try place.visitor(.teacher, sites: [1010])
        let session = "__Host-session=\(visitor.session ?? "")"
        let csrf = ListQuery.encoded(try visitor.csrf())
        let body = "csrf=\(csrf)&shortcuts=off"
        let answer = try await ask(site, .post, "/shortcuts", cookies: session, body: body)
        let cookie = try #require(answer.headers[.setCookie])
        for part in ["__Host-shortcuts=off", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            #expect(cookie.contains(part), "\(part)")
        }
        let off = session + "; __Host-shortcuts=off"
        for path in ["/shortcuts", "/nowhere"] {
            let on = try await ask(site, .get, path, cookies: session)
            #expect(on.body.contains("data-shortcuts=\"on\""), "\(path)")
            let shown = try await ask(site, .get, path, cookies: off)
            #expect(!shown.body.contains("data-shortcuts"), "\(path)")
        }
    }
}
