import Dispatch
import Foundation
import Logging
import Operations
import Records
import Server
import Storage
import Synchronization

/// Serves until the process is told to stop.
struct Serving {
    let district: DistrictOptions
    let listening: ServeCommand.Listening
    /// Told once requests are answered.
    var onReady: @Sendable (_ address: String) -> Void = { Output.line("Serving \($0)") }

    /// As many files as connections, and some for the district.
    private static let openFiles = 8_192
    private static let filesKept = 256

    func run() throws {
        try requireTLS()
        let breached = try PasswordOptions.breached(listening.breachedPasswords)
        let scanner = try scannerOfDocuments(
            listening.scanner, isElsewhereAllowed: listening.insecureHttp)
        let store = try district.openExisting()
        let invented = try Administration(
            store: store, actor: district.actor, clock: district.clock
        ).inventedDataMarker()
        var settings = settings(invented)
        (settings.breached, settings.scanner) = (breached, scanner)
        let site = Site(
            store: store, clock: district.clock, settings: settings,
            secret: try DistrictKey(store: store).bytes(), invented: invented)
        let logger = logger
        tell(settings, logger)
        let stopping = Stopping(site)
        let signals = stopOnSignals(stopping, logger)
        defer { for signal in signals { signal.cancel() } }
        try startOperators(site, logger)
        let shown =
            settings.publicAddress ?? "http://\(listening.address):\(listening.port)"
        let app = site.application(
            address: listening.address, port: listening.port,
            connections: Self.raiseOpenFiles() - Self.filesKept, logger: logger,
            onReady: { onReady(shown) })
        // Commands are synchronous; the server is not. This thread only waits for it.
        let end = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<Void, any Error>>(.success(()))
        Task {
            do { try await app.runService() } catch { outcome.withLock { $0 = .failure(error) } }
            end.signal()
        }
        let housekeeping = site.housekeeping(logger)
        end.wait()
        housekeeping.end()
        stopping.waitForJobs()
        site.finish()
        try store.close()
        try outcome.withLock { $0 }.get()
        logger.notice("stopped")
    }

    /// Passwords and records do not go over a network that others can read.
    private func requireTLS() throws {
        if listening.insecureHttp { return }
        let isSecure = publicAddress?.hasPrefix("https://") ?? false
        if !isSecure, !ListeningAddress.isOfThisMachine(listening.address) {
            throw OperationError.refused(
                code: "serve.plain-http",
                message: "Other machines would be served without TLS.",
                remedy: "Put a proxy before it that speaks TLS, and name the address that people "
                    + "use: --public-address https://HOST (docs/self-hosting.md). To have it all "
                    + "the same: --insecure-http.")
        }
        if let address = listening.metricsAddress, !address.isOfThisMachine {
            throw OperationError.refused(
                code: "serve.plain-metrics",
                message: "Metrics would be given to other machines without TLS.",
                remedy: "Take an address of this machine, and have the monitoring come to it "
                    + "through a proxy or a tunnel. To have it all the same: --insecure-http.")
        }
    }

    /// What whoever keeps the server chose to go without.
    private func tell(_ settings: Server.Site.Settings, _ logger: Logger) {
        if listening.insecureHttp { logger.warning("insecure-http") }
        if settings.breached == nil { logger.notice("no list of breached passwords") }
        if settings.scanner == nil { logger.notice("no scanner of documents") }
    }

    private var publicAddress: String? {
        listening.publicAddress ?? Location.variable("HOMEROOM_PUBLIC_ADDRESS")
    }

    private func settings(_ invented: String?) -> Server.Site.Settings {
        var settings = Site.Settings(
            district: listening.title ?? invented ?? district.district,
            uploads: (district.location.folder as NSString)
                .appendingPathComponent("\(district.district)-uploads"),
            accessJournal: district.accessJournal,
            publicAddress: publicAddress)
        settings.trustedProxies = listening.trustedProxy.compactMap { AddressRange($0) }
        settings.requestsPerMinute = listening.apiRate
        settings.version = Homeroom.version
        settings.senders =
            listening.senders ?? Location.variable("HOMEROOM_SENDERS") ?? settings.senders
        settings.exchange = listening.exchange.place(district)
        if listening.rateLimit == 0 {
            (settings.limits.session, settings.limits.address) = (nil, nil)
        } else {
            settings.limits.session?.perSecond = listening.rateLimit
        }
        return settings
    }

    private var logger: Logger {
        let format = listening.logFormat ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        let clock = district.clock
        var logger = Logger(label: "homeroom") { _ in
            LineLog(format, clock: clock) { Output.note($0) }
        }
        logger.logLevel = .info
        return logger
    }

    /// Beside the server's own handling: it is not ready at once, and not there for ever.
    private func stopOnSignals(
        _ stopping: Stopping, _ logger: Logger
    ) -> [any DispatchSourceSignal] {
        [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                logger.notice("stopping")
                stopping.begin {
                    // What is under way in the district is taken back with its transaction.
                    logger.notice(
                        "stopped late", metadata: ["seconds": "\(Stopping.secondsAtMost)"])
                    _exit(0)
                }
            }
            source.resume()
            return source
        }
    }

    /// Serves what is for operators; where that cannot be, nothing is served.
    private func startOperators(_ site: Server.Site, _ logger: Logger) throws {
        guard let address = listening.metricsAddress else { return }
        let begun = DispatchSemaphore(value: 0)
        let isFailed = Mutex(false)
        let app = site.operatorsApplication(
            address: address.host, port: address.port, logger: logger,
            onReady: { begun.signal() })
        Task {
            do { try await app.run() } catch {
                isFailed.withLock { $0 = true }
                begun.signal()
            }
        }
        begun.wait()
        if isFailed.withLock({ $0 }) {
            throw OperationError.refused(
                code: "serve.metrics-address",
                message: "Nothing can listen at \(address.host):\(address.port).",
                remedy: "Choose another --metrics-address.")
        }
    }

    /// Each connection is a file. Returns how many may be open.
    private static func raiseOpenFiles() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1_024 }
        let wanted = min(limit.rlim_max, rlim_t(openFiles))
        if limit.rlim_cur < wanted {
            limit.rlim_cur = wanted
            _ = setrlimit(resource, &limit)
        }
        return Int(min(limit.rlim_cur, rlim_t(openFiles)))
    }
}
