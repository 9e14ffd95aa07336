import Records
import Testing

@testable import Operations

private let labels = Layout.contacts.columns.enumerated().map {
    $1.label.isEmpty ? "Column \($0 + 1)" : $1.label
}

private func contact(
    _ id: String, _ last: String, _ first: String = "Rosa", relation: String = "Parent"
) -> [String] {
    [id, "", "Lind", "Ada", "", "", last, first, "12 Mill Lane", "", "Fernhollow", "WA", "98000"]
        + ["555-0100", "", "", relation, "Y", "N", "", "", "family@example.invalid"]
}

@Suite struct RosterContactTests {
    let district: District

    init() throws {
        district = try District()
        try district.importRoster(
            .studemo,
            table(
                ["Import Student ID", "Student Last Name", "Student First Name", "Birth Date"]
                    + ["Gender"],
                ["0001", "2"].map { [$0, "Lind", "Ada", "10/21/2013", "F"] }))
    }

    private func contacts() throws -> [String] {
        try district.rows(
            """
            SELECT CAST(sis_student AS TEXT), CAST(position AS TEXT), last_name, legal_guardian,
                primary_contact, other_columns
            FROM sis_contact ORDER BY sis_student, position
            """, columns: 6)
    }

    private func load(_ rows: [String]..., labels: [String] = labels) throws -> ImportOutcome {
        try district.importRoster(.contacts, table(labels, rows))
    }

    @Test func `contacts stand in the order of the file`() throws {
        let outcome = try load(contact("2", "Berg"), contact("0001", "Ås"), contact("2", "Alm"))
        #expect(counts(outcome) == "read 3, inserted 3")
        let others = #"{"Relationship":"Parent"}"#
        #expect(
            try contacts() == [
                "1|1|Ås|Y|N|\(others)", "2|1|Berg|Y|N|\(others)", "2|2|Alm|Y|N|\(others)",
            ])
        let again = try load(contact("2", "Berg"), contact("0001", "Ås"), contact("2", "Alm"))
        #expect(counts(again) == "read 3, unchanged 3")
        #expect(again.changeSet == nil)
    }

    @Test func `a student's contacts are replaced, other students' stay`() throws {
        _ = try load(
            contact("2", "Berg"), contact("2", "Alm"), contact("2", "Ek"), contact("0001", "Ås"))
        let outcome = try load(contact("2", "Berg", "Nora"), contact("2", "Alm"))
        #expect(counts(outcome) == "read 2, updated 1, unchanged 1")
        #expect(outcome.notes == ["1 contact is no longer there."])
        #expect(
            try contacts().map { String($0.prefix(8)) } == ["1|1|Ås|Y", "2|1|Berg", "2|2|Alm|"])
        #expect(
            try district.rows(
                """
                SELECT row_key, operation FROM prior_image
                WHERE change_set = \(outcome.changeSet ?? 0) ORDER BY row_key
                """, columns: 2) == ["2/1|update", "2/3|delete"])
        #expect(
            try district.rows(
                """
                SELECT CAST(updated AS TEXT), CAST(deleted AS TEXT) FROM change_set_table
                WHERE change_set = \(outcome.changeSet ?? 0)
                """, columns: 2) == ["1|1"])
    }

    @Test func `a bad row costs a student no contact`() throws {
        _ = try load(contact("2", "Berg"), contact("2", "Alm"), contact("2", "Ek"))
        let outcome = try load(contact("2", "Berg"), contact("2", ""), contact("2", "Ekman"))
        #expect(counts(outcome) == "read 3, updated 1, unchanged 1, rejected 1")
        #expect(
            try district.rows("SELECT last_name FROM sis_contact ORDER BY position", columns: 1)
                == ["Berg", "Alm", "Ekman"])
        let repaired = try load(
            contact("2", "Almgren") + ["3", "Blank.", "Fill in."],
            contact("2", "Berg") + ["9", "Blank.", "Fill in."],
            labels: labels + ["Row", "Problem", "How to fix"])
        #expect(counts(repaired) == "read 2, inserted 1, unchanged 1")
        #expect(try district.count("SELECT count(*) FROM sis_contact") == 4)
    }

    @Test func `unknown students and repeats`() throws {
        let outcome = try load(
            contact("1", "Berg"), contact("9", "Berg"), contact("2", "Alm"), contact("2", "Alm"))
        #expect(counts(outcome) == "read 4, inserted 1, unchanged 1, rejected 2")
        #expect(
            codes(outcome) == [
                "id.leading-zeros 1", "roster.duplicate-row 1", "roster.unknown-student 2",
            ])
    }
}
