import Foundation
import Records
import Storage

@testable import Operations

/// A district whose lists are long enough to be paged, with what a plain reading of its tables
/// says, as a reference for them.
final class ListHall {
    let district: District
    let workspace: Workspace
    private(set) var roster: [SIS] = []
    private(set) var students: [Profile] = []
    private(set) var programs: [Program] = []
    let siteNames = [1010: "Willow Elementary", 1020: "Alder Middle"]

    struct SIS {
        let id: Int
        let importID, stateID, otherID, grade: String
        let keys: [String]
        let site: Int?
        let isDropped: Bool
    }

    struct Profile {
        let id: Int
        let studentID, status, grade, manager: String
        let keys: [String]
        let numbers: [String]
        let site: Int?
        let sis: Int?
    }

    struct Program {
        let key: ProgramRecord.Key
        let code, eligibility: String
        let ends: Int?
        let year: Int
    }

    private static let lastNames = ["Ånder", "Garcia Lopez", "Berg", "berg", "Vance", "O'Neil"]
    private static let firstNames = ["Mira", "Ada", "Noah", "María", "Theo"]
    private static let grades = ["1", "10", "2", "15", "", "KG"]

    init(seed: UInt64 = 5) throws {
        district = try District()
        workspace = Workspace(
            store: district.store, actor: "test",
            clock: { Date(timeIntervalSince1970: 1_791_180_000) })
        var random = Numbers(state: seed)
        try addRoster(&random)
        try addProfiles(&random)
        try addPrograms(&random)
        try read()
    }

    private func addRoster(_ random: inout Numbers) throws {
        let rows = (0..<70).map { number in
            [
                "\(500_100 + number * 33 % 70)", number % 3 == 0 ? "9\(number)" : "",
                random.one(Self.lastNames), random.one(Self.firstNames),
                number % 4 == 0 ? "Jo" : "", "02/20/2014", "F",
            ]
        }
        try district.importRoster(.studemo, table(LinkingOffice.labels, rows))
        try district.store.write { writer in
            for (id, name) in siteNames {
                try writer.run(
                    """
                    INSERT INTO site (id, name, state_site_id, start_grade, end_grade, site_type,
                        address, address_2, city, state, zip, local_site_code, annual_hours,
                        annual_weeks, parent_site, sourced_id, missing_since, change_set)
                    VALUES (\(id), \(name), '', '', '', '', '', '', '', '', '', '', '', '', '',
                        '', NULL, 1)
                    """)
            }
            for number in 1...70 {
                let site = random.one([1010, 1020, 1030, nil])
                let dropped: Int? = number % 9 == 0 ? 20_600 : nil
                try writer.run(
                    """
                    UPDATE sis_student SET grade = \(random.one(Self.grades)),
                        site = \(optional: site), missing_since = \(optional: dropped),
                        other_id = \(number % 5 == 0 ? "77\(number)" : "")
                    WHERE id = \(number)
                    """)
            }
        }
    }

    private func addProfiles(_ random: inout Numbers) throws {
        let linked = (0..<70).filter { $0 % 3 != 1 }.map { "\(500_100 + $0)" }
        _ = try ImportProfiles(
            store: district.store, actor: "test", clock: workspace.clock
        ).run(linked)
        for number in 0..<20 {
            let id = try district.addStudent(
                "P\(100 + number)", last: random.one(Self.lastNames),
                first: random.one(Self.firstNames), stateID: number % 4 == 0 ? "5\(number)" : nil)
            let site = random.one([1010, 1040, nil])
            try district.store.write { writer in
                try writer.run(
                    """
                    UPDATE student SET grade = \(random.one(Self.grades)), site = \(optional: site),
                        status = \(random.one(["active", "inactive", "noShow"]))
                    WHERE id = \(id)
                    """)
                if number % 10 == 9 {
                    try writer.run(
                        "UPDATE student SET status = 'retired', merged_into = 1 WHERE id = \(id)")
                }
            }
        }
        try district.store.write { writer in
            for id in 1...60 where id % 4 == 0 {
                try writer.run(
                    """
                    INSERT INTO student_field (student, field, value, change_set)
                    VALUES (\(id), 'caseManager', \(random.one(["Dana Reyes", "Kai Adler"])), 1)
                    """)
            }
        }
    }

    private func addPrograms(_ random: inout Numbers) throws {
        let codes = CodeTables(workspace)
        for (key, system) in [("120", ""), ("101", "504_plan"), ("127", "")] {
            _ = try codes.add(
                CodeBook.programs, key, CodeTables.Entry(text: "Program \(key)", systemKey: system))
        }
        for key in ["E", "P"] {
            _ = try codes.add(CodeBook.eligibility, key, CodeTables.Entry(text: key))
        }
        let all = try district.store.read { try $0.codes() }
        let numbers = all.filter { $0.table == CodeBook.programs }.map(\.id)
        let eligible = all.filter { $0.table == CodeBook.eligibility }.map(\.id)
        let today = workspace.today.dayNumber
        try district.store.write { writer in
            for student in 1...60 {
                for _ in 0..<random.below(4) {
                    var row = ProgramRow(
                        slot: 0, program: Int32(random.one(numbers)),
                        start: today - Int32(random.below(400)),
                        site: random.one([1010, 1020, ProgramRow.noSite]))
                    if random.below(2) == 0 { row.end = row.start + Int32(random.below(500)) }
                    if random.below(3) > 0 { row.eligibilityCode = Int32(random.one(eligible)) }
                    row.academicYear = random.below(2) == 0 ? 2025 : 2026
                    try writer.write(
                        row, student: Int64(student), changeSet: 1, replacing: true)
                }
            }
        }
    }

    private func read() throws {
        let codes = try district.store.read { try $0.codes() }
        let keys = Dictionary(codes.map { ($0.id, $0.key) }) { first, _ in first }
        (roster, students, programs) = try district.store.read { reader in
            (
                try reader.rows(
                    """
                    SELECT id, import_id, state_id, other_id, grade, name_key, given_key,
                        surname_key, site, missing_since FROM sis_student
                    """
                ) { row in
                    SIS(
                        id: try row.requiredInteger(0), importID: try row.requiredText(1),
                        stateID: try row.requiredText(2), otherID: try row.requiredText(3),
                        grade: try row.requiredText(4),
                        keys: try (5...7).map { try row.requiredText($0) },
                        site: try row.integer(8), isDropped: try row.integer(9) != nil)
                },
                try reader.rows(
                    """
                    SELECT id, student_id, status, grade, site, sis_student, name_key, given_key,
                        surname_key, (SELECT value FROM student_field f WHERE f.student = s.id),
                        (SELECT min(value) FROM identifier i WHERE i.student = s.id)
                    FROM student s
                    """
                ) { row in
                    Profile(
                        id: try row.requiredInteger(0), studentID: try row.requiredText(1),
                        status: try row.requiredText(2), grade: try row.requiredText(3),
                        manager: try row.text(9) ?? "",
                        keys: try (6...8).map { try row.requiredText($0) },
                        numbers: [try row.text(10)].compactMap(\.self),
                        site: try row.integer(4), sis: try row.integer(5))
                },
                try reader.rows(
                    """
                    SELECT student, program, start, site, ends, academic_year, eligibility_code
                    FROM program_enrollment
                    """
                ) { row in
                    let numbers = try (0...3).map { Int64(try row.requiredInteger($0)) }
                    return Program(
                        key: ProgramRecord.Key(
                            student: numbers[0], program: numbers[1], start: numbers[2],
                            site: numbers[3]),
                        code: keys[Int(numbers[1])] ?? "",
                        eligibility: try row.integer(6).flatMap { keys[$0] } ?? "",
                        ends: try row.integer(4), year: try row.requiredInteger(5))
                }
            )
        }
        let byID = Dictionary(roster.map { ($0.id, $0) }) { first, _ in first }
        students = students.filter { $0.status != "retired" }.map { own in
            guard let sis = own.sis.flatMap({ byID[$0] }) else { return own }
            return Profile(
                id: own.id, studentID: own.studentID, status: own.status, grade: sis.grade,
                manager: own.manager, keys: sis.keys,
                numbers: own.numbers + [sis.importID, sis.stateID, sis.otherID], site: sis.site,
                sis: own.sis)
        }
    }
}

/// Numbers from a seed.
struct Numbers {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    mutating func one<T>(_ all: [T]) -> T { all[below(all.count)] }
}
