import Records

// All SQL that touches `envelope`, `envelope_package` and `envelope_try`.

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

/// That a package of an envelope was applied.
public struct AppliedPackage: Equatable, Sendable {
    public let id: Int
    /// Our number of the envelope.
    public let envelope: Int
    /// From 1 on, in the order of the envelope.
    public let package: Int
    /// Our number of the student.
    public let student: Int

    public init(id: Int, envelope: Int, package: Int, student: Int) {
        self.id = id
        self.envelope = envelope
        self.package = package
        self.student = student
    }

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), envelope: try row.requiredInteger(1),
            package: try row.requiredInteger(2), student: try row.requiredInteger(3))
    }
}

extension Reader {
    /// All packages that were applied, also to students who are gone.
    public func appliedPackages() throws -> [AppliedPackage] {
        try rows(of: .envelopePackage, "", AppliedPackage.init)
    }

    /// The packages of an envelope that were applied to students who are there.
    public func appliedPackages(of envelope: Int) throws -> [AppliedPackage] {
        try rows(
            of: .envelopePackage,
            """
            WHERE envelope = \(envelope) AND student IN (SELECT s.id FROM student s)
            ORDER BY package
            """, AppliedPackage.init)
    }

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
    /// Puts what is left in the place of what an envelope said, and keeps nothing of what it was.
    public func blank(envelope id: Int, to document: String) throws {
        let sealed = try sealed(document, of: "document", in: .envelope, id)
        try run("UPDATE envelope SET document = \(sealed) WHERE id = \(id)")
    }

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

    /// Notes to whom a package was applied, in the place of somebody who is gone.
    public func save(_ applied: AppliedPackage, in change: Int) throws {
        let older = try rows(
            """
            SELECT id FROM envelope_package
            WHERE envelope = \(applied.envelope) AND package = \(applied.package)
                AND id <> \(applied.id)
            """
        ) { Int64(try $0.requiredInteger(0)) }
        try remove(older, from: .envelopePackage, in: change)
        try save(
            [
                .init(number: applied.id), .init(number: applied.envelope),
                .init(number: applied.package), .init(number: applied.student),
            ], of: .envelopePackage, in: change)
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
