import Dispatch
import Foundation
import Logging
import Operations
import Storage
import Synchronization

/// What is done while the district is served, whoever asks for what: users whom nobody used are
/// locked, tokens that no program used are revoked, and who changed is looked at for duplicates.
public final class Housekeeping: Sendable {
    /// In minutes: how often it looks.
    private static let interval = 30
    /// In minutes: how often it looks for duplicates of those who changed.
    private static let matching = 1

    /// Who does it, for the change sets.
    static let actor = "homeroom: nightly"

    private let queue = DispatchQueue(label: "homeroom.housekeeping")
    /// Who is told outside may answer late, and nothing else waits for that.
    private let outside = DispatchQueue(label: "homeroom.outbox")
    private let isOver = Mutex(false)
    private let lastMatched = Mutex(0.0)
    private let workspace: Workspace
    /// Where letters of other districts come.
    private let exchange: Exchange?
    private let scanner: DocumentScanner?
    /// Tells the log what went wrong.
    private let failed: @Sendable (any Error) -> Void
    private static let secondsToMatchAll = 20.0 * 3_600

    init(
        store: any Store, clock: @escaping @Sendable () -> Date, settings: Site.Settings,
        failed: @escaping @Sendable (any Error) -> Void
    ) {
        self.failed = failed
        (exchange, scanner) = (settings.exchange, settings.scanner)
        workspace = Workspace(store: store, actor: Self.actor, clock: clock)
        plan(minutes: 1)
        planMatching()
        planTelling()
    }

    private func planTelling() {
        outside.asyncAfter(deadline: .now() + .seconds(Self.matching * 60)) { [weak self] in
            guard let self, !isOver.withLock({ $0 }) else { return }
            tell()
            planTelling()
        }
    }

    private func planMatching() {
        queue.asyncAfter(deadline: .now() + .seconds(Self.matching * 60)) { [weak self] in
            guard let self, !isOver.withLock({ $0 }) else { return }
            askSIS()
            takeLetters()
            match()
            planMatching()
        }
    }

    private func plan(minutes: Int) {
        queue.asyncAfter(deadline: .now() + .seconds(minutes * 60)) { [weak self] in
            guard let self, !isOver.withLock({ $0 }) else { return }
            // Whoever is locked is not stale any more: a second look does nothing. Where the
            // district is held by an import, the next look does it.
            _ = try? StaleAccounts(workspace).lock()
            _ = try? StaleTokens(workspace).lock()
            lookForFailingNights()
            makeReports()
            _ = try? SignInEvents(store: workspace.store, clock: workspace.clock).prune()
            plan(minutes: Self.interval)
        }
    }

    /// Where the timer of the system itself stands still, nobody else tells.
    private func lookForFailingNights() {
        _ = try? NightAlarms(workspace).look()
    }

    /// What waits to be told outside. What could not be waits with its reason, and is an alarm in
    /// the end.
    private func tell() {
        do {
            // What is not taken at once is tried again by the outbox.
            _ = try Outbox(workspace, messenger: HostMessenger(pauses: [0])).deliver()
        } catch {
            // Where the district is held by an import, the next look does it.
            if error as? StorageError != .busy { failed(error) }
        }
    }

    /// Asks the SIS for whoever it says has changed. What went wrong stands beside the source.
    private func askSIS() {
        do {
            _ = try SISSources.impatient(workspace).serveWaiting()
        } catch {
            // Where the district is held by an import, the next look does it.
            if error as? StorageError != .busy { failed(error) }
        }
    }

    /// What other districts of this installation ask and send. What cannot be taken is put aside.
    private func takeLetters() {
        guard let exchange else { return }
        do {
            let looked = try DirectTransfers(workspace, exchange, scanner: scanner).look()
            if !looked.isWell { failed(LettersWait()) }
        } catch {
            // Where the district is held by an import, the next look does it.
            if error as? StorageError != .busy { failed(error) }
        }
    }

    private struct LettersWait: Error {}

    /// What went wrong stands beside the report.
    private func makeReports() {
        do {
            _ = try ReportDeliveries(workspace, messenger: HostMessenger()).run()
        } catch {
            // Where the district is held by an import, the next look does it.
            if error as? StorageError != .busy { failed(error) }
        }
    }

    /// Looks at those who changed; once a night at everybody, where too many did.
    private func match() {
        do {
            let search = FindDuplicates(workspace)
            if try search.refresh() != nil { return }
            let now = workspace.clock().timeIntervalSince1970
            let isDue = lastMatched.withLock { now - $0 > Self.secondsToMatchAll }
            if try isDue && search.isOverdue() {
                lastMatched.withLock { $0 = now }
                _ = try search.run()
            }
        } catch {
            // Where the district is held by an import, the next look does it.
            if error as? StorageError != .busy { failed(error) }
        }
    }

    /// Nothing is begun any more. Waits a while for what is being told outside, so that it is noted
    /// and not told again.
    public func end() {
        isOver.withLock { $0 = true }
        let told = DispatchSemaphore(value: 0)
        outside.async { told.signal() }
        _ = told.wait(timeout: .now() + .seconds(Self.farewell))
    }

    /// In seconds.
    private static let farewell = 30
}

extension Site {
    /// Begins what is done beside answering.
    public func housekeeping(_ logger: Logger) -> Housekeeping {
        Housekeeping(store: store, clock: clock, settings: settings) { error in
            // Its kind alone: what it says can name a student.
            logger.error("housekeeping failed", metadata: ["error": "\(type(of: error))"])
        }
    }
}
