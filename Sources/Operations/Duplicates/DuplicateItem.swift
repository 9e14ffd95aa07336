import Linkage
import Records
import Storage

extension Duplicates.Item {
    /// - Parameter sees: whether a field of students, by its name, is shown.
    init(
        _ key: DuplicatePair.Key, _ pair: DuplicatePair, _ one: MatchPerson, _ other: MatchPerson,
        _ score: LinkageScore, earlier: Duplicates.Earlier?, sees: (String) -> Bool
    ) {
        self.pair = key.name
        kind = key.kind
        self.one = Duplicates.Side(one, sees)
        self.other = Duplicates.Side(other, sees)
        probability = score.probability
        weight = score.weight
        reasons = score.reasons.filter { sees($0.field.studentField) }.map(Duplicates.Reason.init)
        alarms = score.alarms.map(\.warning)
        isConflict = score.isConflict
        foundAt = pair.foundAt
        decided = earlier
    }
}

extension Duplicates.Side {
    fileprivate init(_ person: MatchPerson, _ sees: (String) -> Bool) {
        let description = person.description
        student = person.student
        sisStudent = person.sisStudent
        number = person.number
        name = description.listedName
        birthDate = sees("birthDate") ? description.birthDate?.description : nil
        gender = sees("gender") ? description.gender : ""
        grade = sees("grade") ? description.grade : ""
        site = sees("site") ? description.site : nil
        stateID = description.stateID
        otherIDs = description.otherIDs
    }
}

extension Duplicates.Reason {
    fileprivate init(_ reason: LinkageReason) {
        field = reason.field.name
        one = reason.left
        other = reason.right
        level = reason.level.name
        sentence = reason.sentence
        weight = (reason.weight * 100).rounded() / 100
    }
}

extension LinkageLevel {
    /// As reports and pages name it.
    fileprivate var name: String {
        switch self {
        case .missing: "missing"
        case .equal(let share):
            switch share ?? 0.001 {
            case 0.01...: "equalCommon"
            case ...0.0002: "equalRare"
            default: "equal"
            }
        case .shortForm: "shortForm"
        case .initial: "initial"
        case .spacing: "spacing"
        case .part: "part"
        case .slip: "slip"
        case .similar: "similar"
        case .told: "told"
        case .elsewhere: "elsewhere"
        case .dayAndMonthSwapped: "dayAndMonthSwapped"
        case .placeholder: "placeholder"
        case .twoPartsEqual: "twoPartsEqual"
        case .nextGrade: "nextGrade"
        case .differ: "differ"
        }
    }
}

extension LinkageField {
    /// The name of the student's field; the field's own name where it is none.
    var studentField: String {
        switch self {
        case .first: "firstName"
        case .middle: "middleName"
        case .last: "lastName"
        case .school: "site"
        case .akaFirst: "akaFirstName"
        case .akaLast: "akaLastName"
        default: name
        }
    }
}

extension LinkageAlarm {
    /// What it means for two records of a district, in one sentence.
    fileprivate var warning: String {
        switch self {
        case .sharedIdentifier(let field):
            "Two people who are unlike hold one \(field.words): it is wrong for one of them."
        case .twoStateIDs:
            "The names and the birth date agree, and the state IDs are two different ones."
        case .twins: "They may be twins: same surname, birth date and home, other first names."
        }
    }
}
