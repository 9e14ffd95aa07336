import Records

/// What a district says of one student.
public struct StudentPackage: Codable, Equatable, Sendable {
    /// By what the sender named it: the student's name, state ID or student ID.
    public let label: String
    public let stateID: String
    public let otherID: String
    public let studentID: String
    /// By the names of `StudentField`.
    public let fields: [String: String]
    public let programs: [Program]
    public let events: [Event]
    public var documents: [Document]

    public struct Program: Codable, Equatable, Sendable {
        /// The sender's key of it, its words, and its system key.
        public let program: String
        public let text: String
        public let systemKey: String
        /// The sender's name of the site.
        public let site: String
        public let start: CalendarDate
        public let end: CalendarDate?
        public let eligibilityStart: CalendarDate?
        public let eligibilityEnd: CalendarDate?
        public let academicYear: String
        public let eligibilityCode: String
        public let exitCode: String
    }

    public struct Event: Codable, Equatable, Sendable {
        public let kind: String
        public let date: CalendarDate
        public let note: String
    }

    public struct Document: Codable, Equatable, Sendable {
        public let title: String
        public let category: String
        public let schoolYear: String
        public let status: Records.Document.Status
        public let fileName: String
        public let bytes: Int
        public let sha256: String
        /// Where the content is kept, once it was received.
        public var content: Int?
        /// Why it was not kept, in a sentence.
        public var refused: String?
    }

    func value(_ field: String) -> String { fields[field] ?? "" }

    /// As names are listed.
    public var name: String { "\(value("lastName")), \(value("firstName"))" }

    /// The person, for looking for who it may be.
    var person: PersonDescription {
        var person = PersonDescription(
            lastName: value("lastName"), firstName: value("firstName"),
            birthDate: CalendarDate(iso: value("birthDate")))
        person.middleName = value("middleName")
        person.gender = value("gender")
        person.grade = value("grade")
        person.stateID = stateID
        return person
    }

    /// What somebody sees of it: no field, program, event or document that takes a right of its
    /// own.
    func seen(by workspace: Workspace, _ codes: EnvelopeCodes) -> StudentPackage {
        let hidden = workspace.access.hidden
        return StudentPackage(
            label: label, stateID: stateID, otherID: otherID, studentID: studentID,
            fields: fields.filter { !hidden.contains($0.key) },
            programs: !workspace.allows(.seePrograms)
                ? []
                : programs.filter { program in
                    workspace.access.seesPrograms(systemKey: program.systemKey)
                        && codes.program(program).map {
                            workspace.access.seesPrograms(systemKey: $0.systemKey)
                        } ?? true
                },
            events: workspace.allows(.seeEvents) ? events : [],
            documents: workspace.allows(.seeDocuments) ? documents : [])
    }

    /// Of a package, at most.
    private static let mostRecords = 2_000

    /// Refuses texts that nobody could have typed here; asked before it is sent and when it came.
    func check() throws {
        let (line, word, note) = (
            GivenText.Limit.line, GivenText.Limit.word, GivenText.Limit.note
        )
        for records in [programs.count, events.count, documents.count]
        where records > Self.mostRecords { throw EnvelopeError.tooLarge }
        for text in [label, stateID, otherID, studentID]
            + programs.flatMap({
                [$0.program, $0.text, $0.systemKey, $0.site, $0.eligibilityCode, $0.exitCode]
            })
        {
            _ = try GivenText.line(text, "envelope", limit: line)
        }
        for event in events { _ = try GivenText.required(event.kind, "event", limit: word) }
        for document in documents {
            _ = try GivenText.required(document.title, "title", limit: line)
            _ = try GivenText.required(document.category, "category", limit: word)
            guard SchoolYear(document.schoolYear) != nil else { throw EnvelopeError.notAnEnvelope }
        }
        for text in Array(fields.values) + events.map(\.note) {
            _ = try GivenText.checked(text, "envelope", limit: note)
        }
    }
}

/// A part of what is known of a student, as it is put into an envelope or left out.
public enum EnvelopeSection: String, CaseIterable, Codable, Sendable {
    /// Ethnicity, languages and what else the roster says. Names, birth date, gender, grade and
    /// numbers are in every package.
    case demographics
    case contact
    case enrollment
    /// What programs note themselves.
    case programFields
    case programs, events, documents

    var fields: [StudentField] {
        switch self {
        case .demographics: StudentField.roster
        case .contact: StudentField.contact
        case .enrollment: StudentField.enrollment
        // A school of another district is none of the receiver's.
        case .programFields: StudentField.program.filter { $0.kind != .site }
        case .programs, .events, .documents: []
        }
    }
}
