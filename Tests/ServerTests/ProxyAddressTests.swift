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
    /// The address of a request.
    ///
    /// - Parameters:
    ///   - said: the values of `X-Forwarded-For`, each a header of its own.
    ///   - peer: who is connected.
    private func address(
        _ said: [String], from peer: String, trusting proxies: [String]
    ) throws -> String {
        let place = try TestSite()
        var settings = place.site.settings
        settings.trustedProxies = proxies.compactMap { AddressRange($0) }
        #expect(settings.trustedProxies.count == proxies.count)
        let site = Server.Site(
            store: place.store, clock: place.clock, settings: settings,
            secret: Array("test".utf8))
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: peer, port: 50_000)
        var fields = HTTPFields()
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        for value in said { fields.append(HTTPField(name: name, value: value)) }
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "localhost", path: "/",
                headerFields: fields), body: RequestBody(buffer: ByteBuffer()))
        let context = SiteContext(
            source: .init(channel: channel, logger: Logger(label: "test")))
        return site.address(of: request, context)
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
}
