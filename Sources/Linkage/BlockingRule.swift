/// A blocking rule: two people are compared only where one of the rules gives both one key.
///
/// Each rule puts together what is rarely wrong at the same time.
enum BlockingRule: Int, CaseIterable, Sendable {
    /// The birth date, day and month in either order, and how the surname, its second word or the
    /// first name sounds. A name that stands in the other's place is found too.
    case birthAndName
    /// The birth date and the short forms that the first name has.
    case birthAndForm
    /// How both names sound, and the year of birth.
    case namesAndYear
    /// How both names sound, and the day of birth within the year.
    case namesAndDay
    case namesAndZip
    case stateID
    case otherID
    case phoneAndFirst
    case addressAndFirst
    case birthAndPlace

    // Only where few share them: these are not in an index, but compared in tables.
    case birth
    case names
    case phone
    case address
    /// The house number and how the street begins: the street may be cut, or written otherwise.
    case home
    /// The house number, wherever the street stands, and a name.
    case numberAndFirst
    case numberAndLast
    case lastAndZip
    case firstAndZip
    case last
    case firstAndCity
    case guardianAndFirst
    case zip
    case city
    case extra

    /// Rules whose keys are worth keeping in an index.
    static let indexed = allCases.filter { $0.rawValue <= birthAndPlace.rawValue }

    /// Whether the rule counts only where few people share a key.
    var isLoose: Bool { rawValue > Self.birthAndPlace.rawValue }

    /// At most so many keys a rule gives for one person.
    var slots: Int {
        switch self {
        case .birthAndName: 3
        case .namesAndYear, .namesAndDay, .last: 2
        case .extra: LinkageTable.mostExtras
        default: 1
        }
    }
}

/// What keys are made of; 0 where it is missing.
struct BlockingParts {
    /// Eight digits; day and month in the order of their size.
    var birth: UInt32 = 0
    var firstSound: UInt32 = 0
    /// The number of the line of short forms that the first name stands in first.
    var firstForm: UInt32 = 0
    var lastSound: UInt32 = 0
    /// How the last word of a surname of several words sounds.
    var secondLastSound: UInt32 = 0
    var stateID: UInt64 = 0
    var otherID: UInt64 = 0
    var phone: UInt64 = 0
    var address: UInt64 = 0
    var home: UInt64 = 0
    var houseNumber: UInt64 = 0
    var guardian: UInt64 = 0
    var zip: UInt64 = 0
    var city: UInt64 = 0
    var extra: UInt64 = 0

    /// How the first name sounds; of one with short forms, which they are.
    private var firstName: UInt64 {
        firstForm != 0 ? UInt64(firstForm) | 1 << 40 : UInt64(firstSound)
    }

    /// The key of a rule, or 0 where a part of it is missing.
    @inline(__always)
    func key(_ rule: BlockingRule, slot: Int) -> UInt64 {
        let birth = UInt64(birth)
        switch rule {
        case .birthAndName:
            return Self.key(rule, birth, UInt64(name(slot)))
        case .birthAndForm:
            return Self.key(rule, birth, UInt64(firstForm))
        case .namesAndYear:
            return Self.key(rule, birth / 10_000, firstName, UInt64(lastName(slot)))
        case .namesAndDay:
            return Self.key(rule, birth % 10_000, firstName, UInt64(lastName(slot)))
        case .namesAndZip: return Self.key(rule, zip, firstName, UInt64(lastSound))
        case .stateID: return Self.key(rule, stateID, 1)
        case .otherID: return Self.key(rule, otherID, 1)
        case .phoneAndFirst: return Self.key(rule, phone, firstName)
        case .addressAndFirst: return Self.key(rule, address, firstName)
        case .birthAndPlace: return Self.key(rule, birth, zip)
        case .birth: return Self.key(rule, birth, 1)
        case .names:
            // In either order, for names that stand in each other's place.
            let (one, other) = (UInt64(firstSound), UInt64(lastSound))
            return Self.key(rule, min(one, other), max(one, other))
        case .phone: return Self.key(rule, phone, 1)
        case .address: return Self.key(rule, address, 1)
        case .home: return Self.key(rule, home, 1)
        case .numberAndFirst: return Self.key(rule, houseNumber, firstName)
        case .numberAndLast: return Self.key(rule, houseNumber, UInt64(lastSound))
        case .lastAndZip: return Self.key(rule, UInt64(lastSound), zip)
        case .firstAndZip: return Self.key(rule, firstName, zip)
        case .last: return Self.key(rule, UInt64(lastName(slot)), 1)
        case .firstAndCity: return Self.key(rule, firstName, city)
        case .zip: return Self.key(rule, zip, 1)
        case .city: return Self.key(rule, city, 1)
        case .guardianAndFirst: return Self.key(rule, guardian, firstName)
        case .extra: return Self.key(rule, extra, UInt64(slot + 1))
        }
    }

    @inline(__always)
    private func name(_ slot: Int) -> UInt32 { slot == 2 ? firstSound : lastName(slot) }

    @inline(__always)
    private func lastName(_ slot: Int) -> UInt32 { slot == 0 ? lastSound : secondLastSound }

    @inline(__always)
    private static func key(
        _ rule: BlockingRule, _ one: UInt64, _ other: UInt64, _ third: UInt64 = 1
    ) -> UInt64 {
        if one == 0 || other == 0 || third == 0 { return 0 }
        let start = UInt64(rule.rawValue + 1) &* 0x9E37_79B9_7F4A_7C15
        return max(1, mixed(mixed(mixed(start ^ one) ^ other) ^ third))
    }

    /// Multiplies to 128 bits and folds the halves.
    @inline(__always)
    private static func mixed(_ value: UInt64) -> UInt64 {
        let wide = (value ^ 0x5851_F42D_4C95_7F2D).multipliedFullWidth(by: 0x9FB2_1C65_1E98_DF25)
        return wide.high ^ wide.low
    }
}
