import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Operations
import Pages
import Records
import SingleSignOn
import Storage

/// The web application of one district: its routes, and what all of them need.
public struct Site: Sendable {
    /// How it is reached and where it keeps what arrives.
    public struct Settings: Sendable {
        /// As people see it. With `https`, cookies are for that alone.
        public var publicAddress: String?
        /// What the district is called.
        public var district: String
        /// Where uploaded files wait.
        public var uploads: String
        /// Where it is written down who saw whom, until the district's log takes it in.
        public var accessJournal: String
        /// Proxies that are believed where they say for whom they ask: addresses and ranges.
        public var trustedProxies: [AddressRange] = []
        /// Requests a minute that one token of the API may make.
        public var requestsPerMinute = APILimits.requestsPerMinute
        /// Homeroom's.
        public var version = ""
        public var limits = Traffic.Limits()
        /// Passwords that became known elsewhere, and are not taken.
        public var breached: BreachedPasswords?
        /// What looks at documents before they are kept.
        public var scanner: DocumentScanner?
        /// The folder with a folder for each sender. What is imported by night can be chosen there
        /// alone, so that nobody has the server look elsewhere.
        public var senders = SenderHost.standardRoot

        /// Where districts of one installation ask each other for records; nil where it is for one.
        public var exchange: Exchange?

        public init(
            district: String, uploads: String, accessJournal: String? = nil,
            publicAddress: String? = nil
        ) {
            self.district = district
            self.uploads = uploads
            self.accessJournal = accessJournal ?? uploads + "-access"
            self.publicAddress = publicAddress
        }
    }

    let store: any Store
    let clock: @Sendable () -> Date
    let settings: Settings
    let references: References
    let sealing: Sealing
    let notes = SessionNotes()
    let access: AccessNotes
    let passwords = SlowWork()
    /// Where uploaded documents are looked at.
    let scans = SlowWork(refusal: DocumentScanner.busy)
    let figures = FigureCache()
    let missing = MissingCache()
    let hiddenChanges = HiddenChanges()
    let jobs = ImportJobs()
    let tokenNotes = TokenNotes()
    let rate: RateLimit
    let tokenRequests = RunningRequests()
    let failures = JobFailures()
    let providers: IdentityProviders
    let running: Running
    let keys: SiteKeys
    let invented: String?

    /// - Parameter secret: the district's, of which all keys are made.
    public init(
        store: any Store, clock: @escaping @Sendable () -> Date, settings: Settings,
        secret: [UInt8], invented: String? = nil
    ) {
        self.store = store
        self.clock = clock
        self.settings = settings
        self.invented = invented
        rate = RateLimit(perMinute: settings.requestsPerMinute)
        providers = IdentityProviders(clock: clock)
        running = Running(settings.limits)
        keys = SiteKeys(secret: secret)
        references = References(keys)
        sealing = Sealing(keys)
        access = AccessNotes(
            journal: AccessJournal(folder: settings.accessJournal, store: store),
            watch: ReadingWatch(store: store, clock: clock))
    }

    /// Writes what is still to be written, after the last answer.
    public func finish() {
        notes.finish()
        try? access.takeIn()
    }

    /// All that can be asked for.
    static let routes: [Route] =
        Assets.shared.routes + SecurityContactController.routes
        + SessionController.routes + SecondFactorController.routes
        + SignOnController.routes + IdentitiesController.routes
        + OpenSessionsController.routes + HomeController.routes
        + StudentsController.routes + AccessController.routes
        + StudentProgramsController.routes
        + DocumentsController.routes + EventsController.routes + RosterController.routes
        + MissingController.routes + ProgramsController.routes + ChangesController.routes
        + NightsController.routes + ReportsController.routes + StateController.routes
        + ImportsController.routes + MappingController.routes + RunsController.routes
        + UsersController.routes + PermissionsController.routes + TokensController.routes
        + CodesController.routes
        + SettingsController.routes + ViewsController.routes
        + CreateALEController.routes + LinkALEController.routes + SelectorController.routes
        + PlansController.routes
        + DuplicatesController.routes
        + MergeController.routes + UndoController.routes + ExportsController.routes
        + EnvelopesController.routes + TransferRequestsController.routes
        + RetentionController.routes

    func rendering(csrf: String, nonce: String) -> Rendering {
        Rendering(csrf: csrf, nonce: nonce, name: references.name)
    }

    /// Where a request comes from. Behind a proxy that is trusted it is the last address that the
    /// proxy wrote down: what stands before it anybody can have sent.
    func address(of request: Request, _ context: SiteContext) -> String {
        let peer = context.remoteAddress ?? ""
        guard settings.trustedProxies.contains(where: { $0.contains(peer) }),
            let name = HTTPField.Name("X-Forwarded-For"),
            let last = request.headers[values: name].last?
                .split(separator: ",", omittingEmptySubsequences: false).last
        else { return peer }
        let address = last.filter { $0 != " " }
        return AddressRange(address) == nil ? peer : address
    }

    var isSecure: Bool { settings.publicAddress?.hasPrefix("https://") ?? false }

    /// Cookies that only this host, over TLS, can have set.
    func cookieName(_ name: String) -> String { isSecure ? "__Host-\(name)" : name }

    public func router() -> Router<SiteContext> {
        let router = Router(context: SiteContext.self, options: .autoGenerateHeadEndpoints)
        for route in Self.routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                await attend(request, context, route.path) {
                    await respond(to: request, context, route)
                }
            }
        }
        for route in API.routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                await attend(request, context, route.path) {
                    await respond(to: request, context, route)
                }
            }
        }
        addHealth(to: router, isSecure: isSecure)
        router.add(middleware: Unmatched(site: self))
        return router
    }

    /// The application, to be run until it is told to stop.
    ///
    /// - Parameter connections: how many may be open at once; others wait to be let in.
    public func application(
        address: String, port: Int, connections: Int, logger: Logger,
        onReady: @escaping @Sendable () -> Void
    ) -> some ApplicationProtocol {
        Application(
            router: router(),
            configuration: .init(
                address: .hostname(address, port: port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(connections)),
            onServerRunning: { _ in onReady() }, logger: logger)
    }
}

extension Site {
    /// What is for whoever looks after the server, at an address of its own.
    public func operatorsApplication(
        address: String, port: Int, logger: Logger, onReady: @escaping @Sendable () -> Void
    ) -> some ApplicationProtocol {
        Application(
            router: operatorsRouter(),
            configuration: .init(address: .hostname(address, port: port), serverName: nil),
            onServerRunning: { _ in onReady() }, logger: logger)
    }
}

/// What Hummingbird knows of a request.
public struct SiteContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Where it comes from; for the limit of failed sign-ins.
    let remoteAddress: String?
    /// By which the request is found in the log. A new one for each: what others give could be
    /// anything.
    let number = Site.randomText()
    let note = RequestNote()

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }
}

/// What no route answers is a page too.
private struct Unmatched: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch let error as HTTPError {
            return await site.attend(request, context, "none") {
                if Site.isOfAPI(request) { return site.apiProblem(to: request) }
                return await site.errorResponse(to: request, context, error.status)
            }
        }
    }
}
