import Foundation
import Storage

extension SealedStore {
    /// Kept once all that stood in the district before is sealed: which columns are.
    private static let done = "values-sealed"
    /// 1 was before the code book and what is written of learning plans and events.
    private static let columns: UInt8 = 2

    /// Has the cipher of the district at hand, where it has one.
    func unlock() throws { try keys.unlock(store) }

    /// Makes the key of values where there is none yet, and seals what there is. Nothing where the
    /// keys of a district that has some are not there: that is told when its change is sealed.
    func lock() throws {
        if cipher.isWhole { return }
        try unlock()
        if cipher.cipher == nil { try makeKey() }
        guard cipher.cipher is DistrictCipher else { return }
        let done = try store.read { try $0.secret(named: Self.done) }
        if done != [Self.columns] { try sealWhatIsThere() }
        cipher.isWhole = true
    }

    /// Seals what stood here before, and has what it said leave the disk.
    private func sealWhatIsThere() throws {
        while try store.write({ writer in try writer.overwritingDeleted { try $0.sealSome() } }) {}
        try store.write { writer in
            try writer.overwritingDeleted { writer in
                if try writer.chainEnds().newestSeal == 0 {
                    try writer.sealPlans()
                    try writer.sealImages(decode: Undo.decode, encode: ImageText.json)
                }
                try writer.replaceSecret([Self.columns], named: Self.done)
            }
        }
        try store.scrub()
    }

    /// Drops the secrets that no key of `ring` opens any more, that of values among them, and makes
    /// a new one: what was sealed with it stays closed, and what is written from now on is sealed.
    func abandonLost(_ ring: KeyRing) throws {
        try store.write { writer in
            for name in try writer.secretNames() {
                guard let sealed = try writer.sealedSecret(named: name),
                    ring.unwrap(sealed, named: name) == nil
                else { continue }
                try writer.removeSecret(named: name)
            }
        }
        cipher.cipher = nil
        try lock()
    }

    private func makeKey() throws {
        let hasBegun = try store.read { try $0.chainEnds().newestSeal > 0 }
        if hasBegun, try keys.existing() == nil { return }
        let ring = try keys.ringWithValuesKey(at: ImportFiles.timestamp(clock()))
        guard let key = ring.valuesKey else { return }
        let wrapped = try key.wrap(RandomBytes.make(32), named: DistrictCipher.secret)
        try store.write { try $0.keepWrapped(wrapped, named: DistrictCipher.secret) }
        try unlock()
    }
}

extension DistrictKeys {
    /// Has the cipher of a district at hand, where it has one.
    func unlock(_ store: any Store) throws {
        if store.cipher.cipher != nil { return }
        guard let wrapped = try store.read({ try $0.sealedSecret(named: DistrictCipher.secret) })
        else { return }
        guard let ring = try existing(),
            let secret = ring.unwrap(wrapped, named: DistrictCipher.secret)
        else {
            store.cipher.cipher = LockedCipher(keys: self)
            return
        }
        store.cipher.cipher = DistrictCipher(keys: self, ring: ring, secret: secret)
    }

    /// The keys, with one for secrets.
    func ringWithValuesKey(at time: String) throws -> KeyRing {
        let ring = try ring(at: time)
        if ring.valuesKey != nil { return ring }
        return try change { $0.valuesKey == nil ? $0.addingValuesKey(madeAt: time) : $0 }
    }

    /// Changes the file of keys, which has to be there, one process at a time.
    func change(_ body: (KeyRing) throws -> KeyRing) throws -> KeyRing {
        try OwnFile.locking(path) { () -> Result<KeyRing, any Error> in
            Result {
                guard let old = try existing() else { throw ChainSealing.keysMissing(self) }
                let new = try body(old)
                if new == old { return old }
                guard OwnFile.replace(path, with: Array(new.json.utf8)) else {
                    throw OperationError.cannotWrite(path)
                }
                return new
            }
        }.get()
    }
}
