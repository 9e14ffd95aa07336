import Foundation
import HTTPTypes
import Records
import TestProvider
import Testing

@testable import Operations
@testable import Server
@testable import Storage

/// What is not to be believed, sent through the whole sign-in.
@Suite struct SignOnForgeryTests {
    private func code(_ hall: SignOnHall) async throws -> String? {
        let browser = TestBrowser(hall)
        let answer = try await browser.signIn()
        #expect(browser.session == nil)
        return try await browser.refusal(answer)
    }

    @Test func `no forged token lets anybody in`() async throws {
        let hall = try await SignOnHall()
        var refused = 0
        for forged in ForgedToken.all {
            // What was heard of the provider is forgotten by then.
            hall.advance(7_200)
            var entry = SignInProviders.Entry()
            entry.maxAge = forged.maxAge ?? 0
            _ = try SignInProviders(hall.host).set(entry)
            let keySet = try forged.keySet(hall.provider.keys)
            hall.provider.set { conduct in
                conduct.token = forged.token
                conduct.keySet = keySet
            }
            let found = try await code(hall)
            #expect(found == forged.code, "\(forged.name)")
            if found == forged.code { refused += 1 }
        }
        #expect(refused == ForgedToken.all.count && refused >= 40)
        #expect(try hall.sessions() == 0)
        // The same provider with a good token, so that all this was not refused for another reason.
        hall.advance(7_200)
        let keySet = try hall.provider.keys.published()
        var entry = SignInProviders.Entry()
        entry.maxAge = 0
        _ = try SignInProviders(hall.host).set(entry)
        hall.provider.set { conduct in
            conduct.token = nil
            conduct.keySet = keySet
        }
        #expect(try await TestBrowser(hall).signIn().location == "/")
    }

    // MARK: State

    @Test func `a state is taken once, in its browser, within ten minutes`() async throws {
        let hall = try await SignOnHall()
        let browser = TestBrowser(hall)
        let address = try await browser.begin()
        let back = hall.provider.goThrough(address)
        let secret = try #require(browser.cookies.withLock { $0["__Host-sso"] })
        let done = try await browser.get(back)
        #expect(done.location == "/")
        let first = try #require(browser.session)
        // The same address again, without the cookie of then and with it.
        for cookie in [nil, secret] {
            browser.cookies.withLock { $0["__Host-sso"] = cookie }
            let replayed = try await browser.get(back)
            #expect(try await browser.refusal(replayed) == "sso.state")
        }
        #expect(browser.session == first)
        #expect(hall.provider.said { $0.codesUsed } == 1)

        let stranger = TestBrowser(hall)
        _ = try await stranger.begin()
        let stolen = try await stranger.get(hall.provider.goThrough(try await browser.begin()))
        #expect(try await stranger.refusal(stolen) == "sso.state")

        let slow = TestBrowser(hall)
        let late = try await slow.begin()
        hall.advance(601)
        let tooLate = try await slow.comeBack(late)
        #expect(try await slow.refusal(tooLate) == "sso.state")
        for one in [stranger, slow] { #expect(one.session == nil) }
        #expect(hall.provider.said { $0.codesUsed } == 1)
    }

    @Test func `an answer to which there is no question is refused`() async throws {
        let hall = try await SignOnHall()
        let path = "/sign-in/sso/return"
        for query in [
            "", "?code=x", "?state=", "?state=x&code=y",
            "?code=x&state=\(String(repeating: "a", count: 43))",
            "?state=%00", "?error=access_denied",
        ] {
            let browser = TestBrowser(hall)
            _ = try await browser.begin()
            let answer = try await browser.get(path + query)
            #expect(try await browser.refusal(answer) == "sso.state", "\(query)")
        }
        // Without any cookie.
        let bare = TestBrowser(hall)
        let address = try await TestBrowser(hall).begin()
        let answer = try await bare.comeBack(address)
        #expect(try await bare.refusal(answer) == "sso.state")
    }

    @Test func `a parameter that is there twice is refused`() async throws {
        let hall = try await SignOnHall()
        for name in ["state", "code", "iss", "error"] {
            let browser = TestBrowser(hall)
            let back = hall.provider.goThrough(try await browser.begin())
            let answer = try await browser.get(back + "&\(name)=x&\(name)=y")
            #expect(try await browser.refusal(answer) == "sso.answer", "\(name)")
        }
    }

    @Test func `codes are each for their own browser, and used once`() async throws {
        let hall = try await SignOnHall()
        let (one, other) = (TestBrowser(hall), TestBrowser(hall))
        let theirs = hall.provider.goThrough(try await one.begin())
        let own = hall.provider.goThrough(try await other.begin())
        func value(_ name: String, _ address: String) -> String {
            URLComponents(string: address)?.queryItems?.first { $0.name == name }?.value ?? ""
        }
        // The code of another sign-in with the own state: the verifier is another.
        let mixed = own.replacing(value("code", own), with: value("code", theirs))
        let answer = try await other.get(mixed)
        #expect(try await other.refusal(answer) == "sso.code-refused")
        // And that code is spent by then.
        let spent = try await one.get(theirs)
        #expect(try await one.refusal(spent) == "sso.code-refused")
    }

    @Test func `a nonce of an earlier sign-in is refused`() async throws {
        let hall = try await SignOnHall()
        let browser = TestBrowser(hall)
        _ = try await browser.signIn()
        let earlier = try #require(hall.provider.said { $0.asked[0]["nonce"] })
        hall.provider.set { conduct in
            conduct.token = { occasion, keys in
                var occasion = occasion
                occasion.nonce = earlier
                return try TokenDraft(occasion, keys).signed()
            }
        }
        #expect(try await code(hall) == "sso.token-nonce")
    }

    @Test func `what is set up anew meanwhile ends a sign-in that is under way`() async throws {
        let hall = try await SignOnHall()
        let browser = TestBrowser(hall)
        let address = try await browser.begin()
        var entry = SignInProviders.Entry()
        entry.clientID = "another"
        _ = try SignInProviders(hall.host).set(entry)
        let answer = try await browser.comeBack(address)
        #expect(try await browser.refusal(answer) == "sso.changed")
    }

    // MARK: The provider's answers

    @Test func `an answer that names another issuer is refused, and one that names none`()
        async throws
    {
        let hall = try await SignOnHall()
        for issuer in ["https://other.example", hall.provider.issuer + "/", ""] {
            hall.provider.set { $0.answerIssuer = issuer }
            #expect(try await code(hall) == "sso.answer-issuer", "\(issuer)")
        }
        #expect(hall.provider.said { $0.codesUsed } == 0)
        // A provider that does not promise it need not name itself.
        hall.advance(7_200)
        hall.provider.set {
            $0.description["authorization_response_iss_parameter_supported"] = .some(nil)
        }
        #expect(try await TestBrowser(hall).signIn().location == "/")
        hall.provider.set { $0.answerIssuer = "https://other.example" }
        #expect(try await code(hall) == "sso.answer-issuer")
    }

    @Test func `what the provider says of an error is not shown`() async throws {
        let hall = try await SignOnHall()
        for (error, expected) in [
            ("access_denied", "sso.denied"), ("server_error", "sso.provider-error"),
            ("<script>", "sso.provider-error"),
        ] {
            hall.provider.set { $0.error = error }
            let browser = TestBrowser(hall)
            let answer = try await browser.signIn()
            let page = try await browser.follow(answer)
            #expect(page.says(expected) && !page.body.contains(error))
            #expect(!page.body.contains("<b>"))
        }
    }

    @Test func `a provider that leads elsewhere is not followed`() async throws {
        let hall = try await SignOnHall()
        let elsewhere = try await OwnProvider(clock: hall.host.clock)
        defer { elsewhere.stop() }
        for path in ["/token", "/keys", "/.well-known/openid-configuration"] {
            for status in [301, 302, 303, 307, 308] {
                hall.advance(7_200)
                hall.provider.set {
                    $0.answers = [
                        path: .init(status, location: elsewhere.issuer + path, body: "{}")
                    ]
                }
                let browser = TestBrowser(hall)
                let shown = try await browser.get("/sign-in")
                var answer = try await browser.submit(try #require(shown.form("/sign-in/sso")))
                if answer.location == nil {
                    answer = try await browser.comeBack(try TestBrowser.destination(answer))
                }
                #expect(
                    try await browser.refusal(answer) == "sso.provider-redirect",
                    "\(path) \(status)")
            }
        }
        #expect(elsewhere.said { $0.requests.isEmpty })
    }

    @Test func `answers that are no answers are refused`() async throws {
        let hall = try await SignOnHall()
        let large = String(repeating: " ", count: 600 * 1024)
        let cases: [(String, OwnProvider.OwnAnswer, String)] = [
            ("/token", .init(500), "sso.provider-answer"),
            ("/token", .init(200, body: "no JSON"), "sso.provider-answer"),
            ("/token", .init(200, body: "{}"), "sso.provider-answer"),
            ("/token", .init(200, body: #"{"token_type":"Bearer"}"#), "sso.token-form"),
            ("/token", .init(200, body: large), "sso.provider-answer"),
            ("/token", .init(400, body: #"{"error":"invalid_grant"}"#), "sso.code-refused"),
            ("/token", .init(401), "sso.client-refused"),
            ("/keys", .init(404), "sso.provider-answer"),
            ("/keys", .init(200, body: "[]"), "sso.provider-keys"),
            ("/keys", .init(200, body: large), "sso.provider-answer"),
        ]
        for (path, answer, expected) in cases {
            hall.advance(7_200)
            hall.provider.set { $0.answers = [path: answer] }
            #expect(try await code(hall) == expected, "\(path) \(answer.status)")
        }
    }

    @Test func `a provider that is not there is told so`() async throws {
        let hall = try await SignOnHall()
        hall.provider.stop()
        var entry = SignInProviders.Entry()
        entry.issuer = "http://127.0.0.1:1"
        _ = try SignInProviders(hall.host).set(entry)
        let browser = TestBrowser(hall)
        let shown = try await browser.get("/sign-in")
        let answer = try await browser.submit(try #require(shown.form("/sign-in/sso")))
        #expect(try await browser.refusal(answer) == "sso.provider-unreachable")
    }

    @Test func `a wrong secret is told as that`() async throws {
        let hall = try await SignOnHall()
        var entry = SignInProviders.Entry()
        entry.clientSecret = "another"
        _ = try SignInProviders(hall.host).set(entry)
        #expect(try await code(hall) == "sso.client-refused")
        // In the form of the request, where the provider takes it there alone.
        entry.clientSecret = OwnProvider.clientSecret
        _ = try SignInProviders(hall.host).set(entry)
        hall.advance(7_200)
        hall.provider.set {
            $0.description["token_endpoint_auth_methods_supported"] = #"["client_secret_post"]"#
        }
        #expect(try await TestBrowser(hall).signIn().location == "/")
    }

    // MARK: Keys

    @Test func `new keys are asked for when they come up, once a minute at most`() async throws {
        let hall = try await SignOnHall()
        #expect(try await TestBrowser(hall).signIn().location == "/")
        let keys = hall.provider.keys
        func signs(_ kid: String) {
            hall.provider.set { conduct in
                conduct.token = { occasion, keys in
                    var draft = TokenDraft(occasion, keys)
                    draft.head("kid", Written.quoted(kid))
                    draft.signer = SigningKeys.rs256(keys.retired)
                    return try draft.signed()
                }
            }
        }
        func asked() -> Int { hall.provider.said { $0.requests["/keys"] ?? 0 } }
        let rotated = [try SigningKeys.member(keys.retired.publicKey, kid: "r2")]
        hall.provider.set { $0.keySet = rotated }
        hall.advance(61)
        signs("r2")
        #expect(try await TestBrowser(hall).signIn().location == "/")
        #expect(asked() == 2)
        // Kids that nobody has do not make it ask again and again.
        signs("r3")
        for _ in 0..<3 { #expect(try await code(hall) == "sso.token-key") }
        #expect(asked() == 2)
        hall.advance(61)
        #expect(try await code(hall) == "sso.token-key")
        #expect(asked() == 3)
        // A key that was taken back does not count any more after an hour.
        hall.provider.set { $0.keySet = [] }
        signs("r2")
        #expect(try await TestBrowser(hall).signIn().location == "/")
        hall.advance(3_601)
        #expect(try await code(hall) == "sso.token-key")
    }
}
