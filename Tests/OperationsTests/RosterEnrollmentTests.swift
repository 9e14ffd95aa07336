import Records
import Testing

@testable import Operations

private let labels = Layout.enrollment.columns.map(\.label)

private func enrollment(
    _ id: String, site: String = "1010", start: String = "09/02/2026", end: String = "",
    grade: String = "7", year: String = "2026-2027", primary: String = "Y"
) -> [String] {
    [id, "", "Lind", "Ada", "", "", site, start, end, grade, year, primary, "", "", "1", "E1"]
}

@Suite struct RosterEnrollmentTests {
    let district: District

    init() throws {
        district = try District()
        try district.importRoster(
            .studemo,
            table(
                ["Import Student ID", "Student Last Name", "Student First Name", "Birth Date"]
                    + ["Gender"],
                ["000123", "2", "3"].map { [$0, "Lind", "Ada", "10/21/2013", "F"] }))
    }

    private func placements() throws -> [String] {
        try district.rows(
            "SELECT import_id, grade, CAST(site AS TEXT) FROM sis_student ORDER BY import_id",
            columns: 3)
    }

    @discardableResult
    private func load(
        _ rows: [String]..., on today: CalendarDate = District.today
    ) throws -> ImportOutcome {
        try district.importRoster(.enrollment, table(labels, rows), on: today)
    }

    @Test func `enrollments go in and set grade and site`() throws {
        let outcome = try load(enrollment("2"), enrollment("3", site: "1020", grade: "18"))
        #expect(counts(outcome) == "read 2, inserted 2")
        #expect(codes(outcome) == [])
        #expect(try placements() == ["000123||-", "2|7|1010", "3|18|1020"])
        #expect(
            try district.rows(
                """
                SELECT table_name, CAST(inserted AS TEXT), CAST(updated AS TEXT)
                FROM change_set_table WHERE change_set = \(outcome.changeSet ?? 0)
                ORDER BY table_name
                """, columns: 3) == ["sis_enrollment|2|0", "sis_student|0|2"])
        #expect(
            try load(enrollment("2"), enrollment("3", site: "1020", grade: "18")).changeSet == nil)
    }

    @Test func `a changed row updates, and its prior image is kept`() throws {
        try load(enrollment("2"), enrollment("3"))
        let outcome = try load(enrollment("2", end: "06/15/2027"), enrollment("3"))
        #expect(counts(outcome) == "read 2, updated 1, unchanged 1")
        #expect(
            try district.rows(
                """
                SELECT table_name, row_key, image FROM prior_image
                WHERE change_set = \(outcome.changeSet ?? 0)
                """, columns: 3) == [
                    "sis_enrollment|2/1010/20698/2026-2027|"
                        + #"[2,1010,20698,"2026-2027",null,"7","Y","","","1","E1",null,2]"#
                ])
        #expect(
            try district.count("SELECT ends FROM sis_enrollment WHERE sis_student = 2") == 20984)
    }

    @Test func `the key has four parts`() throws {
        let outcome = try load(
            enrollment("2"), enrollment("2", site: "1020"), enrollment("2", start: "09/03/2026"),
            enrollment("2", year: ""), enrollment("3"), enrollment("2"))
        #expect(counts(outcome) == "read 6, inserted 5, unchanged 1")
        #expect(codes(outcome) == ["roster.duplicate-row 1"])
    }

    @Test func `rows of one key that differ are all kept out`() throws {
        let outcome = try load(enrollment("2"), enrollment("2", grade: "8"), enrollment("3"))
        #expect(counts(outcome) == "read 3, inserted 1, rejected 2")
        #expect(codes(outcome) == ["roster.conflicting-rows 2"])
    }

    @Test func `the open primary enrollment says where a student is`() throws {
        try load(
            enrollment("2", site: "1", start: "09/01/2026", grade: "1"),
            enrollment("2", site: "2", start: "09/10/2026", grade: "2", primary: "N"),
            enrollment("2", site: "3", start: "09/11/2026", end: "09/12/2026", grade: "3"),
            enrollment("3", site: "4", start: "09/01/2024", end: "06/12/2025", grade: "4"),
            enrollment(
                "3", site: "5", start: "09/01/2025", end: "06/12/2026", grade: "5",
                primary: "N"))
        #expect(try placements() == ["000123||-", "2|1|1", "3|5|5"])
    }

    @Test func `enrollments that an earlier file brought count too`() throws {
        try load(enrollment("2", site: "1", start: "09/01/2026"))
        try load(enrollment("2", site: "2", start: "09/01/2025", end: "06/12/2026"))
        #expect(try placements()[1] == "2|7|1")
    }

    @Test func `the same file moves a student when the day has come`() throws {
        let old = enrollment("2", site: "1", start: "09/01/2025", end: "09/20/2026", grade: "1")
        let new = enrollment("2", site: "2", start: "09/21/2026", grade: "2")
        try load(old, new)
        #expect(try placements()[1] == "2|1|1")
        let later = try load(old, new, on: CalendarDate(dayNumber: District.today.dayNumber + 6))
        #expect(counts(later) == "read 2, unchanged 2")
        #expect(try placements()[1] == "2|2|2")
    }

    @Test func `an unknown student is refused, and its likely ID named`() throws {
        let outcome = try load(enrollment("123"), enrollment("999"), enrollment("2"))
        #expect(counts(outcome) == "read 3, inserted 1, rejected 2")
        #expect(codes(outcome) == ["id.leading-zeros 1", "roster.unknown-student 2"])
        #expect(
            outcome.badRows[0].problems == [
                RowProblem(.rosterUnknownStudent),
                RowProblem(.idLeadingZeros, column: "Import Student ID", detail: "000123"),
            ])
        #expect(
            outcome.problems.groups.contains {
                $0.code == "id.leading-zeros" && $0.message.contains("000123")
            })
    }

    @Test func `unknown sites and grades are warned of`() throws {
        #expect(try codes(load(enrollment("3", site: "77"))) == [])
        try district.importRoster(.sites, table(["Site ID", "Site Name"], [["1010", "Alder"]]))
        let outcome = try load(enrollment("2", site: "99", grade: "16"), enrollment("3", grade: ""))
        #expect(counts(outcome) == "read 2, inserted 2")
        #expect(codes(outcome) == ["roster.unknown-grade 1", "roster.unknown-site 1"])
        #expect(outcome.problems.groups.contains { $0.message.contains("Site ID 99") })
    }

    @Test func `dates and years are checked`() throws {
        let outcome = try load(
            enrollment("2", start: "", end: "13/13/2026"),
            enrollment("2", start: "01/01/1900"),
            enrollment("2", end: "09/01/2026", year: "2026-2028"),
            enrollment("2", site: "x", year: "2026/2027"), enrollment("2", year: "2026-2027"))
        #expect(counts(outcome) == "read 5, inserted 1, rejected 4")
        #expect(
            codes(outcome) == [
                "cell.missing 2", "date.invalid 1", "date.none 1", "date.order 1",
                "number.invalid 1", "year.invalid 2",
            ])
    }
}
