import Foundation

/// An address of the Internet Protocol, version 4 or 6, or all that begin like it.
///
/// Source of the form `address/bits`: RFC 4632, section 3.1; RFC 4291, section 2.3.
public struct AddressRange: Equatable, Sendable {
    /// 4 bytes or 16.
    private let bytes: [UInt8]
    /// How many bits from the left have to be the same.
    private let bits: Int

    /// Nil where the text is no address and no range, or where a range has bits behind its length.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = Self.bytes(of: String(first)) else { return nil }
        var bits = bytes.count * 8
        if parts.count > 1 {
            let isNumber = !parts[1].isEmpty && parts[1].utf8.allSatisfy { (48...57).contains($0) }
            guard isNumber, let given = Int(parts[1]), given <= bits else { return nil }
            bits = given
        }
        let isClean = (bits..<(bytes.count * 8)).allSatisfy { !Self.bit($0, of: bytes) }
        if !isClean { return nil }
        self.bytes = bytes
        self.bits = bits
    }

    /// Whether an address lies in it. One of version 4 that is written in version 6
    /// (`::ffff:192.0.2.7`) is one of version 4.
    public func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == bytes.count else { return false }
        return (0..<bits).allSatisfy { Self.bit($0, of: bytes) == Self.bit($0, of: other) }
    }

    private static func bit(_ place: Int, of bytes: [UInt8]) -> Bool {
        bytes[place / 8] >> UInt8(7 - place % 8) & 1 == 1
    }

    /// Nil where it is no address.
    private static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four, Array.init) }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: six, Array<UInt8>.init)
        let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        return Array(bytes.prefix(12)) == mapped ? Array(bytes.suffix(4)) : bytes
    }
}
