import Records
import Storage
import Testing

@testable import Operations

/// The columns of a studemo.txt that these tests fill, in an order that has to be followed by name.
private let labels = [
    "State Student ID", "Import Student ID", "Student Last Name", "Student First Name",
    "Birth Date", "Gender", "Student Middle Name", "School Enter Date", "Bus Route",
]

private func student(
    _ id: String, _ last: String = "Lindqvist", _ first: String = "Maja",
    state: String = "", born: String = "10/21/2013", middle: String = "", entered: String = "",
    bus: String = ""
) -> [String] {
    [state, id, last, first, born, "F", middle, entered, bus]
}

private func students(_ rows: [String]...) -> String { table(labels, rows) }

/// `count` students with the numbers 1001, 1002 and so on.
private func many(_ count: Int, from first: Int = 1001) -> String {
    table(labels, (first..<first + count).map { student("\($0)") })
}

@Suite struct RosterImportTests {
    let district: District
    init() throws { district = try District() }

    private func rosterRows() throws -> [String] {
        try district.rows(
            """
            SELECT import_id, last_name, middle_name, CAST(birth_date AS TEXT), other_columns,
                CAST(missing_since AS TEXT)
            FROM sis_student ORDER BY import_id
            """, columns: 6)
    }

    @Test func `new students enter the General Student Table`() throws {
        let outcome = try district.importRoster(
            .studemo, students(student("000123", "O'Neil", bus: "7 \"b\""), student("124")))
        #expect(counts(outcome) == "read 2, inserted 2")
        #expect(codes(outcome) == [])
        #expect(
            try rosterRows() == [
                #"000123|O'Neil||15999|{"Bus Route":"7 \"b\""}|-"#, "124|Lindqvist||15999|{}|-",
            ])
    }

    @Test func `one change set says what was written`() throws {
        let outcome = try district.importRoster(.studemo, students(student("1"), student("2")))
        let id = try #require(outcome.changeSet)
        let change = try #require(try district.store.read { try $0.changeSet(id) })
        #expect(change.kind == "import")
        #expect(change.actor == "tester")
        #expect(change.plan.contains("\"inserted\":2"))
        #expect(
            try district.rows(
                "SELECT table_name, CAST(inserted AS TEXT) FROM change_set_table", columns: 2)
                == ["sis_student|2"])
        #expect(try district.count("SELECT count(*) FROM prior_image") == 0)
    }

    @Test func `the same rows again change nothing and make no change set`() throws {
        let file = students(student("1", state: "55", entered: "9/5/2023", bus: "7"), student("2"))
        try district.importRoster(.studemo, file)
        let again = try district.importRoster(.studemo, file)
        #expect(counts(again) == "read 2, unchanged 2")
        #expect(again.changeSet == nil)
        #expect(try district.count("SELECT count(*) FROM change_set") == 1)
    }

    @Test func `columns in another order and dates in another form say the same`() throws {
        try district.importRoster(.studemo, students(student("1", entered: "9/5/2023", bus: "7")))
        let row = student("1", born: "2013-10-21", entered: "09/05/2023", bus: "7")
        let again = try district.importRoster(
            .studemo, table(labels.reversed(), [Array(row.reversed())]))
        #expect(counts(again) == "read 1, unchanged 1")
    }

    @Test func `a blank overwrites, and the row before is kept`() throws {
        try district.importRoster(.studemo, students(student("1", middle: "Ann", bus: "7")))
        let again = try district.importRoster(.studemo, students(student("1")))
        #expect(counts(again) == "read 1, updated 1")
        #expect(try rosterRows() == ["1|Lindqvist||15999|{}|-"])
        let images = try district.rows(
            """
            SELECT table_name, operation, image FROM prior_image
            WHERE change_set = \(again.changeSet ?? 0)
            """, columns: 3)
        #expect(images.count == 1)
        #expect(images[0].hasPrefix("sis_student|update|[1,\"1\","))
        #expect(images[0].contains("\"Ann\""))
        #expect(images[0].contains("Bus Route"))
    }

    @Test func `an update keeps what studemo does not tell`() throws {
        try district.importRoster(.studemo, students(student("1")))
        try district.store.write {
            _ = try $0.run(
                "UPDATE sis_student SET grade = '7', site = 1010, other_id = 'X', sourced_id = 'Y'")
        }
        try district.importRoster(.studemo, students(student("1", "Lind")))
        #expect(
            try district.rows(
                """
                SELECT last_name, grade, CAST(site AS TEXT), other_id, sourced_id
                FROM sis_student
                """, columns: 5) == ["Lind|7|1010|X|Y"])
    }

    @Test func `names can be found misspelt`() throws {
        try district.importRoster(.studemo, students(student("1", "Zoé", "Ray")))
        #expect(
            try district.rows("SELECT variant FROM name_variant WHERE name = 'ray'", columns: 1)
                == ["ay", "ra", "ray", "ry", "~R000"])
        #expect(
            try district.rows("SELECT name_key, given_key FROM sis_student", columns: 2)
                == ["zoe ray|ray zoe"])
    }

    // MARK: Rows that are kept out

    @Test func `all problems of a row are told, and the good rows go in`() throws {
        let outcome = try district.importRoster(
            .studemo,
            students(
                student("1E+09", "", born: "44562"), student("2"),
                student(String(repeating: "9", count: 31))))
        #expect(counts(outcome) == "read 3, inserted 1, rejected 2")
        #expect(
            codes(outcome) == [
                "cell.missing 1", "cell.too-long 1", "date.serial 1", "id.scientific 1",
            ])
        let bad = try #require(outcome.badRows.first)
        #expect(bad.row == 2)
        #expect(bad.problems.map(\.code) == [.idScientific, .cellMissing, .dateSerial])
    }

    @Test func `no student's value stands in a message`() throws {
        let outcome = try district.importRoster(
            .studemo, students(student("7.7E+10", "", "Secretname", born: "31/31/1717")))
        for group in outcome.problems.groups {
            #expect(!group.message.contains("Secretname"))
            #expect(!group.message.contains("7.7E"))
            #expect(!group.message.contains("1717"))
        }
    }

    @Test func `01-01-1900 is no date`() throws {
        let outcome = try district.importRoster(
            .studemo, students(student("1", born: "01/01/1900", entered: "1/1/1900")))
        #expect(codes(outcome) == ["date.none 2"])
        #expect(try rosterRows() == ["1|Lindqvist||-|{}|-"])
    }

    @Test func `short, cut, wide and blank rows`() throws {
        let file =
            students(student("1"))
            + "\t2\tLind\tAda\t10/21/2013\tF\n"  // short, nothing required is missing
            + "\t3\tLind\n"  // too short
            + student("4").joined(separator: "\t") + "\tx\n"  // a cell too many
            + student("5").joined(separator: "\t") + "\t \n"  // a blank one too many
            + "\n \t\t\t\t\t\t\t\t\n"
            + "\t6\tLind\tAd"  // cut
        let outcome = try district.importRoster(.studemo, file)
        #expect(counts(outcome) == "read 6, inserted 3, rejected 3")
        #expect(
            codes(outcome) == [
                "cell.missing 3", "row.cut 1", "row.extra-cells 1", "row.short 2",
            ])
        #expect(outcome.badRows.map(\.row) == [4, 5, 9])
    }

    @Test func `spaces, invisible characters and NUL bytes`() throws {
        let outcome = try district.importRoster(
            .studemo,
            students(
                student(" 1 ", "Lind\u{200B}qvist"), student("2", "Nul\u{0}"),
                student("3", bus: "\u{0}")))
        #expect(counts(outcome) == "read 3, inserted 1, rejected 2")
        #expect(codes(outcome) == ["cell.invisible 1", "cell.nul 2", "cell.trimmed 1"])
    }

    @Test func `day-first dates are judged over the whole file`() throws {
        let outcome = try district.importRoster(
            .studemo,
            students(
                student("1", born: "21/10/2013", entered: "05/09/2023"),
                student("2", born: "03/04/2012")))
        #expect(counts(outcome) == "read 2, inserted 2")
        #expect(codes(outcome) == ["file.day-first 1"])
        let group = try #require(outcome.problems.groups.first)
        #expect(group.message.contains("Birth Date, School Enter Date"))
        #expect(group.message.contains("1 date can only be day first, none only month first."))
        let april = try #require(CalendarDate(year: 2012, month: 4, day: 3))
        #expect(try rosterRows()[1].contains("|\(april.dayNumber)|"))
    }

    @Test func `one date that is month first decides for the file`() throws {
        let outcome = try district.importRoster(
            .studemo,
            students(student("1", born: "21/10/2013"), student("2", born: "10/21/2013")))
        #expect(counts(outcome) == "read 2, inserted 1, rejected 1")
        #expect(codes(outcome) == ["date.invalid 1"])
    }

    // MARK: Rows that meet

    @Test func `a repeated row counts once, rows that differ are both kept out`() throws {
        let outcome = try district.importRoster(
            .studemo,
            students(
                student("1"), student("2"), student("1"), student("3"), student("3", "Other")))
        #expect(counts(outcome) == "read 5, inserted 2, unchanged 1, rejected 2")
        #expect(codes(outcome) == ["roster.conflicting-rows 2", "roster.duplicate-row 1"])
        #expect(outcome.badRows.map(\.row) == [5, 6])
        #expect(outcome.badRows[0].problems[0].detail == "Rows 5, 6")
    }

    @Test func `two students with one state ID are both named`() throws {
        try district.importRoster(.studemo, students(student("1", state: "77")))
        let outcome = try district.importRoster(
            .studemo,
            students(student("1", state: "77"), student("2", "Else", state: "77"), student("3")))
        #expect(codes(outcome) == ["roster.shared-state-id 2"])
        #expect(outcome.problems.groups[0].rows == [2, 3])
    }

    @Test func `a number that lost its zeros is pointed out`() throws {
        try district.importRoster(.studemo, students(student("000123")))
        let outcome = try district.importRoster(.studemo, students(student("123")))
        #expect(counts(outcome) == "read 1, inserted 1")
        #expect(codes(outcome) == ["id.leading-zeros 1"])
    }

    // MARK: Missing and back

    @Test func `a partial file marks nobody missing`() throws {
        try district.importRoster(.studemo, many(3))
        let outcome = try district.importRoster(.studemo, many(1))
        #expect(counts(outcome) == "read 1, unchanged 1")
        #expect(outcome.changeSet == nil)
    }

    @Test func `a whole file marks who is not in it, and clears who is back`() throws {
        try district.importRoster(.studemo, many(12))
        let outcome = try district.importRoster(.studemo, many(11), isBulk: true)
        #expect(counts(outcome) == "read 11, unchanged 11")
        #expect(outcome.notes == ["1 student is missing from the file."])
        let missing: Query = "SELECT count(*) FROM sis_student WHERE missing_since = 20711"
        #expect(try district.count(missing) == 1)
        #expect(try district.count("SELECT count(*) FROM prior_image") == 1)
        let again = try district.importRoster(.studemo, many(11), isBulk: true)
        #expect(again.changeSet == nil)
        let back = try district.importRoster(.studemo, many(12), isBulk: true)
        #expect(counts(back) == "read 12, updated 1, unchanged 11")
        #expect(try district.count("SELECT count(missing_since) FROM sis_student") == 0)
    }

    @Test func `a bad row never counts as absent`() throws {
        try district.importRoster(.studemo, many(12))
        let rows = (1001...1012).map { student("\($0)", born: $0 == 1005 ? "soon" : "10/21/2013") }
        let outcome = try district.importRoster(.studemo, table(labels, rows), isBulk: true)
        #expect(counts(outcome) == "read 12, unchanged 11, rejected 1")
        #expect(outcome.changeSet == nil)
    }

    @Test func `nobody is marked missing while a bad row may be anybody's`() throws {
        try district.importRoster(.studemo, many(12))
        let rows = (1001...1012).map { student($0 == 1005 ? "" : "\($0)") }
        let outcome = try district.importRoster(.studemo, table(labels, rows), isBulk: true)
        #expect(outcome.changeSet == nil)
        #expect(outcome.notes.count == 1)
        #expect(outcome.notes[0].hasPrefix("No student was marked missing, because 1 bad row"))
    }

    @Test func `a cut file is held until a person says so`() throws {
        try district.importRoster(.studemo, many(20))
        let held = try district.importRoster(.studemo, many(17), isBulk: true)
        #expect(
            held.holds == [
                RowProblem(
                    .limitEnds,
                    detail: "Would mark 3 of 20 students missing (15 %, limit 10 %). Held. "
                        + "Nothing was changed.")
            ])
        #expect(held.changeSet == nil)
        #expect(try district.count("SELECT count(missing_since) FROM sis_student") == 0)
        let approved = try district.importRoster(
            .studemo, many(17), isBulk: true, waivingLimits: true)
        #expect(approved.holds.isEmpty)
        #expect(try district.count("SELECT count(missing_since) FROM sis_student") == 3)
    }

    @Test func `exactly a tenth may be missing, and few are not judged`() throws {
        try district.importRoster(.studemo, many(20))
        #expect(try district.importRoster(.studemo, many(18), isBulk: true).holds.isEmpty)
        let few = try District()
        try few.importRoster(.studemo, many(9))
        #expect(try few.importRoster(.studemo, many(2), isBulk: true).holds.isEmpty)
    }

    @Test func `too many bad rows hold the run`() throws {
        let rows = (1001...1010).map { student("\($0)", born: $0 < 1003 ? "soon" : "10/21/2013") }
        let held = try district.importRoster(.studemo, table(labels, rows))
        #expect(
            held.holds == [
                RowProblem(
                    .limitBadRows,
                    detail: "2 of 10 rows are bad (20 %, limit 10 %). Held. Nothing was changed.")
            ])
        #expect(counts(held) == "read 10, inserted 8, rejected 2")
        #expect(try district.count("SELECT count(*) FROM sis_student") == 0)
        #expect(try district.count("SELECT count(*) FROM change_set") == 0)
        let approved = try district.importRoster(.studemo, table(labels, rows), waivingLimits: true)
        #expect(approved.changeSet != nil)
        #expect(try district.count("SELECT count(*) FROM sis_student") == 8)
    }

    @Test func `a repaired error file is read without its own columns`() throws {
        let header = labels + ["Row", "Problem", "How to fix"]
        let outcome = try district.importRoster(
            .studemo,
            table(header, [student("1", bus: "'=7") + ["2", "It was bad.", "Mend it."]]),
            isBulk: true)
        #expect(counts(outcome) == "read 1, inserted 1")
        #expect(try rosterRows() == [#"1|Lindqvist||15999|{"Bus Route":"=7"}|-"#])
        let again = try district.importRoster(.studemo, students(student("1", bus: "=7")))
        #expect(counts(again) == "read 1, unchanged 1")
    }
}
