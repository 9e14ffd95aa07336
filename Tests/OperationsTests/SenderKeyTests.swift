import Foundation
import Testing

@testable import Operations

/// Keys of senders, as programs write them. The keys and their fingerprints were made by ssh-keygen.
@Suite struct SenderKeyTests {
    static let ed25519 =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFfnFhERIgJT8rI7fJsuRR27NMd06HiE26+2w2ogrkJB"
    static let saved = """
        ---- BEGIN SSH2 PUBLIC KEY ----
        Subject: somebody \\
          who goes on
        Comment: "256-bit ECDSA of Fernton"
        AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKLF7xozLa5xZkFDcK
        NmBfG148p/Bt5uKroVSNQ7TSdiAXrVbZWRQq5zuGeRR3QvlF81l5SScXsd2YvuRAN2Ock=
        ---- END SSH2 PUBLIC KEY ----
        """
    /// 1,024 bits.
    static let weak =
        "ssh-rsa "
        + "AAAAB3NzaC1yc2EAAAADAQABAAAAgQD2qMJQfD6Jq9u+7Mdv+IxjHXVyCbBvNetMmqfHMKyDLJNJ"
        + "GMFXhpDsRgDcEBod3kqAIx6grqo5iL3TucuymGWMyltiOwTdsJSuYJXI8zzJQ0t8RaG2FGDzdyFu"
        + "chgKz9gN5muPp+XvTuk1h1QswATvah31Bd6fCYe6lnxW6hBALw=="

    @Test func `keys are read and known by the fingerprint that ssh-keygen shows`() throws {
        let keys = try SenderKey.read("# ours\r\n\(Self.ed25519) Fern\u{202E}ton 1\r\n\n")
        let key = try #require(keys.first)
        #expect(keys.count == 1)
        #expect(key.fingerprint == "SHA256:aQR0XzVfeE9xhuv3fuZV49Pbn400Zih+0+/3TfFsfQY")
        #expect(key.line == "restrict \(Self.ed25519) Fernton 1")
    }

    @Test func `the form that PuTTYgen saves is read`() throws {
        let key = try #require(try SenderKey.read(Self.saved).first)
        #expect(key.kind == "ecdsa-sha2-nistp256")
        #expect(key.fingerprint == "SHA256:++uh+JjbYFLna6UcpRpZuondkbHE4hkeFkx7EHuJm0k")
        #expect(key.comment == "256-bit ECDSA of Fernton")
    }

    static func code(_ text: String) -> String? {
        do {
            _ = try SenderKey.read(text)
            return nil
        } catch { return (error as? OperationError)?.code }
    }

    @Test(arguments: [
        "", "# nothing", "ssh-ed25519", "ssh-dss AAAAB3NzaC1kc3MAAACB",
        "command=\"/bin/sh\" \(ed25519)", String(ed25519.dropLast(4)), ed25519 + "!",
        "ssh-rsa" + ed25519.dropFirst(11), "ssh-rsa AAAAB3NzaC1yc2E=",
        // A length that goes beyond the end, and one over all memory.
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIQ==", "ssh-ed25519 /////w==",
    ])
    func `what is no key is refused`(_ text: String) {
        #expect(Self.code(text) == "sender-key.invalid")
    }

    @Test func `private keys and weak ones are refused by name`() {
        for begin in ["-----BEGIN OPENSSH PRIVATE KEY-----\n", "PuTTY-User-Key-File-3: ssh-rsa\n"] {
            #expect(Self.code(begin + Self.ed25519) == "sender-key.private")
        }
        #expect(Self.code(Self.weak) == "sender-key.weak")
    }

    @Test(arguments: ["relative", "/srv/../etc", "/srv/a b", "/srv/\n", "/", "/srv/.hidden", ""])
    func `a folder that OpenSSH could read otherwise is refused`(_ root: String) {
        #expect(throws: OperationError.self) { try SenderHost(root: root, user: "homeroom") }
    }
}
