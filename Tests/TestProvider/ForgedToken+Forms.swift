import Foundation

// Tokens that ask for more than a signature, or are written as none should be.

extension ForgedToken {
    static let headers = [
        ForgedToken("key of a stranger in the header", "header") { draft, _, keys in
            let key = try SigningKeys.member(keys.stranger.publicKey, kid: "r1")
            draft.head("jwk", key)
            draft.signer = SigningKeys.rs256(keys.stranger)
        },
        ForgedToken("the provider's key in the header", "header") { draft, _, keys in
            draft.head("jwk", try SigningKeys.member(keys.rsa.publicKey, kid: "r1"))
        },
        ForgedToken("jku of a stranger", "header") { draft, _, keys in
            draft.head("jku", #""https://stranger.example.net/keys""#)
            draft.signer = SigningKeys.rs256(keys.stranger)
        },
        ForgedToken("x5u of a stranger", "header") { draft, _, keys in
            draft.head("x5u", #""https://stranger.example.net/chain""#)
            draft.signer = SigningKeys.rs256(keys.stranger)
        },
        ForgedToken("x5c of a stranger", "signature") { draft, _, keys in
            let key = Data(keys.stranger.publicKey.derRepresentation).base64EncodedString()
            draft.head("x5c", "[\(Written.quoted(key))]")
            draft.signer = SigningKeys.rs256(keys.stranger)
        },
        ForgedToken("crit that nobody knows", "header") { draft, _, _ in
            draft.head("crit", #"["sso"]"#)
            draft.head("sso", "1")
        },
        ForgedToken("crit of nothing", "header") { draft, _, _ in draft.head("crit", "[]") },
        ForgedToken("payload that is not encoded", "header") { draft, _, _ in
            draft.head("b64", "false")
        },
        ForgedToken("kid a number", "header") { draft, _, _ in draft.head("kid", "1") },
        ForgedToken("an access token, by its type", "type") { draft, _, _ in
            draft.head("typ", #""at+jwt""#)
        },
        ForgedToken("a logout token, by its type", "type") { draft, _, _ in
            draft.head("typ", #""logout+jwt""#)
        },
        ForgedToken("type a number", "type") { draft, _, _ in draft.head("typ", "1") },
        ForgedToken("token in a token", "type") { draft, occasion, keys in
            let inner = try TokenDraft(occasion, keys).signed()
            draft.head("cty", #""JWT""#)
            draft.claims = [("jwt", Written.quoted(inner))]
        },
    ]

    static let forms = [
        text("nothing") { _ in "" },
        text("dots alone") { _ in ".." },
        text("a line end behind it") { $0 + "\n" },
        text("a blank before it") { " " + $0 },
        text("a fourth part") { $0 + ".AAAA" },
        text("five parts, as if it were encrypted") { $0 + ".AAAA.AAAA" },
        text("a token twice") { $0 + $0 },
        text("padding behind it") { $0 + "=" },
        text("padding in its header") { token in
            let parts = token.split(separator: ".")
            return parts[0] + "==." + parts[1] + "." + parts[2]
        },
        text("a letter that is none of base64url") { token in token.dropLast(4) + "!!!!" },
        text("a letter outside of ASCII") { token in token.dropLast(1) + "é" },
        ForgedToken(raw: "base64 in place of base64url", "form") { occasion, keys in
            var draft = TokenDraft(occasion, keys)
            // Two letters that base64 and base64url write differently.
            draft.say("x", #""?>?>?>""#)
            let claims = Data(TokenDraft.json(draft.claims).utf8).base64EncodedString()
            return try draft.signed(draft.headerText, claims)
        },
        ForgedToken(raw: "a last letter with bits that mean nothing", "form") { occasion, keys in
            let token = try TokenDraft(occasion, keys).signed()
            // 256 bytes end with a letter of which four bits count.
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            let last = token.last.flatMap(letters.firstIndex) ?? 0
            return token.dropLast() + String(letters[last | 1])
        },
        payload("payload that is no JSON", "form") { _ in Array("sub=subject-of-mira".utf8) },
        payload("payload that is a list", "form") { Array("[".utf8) + $0 + Array("]".utf8) },
        payload("payload with more behind it", "form") { $0 + Array("{}".utf8) },
        payload("payload with NUL behind it", "form") { $0 + [0] },
        payload("payload with a mark of its order of bytes", "form") { [0xEF, 0xBB, 0xBF] + $0 },
        payload("payload that is no UTF-8", "form") { bytes in
            bytes.dropLast() + Array(",\"x\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
        },
        payload("payload with a comment", "form") { Array("/* */".utf8) + $0 },
        payload("payload nested without end", "form") { bytes in
            bytes.dropLast() + Array(",\"x\":".utf8) + [UInt8](repeating: 0x5B, count: 2_000)
                + [UInt8](repeating: 0x5D, count: 2_000) + [0x7D]
        },
        ForgedToken("a claim twice, ours first", "form") { draft, _, _ in
            draft.claims.append(("sub", #""somebody-else""#))
        },
        ForgedToken("a claim twice, ours last", "form") { draft, occasion, _ in
            draft.claims.insert(("sub", #""somebody-else""#), at: 0)
        },
        ForgedToken("a claim twice, once with an escape", "form") { draft, occasion, _ in
            draft.claims.append((#"s\u0075b"#, #""somebody-else""#))
        },
        ForgedToken("nonce twice, one of them right", "form") { draft, _, _ in
            draft.claims.append(("nonce", #""another""#))
        },
        ForgedToken("alg twice", "form") { draft, _, _ in
            draft.header.append(("alg", #""none""#))
        },
        ForgedToken("a token without end", "size") { draft, _, _ in
            draft.say("x", Written.quoted(String(repeating: "x", count: 20_000)))
        },
    ]

    /// A good one whose text is changed afterwards.
    private static func text(
        _ name: String, _ change: @escaping @Sendable (String) -> String
    ) -> ForgedToken {
        ForgedToken(raw: name, "form") { change(try TokenDraft($0, $1).signed()) }
    }

    /// One whose payload is written in another way, and signed.
    private static func payload(
        _ name: String, _ code: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> ForgedToken {
        ForgedToken(raw: name, code) { occasion, keys in
            let draft = TokenDraft(occasion, keys)
            let bytes = change(Array(TokenDraft.json(draft.claims).utf8))
            return try draft.signed(draft.headerText, Written.base64(bytes))
        }
    }
}
