import Foundation

/// What another server is asked.
public struct WebRequest: Sendable {
    public var method: String
    /// Absolute.
    public var address: String
    public var headers: [String: String]
    public var body: [UInt8]

    public init(
        _ method: String = "GET", _ address: String, headers: [String: String] = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
    }

    /// A form, as it is posted.
    public static func form(
        _ fields: [(String, String)], to address: String, headers: [String: String] = [:]
    ) -> WebRequest {
        var headers = headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Accept"] = "application/json"
        return WebRequest(
            "POST", address, headers: headers, body: Array(FormText.encoded(fields).utf8))
    }

    /// What says who a client is. Source: RFC 6749, section 2.3.1: both are encoded first.
    public static func basic(_ name: String, _ secret: String) -> String {
        let pair = FormText.encoded(name) + ":" + FormText.encoded(secret)
        return "Basic " + Data(pair.utf8).base64EncodedString()
    }

    /// Whether something is an address that is asked: by TLS, or on this machine, and without a
    /// password in it.
    public static func isAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 2_000, let address = URL(string: text),
            let host = address.host(), !host.isEmpty, address.user() == nil
        else { return false }
        return address.scheme == "https"
            || address.scheme == "http" && ["127.0.0.1", "localhost"].contains(host)
    }
}

/// What another server answered.
public struct WebAnswer: Sendable {
    public let status: Int
    /// By their names in small letters.
    public let headers: [String: String]
    public let body: [UInt8]

    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there is no answer.
public enum WebFault: Error, Equatable, Sendable {
    case unreachable
    /// It is longer than is read.
    case tooLarge
}

/// How long an answer is waited for, and how much of it is read.
public struct WebLimits: Sendable {
    /// In seconds: for the whole answer.
    public var patience: Double
    /// In bytes; nil reads the status alone.
    public var largest: Int?

    public init(patience: Double, largest: Int?) {
        self.patience = patience
        self.largest = largest
    }
}
