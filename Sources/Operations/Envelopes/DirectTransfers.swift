import Crypto
import Foundation
import Records
import Storage

/// Students' records between two districts of one installation: the one asks, the other approves or
/// refuses, and what is approved is an envelope that came. No file, and no code.
public struct DirectTransfers {
    let workspace: Workspace
    public let exchange: Exchange
    let scanner: DocumentScanner?

    public init(_ workspace: Workspace, _ exchange: Exchange, scanner: DocumentScanner? = nil) {
        self.workspace = workspace
        self.exchange = exchange
        self.scanner = scanner
    }

    /// The kind of change sets that told another district something which it has since.
    static let kind = "transfer"

    /// Takes part in the exchange, or says another title; for whoever keeps the server.
    ///
    /// - Throws: `transfer.name-taken`, `transfer.title-taken`, `transfer.folder`.
    public func join(title: String) throws -> Exchange.Member {
        let title = try GivenText.required(
            GivenText.line(title, "title", limit: GivenText.Limit.line), "title",
            limit: GivenText.Limit.line)
        return try exchange.join(title: title, workspace.store)
    }

    /// What a step came to.
    public struct Done: Codable, Equatable, Sendable {
        /// Of the request.
        public let number: Int
        public let changeSet: Int
        /// Of the envelope that was made.
        public var envelope: Int?
    }

    // MARK: Asking

    /// What another district would be told of students who are asked for; nothing is asked.
    ///
    /// - Throws: as `ask`.
    public func describe(_ district: String, for students: [String]) throws -> [AskedPerson] {
        try requireAsking(students)
        _ = try other(district)
        return try workspace.store.read { reader in
            try workspace.subjects(students, reader).map { try described($0, reader) }
        }
    }

    /// Asks another district for what it knows of students who are here.
    ///
    /// - Parameter students: any number of each.
    /// - Throws: `transfer.not-joined`, `transfer.no-district`, `envelope.request`,
    ///   `student.not-found`.
    public func ask(_ district: String, for students: [String], purpose: String) throws -> Done {
        try requireAsking(students)
        let limit = GivenText.Limit.line
        let purpose = try GivenText.required(
            GivenText.line(purpose, "purpose", limit: limit), "purpose", limit: limit)
        let other = try other(district)
        return try writing { writer, stage in
            let numbers = try workspace.subjects(students, writer)
            let people = try numbers.map { try described($0, writer) }
            let change = try workspace.begin(
                Self.kind, "Records asked of \(other.title)", about: numbers, writer)
            var request = TransferRequest(
                party: other.name, title: other.title, purpose: purpose, askedBy: workspace.actor,
                askedAt: workspace.now, people: people, students: numbers)
            let number = try writer.takeNumbers(VersionedTable.transferRequest.name)
            var letter = Letter(kind: .request, request: UUID().uuidString.lowercased())
            letter.asked = Letter.AskedFor(
                purpose: purpose, askedBy: workspace.actor, askedAt: request.askedAt,
                people: people)
            request.letters = [try stage(letter, Data(), other, change)]
            try save(request, number, .asked, letter.request, in: change, writer)
            // Asking says who is here, to the other district.
            try log(other.title, "Transfer request \(number)", purpose, numbers, writer)
            return Done(number: number, changeSet: change)
        }
    }

    private func requireAsking(_ students: [String]) throws {
        try workspace.require(.createStudents)
        try workspace.require(.seeStudents)
        if exchange.own == nil { throw Exchange.notJoined }
        if students.isEmpty || students.count > SendEnvelopes.mostStudents {
            throw SendEnvelopes.invalid(
                "A request is for 1 to \(SendEnvelopes.mostStudents) students.")
        }
    }

    /// Notes with each student that the other district was told of them, or told of them.
    func log(
        _ party: String, _ what: String, _ purpose: String, _ students: [Int],
        _ writer: any Writer
    ) throws {
        try writer.log([
            workspace.accessEvent(
                .disclosure, "\(what) (\(workspace.actor))", to: party, purpose: purpose,
                AccessSubjects(students: Set(students)))
        ])
    }

    /// A student as another district is told of, to find them.
    private func described(_ student: Int, _ reader: any Reader) throws -> AskedPerson {
        guard let view = try reader.wholeStudent(student) else {
            throw OperationError.notFound(kind: "student", name: "")
        }
        let fields = Dictionary(
            view.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        func told(_ field: String) -> String {
            workspace.access.hidden.contains(field) ? "" : fields[field] ?? ""
        }
        let isProvisional = try StudentNumberRules(reader).formats.isProvisional(view.stateID)
        let person = AskedPerson(
            lastName: told("lastName"), firstName: told("firstName"),
            middleName: told("middleName"), birthDate: CalendarDate(iso: told("birthDate")),
            gender: told("gender"), grade: told("grade"),
            stateID: isProvisional ? "" : view.stateID)
        guard person.isNamed else {
            throw SendEnvelopes.invalid(
                "Student \(view.studentID) has no name by which another district could know them.")
        }
        // As the other district does.
        try person.check()
        return person
    }

    private func other(_ name: String) throws -> Exchange.Member {
        guard name != exchange.district, let other = exchange.member(name) else {
            throw OperationError.refused(
                code: "transfer.no-district",
                message: "No other district \(name) takes part in the exchange.",
                remedy: "See those that do: homeroom envelope districts.")
        }
        return other
    }

    /// Takes back a request that was not answered.
    ///
    /// - Throws: `transfer-request.not-found`, `transfer.answered`.
    public func withdraw(_ number: Int) throws -> Done {
        try workspace.require(.createStudents)
        try workspace.require(.seeStudents)
        return try answering(number, .asked) { request, id, writer in
            guard try request.isSeen(by: workspace, writer) else { throw Self.missing(number) }
            request.state = .withdrawn
            return Answered(
                letter: Letter(kind: .withdrawal, request: id),
                changeSet: try begin("Request for records withdrawn", request, writer))
        }
    }

    // MARK: Answering

    static let rightsToAnswer: [Permission] = [.export, .recordDisclosures, .seeStudents]

    /// Whether requests that came may be answered.
    public var mayAnswer: Bool { Self.rightsToAnswer.allSatisfy(workspace.allows) }

    private func requireAnswering() throws {
        for right in Self.rightsToAnswer { try workspace.require(right) }
    }

    /// Refuses a request that came.
    ///
    /// - Throws: `transfer-request.not-found`, `transfer.answered`.
    public func refuse(_ number: Int, reason: String) throws -> Done {
        try requireAnswering()
        let reason = try GivenText.required(reason, "reason", limit: GivenText.Limit.note)
        return try answering(number, .came) { request, id, writer in
            (request.state, request.reason) = (.refused, reason)
            return Answered(
                letter: Letter(kind: .refusal, request: id, reason: reason),
                changeSet: try begin("Request for records refused", request, writer))
        }
    }

    /// What is approved.
    public struct Approval: Sendable {
        /// Any number of each student, by the numbers of the people in the request.
        public var students: [Int: String] = [:]
        public var sections = Set(EnvelopeSection.allCases)
        /// Of documents; nil for all.
        public var years: Set<SchoolYear>?
        public var takesFinalOnly = false
        /// Whether it is sent although a person and a student contradict each other.
        public var isAnyway = false

        public init() {}
    }

    /// What approving would send; nothing is sent.
    ///
    /// - Throws: as `approve`.
    public func check(_ number: Int, _ approval: Approval) throws -> [ApprovedPackage] {
        try requireAnswering()
        return try workspace.store.rehearse { writer in
            let (_, request) = try known(number, .came, writer)
            guard request.state == .open else { throw Self.answered }
            let (_, packed, places) = try prepared(request, approval, writer)
            return zip(places, packed.packages).map { place, package in
                ApprovedPackage(
                    number: place + 1, studentID: package.studentID, name: package.name,
                    birthDate: package.fields["birthDate"],
                    fields: StudentField.all.filter { package.fields[$0.name] != nil }
                        .map(\.label), programs: package.programs.count,
                    events: package.events.count, documents: package.documents.map(\.title))
            }
        }
    }

    /// Sends what was asked for. People for whom no student is named are left out.
    ///
    /// - Throws: `transfer-request.not-found`, `transfer.answered`, `envelope.request`,
    ///   `envelope.contradiction`, `student.not-found`, `envelope.too-large`.
    public func approve(_ number: Int, _ approval: Approval) throws -> Done {
        try requireAnswering()
        return try answering(number, .came) { request, id, writer in
            let (asked, packed, places) = try prepared(request, approval, writer)
            let envelope = UUID().uuidString.lowercased()
            let noted = try SendEnvelopes(workspace).note(
                packed, asked, id: envelope, expiresAt: "", writer)
            (request.state, request.envelope) = (.answered, noted.number)
            request.sent = places
            let told = Letter.Told(
                id: envelope, title: asked.from, madeAt: workspace.now, places: places)
            return Answered(
                letter: Letter(kind: .envelope, request: id, envelope: told),
                content: try packed.bytes, changeSet: noted.changeSet)
        }
    }

    /// What goes into the envelope, and the places of its people in the request.
    private func prepared(
        _ request: TransferRequest, _ approval: Approval, _ writer: any Writer
    ) throws -> (SendEnvelopes.Request, SendEnvelopes.Packed, [Int]) {
        guard let own = exchange.own else { throw Exchange.notJoined }
        let numbers = approval.students.keys.sorted()
        if let wrong = numbers.first(where: { $0 < 1 || $0 > request.people.count }) {
            throw SendEnvelopes.invalid("The request has no person \(wrong).")
        }
        if numbers.isEmpty {
            throw OperationError.refused(
                code: "envelope.request", message: "Nobody is chosen whose record would be sent.",
                remedy: "Choose who the people are, or refuse the request.")
        }
        let places = numbers.map { $0 - 1 }
        var asked = SendEnvelopes.Request()
        asked.students = places.map { approval.students[$0 + 1] ?? "" }
        (asked.sections, asked.years) = (approval.sections, approval.years)
        asked.takesFinalOnly = approval.takesFinalOnly
        (asked.party, asked.purpose, asked.from) = (request.title, request.purpose, own.title)
        let sending = SendEnvelopes(workspace)
        asked = try sending.checked(asked)
        let packed = try sending.pack(asked, writer)
        if packed.students.count < places.count {
            throw SendEnvelopes.invalid("Two of the people are one student here.")
        }
        if !approval.isAnyway {
            let matches = EnvelopeMatches(workspace, writer)
            for (place, student) in zip(places, packed.students) {
                try matches.requireNoContradiction(request.people[place].person, with: student)
            }
        }
        return (asked, packed, places)
    }

    /// What is said to the other district, and the change set that says it.
    private struct Answered {
        let letter: Letter
        /// Of an envelope.
        var content = Data()
        let changeSet: Int
    }

    /// Changes a request that is open, and writes a letter of it.
    ///
    /// - Parameter body: is handed what both districts call the request, too.
    private func answering(
        _ number: Int, _ direction: KeptRequest.Direction,
        _ body: (inout TransferRequest, String, any Writer) throws -> Answered
    ) throws -> Done {
        try writing { writer, stage in
            var (kept, request) = try known(number, direction, writer)
            guard request.state == .open else { throw Self.answered }
            let answer = try body(&request, kept.requestID, writer)
            let other = try other(request.party)
            request.letters.append(
                try stage(answer.letter, answer.content, other, answer.changeSet))
            try save(
                request, kept.id, direction, kept.requestID, in: answer.changeSet, writer)
            return Done(
                number: kept.id, changeSet: answer.changeSet, envelope: request.envelope)
        }
    }

    private func begin(
        _ reason: String, _ request: TransferRequest, _ writer: any Writer
    ) throws -> Int {
        try workspace.begin(
            Self.kind, "\(reason): \(request.title)", about: request.students ?? [], writer)
    }

    private static let answered = OperationError.refused(
        code: "transfer.answered", message: "This request was answered or withdrawn.",
        remedy: "See how it stands: homeroom envelope requests.")

    // MARK: Keeping

    func save(
        _ request: TransferRequest, _ number: Int, _ direction: KeptRequest.Direction,
        _ id: String, in change: Int, _ writer: any Writer
    ) throws {
        try writer.save(
            KeptRequest(
                id: number, direction: direction, requestID: id,
                document: StableJSON.text(request)), in: change)
    }

    func known(
        _ number: Int, _ direction: KeptRequest.Direction?, _ reader: any Reader
    ) throws -> (KeptRequest, TransferRequest) {
        guard let kept = try reader.transferRequest(number),
            direction == nil || kept.direction == direction,
            let request = kept.request
        else { throw Self.missing(number) }
        return (kept, request)
    }

    static func missing(_ number: Int) -> OperationError {
        .notFound(kind: "transfer-request", name: "\(number)")
    }

    /// Changes the district and writes letters, which are sent once that is kept.
    private func writing<T>(
        _ body: (any Writer, (Letter, Data, Exchange.Member, Int) throws -> String) throws -> T
    ) throws -> T {
        var staged: [Exchange.Staged] = []
        do {
            let result = try workspace.store.write { writer in
                staged.forEach(exchange.drop)
                staged = []
                return try body(writer) { letter, rest, other, change in
                    try exchange.requirePrivate(also: other.name)
                    let one = try exchange.stage(
                        letter, rest, to: other, in: change, writer)
                    staged.append(one)
                    return one.id
                }
            }
            // Where that fails, the next look sends it.
            if !staged.isEmpty { _ = try? sendStaged() }
            return result
        } catch {
            // Where the store does not know whether it kept the change, it may have: the next look
            // sends what was noted, and drops what was not.
            if !(error is StorageError) { staged.forEach(exchange.drop) }
            throw error
        }
    }
}
