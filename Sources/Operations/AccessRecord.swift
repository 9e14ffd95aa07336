import Foundation
import Records
import Storage

/// Who saw a student's record, and to whom outside it was given: the record that 34 CFR 99.32 asks
/// for, with purpose and date as 34 CFR 300.614 has it. With what concerns all who were merged
/// into the student.
public struct AccessRecord {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// One look at a record.
    public struct Entry: Codable, Equatable, Sendable {
        /// UTC, ISO 8601.
        public let at: String
        public let party: String
        public let kind: AccessEvent.Kind
        public let what: String
        public let purpose: String
        /// How many students were shown together.
        public let students: Int

        init(_ entry: AccessLogEntry) {
            at = entry.at
            party = entry.party
            kind = entry.kind
            what = entry.what
            purpose = entry.purpose
            students = entry.students
        }
    }

    /// A page of the record, the latest first.
    public struct Page: Codable, Equatable, Sendable {
        public let studentID: String
        public let mergedFrom: [String]
        public let entries: ListPage<Entry>
    }

    /// - Throws: `OperationError` where the student is not there.
    public func page(_ id: String, page: Int = 1, size: PageSize = .some) throws -> Page {
        try workspace.require(.seeAccessLog)
        return try workspace.store.read { reader in
            let student = try workspace.resolve(id, reader)
            let all = try reader.merged(into: student)
            let limits = ListLimits(sorted: .max, counted: .max, reach: .max)
            let count = try reader.accessLogCount(of: all)
            let place = PagePlace(page, size, of: count, limits)
            let found = try reader.accessLog(of: all, limit: place.size, offset: place.offset)
            return Page(
                studentID: try reader.student(student)?.studentID ?? id,
                mergedFrom: try reader.studentIDs(mergedInto: student),
                entries: ListPage(
                    rows: found.map(Entry.init), total: count, isTotalCut: false,
                    page: place.page, size: place.size, pages: place.pages))
        }
    }

    /// A disclosure to somebody outside, or a request for one.
    public struct Disclosure: Sendable {
        /// Who got it or asked for it.
        public var party = ""
        /// In what legitimate interest.
        public var purpose = ""
        /// What was disclosed.
        public var what = ""
        /// The day; nil is today.
        public var day: CalendarDate?

        public init() {}
    }

    /// Enters a disclosure that was made outside of the system. It stays for good.
    ///
    /// - Throws: `text.required` where something is missing, `disclosure.day` where the day is to
    ///   come.
    public func enter(_ id: String, _ disclosure: Disclosure) throws {
        try workspace.require(.recordDisclosures)
        let limit = GivenText.Limit.line
        let party = try GivenText.required(disclosure.party, "party", limit: limit)
        let purpose = try GivenText.required(disclosure.purpose, "purpose", limit: limit)
        let what = try GivenText.required(disclosure.what, "what", limit: limit)
        if let day = disclosure.day, day > workspace.today {
            throw OperationError.refused(
                code: "disclosure.day", message: "A disclosure is entered after it was made.",
                remedy: "Give the day on which it was made: today or before.")
        }
        try workspace.store.write { writer in
            let student = try workspace.resolve(id, writer)
            let event = AccessEvent(
                at: disclosure.day.map { "\($0)T12:00:00Z" } ?? workspace.now,
                account: nil, party: party, kind: .disclosure,
                what: "\(what) (entered by \(workspace.actor))", purpose: purpose,
                subjects: AccessSubjects(students: [student]))
            try writer.log([event])
        }
    }
}
