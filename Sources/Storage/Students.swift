import Records

// All SQL that writes `student`.

extension Writer {
    /// Makes a linked profile of each SIS student, under its import ID, in the order given, which
    /// is best that of the numbers.
    public func importProfiles(
        of students: some Sequence<(sis: Int64, student: Int64)>, at time: String, in change: Int
    ) throws {
        var wanted = students.makeIterator()
        let made = try run(
            """
            INSERT INTO student (\(sql: VersionedTable.student.columnList))
            SELECT n.c0, g.import_id, g.id, 'active', 'sisImport', NULL, '', '', '', NULL, '', '',
                NULL, '', '', '', CAST(\(time) AS TEXT), 1, CAST(\(change) AS BIGINT)
            FROM bulk_rows n CROSS JOIN sis_student g WHERE g.id = n.c1
            """, columns: 2
        ) { values in
            guard let next = wanted.next() else { return false }
            values[0] = next.student
            values[1] = next.sis
            return true
        }
        try wrote(made, into: VersionedTable.student.name)
    }
}

/// A student to be inserted.
public struct NewStudent: Sendable {
    public let id: Int
    public let studentID: String
    public let origin: String
    public let status: String
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let birthDate: CalendarDate?
    public let gender: String
    public let grade: String
    public let site: Int?
    public let createdAt: String

    public init(
        id: Int, studentID: String, origin: String, status: String, lastName: String,
        firstName: String, middleName: String, birthDate: CalendarDate?, gender: String,
        grade: String, site: Int?, createdAt: String
    ) {
        self.id = id
        self.studentID = studentID
        self.origin = origin
        self.status = status
        self.lastName = lastName
        self.firstName = firstName
        self.middleName = middleName
        self.birthDate = birthDate
        self.gender = gender
        self.grade = grade
        self.site = site
        self.createdAt = createdAt
    }
}

extension Writer {
    /// Inserts a student who is not linked to the SIS.
    public func insert(_ student: NewStudent, in change: Int) throws {
        let keys = NameKeys.keys(
            last: student.lastName, first: student.firstName, middle: student.middleName)
        try bulk(VersionedTable.student.bulk(.none)) { sink in
            try sink.write([
                .integer(Int64(student.id)), .text(student.studentID), .null,
                .text(student.status), .text(student.origin), .null, .text(student.lastName),
                .text(student.firstName), .text(student.middleName),
                student.birthDate.map { .integer(Int64($0.dayNumber)) } ?? .null,
                .text(student.gender), .text(student.grade),
                student.site.map { .integer(Int64($0)) } ?? .null, .text(keys[0]), .text(keys[1]),
                .text(keys[2]), .text(student.createdAt), .integer(1), .integer(Int64(change)),
            ])
        }
        try addNameVariants(
            of: Set(keys[0].split(separator: " ").map(String.init)))
        try note(TableChange(inserted: 1), of: .student, in: change)
    }
}

extension Reader {
    /// Our number of the student that is linked to a SIS student.
    public func profile(ofSISStudent sis: Int) throws -> Int? {
        try first("SELECT id FROM student WHERE sis_student = \(sis)") {
            try $0.requiredInteger(0)
        }
    }
}
