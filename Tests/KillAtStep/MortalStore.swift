import Foundation
import Storage
import Synchronization

/// Counts steps, and kills the process at one of them.
final class StepsToLive: Sendable {
    private let left: Mutex<Int>

    init(until step: Int) { left = Mutex(step) }

    func take() {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { kill(getpid(), SIGKILL) }
    }
}

/// The real store, with a process that ends somewhere in its first write, or right after it.
struct MortalStore: Store {
    let store: any Store
    let steps: StepsToLive

    var threads: StoreThreads { store.threads }
    var cipher: CipherSlot { store.cipher }

    func read<T>(_ body: (any Reader) throws -> T) throws -> T { try store.read(body) }

    func write<T>(_ body: (any Writer) throws -> T) throws -> T {
        let result = try store.write { writer in
            let result = try body(MortalWriter(writer: writer, steps: steps))
            steps.take()
            return result
        }
        steps.take()
        return result
    }

    func rehearse<T>(_ body: (any Writer) throws -> T) throws -> T { try store.rehearse(body) }

    func close() throws { try store.close() }
}

/// The real writer; each statement that writes is a step, and so is each row of a bulk write.
private struct MortalWriter: Writer {
    let writer: any Writer
    let steps: StepsToLive

    var dialect: Query.Dialect { writer.dialect }
    var cipher: (any ValueCipher)? { writer.cipher }

    func rows<T>(_ query: Query, _ read: (any ResultRow) throws -> T) throws -> [T] {
        try writer.rows(query, read)
    }

    func scanIntegers(
        _ query: Query, few: Bool, _ body: (UnsafeBufferPointer<Int64>) throws -> Bool
    ) throws { try writer.scanIntegers(query, few: few, body) }

    func scan(_ query: Query, _ body: (any BulkRow) throws -> Bool) throws {
        try writer.scan(query, body)
    }

    func run(_ query: Query) throws -> Int {
        steps.take()
        return try writer.run(query)
    }

    func run(
        _ query: Query, columns: Int, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws -> Int {
        steps.take()
        return try writer.run(query, columns: columns, rows: next)
    }

    func wrote(_ rows: Int, into table: String) throws { try writer.wrote(rows, into: table) }

    func bulk(
        _ write: BulkWrite, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws {
        steps.take()
        try writer.bulk(write, rows: next)
    }

    func bulk(_ write: BulkWrite, _ body: (any BulkSink) throws -> Void) throws {
        steps.take()
        try writer.bulk(write) { try body(MortalSink(sink: $0, steps: steps)) }
    }
}

private struct MortalSink: BulkSink {
    let sink: any BulkSink
    let steps: StepsToLive

    func set(_ column: Int, _ value: Int64) { sink.set(column, value) }
    func set(_ column: Int, _ text: UnsafeRawBufferPointer) { sink.set(column, text) }
    func set(_ column: Int, bytes: UnsafeRawBufferPointer) { sink.set(column, bytes: bytes) }

    func write() throws {
        steps.take()
        try sink.write()
    }
}
