import ArgumentParser
import Foundation
import Operations
import Records
import Server

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a district's pages to browsers.",
        discussion: """
            Without TLS, for this machine alone or behind a proxy that speaks TLS; then name the \
            address that people use with --public-address, so that cookies are for TLS alone.

            Example:
              homeroom serve --port 8080 --public-address https://homeroom.example.org \
            --metrics-address 127.0.0.1:9090
            """)

    @OptionGroup var district: DistrictOptions
    @OptionGroup var listening: Listening

    struct Listening: ParsableArguments {
        @Option(help: "The port to listen at.") var port = 8080
        @Option(help: "The address to listen at.") var address = "127.0.0.1"
        @Flag(
            help: """
                Serve other machines, and ask a scanner on one, without TLS. What goes over the \
                network can be read there, passwords too; it is told in the log at each start.
                """)
        var insecureHttp = false
        @Option(
            help: """
                The address that people use: https://host, or http://host:port. Also: the \
                environment's HOMEROOM_PUBLIC_ADDRESS.
                """)
        var publicAddress: String?
        @Option(help: "What the pages call the district; without it, the district's name.")
        var title: String?
        @Option(
            help: ArgumentHelp(
                "A proxy that is believed where it says for whom it asks (X-Forwarded-For): an "
                    + "address or a range; may be given more than once.", valueName: "address"))
        var trustedProxy: [String] = []
        @Option(
            help: ArgumentHelp(
                "List of passwords that became known in breaches, which are not taken: SHA-1 "
                    + "digests in order, HASH:COUNT. Also: the environment's "
                    + "HOMEROOM_BREACHED_PASSWORDS.", valueName: "file"))
        var breachedPasswords: String?
        @Option(
            help: ArgumentHelp(
                "What scans documents before they are kept, by clamd's protocol. Also: the "
                    + "environment's HOMEROOM_SCANNER.", valueName: "host:port|unix:path"))
        var scanner: String?
        @Option(
            help: ArgumentHelp(
                "The folder with a folder for each sender; what is imported by night can be chosen "
                    + "there. Also: the environment's HOMEROOM_SENDERS.", valueName: "folder"))
        var senders: String?
        @OptionGroup var exchange: ExchangeOptions
        @Option(help: "Requests a minute that one token of the API may make.")
        var apiRate = APILimits.requestsPerMinute
        @Option(
            help: ArgumentHelp(
                "Where /metrics is, for whoever looks after the server; nowhere without it.",
                valueName: "host:port"))
        var metricsAddress: ListeningAddress?
        @Option(
            help: "How lines of the log look: json or text; json where nobody sees a terminal.")
        var logFormat: LineLog.Format?
        @Option(help: "Requests per second of one session, after a burst; 0 for any number.")
        var rateLimit = 50.0

        func validate() throws {
            if let wrong = trustedProxy.first(where: { AddressRange($0) == nil }) {
                throw ValidationError("--trusted-proxy \(wrong) is no address and no range.")
            }
            if !(1...1_000_000).contains(apiRate) {
                throw ValidationError("--api-rate is from 1 to 1000000.")
            }
            if !(0...1_000_000).contains(rateLimit) {
                throw ValidationError("--rate-limit takes a number from 0 on.")
            }
        }
    }

    func run() throws { try Serving(district: district, listening: listening).run() }
}

extension LineLog.Format: ExpressibleByArgument {}

/// An address and a port: `127.0.0.1:9090`, `[::1]:9090`.
struct ListeningAddress: ExpressibleByArgument {
    let host: String
    let port: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"),
            let port = Int(argument[argument.index(after: colon)...]), (1...65_535).contains(port)
        else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        if host.isEmpty { return nil }
        self.host = String(host)
        self.port = port
    }

    /// Whether only this machine can come to it.
    var isOfThisMachine: Bool { Self.isOfThisMachine(host) }

    static func isOfThisMachine(_ host: String) -> Bool {
        ["localhost", "::1"].contains(host) || AddressRange("127.0.0.0/8")?.contains(host) == true
    }
}
