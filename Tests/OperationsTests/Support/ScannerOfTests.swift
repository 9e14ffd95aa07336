import Foundation
import Synchronization

/// A server on this machine that reads what clamd's INSTREAM sends, and answers as it is told.
final class ScannerOfTests: Sendable {
    enum Behavior: Sendable {
        /// Answers this, once all was read.
        case word(String)
        /// Ends the connection without an answer.
        case hangUp
        /// Answers without an end.
        case endless
    }

    private let listener: Int32
    private let port: UInt16
    private let files = Mutex<[[UInt8]]>([])

    /// What each connection sent, without what stands around it.
    var received: [[UInt8]] { files.withLock { $0 } }
    var place: String { "127.0.0.1:\(port)" }

    struct CannotListen: Error {}

    init(_ behavior: Behavior) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, $0, &size) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isBound else { throw CannotListen() }
        let thread = Thread { [weak self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                self?.serve(connection, behavior)
                close(connection)
            }
        }
        thread.start()
    }

    deinit { stop() }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ connection: Int32, _ behavior: Behavior) {
        guard Self.read(10, connection) == Array("zINSTREAM\0".utf8) else { return }
        var all: [UInt8] = []
        while let head = Self.read(4, connection) {
            let count = head.reduce(0) { $0 << 8 | Int($1) }
            if count == 0 { break }
            guard let piece = Self.read(count, connection) else { return }
            all += piece
        }
        files.withLock { $0.append(all) }
        switch behavior {
        case .word(let text): Self.send(text, connection)
        case .hangUp: break
        case .endless:
            for _ in 0..<200 { Self.send(String(repeating: "x", count: 100), connection) }
        }
    }

    private static func send(_ text: String, _ connection: Int32) {
        let bytes = Array(text.utf8)
        _ = Foundation.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private static func read(_ count: Int, _ connection: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes {
                recv(connection, $0.baseAddress.map { $0 + done }, count - done, 0)
            }
            if got <= 0 { return nil }
            done += got
        }
        return bytes
    }
}
