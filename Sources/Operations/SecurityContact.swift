import Foundation
import Storage

/// Whom to tell of a fault in the security of this server: somebody of the district, never of the
/// project, for the project neither runs the server nor may see its students.
///
/// Source: RFC 9116, section 2.5.
public struct SecurityContact: Equatable, Sendable {
    /// The name of the setting.
    public static let setting = "security-contact"
    /// How long the district's word counts, from the day on which it was given. Section 2.5.5 asks
    /// for less than a year. It does not begin anew by itself: then it would never tell that nobody
    /// looked after it any more.
    public static let days = 360

    /// `mailto:`, `https:` or `tel:`.
    public let address: String
    public let expires: Date

    /// The one that was set; nil where none is.
    public static func find(in store: any Store) throws -> SecurityContact? {
        let found = try store.read { try $0.settingAndTime(setting) }
        guard let (address, at) = found, isAddress(address),
            let time = try? Date(at, strategy: .iso8601)
        else { return nil }
        return SecurityContact(
            address: address, expires: time.addingTimeInterval(Double(days) * 86_400))
    }

    /// Whether it is an address that a line can hold and that people can be reached by.
    static func isAddress(_ text: String) -> Bool {
        text.utf8.count <= 200 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && text.wholeMatch(of: /mailto:.+@.+|https:\/\/.+|tel:\+[0-9-]+/) != nil
    }

    /// The file, as whoever finds a fault reads it.
    ///
    /// - Parameter publicAddress: as people see the server; nil where that is not known.
    public func text(publicAddress: String?) -> String {
        var lines = [
            "Contact: \(address)", "Expires: \(ImportFiles.timestamp(expires))",
            "Preferred-Languages: en",
        ]
        // Only over TLS a file can say where it belongs.
        if let publicAddress, publicAddress.hasPrefix("https://") {
            lines.append("Canonical: \(publicAddress)\(Self.path)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Where it is asked for.
    public static let path = "/.well-known/security.txt"
}
