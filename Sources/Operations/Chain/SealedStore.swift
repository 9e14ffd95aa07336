import Foundation
import Storage

/// A district of which every change set is sealed in the transaction that makes it.
public struct SealedStore: Store {
    public let store: any Store
    public let keys: DistrictKeys
    let clock: @Sendable () -> Date

    public init(_ store: any Store, keys: DistrictKeys, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.keys = keys
        self.clock = clock
    }

    public var threads: StoreThreads { store.threads }
    public var cipher: CipherSlot { store.cipher }

    public func read<T>(_ body: (any Reader) throws -> T) throws -> T {
        try unlock()
        return try store.read(body)
    }

    public func write<T>(_ body: (any Writer) throws -> T) throws -> T {
        try lock()
        let sealing = ChainSealing(keys: keys, clock: clock, isRehearsal: false)
        var sealed: ChainSealing.Sealed?
        let result = try store.write { writer in
            let before = try writer.chainEnds()
            let result = try body(writer)
            sealed = try sealing.seal(after: before, writer)
            return result
        }
        sealed?.settle(keys)
        return result
    }

    public func rehearse<T>(_ body: (any Writer) throws -> T) throws -> T {
        try unlock()
        let sealing = ChainSealing(keys: keys, clock: clock, isRehearsal: true)
        return try store.rehearse { writer in
            let before = try writer.chainEnds()
            let result = try body(writer)
            _ = try sealing.seal(after: before, writer)
            return result
        }
    }

    public func scrub() throws { try store.scrub() }

    /// Begins the chain with all that there is, where it has not begun.
    func begin() throws {
        if try store.read({ try $0.chainEnds() }).newestSeal == 0 { try write { _ in } }
    }

    public func close() throws { try store.close() }
}
