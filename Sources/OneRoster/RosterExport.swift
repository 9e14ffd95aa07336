/// Takes the rows of the files that a service's answers are written into.
public protocol RosterSink {
    /// The rows of a file begin, or begin anew.
    func begin(_ file: String) throws
    func append(_ bytes: [UInt8], to file: String) throws
    /// All rows are there; this stands before them.
    func finish(_ file: String, header: [UInt8]) throws
}

/// What a service has, as the files of the CSV binding, so that it is imported as an export that
/// came as files.
///
/// A column in which nobody has a value is left out: a blank cell would say that each value is
/// gone, and a service that does not have a member says nothing of it.
///
/// Source: 1EdTech, OneRoster 1.2, CSV Binding, and Rostering Service REST/JSON Binding.
public struct RosterExport {
    let service: RosterService
    let sink: any RosterSink
    /// Whether birth dates and what else stands among the demographics is read.
    let readsDemographics: Bool

    public init(
        _ service: RosterService, into sink: any RosterSink, readsDemographics: Bool
    ) {
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
    /// - Parameters:
    ///   - since: ISO 8601 in UTC; nil for everything.
    ///   - isKnown: whether a `sourcedId` is that of a student who is known: of others no
    ///     demographics are kept.
    /// - Throws: `RosterFault`, what the sink throws.
    public func read(since: String?, isKnown: (String) -> Bool) throws -> Counts {
        var counts = Counts()
        let changed = since.map { "dateLastModified>='\($0)'" }
        try manifest(isBulk: since == nil)
        counts.schools = try copy(.schools, changed)
        // Students alone: staff is nobody's business here.
        var students = Set<String>()
        counts.students = try copyStudents(changed) { students.insert($0) }
        if readsDemographics {
            counts.demographics = try copy(.demographics, changed) {
                let id = $0["sourcedId"]
                return students.contains(id) || isKnown(id)
            }
        }
        if since == nil, counts.students > 0 {
            if counts.schools == 0 { throw RosterFault.empty(what: "schools") }
            if readsDemographics, counts.demographics == 0 {
                throw RosterFault.empty(what: "demographics")
            }
        }
        counts.enrollments =
            try changed.map(copyEnrollments)
            ?? copy(.enrollments, Self.ofStudents) { isStudents($0) }
        return counts
    }

    private static let ofStudents = "role='student'"

    private func isStudents(_ enrollment: LooseRecord) -> Bool {
        ["student", ""].contains(enrollment["role"].lowercased())
    }

    /// More students with changed enrollments than this, and everybody's are read.
    private static let askedSingly = 50

    /// The enrollments of all who have one that changed: a class that a student left says nothing
    /// of the school as long as there are others.
    private func copyEnrollments(changedBy filter: String) throws -> Int {
        var changed: [LooseRecord] = []
        try service.forEachPage(of: "enrollments", in: "enrollments", filter: filter) {
            changed = []
        } body: { page in
            changed += page.filter(isStudents)
        }
        let students = Set(changed.compactMap { $0.record("user")?["sourcedId"] }).sorted()
        if students.isEmpty { return try write(.enrollments, []) }
        let others = try singly(students)
        let ids = Set(changed.map { $0["sourcedId"] })
        let rows = RosterRows(.enrollments, sink)
        var count = 0
        func take(_ records: [LooseRecord]) throws {
            let new = records.filter { isStudents($0) && !ids.contains($0["sourcedId"]) }
            count += new.count
            try rows.append(new)
        }
        func begin() throws {
            try rows.begin()
            count = changed.count
            try rows.append(changed)
        }
        if let others {
            try begin()
            try take(others)
        } else {
            let wanted = Set(students)
            try service.forEachPage(
                of: "enrollments", in: "enrollments", filter: Self.ofStudents, begin: begin
            ) { page in
                try take(page.filter { wanted.contains($0.record("user")?["sourcedId"] ?? "") })
            }
        }
        try rows.finish()
        return count
    }

    /// All enrollments of some students, asked for one after the other; nil where they are many, or
    /// where the service cannot be asked so.
    private func singly(_ students: [String]) throws -> [LooseRecord]? {
        if students.count > Self.askedSingly { return nil }
        var found: [LooseRecord] = []
        for student in students {
            guard let its = try enrollments(of: student) else { return nil }
            found += its
        }
        return found
    }

    /// Reads single students, by the service's own numbers or by the district's. Those whom the
    /// service does not have are left out.
    ///
    /// - Throws: `RosterFault`, what the sink throws.
    public func readStudents(_ ids: [StudentID]) throws -> Counts {
        let users = try ids.flatMap(users)
        let numbers = users.map { $0["sourcedId"] }
        var counts = Counts()
        try manifest(isBulk: false)
        counts.students = users.count
        let (students, roles) = (RosterRows(.students, sink), RosterRows(.roles, sink))
        for rows in [students, roles] { try rows.begin() }
        try students.append(users)
        try roles.append(users.flatMap(Self.roles))
        for rows in [students, roles] { try rows.finish() }
        counts.demographics = try write(
            .demographics,
            readsDemographics
                ? try numbers.compactMap {
                    try service.one("demographics", $0, in: "demographics")
                } : [])
        let enrollments = try numbers.flatMap { try self.enrollments(of: $0) ?? [] }
        let schools = Set(enrollments.compactMap { $0.record("school")?["sourcedId"] }).sorted()
        counts.schools = try write(
            .schools, try schools.compactMap { try service.one("orgs", $0, in: "org") })
        counts.enrollments = try write(.enrollments, enrollments.filter(isStudents))
        return counts
    }

    /// By which a student is asked for.
    public enum StudentID: Sendable {
        case sourcedID(String)
        /// The district's own number.
        case identifier(String)
    }

    /// The users that a student is: the same child may come as several, one for each school.
    private func users(_ id: StudentID) throws -> [LooseRecord] {
        switch id {
        case .sourcedID(let id):
            return try [service.one("students", id, in: "user")].compactMap(\.self)
        case .identifier(let number):
            guard let quoted = RosterService.quoted(number) else { return [] }
            return try service.some(
                "students", in: "users", filter: "identifier=\(quoted)", limit: Self.mostUsers
            ).filter { $0["identifier"] == number && !$0["sourcedId"].isEmpty }
        }
    }

    private static let mostUsers = 20

    /// A student's enrollments; nil where the service cannot be asked for them.
    private func enrollments(of student: String) throws -> [LooseRecord]? {
        guard let quoted = RosterService.quoted(student) else { return nil }
        let most = 500
        do {
            let found = try service.some(
                "enrollments", in: "enrollments", filter: "user.sourcedId=\(quoted)", limit: most)
            // A service that does not know the filter gives everybody's.
            let its = found.filter { $0.record("user")?["sourcedId"] == student }
            return its.count == found.count && found.count < most ? its : nil
        } catch RosterFault.answer {
            return nil
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
        try sink.append(RosterRows.text(rows), to: "manifest.csv")
        try sink.finish("manifest.csv", header: [])
    }

    private func copy(
        _ kind: Kind, _ filter: String?, where isTaken: (LooseRecord) -> Bool = { _ in true }
    ) throws -> Int {
        var count = 0
        let rows = RosterRows(kind, sink)
        try service.forEachPage(of: kind.path, in: kind.member, filter: filter) {
            count = 0
            try rows.begin()
        } body: { page in
            let taken = page.filter(isTaken)
            count += taken.count
            try rows.append(taken)
        }
        try rows.finish()
        return count
    }

    private func write(_ kind: Kind, _ records: [LooseRecord]) throws -> Int {
        let rows = RosterRows(kind, sink)
        try rows.begin()
        try rows.append(records)
        try rows.finish()
        return records.count
    }

    private func copyStudents(
        _ filter: String?, note: (String) -> Void
    ) throws -> Int {
        var count = 0
        let (students, roles) = (RosterRows(.students, sink), RosterRows(.roles, sink))
        try service.forEachPage(of: "students", in: "users", filter: filter) {
            count = 0
            for rows in [students, roles] { try rows.begin() }
        } body: { page in
            count += page.count
            try students.append(page)
            try roles.append(page.flatMap(Self.roles))
            for user in page { note(user["sourcedId"]) }
        }
        for rows in [students, roles] { try rows.finish() }
        return count
    }

    /// The rows of roles.csv about a user. Version 1.1 has one role and several organizations.
    /// Who comes as a student without a role is one.
    private static func roles(_ user: LooseRecord) -> [[String]] {
        let id = user["sourcedId"]
        if let roles = user.records("roles"), !roles.isEmpty {
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
}
