import Records
import Storage

/// The program enrollments of all students as a list, page by page.
public struct ProgramTable {
    let workspace: Workspace
    var limits = ListLimits()

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Which program enrollments are listed. Nil is all.
    public struct Filter: Equatable, Sendable {
        /// The key of a code of the table Student Programs.
        public var program: String?
        public var site: Int?
        /// On a day from start to end.
        public var activeOn: CalendarDate?
        public var schoolYear: SchoolYear?
        /// With an end date from today on, so many days ahead at most.
        public var endingWithinDays: Int?
        /// The key of a code of the table Program Eligibility.
        public var eligibilityCode: String?

        public init() {}
    }

    public enum Key: String, CaseIterable, Codable, Sendable {
        /// An open record ends last.
        case name, program, start, end
    }

    public typealias Sort = ListSort<Key>

    /// A program enrollment as it is listed.
    public struct Row: Codable, Equatable, Sendable {
        /// The name of the record, for changing it.
        public let record: String
        /// Our number of the student.
        public let student: Int
        public let studentID: String
        public let lastName: String
        public let firstName: String
        public let middleName: String
        public let program: String
        /// What the code means.
        public let programText: String
        public let systemKey: String
        public let site: Int?
        /// Blank where the site is not known by name.
        public let siteName: String
        public let start: CalendarDate
        public let end: CalendarDate?
        public let schoolYear: String
        public let eligibilityCode: String
        public let exitCode: String
    }

    /// What can be chosen in the list's filters.
    public struct Choices: Codable, Equatable, Sendable {
        public struct Choice: Codable, Equatable, Sendable {
            public let key: String
            public let text: String
        }

        public let programs: [Choice]
        public let eligibilityCodes: [Choice]
        public let sites: [ListedSite]
    }

    /// One page of the list, ordered, with the number of all.
    ///
    /// - Parameter hidden: the system keys of programs that are left out, and not counted, beside
    ///   those of a class that is not seen.
    public func page(
        _ filter: Filter = Filter(), sort: Sort = Sort(.name), page: Int = 1,
        size: PageSize = .some, hiding hidden: Set<String> = []
    ) throws -> ListPage<Row> {
        try workspace.require(.seePrograms)
        return try workspace.store.read { reader in
            let codes = try ListedCodes(workspace, reader, hiding: hidden)
            guard var filter = filter.stored(codes, on: workspace.today) else {
                return ListPage(
                    rows: [], total: 0, isTotalCut: false, page: 1, size: size.rawValue, pages: 1)
            }
            filter.sites = workspace.listedSites
            let (found, count) = try reader.programList(
                filter, limit: limits.sorted + 1, counted: limits.counted)
            let isFew = found.count <= limits.sorted
            let isCut = count == limits.counted
            let total = isCut ? limits.counted - 1 : count
            let place = PagePlace(page, size, of: total, limits)
            let keys =
                isFew
                ? try sorted(found, sort, place, codes, reader)
                : try reader.programStretch(
                    filter, by: sort.key.order, isDescending: sort.isDescending,
                    offset: place.offset, limit: place.size)
            return ListPage(
                rows: try rows(keys.map(\.key), codes, reader), total: total, isTotalCut: isCut,
                page: place.page, size: place.size, pages: place.pages)
        }
    }

    /// What can be filtered by.
    public func choices(hiding hidden: Set<String> = []) throws -> Choices {
        try workspace.require(.seePrograms)
        return try workspace.store.read { reader in
            let codes = try ListedCodes(workspace, reader, hiding: hidden)
            return Choices(
                programs: codes.shown.map { .init(key: $0.key, text: $0.translation) },
                eligibilityCodes: codes.of(CodeBook.eligibility).map {
                    .init(key: $0.key, text: $0.translation)
                }, sites: try ListedSite.all(of: reader.sites().map { Int($0.id) }, reader))
        }
    }

    private func sorted(
        _ found: [ProgramKey], _ sort: Sort, _ place: PagePlace, _ codes: ListedCodes,
        _ reader: any Reader
    ) throws -> [ProgramKey] {
        var firsts: [Int64: [UInt8]] = [:]
        switch sort.key {
        case .name:
            firsts = try reader.nameKeys(Set(found.map(\.key.student)).sorted())
                .mapValues { Array($0.utf8) }
        case .program: firsts = codes.byNumber.mapValues { Array($0.key.utf8) }
        case .start, .end: break
        }
        let all = found.map { one -> (text: [UInt8], day: Int64, key: ProgramKey) in
            switch sort.key {
            case .name: (firsts[one.key.student] ?? [], 0, one)
            case .program: (firsts[one.key.program] ?? [], 0, one)
            case .start: ([], one.key.start, one)
            case .end: ([], one.ends == .min ? .max : one.ends, one)
            }
        }.sorted { left, right in
            if left.text != right.text {
                return left.text.lexicographicallyPrecedes(right.text) != sort.isDescending
            }
            if left.day != right.day { return (left.day < right.day) != sort.isDescending }
            return left.key.key < right.key.key
        }
        return all.dropFirst(place.offset).prefix(place.size).map(\.key)
    }

    private func rows(
        _ keys: [ProgramRecord.Key], _ codes: ListedCodes, _ reader: any Reader
    ) throws -> [Row] {
        let students = Dictionary(
            try reader.studentRows(Set(keys.map { Int($0.student) }).sorted())
                .map { ($0.id, $0) }
        ) { first, _ in first }
        let sites = Dictionary(
            try reader.sites().map { ($0.id, $0.name) }
        ) { first, _ in first }
        workspace.shows(students: students.keys)
        return try reader.programRecords(keys).compactMap { record in
            guard let student = students[Int(record.key.student)] else { return nil }
            let row = record.row
            let code = codes.byNumber[record.key.program]
            return Row(
                record: record.key.reference, student: student.id, studentID: student.studentID,
                lastName: student.lastName, firstName: student.firstName,
                middleName: student.middleName, program: code?.key ?? "?",
                programText: code?.translation ?? "", systemKey: code?.systemKey ?? "",
                site: row.site == ProgramRow.noSite ? nil : Int(row.site),
                siteName: sites[row.site] ?? "", start: CalendarDate(dayNumber: row.start),
                end: row.end == ProgramRow.noDay ? nil : CalendarDate(dayNumber: row.end),
                schoolYear: row.academicYear == 0
                    ? "" : SchoolYear(start: Int(row.academicYear)).description,
                eligibilityCode: codes.byNumber[Int64(row.eligibilityCode)]?.key ?? "",
                exitCode: codes.byNumber[Int64(row.exitCode)]?.key ?? "")
        }
    }
}

/// The codes of a district as lists need them.
struct ListedCodes {
    let byNumber: [Int64: Code]
    /// The programs that are not left out.
    let shown: [Code]
    /// Whether any is left out.
    let hidesAny: Bool
    /// The codes, by our number, that can be told of without a row.
    private let lists: Set<Int>

    init(_ workspace: Workspace, _ reader: any Reader, hiding hidden: Set<String>) throws {
        let hidden = try workspace.hiddenPrograms(reader).union(hidden)
        let codes = try reader.codes()
        lists = Set(codes.filter(workspace.shows).map(\.id))
        byNumber = Dictionary(codes.map { (Int64($0.id), $0) }) { first, _ in first }
        let programs = codes.filter { $0.table == CodeBook.programs }
        shown = programs.filter { $0.systemKey.isEmpty || !hidden.contains($0.systemKey) }
        hidesAny = shown.count < programs.count
    }

    func of(_ table: String) -> [Code] {
        byNumber.values.filter { $0.table == table && lists.contains($0.id) }
            .sorted { ($0.sortOrder, $0.key) < ($1.sortOrder, $1.key) }
    }
}

extension ProgramTable.Key {
    fileprivate var order: ProgramOrder {
        switch self {
        case .name: .name
        case .program: .program
        case .start: .start
        case .end: .end
        }
    }
}

extension ProgramTable.Filter {
    /// Nil where nothing can fit: a code that is not there, or not to be seen.
    fileprivate func stored(_ codes: ListedCodes, on today: CalendarDate) -> ProgramFilter? {
        var filter = ProgramFilter()
        if let program {
            guard let code = codes.shown.first(where: { $0.key == program }) else { return nil }
            filter.programs = [code.id]
        } else if codes.hidesAny {
            filter.programs = codes.shown.map(\.id)
        }
        if let eligibilityCode {
            let code = codes.of(CodeBook.eligibility).first { $0.key == eligibilityCode }
            guard let code else { return nil }
            filter.eligibilityCode = code.id
        }
        filter.site = site
        filter.activeOn = activeOn
        filter.schoolYear = schoolYear
        if let days = endingWithinDays {
            guard days >= 0 else { return nil }
            filter.ends = today...today.adding(days: days)
        }
        return filter
    }
}
