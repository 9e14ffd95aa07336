import Records
import Storage

/// Open program enrollments that a programs.txt says nothing of.
///
/// Only those of programs and sites of which the file has rows: of others it may say nothing
/// because it is not about them. A row that was kept out is no absence: whoever has one is left
/// alone, and where it cannot be told whose it is, so is everybody.
struct AbsentPrograms {
    let read: ReadPrograms
    /// What was decided about each row, in the order of the groups.
    let codes: [UInt8]
    let aliases: [ProgramRecord.Key: ProgramAlias]
    /// Those of whom a row was rejected by reading; nil where some cannot be told.
    let rejected: Set<Int64>?
    let today: CalendarDate

    /// A program at a site.
    private struct Place: Hashable {
        let program: Int64
        let site: Int64
    }

    /// Their keys, in order.
    func keys(_ reader: any Reader) throws -> [ProgramRecord.Key] {
        guard let rejected else { return [] }
        let places = try places()
        if places.isEmpty { return [] }
        var file = FileKeys(
            groups: try read.groups.reader(), directory: read.directory, codes: codes,
            aliases: aliases)
        try file.advance()
        var found: [ProgramRecord.Key] = []
        try reader.forEachOpenProgramKey(startedBy: today) { key in
            let one = ProgramRecord.Key(
                student: key[0], program: key[1], start: key[2], site: key[3])
            while file.hasGroup, file.student < one.student { try file.advance() }
            guard places.contains(Place(program: one.program, site: one.site)),
                !rejected.contains(one.student)
            else { return true }
            let isInFile = file.hasGroup && file.student == one.student
            if !isInFile || !file.isUnsure && !file.keys.contains(one) { found.append(one) }
            return true
        }
        return found
    }

    private func places() throws -> Set<Place> {
        var places = Set<Place>()
        var groups = try read.groups.reader()
        var group: [ProgramRow] = []
        while try groups.next(&group) {
            for row in group {
                places.insert(Place(program: Int64(row.program), site: row.site))
            }
        }
        return places
    }

    /// The keys of the file's rows, student by student.
    private struct FileKeys {
        private var groups: ProgramRowGroups.Reader
        private let directory: StudentDirectory
        private let codes: [UInt8]
        private let aliases: [ProgramRecord.Key: ProgramAlias]
        private var group: [ProgramRow] = []
        private var index = 0
        private(set) var hasGroup = true
        private(set) var student: Int64 = 0
        private(set) var keys = Set<ProgramRecord.Key>()
        /// Whether a row of the student waits for a person, or contradicts another.
        private(set) var isUnsure = false

        init(
            groups: ProgramRowGroups.Reader, directory: StudentDirectory, codes: [UInt8],
            aliases: [ProgramRecord.Key: ProgramAlias]
        ) {
            self.groups = groups
            self.directory = directory
            self.codes = codes
            self.aliases = aliases
        }

        mutating func advance() throws {
            hasGroup = try groups.next(&group)
            keys.removeAll(keepingCapacity: true)
            isUnsure = false
            guard hasGroup, let slot = group.first.map({ Int($0.slot) }) else { return }
            student = slot < directory.students.count ? directory.students[slot] : .max
            for row in group {
                let key = ProgramRecord.Key(
                    student: student, program: Int64(row.program), start: Int64(row.start),
                    site: row.site)
                keys.insert(key)
                // What a person said the row is about is in the file.
                if case .same(let target) = aliases[key] { keys.insert(target) }
                let decision = ProgramDecision(rawValue: codes[index])
                if decision == .hold || decision == .conflicting { isUnsure = true }
                index += 1
            }
        }
    }
}

extension ProgramImport {
    /// The records that are to end, counted for the limits, and what is told of absent ones.
    func judgeAbsent(
        _ planner: inout ProgramPlanner, _ decisions: Decisions, _ writer: any Writer
    ) throws -> (records: [ProgramRecord], problems: [RowProblem]) {
        if absent == .leave || takesAdditionsOnly && absent == .end { return ([], []) }
        let rejected = try rejectedStudents(read)
        if rejected == nil {
            return (
                [],
                [
                    RowProblem(
                        .programAbsentUntold,
                        detail: "Records that are absent were left alone: of some rejected rows "
                            + "it cannot be told whose they are.")
                ]
            )
        }
        let keys = try AbsentPrograms(
            read: read, codes: decisions.codes, aliases: planner.aliases, rejected: rejected,
            today: context.today
        ).keys(writer)
        if keys.isEmpty { return ([], []) }
        let counts = Dictionary(grouping: keys, by: \.program).mapValues(\.count)
        if absent == .end {
            for (program, count) in counts {
                let number = Int32(truncatingIfNeeded: program)
                planner.tally[number, default: ProgramTally()].ends += count
                planner.tally[number, default: ProgramTally()].changes += count
            }
            return (try writer.programRecords(keys), [])
        }
        let names = Dictionary(try writer.codes().map { (Int64($0.id), $0.key) }) { $1 }
        let problems = counts.map { program, count in
            (names[program] ?? "?", count)
        }.sorted { $0 < $1 }.map { name, count in
            RowProblem(
                .programAbsent, column: "Program ID",
                detail: "Program \(name): \(grouped(count)) open "
                    + "\(count == 1 ? "record is" : "records are") not in the file.")
        }
        return ([], problems)
    }

    /// Ends records on the day of the import, keeping what they were.
    func end(
        _ records: [ProgramRecord], _ writer: any Writer, _ change: Int,
        _ outcome: inout ImportOutcome
    ) throws {
        if records.isEmpty { return }
        try writer.bulk(writer.imageBulk) { sink in
            sink.set(0, Int64(change))
            for record in records { try sink.keep(record) }
        }
        try writer.note(TableChange(updated: records.count), of: .programEnrollment, in: change)
        var rest = records[...]
        try writer.writePrograms(replacing: true) { values in
            guard let record = rest.popFirst() else { return false }
            var row = record.row
            row.end = context.today.dayNumber
            row.store(in: values, student: record.key.student, changeSet: Int64(change))
            return true
        }
        outcome.endedAbsent = records.count
        outcome.notes.append(
            "Ended \(grouped(records.count)) open "
                + "\(records.count == 1 ? "record that is" : "records that are") not in the file.")
    }
}

extension ReadPrograms {
    /// Whose rows were rejected by reading, by our numbers; nil where that cannot be told of each.
    func studentsOfRejectedRows(_ text: SourceText, _ match: HeaderMatch) throws -> Set<Int64>? {
        if rejected == 0 { return [] }
        guard badRows.count == rejected, let place = match.cells.first ?? nil else { return nil }
        let fetcher = RowFetcher(text)
        var found = Set<Int64>()
        for row in badRows {
            let cells = try fetcher.cells(at: row.offset)
            guard cells.indices.contains(place), let slot = directory.slot(of: cells[place]),
                Int(slot) < directory.students.count
            else { return nil }
            found.insert(directory.students[Int(slot)])
        }
        return found
    }
}
