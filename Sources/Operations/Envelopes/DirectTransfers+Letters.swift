import Foundation
import Intake
import Records
import Storage

// Letters: what was written is sent, and what came is taken.

extension DirectTransfers {
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
                    if let why = try takeNow(file) {
                        looked.waiting.append(why)
                        stopped.insert(file.head.from)
                    } else {
                        unlink(path)
                        looked.taken += 1
                    }
                } catch let error as OperationError {
                    try putAside(path, error.message, &looked)
                } catch let error as IntakeError where error.code == "file.not-regular" {
                    try putAside(path, error.message, &looked)
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

    /// Told first: what cannot be told now is put aside by another look.
    private func putAside(_ path: String, _ why: String, _ looked: inout Looked) throws {
        _ = try workspace.store.write {
            try Alarms.raiseOnce(
                .lettersAside, party: workspace.actor, detail: why, at: workspace.clock(), $0)
        }
        try exchange.reject(path)
        looked.rejected.append(why)
    }

    /// Takes a letter. Where that fails, and may not fail again, why, in a sentence.
    ///
    /// - Throws: what will always fail; errors of the store.
    private func takeNow(_ file: LetterFile) throws -> String? {
        do {
            try take(file)
            return nil
        } catch let error as OperationError where !Self.lasting.contains(error.code) {
            return error.message
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
                all.formUnion(kept.request?.letters ?? [])
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
            let request = kept.request, request.party == sender.name
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
