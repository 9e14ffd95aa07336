import Foundation
import Intake
import Records
import Storage

/// Opens envelopes of other districts, shows what is in them and who it may be about, and applies
/// what somebody decided. Nothing is made of a student without a decision, nothing twice, and all
/// of it can be undone.
public struct ReceiveEnvelopes {
    let workspace: Workspace
    /// What looks at documents before they are kept; nil where the district has none.
    let scanner: DocumentScanner?

    public init(_ workspace: Workspace, scanner: DocumentScanner? = nil) {
        self.workspace = workspace
        self.scanner = scanner
    }

    /// So many wrong codes lock an envelope for good.
    static let mostTries = 5

    /// An envelope that was opened.
    public struct Opened: Codable, Equatable, Sendable {
        public let number: Int
        /// Nil where it was opened before: nothing was changed.
        public let changeSet: Int?
    }

    // MARK: Opening

    /// Opens an envelope with its code and keeps what is in it.
    ///
    /// - Throws: `envelope.not-an-envelope`, `envelope.newer-format`, `envelope.own`,
    ///   `envelope.expired`, `envelope.locked`, `envelope.code-form`, `envelope.code`, and what is
    ///   wrong with a document.
    public func open(_ path: String, code typed: String) throws -> Opened {
        try workspace.require(.createStudents)
        let file = try EnvelopeFile(path: path)
        let head = file.head
        let tries = try workspace.store.read { reader in
            if try reader.envelope(called: head.id, .sent) != nil { throw Self.own }
            return try reader.envelopeTries(of: file.digest)
        }
        if tries >= Self.mostTries { throw Self.locked }
        guard let end = try? Date(head.expiresAt, strategy: .iso8601), end > workspace.clock()
        else { throw Self.expired }
        guard let code = EnvelopeCode(typed) else {
            throw OperationError.refused(
                code: "envelope.code-form", message: "This cannot be a code: look for a slip.",
                remedy: "A code is five groups of five letters and digits. This was no try.")
        }
        let content: Data
        do {
            content = try file.content(code)
        } catch let error as OperationError where error == EnvelopeError.code {
            try workspace.store.write {
                try $0.noteEnvelopeTry(of: file.digest, at: workspace.now)
            }
            throw tries + 1 >= Self.mostTries ? Self.locked : EnvelopeError.code
        }
        return try keep(head, EnvelopeContent.read(content))
    }

    private func keep(
        _ head: EnvelopeHead, _ read: (content: EnvelopeContent, documents: [Data])
    ) throws -> Opened {
        if read.content.packages.count > SendEnvelopes.mostStudents {
            throw EnvelopeError.notAnEnvelope
        }
        try read.content.packages.forEach { try $0.check() }
        let scratch = try ScratchFolder(
            in: FileManager.default.temporaryDirectory.appending(path: "homeroom").path,
            for: "envelope")
        defer { scratch.remove() }
        let files = try looked(read, in: scratch)
        return try workspace.store.write { writer in
            if let known = try writer.envelope(called: head.id, .received) {
                return Opened(number: known.id, changeSet: nil)
            }
            var rest = files[...]
            let packages = try read.content.packages.map { package in
                var package = package
                for place in package.documents.indices {
                    (package.documents[place].content, package.documents[place].refused) = (
                        nil, nil
                    )
                    switch rest.popFirst() {
                    case .success(let file):
                        package.documents[place].content = try file.keep(writer)
                    case .failure(let error): package.documents[place].refused = error.message
                    case nil: throw EnvelopeError.notAnEnvelope
                    }
                }
                return package
            }
            let from = try GivenText.line(head.from, "district", limit: GivenText.Limit.line)
            let change = try workspace.begin(
                "envelope", "Transfer envelope of \(from) opened", about: [], writer)
            let number = try writer.takeNumbers(VersionedTable.envelope.name)
            let received = ReceivedEnvelope(
                from: from, madeAt: head.madeAt, receivedAt: workspace.now, packages: packages)
            try writer.save(
                KeptEnvelope(
                    id: number, direction: .received, envelopeID: head.id,
                    document: StableJSON.text(received)), in: change)
            return Opened(number: number, changeSet: change)
        }
    }

    /// The documents as files that were looked at; one that is not taken keeps nothing else from
    /// coming.
    private func looked(
        _ read: (content: EnvelopeContent, documents: [Data]), in scratch: ScratchFolder
    ) throws -> [Result<DocumentFile, OperationError>] {
        let told = read.content.packages.flatMap(\.documents)
        return try zip(told, read.documents).enumerated().map { place, both in
            let (document, bytes) = both
            let name = StagedImport.safeName(document.fileName)
            let path = try scratch.folder("\(place)") + "/" + (name.isEmpty ? "document" : name)
            try bytes.write(to: URL(filePath: path))
            do {
                let file = try DocumentFile(path: path, scanner: scanner)
                guard file.digest == document.sha256 else { throw EnvelopeError.notAnEnvelope }
                return .success(file)
            } catch let error as OperationError where error != EnvelopeError.notAnEnvelope {
                return .failure(error)
            }
        }
    }

    private static let own = OperationError.refused(
        code: "envelope.own", message: "This district made the envelope itself.",
        remedy: "Send it to the other district.")
    private static let locked = OperationError.refused(
        code: "envelope.locked",
        message: "\(mostTries) wrong codes were given: the envelope does not open any more.",
        remedy: "Ask the sender for a new one.")
    private static let expired = OperationError.refused(
        code: "envelope.expired", message: "The code of this envelope does not count any more.",
        remedy: "Ask the sender for a new one.")

    // MARK: Looking

    /// All envelopes, the newest first.
    public func list() throws -> [ListedEnvelope] {
        if !workspace.allows(.export) { try workspace.require(.createStudents) }
        return try workspace.store.read { reader in
            try reader.envelopes().compactMap { kept in
                switch kept.direction {
                case .sent:
                    return StableJSON.value(SendEnvelopes.Sent.self, kept.document).map {
                        ListedEnvelope(
                            number: kept.id, direction: .sent, party: $0.party, at: $0.madeAt,
                            students: $0.students.count, waiting: 0)
                    }
                case .received:
                    let applied = try reader.appliedPackages(of: kept.id).count
                    return StableJSON.value(ReceivedEnvelope.self, kept.document).map {
                        ListedEnvelope(
                            number: kept.id, direction: .received, party: $0.from,
                            at: $0.receivedAt, students: $0.packages.count,
                            waiting: $0.packages.count - applied)
                    }
                }
            }
        }
    }

    /// What the district that sent an envelope is called.
    ///
    /// - Throws: `envelope.not-found`.
    public func sender(of number: Int) throws -> String {
        try workspace.require(.createStudents)
        return try workspace.store.read { try received(number, $0).1.from }
    }

    /// What is in an envelope that came, and who each may be.
    ///
    /// - Throws: `envelope.not-found`.
    public func show(_ number: Int) throws -> [PackageShown] {
        try workspace.require(.createStudents)
        return try workspace.store.read { reader in
            let (_, received) = try received(number, reader)
            let matches = try candidates(received.packages, reader)
            let codes = EnvelopeCodes(try reader.codes())
            let applied = Dictionary(
                try reader.appliedPackages(of: number).map { ($0.package, $0.student) },
                uniquingKeysWith: { $1 })
            return try zip(received.packages, matches).enumerated().map { place, both in
                let matches = both.1
                let package = both.0.seen(by: workspace, codes)
                let candidates = matches.prefix(Self.candidatesShown).map(\.candidate)
                workspace.shows(candidates)
                return PackageShown(
                    number: place + 1, package: package,
                    appliedTo: try applied[place + 1].map { try shownID($0, reader) },
                    candidates: candidates,
                    proposed: Self.proposed(matches),
                    unknownPrograms: package.programs.filter { codes.program($0) == nil }
                        .map(\.program))
            }
        }
    }

    private static let candidatesShown = 5

    /// The student ID of somebody to whom a package was applied; blank for whoever is not seen.
    private func shownID(_ student: Int, _ reader: any Reader) throws -> String {
        guard let found = try reader.student(student),
            try !reader.students([student], in: workspace.scope).isEmpty
        else { return "" }
        workspace.shows(students: [student])
        return found.studentID
    }

    /// Somebody who may be a package's student.
    private struct Match {
        let candidate: Candidate
        /// Whether the state ID is the same and the names are alike, or the names and the birth
        /// date are the same, and nothing speaks against it.
        let isSure: Bool

        init(
            _ found: CandidateSearch.Found, of person: PersonDescription,
            from source: PeopleSource
        ) {
            candidate = Candidate(found, from: source)
            let likeness = found.likeness
            let isNumbered =
                likeness.stateIDs == .same && !person.stateIDIsProvisional
                && likeness.names >= .soundAlike
            isSure =
                likeness.stateIDs != .differ && likeness.birthDates != .differ
                && (isNumbered || likeness.names == .equal && likeness.birthDates == .same)
        }

        private init(_ candidate: Candidate) { (self.candidate, isSure) = (candidate, false) }

        var unsure: Match { Match(candidate) }
    }

    private func candidates(
        _ packages: [StudentPackage], _ reader: any Reader
    ) throws -> [[Match]] {
        let rules = try StudentNumberRules(reader)
        var found = packages.map { _ in [Match]() }
        var isCut = packages.map { _ in false }
        for source in [PeopleSource.unlinkedStudents, .roster] {
            let search = CandidateSearch(
                source: source, reader: reader, formats: rules.formats, workspace: workspace)
            let people = packages.map { package in
                var person = package.person
                person.stateIDIsProvisional = rules.formats.isProvisional(person.stateID)
                return person
            }
            for (place, result) in try search.find(people).enumerated() {
                isCut[place] = isCut[place] || result.isCut
                found[place] += result.found.map { Match($0, of: people[place], from: source) }
            }
        }
        return zip(found, isCut).map { matches, isCut in
            // Where not all were looked at, nobody is the one for sure.
            matches.map { isCut ? $0.unsure : $0 }
                .sorted { $0.candidate.score > $1.candidate.score }
        }
    }

    /// The one who is the same for sure, where nobody else is.
    private static func proposed(_ matches: [Match]) -> EnvelopeTarget? {
        let sure = matches.filter(\.isSure).map(\.candidate)
        guard sure.count == 1 else { return nil }
        return sure[0].profile.map { .profile($0) } ?? sure[0].integrationID.map { .roster($0) }
    }

    func received(
        _ number: Int, _ reader: any Reader
    ) throws -> (KeptEnvelope, ReceivedEnvelope) {
        guard let kept = try reader.envelope(number), kept.direction == .received,
            let received = StableJSON.value(ReceivedEnvelope.self, kept.document)
        else { throw OperationError.notFound(kind: "envelope", name: "\(number)") }
        return (kept, received)
    }

    /// Lets go of an envelope that came. What was applied of it stays.
    public func discard(_ number: Int) throws -> Int {
        try workspace.require(.createStudents)
        return try workspace.store.write { writer in
            let (kept, received) = try received(number, writer)
            let change = try workspace.begin(
                "envelope", "Transfer envelope of \(received.from) discarded", about: [], writer)
            try writer.removeEnvelope(kept.id, in: change)
            return change
        }
    }
}

/// What a code of another district is here: by its key, or else by a system key that one code alone
/// has.
struct EnvelopeCodes {
    private let byKey: [String: Code]
    private let bySystemKey: [String: [Code]]
    private let others: [String: [String: Code]]

    init(_ codes: [Code]) {
        let programs = codes.filter { $0.table == CodeBook.programs }
        byKey = Dictionary(programs.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        bySystemKey = Dictionary(
            grouping: programs.filter { !$0.systemKey.isEmpty }, by: \.systemKey)
        others = Dictionary(grouping: codes, by: \.table).mapValues {
            Dictionary($0.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    func program(_ program: StudentPackage.Program) -> Code? {
        if let same = byKey[program.program], same.systemKey == program.systemKey { return same }
        let alike = bySystemKey[program.systemKey] ?? []
        if alike.count == 1 { return alike[0] }
        // The same key for something else is another program.
        return nil
    }

    /// 0 where this district does not have it.
    func number(_ key: String, in table: String) -> Int32 {
        Int32(truncatingIfNeeded: others[table]?[key]?.id ?? 0)
    }
}
