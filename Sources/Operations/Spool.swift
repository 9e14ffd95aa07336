import Intake

/// A list of fixed-size values that grows past memory into an unlinked temporary file.
final class Spool<Value: BitwiseCopyable>: @unchecked Sendable {
    /// Values kept in memory before the first is written out.
    private let valuesInMemory: Int
    private var memory: [Value] = []
    private var file: TemporaryBytes?
    private(set) var count = 0

    init(valuesInMemory: Int) { self.valuesInMemory = valuesInMemory }

    func append(_ value: Value) throws {
        memory.append(value)
        count += 1
        if memory.count >= valuesInMemory { try writeOut() }
    }

    private func writeOut() throws {
        let file = try self.file ?? TemporaryBytes()
        self.file = file
        try memory.withUnsafeBytes { try file.append($0) }
        memory.removeAll(keepingCapacity: true)
    }

    /// Ends the writing; a spool that never left memory stays there.
    func finish() throws {
        guard let file else { return }
        try writeOut()
        try file.finish()
        memory = []
    }

    /// The values from the first on. Call `finish` before.
    func reader() -> SpoolReader<Value> { SpoolReader(memory: memory, file: file, count: count) }
}

/// Reads a spool from its first value to its last.
struct SpoolReader<Value: BitwiseCopyable> {
    private static var valuesPerPiece: Int { 4096 }
    private var buffer: [Value]
    private let file: TemporaryBytes?
    private let count: Int
    private var at = 0
    private var bufferStart = 0

    init(memory: [Value], file: TemporaryBytes?, count: Int) {
        buffer = memory
        self.file = file
        self.count = count
    }

    mutating func next() throws -> Value? {
        guard at < count else { return nil }
        if at - bufferStart >= buffer.count { try fill() }
        defer { at += 1 }
        return buffer[at - bufferStart]
    }

    private mutating func fill() throws {
        guard let file else { return }
        bufferStart = at
        let wanted = min(Self.valuesPerPiece, count - at)
        let stride = MemoryLayout<Value>.stride
        let offset = at * stride
        buffer = try [Value](unsafeUninitializedCapacity: wanted) { values, filled in
            let got = try file.read(at: offset, into: UnsafeMutableRawBufferPointer(values))
            filled = got / stride
        }
    }
}
