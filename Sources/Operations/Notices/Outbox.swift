import Crypto
import Foundation
import Records
import Storage

/// Takes notices outside, each until it was taken: at once, and with growing pauses for three days.
/// A notice is kept in the transaction of what it tells of, so that none is lost with a process. It
/// is sent again, under the same number, where a process ended while it was sent.
public struct Outbox {
    let workspace: Workspace
    let messenger: any Messenger

    public init(_ workspace: Workspace, messenger: any Messenger) {
        self.workspace = workspace
        self.messenger = messenger
    }

    /// What became of one notice.
    enum Tried: Equatable {
        case taken
        /// Why not, in a sentence. It is tried again.
        case waits(String)
        /// Another process has it, or its time has not come.
        case elsewhere
    }

    /// In seconds, after each try. After the last one it is given up.
    ///
    /// Source: Standard Webhooks, "Deliverability and reliability": the schedule recommended there.
    static let pauses = [60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    /// In seconds: what is older is given up, also where nobody tried it.
    static let longest = 4 * 86_400
    /// In seconds: so long one process has a notice for itself.
    static let lease = 300

    private var now: Int { Int(workspace.clock().timeIntervalSince1970) }

    /// Tries all whose time has come.
    ///
    /// - Returns: what could not be told, in sentences.
    /// - Throws: errors of the store, before a notice is sent. What came of others is noted.
    public func deliver() throws -> [String] {
        let now = now
        return try workspace.store.read { try $0.notices() }.filter { $0.nextAt <= now }
            .compactMap { notice in
                if case .waits(let why) = try deliver(notice) { return why }
                return nil
            }
    }

    /// Tries one at once.
    func deliver(_ id: String) throws -> Tried {
        let notice = try workspace.store.read { try $0.notices().first { $0.id == id } }
        return try notice.map(deliver) ?? .elsewhere
    }

    private func deliver(_ notice: KeptNotice) throws -> Tried {
        let content = StableJSON.value(OutgoingNotice.Content.self, notice.document)
        let isOld = notice.madeAt + Self.longest <= now
        if notice.way == .mail, let why = messenger.whyNoMail, !isOld {
            return try leave(notice, content, why)
        }
        let isOurs = try workspace.store.write {
            try $0.takeNotice(notice, at: now, until: now + Self.lease)
        }
        if !isOurs { return .elsewhere }
        let fault = send(notice, content)
        let (tries, isLast) = (notice.tries + 1, isOld || notice.tries >= Self.pauses.count)
        let isNoted = finish { writer in
            guard let fault else {
                // Also where somebody else has tried it since: it was taken.
                if try writer.removeNotice(notice.id) {
                    try content?.note("It was mailed.", writer)
                }
                return
            }
            let sentence = Self.sentence(notice, fault)
            if !isLast {
                let next = now + Self.pauses[notice.tries]
                if try writer.noteFault(ofNotice: notice.id, tries, fault, next: next) {
                    try content?.note("\(sentence). It is tried again.", writer)
                }
            } else if try writer.removeNotice(notice.id, tries: tries) {
                try content?.note("\(sentence). It is not tried any more.", writer)
                try Alarms.raise(
                    .untold, account: nil, party: workspace.actor,
                    detail: "\(notice.about). \(sentence)", at: workspace.clock(),
                    isMailed: notice.way != .mail, writer)
            }
        }
        if let fault { return .waits(Self.sentence(notice, fault)) }
        return isNoted
            ? .taken : .waits("\(notice.about) was told, and is told again: that was not noted")
    }

    /// What nobody can send from here is left for whoever can; why is noted once.
    private func leave(
        _ notice: KeptNotice, _ content: OutgoingNotice.Content?, _ why: String
    ) throws -> Tried {
        if notice.fault == why { return .elsewhere }
        let sentence = Self.sentence(notice, why)
        let isNoted = try workspace.store.write { writer in
            guard
                try writer.noteFault(
                    ofNotice: notice.id, notice.tries, why, next: notice.nextAt)
            else { return false }
            try content?.note("\(sentence). It waits to be mailed.", writer)
            return true
        }
        return isNoted ? .waits(sentence) : .elsewhere
    }

    /// Once something was sent, that is noted also where an import holds the district for long:
    /// what is not noted is sent again.
    ///
    /// - Returns: false where it could not be noted.
    private func finish(_ body: (any Writer) throws -> Void) -> Bool {
        for _ in 0..<4 {
            do {
                try workspace.store.write(body)
                return true
            } catch StorageError.busy {
                continue
            } catch {
                return false
            }
        }
        return false
    }

    private static func sentence(_ notice: KeptNotice, _ fault: String) -> String {
        let isMail = notice.way == .mail
        return (isMail ? "The mail could not be sent" : "The webhook was not taken") + ": " + fault
    }

    /// Nil where it was taken, else what went wrong.
    private func send(_ notice: KeptNotice, _ content: OutgoingNotice.Content?) -> String? {
        guard let content, let first = content.to.first else { return "it cannot be read" }
        switch notice.way {
        case .mail:
            // Whoever gets it twice sees it once.
            return messenger.mail(
                "Message-ID: <\(notice.id)@homeroom.invalid>\n" + content.text, to: content.to)
        case .webhook: return post(content.text, notice.id, to: first)
        }
    }

    /// Source: Standard Webhooks, "Signature scheme": HMAC-SHA256 of id, time and body.
    private func post(_ body: String, _ id: String, to address: String) -> String? {
        guard let key = try? Self.key(workspace.store) else { return "its key could not be read" }
        let time = now
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(id).\(time).\(body)".utf8), using: SymmetricKey(data: key))
        return messenger.post(
            body,
            headers: [
                "Content-Type": "application/json", "webhook-id": id,
                "webhook-timestamp": "\(time)",
                "webhook-signature": "v1," + Data(code).base64EncodedString(),
            ], to: address)
    }

    /// The key by which what is posted is signed.
    static func key(_ store: any Store) throws -> [UInt8] {
        try DistrictKey(store: store).bytes(named: "webhook")
    }
}
