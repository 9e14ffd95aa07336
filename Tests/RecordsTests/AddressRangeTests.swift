import Testing

@testable import Records

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
        ("192.0.2.128/25", "192.0.2.127", false), ("0.0.0.0/0", "203.0.113.9", true),
        ("192.0.2.0/24", "::ffff:192.0.2.9", true), ("::ffff:192.0.2.9", "192.0.2.9", true),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("2001:db8::1", "2001:0db8:0:0::1", true), ("::/0", "192.0.2.1", false),
        ("0.0.0.0/0", "2001:db8::1", false), ("192.0.2.0/24", "", false),
        ("192.0.2.0/24", "unix", false),
    ])
    func `an address lies in a range or not`(range: String, address: String, lies: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(address) == lies)
    }

    @Test(arguments: [
        "", "192.0.2", "192.0.2.256", "192.0.2.1/33", "192.0.2.1/24", "192.0.2.0/", "/24",
        "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/24/8", "2001:db8::1/32", "2001:db8::/129",
        "host", "192.0.2.7 ",
    ])
    func `what is no address and no range is none`(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
