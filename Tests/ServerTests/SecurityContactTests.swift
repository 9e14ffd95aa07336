import Foundation
import HTTPTypes
import Testing

@testable import Operations
@testable import Pages
@testable import Server

/// Whom to tell of a fault of the server.
@Suite struct SecurityContactTests {
    private static func set(_ value: String, _ site: TestSite, afterDays days: Int = 0) throws {
        let time = site.clock().addingTimeInterval(Double(days) * 86_400)
        _ = try Administration(store: site.store, actor: "test", clock: { time })
            .set(SecurityContact.setting, to: value)
    }

    private static func file(_ site: TestSite) async throws -> TestAnswer {
        try await TestVisitor(site: site, session: nil).get(SecurityContact.path)
    }

    @Test func `nobody is named where the district names nobody`() async throws {
        let site = try TestSite()
        #expect(try await Self.file(site).status == 404)
        try Self.set("mailto:security@cedar.example", site)
        #expect(try await Self.file(site).status == 200)
        try Self.set("", site)
        #expect(try await Self.file(site).status == 404)
    }

    @Test func `strangers are told whom to write to, and for how long that is so`() async throws {
        let site = try TestSite()
        try Self.set("mailto:security@cedar.example", site)
        let answer = try await Self.file(site)
        #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.contentDisposition] == nil)
        #expect(
            answer.body == """
                Contact: mailto:security@cedar.example
                Expires: 2027-09-30T06:00:00Z
                Preferred-Languages: en

                """)
    }

    @Test func `it ends within a year, and does not begin anew by itself`() async throws {
        let site = try TestSite()
        try Self.set("https://cedar.example/security", site)
        let first = try #require(try SecurityContact.find(in: site.store))
        #expect(first.expires > site.clock())
        #expect(first.expires < site.clock().addingTimeInterval(365 * 86_400))
        // Another setting does not say it anew.
        _ = try Administration(site.workspace()).set("limit-ends", to: "20")
        let still = try SecurityContact.find(in: site.store)
        #expect(still == first)
        try Self.set("https://cedar.example/security", site, afterDays: 100)
        let second = try #require(try SecurityContact.find(in: site.store))
        #expect(second.expires == first.expires.addingTimeInterval(100 * 86_400))
        #expect(second.address == first.address)
    }

    @Test func `it says where it belongs only where the server is reached over TLS`() {
        let contact = SecurityContact(
            address: "tel:+1-555-0100", expires: Date(timeIntervalSince1970: 0))
        let place = "Canonical: https://homeroom.cedar.example/.well-known/security.txt\n"
        #expect(contact.text(publicAddress: "https://homeroom.cedar.example").hasSuffix(place))
        #expect(!contact.text(publicAddress: "http://127.0.0.1:8080").contains("Canonical"))
        #expect(!contact.text(publicAddress: nil).contains("Canonical"))
    }

    @Test(arguments: [
        "security@cedar.example", "http://cedar.example", "mailto:security", "tel:911",
        "javascript:alert(1)", "mailto:a@b.example\nContact: mailto:c@d.example",
        "mailto:a@b.example c", "https://cedar.example/\u{202E}x",
        "https://cedar.example/" + String(repeating: "a", count: 200),
    ])
    func `what is no address, or more than one line, is not taken`(_ value: String) throws {
        let site = try TestSite()
        #expect {
            try Self.set(value, site)
        } throws: { error in
            (error as? OperationError)?.code == "setting.invalid"
        }
        let found = try SecurityContact.find(in: site.store)
        #expect(found == nil)
    }
}
