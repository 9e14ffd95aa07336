import Foundation
import Records
import Synchronization
import Testing

@testable import Operations
@testable import Storage

/// Anchors: when they are made, and what they tell.
@Suite struct AnchorTests {
    /// A clock that goes when it is told to.
    private final class Time: Sendable {
        private let seconds = Mutex(1_789_459_200.0)
        func pass(_ more: Double) { seconds.withLock { $0 += more } }
        var clock: @Sendable () -> Date {
            { Date(timeIntervalSince1970: self.seconds.withLock(\.self)) }
        }
    }

    private let time = Time()
    private let district: District
    private let store: SealedStore

    init() throws {
        district = try District()
        store = SealedStore(district.store, keys: district.keys, clock: time.clock)
    }

    private var chain: AuditChain { AuditChain(store, actor: "test") }

    @discardableResult
    private func change(_ count: Int = 1) throws -> Int {
        try store.write { writer in
            try (0..<count).map { _ in
                try writer.beginChange(
                    ChangeHeader(kind: "edit", actor: "test", at: "now", reason: "test"),
                    plan: "{}")
            }.last ?? 0
        }
    }

    private func anchored() throws -> [Int] {
        try district.store.read { try $0.anchors().map(\.changeSet) }
    }

    private func inFile() throws -> [Int] {
        (AnchorLine.read(district.keys.anchorsPath) ?? []).compactMap { $0?.changeSet }
    }

    private func faults(_ file: String? = nil, _ key: AnchorPublicKey? = nil) throws -> [String] {
        try VerifyChain(keys: district.keys, anchors: file, publicKey: key).run(store)
            .findings.map { "\($0.code) \($0.changeSets.map(String.init).joined(separator: " "))" }
    }

    @Test func `an anchor is made at first, after a day, and after 1,000 change sets`() throws {
        try change()
        try change()
        #expect(try anchored() == [1])
        time.pass(86_399)
        try change()
        #expect(try anchored() == [1])
        time.pass(1)
        try change()
        #expect(try anchored() == [1, 4])
        try change(999)
        #expect(try anchored() == [1, 4])
        try change()
        #expect(try anchored() == [1, 4, 1004])
        #expect(try inFile() == [1, 4, 1004])
        #expect(try faults() == [])
    }

    @Test func `by hand an anchor is made once for a change set`() throws {
        #expect(throws: OperationError.self) { try chain.anchor() }
        try change(3)
        let first = try chain.anchor()
        #expect(!first.isNew && first.changeSet == 3)
        try change()
        let second = try chain.anchor()
        #expect(second.isNew && second.changeSet == 4)
        #expect(try chain.anchor().isNew == false)
        #expect(try inFile() == [3, 4])
        try change()
        #expect(try faults() == [])
    }

    @Test func `an anchor begins the chain of an older district`() throws {
        _ = try district.store.write { writer in
            try writer.beginChange(
                ChangeHeader(kind: "edit", actor: "test", at: "now", reason: ""), plan: "{}")
        }
        #expect(try chain.anchor().isNew)
        #expect(try inFile() == [1])
        #expect(try faults() == [])
    }

    @Test func `anchors that were kept tell of a chain that was made anew with the same keys`()
        throws
    {
        try change(3)
        let kept = district.folder.appending(path: "kept.jsonl").path
        try FileManager.default.copyItem(atPath: district.keys.anchorsPath, toPath: kept)
        let key = try #require(AnchorPublicKey(try chain.publicKey().publicKey))
        #expect(try faults(kept, key) == [])
        // Somebody with the database and the folder.
        try district.store.write { writer in
            try writer.unguardSealedRows()
            try writer.run("DELETE FROM change_seal")
            try writer.run("DELETE FROM audit_anchor")
            try writer.run("UPDATE change_set SET reason = 'another' WHERE id = 2")
        }
        for path in [district.keys.headPath, district.keys.anchorsPath] {
            try FileManager.default.removeItem(atPath: path)
        }
        try change()
        #expect(try faults() == [])
        #expect(try faults(kept, key) == ["audit.anchor-other 3", "audit.anchor-removed 3"])
    }

    @Test func `an anchor of another key is none`() throws {
        try change()
        let other = try #require(KeyRing(madeAt: "now").anchorKey)
        #expect(try faults(nil, other.publicKey) == ["audit.anchor 1"])
        let kept = district.folder.appending(path: "kept.jsonl").path
        try Data("no line of JSON\n".utf8).write(to: URL(filePath: kept))
        #expect(try faults(kept) == ["audit.anchor "])
        #expect(throws: OperationError.self) { try faults("/nowhere/x") }
    }
}
