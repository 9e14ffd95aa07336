import Crypto
import Foundation
import Intake
import Storage

/// A backup that is being written: what is appended is sealed piece by piece.
final class BackupWriter {
    private let file: FileHandle
    private let pieceBytes: Int
    private var cipher: PieceCipher
    private var waiting = Data()
    private var hash = SHA256()
    private(set) var bytes = 0

    init(_ file: FileHandle, _ preamble: BackupPreamble, key: SymmetricKey) throws {
        self.file = file
        pieceBytes = preamble.head.pieceBytes
        cipher = PieceCipher(key, preamble: preamble.bytes)
        try put(Data(preamble.bytes))
    }

    func append(_ content: some DataProtocol) throws {
        waiting.append(contentsOf: content)
        // One piece is kept back: it may be the last.
        while waiting.count > pieceBytes {
            let piece = Data(waiting.prefix(pieceBytes))
            waiting = Data(waiting.dropFirst(pieceBytes))
            try put(try cipher.seal(piece, isLast: false))
        }
    }

    /// Seals the last piece, and has all of it on the disk. Returns the SHA-256 of the file.
    func finish() throws -> String {
        try put(try cipher.seal(waiting, isLast: true))
        waiting = Data()
        try file.synchronize()
        return Hexadecimal.text(hash.finalize())
    }

    private func put(_ data: Data) throws {
        try file.write(contentsOf: data)
        hash.update(data: data)
        bytes += data.count
    }
}

/// A backup that is being read: its content, as far as it is asked for.
final class BackupReader {
    let head: BackupHead
    private let source: FileBytes
    private let key: SealedContentKey
    private let preamble: [UInt8]
    private var cipher: PieceCipher?
    private var offset: Int
    private var open = Data()
    private var isAtEnd = false
    private var hash = SHA256()

    /// - Throws: errors of the file; `backup.not-a-backup`, `backup.newer-format`,
    ///   `backup.damaged`.
    init(path: String) throws {
        let source = try FileBytes(path: path)
        var offset = 0
        let preamble = try BackupPreamble { count in
            let bytes = try source.data(at: offset, count)
            offset += bytes.count
            return Array(bytes)
        }
        self.source = source
        self.offset = offset
        head = preamble.head
        key = preamble.key
        self.preamble = preamble.bytes
        hash.update(data: preamble.bytes)
    }

    /// Has the content's key opened.
    ///
    /// - Throws: `backup.wrong-key`, `backup.damaged`.
    func unlock(with privateKey: BackupPrivateKey) throws {
        guard head.recipient == privateKey.publicKey.id else { throw BackupError.wrongKey }
        try unlock(key, with: privateKey)
    }

    /// The same with a key that is not in the file.
    func unlock(_ sealed: SealedContentKey, with privateKey: BackupPrivateKey) throws {
        cipher = PieceCipher(try sealed.opened(with: privateKey), preamble: preamble)
    }

    /// The next bytes of the content, at most `count`; none where it ends.
    ///
    /// - Throws: `backup.damaged`; read errors.
    func next(_ count: Int) throws -> Data {
        while open.isEmpty, !isAtEnd { open = try openPiece() }
        let part = Data(open.prefix(count))
        open = Data(open.dropFirst(part.count))
        return part
    }

    /// So many bytes of the content.
    func exactly(_ count: Int) throws -> Data {
        var data = Data()
        while data.count < count {
            let part = try next(count - data.count)
            if part.isEmpty { throw BackupError.damaged }
            data.append(part)
        }
        return data
    }

    private func openPiece() throws -> Data {
        let most = head.pieceBytes + PieceCipher.tagBytes
        let rest = source.count - offset
        let isLast = rest <= most
        let sealed = try source.data(at: offset, most)
        guard sealed.count == min(rest, most), sealed.count > PieceCipher.tagBytes,
            let piece = try cipher?.open(sealed, isLast: isLast)
        else { throw BackupError.damaged }
        hash.update(data: sealed)
        offset += sealed.count
        isAtEnd = isLast
        return piece
    }

    /// The SHA-256 of the file, once all of it was read.
    func digest() -> String { Hexadecimal.text(hash.finalize()) }
}

extension FileBytes {
    /// So many bytes, or fewer where the file ends.
    func data(at offset: Int, _ count: Int) throws -> Data {
        var data = Data(count: min(count, max(0, self.count - offset)))
        let read = try data.withUnsafeMutableBytes { try self.read(at: offset, into: $0) }
        return data.prefix(read)
    }
}
