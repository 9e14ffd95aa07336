import Storage

/// Of a district whose keys are not there, or are others: nothing sealed can be read, and nothing
/// that would be sealed can be written.
struct LockedCipher: ValueCipher {
    let keys: DistrictKeys

    var canOpen: Bool { false }

    func seal(_ text: String, kind: String, place: Int) throws -> String {
        throw ChainSealing.keysMissing(keys)
    }
    func seal(_ bytes: [UInt8], kind: String, place: Int) throws -> [UInt8] {
        throw ChainSealing.keysMissing(keys)
    }
    func open(_ sealed: Substring, kind: String) throws -> String { throw StorageError.sealed }
    func open(_ sealed: [UInt8], kind: String) throws -> [UInt8] { throw StorageError.sealed }
    func tag(_ content: Int64) -> Int64 { content }
    func wrap(_ secret: [UInt8], named name: String) throws -> [UInt8] {
        throw ChainSealing.keysMissing(keys)
    }
    func unwrap(_ wrapped: [UInt8], named name: String) throws -> [UInt8] {
        throw StorageError.sealed
    }
}
