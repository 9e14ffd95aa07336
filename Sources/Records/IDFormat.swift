/// What numbers of one kind look like in a district: a regular expression that the whole number
/// has to match.
public struct IDFormat: Equatable, Sendable {
    public let pattern: String
    /// What the pattern says, in words: `10 digits`.
    public let words: String

    /// - Parameter words: nil where nobody said it in words; then the pattern has to do.
    public init(_ pattern: String, words: String? = nil) {
        self.pattern = pattern
        self.words = words ?? "the form \(pattern)"
    }

    /// Whether `text` can be read as a regular expression.
    public static func isPattern(_ text: String) -> Bool { (try? Regex(text)) != nil }

    /// Whether all of `number` matches.
    public func fits(_ number: String) -> Bool { matcher(number) }

    /// The same for many numbers: the pattern is read once.
    public var matcher: (String) -> Bool {
        guard let regex = try? Regex(pattern) else { return { _ in false } }
        return { (try? regex.wholeMatch(in: $0)) != nil && !$0.isEmpty }
    }

    /// The characters with which a number of this form begins, where the pattern says so plainly:
    /// with a letter or digit, with some in brackets, or with a choice of these. Nil where all
    /// have to be tried.
    public var firstCharacters: [Character]? {
        guard Self.isPattern(pattern) else { return nil }
        return Self.firstCharacters(pattern[...])
    }

    private static func firstCharacters(_ pattern: Substring) -> [Character]? {
        var found: [Character] = []
        for choice in choices(pattern) {
            guard let some = first(of: choice.first == "^" ? choice.dropFirst() : choice)
            else { return nil }
            found += some.filter { !found.contains($0) }
        }
        return found
    }

    /// The parts between the bars of a pattern that stand in no group and no brackets.
    private static func choices(_ pattern: Substring) -> [Substring] {
        var (parts, start, depth) = ([Substring](), pattern.startIndex, 0)
        var (isEscaped, isInBrackets) = (false, false)
        for index in pattern.indices {
            let character = pattern[index]
            if isEscaped {
                isEscaped = false
                continue
            }
            switch character {
            case "\\": isEscaped = true
            case "[": isInBrackets = true
            case "]": isInBrackets = false
            case "(" where !isInBrackets: depth += 1
            case ")" where !isInBrackets: depth -= 1
            case "|" where depth == 0 && !isInBrackets:
                parts.append(pattern[start..<index])
                start = pattern.index(after: index)
            default: break
            }
        }
        return parts + [pattern[start...]]
    }

    /// With what one choice begins.
    private static func first(of pattern: Substring) -> [Character]? {
        guard let first = pattern.first else { return nil }
        let rest = pattern.dropFirst()
        let canBeLeftOut: (Substring) -> Bool = {
            $0.first.map { "?*{".contains($0) } ?? false
        }
        if first.isLetter || first.isNumber { return canBeLeftOut(rest) ? nil : [first] }
        if first == "(", let group = group(rest) {
            if canBeLeftOut(rest[group.endIndex...].dropFirst()) { return nil }
            return firstCharacters(group.hasPrefix("?:") ? group.dropFirst(2) : group)
        }
        guard first == "[", let end = rest.firstIndex(of: "]") else { return nil }
        let inside = rest[..<end]
        guard !inside.isEmpty, inside.allSatisfy({ $0.isLetter || $0.isNumber }),
            !canBeLeftOut(rest[end...].dropFirst())
        else { return nil }
        return Array(inside)
    }

    /// What stands in the group that `rest` begins in; nil where that is not plain.
    private static func group(_ rest: Substring) -> Substring? {
        guard !rest.contains("\\"), let end = rest.firstIndex(of: ")"),
            !rest[..<end].contains("(")
        else { return nil }
        return rest[..<end]
    }
}

/// What the numbers of a district look like, as far as it was said.
public struct IDFormats: Equatable, Sendable {
    public var stateID: IDFormat?
    public var otherID: IDFormat?
    /// Of stand-ins that are given until the state ID is there.
    public var provisionalID: IDFormat?

    public init(
        stateID: IDFormat? = nil, otherID: IDFormat? = nil, provisionalID: IDFormat? = nil
    ) {
        self.stateID = stateID
        self.otherID = otherID
        self.provisionalID = provisionalID
    }

    /// Those of a state, as its districts use them: Alabama's IDs are seen with 9, 10 and 12
    /// digits; Arkansas marks stand-ins by a leading T, S or Z.
    public static let presets: [String: IDFormats] = [
        "alabama": IDFormats(
            stateID: IDFormat("[0-9]{9}|[0-9]{10}|[0-9]{12}", words: "9, 10 or 12 digits")),
        "california": IDFormats(stateID: tenDigits),
        "washington": IDFormats(stateID: tenDigits),
        "arkansas": IDFormats(
            stateID: IDFormat("[1-9][0-9]{9}", words: "10 digits, the first of them not 0"),
            provisionalID: IDFormat("[TSZ][0-9]{9}", words: "T, S or Z and then 9 digits")),
        "texas": IDFormats(stateID: tenDigits),
        "ohio": IDFormats(
            stateID: IDFormat("[A-Z]{2}[0-9]{7}", words: "two capital letters and then 7 digits")),
        "wisconsin": IDFormats(stateID: tenDigits),
    ]

    private static let tenDigits = IDFormat("[0-9]{10}", words: "10 digits")

    /// Whether a state ID is a stand-in.
    public func isProvisional(_ stateID: String) -> Bool {
        !stateID.isEmpty && provisionalID?.fits(stateID) == true
    }

    /// The format that a state ID does not fit; nil where it is a state ID, or a stand-in.
    public func misfit(ofStateID number: String) -> IDFormat? {
        isProvisional(number) ? nil : stateID.flatMap { $0.fits(number) ? nil : $0 }
    }

    /// The format that an other ID does not fit, or nil.
    public func misfit(ofOtherID number: String) -> IDFormat? {
        otherID.flatMap { $0.fits(number) ? nil : $0 }
    }
}
