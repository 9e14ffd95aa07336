import Foundation
import Records
import StateFiles
import Storage

/// Makes the files of program enrollments that states take, and holds them against the states'
/// rules first.
public struct StateReports {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What a file would be.
    public struct Made: Sendable {
        public let layout: StateLayout
        public let year: SchoolYear
        public let file: StateFile
        public let rows: [Row]
        /// Programs with records in this year that have no state code, and so are not in the file.
        public let unmapped: [Unmapped]
        public var students: Int { Set(rows.map(\.student)).count }
    }

    /// Whose a row is.
    public struct Row: Codable, Equatable, Sendable {
        /// Our number of the student.
        public let student: Int
        public let studentID: String
        public let name: String
        public let program: String
        public let start: CalendarDate
    }

    /// A program that is not reported.
    public struct Unmapped: Codable, Equatable, Sendable {
        public let program: String
        public let text: String
        public let records: Int
    }

    /// The layouts that there are, by name.
    public static var layouts: [StateLayout] { StateLayout.shipped }

    /// - Throws: `state-layout.not-found`.
    public static func layout(_ name: String) throws -> StateLayout {
        guard let found = layouts.first(where: { $0.name == name }) else {
            throw OperationError.notFound(kind: "state-layout", name: name)
        }
        return found
    }

    /// The layout that a file describes.
    ///
    /// - Throws: `state-layout.invalid` with what is wrong with it.
    public static func layout(inFile path: String) throws -> StateLayout {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw OperationError.notFound(kind: "file", name: path)
        }
        do {
            return try StateLayout(json: data)
        } catch let fault as StateLayoutFault {
            throw OperationError.refused(
                code: "state-layout.invalid",
                message: "\(path) describes no layout. \(fault.message)",
                remedy: "Begin with one of Homeroom: homeroom state show ca-sprg")
        }
    }

    /// Makes the file of a school year, and writes it nowhere.
    ///
    /// It takes whoever may export and sees every class, of the whole district: a file without some
    /// of the records would be a wrong one.
    ///
    /// - Parameters:
    ///   - submission: the name of one of the layout's; nil for the usual one.
    ///   - details: values of fields that Homeroom does not keep.
    public func make(
        _ layout: StateLayout, of year: SchoolYear, submission: String? = nil,
        details: StateDetails = StateDetails()
    ) throws -> Made {
        try workspace.require(.export)
        try workspace.require(.seePrograms)
        try workspace.requireWholeFiles()
        if workspace.access.sites != nil { throw Workspace.ofWholeDistrict }
        let chosen = submission ?? layout.submissions[0].name
        guard layout.submissions.contains(where: { $0.name == chosen }) else {
            throw OperationError.refused(
                code: "state.submission",
                message: "\(layout.title) has no submission \(chosen).",
                remedy: "Take one of: " + layout.submissions.map(\.name).joined(separator: ", ")
                    + ".")
        }
        guard let days = year.days else {
            throw OperationError.notFound(kind: "school-year", name: "\(year)")
        }
        let (rows, unmapped) = try workspace.store.read { reader in
            let read = try StateReading(reader, year: year, days: days)
            return (try read.rows(details: details), try read.unmapped())
        }
        workspace.shows(students: Set(rows.map(\.row.student)))
        return Made(
            layout: layout, year: year,
            file: StateFile(layout, rows.map(\.stated), year: year, submission: chosen),
            rows: rows.map(\.row), unmapped: unmapped)
    }

    /// Refuses a file with rows that the state would refuse.
    ///
    /// - Throws: `state.problems`.
    public static func requireSound(_ made: Made) throws {
        let bad = made.file.rowsInError.count
        if bad == 0 { return }
        throw OperationError.refused(
            code: "state.problems",
            message: "\(bad) of \(made.rows.count) rows would be refused by the state. Nothing was "
                + "written.",
            remedy: "Mend them; or have them left out.")
    }
}

/// Reads what a state file is made of.
private struct StateReading {
    let reader: any Reader
    let year: SchoolYear
    let days: ClosedRange<CalendarDate>
    private let codes: [Int: Code]
    private let states: [Int: String]
    private let schools: [Int: String]
    private let district: String

    init(_ reader: any Reader, year: SchoolYear, days: ClosedRange<CalendarDate>) throws {
        self.reader = reader
        self.year = year
        self.days = days
        codes = Dictionary(try reader.codes().map { ($0.id, $0) }) { first, _ in first }
        states = Dictionary(
            try reader.codeStates(of: year).map { ($0.code, $0.stateCode) }
        ) { first, _ in first }
        schools = Dictionary(
            try reader.sites().map { (Int($0.id), $0.texts[1]) }
        ) { first, _ in first }
        district = try reader.settings()[DistrictSettings.reportingDistrict] ?? ""
    }

    private var programs: [Code] { codes.values.filter { $0.table == CodeBook.programs } }

    func rows(
        details: StateDetails
    ) throws -> [(row: StateReports.Row, stated: StateRow)] {
        let reported = programs.filter { states[$0.id] != nil }.map(\.id).sorted()
        let records = try reader.stateRecords(of: reported, on: days)
        // An enrollment may have begun long before the year in which a record of it is open.
        let first = records.map { CalendarDate(dayNumber: $0.record.row.start) }.min()
        let window = min(first ?? days.lowerBound, days.lowerBound)...days.upperBound
        let enrollments = Dictionary(grouping: try reader.enrolled(on: window), by: \.student)
        return records.map { one in
            let own = (enrollments[one.student] ?? []).map {
                StateRow.Enrollment(
                    school: schools[$0.site] ?? "", start: $0.start, end: $0.end)
            }
            return row(one, own, details)
        }
    }

    private func row(
        _ one: StateRecord, _ enrollments: [StateRow.Enrollment], _ details: StateDetails
    ) -> (StateReports.Row, StateRow) {
        let its = one.record.row
        func state(_ code: Int32) -> String {
            states[Int(code)] ?? codes[Int(code)]?.key ?? ""
        }
        let start = CalendarDate(dayNumber: its.start)
        let key = codes[Int(its.program)]?.key ?? ""
        let row = StateReports.Row(
            student: one.student, studentID: one.studentID,
            name: "\(one.lastName), \(one.firstName)", program: key, start: start)
        let stated = StateRow(
            reference: one.record.key.reference,
            texts: [
                .district: district,
                .school: its.site == ProgramRow.noSite ? "" : schools[Int(its.site)] ?? "",
                .stateID: one.stateID, .localID: one.localID, .firstName: one.firstName,
                .lastName: one.lastName, .gender: one.gender, .program: state(its.program),
                .eligibility: state(its.eligibilityCode), .exit: state(its.exitCode),
            ],
            details: details.values[
                StateDetails.Key(student: one.localID, program: key, start: start)] ?? [:],
            birthDate: one.birthDate, start: start,
            end: its.end == ProgramRow.noDay ? nil : CalendarDate(dayNumber: its.end),
            year: its.academicYear == 0
                ? start.schoolYear : SchoolYear(start: Int(its.academicYear)),
            enrollments: enrollments)
        return (row, stated)
    }

    func unmapped() throws -> [StateReports.Unmapped] {
        let others = programs.filter { states[$0.id] == nil }
        let counts = try reader.stateRecordCounts(on: days)
        return others.compactMap { code in
            counts[code.id].map {
                StateReports.Unmapped(program: code.key, text: code.translation, records: $0)
            }
        }.sorted { $0.program < $1.program }
    }
}

extension StateReports.Made {
    /// What it came to, for programs.
    public struct Summary: Codable, Equatable, Sendable {
        public let layout: String
        public let year: String
        public let rows: Int
        public let rowsInError: Int
        public let problems: [Problem]
        public let unmapped: [StateReports.Unmapped]
    }

    /// One kind of problem, with its rows.
    public struct Problem: Codable, Equatable, Sendable {
        public let code: String
        public let message: String
        public let fix: String
        public let isWarning: Bool
        public let rows: [StateReports.Row]
    }

    public var summary: Summary {
        Summary(
            layout: layout.name, year: "\(year)", rows: rows.count,
            rowsInError: file.rowsInError.count, problems: problems, unmapped: unmapped)
    }

    /// The problems with whose rows they are.
    public var problems: [Problem] {
        file.problems.map { problem in
            Problem(
                code: problem.code, message: problem.message, fix: problem.fix,
                isWarning: problem.isWarning, rows: problem.rows.map { rows[$0] })
        }
    }
}
