import Records

// All SQL that touches `envelope` and `envelope_try`.

/// A transfer envelope as it is kept: what it was about as JSON.
public struct KeptEnvelope: Equatable, Sendable {
    public enum Direction: String, Codable, Sendable { case sent, received }

    public let id: Int
    public let direction: Direction
    /// What both districts call it.
    public let envelopeID: String
    public let document: String

    public init(id: Int, direction: Direction, envelopeID: String, document: String) {
        self.id = id
        self.direction = direction
        self.envelopeID = envelopeID
        self.document = document
    }
}

extension KeptEnvelope {
    fileprivate static let table = VersionedTable.envelope

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0),
            direction: Direction(rawValue: try row.requiredText(1)) ?? .received,
            envelopeID: try row.requiredText(2), document: try row.requiredText(3))
    }
}

extension Reader {
    /// All envelopes, the newest first.
    public func envelopes() throws -> [KeptEnvelope] {
        try rows(of: KeptEnvelope.table, "ORDER BY id DESC", KeptEnvelope.init)
    }

    public func envelope(_ id: Int) throws -> KeptEnvelope? {
        try row(id, of: KeptEnvelope.table, KeptEnvelope.init)
    }

    /// The envelope that both districts call so, or nil.
    public func envelope(
        called id: String, _ direction: KeptEnvelope.Direction
    ) throws -> KeptEnvelope? {
        try rows(
            of: KeptEnvelope.table,
            "WHERE envelope_id = \(id) AND direction = \(direction.rawValue)", KeptEnvelope.init
        ).first
    }

    /// How often a wrong code was given for an envelope.
    public func envelopeTries(of id: String) throws -> Int {
        try first("SELECT tries FROM envelope_try WHERE envelope_id = \(id)") {
            try $0.requiredInteger(0)
        } ?? 0
    }
}

extension Writer {
    /// Writes an envelope whole, keeping what it was.
    public func save(_ envelope: KeptEnvelope, in change: Int) throws {
        try save(
            [
                .init(number: envelope.id), .text(envelope.direction.rawValue),
                .text(envelope.envelopeID), .text(envelope.document),
            ], of: KeptEnvelope.table, in: change)
    }

    /// Removes an envelope, keeping what it was.
    public func removeEnvelope(_ id: Int, in change: Int) throws {
        try remove([Int64(id)], from: KeptEnvelope.table, in: change)
    }

    /// Counts a wrong code.
    public func noteEnvelopeTry(of id: String, at time: String) throws {
        try run(
            """
            INSERT INTO envelope_try (envelope_id, tries, at) VALUES (\(id), 1, \(time))
            ON CONFLICT (envelope_id) DO UPDATE SET tries = envelope_try.tries + 1, at = excluded.at
            """)
    }
}
