import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Records
import Storage
import Synchronization
import TestDistricts

@testable import Operations
@testable import Pages
@testable import Server

/// The pages of a district of one test, asked in-process: no socket, no port.
final class TestSite: Sendable {
    let place: TestPlace
    let store: any Store
    let site: Server.Site
    /// Where what the site logs goes.
    let log = LogLines()
    private let responder: any HTTPResponder<SiteContext>
    let clock: @Sendable () -> Date

    /// - Parameters:
    ///   - rate: requests a minute of one token.
    ///   - senders: the folder with the senders' folders.
    ///   - clock: stands still without one.
    init(
        rate: Int = 1_000_000, limits: Traffic.Limits = Traffic.Limits(),
        breached: BreachedPasswords? = nil, scanner: DocumentScanner? = nil,
        senders: String? = nil, exchange: Exchange? = nil,
        clock: @escaping @Sendable () -> Date = { Date(timeIntervalSince1970: 1_791_180_000) }
    ) throws {
        place = try TestPlace()
        store = try place.open()
        self.clock = clock
        var settings = Site.Settings(
            district: "Test", uploads: place.folder.path,
            accessJournal: place.folder.appending(path: "access").path)
        settings.requestsPerMinute = rate
        settings.limits = limits
        (settings.breached, settings.scanner) = (breached, scanner)
        settings.senders = senders ?? settings.senders
        settings.exchange = exchange
        // However busy the machine is that runs the tests.
        settings.limits.secondsToProbe = 86_400
        site = Server.Site(
            store: store, clock: clock, settings: settings, secret: Array("test".utf8))
        responder = site.router().buildResponder()
    }

    func respond(to request: Request) async throws -> Response {
        try await responder.respond(
            to: request,
            context: SiteContext(
                source: .init(channel: NIOAsyncTestingChannel(), logger: log.logger)))
    }

    /// The administrator of the host at work.
    func workspace() -> Workspace { Workspace(store: store, actor: "test", clock: clock) }

    /// Somebody in a role, who is signed in; a new user each time.
    ///
    /// - Parameters:
    ///   - sites: whose students they see; nil for the whole district.
    ///   - isProven: whether a second factor was given, just now.
    func visitor(
        _ role: Role, sites: Set<Int>? = nil, isProven: Bool = true
    ) throws -> TestVisitor {
        var entry = Users.Entry()
        entry.sites = sites
        entry.role = role
        let count = try Users(workspace()).list().count
        let user = try Users(workspace()).add("\(role.rawValue.lowercased())\(count)", entry).id
        let token = try store.write {
            try Sessions(store: store, clock: clock).begin(for: user, isProven: isProven, $0)
        }
        return TestVisitor(site: self, session: token)
    }

    /// Makes sites known by their numbers.
    func addSites(_ numbers: [Int]) throws {
        try store.write { writer in
            let change = try writer.beginChange(
                ChangeHeader(
                    kind: "test", actor: "test", at: "2026-09-01T00:00:00Z", reason: "sites"),
                plan: "{}")
            try writer.save(
                numbers.map { Records.Site(id: Int64($0), texts: ["Site \($0)"]) }, in: change)
        }
    }

    /// The name of a student in addresses.
    func name(_ studentID: String) throws -> String {
        site.references.name(.student, try workspace().row(ofStudent: studentID))
    }
}

/// The lines of a log.
final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])
    private let format: LineLog.Format

    init(_ format: LineLog.Format = .json) { self.format = format }

    var lines: [String] { kept.withLock { $0 } }

    var handler: LineLog {
        LineLog(format, clock: { Date(timeIntervalSince1970: 1_791_180_000) }) { line in
            self.kept.withLock { $0.append(line) }
        }
    }

    var logger: Logger { Logger(label: "test") { _ in self.handler } }
}

/// A browser without scripts.
struct TestVisitor: Sendable {
    let site: TestSite
    /// Nil where nobody is signed in.
    var session: String?
    /// What the last answer has to tell.
    var notice: String?

    func get(_ address: String) async throws -> TestAnswer { try await send(.get, address) }

    func post(_ address: String, _ values: [(String, String)]) async throws -> TestAnswer {
        let text = values.map { "\(ListQuery.encoded($0))=\(ListQuery.encoded($1))" }
            .joined(separator: "&")
        return try await send(.post, address, body: text)
    }

    /// Sends a form as it is shown, with other values in some of its fields.
    ///
    /// - Parameter button: the name and the value of the button that is pressed.
    func submit(
        _ form: TestForm, _ values: [String: String] = [:], button: (String, String)? = nil
    ) async throws -> TestAnswer {
        var fields = form.fields.filter { values[$0.0] == nil }
        fields += values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        if let button { fields.append(button) }
        if form.method == "get" {
            let query = fields.map { "\($0.0)=\(ListQuery.encoded($0.1))" }
            return try await get(form.action + "?" + query.joined(separator: "&"))
        }
        return try await post(form.action, fields)
    }

    /// The same browser after an answer, with the session that it was given.
    func after(_ answer: TestAnswer) -> TestVisitor {
        var next = self
        for cookie in answer.headers[values: .setCookie] where cookie.hasPrefix("session=") {
            next.session = String(cookie.dropFirst("session=".count).prefix { $0 != ";" })
        }
        for cookie in answer.headers[values: .setCookie] where cookie.hasPrefix("notice=") {
            next.notice = String(cookie.prefix { $0 != ";" })
        }
        return next
    }

    /// The page to which an answer leads; itself where it leads nowhere.
    func follow(_ answer: TestAnswer) async throws -> TestAnswer {
        guard let location = answer.location else { return answer }
        return try await get(location)
    }

    private func send(
        _ method: HTTPRequest.Method, _ address: String, body: String = ""
    ) async throws -> TestAnswer {
        var headers: HTTPFields = [:]
        let cookies = [session.map { "session=\($0)" }, notice].compactMap(\.self)
        if !cookies.isEmpty { headers[.cookie] = cookies.joined(separator: "; ") }
        if method == .post { headers[.contentType] = "application/x-www-form-urlencoded" }
        let path = address.split(separator: "#", omittingEmptySubsequences: false)[0]
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost", path: String(path),
                headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: body)))
        let response = try await site.respond(to: request)
        return try await Self.read(response)
    }

    static func read(_ response: Response) async throws -> TestAnswer {
        let written = WrittenBody()
        try await response.body.write(BodyWriter(written: written))
        return TestAnswer(
            status: response.status.code, headers: response.headers,
            body: String(decoding: written.bytes, as: UTF8.self))
    }
}

/// What a response wrote; one task writes it, and it is read when that is done.
final class WrittenBody: @unchecked Sendable {
    var bytes: [UInt8] = []
}

struct BodyWriter: ResponseBodyWriter {
    let written: WrittenBody

    mutating func write(_ buffer: ByteBuffer) async throws {
        written.bytes += Array(buffer.readableBytesView)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
