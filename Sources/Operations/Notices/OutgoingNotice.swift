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
                of: report.number, on: report.date, report.outcome(words))
        }
    }

    /// A report that was made by itself.
    struct Delivery: Codable, Equatable {
        let number: Int
        let date: CalendarDate
        /// What else came of it, in sentences.
        let before: String

        /// All that came of it, with what became of its mail.
        func outcome(_ words: String) -> String { before.isEmpty ? words : before + " " + words }
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
                text: MailMessage.text(
                    to: addresses, subject: "Homeroom: " + subject, body: text),
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
}
