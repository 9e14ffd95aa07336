import Crypto
import Foundation
import Records
import Storage

/// What takes a notice to people and programs outside.
public protocol Messenger: Sendable {
    /// Nil where it was taken, else what went wrong.
    func mail(_ message: String, to addresses: [String]) -> String?
    func post(_ body: String, headers: [String: String], to address: String) -> String?
}

/// Takes notices outside, each until it was taken: at once, and with growing pauses for three days.
/// A notice is kept in the transaction of what it tells of, so that none is lost with a process;
/// whoever gets one twice knows it by its number.
public struct Outbox {
    let workspace: Workspace
    let messenger: any Messenger

    public init(_ workspace: Workspace, messenger: any Messenger) {
        self.workspace = workspace
        self.messenger = messenger
    }

    /// A notice that was tried and waits.
    public struct Waiting: Codable, Equatable, Sendable {
        /// The name of a profile or a report.
        public let about: String
        public let way: KeptNotice.Way
        /// How often it was tried.
        public let tries: Int
        /// Why it was not taken.
        public let fault: String
        /// When it is tried next; UTC, ISO 8601.
        public let next: String
    }

    /// In seconds, after each try. After the last one it is given up.
    ///
    /// Source: Standard Webhooks, "Deliverability and reliability": the schedule recommended there.
    static let pauses = [60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

    private var now: Int { Int(workspace.clock().timeIntervalSince1970) }

    /// Tries all whose time has come.
    ///
    /// - Returns: what could not be told, in sentences.
    /// - Throws: errors of the store. What cannot be told stops no other.
    public func deliver() throws -> [String] {
        let now = now
        return try workspace.store.read { try $0.notices() }.filter { $0.nextAt <= now }
            .compactMap(deliver)
    }

    /// Tries one at once.
    ///
    /// - Returns: why it was not taken, in a sentence; nil where it was, or somebody else has it.
    func deliver(_ id: String) throws -> String? {
        let notice = try workspace.store.read { try $0.notices().first { $0.id == id } }
        return try notice.flatMap(deliver)
    }

    private func deliver(_ notice: KeptNotice) throws -> String? {
        let pause = Self.pauses.indices.contains(notice.tries) ? Self.pauses[notice.tries] : nil
        let isOurs = try workspace.store.write {
            try $0.takeNotice(notice, until: now + (pause ?? Self.pauses[0]))
        }
        if !isOurs { return nil }
        guard let fault = send(notice) else {
            try workspace.store.write { try $0.removeNotice(notice.id) }
            return nil
        }
        let isMail = notice.way == .mail
        let told = isMail ? "The mail could not be sent" : "The webhook was not taken"
        let sentence = "\(told): \(fault)"
        try workspace.store.write { writer in
            if pause == nil {
                try writer.removeNotice(notice.id)
                try Alarms.raise(
                    .untold, account: nil, party: workspace.actor,
                    detail: "\(notice.about). \(sentence)", at: workspace.clock(), writer)
            } else {
                try writer.noteFault(ofNotice: notice.id, fault)
            }
        }
        return sentence
    }

    /// Nil where it was taken, else what went wrong.
    private func send(_ notice: KeptNotice) -> String? {
        guard let content = StableJSON.value(Notice.Content.self, notice.document),
            let first = content.to.first
        else { return "it cannot be read" }
        switch notice.way {
        case .mail: return messenger.mail(content.text, to: content.to)
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

    /// What was tried and waits to be told, the oldest first.
    public static func waiting(_ workspace: Workspace) throws -> [Waiting] {
        guard workspace.allows(.runImports) else { return [] }
        return try workspace.store.read { try $0.notices() }.filter { $0.tries > 0 }.map { one in
            Waiting(
                about: one.about, way: one.way, tries: one.tries, fault: one.fault,
                next: ImportFiles.timestamp(
                    Date(timeIntervalSince1970: TimeInterval(one.nextAt))))
        }
    }
}
