import Dispatch
import Intake
import Synchronization

/// How far the import of a file is.
public struct ImportProgress: Equatable, Sendable {
    /// What is being done, in this order. A file that is to be read anew begins again.
    public enum Stage: String, Codable, CaseIterable, Sendable {
        /// The bytes are looked through once: encoding, separator, header.
        case reading
        /// The rows are read and checked.
        case checking
        /// It is decided what becomes of each row.
        case deciding
        case writing
        case done
    }

    /// What `completed` and `total` count.
    public enum Unit: String, Codable, Sendable { case bytes, rows }

    /// The name of the file, without folders.
    public let file: String
    public let stage: Stage
    public let unit: Unit
    public let completed: Int
    /// Nil where it is not known.
    public let total: Int?
}

/// Tells how far an import is, at most every 100 ms and at each new stage.
final class ProgressTeller: Sendable {
    private static let nanosecondsBetween: UInt64 = 100_000_000

    private struct State {
        var file = ""
        var stage = ImportProgress.Stage.reading
        var unit = ImportProgress.Unit.bytes
        var completed = 0
        var total: Int?
        var toldAt: UInt64 = 0
    }

    private let state = Mutex(State())
    private let tell: @Sendable (ImportProgress) -> Void

    init(_ tell: @escaping @Sendable (ImportProgress) -> Void = { _ in }) { self.tell = tell }

    /// A stage begins, of the file `file`, or of the one before where it is nil.
    func enter(
        _ stage: ImportProgress.Stage, file: String? = nil, unit: ImportProgress.Unit = .rows,
        total: Int? = nil
    ) {
        update(always: true) { state in
            state.file = file ?? state.file
            state.stage = stage
            state.unit = unit
            state.completed = 0
            state.total = total
        }
    }

    /// So much more is done of the stage, if that is what it counts: rows are read again, and
    /// their bytes, while they are written.
    func advance(by count: Int, _ unit: ImportProgress.Unit = .rows) {
        update { state in
            if state.unit != unit { return }
            state.completed = min(state.total ?? .max, state.completed + count)
        }
    }

    /// All that is to be done with a file is done.
    func finish(_ file: String) { enter(.done, file: file) }

    private func update(always: Bool = false, _ change: (inout State) -> Void) {
        let now = DispatchTime.now().uptimeNanoseconds
        let progress: ImportProgress? = state.withLock { state in
            change(&state)
            guard always || now &- state.toldAt >= Self.nanosecondsBetween else { return nil }
            state.toldAt = now
            return ImportProgress(
                file: state.file, stage: state.stage, unit: state.unit,
                completed: state.completed, total: state.total)
        }
        // Outside of the lock: what is told may take its time.
        if let progress { tell(progress) }
    }
}

/// Bytes that tell how many of them were read.
struct CountedBytes: ByteSource {
    let source: any ByteSource
    let teller: ProgressTeller

    var count: Int { source.count }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let got = try source.read(at: offset, into: buffer)
        teller.advance(by: got, .bytes)
        return got
    }
}
