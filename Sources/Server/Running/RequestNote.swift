import Synchronization

/// What becomes known of a request while it is answered, for the log.
final class RequestNote: Sendable {
    private let number = Mutex<Int?>(nil)

    /// Our number of who is signed in.
    var user: Int? {
        get { number.withLock { $0 } }
        set { number.withLock { $0 = newValue } }
    }
}
