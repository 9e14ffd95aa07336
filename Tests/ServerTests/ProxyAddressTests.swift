import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Records
import Testing

@testable import Server

/// Where a request comes from: limits, and tokens that have addresses, go by it.
@Suite struct ProxyAddressTests {
    private func site(
        of place: TestSite, trusting proxies: [String], limits: Traffic.Limits = Traffic.Limits()
    ) -> Server.Site {
        var settings = place.site.settings
        settings.trustedProxies = proxies.compactMap { AddressRange($0) }
        settings.limits = limits
        #expect(settings.trustedProxies.count == proxies.count)
        return Server.Site(
            store: place.store, clock: place.clock, settings: settings,
            secret: Array("test".utf8))
    }

    /// A request for the page on which people sign in.
    ///
    /// - Parameters:
    ///   - said: the values of `X-Forwarded-For`, each a header of its own.
    ///   - peer: who is connected.
    private func request(
        _ said: [String], from peer: String
    ) throws -> (Request, SiteContext) {
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: peer, port: 50_000)
        var fields = HTTPFields()
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        for value in said { fields.append(HTTPField(name: name, value: value)) }
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "localhost", path: "/sign-in",
                headerFields: fields), body: RequestBody(buffer: ByteBuffer()))
        let context = SiteContext(
            source: .init(channel: channel, logger: Logger(label: "test")))
        return (request, context)
    }

    private func address(
        _ said: [String], from peer: String, trusting proxies: [String]
    ) throws -> String {
        let (request, context) = try request(said, from: peer)
        return site(of: try TestSite(), trusting: proxies).address(of: request, context)
    }

    @Test func `nobody says for himself where he comes from`() throws {
        for proxies in [[], ["192.0.2.1"], ["2001:db8::/32"]] {
            for said in [[], ["10.0.0.1"], ["10.0.0.1, 192.0.2.1"], ["192.0.2.1", "10.0.0.1"]] {
                let found = try address(said, from: "198.51.100.7", trusting: proxies)
                #expect(found == "198.51.100.7")
            }
        }
    }

    @Test func `of what a trusted proxy says the last counts, which it wrote itself`() throws {
        for (said, wanted) in [
            (["203.0.113.9"], "203.0.113.9"),
            // What stands before was sent along by who asks.
            (["127.0.0.1, 203.0.113.9"], "203.0.113.9"),
            (["127.0.0.1", "203.0.113.9"], "203.0.113.9"),
            (["2001:db8::7"], "2001:db8::7"),
            // What is no address is not taken; the proxy's own is true at least.
            (["unknown"], "192.0.2.1"), (["203.0.113.9, "], "192.0.2.1"), ([""], "192.0.2.1"),
            (["<b>"], "192.0.2.1"), ([], "192.0.2.1"),
        ] {
            let found = try address(said, from: "192.0.2.1", trusting: ["192.0.2.0/24"])
            #expect(found == wanted, "\(said)")
        }
    }

    @Test func `the limit of load counts those behind a trusted proxy apart`() async throws {
        var limits = Traffic.Limits()
        limits.address = Traffic.Rate(perSecond: 0.000_1, burst: 2)
        let place = try TestSite()
        let cases: [([String], [Int])] = [
            (["192.0.2.1"], [200, 200, 429, 200]), ([], [200, 200, 429, 429]),
        ]
        for (proxies, wanted) in cases {
            let responder = site(of: place, trusting: proxies, limits: limits)
                .router().buildResponder()
            var found: [Int] = []
            for who in ["203.0.113.9", "203.0.113.9", "203.0.113.9", "203.0.113.10"] {
                let (request, context) = try request([who], from: "192.0.2.1")
                found.append(
                    Int(try await responder.respond(to: request, context: context).status.code))
            }
            #expect(found == wanted)
        }
    }
}
