import Testing

@testable import Intake

@Suite struct DigestTests {
    /// FIPS 180-2, appendix B, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `SHA-256 is that of the published examples`(text: String, expected: String) throws {
        #expect(try Digest.sha256Hex(of: MemoryBytes(text.utf8)) == expected)
    }

    @Test func `a source of several pieces gives one digest`() throws {
        let bytes = (0..<(2 * bytesPerPiece + 3)).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let temporary = try TemporaryBytes()
        try temporary.append(bytes)
        let prefix = MemoryBytes(bytes.prefix(65_536))
        #expect(try Digest.sha256(of: temporary) == Digest.sha256(of: MemoryBytes(bytes)))
        #expect(try Digest.sha256Prefix(of: temporary) == Digest.sha256(of: prefix))
        #expect(try Digest.sha256(of: temporary) != Digest.sha256Prefix(of: temporary))
    }

    @Test func `the prefix of a short source is all of it`() throws {
        let source = MemoryBytes(line)
        #expect(try Digest.sha256Prefix(of: source) == Digest.sha256(of: source))
        #expect(try Digest.sha256Prefix(of: source, bytes: 0) == Digest.sha256(of: MemoryBytes([])))
        #expect(Digest.hex([0, 1, 0xAB, 0xFF]) == "0001abff")
    }
}
