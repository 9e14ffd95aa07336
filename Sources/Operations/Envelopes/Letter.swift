import Foundation

/// What a district of an installation says to another one.
struct Letter: Codable, Equatable, Sendable {
    enum Kind: String, Codable, Sendable { case request, withdrawal, refusal, envelope }

    let kind: Kind
    /// What both districts call the request that it is about; a UUID.
    let request: String
    /// Of a request: what is asked, and by whom.
    var asked: AskedFor?
    /// Of a refusal: why.
    var reason: String?
    /// Of an envelope.
    var envelope: Told?

    struct AskedFor: Codable, Equatable, Sendable {
        let purpose: String
        let askedBy: String
        /// UTC, ISO 8601.
        let askedAt: String
        let people: [AskedPerson]
    }

    struct Told: Codable, Equatable, Sendable {
        /// What both districts call it; a UUID.
        let id: String
        let title: String
        let madeAt: String
        /// Whose each package is, by places in the request, from 0 on.
        let places: [Int]
    }

    /// Refuses what no Homeroom writes.
    func check() throws {
        let line = GivenText.Limit.line
        guard UUID(uuidString: request) != nil else { throw LetterError.unreadable }
        switch kind {
        case .request:
            guard let asked, (1...SendEnvelopes.mostStudents).contains(asked.people.count) else {
                throw LetterError.unreadable
            }
            for text in [asked.purpose, asked.askedBy] {
                _ = try GivenText.required(
                    GivenText.line(text, "letter", limit: line), "letter",
                    limit: line)
            }
            guard (try? Date(asked.askedAt, strategy: .iso8601)) != nil else {
                throw LetterError.unreadable
            }
            for person in asked.people { try person.check() }
        case .withdrawal: break
        case .refusal:
            _ = try GivenText.required(reason ?? "", "reason", limit: GivenText.Limit.note)
        case .envelope:
            guard let envelope, UUID(uuidString: envelope.id) != nil,
                (try? Date(envelope.madeAt, strategy: .iso8601)) != nil
            else { throw LetterError.unreadable }
            _ = try GivenText.required(envelope.title, "district", limit: line)
        }
    }
}

enum LetterError {
    static let unreadable = OperationError.refused(
        code: "transfer.letter",
        message: "The letter is not whole, or not from the district that it names.",
        remedy: "Ask the other district to send it again.")
}
