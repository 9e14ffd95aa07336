// All SQL that touches `api_answer`. Times are seconds since 1970.

/// A request of a program that may come again, and what was answered.
public struct APIAnswer: Sendable, Equatable {
    /// Of what was asked for.
    public let digest: String
    public let begunAt: Int
    /// Sealed; nil where the request was not answered yet.
    public let answer: String?
}

extension Reader {
    /// What is known of a request, by the digest of the key that the program gave it.
    public func apiAnswer(to request: String, of token: Int) throws -> APIAnswer? {
        try first(
            """
            SELECT digest, begun_at, answer FROM api_answer
            WHERE token = \(token) AND request = \(request)
            """
        ) {
            APIAnswer(
                digest: try $0.requiredText(0), begunAt: try $0.requiredInteger(1),
                answer: try $0.text(2))
        }
    }
}

extension Writer {
    public func beginAPIAnswer(
        to request: String, of token: Int, digest: String, at time: Int
    ) throws {
        try run(
            """
            INSERT INTO api_answer (token, request, digest, begun_at)
            VALUES (\(token), \(request), \(digest), \(time))
            """)
    }

    public func keepAPIAnswer(_ answer: String, to request: String, of token: Int) throws {
        try run(
            """
            UPDATE api_answer SET answer = \(answer)
            WHERE token = \(token) AND request = \(request)
            """)
    }

    /// Forgets a request that changed nothing.
    public func dropAPIAnswer(to request: String, of token: Int) throws {
        try run("DELETE FROM api_answer WHERE token = \(token) AND request = \(request)")
    }

    /// Forgets requests that were begun before. Returns how many.
    @discardableResult
    public func pruneAPIAnswers(begunBefore time: Int) throws -> Int {
        try run("DELETE FROM api_answer WHERE begun_at < \(time)")
    }
}
