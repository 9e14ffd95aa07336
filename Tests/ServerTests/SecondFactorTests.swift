import Foundation
import Records
import Storage
import Testing

@testable import Operations
@testable import Pages
@testable import Server

/// The second factor in the browser.
@Suite struct SecondFactorTests {
    private let site: TestSite

    init() throws { site = try TestSite() }

    private func factor(_ seconds: Double = 0) -> SecondFactor {
        let time = site.clock().addingTimeInterval(seconds)
        return SecondFactor(store: site.store, clock: { time })
    }

    private func user(_ visitor: TestVisitor) throws -> Int {
        try #require(
            try Sessions(store: site.store, clock: site.clock).find(token: visitor.session ?? "")
        )
        .user
    }

    private func key(_ visitor: TestVisitor) throws -> TimeCode {
        try factor().setUpInvented(user(visitor))
    }

    @Test func `whoever has to have one gets nowhere before it is set up`() async throws {
        for role in Role.allCases {
            let visitor = try site.visitor(role, isProven: false)
            for path in ["/", "/students", "/roster", "/users", "/students/export"] {
                let answer = try await visitor.get(path)
                #expect(answer.status == 303 && answer.body.isEmpty)
                #expect(answer.location?.hasPrefix(SetUpFactorPage.address) == true)
            }
        }
        let teacher = try site.visitor(.teacher, sites: [1010], isProven: false)
        #expect(try await teacher.get("/").status == 200)
        let both = try site.visitor(.teacher, sites: [1010, 1020], isProven: false)
        #expect(try await both.get("/").status == 303)
    }

    @Test func `no rule and no setting takes it away`() throws {
        let rules = PermissionRules(site.workspace())
        for permission in Permission.allCases where permission != .manageUsers {
            _ = try rules.set(permission, for: .everyone, to: .no)
        }
        let visitor = try site.visitor(.auditor, isProven: false)
        let found = try Sessions(store: site.store, clock: site.clock)
            .find(token: visitor.session ?? "")
        #expect(found?.owed == .setUp)
    }

    @Test func `it is set up with a first code, and recovery codes are shown once`() async throws {
        let visitor = try site.visitor(.registrar, isProven: false)
        let page = try await visitor.get(SetUpFactorPage.address)
        let form = try #require(page.form(SetUpFactorPage.address))
        let sealed = try #require(form["key"])
        let opened = try factor().opened(sealed, for: user(visitor))
        let key = try #require(opened)
        #expect(page.text.replacing(" ", with: "").contains(key.text))
        let wrong = try await visitor.submit(form, ["code": "000000"])
        #expect(wrong.status == 422)
        #expect(wrong.form(SetUpFactorPage.address)?["key"] == sealed)
        let done = try await visitor.submit(form, ["code": key.code(at: site.clock())])
        #expect(done.status == 200 && done.says("Your recovery codes"))
        let codes = done.body.matches(of: #/<li><code>([A-Z2-7-]+)<\/code>/#).map { String($0.1) }
        #expect(Set(codes).count == SecondFactor.recoveryCodes)
        // 24 letters of five bits each.
        #expect(codes.allSatisfy { $0.wholeMatch(of: /([A-Z2-7]{4}-){5}[A-Z2-7]{4}/) != nil })
        // The session has another token, and the forms of the page are its.
        #expect(try await visitor.get("/").status == 303)
        let after = visitor.after(done)
        let csrf = try after.csrf()
        #expect(done.form("/sign-out")?["csrf"] == csrf)
        #expect(try await after.get("/").status == 200)
        let account = try user(after)
        // The code of the set-up counts no second time, a recovery code once.
        let session = after.session ?? ""
        #expect(throws: OperationError.self) {
            try factor().prove(
                key.code(at: site.clock()), user: account, session: session, actor: "t")
        }
        try factor().prove(codes[0].lowercased(), user: account, session: session, actor: "t")
        #expect(throws: OperationError.self) {
            try factor().prove(codes[0], user: account, session: session, actor: "t")
        }
        #expect(try factor().recoveryCodesLeft(of: account) == SecondFactor.recoveryCodes - 1)
    }

    @Test func `after a password the code is asked for, and leads to where one wanted`()
        async throws
    {
        let visitor = try site.visitor(.registrar, isProven: false)
        let key = try key(visitor)
        let answer = try await visitor.get("/roster")
        let page = try await visitor.follow(answer)
        let form = try #require(page.form(SecondFactorPage.address))
        let wrong = try await visitor.submit(form, ["code": "12345"])
        #expect(wrong.status == 422 && !wrong.says("Missing integration"))
        let right = try await visitor.submit(form, ["code": key.code(at: site.clock())])
        #expect(right.location == "/roster")
        #expect(try await visitor.after(right).get("/roster").status == 200)
    }

    @Test func `the first code gives the session another token, and later ones leave it`()
        async throws
    {
        let visitor = try site.visitor(.registrar, isProven: false)
        let key = try key(visitor)
        func give(_ code: String, _ visitor: TestVisitor) async throws -> TestAnswer {
            let page = try await visitor.get(SecondFactorPage.address)
            let form = try #require(page.form(SecondFactorPage.address))
            return try await visitor.submit(form, ["code": code])
        }
        let proven = visitor.after(try await give(key.code(at: site.clock()), visitor))
        // Whoever has brought the session into the browser does not come in with it.
        #expect(proven.session != visitor.session)
        #expect(try await visitor.get("/").location?.hasPrefix("/sign-in") == true)
        #expect(try await proven.get("/").status == 200)
        let next = key.code(at: site.clock().addingTimeInterval(30))
        #expect(proven.after(try await give(next, proven)).session == proven.session)
    }

    @Test func `nobody is led to another host after signing in`() async throws {
        let stranger = TestVisitor(site: site, session: nil)
        #expect(try await stranger.get("/students/1").location?.hasPrefix("/sign-in?next=") == true)
        #expect(try await stranger.get("//students/1").location == "/sign-in")
        let visitor = try site.visitor(.registrar, isProven: false)
        #expect(try await visitor.get("//students/1").location == SetUpFactorPage.address)
        for path in ["//example.net", "/\\example.net", "/\t/example.net", "example.net", ""] {
            #expect(!Server.Site.isOnThisHost(path), "\(path)")
        }
        #expect(Server.Site.isOnThisHost("/students/1"))
    }

    @Test func `a code counts once, within a step of now, and is tried ten times`() throws {
        let visitor = try site.visitor(.registrar, isProven: false)
        let (account, session) = (try user(visitor), visitor.session ?? "")
        let key = try key(visitor)
        let now = site.clock()
        func prove(_ offset: Double) throws {
            try factor().prove(
                key.code(at: now.addingTimeInterval(offset)), user: account, session: session,
                actor: "t")
        }
        #expect(throws: OperationError.self) { try prove(-60) }
        #expect(throws: OperationError.self) { try prove(60) }
        try prove(0)
        #expect(throws: OperationError.self) { try prove(0) }
        // An earlier one does not count after a later one.
        #expect(throws: OperationError.self) { try prove(-30) }
        try prove(30)
        for _ in 0..<10 {
            #expect(throws: (any Error).self) {
                try factor().prove("000000", user: account, session: session, actor: "t")
            }
        }
        #expect(throws: SignInLimited.self) { try prove(30) }
    }

    @Test func `a new password does not go around it`() async throws {
        let visitor = try site.visitor(.registrar, isProven: false)
        let key = try key(visitor)
        let account = try user(visitor)
        let name = try #require(
            try Users(site.workspace()).list().first { $0.id == account }?.name)
        try Users(site.workspace()).setPassword(of: name, to: "quarry-lantern-mosaic-ferry")
        let token = try site.store.write {
            try Sessions(store: site.store, clock: site.clock).begin(for: account, $0)
        }
        let again = TestVisitor(site: site, session: token)
        let answer = try await again.get("/")
        #expect(answer.location?.hasPrefix(SecondFactorPage.address) == true)
        // Nor is another one set up in its place.
        #expect(try await again.get(SetUpFactorPage.address).status == 303)
        #expect(try factor().key(of: account)?.text == key.text)
    }

    @Test func `a password that lay about for weeks does not set one up`() throws {
        let visitor = try site.visitor(.registrar, isProven: false)
        let account = try user(visitor)
        let name = try #require(
            try Users(site.workspace()).list().first { $0.id == account }?.name)
        try Users(site.workspace()).setPassword(of: name, to: "quarry-lantern-mosaic-ferry")
        let late = factor(15 * 86_400)
        let new = late.begin()
        let code = new.code(at: site.clock().addingTimeInterval(15 * 86_400))
        #expect(throws: OperationError.self) {
            _ = try late.confirm(
                late.sealed(new, for: account), code: code, user: account, session: "x",
                actor: "t")
        }
        #expect(try !factor().isSetUp(for: account))
    }

    @Test func `what is hard to take back asks for a fresh code, and keeps what was typed`()
        async throws
    {
        let visitor = try site.visitor(.securityAdministrator)
        let key = try key(visitor)
        let old = Int(site.clock().timeIntervalSince1970) - Sessions.fresh
        let hash = TextDigest.sha256(visitor.session ?? "")
        try site.store.write { try $0.proveSession(withTokenHash: hash, at: old) }
        let other = try user(site.visitor(.teacher))
        let address = "/users/\(site.site.references.name(.user, other))/edit"
        let form = try #require(try await visitor.get(address).form(address))
        let asked = try await visitor.submit(form, ["role": "auditor", "displayName": "Wren"])
        #expect(asked.status == 403)
        let again = try #require(asked.form(address))
        #expect(again["displayName"] == "Wren" && again["role"] == "auditor")
        func role() throws -> Role? {
            try Users(site.workspace()).list().first { $0.id == other }?.role
        }
        #expect(try role() == .teacher)
        let wrong = try await visitor.submit(again, ["code": "999999"])
        #expect(wrong.status == 422)
        let done = try await visitor.submit(
            try #require(wrong.form(address)), ["code": key.code(at: site.clock())])
        #expect(done.status == 303)
        #expect(try role() == .auditor)
    }

    @Test func `a form for a password asks for the code first, and never shows the password`()
        async throws
    {
        let visitor = try site.visitor(.securityAdministrator)
        _ = try key(visitor)
        let old = Int(site.clock().timeIntervalSince1970) - Sessions.fresh
        let hash = TextDigest.sha256(visitor.session ?? "")
        let csrf = try visitor.csrf()
        try site.store.write { try $0.proveSession(withTokenHash: hash, at: old) }
        let page = try await visitor.get("/users/add")
        #expect(page.location?.hasPrefix(SecondFactorPage.address) == true)
        let asked = try await visitor.post(
            "/users/add", [("csrf", csrf), ("name", "x"), ("password", "quarry-lantern-mosaic")])
        #expect(asked.status == 403 && !asked.body.contains("quarry-lantern"))
    }

    @Test func `merging, exporting and changes of users and rules take a fresh code`() {
        let fresh = Set(Site.routes.filter { $0.proof == .fresh }.map(\.path))
        let needed = Site.routes.filter { route in
            route.method != .get
                && (route.path.hasSuffix("/export") || route.path == "/merge/apply"
                    || route.path.hasPrefix("/users/") || route.path.hasPrefix("/permissions"))
        }.map(\.path)
        #expect(needed.count > 10)
        for path in needed { #expect(fresh.contains(path), "\(path)") }
    }

    @Test func `break-glass is alarmed and counts once`() throws {
        let visitor = try site.visitor(.registrar, isProven: false)
        _ = try key(visitor)
        let account = try user(visitor)
        let name = try #require(
            try Users(site.workspace()).list().first { $0.id == account }?.name)
        let code = try factor().breakGlass(name, reason: "Lost telephone", actor: "cli:x")
        let alarms = try Alarms(site.workspace()).list(isOpen: true)
        #expect(alarms.map(\.kind) == ["break-glass"] && alarms[0].party == name)
        try factor().prove(
            code, user: account, session: visitor.session ?? "", actor: name)
        #expect(throws: OperationError.self) {
            try factor().prove(
                code, user: account, session: visitor.session ?? "", actor: name)
        }
    }

    /// Source: RFC 6238, appendix B, SHA-1, the last six digits.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
        (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ]) func `codes are those of the standard`(time: Int, code: String) {
        let key = TimeCode(key: Array("12345678901234567890".utf8))
        #expect(key.code(at: Date(timeIntervalSince1970: Double(time))) == code)
        #expect(key.text == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }
}
