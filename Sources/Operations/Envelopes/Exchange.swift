import Crypto
import Foundation
import Records
import Storage

/// The folder in which districts of one installation put letters for each other. Each has a folder
/// of its name: `district.json` with its key, `inbox` with letters for it, `outgoing` with those
/// that it is writing, and `rejected` with those that it could not take.
///
/// A letter is written where it does not count, noted in the district's database, and moved to the
/// other's inbox after that: what was not noted is never sent, and what was noted is sent by the
/// next look at the latest.
public struct Exchange: Sendable {
    public let folder: String
    /// This district's name.
    public let district: String

    public init(folder: String, district: String) {
        self.folder = folder
        self.district = district
    }

    /// A district that takes part.
    public struct Member: Codable, Equatable, Sendable {
        /// The district's name in this installation.
        public let name: String
        /// What it calls itself.
        public let title: String
        /// X25519, as base64url.
        let key: String

        func publicKey() throws -> Curve25519.KeyAgreement.PublicKey {
            guard let bytes = Base64URL.bytes(key),
                let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes)
            else { throw LetterError.unreadable }
            return key
        }
    }

    private static let secret = "exchange"
    private static let card = "district.json"
    private static let longestCard = 65_536

    private func path(_ parts: String...) -> String { ([folder] + parts).joined(separator: "/") }

    // MARK: Members

    /// Takes part, or says another title.
    ///
    /// - Throws: `transfer.name-taken` where another district of this name takes part,
    ///   `transfer.title-taken`, `transfer.folder`.
    func join(title: String, _ store: any Store) throws -> Member {
        try PrivateFile.makeFolder(path(district))
        try requirePrivate()
        if others.contains(where: { $0.title == title }) {
            throw OperationError.refused(
                code: "transfer.title-taken", message: "Another district is called so.",
                remedy: "Give a title that tells the two apart.")
        }
        let bytes = try store.write { writer in
            if try writer.secret(named: Self.secret) == nil {
                let new = Curve25519.KeyAgreement.PrivateKey()
                try writer.keepSecret(Array(new.rawRepresentation), named: Self.secret)
            }
            return try writer.secret(named: Self.secret)
        }
        guard let bytes else { throw Self.notJoined }
        let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
        let member = Member(
            name: district, title: title,
            key: Base64URL.text(Array(key.publicKey.rawRepresentation)))
        if let known = own, known.key != member.key {
            throw OperationError.refused(
                code: "transfer.name-taken",
                message: "Another district called \(district) takes part in this folder.",
                remedy: "Give districts of one folder names of their own. If that one is gone for "
                    + "good, remove \(path(district, Self.card)).")
        }
        for name in ["inbox", "outgoing", "rejected"] {
            try PrivateFile.makeFolder(path(district, name))
        }
        try PrivateFile.replace(
            path(district, Self.card), with: Data(StableJSON.text(member).utf8))
        return member
    }

    /// The district of this name; nil where it does not take part.
    func member(_ name: String) -> Member? {
        guard name.wholeMatch(of: /[a-z0-9][a-z0-9_-]{0,62}/) != nil,
            let bytes = FileManager.default.contents(atPath: path(name, Self.card)),
            bytes.count <= Self.longestCard,
            let member = StableJSON.value(
                Member.self, String(decoding: bytes, as: UTF8.self)), member.name == name,
            (try? GivenText.line(member.title, "district", limit: GivenText.Limit.line))
                == member.title, GivenText.isVisible(member.title)
        else { return nil }
        return member
    }

    /// Whether there is a card of this name, readable or not.
    func hasCard(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(name, Self.card))
    }

    /// Refuses folders in which other accounts can write: they could take part as anybody, or have
    /// letters sealed for them.
    ///
    /// - Parameter other: the district for which a letter is written.
    func requirePrivate(also other: String? = nil) throws {
        let others = other.map { [path($0), path($0, "inbox")] } ?? []
        for path in [folder, path(district)] + others {
            var status = stat()
            guard stat(path, &status) == 0 else { throw OperationError.cannotWrite(path) }
            if status.st_mode & 0o022 == 0 { continue }
            throw OperationError.refused(
                code: "transfer.folder", message: "Others can write in \(path).",
                remedy: "Have it be Homeroom's alone: chmod 700 \(path)")
        }
    }

    /// Does `body` while no other process of this district does; nil where one does.
    func alone<T>(_ body: () throws -> T) throws -> T? {
        let path = path(district, "lock")
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)
        guard descriptor >= 0 else { throw OperationError.cannotWrite(path) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        return try body()
    }

    /// This district; nil where it does not take part.
    public var own: Member? { member(district) }

    /// The others, by title.
    public var others: [Member] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0 != district }.compactMap(member)
            .sorted { ($0.title, $0.name) < ($1.title, $1.name) }
    }

    /// - Throws: `transfer.not-joined`.
    func key(_ reader: any Reader) throws -> Curve25519.KeyAgreement.PrivateKey {
        guard own != nil, let bytes = try reader.secret(named: Self.secret) else {
            throw Self.notJoined
        }
        return try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
    }

    static let notJoined = OperationError.refused(
        code: "transfer.not-joined",
        message: "This district takes no part in the exchange between districts.",
        remedy: "Have whoever keeps the server join it: homeroom envelope join --title NAME.")

    // MARK: Letters

    /// A letter that was written and is not sent.
    struct Staged {
        let id: String
        /// Name of the district for which it is.
        let to: String
        let path: String
        /// Seconds since 1970.
        var writtenAt = 0.0
    }

    /// Writes a letter; its name begins with the number of its change set, so that the letters of a
    /// district are taken in order.
    func stage(
        _ letter: Letter, _ rest: Data = Data(), to other: Member, in change: Int,
        _ reader: any Reader
    ) throws -> Staged {
        let number = String(change)
        let id =
            String(repeating: "0", count: max(0, 12 - number.count)) + number + "-"
            + UUID().uuidString.lowercased()
        let head = LetterFile.Head(id: id, from: district, to: other.name)
        let bytes = try LetterFile.bytes(
            letter, rest, head, key: key(reader), to: other.publicKey())
        let path = path(district, "outgoing", "\(other.name).\(id)")
        try PrivateFile.write(path) { try $0.write(contentsOf: bytes) }
        PrivateFile.synchronize(folder: self.path(district, "outgoing"))
        return Staged(id: id, to: other.name, path: path)
    }

    func send(_ staged: Staged) throws {
        guard member(staged.to) != nil else { throw LetterError.unreadable }
        do {
            try PrivateFile.move(staged.path, to: path(staged.to, "inbox", staged.id))
        } catch {
            // Another process may have sent it meanwhile.
            if FileManager.default.fileExists(atPath: staged.path) { throw error }
        }
    }

    func drop(_ staged: Staged) { unlink(staged.path) }

    /// Letters that were written and are not sent yet.
    func staged() -> [Staged] {
        names(path(district, "outgoing")).compactMap { name in
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            let file = path(district, "outgoing", name)
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            let at = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970
            return Staged(id: parts[1], to: parts[0], path: file, writtenAt: at ?? 0)
        }
    }

    /// The paths of letters that came, the oldest first.
    func inbox() -> [String] {
        names(path(district, "inbox")).map { path(district, "inbox", $0) }
    }

    /// Letters that are somewhere on their way.
    public struct Standing: Equatable, Sendable {
        /// That came and were not taken yet.
        public let waiting: Int
        /// To other districts, that were not sent yet.
        public let unsent: Int
        /// That came and could not be taken.
        public let aside: Int
    }

    /// How letters stand; nil where this district takes no part.
    public var standing: Standing? {
        if own == nil { return nil }
        return Standing(waiting: inbox().count, unsent: staged().count, aside: aside)
    }

    /// How many letters were put aside.
    var aside: Int { names(path(district, "rejected")).count }

    /// Where they are.
    public var asideFolder: String { path(district, "rejected") }

    /// Has letters that were put aside be taken again.
    func retry() throws {
        for name in names(asideFolder) {
            try PrivateFile.move(asideFolder + "/" + name, to: path(district, "inbox", name))
        }
    }

    /// Puts a letter aside that cannot be taken.
    func reject(_ path: String) throws {
        let name = (path as NSString).lastPathComponent
        try PrivateFile.makeFolder(asideFolder)
        try PrivateFile.move(path, to: asideFolder + "/" + name)
    }

    private func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { !$0.hasPrefix(".") }.sorted()
    }
}
