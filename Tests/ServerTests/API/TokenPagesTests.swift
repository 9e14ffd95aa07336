import Records
import Testing

@testable import Operations
@testable import Server

/// Tokens in the browser.
@Suite struct TokenPagesTests {
    let site: TestSite

    init() throws { site = try TestSite() }

    @Test func `somebody makes a token, uses it, and who manages users revokes it`() async throws {
        let dana = try site.visitor(.dataManager)
        #expect(try await dana.get("/account").link("Your tokens") == "/account/tokens")
        let form = try #require(try await dana.get("/account/tokens").form("/account/tokens"))
        let bad = try await dana.submit(form, ["label": "Sync", "addresses": "192.0.2.1/24"])
        #expect(bad.status == 422 && bad.says("at least one scope"))
        let made = try await dana.submit(
            form, ["label": "Sync", "scopes": "codes:read", "days": "7"])
        #expect(made.status == 200)
        let secret = try #require(made.body.firstMatch(of: #/hmr_\w+/#).map { String($0.0) })
        #expect(try await !dana.get("/account/tokens").body.contains("hmr_"))
        let program = TestProgram(site: site, token: secret)
        #expect(try await program.get("/api/v1/codes").status == 200)

        let ines = try site.visitor(.securityAdministrator)
        let all = try await ines.get("/tokens")
        #expect(all.says("Sync") && !all.body.contains(secret))
        let revoke = try #require(all.form("/tokens/1/revoke"))
        #expect(try await ines.submit(revoke).location == "/tokens")
        #expect(try await program.get("/api/v1/codes").code == "api.token-revoked")
        #expect(try await dana.get("/account/tokens").says("Revoked"))
    }

    @Test func `whoever may not use the API has no tokens`() async throws {
        let teacher = try site.visitor(.teacher)
        #expect(try await teacher.get("/account").link("Your tokens") == nil)
        #expect(try await teacher.get("/account/tokens").status == 403)
        #expect(try await teacher.get("/tokens").status == 403)
    }
}
