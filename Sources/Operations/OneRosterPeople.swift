import Delimited
import Records
import Storage

/// The students of a OneRoster export, with those of the General Student Table.
///
/// The same child may come as several users, one per school. Users with one `identifier` are one
/// student: the first active one tells of it, the others' `sourcedId`s lead to it.
struct OneRosterPeople {
    /// What the export says of one student.
    struct Person {
        var user: RowPlace?
        var demographics: RowPlace?
        /// The number of the user's `sourcedId`; -1 where no user row tells of the student.
        var sourced: Int32 = -1
        /// The number of the grade among `index.grades`.
        var grade: Int32 = 0
        /// What the user row says, as numbers that differ where it differs.
        var names: UInt64 = 0
        var content: UInt64 = 0
        /// The school that the user belongs to; `RosterIndex.noSite` where that is not said.
        var homeSite = RosterIndex.noSite
        /// Whether a row names the student, good or bad.
        var isNamed = false
        /// How many users the student is known to be.
        var users: Int32 = 0
        /// How many rows say that a user is gone.
        var deletedRows: Int32 = 0

        /// Whether all users that the student is are gone.
        var isDeleted: Bool { user == nil && deletedRows > 0 && deletedRows >= users }
    }

    var index: RosterIndex
    /// For each place of the index.
    private(set) var persons: [Person]
    /// The `sourcedId`s of students.
    private(set) var sourced = KeyTable()
    private var placeOfSourced: [Int32] = []
    /// Further `sourcedId`s of students that have several.
    private(set) var furtherIDs: [Int32: [String]] = [:]
    /// Places of students whose identifier changed, by the new one.
    private var renamed: [String: Int32] = [:]
    /// Rows that say different things of one student.
    var conflicts: [Int32: [RowPlace]] = [:]
    /// Rows kept out that do not say which student they are about.
    var unnamed = 0

    /// The label under which further `sourcedId`s are kept among a student's other columns.
    static let furtherIDsLabel = "Other sourcedIds"

    init(_ reader: any Reader) throws {
        index = try RosterIndex(reader)
        persons = Array(repeating: Person(), count: index.known)
        var place = 0
        let ids = index.ids
        var found: [(String, Int32)] = []
        try reader.forEachSourcedID { id, sourcedID, others in
            // Both come in the order of their numbers.
            while ids[place] < id { place += 1 }
            found.append((sourcedID.text, Int32(truncatingIfNeeded: place)))
            guard let others else { return }
            for column in JSONText.members(others) where column.label == Self.furtherIDsLabel {
                for further in OneRosterCodes.list(column.value) {
                    found.append((further, Int32(truncatingIfNeeded: place)))
                }
            }
        }
        for (sourcedID, place) in found {
            lead(sourcedID, to: place)
            persons[Int(place)].users += 1
        }
    }

    /// The student that a `sourcedId` leads to.
    func place(ofSourcedID sourcedID: String) -> Int? {
        sourced.number(of: sourcedID).flatMap {
            placeOfSourced[$0] < 0 ? nil : Int(placeOfSourced[$0])
        }
    }

    /// Whether the student at `place` is in the table or will be.
    func isStudent(_ place: Int) -> Bool { place < index.known || persons[place].user != nil }

    /// The student that a user row tells of; a new one where it is not known.
    mutating func place(of user: OneRosterUser) -> Int {
        let number = user.importID
        if let place = renamed[number] { return Int(place) }
        if let place = index.keys.number(of: number) { return place }
        if let place = place(ofSourcedID: user.sourcedID), place < index.known {
            renamed[number] = Int32(truncatingIfNeeded: place)
            return place
        }
        var text = number
        let place = text.withUTF8 { index.add(Cell($0)) }
        while persons.count <= place { persons.append(Person()) }
        return place
    }

    /// What a user row is to those before it.
    enum Arrival {
        case first
        /// Another user of a student that an earlier row tells of.
        case further
        /// The same user once more.
        case again
    }

    /// Takes a good, active user row. `agrees` tells whether its names go with those of an earlier
    /// row.
    mutating func add(
        _ user: OneRosterUser, _ row: RowPlace, agrees: (RowPlace) throws -> Bool
    ) rethrows -> Arrival {
        let place = place(of: user)
        let key = Int32(truncatingIfNeeded: place)
        persons[place].isNamed = true
        let number = Int32(truncatingIfNeeded: lead(user.sourcedID, to: key))
        guard let first = persons[place].user else {
            persons[place].user = row
            persons[place].sourced = number
            persons[place].names = user.names
            persons[place].content = user.content
            persons[place].homeSite = user.homeSite
            persons[place].grade = Int32(truncatingIfNeeded: index.grades.add(user.grade))
            return .first
        }
        let person = persons[place]
        let isSameUser = person.sourced == number
        let isContradiction =
            isSameUser
            ? person.content != user.content
            : try person.names != user.names && !agrees(first)
        if isContradiction {
            conflicts[key, default: [first]].append(row)
        } else if isSameUser {
            return .again
        } else {
            furtherIDs[key, default: []].append(user.sourcedID)
        }
        return .further
    }

    /// Notes a row that says that a user is gone. Returns whether that user is a student here.
    mutating func addDeleted(sourcedID: String, identifier: String) -> Bool {
        let found =
            identifier.isEmpty
            ? place(ofSourcedID: sourcedID)
            : index.keys.number(of: identifier) ?? place(ofSourcedID: sourcedID)
        guard let found else { return false }
        persons[found].isNamed = true
        persons[found].deletedRows += 1
        return true
    }

    /// Notes a row that was kept out.
    mutating func addBad(sourcedID: String, identifier: String) {
        let found = index.keys.number(of: identifier) ?? place(ofSourcedID: sourcedID)
        if let found { persons[found].isNamed = true } else { unnamed += 1 }
    }

    /// Takes a row of demographics.csv; that of the user who tells of the student comes first.
    mutating func addDemographics(_ sourcedID: String, at place: Int, _ row: RowPlace) {
        let isFirst = sourced.number(of: sourcedID) == Int(persons[place].sourced)
        if persons[place].demographics == nil || isFirst { persons[place].demographics = row }
    }

    /// Forgets what the rows of a student say, because they contradict each other.
    mutating func forget(_ place: Int) { persons[place].user = nil }

    @discardableResult
    private mutating func lead(_ sourcedID: String, to place: Int32) -> Int {
        let number = sourced.add(sourcedID)
        if number == placeOfSourced.count {
            placeOfSourced.append(place)
        } else if Int(place) >= index.known || !index.isMissing[Int(place)] {
            placeOfSourced[number] = place
        }
        return number
    }
}

/// What one row of users.csv says, as far as telling students apart needs it.
struct OneRosterUser {
    let sourcedID: String
    /// The district's own number, or else the `sourcedId`.
    let importID: String
    let grade: String
    let names: UInt64
    let content: UInt64
    let homeSite: Int64
}
