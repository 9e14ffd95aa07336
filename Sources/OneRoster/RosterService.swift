import Foundation
import Web

/// What asks a service, one request after the other.
public protocol RosterTransport: Sendable {
    func answer(to request: WebRequest) throws(WebFault) -> WebAnswer
}

/// Asks over the network.
public struct NetworkTransport: RosterTransport {
    private let limits: WebLimits

    /// - Parameter patience: in seconds, for each answer.
    public init(patience: Double = 120) {
        limits = WebLimits(patience: patience, largest: 64 << 20)
    }

    public func answer(to request: WebRequest) throws(WebFault) -> WebAnswer {
        try WebConnection.waitedAnswer(to: request, limits)
    }
}

/// Where a OneRoster service is, and as whom it is asked.
public struct RosterAddress: Codable, Equatable, Sendable {
    /// Such as `https://sis.example.org/ims/oneroster/rostering/v1p2`.
    public var base: String
    /// Where tokens are given out.
    public var tokens: String
    public var clientID: String
    /// Separated by blanks.
    public var scopes: String
    /// Records for each answer.
    public var pageSize: Int

    /// Source: OneRoster 1.2, Rostering Service REST/JSON Binding, "Scopes".
    public static let usualScopes = ["roster-core.readonly", "roster-demographics.readonly"]
        .map { "https://purl.imsglobal.org/spec/or/v1p2/scope/" + $0 }.joined(separator: " ")
    public static let usualPageSize = 1_000

    public init(
        base: String, tokens: String, clientID: String, scopes: String = Self.usualScopes,
        pageSize: Int = Self.usualPageSize
    ) {
        self.base = base
        self.tokens = tokens
        self.clientID = clientID
        self.scopes = scopes
        self.pageSize = pageSize
    }
}

/// A OneRoster service, asked as a client with OAuth 2 client credentials.
///
/// Source: 1EdTech, OneRoster 1.2, Rostering Service REST/JSON Binding; RFC 6749, section 4.4.
/// Versions 1.1 and 1.2 are understood. Links to further pages are taken for the news that there is
/// one, and never followed, so that the token goes nowhere else.
public final class RosterService {
    /// What a service is asked with beside its address.
    public struct Means {
        public var transport: any RosterTransport = NetworkTransport()
        /// Waits so many seconds.
        public var pause: (Double) throws -> Void = { Thread.sleep(forTimeInterval: $0) }
        /// Asked before each request; what it throws ends the reading.
        public var goesOn: () throws -> Void = {}
        /// How often one request is made before nobody waits any more.
        public var tries = 6
        /// In seconds: longer than this nobody waits, whatever a service asks for.
        public var longestPause = 300.0
        /// Seconds since 1970.
        public var now: () -> Double = { Date().timeIntervalSince1970 }

        public init() {}
    }

    let address: RosterAddress
    private let secret: String
    private let means: Means
    private var token: String?
    /// When the service gave its first answer, by its own clock; in seconds since 1970.
    public private(set) var answeredAt: Double?

    /// How often a collection is begun anew that changes while it is read.
    static let rounds = 3
    public init(_ address: RosterAddress, secret: String, means: Means = Means()) {
        self.address = address
        self.secret = secret
        self.means = means
    }

    // MARK: Collections

    /// Hands over all records of a collection, page by page.
    ///
    /// - Parameters:
    ///   - path: such as `students`.
    ///   - member: under which the answer has them, such as `users`.
    ///   - begin: is called before the first page, and again where the collection changed while it
    ///     was read, so that all before is to be forgotten.
    /// - Throws: `RosterFault`, what `body` throws.
    func forEachPage(
        of path: String, in member: String, filter: String?, begin: () throws -> Void,
        body: ([LooseRecord]) throws -> Void
    ) throws {
        for _ in 0..<Self.rounds {
            try begin()
            if try isWhole(path, member, filter, body) { return }
        }
        throw RosterFault.changing(what: path)
    }

    /// Whether each record came once, and as many as were told.
    private func isWhole(
        _ path: String, _ member: String, _ filter: String?, _ body: ([LooseRecord]) throws -> Void
    ) throws -> Bool {
        var (offset, seen, total) = (0, Set<String>(), Int?.none)
        while true {
            let answer = try ask(path, query(offset, filter))
            guard let page = Self.record(answer)?.records(member) else {
                throw RosterFault.answer(what: path, status: answer.status)
            }
            let told = answer.headers["x-total-count"].flatMap { Int($0) }
            if let told {
                if let total, told != total { return false }
                total = told
            }
            let ids = page.map { $0["sourcedId"] }.filter { !$0.isEmpty }
            // Nothing would tell a page of such records from the one before.
            if ids.isEmpty, !page.isEmpty {
                throw RosterFault.answer(what: path, status: answer.status)
            }
            for id in ids where !seen.insert(id).inserted { return false }
            try body(page)
            offset += page.count
            if page.isEmpty { return total.map { $0 == offset } ?? true }
            if let total {
                if offset >= total { return offset == total }
            } else if let link = answer.headers["link"], Self.endsPages(link) {
                return true
            }
        }
    }

    /// Whether links are those of pages, and none leads to a further one. Source: RFC 8288,
    /// section 3.
    static func endsPages(_ link: String) -> Bool {
        let link = link.lowercased()
        return link.contains(#/;\s*rel="?([a-z ]* )?(first|prev|last)\b/#)
            && !link.contains(#/;\s*rel="?([a-z ]* )?next\b/#)
    }

    private func query(_ offset: Int, _ filter: String?) -> [(String, String)] {
        [
            ("limit", "\(address.pageSize)"), ("offset", "\(offset)"), ("sort", "sourcedId"),
            ("orderBy", "asc"),
        ] + (filter.map { [("filter", $0)] } ?? [])
    }

    /// One record; nil where the service does not have it.
    func one(_ path: String, _ id: String, in member: String) throws -> LooseRecord? {
        do {
            return Self.record(try ask("\(path)/\(FormText.encoded(id))", [], what: path))?
                .record(member)
        } catch RosterFault.notThere {
            return nil
        }
    }

    /// A page of those that fit a filter.
    func some(
        _ path: String, in member: String, filter: String, limit: Int
    ) throws -> [LooseRecord] {
        let query = [("limit", "\(limit)"), ("offset", "0"), ("filter", filter)]
        return Self.record(try ask(path, query))?.records(member) ?? []
    }

    /// A text within a filter; nil where it cannot stand in one.
    static func quoted(_ text: String) -> String? {
        text.contains("'") ? nil : "'\(text)'"
    }

    private static func record(_ answer: WebAnswer) -> LooseRecord? {
        try? JSONDecoder().decode(LooseRecord.self, from: Data(answer.body))
    }

    // MARK: One request

    private func ask(
        _ path: String, _ query: [(String, String)], what: String? = nil
    ) throws -> WebAnswer {
        let what = what ?? path
        let base = address.base.hasSuffix("/") ? String(address.base.dropLast()) : address.base
        let target = "\(base)/\(path)" + (query.isEmpty ? "" : "?" + FormText.encoded(query))
        var isTokenNew = false
        while true {
            isTokenNew = isTokenNew || token == nil
            let bearer = try token ?? newToken()
            let answer = try patiently(
                WebRequest(
                    "GET", target,
                    headers: ["Authorization": "Bearer \(bearer)", "Accept": "application/json"]),
                what)
            switch answer.status {
            case 200:
                if answeredAt == nil {
                    answeredAt = answer.headers["date"].flatMap(Self.time) ?? means.now()
                }
                return answer
            case 401 where !isTokenNew:
                // It has ended, however long it was to last.
                token = nil
            case 401: throw RosterFault.client(why: "")
            case 403: throw RosterFault.forbidden(what: what)
            case 404: throw RosterFault.notThere(what: what)
            case 300..<400: throw RosterFault.elsewhere
            default: throw RosterFault.answer(what: what, status: answer.status)
            }
        }
    }

    /// Source: RFC 6749, sections 4.4.2 and 5.
    private func newToken() throws -> String {
        let answer = try patiently(
            .form(
                [("grant_type", "client_credentials")]
                    + (address.scopes.isEmpty ? [] : [("scope", address.scopes)]),
                to: address.tokens,
                headers: ["Authorization": WebRequest.basic(address.clientID, secret)]),
            "tokens")
        let said = Self.record(answer)
        switch answer.status {
        case 200:
            guard let token = said?["access_token"], !token.isEmpty,
                said?["token_type"].lowercased() == "bearer",
                token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { throw RosterFault.answer(what: "tokens", status: 200) }
            self.token = token
            return token
        case 400, 401, 403:
            // Of what it says, only the words of the standard.
            let words = [
                "invalid_client", "invalid_scope", "unauthorized_client", "invalid_grant",
                "unsupported_grant_type", "invalid_request",
            ]
            throw RosterFault.client(why: words.first { $0 == said?["error"] } ?? "")
        case 300..<400: throw RosterFault.elsewhere
        case 404: throw RosterFault.notThere(what: "tokens")
        default: throw RosterFault.answer(what: "tokens", status: answer.status)
        }
    }

    /// Asks again where a service is busy or cannot be reached: after as long as it says, or else
    /// after 1, 2, 4, 8 and 16 seconds.
    private func patiently(_ request: WebRequest, _ what: String) throws -> WebAnswer {
        var wait = 1.0
        var fault = RosterFault.unreachable
        for attempt in 1...max(means.tries, 1) {
            try means.goesOn()
            var asked: Double?
            do throws(WebFault) {
                let answer = try means.transport.answer(to: request)
                guard [429, 500, 502, 503, 504].contains(answer.status) else { return answer }
                fault = .busy(status: answer.status)
                asked = answer.headers["retry-after"].flatMap(pause)
            } catch {
                if error == .tooLarge { throw RosterFault.tooLarge(what: what) }
                fault = .unreachable
            }
            if attempt < means.tries { try means.pause(min(asked ?? wait, means.longestPause)) }
            wait *= 2
        }
        throw fault
    }

    /// How long a `Retry-After` has us wait. Source: RFC 9110, section 10.2.3.
    private func pause(_ text: String) -> Double? {
        if let seconds = Double(text) { return max(seconds, 0) }
        return Self.time(text).map { max($0 - means.now(), 0) }
    }

    /// A time of HTTP in seconds since 1970. Source: RFC 9110, section 5.6.7.
    static func time(_ text: String) -> Double? {
        let form = DateFormatter()
        form.locale = Locale(identifier: "en_US_POSIX")
        form.timeZone = TimeZone(identifier: "GMT")
        form.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return form.date(from: text)?.timeIntervalSince1970
    }
}
