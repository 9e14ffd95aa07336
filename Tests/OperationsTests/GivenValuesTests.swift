import Records
import Storage
import Testing

@testable import Operations

/// What a person may say of a student when making or editing one.
@Suite struct GivenValuesTests {
    let office: LinkingOffice

    init() throws { office = try LinkingOffice() }

    private func making(
        _ first: String = "Ida", _ last: String = "Vance",
        _ change: (inout CreateStudent.Request) -> Void = { _ in }
    ) -> String? {
        refusal { _ = try office.create(first, last, change) }
    }

    @Test func `a name is text, and not blank`() throws {
        #expect(making("Ida\u{1B}[31m") == "text.not-text")
        #expect(making("Ida\tMaria") == "text.not-text")
        #expect(making("I" + String(repeating: "\u{301}", count: 200)) == "text.too-long")
        #expect(making("\u{3000}\n") == "student.name-missing")
        let made = try office.create("\u{A0}Ida\n", " Vance\t")
        #expect(try office.shown(made.studentID).student.name == "Vance, Ida")
        #expect(
            refusal { _ = try office.edit(made.studentID) { $0.fields = ["lastName": "V\u{7}"] } }
                == "text.not-text")
        #expect(
            refusal { _ = try office.edit(made.studentID) { $0.studentID = "N\n7" } }
                == "text.not-text")
        #expect(try office.edit(made.studentID) { $0.studentID = "\tN7\n" }.studentID == "N7")
    }

    @Test func `grade and gender are short`() throws {
        let long = String(repeating: "x", count: 31)
        #expect(making { $0.grade = long } == "text.too-long")
        #expect(making { $0.gender = long } == "text.too-long")
        let made = try office.create("Ida", "Vance")
        #expect(
            refusal { _ = try office.edit(made.studentID) { $0.fields = ["grade": long] } }
                == "text.too-long")
    }

    @Test func `nobody was born in the future, nor before 1900`() throws {
        for day in [CalendarDate(iso: "2026-10-06"), CalendarDate(dayNumber: -25_568)] {
            #expect(making { $0.birthDate = day } == "student.birth-date")
        }
        let made = try office.create("Ida", "Vance")
        let edit = { (day: String) in
            refusal { _ = try office.edit(made.studentID) { $0.fields = ["birthDate": day] } }
        }
        #expect(edit("2027-01-01") == "student.birth-date")
        #expect(edit("1899-12-31") == "student.invalid-value")
        #expect(edit("2013-01-01") == nil)
    }

    @Test func `a site is one of the district's, where they are known`() throws {
        let made = try office.create("Ida", "Vance") { $0.site = 77 }
        let sites = Office.labelsOfSites + "1010\tAlder" + String(repeating: "\t", count: 13) + "\n"
        try office.district.importRoster(.sites, sites)
        #expect(making("Ida", "Roe") { $0.site = 77 } == "site.unknown")
        #expect(making("Ida", "Roe") { $0.site = 1010 } == nil)
        for field in ["site", "homeSchool"] {
            #expect(
                refusal { _ = try office.edit(made.studentID) { $0.fields = [field: "78"] } }
                    == "site.unknown")
        }
    }

    @Test func `a linked student is not deleted`() throws {
        try office.load([LinkingOffice.row("1")])
        _ = try ImportProfiles(office.workspace).run(["1"])
        #expect(
            refusal { _ = try DeleteStudent(office.workspace).run("1") } == "student.linked")
        let made = try office.create("Ida", "Vance")
        _ = try DeleteStudent(office.workspace).run(made.studentID)
    }
}

extension Office {
    /// The header of sites.txt.
    static let labelsOfSites =
        Layout.sites.columns.map(\.label).joined(separator: "\t") + "\n"
}
