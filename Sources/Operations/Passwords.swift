import Crypto
import CryptoExtras
import Foundation
import Records

/// Hashes passwords, and tells whether one is right.
///
/// Source of the parameters: OWASP Password Storage Cheat Sheet, scrypt with 32 MiB.
public struct Passwords: Sendable {
    /// How much work a hash is.
    struct Cost: Equatable, Sendable {
        /// The logarithm of N to the base 2.
        var logRounds: Int
        var blockSize: Int
        var parallelism: Int

        static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)
        /// More is not worked off, whatever a hash says: it would take all of the memory.
        static let most = Cost(logRounds: 20, blockSize: 32, parallelism: 16)
    }

    private static let saltBytes = 16
    private static let keyBytes = 32

    let cost: Cost

    public init() { cost = .standard }

    /// Only tests take less.
    init(cost: Cost) { self.cost = cost }

    /// The hash of a password, as text: `$scrypt$ln=15,r=8,p=3$salt$key`.
    public func hash(_ password: String) throws -> String {
        var generator = SystemRandomNumberGenerator()
        return try hash(password, using: &generator)
    }

    func hash(
        _ password: String, using generator: inout some RandomNumberGenerator
    ) throws -> String {
        let salt = RandomBytes.make(Self.saltBytes, using: &generator)
        return PasswordHash(cost: cost, salt: salt, key: try Self.key(password, salt, cost)).text
    }

    /// Whether a password is the one that was hashed. It takes as long where there is no hash.
    public func verify(_ password: String, _ text: String?) throws -> Bool {
        let known = text.flatMap(PasswordHash.init)
        let hash =
            known
            ?? PasswordHash(
                cost: cost, salt: Array(repeating: 0, count: Self.saltBytes),
                key: Array(repeating: 0, count: Self.keyBytes))
        let isSame = Self.isSame(try Self.key(password, hash.salt, hash.cost), hash.key)
        return isSame && known != nil
    }

    /// Whether a hash is to be made anew because it took other work than one made now.
    public func isOutdated(_ text: String) -> Bool { PasswordHash(text)?.cost != cost }

    private static func key(_ password: String, _ salt: [UInt8], _ cost: Cost) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(PasswordRule.normalized(password).utf8), salt: salt,
            outputByteCount: keyBytes, rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }

    /// Takes as long wherever they differ.
    private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// A hash with all that it takes to make it again.
private struct PasswordHash {
    let cost: Passwords.Cost
    let salt: [UInt8]
    let key: [UInt8]

    init(cost: Passwords.Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Nil where the text is none.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Self.cost(parts[2]), let salt = Base64URL.bytes(String(parts[3])),
            let key = Base64URL.bytes(String(parts[4])), !salt.isEmpty, !key.isEmpty
        else { return nil }
        self.init(cost: cost, salt: salt, key: key)
    }

    private static func cost(_ text: Substring) -> Passwords.Cost? {
        guard let found = text.wholeMatch(of: /ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})/),
            let rounds = Int(found.1), let size = Int(found.2), let lanes = Int(found.3)
        else { return nil }
        let most = Passwords.Cost.most
        guard (1...most.logRounds).contains(rounds), (1...most.blockSize).contains(size),
            (1...most.parallelism).contains(lanes)
        else { return nil }
        return Passwords.Cost(logRounds: rounds, blockSize: size, parallelism: lanes)
    }

    var text: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
            + "$\(Base64URL.text(salt))$\(Base64URL.text(key))"
    }
}
