import Foundation
import Web

/// Mail by the machine's `sendmail`, and posts by HTTP.
public struct HostMessenger: Messenger {
    private let sendmail: String
    /// In seconds, between one try and the next.
    private let pauses: [Double]
    /// In seconds: longer than this nobody waits for an answer.
    private let patience: Double

    /// - Parameter sendmail: the program that takes mail; nil for the one that the environment
    ///   names in HOMEROOM_SENDMAIL, or the system's.
    public init(
        sendmail: String? = nil, pauses: [Double] = [0, 2, 8], patience: Double = 10
    ) {
        self.patience = patience
        self.sendmail =
            sendmail ?? ProcessInfo.processInfo.environment["HOMEROOM_SENDMAIL"]
            ?? "/usr/sbin/sendmail"
        self.pauses = pauses
    }

    public var whyNoMail: String? {
        FileManager.default.isExecutableFile(atPath: sendmail)
            ? nil : "there is no \(sendmail); install one, such as with: sudo apt install msmtp-mta"
    }

    public func mail(_ message: String, to addresses: [String]) -> String? {
        if let whyNoMail { return whyNoMail }
        let result = HostCommand.run(
            [sendmail, "-i", "--"] + addresses, input: Data(message.utf8))
        return result.status == 0 ? nil : result.lastLine
    }

    public func post(_ body: String, headers: [String: String], to address: String) -> String? {
        guard URL(string: address) != nil else { return "its address is none" }
        let request = WebRequest("POST", address, headers: headers, body: Array(body.utf8))
        var why: String?
        for pause in pauses {
            Thread.sleep(forTimeInterval: pause)
            why = once(request)
            if why == nil { return nil }
        }
        return why
    }

    /// Nil where it was answered with a status of 200 to 299.
    private func once(_ request: WebRequest) -> String? {
        let limits = WebLimits(patience: patience, largest: nil)
        guard let answer = try? WebConnection.waitedAnswer(to: request, limits) else {
            return "there was no answer"
        }
        return (200..<300).contains(answer.status)
            ? nil : "it was answered with status \(answer.status)"
    }
}
