import Records
import Storage

/// Program enrollments by hand: one record is a student's part in a program from a day on at a
/// site, and an end date closes it. The same records that programs.txt brings.
public struct StudentPrograms {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What a record is to be. Nil is left as it is, or, for a new one, blank.
    public struct Entry: Sendable {
        /// The key of a code of the table Student Programs.
        public var program: String?
        public var start: CalendarDate?
        /// 0 takes it away: a blank site is a value of its own.
        public var site: Int?
        public var end: CalendarDate?
        /// Whether the end is taken back.
        public var isOpen = false
        public var eligibilityStart: CalendarDate?
        public var eligibilityEnd: CalendarDate?
        public var schoolYear: SchoolYear?
        /// Keys of codes; blank takes them away.
        public var eligibilityCode: String?
        public var exitCode: String?

        public init() {}
    }

    /// A record as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        /// The name of the record, for changing it.
        public let record: String
        public let program: String
        public let site: Int?
        public let start: CalendarDate
        public let end: CalendarDate?
        public let eligibilityStart: CalendarDate?
        public let eligibilityEnd: CalendarDate?
        public let academicYear: String
        public let eligibilityCode: String
        public let exitCode: String

        init(_ view: ProgramView) {
            let row = view.record.row
            let day: (Int32) -> CalendarDate? = {
                $0 == ProgramRow.noDay ? nil : CalendarDate(dayNumber: $0)
            }
            record = view.record.key.reference
            program = view.program
            site = row.site == ProgramRow.noSite ? nil : Int(row.site)
            start = CalendarDate(dayNumber: row.start)
            end = day(row.end)
            eligibilityStart = day(row.eligibilityStart)
            eligibilityEnd = day(row.eligibilityEnd)
            academicYear =
                row.academicYear == 0 ? "" : SchoolYear(start: Int(row.academicYear)).description
            eligibilityCode = view.eligibilityCode
            exitCode = view.exitCode
        }
    }

    /// What a change came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let record: String
        public let studentID: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// The newest first, without those of a class that is not seen.
    public func list(_ student: String) throws -> [Listed] {
        try workspace.require(.seePrograms)
        return try workspace.store.read { reader in
            try workspace.programs(of: workspace.resolve(student, reader), reader)
                .map(Listed.init)
        }
    }

    /// Adds a record. A program has to be given; without a start it begins today.
    public func add(_ student: String, _ entry: Entry) throws -> Changed {
        try requireAnyChange()
        return try workspace.store.write { writer in
            let number = try workspace.subject(student, writer)
            guard entry.program != nil else {
                throw OperationError.refused(
                    code: "program.code-missing", message: "A program is missing.",
                    remedy: "Give the key of a code: --program CODE.")
            }
            let blank = ProgramRow(
                slot: 0, program: 0, start: workspace.today.dayNumber, site: ProgramRow.noSite)
            let row = try changed(blank, entry, writer)
            try requireChange(of: row.program, writer)
            let key = ProgramRecord.Key(student: Int64(number), row)
            try refuseTwin(key, writer)
            let change = try workspace.begin(
                "program", "Program enrollment added", about: [number], writer)
            try writer.addProgram(row, of: Int64(number), in: change)
            return try result(key, change, writer)
        }
    }

    /// Changes a record. An end date closes it.
    public func change(_ record: String, _ entry: Entry) throws -> Changed {
        try requireAnyChange()
        return try workspace.store.write { writer in
            let old = try self.record(record, writer)
            let row = try changed(old.row, entry, writer)
            try requireChange(of: row.program, writer)
            let key = ProgramRecord.Key(student: old.key.student, row)
            if key == old.key, row.hasContent(of: old.row) {
                return try result(key, nil, writer)
            }
            if key != old.key { try refuseTwin(key, writer) }
            let change = try workspace.begin(
                "program", "Program enrollment changed", about: [Int(key.student)], writer)
            try writer.changeProgram(old.key, to: row, in: change)
            return try result(key, change, writer)
        }
    }

    /// Takes a record from its student. An undo brings it back.
    public func remove(_ record: String) throws -> Changed {
        try requireAnyChange()
        return try workspace.store.write { writer in
            let old = try self.record(record, writer)
            let change = try workspace.begin(
                "program", "Program enrollment removed", about: [Int(old.key.student)], writer)
            try writer.removeProgram(old.key, in: change)
            return try result(old.key, change, writer)
        }
    }

    /// A record that may be changed. One that is not seen is not there.
    private func record(_ name: String, _ reader: any Reader) throws -> ProgramRecord {
        let key = ProgramRecord.Key(reference: name)
        let found = try workspace.inScope(
            key.flatMap { try reader.programRecord($0) }, of: { Int($0.key.student) },
            else: Self.notFound(name), reader)
        let systemKey = try Self.systemKey(of: found.row.program, reader)
        guard workspace.access.seesPrograms(systemKey: systemKey) else { throw Self.notFound(name) }
        try requireChange(of: found.row.program, reader)
        return found
    }

    private static func notFound(_ name: String) -> OperationError {
        OperationError.refused(
            code: "record.not-found", message: "There is no program record \(name).",
            remedy: "Take the record's name from: homeroom program list ID.")
    }

    /// Refuses whoever may not change records of any class.
    private func requireAnyChange() throws {
        if workspace.allows(.changeLanguagePrograms) { return }
        try workspace.require(.changePrograms)
    }

    /// Refuses a program of a class that is not seen or not changed.
    private func requireChange(of program: Int32, _ reader: any Reader) throws {
        let systemKey = try Self.systemKey(of: program, reader)
        try workspace.require(.seePrograms)
        if let needed = AccessPolicy.permissionToSee(systemKey: systemKey) {
            try workspace.require(needed)
        }
        try workspace.require(AccessPolicy.permissionToChange(systemKey: systemKey))
    }

    private static func systemKey(of program: Int32, _ reader: any Reader) throws -> String {
        try reader.codes().first { $0.id == Int(program) }?.systemKey ?? ""
    }

    private func result(
        _ key: ProgramRecord.Key, _ change: Int?, _ reader: any Reader
    ) throws -> Changed {
        Changed(
            record: key.reference,
            studentID: try reader.student(Int(key.student))?.studentID ?? "", changeSet: change)
    }

    private func refuseTwin(_ key: ProgramRecord.Key, _ reader: any Reader) throws {
        if try reader.programRecord(key) == nil { return }
        throw OperationError.refused(
            code: "program.exists",
            message: "The student has a record of the same program, start date and site.",
            remedy: "Change that one: homeroom program change \(key.reference).")
    }
}

extension StudentPrograms {
    private func changed(
        _ row: ProgramRow, _ entry: Entry, _ reader: any Reader
    ) throws -> ProgramRow {
        let codes = try reader.codes()
        var new = row
        if let key = entry.program {
            new.program = try Self.number(of: key, in: CodeBook.programs, codes)
        }
        if let start = entry.start, start.dayNumber != new.start {
            new.start = start.dayNumber
            new.startIsEligibility = false
        }
        if let site = entry.site, site != 0 { try reader.requireKnown(site: site) }
        new.site = entry.site.map { $0 == 0 ? ProgramRow.noSite : Int64($0) } ?? new.site
        new.end = entry.isOpen ? ProgramRow.noDay : entry.end?.dayNumber ?? new.end
        new.eligibilityStart = entry.eligibilityStart?.dayNumber ?? new.eligibilityStart
        new.eligibilityEnd = entry.eligibilityEnd?.dayNumber ?? new.eligibilityEnd
        new.academicYear = entry.schoolYear.map { Int16($0.start) } ?? new.academicYear
        if let key = entry.eligibilityCode {
            new.eligibilityCode =
                key.isEmpty ? 0 : try Self.number(of: key, in: CodeBook.eligibility, codes)
        }
        if let key = entry.exitCode {
            new.exitCode = key.isEmpty ? 0 : try Self.number(of: key, in: CodeBook.exits, codes)
        }
        if new.site == ProgramRow.noSite, try reader.districtSettings().isSiteRequired {
            throw OperationError.refused(
                code: "program.site-missing", message: "This district requires a Site ID.",
                remedy: "Give it with --site, or turn the setting state-reporting-site-required "
                    + "off.")
        }
        try Self.requireOrder(new)
        return new
    }

    static func requireOrder(_ row: ProgramRow) throws {
        let isInOrder: (Int32, Int32) -> Bool = {
            $0 == ProgramRow.noDay || $1 == ProgramRow.noDay || $0 <= $1
        }
        if isInOrder(row.start, row.end), isInOrder(row.eligibilityStart, row.eligibilityEnd) {
            return
        }
        throw OperationError.refused(
            code: "program.dates", message: "An end date lies before its start date.",
            remedy: "Correct one of them.")
    }

    private static func number(
        of key: String, in table: String, _ codes: [Code]
    ) throws -> Int32 {
        let key = try GivenText.checked(key, "code", limit: GivenText.Limit.word)
        let code = codes.first { $0.table == table && $0.key == key }
        guard let code else {
            throw OperationError.refused(
                code: "program.unknown-code", message: "The table \(table) has no code \(key).",
                remedy: "See its codes: homeroom code list \"\(table)\". To add one: homeroom code "
                    + "add \"\(table)\" KEY TEXT.")
        }
        return Int32(truncatingIfNeeded: code.id)
    }
}

extension Workspace {
    /// The program enrollments of a student, the newest first, without those of a class that is
    /// not seen.
    func programs(of student: Int, _ reader: any Reader) throws -> [ProgramView] {
        try reader.programs(of: student).filter {
            access.seesPrograms(systemKey: $0.systemKey)
        }
    }
}

extension ProgramRecord.Key {
    /// The key of a row of a student.
    init(student: Int64, _ row: ProgramRow) {
        self.init(
            student: student, program: Int64(row.program), start: Int64(row.start), site: row.site)
    }
}
