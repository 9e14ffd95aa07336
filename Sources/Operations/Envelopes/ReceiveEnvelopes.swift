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
        return try keep(
            Origin(id: head.id, from: head.from, madeAt: head.madeAt),
            EnvelopeContent.read(content))
    }

    /// Whose an envelope is.
    struct Origin {
        /// What both districts call it.
        let id: String
        let from: String
        let madeAt: String
        /// Our numbers of the students for whom it was asked, in the order of the packages; nil
        /// where nobody asked for it.
        var asked: [Int?]?
    }

    /// Keeps what is in an envelope.
    ///
    /// - Parameter note: what else is written with it.
    func keep(
        _ origin: Origin, _ read: (content: EnvelopeContent, documents: [Data]),
        note: (any Writer, _ number: Int, _ change: Int) throws -> Void = { _, _, _ in }
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
            if let known = try writer.envelope(called: origin.id, .received) {
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
            let from = try GivenText.line(origin.from, "district", limit: GivenText.Limit.line)
            let change = try workspace.begin(
                "envelope", "Transfer envelope of \(from) opened",
                about: (origin.asked ?? []).compactMap(\.self), writer)
            let number = try writer.takeNumbers(VersionedTable.envelope.name)
            let received = ReceivedEnvelope(
                from: from, madeAt: origin.madeAt, receivedAt: workspace.now, packages: packages,
                asked: origin.asked)
            try writer.save(
                KeptEnvelope(
                    id: number, direction: .received, envelopeID: origin.id,
                    document: StableJSON.text(received)), in: change)
            try note(writer, number, change)
            return Opened(number: number, changeSet: change)
        }
    }

    /// The documents as files that were looked at; one that is not taken keeps nothing else from
    /// coming. Where nothing can be looked at now, all waits.
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
            } catch let error as OperationError
                where ![EnvelopeError.notAnEnvelope, DocumentScanner.notScanned].contains(error)
            {
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

    /// Whether somebody sees a package: one that was asked for is of a student who is here.
    func sees(_ place: Int, of received: ReceivedEnvelope, _ reader: any Reader) throws -> Bool {
        try received.asked?[place].map { try workspace.isInScope($0, reader) } ?? true
    }

    /// What is in an envelope that came, and who each may be. Packages that were asked for are
    /// shown to those who see the student.
    ///
    /// - Throws: `envelope.not-found`.
    public func show(_ number: Int) throws -> [PackageShown] {
        try workspace.require(.createStudents)
        return try workspace.store.read { reader in
            let (_, received) = try received(number, reader)
            let matches = try EnvelopeMatches(workspace, reader).find(
                received.packages.map(\.person))
            let codes = EnvelopeCodes(try reader.codes())
            let applied = Dictionary(
                try reader.appliedPackages(of: number).map { ($0.package, $0.student) },
                uniquingKeysWith: { $1 })
            return try zip(received.packages, matches).enumerated().compactMap { place, both in
                guard try sees(place, of: received, reader) else { return nil }
                let matches = both.1
                let package = both.0.seen(by: workspace, codes)
                let candidates = EnvelopeMatches.shown(matches)
                workspace.shows(candidates)
                let asked = try received.asked?[place].map { try shownID($0, reader) } ?? ""
                return PackageShown(
                    number: place + 1, package: package,
                    appliedTo: try applied[place + 1].map { try shownID($0, reader) },
                    candidates: candidates, askedFor: asked.isEmpty ? nil : asked,
                    proposed: EnvelopeMatches.proposed(matches, askedFor: asked),
                    unknownPrograms: package.programs.filter { codes.program($0) == nil }
                        .map(\.program))
            }
        }
    }

    /// The student ID of somebody, or of whom they were merged into; blank for whoever is not seen.
    func shownID(_ student: Int, _ reader: any Reader) throws -> String {
        let student = try reader.survivor(of: student)
        guard let found = try reader.student(student), try workspace.isInScope(student, reader)
        else { return "" }
        workspace.shows(students: [student])
        return found.studentID
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
            for place in received.packages.indices
            where try !sees(place, of: received, writer) {
                throw OperationError.notFound(kind: "envelope", name: "\(number)")
            }
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
