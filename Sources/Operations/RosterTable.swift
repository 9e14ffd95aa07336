import Records
import Storage

/// The General Student Table as a list, page by page.
public struct RosterTable {
    let workspace: Workspace
    var limits = ListLimits(counted: .max)

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Which SIS students are listed. Nil is all.
    public struct Filter: Equatable, Sendable {
        /// The beginning of a name, in any order of its words, or of a number.
        public var text = ""
        public var grade: String?
        public var site: Int?
        /// Whether they have a profile.
        public var isImported: Bool?
        /// Whether they dropped out of the sender's files.
        public var isDropped: Bool?

        public init() {}
    }

    public enum Key: String, CaseIterable, Codable, Sendable {
        case name, grade, site, integrationID
    }

    public typealias Sort = ListSort<Key>

    /// A SIS student as it is listed.
    public struct Row: Codable, Equatable, Sendable {
        /// Our number of the SIS student.
        public let id: Int
        public let integrationID: String
        public let stateID: String
        public let otherID: String
        public let lastName: String
        public let firstName: String
        public let middleName: String
        public let nameSuffix: String
        public let birthDate: CalendarDate?
        public let grade: String
        public let gender: String
        public let site: Int?
        /// Blank where the site is not known by name.
        public let siteName: String
        public let hasProfile: Bool
        /// Our number of the profile.
        public let student: Int?
        public let studentID: String?
        /// Since when the sender's files no longer have the student.
        public let missingSince: CalendarDate?

        init(_ row: RosterRow) {
            id = row.id
            integrationID = row.integrationID
            stateID = row.stateID
            otherID = row.otherID
            lastName = row.lastName
            firstName = row.firstName
            middleName = row.middleName
            nameSuffix = row.nameSuffix
            birthDate = row.birthDate
            grade = row.grade
            gender = row.gender
            site = row.site
            siteName = row.siteName
            hasProfile = row.student != nil
            student = row.student
            studentID = row.studentID
            missingSince = row.missingSince
        }
    }

    /// What can be chosen in the list's filters.
    public struct Choices: Codable, Equatable, Sendable {
        /// In the order of school.
        public let grades: [String]
        public let sites: [ListedSite]
    }

    /// One page of the list, ordered, with the number of all.
    public func page(
        _ filter: Filter = Filter(), sort: Sort = Sort(.name), page: Int = 1,
        size: PageSize = .some
    ) throws -> ListPage<Row> {
        try workspace.require(.seeRoster)
        return try workspace.store.read { reader in
            var filter = filter.stored
            filter.sites = workspace.listedSites
            let paging = ListPaging(
                source: ListPaging.Source(
                    list: { try reader.rosterList(filter, limit: $0) },
                    keys: { try reader.rosterKeys($0) },
                    stretch: { try reader.rosterStretch(filter, $0) },
                    count: { try reader.rosterCount(filter, in: $0, limit: $1) }),
                limits: limits,
                parts: { order in
                    try ListParts(
                        grades: order == .grade ? reader.rosterGrades() : [],
                        sites: order == .site ? reader.rosterSites() : [],
                        known: order == .site ? reader.sites() : []
                    ).inOrder(of: order)
                })
            let found = try paging.page(
                sort.key.order, isDescending: sort.isDescending, page: page, size: size)
            let rows = try reader.rosterRows(found.rows)
            let byID = Dictionary(rows.map { ($0.id, Row($0)) }) { first, _ in first }
            workspace.shows(sisStudents: byID.keys)
            return found.compactMap { byID[$0] }
        }
    }

    /// The grades and sites that the list has.
    public func choices() throws -> Choices {
        try workspace.require(.seeRoster)
        return try workspace.store.read { reader in
            Choices(
                grades: try reader.rosterGrades().sorted(by: GradeOrder.isBefore),
                sites: try ListedSite.all(of: reader.rosterSites(), reader))
        }
    }
}

/// A site as it can be chosen.
public struct ListedSite: Codable, Equatable, Sendable {
    public let id: Int
    /// Blank where the site is not known by name.
    public let name: String

    static func all(of sites: [Int], _ reader: any Reader) throws -> [ListedSite] {
        let names = Dictionary(
            try reader.sites().map { (Int($0.id), $0.name) }
        ) { first, _ in first }
        return Set(sites).sorted { SiteOrder($0, names) < SiteOrder($1, names) }
            .map { ListedSite(id: $0, name: names[$0] ?? "") }
    }
}

extension RosterTable.Key {
    fileprivate var order: ListPaging.Order {
        switch self {
        case .name: .name
        case .grade: .grade
        case .site: .site
        case .integrationID: .number
        }
    }
}

extension RosterTable.Filter {
    fileprivate var stored: RosterFilter {
        var filter = RosterFilter()
        filter.text = ListText(typed: text)
        filter.grade = grade
        filter.site = site
        filter.isImported = isImported
        filter.isDropped = isDropped
        return filter
    }
}
