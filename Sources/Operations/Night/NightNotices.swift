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

/// Tells those whom a profile names of its nights: by mail, and by a webhook that is signed as the
/// specification Standard Webhooks has it. Neither says anything of a student.
public struct NightNotices {
    let workspace: Workspace
    let messenger: any Messenger

    public init(_ workspace: Workspace, messenger: any Messenger) {
        self.workspace = workspace
        self.messenger = messenger
    }

    /// The name of the key by which what is posted is signed.
    private static let key = "webhook"

    /// What whoever receives webhooks needs, to know that they come from here.
    public func signingKey() throws -> String {
        try workspace.require(.runImports)
        let key = try DistrictKey(store: workspace.store).bytes(named: Self.key)
        return "whsec_" + Data(key).base64EncodedString()
    }

    /// Tells of all nights that were served now.
    ///
    /// - Returns: what could not be told, in sentences.
    public func tell(_ outcomes: [Nightly.Outcome]) throws -> [String] {
        let profiles = try AutomationProfiles(workspace).list()
        return outcomes.compactMap(\.report).flatMap { report in
            profiles.first { $0.name == report.profile }.map { tell(report, $0) } ?? []
        }
    }

    /// Tells of nights that fail one after the other, and were not told of yet.
    ///
    /// - Returns: what could not be told, in sentences.
    public func tellOfFailing() throws -> [String] {
        try NightAlarms(workspace).look().flatMap(tell)
    }

    /// Tells of a night that was served.
    ///
    /// - Returns: what could not be told, in sentences.
    public func tell(_ report: NightReport, _ profile: AutomationProfile) -> [String] {
        let state = report.needsSomebody ? "needs somebody" : "all is well"
        return send(
            subject: "\(profile.name), \(report.date): \(state)", text: report.text,
            type: "night.served", data: report, profile)
    }

    /// Tells that nights fail one after the other.
    public func tell(_ alarm: NightAlarms.Raised) -> [String] {
        send(
            subject: "Nights fail: \(alarm.detail)",
            text: "Nights of \(alarm.detail)\nThis is told once until one goes well. "
                + "See the last ones with: homeroom nightly status\n",
            type: "night.failing", data: ["detail": alarm.detail], alarm.profile)
    }

    private struct Body<Data: Encodable>: Encodable {
        let type: String
        let timestamp: String
        let profile: String
        let data: Data
    }

    private func send(
        subject: String, text: String, type: String, data: some Encodable,
        _ profile: AutomationProfile
    ) -> [String] {
        var problems: [String] = []
        if let addresses = profile.mailTo, !addresses.isEmpty {
            let message = Self.message(to: addresses, subject: "Homeroom: " + subject, text: text)
            if let why = messenger.mail(message, to: addresses) {
                problems.append("The mail could not be sent: \(why)")
            }
        }
        if let address = profile.webhook {
            let body = Body(
                type: type, timestamp: workspace.now, profile: profile.name, data: data)
            if let why = post(StableJSON.text(body), to: address) {
                problems.append("The webhook was not taken: \(why)")
            }
        }
        return problems
    }

    /// Source: Standard Webhooks, "Signature scheme": HMAC-SHA256 of id, time and body.
    private func post(_ body: String, to address: String) -> String? {
        let store = workspace.store
        guard let key = try? DistrictKey(store: store).bytes(named: Self.key) else {
            return "its key could not be read"
        }
        let id = "msg_" + UUID().uuidString.lowercased()
        let time = Int(workspace.clock().timeIntervalSince1970)
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

    /// A message as RFC 5322 has it. Names of profiles may have other letters than ASCII, which
    /// stand in a header as RFC 2047 has them, in pieces of at most 75 characters.
    static func message(to addresses: [String], subject: String, text: String) -> String {
        var words: [String] = []
        var piece = ""
        for character in subject {
            if piece.utf8.count + character.utf8.count > 42 {
                words.append(piece)
                piece = ""
            }
            piece.append(character)
        }
        words.append(piece)
        let encoded = words.map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }
            .joined(separator: "\n ")
        return """
            To: \(addresses.joined(separator: ", "))
            Subject: \(subject.utf8.allSatisfy { (0x20...0x7E).contains($0) }
                && subject.utf8.count < 900 ? subject : encoded)
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            \(text)
            """
    }

    /// Whether something is an address to which mail goes: nothing that could be another header, or
    /// an option of a program.
    static func isMailAddress(_ text: String) -> Bool {
        text.utf8.count <= 254
            && text.wholeMatch(
                of: /[A-Za-z0-9_][A-Za-z0-9._+\-]*@[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?/)
                != nil
    }
}
