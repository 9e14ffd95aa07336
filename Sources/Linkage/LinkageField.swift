/// What is compared of two people.
public enum LinkageField: Hashable, Sendable {
    case first, middle, last, suffix
    /// Another first name that a person is or was known by.
    case akaFirst
    /// Another surname that a person has or had.
    case akaLast
    case birthDate, gender, grade
    /// The number that the state gives.
    case stateID
    /// The district's own number.
    case otherID
    case address, city, zip, phone, guardian, school
    /// A column that only the sender knows, by its name.
    case extra(String)

    /// All that have a meaning of their own, in the order in which reasons are given.
    public static let known: [LinkageField] = [
        .first, .middle, .last, .suffix, .akaFirst, .akaLast, .birthDate, .gender, .stateID,
        .otherID, .address, .city, .zip, .phone, .guardian, .school, .grade,
    ]

    private static let names: [LinkageField: String] = [
        .first: "first", .middle: "middle", .last: "last", .suffix: "suffix",
        .akaFirst: "akaFirst", .akaLast: "akaLast", .birthDate: "birthDate", .gender: "gender",
        .grade: "grade", .stateID: "stateID", .otherID: "otherID", .address: "address",
        .city: "city", .zip: "zip", .phone: "phone", .guardian: "guardian", .school: "school",
    ]

    /// How the field is written in commands and models: `birthDate`, `extra:bus route`.
    public var name: String {
        if case .extra(let name) = self { return "extra:\(name)" }
        return Self.names[self] ?? ""
    }

    /// The field that `name` names; nil where it names none.
    public init?(name: String) {
        if name.hasPrefix("extra:"), name.utf8.count > 6 {
            self = .extra(String(name.dropFirst(6)))
        } else if let field = Self.names.first(where: { $0.value == name })?.key {
            self = field
        } else {
            return nil
        }
    }

    /// What a registrar calls it.
    public var words: String {
        switch self {
        case .first: "first name"
        case .middle: "middle name"
        case .last: "last name"
        case .akaFirst: "other first name"
        case .akaLast: "other last name"
        case .birthDate: "birth date"
        case .stateID: "state ID"
        case .otherID: "other ID"
        case .zip: "ZIP code"
        case .extra(let name): name
        default: name
        }
    }
}
