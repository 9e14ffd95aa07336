import Crypto
import Foundation
import HTTPTypes
import Records
import Storage
import Synchronization
import Testing

@testable import Operations
@testable import Pages
@testable import Server

/// What people see of how they came in: their sessions, their first password; and what is written
/// down of it.
@Suite struct EntryTests {
    private static let password = "turnip gravel lantern"
    private static let own = "quarry-lantern-mosaic-ferry"
    private let site: TestSite
    private static let cheap = Passwords(
        cost: .init(logRounds: 4, blockSize: 1, parallelism: 1))

    init() throws { site = try TestSite() }

    /// Somebody with one site, of whom no second factor is asked.
    @discardableResult
    private func add(_ name: String, isInitial: Bool = false) throws -> Int {
        var entry = Users.Entry()
        entry.role = .teacher
        entry.sites = [1010]
        return try Users(site.workspace(), passwords: Self.cheap)
            .add(name, entry, password: Self.password, isInitial: isInitial).id
    }

    private func signIn(_ name: String, _ password: String = Self.password) async throws
        -> (answer: TestAnswer, visitor: TestVisitor)
    {
        // A form of somebody else's session counts here as one of a stranger's cookie.
        let stranger = try site.visitor(.teacher, sites: [1010])
        let values = [("csrf", try stranger.csrf()), ("name", name), ("password", password)]
        let answer = try await stranger.post("/sign-in", values)
        return (answer, stranger.after(answer))
    }

    private func lines(_ event: String) throws -> [[String: Any]] {
        try site.log.lines.map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
        }.filter { $0["event"] as? String == event }
    }

    // MARK: Sessions

    @Test func `somebody sees where they are signed in, and ends one after the password`()
        async throws
    {
        try add("sol")
        let first = try await signIn("sol").visitor
        let second = try await signIn("sol").visitor
        #expect(try await second.get("/account").link("Where you are signed in") != nil)
        let page = try await second.get(OpenSessionsPage.address)
        #expect(page.status == 200 && page.says("This one") && page.says("Password"))
        let form = try #require(page.form("/account/sessions/end"))
        for session in [first.session, second.session] {
            let token = session ?? "none"
            #expect(!page.body.contains(token))
            #expect(!page.body.contains(TextDigest.sha256(token).prefix(16)))
        }
        // They signed in just now: nothing else is asked.
        #expect(try await second.submit(form).location == OpenSessionsPage.address)
        #expect(try await first.get("/").status == 303)
        #expect(try await second.get("/").status == 200)
        #expect(try await second.submit(form).status == 422)
    }

    @Test func `whoever finds a session open needs the password to end others`() async throws {
        let moved = MovedClockOfSite()
        let site = try TestSite(clock: moved.now)
        var entry = Users.Entry()
        entry.role = .teacher
        entry.sites = [1010]
        let id = try Users(site.workspace(), passwords: Self.cheap)
            .add("sol", entry, password: Self.password, isInitial: false).id
        let tokens = try (0..<2).map { _ in
            try site.store.write {
                try Sessions(store: site.store, clock: moved.now).begin(for: id, $0)
            }
        }
        moved.advance(11 * 60)
        let visitor = TestVisitor(site: site, session: tokens[0])
        let other = TestVisitor(site: site, session: tokens[1])
        let page = try await visitor.get(OpenSessionsPage.address)
        let form = try #require(page.form("/account/sessions/end-others"))
        let asked = try await visitor.submit(form)
        #expect(asked.status == 403 && asked.says("Confirm with your password"))
        #expect(try await other.get("/").status == 200)
        let again = try #require(asked.form("/account/sessions/end-others"))
        let wrong = try await visitor.submit(again, ["current": "no password of anybody"])
        #expect(wrong.status == 422 && wrong.says("The current password is not right."))
        #expect(try await other.get("/").status == 200)
        let right = try await visitor.submit(again, ["current": Self.password])
        #expect(right.location == OpenSessionsPage.address)
        #expect(try await other.get("/").status == 303)
        #expect(try await visitor.get("/").status == 200)
    }

    @Test func `whoever finds a session open gets no second factor of their own`() async throws {
        let moved = MovedClockOfSite()
        let site = try TestSite(clock: moved.now)
        let visitor = try site.visitor(.registrar, isProven: false)
        let user = try #require(
            try Sessions(store: site.store, clock: moved.now).find(token: visitor.session ?? "")
        ).user
        moved.advance(11 * 60)
        let page = try await visitor.get(SetUpFactorPage.address)
        let form = try #require(page.form(SetUpFactorPage.address))
        let factor = SecondFactor(store: site.store, clock: moved.now)
        let opened = try factor.opened(form["key"] ?? "", for: user)
        let code = try #require(opened).code(at: moved.now())
        let asked = try await visitor.submit(form, ["code": code])
        #expect(asked.status == 403 && asked.says("Confirm with your password"))
        #expect(try factor.isSetUp(for: user) == false)
        // The user has no password, so none is right.
        let again = try #require(asked.form(SetUpFactorPage.address))
        #expect(again["code"] == code)
        #expect(try await visitor.submit(again, ["current": "x"]).status == 422)
        #expect(try factor.isSetUp(for: user) == false)
    }

    @Test func `whoever has a second factor needs a fresh code for it`() async throws {
        let visitor = try site.visitor(.registrar)
        let user = try #require(
            try Sessions(store: site.store, clock: site.clock).find(token: visitor.session ?? "")
        ).user
        let factor = SecondFactor(store: site.store, clock: site.clock)
        _ = try factor.setUpInvented(user)
        let other = try site.store.write {
            try Sessions(store: site.store, clock: site.clock).begin(for: user, isProven: true, $0)
        }
        let stale = Int(site.clock().timeIntervalSince1970) - Sessions.fresh
        try site.store.write {
            try $0.proveSession(
                withTokenHash: TextDigest.sha256(visitor.session ?? ""), at: stale)
        }
        let page = try await visitor.get(OpenSessionsPage.address)
        let form = try #require(page.form("/account/sessions/end"))
        let asked = try await visitor.submit(form)
        #expect(asked.status == 403 && asked.says("Confirm that it is you"))
        #expect(try await TestVisitor(site: site, session: other).get("/").status == 200)
    }

    @Test func `an administrator sees a user's sessions and attempts, and ends them`()
        async throws
    {
        let user = try add("sol")
        let visitor = try await signIn("sol").visitor
        _ = try await signIn("sol", "no password of anybody")
        let security = try site.visitor(.securityAdministrator)
        let path = "/users/\(site.site.references.name(.user, user))"
        let shown = try await security.get(path)
        #expect(shown.link("Open sessions of sol") == path + "/sessions")
        let page = try await security.get(path + "/sessions")
        #expect(page.says("Attempts to sign in") && page.says("Refused") && page.says("Accepted"))
        let form = try #require(page.form(path + "/sessions/end-all"))
        #expect(try await security.submit(form).location == path + "/sessions")
        #expect(try await visitor.get("/").status == 303)
        #expect(try await security.get(path + "/sessions").says("No open sessions"))
        let data = try site.visitor(.dataManager)
        #expect(try await data.get(path + "/sessions").status == 403)
    }

    // MARK: First passwords

    @Test func `a first password leads nowhere but to one of one's own`() async throws {
        try add("sol", isInitial: true)
        let visitor = try await signIn("sol").visitor
        for path in ["/", "/students", "/account", "/shortcuts", "/account/sessions"] {
            let answer = try await visitor.get(path)
            #expect(answer.status == 303 && answer.body.isEmpty)
            #expect(answer.location?.hasPrefix(PasswordPage.address) == true, "\(path)")
        }
        let page = try await visitor.get(PasswordPage.address)
        #expect(page.says("Choose your own password") && !page.says("What you may do"))
        let form = try #require(page.form(PasswordPage.address))
        let values = ["current": Self.password, "password": Self.password]
        let same = try await visitor.submit(form, values)
        #expect(same.status == 422 && same.says("the password that you were given"))
        #expect(try await visitor.get("/").status == 303)
        let done = try await visitor.submit(
            form, ["current": Self.password, "password": Self.own])
        #expect(done.location == "/")
        #expect(try await visitor.get("/").status == 200)
    }

    @Test func `a password of the district's list is refused in the form`() async throws {
        let list = site.place.folder.appending(path: "list")
        let digest = Insecure.SHA1.hash(data: Data(Self.own.utf8))
            .map { String(format: "%02X", $0) }.joined()
        try Data("\(digest):3\n".utf8).write(to: list)
        let site = try TestSite(breached: BreachedPasswords(path: list.path))
        let security = try site.visitor(.securityAdministrator)
        let page = try await security.get("/users/add")
        let form = try #require(page.form("/users/add"))
        let values = ["name": "theo", "displayName": "Theo", "role": "teacher"]
        let refused = try await security.submit(
            form, values.merging(["password": Self.own]) { $1 })
        #expect(refused.status == 422 && refused.says("became known in a breach"))
        let added = try await security.submit(
            form, values.merging(["password": "lantern gravel ferry mosaic"]) { $1 })
        #expect(added.status == 303)
    }

    // MARK: What is written down

    @Test func `each attempt is kept with who, from where and what became of it`() async throws {
        let user = try add("sol")
        _ = try await signIn("sol")
        _ = try await signIn("Sol", "no password of anybody")
        for _ in 0..<2 { _ = try await signIn("hunter2 my secret", "x") }
        _ = try await signIn("nobody.else", "x")
        let kept = try site.store.read { try $0.signInEvents(of: nil, limit: 10) }
        let told = kept.reversed().map { "\($0.account ?? 0) \($0.way) \($0.outcome)" }
        #expect(
            told == [
                "\(user) password accepted", "\(user) password refused", "0 password refused",
                "0 password refused", "0 password refused",
            ])
        let digests = kept.map(\.nameDigest)
        #expect(digests[1] == digests[2] && digests[0] != digests[1] && digests[3].isEmpty)
        let log = site.log.lines.joined()
        #expect(!log.contains("hunter2") && !log.contains("nobody.else"))
        let all = try site.store.read {
            try $0.rows("SELECT name_digest FROM sign_in_event") { try $0.requiredText(0) }
        }
        #expect(all.allSatisfy { $0.isEmpty || $0.wholeMatch(of: /[0-9a-f]{6}/) != nil })
        let attempts = try lines("sign-in")
        #expect(attempts.compactMap { $0["account"] as? Int } == [user, user])
        #expect(attempts.compactMap { $0["unknown"] as? String } == digests.reversed().suffix(3))
    }

    @Test func `of attempts that are too many one is kept, and all are in the log`() async throws {
        try add("sol")
        for _ in 0..<(SignInAttempts.mostPerName + 5) {
            _ = try await signIn("sol", "no password of anybody")
        }
        let kept = try site.store.read { try $0.signInEvents(of: nil, limit: 100) }
        #expect(kept.count { $0.outcome == "refused" } == SignInAttempts.mostPerName)
        #expect(kept.count { $0.outcome == "limited" } == 1)
        #expect(try lines("sign-in").count == SignInAttempts.mostPerName + 5)
        let later = site.clock().addingTimeInterval(Double(SignInEvents.daysKept) * 86_400 + 1)
        let events = SignInEvents(store: site.store, clock: { later })
        #expect(try events.prune() == kept.count)
    }

    // MARK: What refused

    @Test func `the line of a refusal says what refused`() async throws {
        try add("sol")
        let csrf = try site.visitor(.teacher, sites: [1010]).csrf()
        let teacher = try site.visitor(.teacher, sites: [1010])
        let stranger = TestVisitor(site: site, session: nil)
        let unproven = try site.visitor(.registrar, isProven: false)
        _ = try await stranger.get("/students")
        _ = try await teacher.get("/users")
        _ = try await teacher.post("/shortcuts", [("csrf", csrf)])
        _ = try await unproven.get("/students")
        try add("given", isInitial: true)
        let given = try await signIn("given").visitor
        _ = try await given.get("/students")
        _ = try await stranger.get("/api/v1/students")
        _ = try await teacher.get("/students")
        let answered = try lines("request").filter { $0["route"] as? String != "/sign-in" }
        #expect(
            answered.map { $0["control"] as? String ?? "" } == [
                "session", "permission", "csrf", "second-factor", "initial-password", "token", "",
            ])
    }

    @Test func `a student whom somebody does not see is told of in the log alone`() async throws {
        var request = CreateStudent.Request(first: "Briar", last: "Quillfeather")
        request.site = 1020
        request.anyway = true
        try site.addSites([1010, 1020])
        let id = try CreateStudent(site.workspace()).run(request).studentID
        let name = try site.name(id)
        let teacher = try site.visitor(.teacher, sites: [1010])
        let there = try await teacher.get("/students/\(name)")
        let nowhere = try await teacher.get(
            "/students/\(site.site.references.name(.student, 999_999))")
        #expect(there.status == 404 && nowhere.status == 404)
        func plain(_ answer: TestAnswer) -> String {
            answer.text.replacing(#/[A-Za-z0-9_-]{24}/#, with: "")
        }
        #expect(plain(there) == plain(nowhere))
        let controls = try lines("request").map { $0["control"] as? String }
        #expect(controls == ["scope", nil])
    }
}

/// A clock that goes on when it is told.
private final class MovedClockOfSite: Sendable {
    private let seconds = Mutex(1_791_180_000.0)
    var now: @Sendable () -> Date {
        { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) }
    }
    func advance(_ by: Double) { seconds.withLock { $0 += by } }
}
