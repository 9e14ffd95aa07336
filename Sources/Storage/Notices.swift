// All SQL that touches `notice`. Times are seconds since 1970.

/// Something that is told to people or programs outside, and was not taken yet.
public struct KeptNotice: Equatable, Sendable {
    public enum Way: String, Codable, Sendable { case mail, webhook }

    /// The same for each try, so that who is told twice can know.
    public let id: String
    /// What it is about, for people: the name of a profile, the number of a report.
    public let about: String
    public let way: Way
    /// What is told to whom, as JSON.
    public let document: String
    public let madeAt: Int
    /// When it is tried next.
    public let nextAt: Int
    /// How often it was tried.
    public let tries: Int
    /// Why it was not taken the last time; blank where it was not tried.
    public let fault: String

    public init(
        id: String, about: String, way: Way, document: String, madeAt: Int, nextAt: Int,
        tries: Int = 0, fault: String = ""
    ) {
        self.id = id
        self.about = about
        self.way = way
        self.document = document
        self.madeAt = madeAt
        self.nextAt = nextAt
        self.tries = tries
        self.fault = fault
    }
}

extension KeptNotice {
    fileprivate static let columns: Query =
        "id, about, way, document, made_at, next_at, tries, fault"

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredText(0), about: try row.requiredText(1),
            way: Way(rawValue: try row.requiredText(2)) ?? .mail,
            document: try row.requiredText(3), madeAt: try row.requiredInteger(4),
            nextAt: try row.requiredInteger(5), tries: try row.requiredInteger(6),
            fault: try row.requiredText(7))
    }
}

extension Reader {
    /// All that wait, the oldest first.
    public func notices() throws -> [KeptNotice] {
        try rows(
            "SELECT \(query: KeptNotice.columns) FROM notice ORDER BY made_at, id",
            KeptNotice.init)
    }
}

extension Writer {
    public func keep(_ notice: KeptNotice) throws {
        try run(
            """
            INSERT INTO notice (\(query: KeptNotice.columns))
            VALUES (\(notice.id), \(notice.about), \(notice.way.rawValue), \(notice.document),
                \(notice.madeAt), \(notice.nextAt), \(notice.tries), \(notice.fault))
            """)
    }

    /// Takes a notice to try it, where nobody else does.
    ///
    /// - Parameter next: when somebody else may try it, unless it is told what came of this try.
    /// - Returns: false where somebody else has it, its time has not come, or it is gone.
    public func takeNotice(_ notice: KeptNotice, at now: Int, until next: Int) throws -> Bool {
        guard try isThere(notice.id, tries: notice.tries, at: now) else { return false }
        try run(
            """
            UPDATE notice SET tries = \(notice.tries + 1), next_at = \(next)
            WHERE id = \(notice.id)
            """)
        return true
    }

    /// Notes what went wrong with a try, where nobody tried it since.
    ///
    /// - Parameter tries: how often it was tried with this one.
    /// - Returns: false where it is gone, or was tried since.
    public func noteFault(
        ofNotice id: String, _ tries: Int, _ fault: String, next: Int
    ) throws -> Bool {
        guard try isThere(id, tries: tries) else { return false }
        try run("UPDATE notice SET fault = \(fault), next_at = \(next) WHERE id = \(id)")
        return true
    }

    /// - Parameter tries: how often it was tried; nil for as often as it was.
    /// - Returns: false where it is gone, or was tried since.
    public func removeNotice(_ id: String, tries: Int? = nil) throws -> Bool {
        guard try isThere(id, tries: tries) else { return false }
        try run("DELETE FROM notice WHERE id = \(id)")
        return true
    }

    private func isThere(_ id: String, tries: Int?, at now: Int = .max) throws -> Bool {
        let known = try first("SELECT tries, next_at FROM notice WHERE id = \(id)") {
            (try $0.requiredInteger(0), try $0.requiredInteger(1))
        }
        guard let known else { return false }
        return (tries == nil || known.0 == tries) && known.1 <= now
    }
}
