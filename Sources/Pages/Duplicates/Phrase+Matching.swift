import Operations

// What the matching says of two values, in words.

extension Duplicates.Reason {
    /// Whether one of the two has no value, which says nothing.
    var isMissing: Bool { one.isEmpty || other.isEmpty }
}

extension Phrase {
    /// A field that is compared.
    static func matched(_ field: String) -> Phrase {
        switch field {
        case "first": .firstName
        case "middle": .middleName
        case "last": .lastName
        case "akaFirst": Phrase("match.aka-first", "Other first name")
        case "akaLast": Phrase("match.aka-last", "Other last name")
        case "birthDate": .birthDate
        case "gender": .gender
        case "grade": .grade
        case "school": .school
        case "stateID": .stateID
        case "otherID": .otherID
        default: Phrase(data: field)
        }
    }

    private static let agreements: [String: Phrase] = [
        "missing": Phrase("match.missing", "missing in one: says nothing"),
        "equal": Phrase("match.equal", "the same"),
        "equalCommon": Phrase("match.equal-common", "the same, and common"),
        "equalRare": Phrase("match.equal-rare", "the same, and rare"),
        "shortForm": Phrase("match.short", "one is a short form of the other"),
        "initial": Phrase("match.initial", "one is the initial of the other"),
        "spacing": Phrase("match.spacing", "differ only in spaces"),
        "part": Phrase("match.part", "one is a part of the other"),
        "slip": Phrase("match.slip", "one typing error apart"),
        "similar": Phrase("match.similar", "alike in spelling or sound"),
        "told": Phrase("match.told", "says nothing beside another field"),
        "elsewhere": Phrase("match.elsewhere", "stands in another field of the other"),
        "dayAndMonthSwapped": Phrase("match.swapped", "day and month are swapped"),
        "placeholder": Phrase("match.placeholder", "January 1 may stand for not known"),
        "twoPartsEqual": Phrase("match.two-parts", "differ in one part"),
        "nextGrade": Phrase("match.next-grade", "grades that follow each other"),
        "differ": Phrase("match.differ", "differ"),
    ]

    /// How much two values agree.
    static func agreement(_ level: String) -> Phrase {
        agreements[level] ?? Phrase(data: level)
    }

    static func weighed(_ agreement: Phrase, _ weight: String) -> Phrase {
        Phrase("match.weighed", "{0}, {1}", agreement.text, weight)
    }
}
