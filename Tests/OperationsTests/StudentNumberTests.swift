import Records
import Storage
import Testing

@testable import Operations

/// Whom a number leads to, when it is typed and when a file has it.
@Suite struct StudentNumberTests {
    let district: District
    private static let labels = [
        "Import Student ID", "State Student ID", "Student Last Name", "Student First Name",
        "Student Middle Name", "Birth Date", "Gender",
    ]

    init() throws {
        district = try District()
        let rows = ["1", "2", "3"].map {
            [$0, "90\($0)", "Adler", "Noah", "", "02/20/2014", "M"]
        }
        try district.importRoster(.studemo, table(Self.labels, rows))
    }

    private func merge(_ student: Int, into other: Int) throws {
        _ = try district.store.write { writer in
            try writer.run(
                """
                UPDATE student SET status = 'retired', merged_into = \(other)
                WHERE id = \(student)
                """)
        }
    }

    private func link(_ student: Int, to sis: Int) throws {
        _ = try district.store.write {
            try $0.run("UPDATE student SET sis_student = \(sis) WHERE id = \(student)")
        }
    }

    private func giveAlias(_ value: String, to student: Int) throws {
        _ = try district.store.write { writer in
            try writer.run(
                """
                INSERT INTO identifier (system, value, student, status, change_set)
                VALUES ('studentID', \(value), \(student), 'retired', 1)
                """)
        }
    }

    private func leads(_ number: String) throws -> [Int] {
        try district.store.read { try $0.students(withID: number) }
    }

    private func slotLeads(_ number: String) throws -> Int64? {
        try district.store.read { reader in
            let directory = try reader.studentDirectory()
            guard let slot = directory.slot(of: number) else { return nil }
            let known = directory.students.count
            return Int(slot) < known
                ? directory.students[Int(slot)] : -directory.arrivals[Int(slot) - known]
        }
    }

    @Test func `the numbers of merged students lead to who stayed, over any way`() throws {
        let first = try district.addStudent("P1", last: "Ek", first: "Ida", stateID: "71")
        let second = try district.addStudent("P2", last: "Ek", first: "Ida", otherID: "72")
        let third = try district.addStudent("P3", last: "Ek", first: "Ida")
        try link(first, to: 1)
        try link(third, to: 3)
        try merge(first, into: second)
        try merge(second, into: third)
        for number in ["P1", "P2", "P3", "71", "72", "1", "901", "3", "903"] {
            let found = try leads(number)
            #expect(found == [third], "\(number)")
            // A file names students by student ID or integration ID alone.
            let inFile = try slotLeads(number)
            let isKey = !["71", "72", "901", "903"].contains(number)
            #expect(inFile == (isKey ? Int64(third) : nil), "\(number)")
        }
        let merged = try district.store.read { try $0.studentIDs(mergedInto: third) }
        #expect(merged == ["P1", "P2"])
        let shown = try ShowStudent(store: district.store).run("P1")
        #expect(shown.student.studentID == "P3")
        #expect(shown.askedFor == "P1")
        #expect(shown.mergedFrom == ["P1", "P2"])
        let itself = try ShowStudent(store: district.store).run("P3")
        #expect(itself.askedFor == nil)
    }

    @Test func `who holds a number comes before who held it once`() throws {
        let former = try district.addStudent("P1", last: "Ek", first: "Ida")
        for number in ["P2", "77", "2", "88"] { try giveAlias(number, to: former) }
        for number in ["P2", "77", "2", "88"] {
            let found = try leads(number)
            #expect(found == [former])
        }
        let shown = try ShowStudent(store: district.store).run("88")
        #expect(shown.askedFor == "88")
        let holder = try district.addStudent("P2", last: "Roe", first: "Kim", stateID: "77")
        for number in ["P2", "77"] {
            let found = try leads(number)
            #expect(found == [holder])
        }
        let held = try slotLeads("P2")
        #expect(held == Int64(holder))
        // A file's number is that of a SIS student before it is an alias.
        let inFile = try slotLeads("2")
        #expect(inFile == -2)
        let alias = try slotLeads("88")
        #expect(alias == Int64(former))
    }

    @Test func `merges in a circle lead somewhere`() throws {
        let first = try district.addStudent("P1", last: "Ek", first: "Ida")
        let second = try district.addStudent("P2", last: "Ek", first: "Ida")
        try merge(first, into: second)
        try merge(second, into: first)
        let found = try leads("P1")
        #expect(found.count == 1)
        _ = try slotLeads("P1")
    }
}
