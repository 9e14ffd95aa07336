import Dispatch
import Storage
import Synchronization

/// Connections to one district, opened when they are needed and kept for the next who needs one.
final class ConnectionPool: Sendable {
    private let address: PostgresAddress
    private let schema: String
    /// Counts down the connections that may still be in use at once.
    private let free: DispatchSemaphore
    private let idle = Mutex<[Idle]>([])

    /// How long one waits for a connection that others use, in seconds.
    private static let secondsToWait = 60
    /// How long one waits for a server that is starting, in seconds.
    private static let secondsToStart = 30

    /// A connection that nobody uses: it passes from one thread to another.
    private struct Idle: @unchecked Sendable { let connection: PostgresConnection }

    private let cipher: CipherSlot

    init(address: PostgresAddress, schema: String, limit: Int, cipher: CipherSlot) {
        self.cipher = cipher
        self.address = address
        self.schema = schema
        free = DispatchSemaphore(value: limit)
    }

    /// Lends a connection with an open transaction, begun by `begin`. Gives it back to the pool
    /// afterwards, rolled back where `body` did not end the transaction.
    ///
    /// A connection that broke while it lay idle, as after a restart of the server, is replaced.
    func withTransaction<T>(
        _ begin: String, _ body: (PostgresConnection, _ begun: LibPQ.Result) throws -> T
    ) throws -> T {
        guard free.wait(timeout: .now() + .seconds(Self.secondsToWait)) == .success else {
            throw StorageError.busy
        }
        defer { free.signal() }
        let (connection, begun) = try connect(begin)
        defer { giveBack(connection) }
        return try body(connection, begun)
    }

    private func connect(_ begin: String) throws -> (PostgresConnection, LibPQ.Result) {
        while let connection = idle.withLock({ $0.popLast()?.connection }) {
            do {
                return (connection, try connection.session.execute(begin))
            } catch StorageError.connectionLost {
                continue
            } catch {
                giveBack(connection)
                throw error
            }
        }
        let connection = PostgresConnection(session: try openSession(), cipher: cipher)
        do {
            return (connection, try connection.session.execute(begin))
        } catch {
            giveBack(connection)
            throw error
        }
    }

    private func giveBack(_ connection: PostgresConnection) {
        let session = connection.session
        connection.forgetWritten()
        if session.isUsable, session.isInTransaction { _ = try? session.execute("ROLLBACK") }
        guard session.isUsable, !session.isInTransaction else { return }
        let lent = Idle(connection: connection)
        idle.withLock { $0.append(lent) }
    }

    /// Closes the connections that nobody uses.
    func close() { idle.withLock { $0 = [] } }

    // MARK: New connections

    /// A new connection that sees the district's schema alone. What the connection string sets
    /// itself (`options=-c...`) stays.
    func openSession() throws -> LibPQ {
        let session = try Self.connect(address)
        let name = schema.replacing("'", with: "''")
        try session.execute(
            """
            SELECT set_config('search_path', '"\(name)"', false);
            SELECT set_config(s.name, v.value, false)
            FROM pg_settings s JOIN (VALUES
                ('lock_timeout', '60s'), ('jit', 'off'), ('cursor_tuple_fraction', '1.0'),
                ('client_connection_check_interval', '1s'), ('tcp_keepalives_idle', '30'),
                ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3')
            ) AS v (name, value) ON v.name = s.name
            WHERE s.source <> 'client'
            """)
        return session
    }

    /// Connects, and waits for a server that is starting.
    static func connect(_ address: PostgresAddress) throws -> LibPQ {
        try address.requireReadable()
        try address.requireEncryption()
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            do {
                return try LibPQ(address.parameters)
            } catch {
                guard clock.now - start < .seconds(secondsToStart),
                    LibPQ.isStarting(address.parameters)
                else { throw error }
                rest()
            }
        }
    }

    /// Waits a moment before something is tried again.
    static func rest() {
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(200))
    }
}
