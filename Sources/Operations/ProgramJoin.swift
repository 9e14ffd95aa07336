import Records

/// The join of a file's rows with the keys of the records, student by student.
struct ProgramJoin {
    private var groups: ProgramRowGroups.Reader
    private let directory: StudentDirectory
    /// All rows of the student that is being joined.
    private(set) var group: [ProgramRow] = []
    private(set) var hasGroup = true
    /// Our number of that student; past all numbers for one without a profile.
    private(set) var student: Int64 = 0
    private var met = 0
    private(set) var hasRecords = false
    private var counts: [Int32: Int] = [:]
    private var run: (program: Int32, count: Int) = (-1, 0)

    init(groups: ProgramRowGroups.Reader, directory: StudentDirectory) {
        self.groups = groups
        self.directory = directory
    }

    /// Goes to the next student of the file.
    mutating func advance() throws {
        hasGroup = try groups.next(&group)
        met = 0
        hasRecords = false
        guard hasGroup, let slot = group.first.map({ Int($0.slot) }) else { return }
        student = slot < directory.students.count ? directory.students[slot] : .max
    }

    /// Meets the key (student, program, start, site, content hash) of a record of this student.
    ///
    /// Rows and keys come in one order, so each row that says what a record says is met in turn.
    mutating func meet(_ key: UnsafeBufferPointer<Int64>) {
        hasRecords = true
        guard met < group.count else { return }
        let row = group[met]
        if Int64(row.program) == key[1], Int64(row.start) == key[2], row.site == key[3],
            row.contentHash == key[4]
        {
            met += 1
        }
    }

    /// Whether each row of the student says what its record says.
    var isUnchanged: Bool { met == group.count }

    /// Counts a record of `program`.
    mutating func tally(_ program: Int32) {
        if program == run.program {
            run.count += 1
            return
        }
        counts[run.program, default: 0] += run.count
        run = (program, 1)
    }

    /// How many records each program has.
    func counted() -> [Int32: Int] {
        var counts = counts
        counts[run.program, default: 0] += run.count
        counts[-1] = nil
        return counts
    }
}
