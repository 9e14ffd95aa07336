import Hummingbird
import Logging
import Synchronization

/// A server of a test, over real HTTP at a port of this machine that is free.
public final class TestServer: Sendable {
    /// `http://127.0.0.1:PORT`.
    public let address: String
    private let task: Task<Void, Never>

    /// Starts it, and returns once it answers.
    public init(_ router: Router<BasicRequestContext>) async {
        let (ports, started) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in started.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        task = Task { () -> Void in
            try? await app.runService(gracefulShutdownSignals: [])
            started.finish()
        }
        var port = 0
        for await found in ports {
            port = found
            break
        }
        address = "http://127.0.0.1:\(port)"
    }

    public func stop() { task.cancel() }
}
