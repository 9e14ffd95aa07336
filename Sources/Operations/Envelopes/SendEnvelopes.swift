import Foundation
import Records
import Storage

/// Makes transfer envelopes for other districts: an encrypted file, and a code that goes by another
/// channel. What somebody does not see is not put in.
public struct SendEnvelopes {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// By what a package is named.
    public enum Naming: String, CaseIterable, Codable, Sendable { case name, stateID, id }

    /// What is to be sent.
    public struct Request: Sendable {
        /// Any number of each.
        public var students: [String] = []
        public var sections = Set(EnvelopeSection.allCases)
        /// Of documents; nil for all.
        public var years: Set<SchoolYear>?
        public var takesFinalOnly = false
        public var naming = Naming.name
        /// Who gets it, and in what legitimate interest; both stand in each student's record.
        public var party = ""
        public var purpose = ""
        /// What this district is called.
        public var from = ""
        /// After so many days its code counts no more.
        public var days = 14
        /// The code, where one was shown before; nil makes one.
        public var code: String?

        public init() {}
    }

    static let mostStudents = 100
    static let mostDays = 90

    /// An envelope that was made.
    public struct Made: Codable, Equatable, Sendable {
        public let number: Int
        public let envelope: String
        /// Shown once, and kept nowhere.
        public let code: String
        public let expiresAt: String
        public let students: Int
        public let documents: Int
        public let changeSet: Int
    }

    /// What is kept of one that was made.
    struct Sent: Codable {
        let party: String
        let purpose: String
        let madeAt: String
        let expiresAt: String
        let students: [Int]
        let sections: [EnvelopeSection]
    }

    /// A code for an envelope that is still to be made.
    public static func newCode() -> String { EnvelopeCode().shown }

    /// - Parameter put: takes the bytes of the file; what it throws takes all of it back.
    /// - Throws: `envelope.request` with what is wrong, `student.not-found`,
    ///   `envelope.too-large`.
    public func make(_ request: Request, put: (Data) throws -> Void) throws -> Made {
        let request = try checked(request)
        guard let code = request.code.map({ EnvelopeCode($0) }) ?? EnvelopeCode() else {
            throw Self.invalid("The code of the envelope is none.")
        }
        let end = workspace.clock().addingTimeInterval(Double(request.days) * 86_400)
        return try workspace.store.write { writer in
            let packed = try pack(request, writer)
            let head = EnvelopeHead(
                id: UUID().uuidString.lowercased(), from: request.from, madeAt: workspace.now,
                expiresAt: ImportFiles.timestamp(end), students: packed.students.count,
                salt: Base64URL.text(RandomBytes.make(EnvelopeFile.saltBytes)))
            let file = try EnvelopeFile.bytes(try packed.bytes, head, code: code)
            let (number, change) = try note(
                packed, request, id: head.id, expiresAt: head.expiresAt, writer)
            try put(file)
            return Made(
                number: number, envelope: head.id, code: code.shown, expiresAt: head.expiresAt,
                students: packed.students.count, documents: packed.documents.count,
                changeSet: change)
        }
    }

    /// A request whose texts and numbers can be taken.
    ///
    /// - Throws: `envelope.request`; a right that is missing.
    func checked(_ request: Request) throws -> Request {
        try workspace.require(.export)
        try workspace.require(.seeStudents)
        var request = request
        let limit = GivenText.Limit.line
        request.party = try GivenText.required(request.party, "party", limit: limit)
        request.purpose = try GivenText.required(request.purpose, "purpose", limit: limit)
        request.from = try GivenText.required(request.from, "district", limit: limit)
        if request.students.isEmpty || request.students.count > Self.mostStudents {
            throw Self.invalid("An envelope is for 1 to \(Self.mostStudents) students.")
        }
        if !(1...Self.mostDays).contains(request.days) {
            throw Self.invalid("A code counts for 1 to \(Self.mostDays) days.")
        }
        return request
    }

    /// What goes into an envelope.
    struct Packed {
        /// Our numbers, each once, in the order in which they were asked for.
        let students: [Int]
        let packages: [StudentPackage]
        let documents: [[UInt8]]

        /// - Throws: `envelope.too-large`.
        var bytes: Data {
            get throws { try EnvelopeContent(packages: packages).bytes(documents) }
        }
    }

    /// - Throws: `student.not-found`, `envelope.too-large`, what limits exports.
    func pack(_ request: Request, _ writer: any Writer) throws -> Packed {
        let students = try workspace.subjects(request.students, writer)
        try Exports(workspace).take(
            "/envelopes", reason: request.purpose, students: students.count, writer)
        var documents: [[UInt8]] = []
        let packages = try students.map { try package($0, request, writer, &documents) }
        return Packed(students: students, packages: packages, documents: documents)
    }

    /// Keeps that an envelope was made, and notes the disclosure with each student.
    func note(
        _ packed: Packed, _ request: Request, id: String, expiresAt: String, _ writer: any Writer
    ) throws -> (number: Int, changeSet: Int) {
        let change = try workspace.begin(
            "envelope", "Transfer envelope made for \(request.party)", about: packed.students,
            writer)
        let number = try writer.takeNumbers(VersionedTable.envelope.name)
        let sent = Sent(
            party: request.party, purpose: request.purpose, madeAt: workspace.now,
            expiresAt: expiresAt, students: packed.students,
            sections: EnvelopeSection.allCases.filter(request.sections.contains))
        try writer.save(
            KeptEnvelope(
                id: number, direction: .sent, envelopeID: id, document: StableJSON.text(sent)),
            in: change)
        try writer.log([
            workspace.accessEvent(
                .disclosure, "Transfer envelope \(number) (made by \(workspace.actor))",
                to: request.party, purpose: request.purpose,
                AccessSubjects(students: Set(packed.students)))
        ])
        return (number, change)
    }

    private func package(
        _ student: Int, _ request: Request, _ reader: any Reader, _ documents: inout [[UInt8]]
    ) throws -> StudentPackage {
        guard let view = try reader.wholeStudent(student) else {
            throw OperationError.notFound(kind: "student", name: "")
        }
        let hidden = workspace.access.hidden
        let taken = Set(
            (StudentField.core.filter { $0.kind != .site }
                + EnvelopeSection.allCases.filter(request.sections.contains).flatMap(\.fields))
                .map(\.name)
        ).subtracting(hidden)
        let fields = Dictionary(
            view.fields.filter { taken.contains($0.name) }.map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first })
        let label =
            switch request.naming {
            case .name: view.name
            case .stateID: view.stateID
            case .id: view.studentID
            }
        // A stand-in is nobody's number elsewhere.
        let isProvisional = try StudentNumberRules(reader).formats.isProvisional(view.stateID)
        let package = StudentPackage(
            label: String((label.isEmpty ? view.studentID : label).prefix(GivenText.Limit.line)),
            stateID: isProvisional ? "" : view.stateID,
            otherID: view.otherID, studentID: view.studentID, fields: fields,
            programs: try programs(student, request, reader),
            events: try events(student, request, reader),
            documents: try self.documents(student, request, reader, &documents))
        try package.check()
        return package
    }

    private func programs(
        _ student: Int, _ request: Request, _ reader: any Reader
    ) throws -> [StudentPackage.Program] {
        guard request.sections.contains(.programs), workspace.allows(.seePrograms) else {
            return []
        }
        let codes = Dictionary(
            try reader.codes().map { ($0.id, $0.translation) }, uniquingKeysWith: { $1 })
        let sites = Dictionary(
            try reader.sites().map { (Int($0.id), $0.name) }, uniquingKeysWith: { $1 })
        return try workspace.programs(of: student, reader).map { view in
            let listed = StudentPrograms.Listed(view)
            return StudentPackage.Program(
                program: listed.program, text: codes[Int(view.record.row.program)] ?? "",
                systemKey: view.systemKey, site: listed.site.flatMap { sites[$0] } ?? "",
                start: listed.start, end: listed.end, eligibilityStart: listed.eligibilityStart,
                eligibilityEnd: listed.eligibilityEnd, academicYear: listed.academicYear,
                eligibilityCode: listed.eligibilityCode, exitCode: listed.exitCode)
        }
    }

    private func events(
        _ student: Int, _ request: Request, _ reader: any Reader
    ) throws -> [StudentPackage.Event] {
        guard request.sections.contains(.events), workspace.allows(.seeEvents) else { return [] }
        return try reader.events(of: student).map {
            StudentPackage.Event(kind: $0.kind, date: $0.day, note: $0.note)
        }
    }

    private func documents(
        _ student: Int, _ request: Request, _ reader: any Reader, _ bytes: inout [[UInt8]]
    ) throws -> [StudentPackage.Document] {
        guard request.sections.contains(.documents), workspace.allows(.seeDocuments) else {
            return []
        }
        var found: [StudentPackage.Document] = []
        for document in try reader.documents(of: student) {
            if request.takesFinalOnly, document.status != .final { continue }
            if let years = request.years, !years.contains(document.schoolYear) { continue }
            guard let content = try reader.content(document.content) else { continue }
            var whole: [UInt8] = []
            try reader.forEachPiece(ofContent: content.id) { whole += $0 }
            if bytes.reduce(whole.count, { $0 + $1.count }) > EnvelopeFile.mostBytes {
                throw EnvelopeError.tooLarge
            }
            bytes.append(whole)
            found.append(
                StudentPackage.Document(
                    title: document.title, category: document.category,
                    schoolYear: document.schoolYear.description, status: document.status,
                    fileName: StagedImport.safeName(document.fileName), bytes: whole.count,
                    sha256: content.digest))
        }
        return found
    }

    static func invalid(_ message: String) -> OperationError {
        .refused(
            code: "envelope.request", message: message,
            remedy: "See how one is made: homeroom envelope make --help")
    }
}
