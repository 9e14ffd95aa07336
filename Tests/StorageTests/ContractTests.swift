import Foundation
import Records
import Synchronization
import TestDistricts
import Testing

@testable import Storage

/// What every store does, whichever database is behind it.
@Suite struct ContractTests {
    let place: TestPlace
    let store: any Store

    init() throws {
        place = try TestPlace()
        store = try place.open()
    }

    private func begin(_ writer: any Writer) throws -> Int {
        try writer.beginChange(
            ChangeHeader(kind: "test", actor: "test", at: "2026-09-01T00:00:00Z", reason: ""),
            plan: "{}")
    }

    private func add(_ name: String) throws {
        try store.write { try $0.setSetting(name, to: "1", in: begin($0)) }
    }

    // MARK: Reading

    @Test func `values come back as they went in`() throws {
        let texts = ["", "Zoë Núñez", "李 小龍", "O'Neil; DROP TABLE student", "\\N", "a\tb\nc\\\""]
        for text in texts {
            try store.write { try $0.setSetting("name", to: text, in: begin($0)) }
            #expect(try store.read { try $0.settings()["name"] } == text)
        }
        let bytes = [UInt8](0...255)
        try store.write { writer in
            try writer.save(
                ImportRunRecord(
                    id: 1, fileName: "a", layout: "", bytes: .max, digest: "", headDigest: "",
                    state: .held, actor: "", startedAt: "", finishedAt: "", header: "",
                    report: "", changeSet: nil))
            try writer.keep(bytes, number: 0, ofFile: 1)
            try writer.keep([], number: 1, ofFile: 1)
        }
        var pieces: [[UInt8]] = []
        try store.read { try $0.forEachPiece(ofFile: 1) { pieces.append($0) } }
        #expect(pieces == [bytes, []])
        #expect(try store.read { try $0.importRun(1) }?.bytes == .max)
    }

    @Test func `texts are in the order of their bytes`() throws {
        for name in ["b", "B", "a", "é", "Z", "_", "1"] { try add(name) }
        let found = try store.read { reader in
            try reader.rows("SELECT name FROM setting ORDER BY name") { try $0.requiredText(0) }
        }
        #expect(found == ["1", "B", "Z", "_", "a", "b", "é"])
    }

    @Test func `a scan of many rows allows other statements, and can stop`() throws {
        try store.write { writer in
            var number: Int64 = 0
            try writer.bulk(
                BulkWrite(
                    into: "next_number", columns: ["name", "next"], key: ["name"], conflict: .none)
            ) { sink in
                for _ in 0..<10_000 {
                    number += 1
                    try sink.write([.text("n\(number)"), .integer(number)])
                }
            }
        }
        try store.read { reader in
            var sum = 0
            try reader.scan("SELECT next FROM next_number ORDER BY next") { row in
                let one = Int(row.integer(0))
                if one % 1_000 == 0 {
                    sum += try reader.count("SELECT next FROM next_number WHERE next = \(one)")
                }
                return one < 9_000
            }
            #expect(sum == 45_000)
            var seen = 0
            try reader.scanIntegers("SELECT next, NULL FROM next_number ORDER BY next") {
                seen += 1
                #expect($0[1] == .min)
                return $0[0] < 5_000
            }
            #expect(seen == 5_000)
        }
    }

    // MARK: Writing

    private static let numbers = BulkWrite(
        into: "next_number", columns: ["name", "next"], key: ["name"], conflict: .update)

    @Test(arguments: [3, 1_000]) func `of rows with one key the last stands`(_ count: Int) throws {
        try store.write { writer in
            try writer.bulk(Self.numbers) { sink in
                for number in 1...count {
                    try sink.write([.text("same"), .integer(Int64(number))])
                    try sink.write([.text("other \(number)"), .integer(1)])
                }
            }
        }
        let next = try store.read { try $0.nextNumber("same") }
        #expect(next == count)
        #expect(try store.read { try $0.count("SELECT count(*) FROM next_number") } == count + 1)
    }

    @Test(arguments: [1, 500]) func `rows that refer to nothing are refused`(_ count: Int) throws {
        let row = ProgramRow(slot: 0, program: 7, start: 20_000, site: 1010)
        let error = #expect(throws: StorageError.self) {
            try store.write { writer in
                let change = try begin(writer)
                var left = count
                try writer.writePrograms(replacing: false) { values in
                    if left == 0 { return false }
                    row.store(in: values, student: Int64(left), changeSet: Int64(change))
                    left -= 1
                    return true
                }
            }
        }
        guard case .constraint = error else {
            Issue.record("not a constraint: \(String(describing: error))")
            return
        }
        #expect(try store.read { try $0.programRecordCount() } == 0)
    }

    @Test func `a broken rule is named without a value of the row`() throws {
        try add("secret-name")
        let error = #expect(throws: StorageError.self) {
            try store.write { writer in
                let change = try begin(writer)
                try writer.run(
                    """
                    INSERT INTO setting (name, value, change_set)
                    VALUES ('secret-name', 'secret-value', \(change))
                    """)
            }
        }
        let text = String(describing: error)
        #expect(text.contains("setting"))
        #expect(!text.contains("secret"))
    }

    // MARK: Several at once

    @Test func `writers follow each other, and none is lost`() throws {
        try add("counter")
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 40) { _ in
            do {
                try store.write { writer in
                    let value = Int(try writer.settings()["counter"] ?? "") ?? 0
                    try writer.setSetting("counter", to: "\(value + 1)", in: begin(writer))
                }
            } catch { failures.withLock { $0 += 1 } }
        }
        #expect(failures.withLock { $0 } == 0)
        #expect(try store.read { try $0.settings()["counter"] } == "41")
    }

    @Test func `a reader sees one state while a writer goes on`() throws {
        try add("name")
        let other = try place.open()
        defer { try? other.close() }
        try store.read { reader in
            let before = try reader.settings()
            try other.write { try $0.setSetting("name", to: "2", in: begin($0)) }
            #expect(try reader.settings() == before)
        }
        #expect(try store.read { try $0.settings()["name"] } == "2")
    }

    @Test func `stores that open a new district at once migrate it once`() throws {
        let place = try TestPlace()
        let results = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            var result = ""
            do {
                let store = try place.open()
                result = try store.read { "\(try $0.schemaVersion())" }
                try store.close()
            } catch { result = "\(error)" }
            results.withLock { $0.append(result) }
        }
        #expect(results.withLock { $0 } == Array(repeating: "\(Schema.version)", count: 8))
        let store = try place.open()
        defer { try? store.close() }
        let count = try store.read { try $0.count("SELECT count(*) FROM schema_migration") }
        #expect(count == Schema.migrations.count)
    }

    @Test func `a store that was open when a copy into its district began does not write`() throws {
        let copy = try place.districts.open(place.district, toCopy: true)
        defer { try? copy.close() }
        try copy.write { try $0.beginCopy(by: CopyOwner(token: "one"), at: "") }
        #expect(throws: StorageError.copyUnfinished) { try add("name") }
        #expect(throws: StorageError.copyUnfinished) {
            try store.rehearse { _ = try begin($0) }
        }
        try copy.write { try $0.endCopy(at: "") }
        try add("name")
    }

    @Test func `a store that was open when a newer schema came does not write`() throws {
        _ = try store.write {
            try $0.run(
                """
                INSERT INTO schema_migration (number, title, applied_at) VALUES (999, 'Future', '')
                """)
        }
        #expect(throws: StorageError.newerSchema(found: 999, known: Schema.version)) {
            try add("name")
        }
    }

    @Test func `districts are told apart and listed`() throws {
        let other = "\(place.district)-2"
        try place.districts.open(other).close()
        defer { try? place.districts.remove(other) }
        try add("name")
        let names = try place.districts.names()
        #expect(names.contains(place.district))
        #expect(names.contains(other))
        let store = try place.districts.open(other)
        #expect(try store.read { try $0.settings() }.isEmpty)
        try store.close()
        try place.districts.remove(other)
        #expect(try !place.districts.contains(other))
        #expect(try place.districts.contains(place.district))
    }

    // MARK: Threads

    @Test func `work that waits leaves the caller's threads free`() async throws {
        try add("name")
        let store = store
        // More than there are threads for tasks: had these blocked them, nothing would go on.
        let found = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    try await store.reading { reader in
                        Thread.sleep(forTimeInterval: 0.01)
                        return try reader.settings().count
                    }
                }
            }
            group.addTask {
                try await store.writing { try $0.newestChange() }
            }
            return try await group.reduce(0, +)
        }
        #expect(found == 33)
        let isMain = try await store.reading { _ in Thread.isMainThread }
        #expect(!isMain)
    }
}
