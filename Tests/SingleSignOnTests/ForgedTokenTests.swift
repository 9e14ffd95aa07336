import Foundation
import TestProvider
import Testing

@testable import SingleSignOn

/// Tokens against the judgment alone; `SignOnForgeryTests` sends the same through the whole
/// sign-in.
@Suite struct ForgedTokenTests {
    private static let now = 1_791_180_000

    private func occasion() -> TokenOccasion {
        TokenOccasion(
            issuer: "https://provider.example.org/tenant-1", clientID: "homeroom",
            nonce: "Mixed-Case-Nonce-of-this-sign-in", now: Self.now)
    }

    private func judge(
        _ token: String, keySet: [String]? = nil, maxAge: Int? = nil,
        algorithms: [String]? = ["RS256", "ES256", "ES384", "ES512"]
    ) async throws -> ProvenIdentity {
        let keys = try SigningKeys.shared.get()
        let occasion = occasion()
        var check = IDTokenCheck(
            issuer: occasion.issuer, clientID: occasion.clientID, nonce: occasion.nonce,
            now: Date(timeIntervalSince1970: TimeInterval(Self.now)))
        check.maxAge = maxAge
        check.algorithms = algorithms
        check.accessToken = occasion.accessToken
        check.code = occasion.code
        let set = try KeySet(Array(SigningKeys.set(keySet ?? keys.published()).utf8))
        return try await check.identity(token, keys: set)
    }

    @Test func `there are more than a hundred forged tokens, each with a name of its own`() {
        #expect(ForgedToken.all.count >= 100)
        #expect(Set(ForgedToken.all.map(\.name)).count == ForgedToken.all.count)
    }

    @Test(arguments: ForgedToken.all)
    func `a forged token is refused for its reason`(_ forged: ForgedToken) async throws {
        let keys = try SigningKeys.shared.get()
        let token = try forged.token(occasion(), keys)
        let keySet = try forged.keySet(keys)
        var code = "accepted"
        do {
            _ = try await judge(token, keySet: keySet, maxAge: forged.maxAge)
        } catch let fault as TokenFault { code = fault.code }
        #expect(code == forged.code)
    }

    /// What the forged ones are made of, with what else providers send.
    @Test func `good tokens are accepted`() async throws {
        let keys = try SigningKeys.shared.get()
        let occasion = occasion()
        let changes: [(String, @Sendable (inout TokenDraft) -> Void)] = [
            ("as it is", { _ in }),
            ("no type", { $0.head("typ", nil) }),
            ("type in another case", { $0.head("typ", #""jwt""#) }),
            ("aud a list", { $0.say("aud", #"["homeroom"]"#) }),
            ("azp", { $0.say("azp", #""homeroom""#) }),
            (
                "aud a list with azp",
                {
                    $0.say("aud", #"["homeroom","another"]"#)
                    $0.say("azp", #""homeroom""#)
                }
            ),
            ("at_hash", { $0.say("at_hash", Written.quoted(TokenDraft.half("an-access-token"))) }),
            ("c_hash", { $0.say("c_hash", Written.quoted(TokenDraft.half("a-code"))) }),
            (
                "over within the leeway",
                {
                    $0.say("exp", "\(Self.now - 59)")
                    $0.say("iat", "\(Self.now - 300)")
                }
            ),
            ("clock ahead within the leeway", { $0.say("iat", "\(Self.now + 60)") }),
            ("nbf", { $0.say("nbf", "\(Self.now + 60)") }),
            ("times with fractions", { $0.say("exp", "\(Self.now + 300).5") }),
            ("claims that nobody knows", { $0.say("email", #"{"a":[1,{"b":null}]}"#) }),
            ("no kid with one key that fits", { $0.head("kid", nil) }),
            ("longest subject", { $0.say("sub", "\"\(String(repeating: "a", count: 255))\"") }),
        ]
        for (name, change) in changes {
            var draft = TokenDraft(occasion, keys)
            change(&draft)
            let token = try draft.signed()
            let found = try? await judge(token)
            #expect(found?.issuer == occasion.issuer, "\(name)")
        }
    }

    @Test func `each way to sign is understood`() async throws {
        let keys = try SigningKeys.shared.get()
        let ways: [(String, String, SigningKeys.Signer)] = [
            ("RS256", "r1", SigningKeys.rs256(keys.rsa)),
            ("RS512", "r1", SigningKeys.rs512(keys.rsa)),
            ("PS256", "r1", SigningKeys.ps256(keys.rsa)),
            ("ES256", "e1", SigningKeys.es256(keys.p256)),
            ("ES384", "e3", { Array(try keys.p384.signature(for: $0).rawRepresentation) }),
            ("ES512", "e5", { Array(try keys.p521.signature(for: $0).rawRepresentation) }),
        ]
        for (algorithm, kid, signer) in ways {
            var draft = TokenDraft(occasion(), keys)
            draft.head("alg", Written.quoted(algorithm))
            draft.head("kid", Written.quoted(kid))
            draft.signer = signer
            let found = try? await judge(try draft.signed(), algorithms: nil)
            #expect(found?.subject == occasion().subject, "\(algorithm)")
        }
    }

    @Test func `how somebody signed in is kept, and counts for nothing by itself`() async throws {
        let keys = try SigningKeys.shared.get()
        var draft = TokenDraft(occasion(), keys)
        draft.say("amr", #"["pwd","otp"]"#)
        draft.say("acr", #""urn:example:loa:2""#)
        draft.say("auth_time", "\(Self.now - 600)")
        let found = try await judge(try draft.signed(), maxAge: 600)
        #expect(found.methods == ["pwd", "otp"] && found.contextClass == "urn:example:loa:2")
        draft.say("amr", #""mfa""#)
        let vague = try await judge(try draft.signed(), maxAge: 600)
        #expect(vague.methods.isEmpty)
    }

    @Test func `every fault has words of its own`() {
        let faults = TokenFault.allCases.map { $0 as any SignOnFault } + ProviderFault.allCases
        #expect(Set(faults.map(\.code)).count == faults.count)
        #expect(Set(faults.map(\.message)).count == faults.count)
        for fault in faults { #expect(fault.code.hasPrefix("sso.") && !fault.remedy.isEmpty) }
    }
}
