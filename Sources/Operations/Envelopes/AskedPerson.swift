import Records

/// Somebody for whose record another district is asked, as the district that asks knows them.
public struct AskedPerson: Codable, Equatable, Sendable {
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let birthDate: CalendarDate?
    public let gender: String
    public let grade: String
    public let stateID: String

    var isNamed: Bool { GivenText.isVisible(lastName) || GivenText.isVisible(firstName) }

    /// As names are listed.
    public var name: String {
        [lastName, firstName].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    var person: PersonDescription {
        var person = PersonDescription(
            lastName: lastName, firstName: firstName, birthDate: birthDate)
        person.middleName = middleName
        person.gender = gender
        person.grade = grade
        person.stateID = stateID
        return person
    }

    func check() throws {
        for text in [lastName, firstName, middleName, gender, grade, stateID] {
            _ = try GivenText.line(text, "name", limit: GivenText.Limit.line)
        }
        guard isNamed else { throw LetterError.unreadable }
    }
}
