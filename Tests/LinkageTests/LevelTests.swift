import Linkage
import Testing

/// One pair of values for each comparison level.
@Suite struct LevelTests {
    /// What two values of a field are to each other.
    static func level(
        _ field: LinkageField, _ left: String, _ right: String,
        beside more: [LinkageField: (String, String)] = [:]
    ) -> LinkageLevel? {
        var (one, other) = (LinkagePerson([field: left]), LinkagePerson([field: right]))
        for (field, texts) in more { (one[field], other[field]) = texts }
        return LinkageModel.students.compare(one, other).reasons.first { $0.field == field }?.level
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let field: LinkageField
        let left: String
        let right: String
        let level: LinkageLevel
        var testDescription: String { "\(field.name): \(left) and \(right)" }

        init(_ field: LinkageField, _ left: String, _ right: String, _ level: LinkageLevel) {
            (self.field, self.left, self.right, self.level) = (field, left, right, level)
        }
    }

    static let cases: [Case] = [
        Case(.first, "Katie", "Katherine", .shortForm),
        Case(.first, "Rob", "Robert", .shortForm),
        Case(.first, "Paco", "Francisco", .shortForm),
        Case(.first, "J", "Joseph", .initial),
        Case(.first, "J.", "Joseph", .initial),
        Case(.first, "Mary Ann", "Mary", .part),
        Case(.first, "Olivia", "Oliva", .slip),
        Case(.first, "Jaiden", "Jaidne", .slip),
        Case(.first, "Geoffrey", "Jocelyn", .differ),
        Case(.first, "Catalina", "Katalyna", .similar),
        Case(.last, "de la Cruz", "Delacruz", .spacing),
        Case(.last, "Garcia Lopez", "Lopez", .part),
        Case(.last, "Hernández-Ruiz", "Hernandez", .part),
        Case(.last, "Thompson", "Tompson", .slip),
        Case(.last, "Meier", "Meyer", .slip),
        Case(.last, "Kowalczyk", "Kowalcyk", .slip),
        Case(.last, "Stephens", "Stevens", .similar),
        Case(.last, "Baker", "Ivanova", .differ),
        Case(.birthDate, "2014-03-05", "05/03/2014", .dayAndMonthSwapped),
        Case(.birthDate, "2014-03-05", "2014-03-15", .slip),
        Case(.birthDate, "2014-03-05", "2014-01-01", .placeholder),
        Case(.birthDate, "2014-03-05", "2014-03-28", .twoPartsEqual),
        Case(.birthDate, "2014-03-05", "2011-11-28", .differ),
        Case(.stateID, "1234567890", "1234567809", .slip),
        Case(.stateID, "1234567890", "123456789", .slip),
        Case(.stateID, "1234567890", "1234567899", .slip),
        Case(.stateID, "1234567890", "1239567899", .differ),
        Case(.otherID, "0012345", "12345", .differ),
        Case(.phone, "(555) 201-3344", "1 555 201 3345", .slip),
        Case(.address, "12 Oak Street", "12 Oak St.", .slip),
        Case(.address, "12 Oak Street Apt 4", "12 Oak Street", .slip),
        Case(.address, "12 Oak Street", "97 Willow Bend", .differ),
        Case(.zip, "98101", "98110", .slip),
        Case(.grade, "5", "6", .nextGrade),
        Case(.grade, "K", "1", .nextGrade),
        Case(.grade, "2", "9", .differ),
        Case(.gender, "F", "Male", .differ),
        Case(.suffix, "Jr.", "III", .differ),
        Case(.extra("bus"), "Route 12", "Route 21", .slip),
    ]

    @Test(arguments: cases) func `values are at their level`(_ one: Case) {
        #expect(Self.level(one.field, one.left, one.right) == one.level)
        #expect(Self.level(one.field, one.right, one.left) == one.level)
    }

    @Test(arguments: [
        ("O'Neil", "ONEIL"), ("Núñez", "Nunez"), ("Smith-Jones", "smith jones"),
        (" Lee ", "lee"), ("Smith Jr.", "Smith"),
    ])
    func `case, accents, punctuation and suffixes do not make surnames differ`(
        _ names: (String, String)
    ) {
        guard case .equal = Self.level(.last, names.0, names.1) else {
            Issue.record("\(names) are not equal")
            return
        }
    }

    @Test func `dates are one however they are written`() {
        for other in ["03/05/2014", "20140305", "3/5/2014", "2014-03-05"] {
            guard case .equal = Self.level(.birthDate, "2014-03-05", other) else {
                Issue.record("\(other) is another date")
                continue
            }
        }
        #expect(Self.level(.birthDate, "2014-03-05", "01/01/1900") == .missing)
    }

    @Test func `names that stand in each other's place are found`() {
        let level = Self.level(.first, "Amara", "Okafor", beside: [.last: ("Okafor", "Amara")])
        #expect(level == .elsewhere(.last))
        let middle = Self.level(.first, "James", "Amari", beside: [.middle: ("Amari", "")])
        #expect(middle == .elsewhere(.middle))
    }

    @Test func `another name that somebody is known by counts`() {
        let level = Self.level(.first, "Xiaoming", "Kevin", beside: [.akaFirst: ("Kevin", "")])
        #expect(level == .shortForm)
    }

    @Test func `a missing value adds nothing`() {
        let left = LinkagePerson([.first: "Ana", .last: "Reyes", .birthDate: "2014-03-05"])
        var right = left
        let before = LinkageModel.students.compare(left, right)
        right[.phone] = "555-201-3344"
        let after = LinkageModel.students.compare(left, right)
        #expect(abs(before.weight - after.weight) < 1e-9)
    }
}
