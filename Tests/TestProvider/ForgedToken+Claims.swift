import Foundation

// Tokens whose signature is right and whose claims are not.

extension ForgedToken {
    static let times = [
        ForgedToken("expired", "expired") { draft, occasion, _ in
            draft.say("exp", "\(occasion.now - 600)")
            draft.say("iat", "\(occasion.now - 900)")
        },
        ForgedToken("expired since the leeway", "expired") { draft, occasion, _ in
            draft.say("exp", "\(occasion.now - 60)")
            draft.say("iat", "\(occasion.now - 300)")
        },
        ForgedToken("not valid yet", "early") { draft, occasion, _ in
            draft.say("nbf", "\(occasion.now + 61)")
        },
        ForgedToken("made in the future", "early") { draft, occasion, _ in
            draft.say("iat", "\(occasion.now + 61)")
        },
        ForgedToken("made yesterday", "old") { draft, occasion, _ in
            draft.say("iat", "\(occasion.now - 86_400)")
        },
        ForgedToken("no exp", "times") { draft, _, _ in draft.sayNothing(of: "exp") },
        ForgedToken("no iat", "times") { draft, _, _ in draft.sayNothing(of: "iat") },
        ForgedToken("exp as text", "times") { draft, occasion, _ in
            draft.say("exp", "\"\(occasion.now + 300)\"")
        },
        ForgedToken("exp null", "times") { draft, _, _ in draft.say("exp", "null") },
        ForgedToken("exp a list", "times") { draft, occasion, _ in
            draft.say("exp", "[\(occasion.now + 300)]")
        },
        ForgedToken("iat as text", "times") { draft, occasion, _ in
            draft.say("iat", "\"\(occasion.now)\"")
        },
        ForgedToken("nbf as text", "times") { draft, _, _ in draft.say("nbf", #""0""#) },
        ForgedToken("exp before iat", "times") { draft, occasion, _ in
            draft.say("exp", "\(occasion.now - 30)")
        },
        ForgedToken("exp without end", "form") { draft, _, _ in draft.say("exp", "1e999") },
        ForgedToken("exp 0", "expired") { draft, _, _ in draft.say("exp", "0") },
        ForgedToken("exp below 0", "expired") { draft, _, _ in draft.say("exp", "-1") },
    ]

    static let issuers = [
        ForgedToken("iss with a slash behind it", "issuer") { draft, occasion, _ in
            draft.say("iss", Written.quoted(occasion.issuer + "/"))
        },
        ForgedToken("iss with another scheme", "issuer") { draft, occasion, _ in
            let other = occasion.issuer.hasPrefix("https:") ? "http" : "https"
            let rest = occasion.issuer.drop { $0 != ":" }
            draft.say("iss", Written.quoted(other + rest))
        },
        ForgedToken("iss in another case", "issuer") { draft, occasion, _ in
            let parts = occasion.issuer.split(separator: ":", maxSplits: 1)
            draft.say("iss", Written.quoted(parts[0].uppercased() + ":" + parts[1]))
        },
        ForgedToken("iss of another tenant", "issuer") { draft, occasion, _ in
            draft.say("iss", Written.quoted(occasion.issuer + "/tenant-2"))
        },
        ForgedToken("iss of somebody else", "issuer") { draft, _, _ in
            draft.say("iss", #""https://provider.example.net""#)
        },
        ForgedToken("no iss", "issuer") { draft, _, _ in draft.sayNothing(of: "iss") },
        ForgedToken("iss a list", "issuer") { draft, occasion, _ in
            draft.say("iss", "[\(Written.quoted(occasion.issuer))]")
        },
    ]

    static let audiences = [
        ForgedToken("aud of another client", "audience") { draft, _, _ in
            draft.say("aud", #""another-client""#)
        },
        ForgedToken("aud that begins as ours", "audience") { draft, occasion, _ in
            draft.say("aud", Written.quoted(occasion.clientID + "-2"))
        },
        ForgedToken("aud in another case", "audience") { draft, occasion, _ in
            draft.say("aud", Written.quoted(occasion.clientID.uppercased()))
        },
        ForgedToken("no aud", "audience") { draft, _, _ in draft.sayNothing(of: "aud") },
        ForgedToken("aud blank", "audience") { draft, _, _ in draft.say("aud", #""""#) },
        ForgedToken("aud an empty list", "audience") { draft, _, _ in draft.say("aud", "[]") },
        ForgedToken("aud a list without us", "audience") { draft, _, _ in
            draft.say("aud", #"["a","b"]"#)
            draft.say("azp", #""homeroom""#)
        },
        ForgedToken("aud a list without azp", "audience") { draft, occasion, _ in
            draft.say("aud", "[\(Written.quoted(occasion.clientID)),\"another-client\"]")
        },
        ForgedToken("aud a list with a number", "audience") { draft, occasion, _ in
            draft.say("aud", "[\(Written.quoted(occasion.clientID)),1]")
            draft.say("azp", Written.quoted(occasion.clientID))
        },
        ForgedToken("aud an object", "audience") { draft, occasion, _ in
            draft.say("aud", "{\(Written.quoted(occasion.clientID)):true}")
        },
        ForgedToken("azp of another client", "audience") { draft, _, _ in
            draft.say("azp", #""another-client""#)
        },
        ForgedToken("azp of another client beside a list", "audience") { draft, occasion, _ in
            draft.say("aud", "[\(Written.quoted(occasion.clientID)),\"another-client\"]")
            draft.say("azp", #""another-client""#)
        },
        ForgedToken("azp null", "audience") { draft, _, _ in draft.say("azp", "null") },
    ]

    static let nonces = [
        ForgedToken("no nonce", "nonce") { draft, _, _ in draft.sayNothing(of: "nonce") },
        ForgedToken("another nonce", "nonce") { draft, _, _ in
            draft.say("nonce", #""a-nonce-of-somebody-else""#)
        },
        ForgedToken("nonce blank", "nonce") { draft, _, _ in draft.say("nonce", #""""#) },
        ForgedToken("nonce a number", "nonce") { draft, _, _ in draft.say("nonce", "0") },
        ForgedToken("nonce a list", "nonce") { draft, occasion, _ in
            draft.say("nonce", "[\(Written.quoted(occasion.nonce))]")
        },
        ForgedToken("nonce that is cut", "nonce") { draft, occasion, _ in
            draft.say("nonce", Written.quoted(String(occasion.nonce.dropLast())))
        },
        ForgedToken("nonce in another case", "nonce") { draft, _, _ in
            draft.claims = draft.claims.map { name, json in
                (name, name == "nonce" ? json.swappingCase : json)
            }
        },
    ]

    static let subjects = [
        ForgedToken("no sub", "subject") { draft, _, _ in draft.sayNothing(of: "sub") },
        ForgedToken("sub blank", "subject") { draft, _, _ in draft.say("sub", #""""#) },
        ForgedToken("sub a number", "subject") { draft, _, _ in draft.say("sub", "1") },
        ForgedToken("sub null", "subject") { draft, _, _ in draft.say("sub", "null") },
        ForgedToken("sub a list", "subject") { draft, occasion, _ in
            draft.say("sub", "[\(Written.quoted(occasion.subject))]")
        },
        ForgedToken("sub too long", "subject") { draft, _, _ in
            draft.say("sub", Written.quoted(String(repeating: "a", count: 256)))
        },
        ForgedToken("sub with NUL in it", "subject") { draft, occasion, _ in
            draft.say("sub", Written.quoted(occasion.subject + #"\u0000"#))
        },
        ForgedToken("sub with a line end in it", "subject") { draft, occasion, _ in
            draft.say("sub", Written.quoted(occasion.subject + #"\n"#))
        },
    ]

    static let hashes = [
        ForgedToken("at_hash of another token", "hash") { draft, _, _ in
            draft.say("at_hash", Written.quoted(TokenDraft.half("another-token")))
        },
        ForgedToken("at_hash blank", "hash") { draft, _, _ in draft.say("at_hash", #""""#) },
        ForgedToken("at_hash a number", "hash") { draft, _, _ in draft.say("at_hash", "1") },
        ForgedToken("at_hash that is cut", "hash") { draft, occasion, _ in
            let right = TokenDraft.half(occasion.accessToken)
            draft.say("at_hash", Written.quoted(String(right.dropLast(2))))
        },
        ForgedToken("c_hash of another code", "hash") { draft, _, _ in
            draft.say("c_hash", Written.quoted(TokenDraft.half("another-code")))
        },
    ]

    static let ages = [
        ForgedToken("no auth_time where it was asked for", "authenticated", maxAge: 600) {
            _, _, _ in
        },
        ForgedToken("auth_time too long ago", "authenticated", maxAge: 600) { draft, occasion, _ in
            draft.say("auth_time", "\(occasion.now - 661)")
        },
        ForgedToken("auth_time in the future", "authenticated", maxAge: 600) {
            draft, occasion, _ in draft.say("auth_time", "\(occasion.now + 61)")
        },
        ForgedToken("auth_time as text", "authenticated", maxAge: 600) { draft, occasion, _ in
            draft.say("auth_time", "\"\(occasion.now)\"")
        },
    ]
}

extension String {
    fileprivate var swappingCase: String {
        String(map { $0.isUppercase ? Character($0.lowercased()) : Character($0.uppercased()) })
    }
}
