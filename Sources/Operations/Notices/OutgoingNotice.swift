import Foundation
import Records
import Storage

/// What is told to people by mail, or to a program by a post. It names no student.
struct OutgoingNotice {
    /// What it is about, for people: the name of a profile, or the number of a report.
    let about: String
    let way: KeptNotice.Way
    let content: Content

    struct Content: Codable, Equatable {
        /// Addresses for mail, or the one that is posted to.
        let to: [String]
        /// The message with its head, or the body.
        let text: String
        /// What it is noted beside, where that is a report.
        var report: Delivery?
        /// Whether it says that there is an alarm.
        var isAlarm: Bool?

        /// Notes what came of it.
        func note(_ words: String, _ writer: any Writer) throws {
            guard let report else { return }
            try writer.noteReportDelivery(
                of: report.number, on: report.date,
                [report.before, words].filter { !$0.isEmpty }.joined(separator: " "))
        }
    }

    /// A report that was made by itself.
    struct Delivery: Codable, Equatable {
        let number: Int
        let date: CalendarDate
        /// What else came of it, in sentences.
        let before: String
    }

    /// - Parameter subject: without the program's name.
    static func mail(
        about: String, to addresses: [String], subject: String, text: String,
        of report: Delivery? = nil, isAlarm: Bool? = nil
    ) -> OutgoingNotice {
        OutgoingNotice(
            about: about, way: .mail,
            content: Content(
                to: addresses,
                text: message(to: addresses, subject: "Homeroom: " + subject, text: text),
                report: report, isAlarm: isAlarm))
    }

    static func webhook(about: String, to address: String, body: String) -> OutgoingNotice {
        OutgoingNotice(about: about, way: .webhook, content: Content(to: [address], text: body))
    }

    /// Keeps it until it was taken. It is tried by the next `Outbox.deliver()`.
    ///
    /// - Returns: by what it is known.
    @discardableResult
    func put(at time: Date, _ writer: any Writer) throws -> String {
        let now = Int(time.timeIntervalSince1970)
        let id = "msg_" + UUID().uuidString.lowercased()
        try writer.keep(
            KeptNotice(
                id: id, about: about, way: way, document: StableJSON.text(content), madeAt: now,
                nextAt: now))
        return id
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
