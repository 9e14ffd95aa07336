import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Records
import Storage
import Synchronization
import TestDistricts
import TestProvider
import Testing

@testable import Operations
@testable import Pages
@testable import Server
@testable import SingleSignOn

/// A district whose people can sign in at a provider, which is a real server on this machine.
final class SignOnHall: Sendable {
    static let address = "https://homeroom.test"
    static let password = "turnip gravel lantern"

    let place: TestPlace
    let store: any Store
    let site: Server.Site
    let provider: OwnProvider
    /// Our number of the one user.
    let mira: Int
    /// By which her codes are made; nil where she has no second factor yet.
    let key: TimeCode?
    private let time: Time

    private final class Time: Sendable {
        let seconds = Mutex(1_791_180_000.0)
        var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }
    }

    /// - Parameters:
    ///   - isLinked: whether the provider's subject is the user already.
    ///   - hasFactor: whether she has set up a second factor.
    init(
        isLinked: Bool = true, hasFactor: Bool = true,
        publicAddress: String? = SignOnHall.address
    ) async throws {
        place = try TestPlace()
        store = try place.open()
        let time = Time()
        self.time = time
        provider = try await OwnProvider(clock: { time.now })
        site = Server.Site(
            store: store, clock: { time.now },
            settings: Site.Settings(
                district: "Test", uploads: place.folder.path,
                accessJournal: place.folder.appending(path: "access").path,
                publicAddress: publicAddress),
            secret: Array("test".utf8))
        let host = Workspace(store: store, actor: "test", clock: { time.now })
        var entry = Users.Entry()
        entry.role = .securityAdministrator
        let passwords = Passwords(cost: .init(logRounds: 4, blockSize: 1, parallelism: 1))
        mira = try Users(host, passwords: passwords)
            .add("mira", entry, password: Self.password, isInitial: false).id
        let factor = SecondFactor(store: store, clock: { time.now })
        key = hasFactor ? try factor.setUpInvented(mira) : nil
        var provided = SignInProviders.Entry()
        provided.issuer = provider.issuer
        provided.clientID = OwnProvider.clientID
        provided.clientSecret = OwnProvider.clientSecret
        provided.label = "District account"
        _ = try SignInProviders(host).set(provided)
        if isLinked { _ = try UserIdentities(host).link("mira", subject: "subject-of-mira") }
    }

    deinit { provider.stop() }

    var host: Workspace { Workspace(store: store, actor: "test", clock: { self.time.now }) }

    /// A code that was not given before.
    func code() throws -> String {
        advance(30)
        return try #require(key).code(at: time.now)
    }

    func advance(_ seconds: Double) { time.seconds.withLock { $0 += seconds } }

    func sessions() throws -> Int {
        try store.read { try $0.lastSeen().isEmpty ? 0 : $0.lastSeen().count }
    }
}

/// A browser without scripts that keeps its cookies.
final class TestBrowser: Sendable {
    let hall: SignOnHall
    let cookies = Mutex<[String: String]>([:])

    init(_ hall: SignOnHall) { self.hall = hall }

    var session: String? { cookies.withLock { $0["__Host-session"] } }

    func get(_ address: String) async throws -> TestAnswer { try await send(.get, address) }

    func submit(_ form: TestForm, _ values: [String: String] = [:]) async throws -> TestAnswer {
        var fields = form.fields.filter { values[$0.0] == nil }
        fields += values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let text = fields.map { "\(ListQuery.encoded($0.0))=\(ListQuery.encoded($0.1))" }
            .joined(separator: "&")
        return try await send(.post, form.action, body: text)
    }

    func follow(_ answer: TestAnswer) async throws -> TestAnswer {
        guard let location = answer.location else { return answer }
        return try await get(location)
    }

    /// Presses the button of the sign-in page. Returns where the browser is sent.
    func begin(_ page: String = "/sign-in") async throws -> String {
        let shown = try await get(page)
        guard let form = shown.form("/sign-in/sso") else { throw Lost(shown.description) }
        return try Self.destination(try await submit(form))
    }

    static func destination(_ answer: TestAnswer) throws -> String {
        guard let address = answer.link("Go on to") else { throw Lost(answer.description) }
        return address
    }

    /// Signs in at the provider and comes back: the answer of the return, which leads on.
    func comeBack(_ address: String) async throws -> TestAnswer {
        try await get(hall.provider.goThrough(address))
    }

    /// All of it.
    func signIn() async throws -> TestAnswer { try await comeBack(try await begin()) }

    /// Gives a code of the second factor.
    func prove() async throws {
        let page = try await get(SecondFactorPage.address)
        guard let form = page.form(SecondFactorPage.address) else { throw Lost(page.description) }
        let done = try await submit(form, ["code": hall.code()])
        if done.status != 303 { throw Lost(done.description) }
    }

    /// The code that the page shows to which an answer leads; nil where it is another page.
    func refusal(_ answer: TestAnswer) async throws -> String? {
        guard answer.location == SignOnController.refusedPath else { return nil }
        let text = try await follow(answer).text
        return text.firstMatch(of: #/Code (\S+)/#).map { String($0.1) }
    }

    struct Lost: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    private func send(
        _ method: HTTPRequest.Method, _ address: String, body: String = ""
    ) async throws -> TestAnswer {
        var headers: HTTPFields = [:]
        let sent = cookies.withLock { $0.sorted { $0.key < $1.key } }
        if !sent.isEmpty {
            headers[.cookie] = sent.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        if method == .post { headers[.contentType] = "application/x-www-form-urlencoded" }
        let path = address.replacing(SignOnHall.address, with: "")
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "https", authority: "homeroom.test", path: path,
                headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: body)))
        let context = SiteContext(
            source: .init(channel: NIOAsyncTestingChannel(), logger: Logger(label: "test")))
        // However busy the machine is that runs the tests.
        let response = try await ProviderConnection.$patience.withValue(300) {
            try await hall.site.router().buildResponder().respond(to: request, context: context)
        }
        for cookie in response.headers[values: .setCookie] { keep(cookie) }
        let written = WrittenBody()
        try await response.body.write(BodyWriter(written: written))
        return TestAnswer(
            status: response.status.code, headers: response.headers,
            body: String(decoding: written.bytes, as: UTF8.self))
    }

    private func keep(_ cookie: String) {
        let pair = cookie.prefix { $0 != ";" }.split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isOver = cookie.contains("Max-Age=0")
        cookies.withLock { $0[String(pair[0])] = isOver ? nil : String(pair[1]) }
    }
}
