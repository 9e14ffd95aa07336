// All SQL that touches `transfer_request`.

/// A request for students' records as it is kept: what it was about as JSON.
public struct KeptRequest: Equatable, Sendable {
    public enum Direction: String, Codable, Sendable {
        /// By this district.
        case asked
        /// From another district.
        case came
    }

    public let id: Int
    public let direction: Direction
    /// What both districts call it.
    public let requestID: String
    public let document: String

    public init(id: Int, direction: Direction, requestID: String, document: String) {
        self.id = id
        self.direction = direction
        self.requestID = requestID
        self.document = document
    }

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0),
            direction: Direction(rawValue: try row.requiredText(1)) ?? .came,
            requestID: try row.requiredText(2), document: try row.requiredText(3))
    }
}

extension Reader {
    /// All requests for records, the newest first.
    public func transferRequests() throws -> [KeptRequest] {
        try rows(of: .transferRequest, "ORDER BY id DESC", KeptRequest.init)
    }

    public func transferRequest(_ id: Int) throws -> KeptRequest? {
        try row(id, of: .transferRequest, KeptRequest.init)
    }

    /// The request that both districts call so, or nil.
    public func transferRequest(called id: String) throws -> KeptRequest? {
        try rows(of: .transferRequest, "WHERE request_id = \(id)", KeptRequest.init).first
    }
}

extension Writer {
    /// Writes a request whole, keeping what it was.
    public func save(_ request: KeptRequest, in change: Int) throws {
        try save(
            [
                .init(number: request.id), .text(request.direction.rawValue),
                .text(request.requestID), .text(request.document),
            ], of: .transferRequest, in: change)
    }
}
