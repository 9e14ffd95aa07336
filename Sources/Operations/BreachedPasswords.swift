import Crypto
import Foundation
import Intake
import Records

/// A list of passwords that became known in breaches of other systems, as a district can download
/// it: a line for each, with its SHA-1 in hexadecimal digits, a colon and how often it was found,
/// in the order of the digits.
///
/// Such a list has some 40 GB. It is searched by halves, with about thirty short reads, and never
/// loaded. Nothing of a password leaves the machine.
///
/// Source of the form: Pwned Passwords, "ordered by hash", as its downloader writes it.
public struct BreachedPasswords: Sendable {
    /// Of SHA-1, in hexadecimal digits.
    private static let digits = 40
    /// A line is no longer than this, with its end.
    private static let longestLine = 64
    /// How many lines are looked at, all over the list, before it is taken for one.
    private static let probes = 64

    private let file: FileBytes

    /// Opens a list, and looks at some of its lines.
    ///
    /// - Throws: `password.breached-list` where it cannot be read, or is no list in order.
    public init(path: String) throws {
        do { file = try FileBytes(path: path) } catch {
            throw Self.unusable("The list of breached passwords cannot be opened.")
        }
        try requireOrder()
    }

    /// Whether a password is in the list.
    ///
    /// - Throws: `password.breached-list`: nobody gets a password that could not be looked up.
    public func contains(_ password: String) throws -> Bool {
        let digest = Insecure.SHA1.hash(data: Data(PasswordRule.normalized(password).utf8))
        return try find(Hexadecimal.text(digest).uppercased())
    }

    /// Looks a digest up, in capitals.
    private func find(_ digest: String) throws -> Bool {
        // The line, if it is there, begins at `low` or after it, and before `high`; a line begins
        // at `low`.
        var (low, high) = (0, file.count)
        while low < high {
            let middle = low + (high - low) / 2
            guard let line = try line(at: middle), line.start < high else {
                high = middle
                continue
            }
            if line.digest == digest { return true }
            if line.digest < digest { low = line.end } else { high = middle }
        }
        return false
    }

    private struct Line {
        let start: Int
        /// Where the next one begins.
        let end: Int
        /// In capitals.
        let digest: String
    }

    /// The first line that begins at `offset` or after it; nil where none does.
    private func line(at offset: Int) throws -> Line? {
        let from = max(0, offset - 1)
        let bytes: [UInt8]
        do { bytes = try file.bytes(at: from, count: 2 * Self.longestLine) } catch {
            throw Self.unusable("The list of breached passwords cannot be read.")
        }
        let newline = UInt8(ascii: "\n")
        var begin = 0
        if offset > 0 {
            guard let end = bytes.firstIndex(of: newline) else {
                // The last line may lack its end; any other is too long.
                if from + bytes.count >= file.count { return nil }
                throw Self.notAList
            }
            begin = end + 1
        }
        if from + begin >= file.count { return nil }
        let rest = bytes[begin...]
        let length = rest.firstIndex(of: newline).map { $0 - begin + 1 } ?? rest.count
        guard let digest = Self.digest(rest.prefix(length)) else { throw Self.notAList }
        return Line(start: from + begin, end: from + begin + length, digest: digest)
    }

    /// The digest of a line: forty digits, and behind them a colon or the end.
    private static func digest(_ line: ArraySlice<UInt8>) -> String? {
        let digest = line.prefix(digits)
        let isHexadecimal = digest.allSatisfy { byte in
            (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
        }
        let next = line.dropFirst(digits).first
        let isEnded = next.map { [58, 13, 10].contains($0) } ?? true
        guard digest.count == digits, isHexadecimal, isEnded, line.count <= longestLine else {
            return nil
        }
        return String(decoding: digest, as: UTF8.self).uppercased()
    }

    /// One of another order, as the list by how often each was found, would find nothing and tell
    /// nobody.
    private func requireOrder() throws {
        var last: Line?
        for probe in 0..<Self.probes {
            guard let line = try line(at: file.count / Self.probes * probe) else { continue }
            if let last, line.start > last.start, line.digest <= last.digest { throw Self.notAList }
            last = line
        }
        if last == nil { throw Self.notAList }
    }

    private static let notAList = unusable(
        "The list of breached passwords has another form, or another order.")

    private static func unusable(_ message: String) -> OperationError {
        .refused(
            code: "password.breached-list", message: message,
            remedy: "Give the list of SHA-1 digests ordered by hash, one to a line: "
                + "HASH:COUNT. See docs/self-hosting.md.")
    }

    /// Why a password that is in the list is not taken.
    static let refusal = OperationError.refused(
        code: "password.breached",
        message: "This password became known in a breach of another system.",
        remedy: "Take another one, and change it wherever you use it. Four or five words that "
            + "have nothing to do with each other will do.")
}
