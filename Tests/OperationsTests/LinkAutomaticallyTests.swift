import Records
import Testing

@testable import Operations

private let labels = [
    "Import Student ID", "State Student ID", "Student Last Name", "Student First Name",
    "Student Middle Name", "Birth Date", "Gender",
]

private func row(
    _ id: String, _ state: String, _ last: String = "Adler", _ first: String = "Noah",
    born: String = "02/20/2014"
) -> [String] {
    [id, state, last, first, "", born, "M"]
}

@Suite struct LinkAutomaticallyTests {
    let district: District
    init() throws { district = try District() }

    private func load(_ rows: [String]...) throws -> ImportOutcome {
        try district.importRoster(.studemo, table(labels, rows))
    }

    private func links() throws -> [String] {
        try district.rows(
            """
            SELECT student_id, CAST(sis_student AS TEXT), CAST(revision AS TEXT) FROM student
            ORDER BY id
            """, columns: 3)
    }

    @Test func `a state ID that one SIS student holds links, and can be undone`() throws {
        try district.addStudent("P1", last: "Adler", first: "N", stateID: "77")
        let outcome = try load(row("1", "77"), row("2", "78"))
        #expect(outcome.notes == ["Linked P1 to SIS student 1 by State ID."])
        #expect(try links() == ["P1|1|2"])
        #expect(
            try district.rows("SELECT table_name, row_key FROM prior_image", columns: 2)
                == ["student|1"])
        #expect(
            try district.rows(
                """
                SELECT table_name, CAST(updated AS TEXT) FROM change_set_table
                WHERE change_set = \(outcome.changeSet ?? 0) ORDER BY table_name
                """, columns: 2) == ["sis_student|0", "student|1"])
    }

    @Test func `an other ID links by the import ID`() throws {
        try district.addStudent("P1", last: "Adler", first: "Noah", otherID: "2")
        #expect(try load(row("2", "")).notes == ["Linked P1 to SIS student 2 by Other ID."])
    }

    @Test func `a roster that says the same still links who came since`() throws {
        #expect(try load(row("1", "77")).changeSet == 1)
        try district.addStudent("P1", last: "Adler", first: "Noah", stateID: "77")
        let again = try load(row("1", "77"))
        #expect(counts(again) == "read 1, unchanged 1")
        #expect(again.changeSet != nil)
        #expect(try links() == ["P1|1|2"])
        #expect(try load(row("1", "77")).changeSet == nil)
    }

    @Test func `one student can be linked by itself`() throws {
        _ = try load(row("1", "77"), row("2", "78"))
        try district.addStudent("P1", last: "Adler", first: "Noah", stateID: "77")
        let second = try district.addStudent("P2", last: "Adler", first: "Noah", stateID: "78")
        let notices = try district.store.write { writer in
            try RosterImport.linkAutomatically(writer, student: second) { 2 }
        }
        #expect(
            notices == [LinkNotice(studentID: "P2", result: .linked(importID: "2", .stateID))])
        #expect(try links() == ["P1|-|1", "P2|2|2"])
    }

    @Test func `a student made in the same change set has no prior image`() throws {
        _ = try load(row("1", "77"))
        let student = try district.addStudent("P1", last: "Adler", first: "Noah", stateID: "77")
        let made = try district.count("SELECT change_set FROM student")
        _ = try district.store.write { writer in
            try RosterImport.linkAutomatically(writer, student: student) { made }
        }
        #expect(try district.count("SELECT count(*) FROM prior_image") == 0)
    }

    @Test(
        arguments: [
            ("More than one SIS student holds the number.", "77", nil, "Adler", nil),
            ("State ID and Other ID point at different SIS students.", "78", "4", "Adler", nil),
            ("The names differ.", "78", nil, "Brandt", nil),
            ("The birth dates differ.", "78", nil, "Adler", "2014-02-21"),
            (
                "The SIS student has a profile already; the two may have to be merged.", "79", nil,
                "Adler", nil
            ),
        ] as [(String, String, String?, String, String?)])
    func `a machine does not link on`(
        _ reason: String, stateID: String, otherID: String?, last: String, birthDate: String?
    ) throws {
        try district.addStudent("FIRST", last: "Adler", first: "Noah", stateID: "79")
        let roster = [
            row("1", "77"), row("2", "77", "Adler", "Theo"), row("3", "78"), row("4", ""),
            row("5", "79"),
        ]
        try district.importRoster(.studemo, table(labels, roster))
        if stateID == "79" {
            try district.addStudent("P1", last: last, first: "Noah", otherID: "5")
        } else {
            try district.addStudent(
                "P1", last: last, first: "Noah", birthDate: birthDate, stateID: stateID,
                otherID: otherID)
        }
        let outcome = try district.importRoster(.studemo, table(labels, roster))
        #expect(outcome.problems.count(of: .rosterNotLinked) == 1)
        let group = try #require(
            outcome.problems.groups.first { $0.code == "roster.not-linked" })
        #expect(group.message.contains("Student P1: \(reason) (match."))
        #expect(try links().last == "P1|-|1")
    }

    @Test func `two students never get one SIS student`() throws {
        try district.addStudent("P1", last: "Adler", first: "Noah", stateID: "77")
        try district.addStudent("P2", last: "Adler", first: "Noah", otherID: "1")
        let outcome = try load(row("1", "77"))
        #expect(outcome.problems.count(of: .rosterNotLinked) == 2)
        #expect(try links() == ["P1|-|1", "P2|-|1"])
    }

    @Test func `at most a hundred links are named`() throws {
        for number in 1...103 {
            try district.addStudent("P\(number)", last: "A", first: "B", stateID: "S\(number)")
        }
        let outcome = try district.importRoster(
            .studemo,
            table(labels, (1...103).map { row("\($0)", "S\($0)", "A", "B") }))
        #expect(outcome.notes.count == 101)
        #expect(outcome.notes.last == "3 more were linked.")
    }
}
