import Hummingbird
import Records

/// One address of the API: who may ask, what has to come with it, what answers. The router, the
/// OpenAPI document and the tests all go by this.
struct APIRoute: Sendable {
    /// What a request brings along.
    enum Body: Sendable {
        case none
        case json(JSONSchema)
        /// The bytes of a file.
        case file
    }

    /// What is asked for behind the question mark, or in a header.
    struct Parameter: Sendable {
        let name: String
        let schema: JSONSchema
        var isHeader = false
        var isRequired = false
    }

    /// What a route answers where nothing goes wrong.
    struct Success: Sendable {
        let status: HTTPResponse.Status
        let schema: JSONSchema
        let words: String
        var hasLocation = false
        var hasLink = false
    }

    let method: HTTPRequest.Method
    /// As the router writes it, with what stands before it: `/api/v1/students/{student}`.
    let path: String
    /// Its name in the document.
    let id: String
    let tag: String
    /// In one sentence.
    let words: String
    /// What a token needs; nil where none is needed at all.
    let scopes: [APIScope]?
    /// What its user needs. Operations ask again.
    var rights: [Permission] = []
    var parameters: [Parameter] = []
    var body = Body.none
    let success: Success
    /// Whether it changes something, so that an idempotency key is needed.
    var changes = false
    let answer: @Sendable (APICall) async throws -> APIAnswer

    static let root = "/api/v1"
}

/// What a request is answered with.
struct APIAnswer: Sendable, Codable, Equatable {
    var status: Int
    /// JSON.
    var body: String
    var location: String?
    /// The links of a page of a list.
    var link: String?

    static func ok(_ value: some Encodable) -> APIAnswer {
        APIAnswer(status: 200, body: APIText.json(value))
    }

    static func created(_ value: some Encodable, at location: String) -> APIAnswer {
        APIAnswer(status: 201, body: APIText.json(value), location: location)
    }

    static func accepted(_ value: some Encodable, at location: String) -> APIAnswer {
        APIAnswer(status: 202, body: APIText.json(value), location: location)
    }
}

extension APIRoute {
    /// The names in braces.
    var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }
            .map { String($0.dropFirst().dropLast()) }
    }

    /// Whether a path has this form.
    func matches(_ path: String) -> Bool {
        let (mine, theirs) = (Self.parts(self.path), Self.parts(path))
        return mine.count == theirs.count
            && zip(mine, theirs).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }

    private static func parts(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: true)
    }
}
