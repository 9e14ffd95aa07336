/// Comparison levels as small numbers, as they stand in tables and vectors.
///
/// One number means a like thing in all comparisons, from 1, equal, to 8, different.
enum LevelCode {
    static let missing: UInt8 = 0
    static let equal: UInt8 = 1
    /// A short form of a first name; a surname written in one word or in two; a date with day and
    /// month swapped; a grade that follows.
    static let form: UInt8 = 2
    /// An initial; a date that may stand for "not known".
    static let initial: UInt8 = 3
    /// A part of the other; a date that agrees in two of three parts.
    static let part: UInt8 = 4
    /// One slip apart.
    static let slip: UInt8 = 5
    static let similar: UInt8 = 6
    /// Found in another field of the other.
    static let elsewhere: UInt8 = 7
    static let differ: UInt8 = 8
    static let count = 9
}

/// The comparisons of the model, each of one field or of a few that belong together.
enum Comparison: Int, CaseIterable, Sendable {
    case first, middle, last, suffix, birthDate, gender, stateID, otherID, address, city, zip,
        phone, guardian, school, grade
    /// All columns that only the sender knows are compared alike.
    case extra

    /// The comparison of a column; nil for names that are compared with another's.
    init?(_ field: LinkageField) {
        switch field {
        case .first: self = .first
        case .middle: self = .middle
        case .last: self = .last
        case .suffix: self = .suffix
        case .birthDate: self = .birthDate
        case .gender: self = .gender
        case .grade: self = .grade
        case .stateID: self = .stateID
        case .otherID: self = .otherID
        case .address: self = .address
        case .city: self = .city
        case .zip: self = .zip
        case .phone: self = .phone
        case .guardian: self = .guardian
        case .school: self = .school
        case .extra: self = .extra
        case .akaFirst, .akaLast: return nil
        }
    }

    var field: LinkageField {
        let fields: [LinkageField] = [
            .first, .middle, .last, .suffix, .birthDate, .gender, .stateID, .otherID, .address,
            .city, .zip, .phone, .guardian, .school, .grade, .extra(""),
        ]
        return fields[rawValue]
    }
}
