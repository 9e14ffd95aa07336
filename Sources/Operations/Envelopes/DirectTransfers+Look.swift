import Foundation
import Intake
import Records
import Storage

extension DirectTransfers {
    // MARK: Looking

    /// What somebody may see of the requests: those that were asked here take the right to create
    /// students and that all of them are seen, those that came the right to export. The newest
    /// first.
    public static func list(_ workspace: Workspace) throws -> [ListedRequest] {
        if !workspace.allows(.export) { try workspace.require(.createStudents) }
        return try workspace.store.read { reader in
            try reader.transferRequests().compactMap { kept in
                guard workspace.allows(kept.direction == .asked ? .createStudents : .export),
                    let request = StableJSON.value(TransferRequest.self, kept.document),
                    try (request.students ?? []).allSatisfy({
                        try workspace.isInScope($0, reader)
                    })
                else { return nil }
                return ListedRequest(
                    number: kept.id, direction: kept.direction, party: request.title,
                    at: request.askedAt, students: request.people.count, state: request.state)
            }
        }
    }

    /// How many requests that came wait for an answer; nil for those who do not send records.
    public static func waiting(_ workspace: Workspace) throws -> Int? {
        guard rightsToAnswer.allSatisfy(workspace.allows) else { return nil }
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
            guard try sees(request, reader) else { throw Self.missing(number) }
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
                    number: place + 1, asked: person, student: student,
                    isSent: request.sent.map { $0.contains(place) }, candidates: candidates,
                    proposed: proposed)
            }
            return ShownRequest(
                number: kept.id, direction: kept.direction, district: request.party,
                party: request.title, purpose: request.purpose, askedBy: request.askedBy,
                at: request.askedAt, state: request.state, reason: request.reason,
                envelope: try request.envelope.flatMap { try reader.envelope($0)?.id },
                people: people)
        }
    }

    // MARK: Letters

    /// What a look into the inbox came to.
    public struct Looked: Codable, Equatable, Sendable {
        /// Letters that were taken.
        public var taken = 0
        /// Letters that were put aside, with why, in sentences.
        public var rejected: [String] = []
        /// Letters that could not be taken now and wait, with why, in sentences.
        public var waiting: [String] = []
        /// Letters that are put aside, now and before.
        public var aside = 0
        /// Letters to other districts that could not be sent, and wait.
        public var unsent = 0

        /// Whether all went as it should.
        public var isWell: Bool { rejected.isEmpty && waiting.isEmpty && unsent == 0 }
    }

    /// A letter that was not noted within so many seconds never will be.
    private static let patience = 3_600.0

    /// What will be the same however often the letter is looked at.
    private static let lasting: Set = [
        "transfer.letter", "transfer.not-asked", "envelope.not-an-envelope", "envelope.too-large",
        "text.too-long", "text.not-text", "text.missing",
    ]

    /// Sends what was written and not sent, and takes what came. Each letter counts once, whoever
    /// looks and however often; while another process looks, nothing is done.
    ///
    /// - Parameter again: whether letters that were put aside are taken again.
    /// - Throws: `transfer.folder`, errors of the store.
    public func look(again: Bool = false) throws -> Looked {
        guard exchange.own != nil else { return Looked() }
        try exchange.requirePrivate()
        let looked = try exchange.alone {
            var looked = Looked()
            looked.unsent = try sendStaged()
            if again { try exchange.retry() }
            // Whose letter waits, whose next ones wait behind it.
            var stopped = Set<String>()
            for path in exchange.inbox() {
                do {
                    let file = try LetterFile(path: path)
                    if stopped.contains(file.head.from) { continue }
                    do { try take(file) } catch let error as OperationError
                        where !Self.lasting.contains(error.code)
                    {
                        looked.waiting.append(error.message)
                        stopped.insert(file.head.from)
                        continue
                    }
                    unlink(path)
                    looked.taken += 1
                } catch let error as OperationError {
                    // Told first: what cannot be told now is put aside by another look.
                    try raiseAlarm(error.message)
                    try exchange.reject(path)
                    looked.rejected.append(error.message)
                } catch let error as IntakeError where error.code == "file.not-regular" {
                    try raiseAlarm(error.message)
                    try exchange.reject(path)
                    looked.rejected.append(error.message)
                } catch let error as IntakeError {
                    // Whose it is cannot be read, and so not whose next ones have to wait.
                    looked.waiting.append(error.message)
                    break
                }
            }
            looked.aside = exchange.aside
            return looked
        }
        return looked ?? Looked()
    }

    private func raiseAlarm(_ detail: String) throws {
        try workspace.store.write {
            try Alarms.raise(
                .lettersAside, account: nil, party: workspace.actor, detail: detail,
                at: workspace.clock(), $0)
        }
    }

    /// Sends what was noted, each district's in order, and drops what never will be noted.
    ///
    /// - Returns: how many letters could not be sent, and wait.
    func sendStaged() throws -> Int {
        let staged = exchange.staged()
        if staged.isEmpty { return 0 }
        let noted = try workspace.store.read { reader in
            try reader.transferRequests().reduce(into: Set<String>()) { all, kept in
                let request = StableJSON.value(TransferRequest.self, kept.document)
                all.formUnion(request?.letters ?? [])
            }
        }
        var (stuck, unsent) = (Set<String>(), 0)
        for one in staged {
            if noted.contains(one.id) {
                if !stuck.contains(one.to) {
                    do { try exchange.send(one) } catch { stuck.insert(one.to) }
                }
                if stuck.contains(one.to) { unsent += 1 }
            } else if workspace.clock().timeIntervalSince1970 - one.writtenAt > Self.patience {
                exchange.drop(one)
            }
        }
        return unsent
    }

    private func take(_ file: LetterFile) throws {
        guard file.head.to == exchange.district, file.head.from != exchange.district else {
            throw LetterError.unreadable
        }
        guard let sender = exchange.member(file.head.from) else {
            if !exchange.hasCard(file.head.from) { throw LetterError.unreadable }
            throw OperationError.refused(
                code: "transfer.card",
                message: "What the district \(file.head.from) says of itself cannot be read.",
                remedy: "See to its district.json in the folder of the exchange.")
        }
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
                "envelope", "Records asked for by \(sender.title)", about: [], writer)
            try save(
                TransferRequest(
                    party: sender.name, title: sender.title, purpose: asked.purpose,
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
        else { throw Self.notAsked(sender) }
        return (kept, request)
    }

    /// Envelopes that are taken for one request.
    private static let mostForOne = 5

    private static func notAsked(_ sender: Exchange.Member) -> OperationError {
        .refused(
            code: "transfer.not-asked",
            message: "A letter of \(sender.title) is about nothing that was asked of it.",
            remedy: "Ask that district what it is about.")
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
        let isKnown = try workspace.store.read {
            try $0.envelope(called: told.id, .received) != nil
        }
        if isKnown { return }
        // Sent again after it was taken back there, as often as anybody would.
        guard request.state != .refused, (request.came ?? 0) < Self.mostForOne else {
            throw Self.notAsked(sender)
        }
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
            changed.came = (request.came ?? 0) + 1
            changed.sent = Set(told.places).union(request.sent ?? []).sorted()
            try log(
                sender.title, "Transfer envelope \(number) came", request.purpose,
                told.places.map { students[$0] }, writer)
            try save(changed, kept.id, .asked, kept.requestID, in: change, writer)
        }
    }
}
