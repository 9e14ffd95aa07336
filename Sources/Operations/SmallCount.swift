/// A count as it goes out. Whoever sees counts, and not the rows that were counted, is not told
/// whether there are few or none.
///
/// Source: counts of fewer than ten are suppressed in public reports of education records; where a
/// total and its other parts are shown, a suppressed part could be reckoned. U.S. Department of
/// Education, PTAC, "Frequently Asked Questions: Disclosure Avoidance".
public enum SmallCount: Equatable, Sendable {
    case exactly(Int)
    /// From 0 to 9.
    case few
    /// Not told, because something that is not told could be reckoned from it.
    case untold

    /// The smallest count that is told.
    public static let least = 10

    /// - Parameter isExact: whether the rows behind it are seen too.
    public init(_ count: Int, isExact: Bool = false) {
        self = isExact || count >= Self.least ? .exactly(count) : .few
    }

    /// Nil where it is not told.
    public var number: Int? { if case .exactly(let number) = self { number } else { nil } }

    /// In words, for a terminal and for files.
    public var words: String {
        switch self {
        case .exactly(let number): "\(number)"
        case .few: "fewer than \(Self.least)"
        case .untold: "not shown"
        }
    }

    /// A sum of what is told. One with a part that is not told is not told either: with the other
    /// parts it would tell it.
    public static func sum(_ parts: [SmallCount]) -> SmallCount {
        let numbers = parts.compactMap(\.number)
        return numbers.count == parts.count ? .exactly(numbers.reduce(0, +)) : .untold
    }
}

extension SmallCount: ExpressibleByIntegerLiteral {
    public init(integerLiteral count: Int) { self = .exactly(count) }
}

extension SmallCount: Codable {
    /// A number; `null` where it is not told; and `"fewer than 10"`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .exactly(let number): try container.encode(number)
        case .few: try container.encode(words)
        case .untold: try container.encodeNil()
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .untold
        } else if let number = try? container.decode(Int.self) {
            self = .exactly(number)
        } else {
            self = .few
        }
    }
}
