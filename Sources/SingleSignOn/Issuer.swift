import Foundation

/// The address that names a provider (OpenID Connect Discovery, section 3): one text, which is
/// never rewritten.
public struct Issuer: Sendable, Hashable {
    public let text: String
    /// Whether it is on this machine and without TLS, which is for tests.
    let isLoopback: Bool

    private static let longest = 1_000

    /// - Throws: `ProviderFault.issuerForm` unless it is `https://`, or `http://` of this machine,
    ///   with neither query, fragment nor user.
    public init(_ text: String) throws(ProviderFault) {
        guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.query == nil, parts.fragment == nil, parts.user == nil, parts.password == nil
        else { throw .issuerForm }
        switch parts.scheme {
        case "https": isLoopback = false
        case "http" where Self.isThisMachine(host): isLoopback = true
        default: throw .issuerForm
        }
        self.text = text
    }

    private static func isThisMachine(_ host: String) -> Bool {
        ["127.0.0.1", "::1", "[::1]", "localhost"].contains(host)
    }

    /// Where the provider describes itself (OpenID Connect Discovery, section 4).
    var discovery: String {
        (text.hasSuffix("/") ? String(text.dropLast()) : text)
            + "/.well-known/openid-configuration"
    }

    /// An address that the provider gives, where it may be used: with TLS, unless the provider is
    /// on this machine, and then on this machine.
    func endpoint(_ text: String?) -> URL? {
        guard let text, let url = URL(string: text), let host = url.host(percentEncoded: false),
            url.fragment() == nil, url.user() == nil, url.password() == nil
        else { return nil }
        switch url.scheme?.lowercased() {
        case "https": return url
        case "http" where isLoopback && Self.isThisMachine(host): return url
        default: return nil
        }
    }
}
