import Foundation
import Records
import Storage

extension DirectTransfers {
    // MARK: Looking

    /// What somebody may see of the requests: those that were asked here take the right to create
    /// students, those that came the right to export. The newest first.
    public static func list(_ workspace: Workspace) throws -> [ListedRequest] {
        if !workspace.allows(.export) { try workspace.require(.createStudents) }
        return try workspace.store.read { reader in
            try reader.transferRequests().compactMap { kept in
                guard workspace.allows(kept.direction == .asked ? .createStudents : .export),
                    let request = StableJSON.value(TransferRequest.self, kept.document)
                else { return nil }
                return ListedRequest(
                    number: kept.id, direction: kept.direction, party: request.title,
                    at: request.askedAt, students: request.people.count, state: request.state)
            }
        }
    }

    /// How many requests that came wait for an answer; nil for those who do not send records.
    public static func waiting(_ workspace: Workspace) throws -> Int? {
        guard workspace.allows(.export), workspace.allows(.seeStudents) else { return nil }
        return try workspace.store.read { reader in
            try reader.transferRequests().count { kept in
                kept.direction == .came
                    && StableJSON.value(TransferRequest.self, kept.document)?.state == .open
            }
        }
    }

    /// A request, and of one that came who its people may be here.
    ///
    /// - Throws: `transfer-request.not-found`.
    public func show(_ number: Int) throws -> ShownRequest {
        if !workspace.allows(.export) { try workspace.require(.createStudents) }
        return try workspace.store.read { reader in
            let (kept, request) = try known(number, nil, reader)
            try workspace.require(kept.direction == .asked ? .createStudents : .export)
            try workspace.require(.seeStudents)
            let isOpen = kept.direction == .came && request.state == .open
            let matches =
                try isOpen
                ? EnvelopeMatches(workspace, reader).find(request.people.map(\.person)) : []
            let receiving = ReceiveEnvelopes(workspace)
            let people = try request.people.enumerated().map { place, person in
                let found = isOpen ? matches[place] : []
                let candidates = EnvelopeMatches.shown(found)
                workspace.shows(candidates)
                let student = try request.students.map {
                    try receiving.shownID($0[place], reader)
                }
                var proposed: String?
                if case .profile(let id)? = EnvelopeMatches.proposed(found) { proposed = id }
                return ShownRequest.Person(
                    number: place + 1, asked: student == "" ? nil : person, student: student,
                    candidates: candidates, proposed: proposed)
            }
            return ShownRequest(
                number: kept.id, direction: kept.direction, district: request.party,
                party: request.title, purpose: request.purpose, askedBy: request.askedBy,
                at: request.askedAt, state: request.state, reason: request.reason,
                envelope: request.envelope, people: people)
        }
    }

    // MARK: Letters

    /// What a look into the inbox came to.
    public struct Looked: Codable, Equatable, Sendable {
        /// Letters that were taken.
        public var taken = 0
        /// Letters that were put aside, with why, in sentences.
        public var rejected: [String] = []
    }

    /// A letter that was not noted within so many seconds never will be.
    private static let patience = 3_600.0

    /// Sends what was written and not sent, and takes what came. Each letter counts once, whoever
    /// looks and however often.
    public func look() throws -> Looked {
        var looked = Looked()
        guard exchange.own != nil else { return looked }
        try sendStaged()
        for path in exchange.inbox() {
            do {
                try take(path)
                unlink(path)
                looked.taken += 1
            } catch let error as OperationError {
                // Another process may have taken it meanwhile.
                guard FileManager.default.fileExists(atPath: path) else { continue }
                exchange.reject(path)
                looked.rejected.append(error.message)
            }
        }
        return looked
    }

    private func sendStaged() throws {
        let staged = exchange.staged()
        if staged.isEmpty { return }
        let noted = try workspace.store.read { reader in
            try reader.transferRequests().reduce(into: Set<String>()) { all, kept in
                let request = StableJSON.value(TransferRequest.self, kept.document)
                all.formUnion(request?.letters ?? [])
            }
        }
        for one in staged {
            if noted.contains(one.id) {
                try? exchange.send(one)
            } else if workspace.clock().timeIntervalSince1970 - one.writtenAt > Self.patience {
                exchange.drop(one)
            }
        }
    }

    private func take(_ path: String) throws {
        let file: LetterFile
        do { file = try LetterFile(path: path) } catch let error as OperationError {
            throw error
        } catch { throw LetterError.unreadable }
        guard file.head.to == exchange.district, let sender = exchange.member(file.head.from),
            sender.name != exchange.district
        else { throw LetterError.unreadable }
        let key = try workspace.store.read { try exchange.key($0) }
        let (letter, rest) = try file.opened(key, from: sender.publicKey())
        switch letter.kind {
        case .request: try takeRequest(letter, of: sender)
        case .withdrawal:
            try takeAnswer(letter, .came, of: sender, "Request for records withdrawn by") {
                $0.state = .withdrawn
            }
        case .refusal:
            try takeAnswer(letter, .asked, of: sender, "Request for records refused by") {
                ($0.state, $0.reason) = (.refused, letter.reason)
            }
        case .envelope: try takeEnvelope(letter, rest, of: sender)
        }
    }

    private func takeRequest(_ letter: Letter, of sender: Exchange.Member) throws {
        guard let asked = letter.asked else { throw LetterError.unreadable }
        try workspace.store.write { writer in
            if try writer.transferRequest(called: letter.request) != nil { return }
            let change = try workspace.begin(
                "envelope", "Records asked for by \(asked.title)", about: [], writer)
            try save(
                TransferRequest(
                    party: sender.name, title: asked.title, purpose: asked.purpose,
                    askedBy: asked.askedBy, askedAt: asked.askedAt, people: asked.people),
                try writer.takeNumbers(VersionedTable.transferRequest.name), .came,
                letter.request, in: change, writer)
        }
    }

    /// The request that a letter of the other district is about.
    private func about(
        _ letter: Letter, _ direction: KeptRequest.Direction, of sender: Exchange.Member,
        _ reader: any Reader
    ) throws -> (KeptRequest, TransferRequest) {
        guard let kept = try reader.transferRequest(called: letter.request),
            kept.direction == direction,
            let request = StableJSON.value(TransferRequest.self, kept.document),
            request.party == sender.name
        else {
            throw OperationError.refused(
                code: "transfer.not-asked",
                message: "A letter of \(sender.title) is about a request that there is not.",
                remedy: "Ask that district what it is about.")
        }
        return (kept, request)
    }

    private func takeAnswer(
        _ letter: Letter, _ direction: KeptRequest.Direction, of sender: Exchange.Member,
        _ reason: String, _ change: (inout TransferRequest) -> Void
    ) throws {
        try workspace.store.write { writer in
            let (kept, request) = try about(letter, direction, of: sender, writer)
            // What was answered meanwhile stays so.
            guard request.state == .open else { return }
            var changed = request
            change(&changed)
            let number = try workspace.begin(
                "envelope", "\(reason) \(request.title)", about: request.students ?? [], writer)
            try save(changed, kept.id, direction, kept.requestID, in: number, writer)
        }
    }

    private func takeEnvelope(
        _ letter: Letter, _ rest: Data, of sender: Exchange.Member
    ) throws {
        guard let told = letter.envelope else { throw LetterError.unreadable }
        let (_, request) = try workspace.store.read {
            try about(letter, .asked, of: sender, $0)
        }
        let (content, documents) = try EnvelopeContent.read(rest)
        guard let students = request.students, told.places.count == content.packages.count,
            told.places.allSatisfy(students.indices.contains)
        else { throw LetterError.unreadable }
        let origin = ReceiveEnvelopes.Origin(
            id: told.id, from: told.title, madeAt: told.madeAt,
            asked: told.places.map { students[$0] })
        _ = try ReceiveEnvelopes(workspace, scanner: scanner).keep(
            origin, (content: content, documents: documents)
        ) { writer, number, change in
            let (kept, request) = try about(letter, .asked, of: sender, writer)
            var changed = request
            (changed.state, changed.envelope) = (.answered, number)
            try save(changed, kept.id, .asked, kept.requestID, in: change, writer)
        }
    }
}
