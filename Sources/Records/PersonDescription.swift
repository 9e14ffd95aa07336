/// What is known of a person, for telling whether two records are about one.
public struct PersonDescription: Equatable, Sendable {
    public var lastName: String
    public var firstName: String
    public var middleName = ""
    public var akaLastName = ""
    public var akaFirstName = ""
    public var birthDate: CalendarDate?
    public var gender = ""
    public var grade = ""
    public var site: Int?
    /// Empty where it is unknown.
    public var stateID = ""
    /// Whether `stateID` is a stand-in, which another number contradicts in nothing.
    public var stateIDIsProvisional = false
    /// The district's own numbers.
    public var otherIDs: [String] = []

    /// `Last, First Middle`, as lists name people.
    public var listedName: String {
        lastName + ", " + [firstName, middleName].filter { !$0.isEmpty }.joined(separator: " ")
    }

    public init(lastName: String, firstName: String, birthDate: CalendarDate? = nil) {
        self.lastName = lastName
        self.firstName = firstName
        self.birthDate = birthDate
    }
}

/// How alike two descriptions of persons are, field by field.
public struct Likeness: Equatable, Sendable {
    /// What names say, the most first.
    public enum Names: Int, Comparable, Sendable {
        case differ, initials, soundAlike, agree, equal

        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// What birth dates say. Near is less than a year apart, or day and month swapped.
    public enum BirthDates: Sendable { case same, near, unknown, differ }

    /// What a value says that is the same or is not.
    public enum Agreement: Sendable { case same, unknown, differ }

    public let names: Names
    public let birthDates: BirthDates
    public let genders: Agreement
    public let stateIDs: Agreement
    public let otherIDs: Agreement
    public let places: Agreement

    public init(_ one: PersonDescription, _ other: PersonDescription) {
        names = Self.names(one, other)
        birthDates = Self.birthDates(one.birthDate, other.birthDate)
        genders = Self.agreement(Self.gender(one), Self.gender(other))
        let stateIDs = Self.agreement(one.stateID, other.stateID)
        let isStandIn = one.stateIDIsProvisional || other.stateIDIsProvisional
        self.stateIDs = stateIDs == .differ && isStandIn ? .unknown : stateIDs
        otherIDs = Self.otherIDs(one.otherIDs, other.otherIDs)
        places = Self.agreement(
            one.site.map { "\($0)/\(one.grade)" } ?? "",
            other.site.map { "\($0)/\(other.grade)" } ?? "")
    }

    private static func names(_ one: PersonDescription, _ other: PersonDescription) -> Names {
        let own = names(one.lastName, one.firstName, other.lastName, other.firstName)
        if other.akaLastName.isEmpty, other.akaFirstName.isEmpty { return own }
        let aka = names(
            one.lastName, one.firstName,
            other.akaLastName.isEmpty ? other.lastName : other.akaLastName,
            other.akaFirstName.isEmpty ? other.firstName : other.akaFirstName)
        return max(own, aka)
    }

    private static func names(
        _ last: String, _ first: String, _ otherLast: String, _ otherFirst: String
    ) -> Names {
        let (last, first) = (NameKeys.folded(last), NameKeys.folded(first))
        let (otherLast, otherFirst) = (NameKeys.folded(otherLast), NameKeys.folded(otherFirst))
        if last.isEmpty || otherLast.isEmpty || first.isEmpty || otherFirst.isEmpty {
            return .differ
        }
        if last == otherLast, first == otherFirst { return .equal }
        if NameAgreement.agree(
            last: last, first: first, otherLast: otherLast, otherFirst: otherFirst)
        {
            return .agree
        }
        if Soundex.soundAlike(last, otherLast), Soundex.soundAlike(first, otherFirst) {
            return .soundAlike
        }
        return last.first == otherLast.first && first.first == otherFirst.first
            ? .initials : .differ
    }

    /// Birth dates so many days apart are near.
    public static let nearDays = 365

    private static func birthDates(_ one: CalendarDate?, _ other: CalendarDate?) -> BirthDates {
        guard let one, let other else { return .unknown }
        if one == other { return .same }
        if abs(one.dayNumber - other.dayNumber) <= nearDays { return .near }
        return one.withDayAndMonthSwapped == other ? .near : .differ
    }

    private static func gender(_ person: PersonDescription) -> String {
        person.gender.prefix(1).uppercased()
    }

    private static func agreement(_ one: String, _ other: String) -> Agreement {
        one.isEmpty || other.isEmpty ? .unknown : one == other ? .same : .differ
    }

    private static func otherIDs(_ one: [String], _ other: [String]) -> Agreement {
        let (one, other) = (one.filter { $0 != "" }, other.filter { $0 != "" })
        if one.isEmpty || other.isEmpty { return .unknown }
        return Set(one).isDisjoint(with: other) ? .differ : .same
    }

    /// From 0 to 1, in hundredths. Only a number that both hold makes it 1.
    public var score: Double {
        var points = [.equal: 50, .agree: 40, .soundAlike: 30, .initials: 10][names] ?? 0
        points += [.same: 35, .near: 15, .unknown: 10][birthDates] ?? 0
        points += [.same: 5, .unknown: 2][genders] ?? 0
        points += places == .same ? 5 : 0
        points += [.same: 45, .differ: -20][stateIDs] ?? 0
        points += [.same: 40, .differ: -10][otherIDs] ?? 0
        return Double(min(100, max(0, points))) / 100
    }

    /// What speaks for and against, in words, without a value of a student.
    public var evidence: [String] {
        var words: [String] = []
        switch stateIDs {
        case .same: words.append("The state IDs are the same.")
        case .differ: words.append("The state IDs differ.")
        case .unknown: break
        }
        switch otherIDs {
        case .same: words.append("The other IDs are the same.")
        case .differ: words.append("The other IDs differ.")
        case .unknown: break
        }
        switch names {
        case .equal: words.append("The names are the same.")
        case .agree: words.append("The names agree.")
        case .soundAlike: words.append("The names sound alike.")
        case .initials: words.append("The initials are the same.")
        case .differ: words.append("The names differ.")
        }
        switch birthDates {
        case .same: words.append("The birth dates are the same.")
        case .near: words.append("The birth dates are near each other.")
        case .unknown: words.append("A birth date is not known.")
        case .differ: words.append("The birth dates differ.")
        }
        if genders == .same { words.append("The genders are the same.") }
        if genders == .differ { words.append("The genders differ.") }
        if places == .same { words.append("School and grade are the same.") }
        return words
    }

    /// Whether a number of one is a number of the other.
    public var sharesNumber: Bool { stateIDs == .same || otherIDs == .same }

    /// Whether it may be one person, so that somebody should look.
    public var isCandidate: Bool {
        if sharesNumber || names == .equal { return true }
        switch birthDates {
        case .same:
            return names >= .soundAlike || (names == .initials && genders != .differ)
        case .near: return names >= .soundAlike
        case .unknown: return names == .agree
        case .differ: return false
        }
    }

    /// Whether it is so likely one person that no second record should be made without asking: a
    /// number is the same, or the names are and nothing speaks against it, or the names are alike
    /// and so are the birth dates. Where numbers differ, the birth dates have to be the same.
    public var isLikely: Bool {
        if sharesNumber { return true }
        if stateIDs == .differ || otherIDs == .differ, birthDates != .same { return false }
        switch birthDates {
        case .same, .near: return names >= .soundAlike
        case .unknown: return names == .equal
        case .differ: return false
        }
    }
}

extension CalendarDate {
    /// The date that has this one's day as month and month as day; nil where there is none.
    var withDayAndMonthSwapped: CalendarDate? {
        let parts = description.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        return CalendarDate(year: parts[0], month: parts[2], day: parts[1])
    }
}
