import Dispatch
import Operations
import Pages
import Records
import Storage
import Synchronization

/// Checks and imports that were asked for: each is done where it holds up no page, one after the
/// other, and how far it is can be asked meanwhile.
final class ImportJobs: Sendable {
    /// Jobs that are over are kept for their pages; the oldest go first.
    static let most = 100

    private struct Jobs {
        var states: [String: DeliveryPage.State] = [:]
        var order: [String] = []
        var isStopping = false
    }

    private let queue = DispatchQueue(label: "homeroom.imports")
    private let jobs = Mutex(Jobs())
    private let begun = DispatchGroup()

    /// Where the work on a delivery is.
    func state(of delivery: String) -> DeliveryPage.State {
        jobs.withLock { $0.states[delivery] } ?? .waits
    }

    func isRunning(_ delivery: String) -> Bool {
        if case .running = state(of: delivery) { return true }
        return false
    }

    private func set(_ delivery: String, _ state: DeliveryPage.State) {
        jobs.withLock { jobs in
            if jobs.states.updateValue(state, forKey: delivery) == nil {
                jobs.order.append(delivery)
            }
            while jobs.order.count > Self.most {
                jobs.states[jobs.order.removeFirst()] = nil
            }
        }
    }

    /// How many are under way, with those that wait for their turn.
    var running: Int {
        jobs.withLock { jobs in
            jobs.states.values.count { if case .running = $0 { true } else { false } }
        }
    }

    /// No job begins any more; the deliveries of those that wait stay as they are.
    func stop() { jobs.withLock { $0.isStopping = true } }

    private var isStopping: Bool { jobs.withLock { $0.isStopping } }

    /// Waits for the job that is under way.
    func waitUntilIdle() { begun.wait() }

    func forget(_ delivery: String) { set(delivery, .waits) }

    /// Begins work on a delivery, unless work on it is under way.
    func start(
        _ delivery: String, isImport: Bool,
        _ body:
            @escaping @Sendable (@escaping @Sendable (ImportProgress) -> Void) throws ->
            DeliveryPage.State
    ) {
        if isRunning(delivery) || isStopping { return }
        set(delivery, .running(nil, isImport: isImport))
        queue.async(group: begun) { [self] in
            if isStopping { return set(delivery, .waits) }
            do {
                let end = try body { progress in
                    self.set(delivery, .running(progress, isImport: isImport))
                }
                set(delivery, end)
            } catch let error as OperationError {
                set(delivery, .failed(ErrorWords.words(for: error)))
            } catch StorageError.busy {
                set(delivery, .failed(.districtBusy))
            } catch {
                set(delivery, .failed(.importBroke))
            }
        }
    }
}
