/// The kinds of pairs that the model tells apart.
///
/// Fields are independent within a class, not over all: what makes several of them agree or differ
/// at once, such as one home, is the class.
enum PairClass: Int, CaseIterable, Sendable {
    /// One person, at one home.
    case same
    /// One person, who moved between the two records.
    case moved
    /// One person, with many errors in a record.
    case rough
    /// One person, who moved, with many errors in a record.
    case roughMoved
    /// Two people with nothing in common.
    case unrelated
    /// Two people of one town.
    case neighbors
    /// Two children of one household.
    case siblings
    /// Two children of one household, which moved between the two records.
    case siblingsMoved
    /// Two children of one household, born on one day.
    case twins
    /// Two children born on one day, of one household, which moved between the two records.
    case twinsMoved
    /// Two people, one of whom has the other's number by mistake.
    case wrongNumber

    static let matches: [PairClass] = [.same, .moved, .rough, .roughMoved]
    static let households: [PairClass] = [.siblings, .siblingsMoved, .twins, .twinsMoved]
    static let others = allCases.filter { !matches.contains($0) }

    /// Whether the share of a value, and not the table, says how often two have it by chance.
    func usesShare(_ comparison: Comparison) -> Bool {
        switch comparison {
        case .first, .middle, .last, .guardian, .extra:
            self == .unrelated || self == .neighbors || self == .wrongNumber
        case .city, .zip, .school: self == .unrelated || self == .wrongNumber
        default: false
        }
    }
}

/// One number for each class, in the order of `PairClass`; the last are 0.
typealias ClassVector = SIMD16<Float>

extension ClassVector {
    /// One where a pair of one person is meant.
    static let isMatch = ClassVector(1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    /// One where a pair of one household is meant.
    static let isHousehold = ClassVector(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0)
}
