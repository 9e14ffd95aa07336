import Delimited
import Foundation

/// Takes the files that a service's answers are written into.
public protocol RosterSink {
    /// A file begins, or begins anew.
    func begin(_ file: String) throws
    func append(_ bytes: [UInt8], to file: String) throws
}

/// What a service has, as the files of the CSV binding, so that it is imported as an export that
/// came as files.
///
/// Source: 1EdTech, OneRoster 1.2, CSV Binding, and Rostering Service REST/JSON Binding.
public struct RosterExport {
    let service: RosterService
    let sink: any RosterSink
    /// Whether birth dates and what else stands among the demographics is read.
    let readsDemographics: Bool

    public init(_ service: RosterService, into sink: any RosterSink, readsDemographics: Bool) {
        self.service = service
        self.sink = sink
        self.readsDemographics = readsDemographics
    }

    /// How many records there were, of all kinds.
    public struct Counts: Codable, Equatable, Sendable {
        public var schools = 0
        public var students = 0
        public var demographics = 0
        public var enrollments = 0

        public init() {}

        public var all: Int { schools + students + demographics + enrollments }
    }

    /// Reads everything, or what changed since a time.
    ///
    /// - Parameter since: ISO 8601 in UTC; nil for everything.
    /// - Throws: `RosterFault`, what the sink throws.
    public func read(since: String?) throws -> Counts {
        var counts = Counts()
        let changed = since.map { "dateLastModified>='\($0)'" }
        try manifest(isBulk: since == nil)
        counts.schools = try copy(.schools, changed)
        // Students alone: staff is nobody's business here.
        counts.students = try copyStudents(changed)
        if readsDemographics { counts.demographics = try copy(.demographics, changed) }
        counts.enrollments = try copy(.enrollments, changed ?? "role='student'")
        return counts
    }

    /// Reads one student, by the service's own number or by the district's.
    ///
    /// - Returns: nil where the service has no such student.
    /// - Throws: `RosterFault`, what the sink throws.
    public func readStudent(_ id: StudentID) throws -> Counts? {
        let user: LooseRecord?
        switch id {
        case .sourcedID(let id): user = try service.one("students", id, in: "user")
        case .identifier(let number):
            guard let quoted = RosterService.quoted(number) else { return nil }
            let found = try service.some(
                "students", in: "users", filter: "identifier=\(quoted)", limit: 2
            ).filter { $0["identifier"] == number }
            user = found.count == 1 ? found[0] : nil
        }
        guard let user, !user["sourcedId"].isEmpty else { return nil }
        let sourcedID = user["sourcedId"]
        var counts = Counts()
        try manifest(isBulk: false)
        try beginStudents()
        try write([user])
        counts.students = 1
        try begin(.demographics)
        if readsDemographics,
            let found = try service.one("demographics", sourcedID, in: "demographics")
        {
            try append([found], .demographics)
            counts.demographics = 1
        }
        let enrollments = try enrollments(of: sourcedID)
        try begin(.schools)
        for school in Set(enrollments.compactMap { $0.record("school")?["sourcedId"] }).sorted() {
            if let found = try service.one("orgs", school, in: "org") {
                try append([found], .schools)
                counts.schools += 1
            }
        }
        try begin(.enrollments)
        try append(enrollments, .enrollments)
        counts.enrollments = enrollments.count
        return counts
    }

    /// By which a student is asked for.
    public enum StudentID: Sendable {
        case sourcedID(String)
        /// The district's own number.
        case identifier(String)
    }

    /// A student's enrollments: none where the service cannot be asked for them, so that those that
    /// are known stay.
    private func enrollments(of student: String) throws -> [LooseRecord] {
        guard let quoted = RosterService.quoted(student) else { return [] }
        let most = 500
        do {
            let found = try service.some(
                "enrollments", in: "enrollments", filter: "user.sourcedId=\(quoted)", limit: most)
            // A service that does not know the filter gives everybody's.
            let its = found.filter { $0.record("user")?["sourcedId"] == student }
            return its.count == found.count && found.count < most ? its : []
        } catch RosterFault.answer {
            return []
        }
    }

    /// Asks for a token and one school: what tells whether all is set up.
    ///
    /// - Throws: `RosterFault`.
    public static func probe(_ service: RosterService) throws {
        guard try !service.some("orgs", in: "orgs", filter: "type='school'", limit: 1).isEmpty
        else { throw RosterFault.notThere(what: "schools") }
    }

    // MARK: Files

    private func manifest(isBulk: Bool) throws {
        let mode = isBulk ? "bulk" : "delta"
        let rows =
            [
                ["propertyName", "value"], ["manifest.version", "1.0"],
                ["oneroster.version", "1.2"], ["file.orgs", mode], ["file.users", mode],
                ["file.roles", mode], ["file.enrollments", mode],
            ] + [["file.demographics", readsDemographics ? mode : "absent"]]
        try sink.begin("manifest.csv")
        try sink.append(Self.text(rows), to: "manifest.csv")
    }

    private func copy(_ kind: Kind, _ filter: String?) throws -> Int {
        var count = 0
        try service.forEachPage(of: kind.path, in: kind.member, filter: filter) {
            count = 0
            try begin(kind)
        } body: { page in
            count += page.count
            try append(page, kind)
        }
        return count
    }

    private func copyStudents(_ filter: String?) throws -> Int {
        var count = 0
        try service.forEachPage(of: "students", in: "users", filter: filter) {
            count = 0
            try beginStudents()
        } body: { page in
            count += page.count
            try write(page)
        }
        return count
    }

    private func begin(_ kind: Kind) throws {
        try sink.begin(kind.file)
        try sink.append(Self.text([kind.columns.map(\.label)]), to: kind.file)
    }

    private func append(_ records: [LooseRecord], _ kind: Kind) throws {
        let rows = records.map { record in kind.columns.map { $0.value(record) } }
        try sink.append(Self.text(rows), to: kind.file)
    }

    private func beginStudents() throws {
        try begin(.students)
        try sink.begin("roles.csv")
        try sink.append(
            Self.text([["userSourcedId", "roleType", "role", "orgSourcedId"]]), to: "roles.csv")
    }

    private func write(_ users: [LooseRecord]) throws {
        try append(users, .students)
        try sink.append(Self.text(users.flatMap(Self.roles)), to: "roles.csv")
    }

    /// The rows of roles.csv about a user. Version 1.1 has one role and several organizations.
    /// Who comes as a student without a role is one.
    private static func roles(_ user: LooseRecord) -> [[String]] {
        let id = user["sourcedId"]
        if let roles = user.records("roles") {
            return roles.map {
                [id, $0["roleType"], $0["role"], $0.record("org")?["sourcedId"] ?? ""]
            }
        }
        let role = user["role"].isEmpty ? "student" : user["role"]
        let orgs = user.records("orgs")?.map { $0["sourcedId"] } ?? []
        return (orgs.isEmpty ? [""] : orgs).enumerated().map {
            [id, $0.offset == 0 ? "primary" : "secondary", role, $0.element]
        }
    }

    private static func text(_ rows: [[String]]) -> [UInt8] {
        var writer = DelimitedWriter(separator: UInt8(ascii: ","), purpose: .data)
        for row in rows { writer.append(row) }
        return writer.bytes
    }

    /// A kind of records: where a service has it, and what becomes of it.
    struct Kind: Sendable {
        let path: String
        let member: String
        let file: String
        let columns: [Column]

        struct Column: Sendable {
            let label: String
            let value: @Sendable (LooseRecord) -> String

            /// A member that is called like the column.
            init(_ label: String) {
                self.label = label
                value = { $0[label] }
            }

            init(_ label: String, _ value: @escaping @Sendable (LooseRecord) -> String) {
                self.label = label
                self.value = value
            }

            /// The `sourcedId` of a member that is a reference.
            static func reference(_ label: String, _ member: String) -> Column {
                Column(label) { $0.record(member)?["sourcedId"] ?? "" }
            }
        }
    }
}

extension RosterExport.Kind {
    private static let common = [
        Column("sourcedId"), Column("status"), Column("dateLastModified"),
    ]

    static var schools: Self {
        Self(
            path: "orgs", member: "orgs", file: "orgs.csv",
            columns: common + [
                Column("name"), Column("type"), Column("identifier"),
                .reference("parentSourcedId", "parent"),
            ])
    }

    static var students: Self {
        Self(
            path: "students", member: "users", file: "users.csv",
            columns: common + [
                Column("enabledUser"), Column("username"),
                Column("userIds") { user in
                    list((user.records("userIds") ?? []).map { pair($0) })
                },
                Column("givenName"), Column("familyName"), Column("middleName"),
                Column("preferredGivenName") { $0["preferredFirstName"] },
                Column("preferredMiddleName"),
                Column("preferredFamilyName") { $0["preferredLastName"] },
                Column("identifier"), .reference("primaryOrgSourcedId", "primaryOrg"),
                Column("grades") { list($0.texts("grades")) },
            ])
    }

    static var demographics: Self {
        Self(
            path: "demographics", member: "demographics", file: "demographics.csv",
            columns: common + [Column("birthDate"), Column("sex")] + races.map { Column($0) })
    }

    static var enrollments: Self {
        Self(
            path: "enrollments", member: "enrollments", file: "enrollments.csv",
            columns: common + [
                .reference("classSourcedId", "class"), .reference("schoolSourcedId", "school"),
                .reference("userSourcedId", "user"), Column("role"), Column("primary"),
                Column("beginDate"), Column("endDate"),
            ])
    }

    private static let races = [
        "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity",
    ]

    /// `{type:number}`, without what would end it.
    private static func pair(_ id: LooseRecord) -> String {
        let (type, number) = (id["type"], id["identifier"])
        return "{\(type):\(number)}".replacing(#/(?!^)\{|\}(?!$)|,/#, with: "")
    }

    /// A list within a cell.
    private static func list(_ values: [String]) -> String { values.joined(separator: ",") }
}
