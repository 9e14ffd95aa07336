import Foundation
import Records
import TestProvider
import Testing

@testable import Operations
@testable import Pages
@testable import Server
@testable import Storage

/// What somebody owes here who signed in at a provider.
@Suite struct SignOnSecondFactorTests {
    @Test func `what the provider says of a second factor counts only where the district says so`()
        throws
    {
        var provider = SignInProvider(
            issuer: "https://a.example", clientID: "x", label: "x", scopes: "openid")
        func counts(_ methods: [String], _ context: String?) -> Bool {
            SignInProviders.InUse(provider: provider, clientSecret: nil)
                .isSecondFactor(methods: methods, contextClass: context)
        }
        #expect(!counts(["mfa", "otp", "hwk"], "urn:mfa"))
        provider.secondFactorBy = "amr=mfa acr=urn:mfa"
        #expect(counts(["pwd", "mfa"], nil) && counts([], "urn:mfa"))
        #expect(!counts(["otp"], "mfa") && !counts([], nil) && !counts(["MFA"], nil))
    }

    /// As the provider says that somebody signed in.
    private func sayMethods(_ methods: String, _ hall: SignOnHall) {
        hall.provider.set { conduct in
            conduct.token = { occasion, keys in
                var draft = TokenDraft(occasion, keys)
                draft.say("amr", methods)
                return try draft.signed()
            }
        }
    }

    private func trust(_ words: [String], _ hall: SignOnHall) throws {
        var entry = SignInProviders.Entry()
        entry.secondFactorBy = words
        _ = try SignInProviders(hall.host).set(entry)
    }

    private func owed(_ browser: TestBrowser, _ hall: SignOnHall) throws -> SignedIn.Owed? {
        let sessions = Sessions(store: hall.store, clock: hall.host.clock)
        return try #require(try sessions.find(token: browser.session ?? "")).owed
    }

    @Test func `a code of our own is owed, whatever the provider says of a second factor`()
        async throws
    {
        let hall = try await SignOnHall()
        sayMethods(#"["pwd","otp","mfa"]"#, hall)
        let browser = TestBrowser(hall)
        _ = try await browser.signIn()
        #expect(try owed(browser, hall) == .code)
        for path in ["/", "/students", "/account", "/account/single-sign-on"] {
            let answer = try await browser.get(path)
            #expect(answer.status == 303, "\(path)")
            #expect(answer.location?.hasPrefix(SecondFactorPage.address) == true, "\(path)")
        }
        try await browser.prove()
        #expect(try await browser.get("/").status == 200)
    }

    @Test func `where the district says so, the provider's second factor opens the session`()
        async throws
    {
        let hall = try await SignOnHall()
        try trust(["amr=mfa"], hall)
        for other in [#"["pwd"]"#, #"["otp"]"#, #""mfa""#, "[]"] {
            sayMethods(other, hall)
            let browser = TestBrowser(hall)
            _ = try await browser.signIn()
            if browser.session == nil { continue }
            #expect(try owed(browser, hall) == .code, "\(other)")
        }
        sayMethods(#"["pwd","mfa"]"#, hall)
        let browser = TestBrowser(hall)
        _ = try await browser.signIn()
        #expect(try owed(browser, hall) == nil)
        let name = hall.site.references.name(.user, hall.mira)
        let path = "/users/\(name)/identities"
        let page = try await browser.get(path)
        #expect(page.status == 200)
        // It can be hours old there: what is hard to take back takes a code of ours.
        let form = try #require(page.form(path))
        let asked = try await browser.submit(form, ["subject": "another"])
        #expect(asked.status == 403 && asked.says("Confirm that it is you"))
        #expect(try UserIdentities(hall.host).list().count == 1)
        let again = try #require(asked.form(path))
        let done = try await browser.submit(again, ["code": hall.code()])
        #expect(done.status == 303)
        #expect(try UserIdentities(hall.host).list().count == 2)
    }

    @Test func `a first second factor is set up within days of being linked`() async throws {
        let hall = try await SignOnHall(hasFactor: false)
        let path = SetUpFactorPage.address
        func setUp(_ browser: TestBrowser) async throws -> TestAnswer {
            let form = try #require(try await browser.get(path).form(path))
            let factor = SecondFactor(store: hall.store, clock: hall.host.clock)
            let opened = try factor.opened(form["key"] ?? "", for: hall.mira)
            let code = try #require(opened).code(at: hall.host.clock())
            return try await browser.submit(form, ["code": code])
        }
        hall.advance(15 * 86_400)
        // A new password is not what counts for who came another way.
        _ = try Users(hall.host).setPassword(of: "mira", to: SignOnHall.password)
        let late = TestBrowser(hall)
        _ = try await late.signIn()
        #expect(try owed(late, hall) == .setUp)
        let refused = try await setUp(late)
        #expect(refused.status == 422 && refused.says("within 14 days"))
        // Whoever gave one at the provider, as the district has it, can set up one here.
        try trust(["amr=mfa"], hall)
        sayMethods(#"["mfa"]"#, hall)
        let trusted = TestBrowser(hall)
        _ = try await trusted.signIn()
        #expect(try await setUp(trusted).says("Your recovery codes"))
    }
}
