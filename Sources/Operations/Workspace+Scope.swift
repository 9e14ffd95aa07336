import Records
import Storage

// Whom somebody sees. Whoever is out of scope is answered exactly as if not there.

extension Workspace {
    /// Nil where nothing limits whom somebody sees.
    public var scope: SiteScope? {
        access.sites.map { SiteScope(sites: $0, day: today, hiding: access.hiddenSystemKeys) }
    }

    /// The sites whose students lists show; nil for all. Lists of the whole district look only at
    /// where a student is now: whoever is only enrolled at a site is found by name or number.
    var listedSites: [Int]? { access.sites?.sorted() }

    /// Our number of the student to whom an ID leads, whatever kind of number it is. Every
    /// operation that is handed an ID goes through this.
    ///
    /// - Throws: `OperationError` where it leads to none who is in scope, or to several.
    func resolve(_ id: String, _ reader: any Reader) throws -> Int {
        let found = try reader.students(withID: id, in: scope)
        if found.count > 1 {
            throw OperationError.refused(
                code: "student.several", message: "\(found.count) students hold this number.",
                remedy: "Use the student ID of one: homeroom student find \(id).")
        }
        if let student = found.first {
            shows(students: [student])
            return student
        }
        let waiting =
            try allows(.seeRoster)
            && reader.students(numberedFrom: id, limit: 5, in: scope)
                .contains { $0.student == nil && ($0.integrationID == id || $0.stateID == id) }
        if waiting {
            throw OperationError.refused(
                code: "student.not-imported",
                message: "This student is in the General Student Table and has no profile yet.",
                remedy: "Import the profile with: homeroom student import \(id). A program row "
                    + "does so too.")
        }
        // Looked up again whether there is one or not: both take as long.
        if scope != nil, try !reader.students(withID: id, in: nil).isEmpty {
            disclosures?.noteOutOfScope()
        }
        throw OperationError.notFound(kind: "student", name: id)
    }

    /// A row that hangs on a student, as a document or an event, if there is one and its student
    /// is in scope. Every operation that is handed the number of such a row goes through this.
    func inScope<T>(
        _ row: T?, of student: (T) -> Int, else error: @autoclosure () -> OperationError,
        _ reader: any Reader
    ) throws -> T {
        guard let row else { throw error() }
        try requireInScope(student(row), reader, else: error())
        shows(students: [student(row)])
        return row
    }

    /// Whether a student, or whoever the student was merged into, is in scope.
    func isInScope(_ student: Int, _ reader: any Reader) throws -> Bool {
        guard let scope else { return true }
        return try !reader.students([reader.survivor(of: student)], in: scope).isEmpty
    }

    /// Refuses a student who is there and not in scope, and notes it for the log.
    func requireInScope(
        _ student: Int, _ reader: any Reader, else error: @autoclosure () -> OperationError
    ) throws {
        if try isInScope(student, reader) { return }
        disclosures?.noteOutOfScope()
        throw error()
    }

    /// Refuses a change set that is about students of whom one is not in scope, or about the whole
    /// district.
    func requireInScope(_ change: ChangeSetRecord, _ reader: any Reader) throws {
        guard access.sites != nil else { return }
        let students = try reader.subjects(of: change.id)
        if students.isEmpty { throw Self.ofWholeDistrict }
        guard try students.allSatisfy({ try isInScope($0, reader) }) else {
            disclosures?.noteOutOfScope()
            throw OperationError.notFound(kind: "change-set", name: "\(change.id)")
        }
    }

    /// Those of these people who are in scope. SIS students take `seeRoster`.
    func seen<T>(
        _ people: [T], from source: PeopleSource, id: (T) -> Int, _ reader: any Reader
    ) throws -> [T] {
        let numbers = people.map(id)
        switch source {
        case .roster:
            if !allows(.seeRoster) { return [] }
            let seen = try reader.sisStudents(numbers, in: scope)
            return people.filter { seen.contains(id($0)) }
        case .unlinkedStudents:
            let seen = try reader.students(numbers, in: scope)
            return people.filter { seen.contains(id($0)) }
        }
    }

    /// The same of those to whom a number leads.
    func seen(
        _ candidates: [LinkRule.Candidate], _ reader: any Reader
    ) throws -> [LinkRule.Candidate] {
        let seen = try reader.sisStudents(candidates.map(\.id), in: scope)
        return candidates.filter { seen.contains($0.id) }
    }

    /// What a merge's preview and report keep back.
    func hidden(_ reader: any Reader) throws -> [String] {
        access.hidden(
            codes: Dictionary(
                try reader.codes().map { ($0.id, $0.systemKey) }, uniquingKeysWith: { $1 }))
    }
}
