import Testing

@testable import Intake

@Suite struct IntakeErrorTests {
    static let all: [(IntakeError, String)] = [
        (.notFound(name: "programs.txt"), "file.not-found"),
        (.notRegular(name: "programs.txt"), "file.not-regular"),
        (.notReadable(name: "programs.txt", reason: "permission is missing"), "file.not-readable"),
        (.changed, "file.changed"),
        (.notWritable(reason: "permission is missing"), "file.not-writable"),
        (.diskFull, "file.disk-full"),
        (.zipDamaged(.noEnd), "zip.damaged"),
        (.zipDamaged(.directory), "zip.damaged"),
        (.zipDamaged(.split), "zip.damaged"),
        (.zipDamaged(.entry("programs.txt")), "zip.damaged"),
        (.zipDamaged(.checksum("programs.txt")), "zip.damaged"),
        (.zipTooManyEntries(limit: 1_000), "zip.too-many-entries"),
        (.zipEncrypted(entry: "programs.txt"), "zip.encrypted"),
        (.zipMethod(entry: "programs.txt", method: 14), "zip.method"),
        (.zipTooLarge(entry: "programs.txt", limit: 8 << 30), "zip.too-large"),
    ]

    @Test(arguments: all)
    func `each error has a code, a sentence and a remedy`(error: IntakeError, code: String) {
        #expect(error.code == code)
        #expect(error.message.hasSuffix(".") && error.remedy.hasSuffix("."))
        #expect(error.description == "\(code): \(error.message) \(error.remedy)")
    }

    @Test func `sizes are told in words`() {
        #expect(size(8 << 30) == "8 GiB")
        #expect(size(3 << 20) == "3 MiB")
        #expect(size(1_000) == "1000 bytes")
        #expect(size(0) == "0 bytes")
    }

    @Test func `a name cannot forge a line or go on for ever`() {
        #expect(quoted("a\nb\u{202E}c\u{0}") == "\"a?b?c?\"")
        let long = quoted(String(repeating: "x", count: 100_000))
        #expect(long.count == 125)
        #expect(long.hasSuffix("...\""))
    }
}
