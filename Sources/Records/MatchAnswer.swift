/// What came of looking for a student in the General Student Table, and why a machine does not
/// link.
///
/// After the answers that Minnesota gives to a request for a state student number: exact, near and
/// multiple matches are told apart, so that the person who asked knows what to compare. The codes
/// are ours; `docs/errors.md` lists them.
public enum MatchAnswer: String, Codable, CaseIterable, Sendable {
    /// One person matches by names and birth date, and the number differs.
    case idDiffers = "match.id-differs"
    case several = "match.several"
    case none = "match.none"
    /// The same initials, birth date and gender.
    case initials = "match.initials"
    case namesEqual = "match.names-equal"
    /// The names sound alike, and the birth dates are less than a year apart.
    case soundsAlike = "match.sounds-alike"
    /// The number is held by somebody who does not match.
    case idHeldByOther = "match.id-held-by-other"
    /// State ID and other ID lead to different SIS students.
    case idsDisagree = "match.ids-disagree"
    /// The SIS student has a profile: a merge is to be looked at.
    case hasProfile = "match.has-profile"
    /// Another unlinked student has a number of the same SIS student.
    case severalStudents = "match.several-students"
    /// One person matches, and there is no number to link by.
    case one = "match.one"
    /// Somebody is alike, and too little is known to say more.
    case alike = "match.alike"
    /// The student is linked; only the state ID is still to come.
    case linked = "match.linked"

    /// In one sentence.
    public var sentence: String {
        switch self {
        case .idDiffers: "One SIS student matches, but has another number."
        case .several: "Several SIS students match."
        case .none: "No SIS student matches."
        case .initials: "A SIS student has the same initials, birth date and gender."
        case .namesEqual:
            "A SIS student has the same names; the birth dates or genders differ, or are not known."
        case .soundsAlike:
            "A SIS student's names sound alike, and the birth dates are less than a year apart."
        case .idHeldByOther: "A SIS student who does not match holds the number."
        case .idsDisagree: "State ID and other ID lead to different SIS students."
        case .hasProfile: "The SIS student has a profile already."
        case .severalStudents: "Another unlinked student has a number of the same SIS student."
        case .one: "One SIS student matches; there is no number to link by."
        case .alike: "A SIS student is alike; too little is known to say more."
        case .linked: "The student is linked to the SIS; the state ID is still to come."
        }
    }

    /// The answer of a refused link.
    public init(_ refusal: LinkRule.Refusal) {
        self =
            switch refusal {
            case .severalHolders: .several
            case .idsDisagree: .idsDisagree
            case .idDiffers: .idDiffers
            case .nameContradicts, .birthDateContradicts: .idHeldByOther
            case .alreadyLinked: .hasProfile
            case .severalStudents: .severalStudents
            }
    }

    /// The answer where no number led to anybody, from how alike the SIS students are that might
    /// be the person, and whether each has a profile. The strongest counts.
    public init(among found: [(likeness: Likeness, hasProfile: Bool)]) {
        let whole = found.filter {
            $0.likeness.names == .equal && $0.likeness.birthDates == .same
                && $0.likeness.genders != .differ
        }
        self =
            if whole.count > 1 {
                .several
            } else if let one = whole.first {
                one.likeness.stateIDs == .differ || one.likeness.otherIDs == .differ
                    ? .idDiffers : one.hasProfile ? .hasProfile : .one
            } else {
                Self(nearest: found.map(\.likeness))
            }
    }

    /// The answer where nobody matches in everything.
    private init(nearest found: [Likeness]) {
        self =
            if found.contains(where: { $0.names == .equal }) {
                .namesEqual
            } else if found.contains(where: {
                $0.names >= .soundAlike && [.same, .near].contains($0.birthDates)
            }) {
                .soundsAlike
            } else if found.contains(where: {
                $0.names == .initials && $0.birthDates == .same && $0.genders == .same
            }) {
                .initials
            } else {
                found.isEmpty ? .none : .alike
            }
    }
}
