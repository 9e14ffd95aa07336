import Records
import Testing

@testable import Demo

@Suite struct DemoRosterTests {
    private let district = DemoDistrict()

    @Test func `there are three schools, marked as invented`() throws {
        let sites = try district.first("sites.txt")
        #expect(sites.column("Site ID") == ["1010", "1020", "1030"])
        #expect(sites.column("Site Name").allSatisfy { $0.contains("(invented)") })
        #expect(DemoDistrict.name.contains("invented"))
    }

    @Test func `there are 2,000 students, each with numbers of their own`() throws {
        let students = try district.first("studemo.txt")
        #expect(students.rows.count == 2_000)
        let importIDs = students.column("Import Student ID")
        #expect(importIDs.allSatisfy { (6...9).contains($0.count) && $0.allSatisfy(\.isNumber) })
        #expect(importIDs.contains { $0.hasPrefix("0") })
        #expect(importIDs.contains { !$0.hasPrefix("0") })
        #expect(Set(importIDs.map(Int.init)).count == 2_000)
        let stateIDs = students.column("State Student ID")
        #expect(stateIDs.allSatisfy { $0.count == 10 && $0.hasPrefix("99") })
        #expect(Set(stateIDs).count == 2_000)
    }

    @Test func `the largest district has no number twice`() throws {
        let students = try DemoDistrict(seed: 3, students: 10_000).night("studemo.txt")
        #expect(Set(students.column("Import Student ID").map(Int.init)).count == 10_006)
        #expect(Set(students.column("State Student ID")).count == 10_006)
    }

    @Test func `names have accents, hyphens, apostrophes and spaces`() throws {
        let names = try district.first("studemo.txt").column("Student Last Name")
        for mark in ["é", "ñ", "-", "'", " "] {
            #expect(names.contains { $0.contains(mark) }, "\(mark)")
        }
        #expect(Set(names).count > 400)
    }

    @Test func `twins share surname, birth date, school and home, but no first name`() {
        let roster = district.roster
        var pairs = 0
        for (left, right) in zip(roster.students.indices, roster.students.indices.dropFirst())
        where roster.homes[left] == roster.homes[right] {
            let twins = [roster.students[left], roster.students[right]]
            guard twins[0].birthDate == twins[1].birthDate else { continue }
            pairs += 1
            #expect(twins[0].last == twins[1].last)
            #expect(twins[0].schoolEntry == twins[1].schoolEntry)
            #expect(twins[0].first != twins[1].first)
        }
        #expect(pairs > 20)
        #expect(district.planted.first?.hasPrefix("\(pairs) pairs of twins") == true)
    }

    @Test func `birth dates fit the grades of 2026-2027`() throws {
        for student in district.roster.students {
            let (year, month, _) = student.birthDate.components
            let ageOnAugust31 = 2026 - year - (month >= 9 ? 1 : 0)
            #expect(ageOnAugust31 == student.grade + 4)
        }
        let grades = Set(try district.first("enrollment.txt").column("Grade Level ID"))
        #expect(grades == Set((1...13).map(String.init)))
    }

    @Test func `every student is enrolled this year at the school of the grade`() throws {
        let enrollment = try district.first("enrollment.txt")
        let current = enrollment.rows.filter { enrollment[$0, "Academic Year"] == "2026-2027" }
        let students = try district.first("studemo.txt").column("Import Student ID")
        #expect(current.map { enrollment[$0, "Import Student ID"] } == students)
        for row in current {
            let grade = try #require(Int(enrollment[row, "Grade Level ID"]))
            #expect(enrollment[row, "Site ID"] == School(grade: grade).siteID)
            #expect(enrollment[row, "Enrollment End Date"].isEmpty)
        }
        let keys = enrollment.rows.map { row in
            ["Import Student ID", "Site ID", "Enrollment Start Date", "Academic Year"].map {
                enrollment[row, $0]
            }
        }
        #expect(Set(keys).count == keys.count)
    }

    @Test func `every student has one or two contacts that reach nobody`() throws {
        let contacts = try district.first("contacts.txt")
        let counts = Dictionary(grouping: contacts.column("Import Student ID")) { $0 }
        #expect(counts.count == 2_000)
        #expect(counts.values.allSatisfy { (1...2).contains($0.count) })
        #expect(contacts.column("Phone 1").allSatisfy { $0.hasPrefix("555-555-01") })
        #expect(contacts.column("Email").allSatisfy { $0.isEmpty || $0.hasSuffix("@example.org") })
        let primary = contacts.column("Primary Contact").count { $0 == "Y" }
        #expect(primary == 2_000)
    }

    @Test func `all dates of the roster are real ones within its years`() throws {
        let tables = try ["studemo.txt", "enrollment.txt", "contacts.txt"].map(district.first)
        for table in tables {
            for label in table.header where label.hasSuffix("Date") {
                for text in table.column(label) where !text.isEmpty {
                    guard case .date(let date) = DateCell.read(text, order: .monthFirst) else {
                        Issue.record("\(label) holds no date")
                        continue
                    }
                    #expect((2007...2027).contains(date.components.year))
                }
            }
        }
    }
}
