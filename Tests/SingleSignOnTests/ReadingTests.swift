import Foundation
import Testing

@testable import SingleSignOn

@Suite struct ReadingTests {
    @Test func `base64url is read as it is written, and in no other way`() {
        for bytes: [UInt8] in [[], [0], [0, 1], [0, 1, 2], [255, 254, 253, 252], [0xFB, 0xFF]] {
            #expect(StrictBase64URL.bytes(StrictBase64URL.text(bytes)) == bytes)
        }
        #expect(StrictBase64URL.text([0xFB, 0xFF]) == "-_8")
        for text in ["A", "AA=", "AA==", "AB", "AAB", "A+", "A/AA", "AA A", "AAAA\n", "é", "AAAAA"]
        {
            #expect(StrictBase64URL.bytes(text) == nil, "\(text)")
        }
    }

    @Test func `JSON that can be read in two ways is not read`() throws {
        for text in [
            "", "1", "[]", "{}x", "{}{}", #"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"{"a":01}"#,
            #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#, #"{"a":NaN}"#, #"{"a":1e400}"#, "{'a':1}",
            #"{"a":"\x"}"#, #"{"a":"\ud800"}"#, #"{"a":"\ud800A"}"#, "{\"a\":\"\n\"}",
            #"{"a":1,}"#, #"{"a":[1,]}"#, #"{"a" 1}"#, #"{a:1}"#, #"{"a":tru}"#, #"{"a":"#, "{",
            #"{"a":"b}"#, "{\"a\":1}\u{0}", #"{"a":{"b":1,"b":2}}"#,
        ] {
            #expect(throws: StrictJSON.NotJSON.self, "\(text)") {
                try StrictJSON.object(Array(text.utf8))
            }
        }
        let found = try StrictJSON.object(
            Array(
                #" { "a" : [ 1 , -2.5e1, "x\u00e9\ud83d\ude00\n\/" , null, true ] , "b":{} } "#.utf8
            ))
        #expect(
            found == [
                "a": .array([
                    .number(1), .number(-25), .string("xé😀\n/"), .null, .bool(true),
                ]), "b": .object([:]),
            ])
    }

    @Test func `an issuer is an address with TLS, or on this machine`() throws {
        for text in [
            "https://login.example.org", "https://login.example.org/", "https://a.example/t/v2.0",
            "http://127.0.0.1:9000", "http://localhost:9000/x", "https://login.example.org:8443",
        ] {
            #expect(try Issuer(text).text == text)
        }
        for text in [
            "", "login.example.org", "http://login.example.org", "ftp://login.example.org",
            "https://", "https://a.example?x=1", "https://a.example#x", "https://u@a.example",
            "https://u:p@a.example", "https://a.example/ x", "http://127.0.0.1.example.org",
            "javascript:alert(1)", "https://é.example", "HTTPS://a.example\n",
        ] {
            #expect(throws: ProviderFault.issuerForm, "\(text)") { try Issuer(text) }
        }
    }

    private func description(_ change: [String: String?] = [:]) -> [UInt8] {
        var members: [String: String?] = [
            "issuer": #""https://a.example""#,
            "authorization_endpoint": #""https://a.example/authorize?tenant=1""#,
            "token_endpoint": #""https://b.example/token""#,
            "jwks_uri": #""https://a.example/keys""#,
        ]
        members.merge(change) { $1 }
        let text = members.compactMap { name, json in json.map { "\"\(name)\":\($0)" } }
        return Array("{\(text.joined(separator: ","))}".utf8)
    }

    private func fault(_ change: [String: String?]) throws -> ProviderFault? {
        let issuer = try Issuer("https://a.example")
        do {
            _ = try ProviderMetadata(description(change), of: issuer)
            return nil
        } catch { return error }
    }

    @Test func `a provider that is another, or lacks something, is not used`() throws {
        #expect(try fault([:]) == nil)
        #expect(try fault(["issuer": #""https://a.example/""#]) == .issuer)
        #expect(try fault(["issuer": nil]) == .issuer)
        let lacking: [[String: String?]] = [
            ["token_endpoint": nil], ["jwks_uri": #""http://a.example/keys""#],
            ["jwks_uri": #""file:///etc/passwd""#], ["authorization_endpoint": #""/authorize""#],
            ["token_endpoint": #""https://u:p@a.example/token""#],
            ["token_endpoint": #""http://127.0.0.1/token""#],
            ["code_challenge_methods_supported": #"["plain"]"#],
            ["id_token_signing_alg_values_supported": #"["HS256","none"]"#],
            ["response_types_supported": #"["id_token"]"#],
        ]
        for change in lacking { #expect(try fault(change) == .metadata, "\(change)") }
    }

    @Test func `a browser is sent with all that the answer is held against`() throws {
        let request = SignOnRequest(
            state: "st", nonce: "no", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            scopes: ["openid", "profile"], maxAge: 60)
        let registration = ProviderRegistration(
            clientID: "a&b=c d", clientSecret: nil,
            returnAddress: "https://homeroom.example.org/sign-in/sso/return")
        let metadata = try ProviderMetadata(description(), of: Issuer("https://a.example"))
        // The challenge is the example of RFC 7636, appendix B.
        #expect(
            try request.address(metadata.authorization, registration)
                == "https://a.example/authorize?tenant=1&response_type=code&"
                + "client_id=a%26b%3Dc%20d&redirect_uri="
                + "https%3A%2F%2Fhomeroom.example.org%2Fsign-in%2Fsso%2Freturn&"
                + "scope=openid%20profile&state=st&nonce=no&"
                + "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"
                + "code_challenge_method=S256&max_age=60")
    }
}
