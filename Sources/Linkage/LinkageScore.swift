/// How likely it is that two records are about one person, and why.
public struct LinkageScore: Equatable, Sendable {
    /// The match weight in bits: how many times likelier such a pair of values is among records
    /// of one person than among those of two, as a logarithm to the base 2.
    public let weight: Double
    /// The chance that the two are one person, from 0 to 1, calibrated.
    public let probability: Double
    /// What each field adds to the weight; they add up to it.
    public let reasons: [LinkageReason]
    /// What somebody has to look at, whatever the probability.
    public let alarms: [LinkageAlarm]
}

/// What one field says.
public struct LinkageReason: Equatable, Sendable {
    public let field: LinkageField
    /// The value of the one, as it was written.
    public let left: String
    public let right: String
    public let level: LinkageLevel
    /// What it adds to the match weight, in bits; fields that tell the same add little after the
    /// first of them.
    public let weight: Double
}

/// What makes a pair a matter for a person.
public enum LinkageAlarm: Equatable, Sendable {
    /// Two people who are unlike have one identifier: somebody's number is wrong.
    case sharedIdentifier(LinkageField)
    /// The names and the birth date agree, and the state IDs are two different numbers.
    case twoStateIDs
    /// The same surname, birth date and home, and different first names: twins, as it seems.
    case twins
}

extension LinkageAlarm {
    /// The alarm in a registrar's words.
    public var sentence: String {
        switch self {
        case .sharedIdentifier(let field):
            "Look at the \(field.words): two people who are unlike have it"
        case .twoStateIDs: "Look at the state IDs: names and birth date agree, and they differ"
        case .twins: "Perhaps twins"
        }
    }
}

extension LinkageReason {
    /// The reason in a registrar's words: "first name: Katie is a short form of Katherine, +6.2".
    public var sentence: String { "\(field.words): \(finding), \(Self.signed(weight))" }

    private var finding: String {
        switch level {
        case .missing:
            left.isEmpty || right.isEmpty ? "missing in one" : "not a value that can be compared"
        case .told(let other): "says nothing beside the \(other.words)"
        case .equal(let share): equality(share)
        case .shortForm: shortForm
        case .initial: initial
        case .spacing: "\(left) and \(right) differ only in spaces"
        case .part: "\(shorter) is a part of \(longer)"
        case .slip: "\(left) and \(right) are one slip apart"
        case .similar: "\(left) and \(right) are alike"
        case .elsewhere(let other): "found as the \(other.words) of the other"
        case .dayAndMonthSwapped: "\(left) and \(right) have day and month swapped"
        case .placeholder: "\(left) and \(right), of which January 1 may stand for not known"
        case .twoPartsEqual: "\(left) and \(right) differ in one part"
        case .nextGrade: "\(left) and \(right) follow each other"
        case .differ: "\(left) and \(right) differ"
        }
    }

    private var shorter: String { left.utf8.count <= right.utf8.count ? left : right }
    private var longer: String { left.utf8.count <= right.utf8.count ? right : left }
    private var shortForm: String { "\(shorter) is a short form of \(longer)" }
    private var initial: String { "\(shorter) is the initial of \(longer)" }

    private func equality(_ share: Double?) -> String {
        guard let share, share > 0 else { return "\(left) is the same" }
        if share >= 0.01 { return "\(left) is the same, and common" }
        return share <= 0.0002 ? "\(left) is the same, and rare" : "\(left) is the same"
    }

    private static func signed(_ weight: Double) -> String {
        let tenths = Int((weight * 10).rounded())
        let size = tenths.magnitude
        return "\(tenths < 0 ? "-" : "+")\(size / 10).\(size % 10)"
    }
}
