import Delimited
import Records
import Storage

/// Who of the users of OneRoster 1.2 is a student, and where: roles.csv.
struct OneRosterRoles {
    private var users = KeyTable()
    private var schools: [String] = []

    init(_ table: OneRosterTable) throws {
        let check = table.check
        let user = table.rule("userSourcedId")
        let role = table.rule("role")
        let org = table.rule("orgSourcedId")
        let type = table.rule("roleType")
        let status = table.rule("status")
        try table.forEachRow { row, _ in
            guard check.uncheckedText(row, role).lowercased() == "student",
                !check.isDeleted(row, status)
            else { return }
            let number = users.add(check.uncheckedText(row, user))
            let school = check.uncheckedText(row, org)
            if number == schools.count {
                schools.append(school)
            } else if check.uncheckedText(row, type).lowercased() == "primary" {
                schools[number] = school
            }
        }
    }

    /// Whether a user is a student.
    func isStudent(_ sourcedID: String) -> Bool { users.number(of: sourcedID) != nil }

    /// The `sourcedId` of the school where a user is a student; empty where that is not said.
    func school(of sourcedID: String) -> String {
        users.number(of: sourcedID).map { schools[$0] } ?? ""
    }
}

/// The columns of users.csv that count.
struct OneRosterUserColumns {
    let sourcedID, status, role, userIDs, givenName, familyName, middleName: ColumnRule?
    let identifier, grades, orgs, primaryOrg, preferredGiven, preferredMiddle: ColumnRule?
    let preferredFamily: ColumnRule?

    init(_ table: OneRosterTable) {
        sourcedID = table.rule("sourcedId", isRequired: true)
        status = table.rule("status")
        role = table.rule("role")
        userIDs = table.rule("userIds", limit: 4_000)
        givenName = table.rule("givenName", isRequired: true, limit: 200)
        familyName = table.rule("familyName", isRequired: true, limit: 200)
        middleName = table.rule("middleName", limit: 200)
        identifier = table.rule("identifier")
        grades = table.rule("grades")
        orgs = table.rule("orgSourcedIds", limit: 4_000)
        primaryOrg = table.rule("primaryOrgSourcedId")
        preferredGiven = table.rule("preferredGivenName", limit: 200)
        preferredMiddle = table.rule("preferredMiddleName", limit: 200)
        preferredFamily = table.rule("preferredFamilyName", limit: 200)
    }

    /// Whether two rows can be about one child, as far as the names tell.
    func agree(_ left: borrowing Row, _ right: borrowing Row, _ check: RowCheck) -> Bool {
        NameAgreement.agree(
            last: check.uncheckedText(left, familyName),
            first: check.uncheckedText(left, givenName),
            otherLast: check.uncheckedText(right, familyName),
            otherFirst: check.uncheckedText(right, givenName))
    }

    /// The columns whose cells are kept.
    var kept: [ColumnRule] {
        [
            sourcedID, userIDs, givenName, familyName, middleName, identifier, grades,
            preferredGiven, preferredMiddle, preferredFamily,
        ].compactMap(\.self)
    }
}

extension OneRosterPeople {
    /// Reads users.csv: which students it tells of, and in which rows.
    mutating func readUsers(
        _ table: OneRosterTable, roles: OneRosterRoles?, schools: [String: Int64],
        _ outcome: inout ImportOutcome
    ) throws {
        let columns = OneRosterUserColumns(table)
        var check = table.check
        let earlier = RowsAgain(table.text)
        try table.forEachRow { row, number in
            let sourcedID = check.uncheckedText(row, columns.sourcedID)
            let isDeleted = check.isDeleted(row, columns.status)
            let role = check.uncheckedText(row, columns.role).lowercased()
            let isStudent =
                columns.role.map { _ in role == "student" }
                ?? roles?.isStudent(sourcedID) ?? false
            // Where the row does not say who the user is, what is known of the user does.
            let isKnown = (isDeleted || columns.role == nil) && place(ofSourcedID: sourcedID) != nil
            guard isStudent || (isKnown && (role.isEmpty || role == "student")) else { return }
            outcome.counts.read += 1
            let place = RowPlace(row, number)
            let identifier = check.uncheckedText(row, columns.identifier)
            if isDeleted {
                if !addDeleted(sourcedID: sourcedID, identifier: identifier) {
                    outcome.counts.unchanged += 1
                }
                return
            }
            let isReadable = check.begin(row)
            let user = isReadable ? Self.user(row, columns, &check, roles, schools) : nil
            guard let user, !check.isRejected else {
                addBad(sourcedID: sourcedID, identifier: identifier)
                return outcome.reject(place, check.problems)
            }
            outcome.note(check.problems, row: number)
            let arrival = try add(user, place) { first in
                var agrees = false
                try earlier.row(at: first) { agrees = columns.agree(row, $0, check) }
                return agrees
            }
            switch arrival {
            case .first: break
            case .further: outcome.counts.unchanged += 1
            case .again: outcome.countRepeat(place)
            }
        }
        settleConflicts(&outcome)
    }

    private static func user(
        _ row: borrowing Row, _ columns: OneRosterUserColumns, _ check: inout RowCheck,
        _ roles: OneRosterRoles?, _ schools: [String: Int64]
    ) -> OneRosterUser {
        var content: UInt64 = 0
        for rule in columns.kept {
            let cell = check.cell(row, rule)
            if !cell.isEmpty { content &+= ContentHash.hash(cell, seed: rule.seed) }
        }
        let sourcedID = check.uncheckedText(row, columns.sourcedID)
        let identifier = check.uncheckedText(row, columns.identifier)
        let names =
            NameKeys.folded(check.uncheckedText(row, columns.familyName)) + "\n"
            + NameKeys.folded(check.uncheckedText(row, columns.givenName))
        let orgs =
            [check.uncheckedText(row, columns.primaryOrg), roles?.school(of: sourcedID) ?? ""]
            + OneRosterCodes.list(check.uncheckedText(row, columns.orgs))
        let grade = grade(check.uncheckedText(row, columns.grades))
        if !isKnown(grade), let rule = columns.grades {
            check.note(.rosterUnknownGrade, column: rule.label)
        }
        return OneRosterUser(
            sourcedID: sourcedID, importID: identifier.isEmpty ? sourcedID : identifier,
            grade: grade, names: ContentHash.hash(names, seed: 1), content: content,
            homeSite: orgs.lazy.compactMap { schools[$0] }.first ?? RosterIndex.noSite)
    }

    /// The Grade Level ID of the first of a list of grades.
    static func grade(_ grades: String) -> String {
        GradeLevel.id(ofOneRoster: OneRosterCodes.first(ofList: grades))
    }

    private static func isKnown(_ grade: String) -> Bool {
        grade.isEmpty || Int(grade).map(GradeLevel.isKnown) ?? false
    }

    /// Keeps out the rows of students whom the file describes in different ways.
    private mutating func settleConflicts(_ outcome: inout ImportOutcome) {
        for (place, rows) in conflicts.sorted(by: { $0.key < $1.key }) {
            outcome.rejectConflicting(rows)
            outcome.counts.unchanged -= rows.count - 1
            forget(Int(place))
        }
    }

    /// Reads demographics.csv: in which row each student's stand.
    ///
    /// - Parameter needsUser: whether students without a user row are gone, whatever else tells
    ///   of them.
    mutating func readDemographics(
        _ table: OneRosterTable, needsUser: Bool, _ outcome: inout ImportOutcome
    ) throws {
        var check = table.check
        let columns = OneRosterDemographicsColumns(table)
        try table.forEachRow { row, number in
            let sourcedID = check.uncheckedText(row, columns.sourcedID)
            // Most who are not found are no students.
            guard let place = place(ofSourcedID: sourcedID), !check.isDeleted(row, columns.status)
            else { return }
            let isAlone = persons[place].user == nil
            guard check.begin(row), columns.check(row, &check) else {
                outcome.counts.read += 1
                return outcome.reject(RowPlace(row, number), check.problems)
            }
            outcome.note(check.problems, row: number)
            let mayBeAlone = !needsUser && place < index.known && !persons[place].isNamed
            guard !isAlone || mayBeAlone else { return }
            if isAlone, persons[place].demographics == nil { outcome.counts.read += 1 }
            addDemographics(sourcedID, at: place, RowPlace(row, number))
        }
    }
}

/// The columns of demographics.csv that count.
struct OneRosterDemographicsColumns {
    let sourcedID, status, birthDate, sex, hispanic: ColumnRule?
    let races: [(rule: ColumnRule, name: String)]

    init(_ table: OneRosterTable) {
        sourcedID = table.rule("sourcedId", isRequired: true)
        status = table.rule("status")
        birthDate = table.rule("birthDate", limit: 30)
        sex = table.rule("sex", limit: 30)
        hispanic = table.rule("hispanicOrLatinoEthnicity", limit: 30)
        races = OneRosterCodes.races.compactMap { column, name in
            table.rule(column, limit: 30).map { ($0, name) }
        }
    }

    /// Checks a row; false where it is to be kept out.
    func check(_ row: borrowing Row, _ check: inout RowCheck) -> Bool {
        for rule in [sourcedID, sex, hispanic].compactMap(\.self) { _ = check.cell(row, rule) }
        for (rule, _) in races { _ = check.cell(row, rule) }
        if let birthDate { _ = check.date(row, birthDate) }
        return !check.isRejected
    }
}
