import ArgumentParser
import Dispatch
import Foundation
import Logging
import Operations
import Records
import Server
import Storage
import Synchronization

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a district's pages to browsers.",
        discussion: """
            Without TLS, for this machine alone or behind a proxy that speaks TLS; then name the \
            address that people use with --public-address, so that cookies are for TLS alone.

            Example:
              homeroom serve --port 8080 --public-address https://homeroom.example.org
            """)

    @OptionGroup var district: DistrictOptions
    @OptionGroup var listening: Listening

    struct Listening: ParsableArguments {
        @Option(help: "The port to listen at.") var port = 8080
        @Option(help: "The address to listen at.") var address = "127.0.0.1"
        @Option(help: "The address that people use: https://host, or http://host:port.")
        var publicAddress: String?
        @Option(help: "What the pages call the district; without it, the district's name.")
        var title: String?
        @Option(
            help: ArgumentHelp(
                "A proxy that is believed where it says for whom it asks (X-Forwarded-For): an "
                    + "address or a range; may be given more than once.", valueName: "address"))
        var trustedProxy: [String] = []
        @Option(help: "Requests a minute that one token of the API may make.")
        var apiRate = APILimits.requestsPerMinute

        func validate() throws {
            if let wrong = trustedProxy.first(where: { AddressRange($0) == nil }) {
                throw ValidationError("--trusted-proxy \(wrong) is no address and no range.")
            }
            if !(1...1_000_000).contains(apiRate) {
                throw ValidationError("--api-rate is from 1 to 1000000.")
            }
        }
    }

    func run() throws { try Serving(district: district, listening: listening).run() }
}

/// Serves until the process is told to stop.
struct Serving {
    let district: DistrictOptions
    let listening: ServeCommand.Listening
    /// Told once requests are answered.
    var onReady: @Sendable (_ address: String) -> Void = { Output.line("Serving \($0)") }

    func run() throws {
        let store = try district.openExisting()
        let clock = district.clock
        let invented = try Administration(store: store, actor: district.actor, clock: clock)
            .inventedDataMarker()
        var settings = Site.Settings(
            district: listening.title ?? invented ?? district.district,
            uploads: (district.location.folder as NSString)
                .appendingPathComponent("\(district.district)-uploads"),
            accessJournal: (district.location.folder as NSString)
                .appendingPathComponent("\(district.district)-access"),
            publicAddress: listening.publicAddress)
        settings.trustedProxies = listening.trustedProxy.compactMap { AddressRange($0) }
        settings.requestsPerMinute = listening.apiRate
        let site = Site(
            store: store, clock: clock, settings: settings,
            secret: try DistrictKey(store: store).bytes(), invented: invented)
        var logger = Logger(label: "homeroom")
        logger.logLevel = .notice
        let shown =
            listening.publicAddress ?? "http://\(listening.address):\(listening.port)"
        let app = site.application(
            address: listening.address, port: listening.port, logger: logger,
            onReady: { onReady(shown) })
        // Commands are synchronous; the server is not. This thread only waits for it.
        let end = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<Void, any Error>>(.success(()))
        Task {
            do { try await app.runService() } catch { outcome.withLock { $0 = .failure(error) } }
            end.signal()
        }
        let housekeeping = site.housekeeping()
        end.wait()
        housekeeping.end()
        site.finish()
        try store.close()
        try outcome.withLock { $0 }.get()
    }
}
