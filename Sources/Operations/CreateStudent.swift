import Foundation
import Records
import Storage

/// Creates a student of whom no more may be known than a first and a last name.
public struct CreateStudent {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        workspace = Workspace(store: store, actor: actor, clock: clock)
    }

    /// What is known of the student. Only the names are required.
    public struct Request: Sendable {
        public var first: String
        public var last: String
        public var middle = ""
        public var stateID = ""
        public var otherID = ""
        public var birthDate: CalendarDate?
        public var gender = ""
        public var grade = ""
        public var site: Int?
        public var cause = Cause.addedManually
        /// Whether the student is made through ALE; then that is the origin, not the cause.
        public var isThroughALE = false
        /// Whether the student is made although there are students who are likely the same.
        public var anyway = false

        public init(first: String, last: String) {
            self.first = first
            self.last = last
        }

        var origin: String { isThroughALE ? Cause.aleOrigin : cause.rawValue }
    }

    /// The new student's ID, and whether it was linked at once.
    public struct Created: Sendable {
        public let studentID: String
        public let changeSet: Int
        public let notes: [String]
    }

    /// - Throws: `LikelyStudents` where somebody is there who is likely the same, unless the
    ///   request says `anyway`.
    public func run(_ request: Request) throws -> Created {
        try workspace.require(.createStudents)
        var request = try checked(request)
        if let sites = workspace.access.sites, sites.count == 1, request.site == nil {
            request.site = sites.first
        }
        return try create(request)
    }

    private func create(_ request: Request) throws -> Created {
        try workspace.store.write { writer in
            if let site = request.site { try writer.requireKnown(site: site) }
            let rules = try StudentNumberRules(writer, scope: workspace.scope)
            try requireNew(request, rules)
            let id = try writer.takeNumbers("student")
            let change = try workspace.begin("create", "Student created", about: [id], writer)
            let studentID = try insert(request, as: id, rules, in: change, writer)
            let notices = try RosterImport.linkAutomatically(writer, student: id) { change }
            return Created(studentID: studentID, changeSet: change, notes: notices.map(\.sentence))
        }
    }

    /// Refuses numbers that do not fit or that somebody has, and somebody who is likely there.
    func requireNew(_ request: Request, _ rules: StudentNumberRules) throws {
        for (kind, number) in request.numbers {
            try rules.requireForm(kind, number)
            try rules.requireFree(kind, number)
        }
        if request.anyway { return }
        let likely = try found(request, rules) { $0.isLikely }
        if !likely.isEmpty {
            workspace.shows(likely)
            throw LikelyStudents(likely)
        }
    }

    /// Writes a student whose numbers are free and fit, and returns the provisional student ID.
    func insert(
        _ request: Request, as id: Int, _ rules: StudentNumberRules, in change: Int,
        _ writer: any Writer
    ) throws -> String {
        let studentID = try Self.freeStudentID(writer)
        try writer.insert(
            NewStudent(
                id: id, studentID: studentID, origin: request.origin,
                status: request.cause == .noShow ? "noShow" : "active",
                lastName: request.last, firstName: request.first, middleName: request.middle,
                birthDate: request.birthDate, gender: request.gender, grade: request.grade,
                site: request.site, createdAt: workspace.now), in: change)
        for (kind, number) in request.numbers where !number.isEmpty {
            try writer.set(rules.identifier(kind, number), of: id, in: change)
        }
        return studentID
    }

    func checked(_ request: Request) throws -> Request {
        var request = request
        if [request.first, request.last, request.middle].contains(where: { $0.count > 200 }) {
            throw OperationError.refused(
                code: "student.too-long",
                message: "A name has at most 200 characters and an ID at most 30.",
                remedy: "Shorten it.")
        }
        let (line, code) = (GivenText.Limit.line, GivenText.Limit.code)
        let texts: [(WritableKeyPath<Request, String>, String, Int)] = [
            (\.first, "first name", line), (\.last, "last name", line),
            (\.middle, "middle name", line), (\.stateID, "state ID", line),
            (\.otherID, "other ID", line), (\.gender, "gender", code), (\.grade, "grade", code),
        ]
        for (path, name, limit) in texts {
            request[keyPath: path] = try GivenText.line(
                request[keyPath: path], name, limit: limit)
        }
        if request.first.isEmpty || request.last.isEmpty {
            throw OperationError.refused(
                code: "student.name-missing", message: "First and last name are required.",
                remedy: "Give both: --first NAME --last NAME.")
        }
        if let day = request.birthDate { try workspace.requireBirthDate(day) }
        return request
    }

    /// Those who might be the student that a request is about, the likeliest first; nothing is
    /// created. Nobody while a name is missing.
    public func candidates(_ request: Request) throws -> [Candidate] {
        try workspace.require(.createStudents)
        if request.first.isEmpty || request.last.isEmpty { return [] }
        let request = try checked(request)
        return try workspace.store.read { reader in
            let found = try found(request, StudentNumberRules(reader)) { $0.isCandidate }
            workspace.shows(found.prefix(Self.candidatesShown))
            return Array(found.prefix(Self.candidatesShown))
        }
    }

    private static let candidatesShown = 5

    /// Those of our unlinked students and of the SIS who are as alike as `isWanted` says; but for a
    /// SIS student to whom the new one links by itself.
    private func found(
        _ request: Request, _ rules: StudentNumberRules, _ isWanted: (Likeness) -> Bool
    ) throws -> [Candidate] {
        var person = request.person
        person.stateIDIsProvisional = rules.formats.isProvisional(person.stateID)
        var likely: [Candidate] = []
        for source in [PeopleSource.unlinkedStudents, .roster] {
            let search = CandidateSearch(
                source: source, reader: rules.reader, formats: rules.formats,
                workspace: workspace)
            var found = try search.find([person])[0].found.filter { isWanted($0.likeness) }
            if case .roster = source {
                let linked = try RosterImport.sisStudent(linkingTo: request.subject, rules)
                found.removeAll { $0.person.id == linked }
            }
            likely += found.map { Candidate($0, from: source) }
        }
        return likely.sorted { $0.score > $1.score }
    }

    /// The next provisional student ID that nobody holds, nor the SIS gives to anybody.
    private static func freeStudentID(_ writer: any Writer) throws -> String {
        while true {
            let digits = String(try writer.takeNumbers("provisional_student_id"))
            let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            let candidate = "P" + padded
            let isOfSIS = try !writer.linkCandidates(stateIDs: [candidate], otherIDs: [candidate])
                .isEmpty
            if try !isOfSIS && writer.students(withID: candidate).isEmpty { return candidate }
        }
    }
}

extension CreateStudent.Request {
    fileprivate var numbers: [(StudentNumberRules.Kind, String)] {
        [(.stateID, stateID), (.otherID, otherID)]
    }

    var person: PersonDescription {
        var person = PersonDescription(lastName: last, firstName: first, birthDate: birthDate)
        person.middleName = middle
        person.gender = gender
        person.grade = grade
        person.site = site
        person.stateID = stateID
        person.otherIDs = [otherID].filter { !$0.isEmpty }
        return person
    }

    fileprivate var subject: LinkRule.Subject {
        LinkRule.Subject(
            lastName: last, firstName: first, birthDate: birthDate, stateID: stateID,
            otherID: otherID)
    }
}

extension Workspace {
    /// Refuses a day on which no student was born.
    func requireBirthDate(_ day: CalendarDate) throws {
        if let first = CalendarDate(year: 1900, month: 1, day: 2), day >= first, day <= today {
            return
        }
        throw OperationError.refused(
            code: "student.birth-date", message: "Nobody here was born on that day.",
            remedy: "Give a birth date from 1900 on that is not in the future.")
    }
}

/// Students who are likely the one that was to be made; nothing was changed.
public struct LikelyStudents: Error, Sendable {
    /// The likeliest first.
    public let candidates: [Candidate]

    init(_ candidates: [Candidate]) { self.candidates = candidates }

    /// As every other refusal.
    public var refusal: OperationError {
        let profiles = candidates.compactMap(\.profile)
        let roster = candidates.filter { $0.profile == nil }.compactMap(\.integrationID)
        var known: [String] = []
        if !profiles.isEmpty { known.append("student \(profiles.joined(separator: ", "))") }
        if !roster.isEmpty {
            known.append(
                "\(roster.joined(separator: ", ")) of the General Student Table")
        }
        let use =
            profiles.first.map { "Use that one: homeroom student show \($0)." }
            ?? roster.first.map { "Import that one: homeroom student import \($0)." } ?? ""
        return .refused(
            code: "student.likely-exists",
            message: "This is likely \(known.joined(separator: ", or ")). Nothing was changed.",
            remedy: use + " If it is another person: give --anyway.")
    }
}
