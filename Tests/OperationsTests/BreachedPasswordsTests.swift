import Crypto
import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// The list of passwords that became known elsewhere.
@Suite struct BreachedPasswordsTests {
    let entrance: Entrance

    init() throws { entrance = try Entrance() }

    private static func digest(_ text: String) -> String {
        Insecure.SHA1.hash(data: Data(text.utf8)).map { String(format: "%02X", $0) }.joined()
    }

    private static func known(_ number: Int) -> String { "known password \(number)" }

    /// A list of so many, in order, each line ended in one of the two ways.
    private func list(
        _ count: Int, end: String = "\r\n", isEnded: Bool = true
    ) throws -> String {
        let lines = (0..<count).map { Self.digest(Self.known($0)) }.sorted()
            .enumerated().map { "\($1):\($0 * 7919 + 1)" }
        return try write(lines.joined(separator: end) + (isEnded ? end : ""))
    }

    private func write(_ text: String) throws -> String {
        let path = entrance.office.district.folder.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: path)
        return path.path
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch let error as OperationError { return error.code } catch {
            return "\(error)"
        }
        return nil
    }

    @Test(arguments: [1, 2, 3, 7, 100, 3_001])
    func `each password of a list is found, and no other`(_ count: Int) throws {
        for (end, isEnded) in [("\r\n", true), ("\n", true), ("\n", false)] {
            let list = try BreachedPasswords(path: list(count, end: end, isEnded: isEnded))
            for number in 0..<count {
                let isFound = try list.contains(Self.known(number))
                #expect(isFound, "\(number) of \(count)")
            }
            for number in count..<(count + 200) {
                let isFound = try list.contains(Self.known(number))
                #expect(!isFound, "\(number) of \(count)")
            }
        }
    }

    @Test func `the digest is that of the published examples`() throws {
        // Source: FIPS 180-2, appendix A.1; RFC 3174, section 7.3.
        let path = try write("A9993E364706816ABA3E25717850C26C9CD0D89D:1\n")
        #expect(try BreachedPasswords(path: path).contains("abc"))
        let small = try write("a9993e364706816aba3e25717850c26c9cd0d89d\n")
        #expect(try BreachedPasswords(path: small).contains("abc"))
    }

    @Test func `what is no such list is refused when it is named`() throws {
        let sorted = (0..<500).map { Self.digest(Self.known($0)) }.sorted()
        let others = [
            "", "\n", "no list\n", String(repeating: "A", count: 39) + ":1\n",
            // Of NTLM, and of SHA-256.
            String(repeating: "8846F7EAEE8FB117AD06BDD830B7586C:1\n", count: 40),
            String(repeating: "A", count: 64) + ":1\n",
            String(repeating: "A", count: 5_000),
            // By how often each was found.
            sorted.reversed().map { $0 + ":1\n" }.joined(),
        ]
        for text in others {
            let path = try write(text)
            #expect(
                code { _ = try BreachedPasswords(path: path) } == "password.breached-list",
                "\(text.prefix(50))")
        }
        let none = entrance.office.path("none")
        #expect(code { _ = try BreachedPasswords(path: none) } == "password.breached-list")
    }

    @Test func `a password of the list is not taken, nor one that cannot be looked up`() throws {
        let path = try list(50)
        let breached = try BreachedPasswords(path: path)
        let users = Users(entrance.host, breached: breached, passwords: Entrance.cheap)
        let known = try write(
            Self.digest("quarry mosaic ferry thimble") + ":12\n")
        let other = Users(
            entrance.host, breached: try BreachedPasswords(path: known), passwords: Entrance.cheap)
        let refused = code {
            try other.setPassword(of: "mira", to: "quarry mosaic ferry thimble")
        }
        #expect(refused == "password.breached")
        #expect(
            code { try users.setPassword(of: "mira", to: "quarry mosaic ferry thimble") } == nil)
        var entry = Users.Entry()
        entry.role = .teacher
        let added = code {
            _ = try other.add("theo", entry, password: "quarry mosaic ferry thimble")
        }
        #expect(added == "password.breached")
        truncate(path, 10)
        let unsure = code { try users.setPassword(of: "mira", to: "lantern gravel ferry mosaic") }
        #expect(unsure == "password.breached-list")
    }
}
