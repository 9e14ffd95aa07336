import Records
import Storage

/// The profiles as a list, page by page. Those who were merged into others are not listed.
public struct StudentTable {
    let workspace: Workspace
    var limits = ListLimits()

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Which profiles are listed. Nil is all.
    public struct Filter: Equatable, Sendable {
        /// The beginning of a name, in any order of its words, or of a number.
        public var text = ""
        public var grade: String?
        public var site: Int?
        public var status: EditStudent.Status?
        /// Whether they are linked to the SIS.
        public var isLinked: Bool?
        /// The whole name.
        public var caseManager: String?

        public init() {}
    }

    public enum Key: String, CaseIterable, Codable, Sendable {
        case name, studentID, grade, site
    }

    public typealias Sort = ListSort<Key>

    /// A profile as it is listed.
    public struct Row: Codable, Equatable, Sendable {
        /// Our number of the student.
        public let id: Int
        public let studentID: String
        public let integrationID: String?
        public let stateID: String
        public let otherID: String
        public let lastName: String
        public let firstName: String
        public let middleName: String
        public let birthDate: CalendarDate?
        public let grade: String
        public let gender: String
        public let site: Int?
        /// Blank where the site is not known by name.
        public let siteName: String
        public let status: String
        public let origin: String
        public let isLinked: Bool
        public let caseManager: String

        init(_ row: StudentRow) {
            id = row.id
            studentID = row.studentID
            integrationID = row.integrationID
            stateID = row.stateID
            otherID = row.otherID
            lastName = row.lastName
            firstName = row.firstName
            middleName = row.middleName
            birthDate = row.birthDate
            grade = row.grade
            gender = row.gender
            site = row.site
            siteName = row.siteName
            status = row.status
            origin = row.origin
            isLinked = row.integrationID != nil
            caseManager = row.caseManager
        }
    }

    /// What can be chosen in the list's filters.
    public struct Choices: Codable, Equatable, Sendable {
        /// In the order of school.
        public let grades: [String]
        public let sites: [ListedSite]
        public let caseManagers: [String]
    }

    /// One page of the list, ordered, with the number of all.
    public func page(
        _ filter: Filter = Filter(), sort: Sort = Sort(.name), page: Int = 1,
        size: PageSize = .some
    ) throws -> ListPage<Row> {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            var filter = filter.stored
            filter.sites = workspace.listedSites
            let paging = ListPaging(
                source: ListPaging.Source(
                    list: {
                        try reader.studentList(filter, limit: $0, counted: limits.counted)
                    },
                    keys: { try reader.studentKeys($0) },
                    stretch: { try reader.studentStretch(filter, $0) },
                    count: { try reader.studentCount(filter, in: $0, limit: $1) }),
                limits: limits, parts: { try Self.parts($0, reader) })
            let found = try paging.page(
                sort.key.order, isDescending: sort.isDescending, page: page, size: size)
            let rows = try reader.studentRows(found.rows)
            let byID = Dictionary(rows.map { ($0.id, Row($0)) }) { first, _ in first }
            workspace.shows(students: byID.keys)
            return found.compactMap { byID[$0] }
        }
    }

    private static func parts(
        _ order: ListPaging.Order, _ reader: any Reader
    ) throws -> [ListPart] {
        try ListParts(
            grades: order == .grade ? reader.rosterGrades() + reader.ownGrades() : [],
            sites: order == .site ? reader.rosterSites() + reader.ownSites() : [],
            known: order == .site ? reader.sites() : []
        ).inOrder(of: order)
    }

    /// The grades, sites and case managers that the list has.
    public func choices() throws -> Choices {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            let grades = try Set(reader.rosterGrades() + reader.ownGrades())
            return Choices(
                grades: grades.sorted(by: GradeOrder.isBefore),
                sites: try ListedSite.all(
                    of: reader.rosterSites() + reader.ownSites(), reader),
                caseManagers: try reader.caseManagers())
        }
    }
}

extension StudentTable.Key {
    fileprivate var order: ListPaging.Order {
        switch self {
        case .name: .name
        case .studentID: .number
        case .grade: .grade
        case .site: .site
        }
    }
}

extension StudentTable.Filter {
    fileprivate var stored: StudentFilter {
        var filter = StudentFilter()
        filter.text = ListText(typed: text)
        filter.grade = grade
        filter.site = site
        filter.status = status?.rawValue
        filter.isLinked = isLinked
        filter.caseManager = caseManager
        return filter
    }
}
