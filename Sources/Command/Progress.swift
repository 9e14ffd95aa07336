import Dispatch
import Foundation
import Operations
import Synchronization

/// Shows that long work goes on, on a terminal, once it takes more than a second.
final class Progress: Sendable {
    private struct State {
        var file = ""
        var stage = ""
        var startedAt = DispatchTime.now()
        var isShown = false
        var isDone = false
    }

    private let state = Mutex(State())
    private let isActive: Bool
    private static let milliseconds = 200

    init(isQuiet: Bool) {
        isActive = !isQuiet && isatty(STDERR_FILENO) == 1
        if isActive { tick() }
    }

    /// How far the import of a file is.
    @Sendable func show(_ progress: ImportProgress) {
        let file = Output.harmless(progress.file)
        state.withLock {
            if $0.file != file { $0.startedAt = .now() }
            $0.file = file
            $0.stage = progress.stage.rawValue
            if let total = progress.total, total > 0 {
                $0.stage += " \(progress.completed * 100 / total) %"
            }
        }
    }

    /// How far a look at the chain of change sets is.
    @Sendable func show(_ progress: VerifyChain.Progress) {
        state.withLock {
            $0.file = "change log"
            $0.stage = "verifying"
            if progress.of > 0 { $0.stage += " \(progress.changeSets * 100 / progress.of) %" }
        }
    }

    /// All work is done: the line goes away.
    func end() {
        let wasShown = state.withLock {
            $0.isDone = true
            return $0.isShown
        }
        if wasShown { Output.bytes(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    }

    private func tick() {
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Self.milliseconds)) {
            [weak self] in
            guard let self else { return }
            let line: String? = state.withLock { state in
                if state.isDone { return nil }
                let nanoseconds =
                    DispatchTime.now().uptimeNanoseconds - state.startedAt.uptimeNanoseconds
                let seconds = Int(nanoseconds / 1_000_000_000)
                if seconds < 1 { return "" }
                state.isShown = true
                let place = Int(nanoseconds / 200_000_000) % 20
                let bar = (0..<20).map { abs($0 - place) < 3 ? "#" : "." }.joined()
                return "\r\u{1B}[K[\(bar)] \(state.file)  \(state.stage)  \(seconds) s"
            }
            guard let line else { return }
            if !line.isEmpty { Output.bytes(Array(line.utf8), to: STDERR_FILENO) }
            tick()
        }
    }
}
