import Delimited
import Records

/// How common first and last names are among the people who are compared.
public struct NameFrequencies: Sendable {
    /// How many people were counted.
    public private(set) var people = 0
    private var first: [UInt64: UInt32] = [:]
    private var last: [UInt64: UInt32] = [:]

    public init() {}

    /// Counts a person's names; empty ones do not count.
    public mutating func add(first firstName: String, last lastName: String, count: Int = 1) {
        people += count
        if let key = Self.key(firstName) { first[key, default: 0] += UInt32(clamping: count) }
        if let key = Self.key(lastName) { last[key, default: 0] += UInt32(clamping: count) }
    }

    /// The part of all people who have this first name, or are taken to have it where nobody has.
    public func share(first name: String) -> Double { share(Self.key(name).flatMap { first[$0] }) }

    /// The part of all people who have this last name.
    public func share(last name: String) -> Double { share(Self.key(name).flatMap { last[$0] }) }

    private func share(_ count: UInt32?) -> Double {
        (Double(count ?? 0) + 1) / (Double(people) + 1_000)
    }

    private static func key(_ name: String) -> UInt64? {
        let folded = NameKeys.folded(name)
        return folded.isEmpty ? nil : ContentHash.hash(folded, seed: 0x52)
    }
}
