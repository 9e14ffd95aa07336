import Foundation
import HTTPTypes
import Records
import TestProvider
import Testing

@testable import Operations
@testable import Pages
@testable import Server
@testable import Storage

/// Signing in at a provider, from the button to the session.
@Suite struct SignOnTests {
    // MARK: The way there and back

    @Test func `somebody signs in at the provider and is who the subject is linked to`()
        async throws
    {
        let hall = try await SignOnHall()
        let browser = TestBrowser(hall)
        let shown = try await browser.get("/sign-in")
        #expect(shown.form("/sign-in/sso")?.hasButton("Sign in with District account") == true)
        #expect(shown.form("/sign-in") != nil)
        let address = try await browser.begin()
        #expect(address.hasPrefix(hall.provider.issuer + "/authorize?"))
        let answer = try await browser.comeBack(address)
        // The code does not stay in the address.
        #expect(answer.status == 303 && answer.location == "/")
        try await browser.prove()
        let account = try await browser.get("/account")
        #expect(account.says("mira"))
        // What was sent along was what is wanted.
        let asked = hall.provider.said { $0.asked[0] }
        #expect(asked["redirect_uri"] == "https://homeroom.test/sign-in/sso/return")
        #expect(asked["scope"] == "openid" && asked["code_challenge_method"] == "S256")
        #expect(asked["prompt"] == nil && asked["client_id"] == "homeroom")
        for name in ["state", "nonce", "code_challenge"] {
            #expect(asked[name]?.utf8.count == 43, "\(name)")
        }
        #expect(Set(["state", "nonce", "code_challenge"].map { asked[$0] }).count == 3)
        #expect(browser.cookies.withLock { $0["__Host-sso"] } == nil)
    }

    @Test func `somebody comes to where they wanted to go, and to no address from outside`()
        async throws
    {
        let hall = try await SignOnHall()
        let browser = TestBrowser(hall)
        let asked = try await browser.get("/users")
        let address = try await browser.begin(try #require(asked.location))
        let answer = try await browser.comeBack(address)
        #expect(answer.location == "/users")
        let other = TestBrowser(hall)
        let outside = try await other.begin("/sign-in?next=https%3A%2F%2Fexample.net")
        let led = try await other.comeBack(outside)
        #expect(led.location == "/")
    }

    @Test func `the session is a new one, and that of before has ended`() async throws {
        let hall = try await SignOnHall()
        let browser = TestBrowser(hall)
        _ = try await browser.signIn()
        let first = try #require(browser.session)
        let second = TestBrowser(hall)
        second.cookies.withLock { $0["__Host-session"] = first }
        _ = try await second.signIn()
        let new = try #require(second.session)
        #expect(new != first)
        let sessions = Sessions(store: hall.store, clock: hall.host.clock)
        let (old, now) = (try sessions.find(token: first), try sessions.find(token: new))
        #expect(old == nil && now?.user == hall.mira)
    }

    @Test func `cookies are for this site over TLS alone, and no script reads them`() async throws {
        let hall = try await SignOnHall()
        let browser = TestBrowser(hall)
        let shown = try await browser.get("/sign-in")
        let going = try await browser.submit(try #require(shown.form("/sign-in/sso")))
        let back = try await browser.comeBack(try TestBrowser.destination(going))
        let set = (going.headers[values: .setCookie] + back.headers[values: .setCookie])
            .filter { $0.contains("sso=") || $0.contains("session=") }
        #expect(set.count >= 3)
        for cookie in set {
            for part in ["__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
                #expect(cookie.contains(part), "\(part)")
            }
        }
        for answer in [going, back] {
            #expect(answer.headers[.cacheControl] == "no-store")
            let policy = try #require(answer.headers[.contentSecurityPolicy])
            #expect(policy.contains("form-action 'self'"))
        }
        // No form leads away: browsers would keep it here, and what the provider leads on to too.
        #expect(going.status == 200 && going.body.contains("http-equiv=\"refresh\""))
    }

    @Test func `the button is there only where a provider is set`() async throws {
        let hall = try await SignOnHall()
        _ = try SignInProviders(hall.host).remove()
        let browser = TestBrowser(hall)
        let shown = try await browser.get("/sign-in")
        #expect(shown.form("/sign-in/sso") == nil && shown.form("/sign-in") != nil)
        var form = try #require(shown.form("/sign-in"))
        form = TestForm(
            attributes: "action=\"/sign-in/sso\" method=\"post\"", content: form.content)
        let answer = try await browser.submit(form)
        #expect(try await browser.refusal(answer) == "sso.not-set")
    }

    @Test func `without a public address there is nowhere to come back to`() async throws {
        let hall = try await SignOnHall(publicAddress: nil)
        let site = hall.site
        #expect(site.settings.publicAddress == nil)
        let browser = TestBrowser(hall)
        let shown = try await browser.get("/sign-in")
        let form = try #require(shown.form("/sign-in/sso"))
        // Without TLS cookies have other names; the browser has them as they come.
        let answer = try await browser.submit(form)
        #expect(try await browser.refusal(answer) == "sso.address")
    }

    // MARK: Who somebody is

    @Test func `who is not linked is refused with the subject, and nobody is added`()
        async throws
    {
        let hall = try await SignOnHall(isLinked: false)
        hall.provider.set { $0.subject = "<b>new & unknown</b>" }
        let browser = TestBrowser(hall)
        let answer = try await browser.signIn()
        #expect(answer.location == "/sign-in/sso/refused" && browser.session == nil)
        let page = try await browser.follow(answer)
        #expect(page.status == 422 && page.says("sso.unknown"))
        #expect(page.body.contains("&lt;b&gt;new &amp; unknown&lt;/b&gt;"))
        #expect(!page.body.contains("<b>new"))
        #expect(try Users(hall.host).list().map(\.name) == ["mira"])
    }

    /// Everything but the subject can change hands.
    @Test(arguments: ["email", "preferred_username", "name", "upn", "unique_name", "oid"])
    func `nobody is found by what else a token says`(_ claim: String) async throws {
        let hall = try await SignOnHall()
        hall.provider.set { conduct in
            conduct.token = { occasion, keys in
                var draft = TokenDraft(occasion, keys)
                draft.say("sub", #""somebody-else""#)
                draft.say(claim, #""mira""#)
                draft.say("email_verified", "true")
                return try draft.signed()
            }
        }
        let browser = TestBrowser(hall)
        let answer = try await browser.signIn()
        #expect(try await browser.refusal(answer) == "sso.unknown")
        #expect(browser.session == nil)
    }

    @Test func `a subject is compared letter by letter`() async throws {
        let hall = try await SignOnHall()
        for subject in [
            "Subject-of-mira", "subject-of-mira ", "subject-of-mir", "subject-of-mira2",
        ] {
            hall.provider.set { $0.subject = subject }
            let browser = TestBrowser(hall)
            let answer = try await browser.signIn()
            #expect(try await browser.refusal(answer) == "sso.unknown", "\(subject)")
        }
    }

    @Test func `the same subject of another issuer is somebody else`() async throws {
        let hall = try await SignOnHall(isLinked: false)
        try hall.store.write { writer in
            let change = try hall.host.begin("sso", "test", about: [], writer)
            try writer.save(
                UserIdentity(
                    id: try writer.takeNumbers("user_identity"), account: hall.mira,
                    issuer: hall.provider.issuer + "/", subject: "subject-of-mira",
                    linkedAt: "2026-09-01T00:00:00Z"), in: change)
        }
        let browser = TestBrowser(hall)
        let answer = try await browser.signIn()
        #expect(try await browser.refusal(answer) == "sso.unknown")
    }

    @Test func `who is disabled is refused`() async throws {
        let hall = try await SignOnHall()
        var entry = Users.Entry()
        entry.role = .securityAdministrator
        _ = try Users(hall.host).add("other", entry)
        _ = try Users(hall.host).disable("mira")
        let browser = TestBrowser(hall)
        let answer = try await browser.signIn()
        #expect(try await browser.refusal(answer) == "sso.disabled")
        #expect(browser.session == nil)
    }

    @Test func `who is unlinked is signed out and cannot come back, until it is undone`()
        async throws
    {
        let hall = try await SignOnHall()
        let browser = TestBrowser(hall)
        _ = try await browser.signIn()
        try await browser.prove()
        #expect(try await browser.get("/account").status == 200)
        let done = try UserIdentities(hall.host).unlink("mira", subject: "subject-of-mira")
        #expect(try await browser.get("/account").status == 303)
        let again = try await browser.signIn()
        #expect(try await browser.refusal(again) == "sso.unknown")
        _ = try Undo(hall.host).run(done.changeSet ?? 0)
        #expect(try await browser.signIn().location == "/")
    }

    // MARK: One's own account

    private func signInByPassword(_ hall: SignOnHall) async throws -> TestBrowser {
        let browser = TestBrowser(hall)
        let shown = try await browser.get("/sign-in")
        let answer = try await browser.submit(
            try #require(shown.form("/sign-in")),
            ["name": "mira", "password": SignOnHall.password])
        #expect(answer.location == "/")
        try await browser.prove()
        return browser
    }

    @Test func `somebody connects their own account after their password`() async throws {
        let hall = try await SignOnHall(isLinked: false)
        let browser = try await signInByPassword(hall)
        let path = "/account/single-sign-on"
        let page = try await browser.get(path)
        let form = try #require(page.form(path))
        let wrong = try await browser.submit(form, ["current": "not the password at all"])
        #expect(wrong.status == 422 && wrong.says("not right"))
        let going = try await browser.submit(form, ["current": SignOnHall.password])
        let back = try await browser.comeBack(try TestBrowser.destination(going))
        #expect(back.location == path)
        let told = try await browser.follow(back)
        #expect(told.says("You can sign in with single sign-on") && told.says("subject-of-mira"))
        let other = TestBrowser(hall)
        #expect(try await other.signIn().location == "/")
        #expect(other.session != nil)
    }

    @Test func `a link that was begun in one session is not made in another`() async throws {
        let hall = try await SignOnHall(isLinked: false)
        let browser = try await signInByPassword(hall)
        let path = "/account/single-sign-on"
        let form = try #require(try await browser.get(path).form(path))
        let going = try await browser.submit(form, ["current": SignOnHall.password])
        let address = try TestBrowser.destination(going)
        browser.cookies.withLock { $0["__Host-session"] = nil }
        let back = try await browser.comeBack(address)
        #expect(try await browser.refusal(back) == "sso.other-user")
        #expect(try UserIdentities(hall.host).list().isEmpty)
    }

    @Test func `a subject that is somebody else already is not connected`() async throws {
        let hall = try await SignOnHall(isLinked: false)
        var entry = Users.Entry()
        entry.role = .teacher
        _ = try Users(hall.host).add("ilse", entry)
        _ = try UserIdentities(hall.host).link("ilse", subject: "subject-of-mira")
        let browser = try await signInByPassword(hall)
        let path = "/account/single-sign-on"
        let form = try #require(try await browser.get(path).form(path))
        let going = try await browser.submit(form, ["current": SignOnHall.password])
        let back = try await browser.comeBack(try TestBrowser.destination(going))
        #expect(try await browser.refusal(back) == "sso.identity-taken")
    }

    // MARK: The pages of administration

    @Test func `who manages users links and unlinks a subject, and takes it back`() async throws {
        let hall = try await SignOnHall(isLinked: false)
        let browser = try await signInByPassword(hall)
        let name = hall.site.references.name(.user, hall.mira)
        let user = try await browser.get("/users/\(name)")
        let path = try #require(user.link("Single sign-on of mira"))
        let page = try await browser.get(path)
        let blank = try await browser.submit(try #require(page.form(path)), ["subject": ""])
        #expect(blank.status == 422 && blank.says("1 to 255"))
        let linked = try await browser.submit(
            try #require(page.form(path)), ["subject": "subject-of-mira"])
        let told = try await browser.follow(linked)
        #expect(told.says("linked to mira") && told.says("In use"))
        let removal = try #require(told.form(path + "/remove"))
        _ = try await browser.submit(removal)
        #expect(try UserIdentities(hall.host).list().isEmpty)
    }
}
