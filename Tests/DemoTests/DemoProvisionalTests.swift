import Records
import Testing

@testable import Demo

@Suite struct DemoProvisionalTests {
    private let district = DemoDistrict()

    @Test func `each cause has at least two students`() {
        let causes = Dictionary(grouping: district.provisionals, by: \.cause)
        let expected: Set<String> = [
            "addedManually", "envelopeBeforeEnrollment", "migratedInactive", "noShow",
            "provisionalID", "aleSameDay", "aleIncomingKindergarten",
        ]
        #expect(Set(causes.keys) == expected)
        #expect(causes.values.allSatisfy { $0.count >= 2 })
    }

    @Test func `none of their numbers is in the first delivery`() throws {
        let students = try district.first("studemo.txt")
        let known = Set(
            students.column("State Student ID") + students.column("Import Student ID"))
        let numbers = district.provisionals.flatMap { [$0.stateID, $0.otherID] }.compactMap(\.self)
        #expect(Set(numbers).count == numbers.count)
        #expect(known.isDisjoint(with: numbers))
    }

    @Test func `the night brings numbers for six: five link, one is contradicted`() throws {
        let students = try district.night("studemo.txt")
        var byStateID = 0
        var byOtherID = 0
        var contradicted = 0
        for person in district.provisionals {
            let matches = students.rows.filter {
                students[$0, "State Student ID"] == person.stateID
                    || students[$0, "Import Student ID"] == person.otherID
            }
            guard let match = matches.first else { continue }
            #expect(matches.count == 1)
            let agree = NameAgreement.agree(
                last: person.last, first: person.first,
                otherLast: students[match, "Student Last Name"],
                otherFirst: students[match, "Student First Name"])
            let isBirthDateEqual =
                students[match, "Birth Date"] == person.birthDate?.monthDayYear
            #expect(agree == isBirthDateEqual)
            if !agree {
                contradicted += 1
            } else if person.stateID != nil {
                byStateID += 1
            } else {
                byOtherID += 1
            }
        }
        #expect(byStateID == 4)
        #expect(byOtherID == 1)
        #expect(contradicted == 1)
    }

    @Test func `each is of an age for the grade and at its school`() {
        for person in district.provisionals {
            #expect(person.site == School(grade: person.grade).siteID)
            #expect((1...13).contains(person.grade))
        }
        #expect(district.provisionals.contains { $0.birthDate == nil })
    }
}
