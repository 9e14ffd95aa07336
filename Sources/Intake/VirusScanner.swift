import Glibc

/// A scanner of the district that looks at files: clamd, or whatever speaks its protocol.
///
/// Source: the manual page clamd(8), command INSTREAM: pieces, each behind its length in four bytes
/// in network order, and a length of nothing at the end.
public struct VirusScanner: Sendable, Equatable {
    /// Where it listens.
    public enum Place: Sendable, Equatable {
        case host(String, port: UInt16)
        case socket(path: String)
    }

    /// What it says of a file.
    public enum Verdict: Sendable, Equatable {
        case clean
        /// With the scanner's name of what it found, as far as that is harmless to show.
        case found(String)
    }

    /// That no answer came, or none that can be understood.
    public struct NoAnswer: Error, Equatable {}

    public let place: Place
    /// In seconds: how long is waited for each step.
    let patience: Int

    private static let pieceBytes = 128 << 10
    private static let longestAnswer = 4_096
    private static let longestName = 100

    /// From `HOST:PORT` or `unix:PATH`; nil where it is neither.
    public init?(_ text: String, patience: Int = 60) {
        self.patience = patience
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            // The longest that an address of a socket holds.
            guard !path.isEmpty, path.utf8.count < 108, !path.utf8.contains(0) else { return nil }
            place = .socket(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.utf8.contains(0) else { return nil }
        place = .host(String(host), port: port)
    }

    /// Hands a file to the scanner, whole, and waits for its word.
    ///
    /// - Returns: the verdict, and the SHA-256 of what it is about, in hexadecimal digits.
    /// - Throws: `NoAnswer`; `IntakeError` where the file cannot be read.
    public func scan(_ source: any ByteSource) throws -> (verdict: Verdict, digest: String) {
        let connection = try connect()
        try Self.send(Array("zINSTREAM\0".utf8), connection)
        var digest = RunningDigest()
        var place = 0
        while place < source.count {
            let piece = try source.bytes(at: place, count: Self.pieceBytes)
            if piece.isEmpty { throw IntakeError.changed }
            piece.withUnsafeBytes { digest.add($0) }
            try Self.send(Self.length(piece.count) + piece, connection)
            place += piece.count
        }
        try Self.send(Self.length(0), connection)
        return (try Self.verdict(Self.answer(connection)), digest.hex())
    }

    private static func length(_ count: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt32(count).bigEndian) { Array($0) }
    }

    /// `stream: OK`, `stream: NAME FOUND`, or that it could not.
    private static func verdict(_ answer: String) throws -> Verdict {
        let words = answer.split(separator: ":", maxSplits: 1).last ?? ""
        let text = words.drop { $0 == " " }
        if text == "OK" { return .clean }
        guard text.hasSuffix(" FOUND") else { throw NoAnswer() }
        let name = text.dropLast(" FOUND".count).filter { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || "._-/".contains(letter))
        }
        return .found(String(name.prefix(longestName)))
    }

    // MARK: The connection

    private func connect() throws -> Descriptor {
        switch place {
        case .socket(let path): return try connect(toSocket: path)
        case .host(let host, let port): return try connect(to: host, port)
        }
    }

    private func connect(toSocket path: String) throws -> Descriptor {
        let descriptor = try open(AF_UNIX)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(
                    descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else { throw NoAnswer() }
        return descriptor
    }

    private func connect(to host: String, _ port: UInt16) throws -> Descriptor {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &list) == 0 else { throw NoAnswer() }
        defer { freeaddrinfo(list) }
        var next = list
        while let one = next?.pointee {
            if let descriptor = try? open(one.ai_family),
                Glibc.connect(descriptor.number, one.ai_addr, one.ai_addrlen) == 0
            {
                return descriptor
            }
            next = one.ai_next
        }
        throw NoAnswer()
    }

    private func open(_ family: Int32) throws -> Descriptor {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let number = socket(family, kind, 0)
        guard number >= 0 else { throw NoAnswer() }
        let descriptor = Descriptor(owning: number)
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            let size = socklen_t(MemoryLayout<timeval>.size)
            guard setsockopt(number, SOL_SOCKET, option, &limit, size) == 0 else {
                throw NoAnswer()
            }
        }
        return descriptor
    }

    private static func send(_ bytes: [UInt8], _ descriptor: Descriptor) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                // Without a signal where the other side is gone.
                let put = Glibc.send(
                    descriptor.number, UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    rest.count, Int32(MSG_NOSIGNAL))
                if put > 0 {
                    rest = rest.dropFirst(put)
                } else if errno != EINTR {
                    throw NoAnswer()
                }
            }
        }
    }

    /// Up to the end of the line, whichever of the two protocols has it.
    private static func answer(_ descriptor: Descriptor) throws -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        while bytes.count < longestAnswer {
            let got = recv(descriptor.number, &buffer, buffer.count, 0)
            if got < 0, errno == EINTR { continue }
            if got <= 0 { throw NoAnswer() }
            bytes += buffer.prefix(got)
            if let end = bytes.firstIndex(where: { $0 == 0 || $0 == UInt8(ascii: "\n") }) {
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
        }
        throw NoAnswer()
    }
}
