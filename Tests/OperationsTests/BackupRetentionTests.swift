import Foundation
import Testing

@testable import Operations

@Suite struct BackupRetentionTests {
    private func entry(_ madeAt: String, isGood: Bool = true) -> BackupEntry {
        BackupEntry(
            file: "cedar-\(madeAt).hrbackup",
            head: BackupHead(
                district: "cedar", madeAt: madeAt, version: "1", schema: 1, recipient: "k",
                pieceBytes: 1_024),
            bytes: 1, digest: "", rows: 1,
            check: BackupEntry.Check(at: madeAt, findings: isGood ? [] : ["check.database"]))
    }

    private func kept(_ retention: BackupRetention, _ entries: [BackupEntry]) -> [String] {
        let gone = Set(retention.superfluous(entries).map(\.file))
        return entries.filter { !gone.contains($0.file) }.map { String($0.head.madeAt.prefix(13)) }
    }

    @Test func `the newest of each day, week and month are kept`() {
        // Two a day for ten days; 2026-11-09 and 2026-11-16 are Mondays.
        let entries = (7...16).flatMap { day -> [BackupEntry] in
            let text = day < 10 ? "0\(day)" : "\(day)"
            return [entry("2026-11-\(text)T06:00:00Z"), entry("2026-11-\(text)T18:00:00Z")]
        }
        #expect(
            kept(BackupRetention(days: 3, weeks: 0, months: 0), entries)
                == ["2026-11-14T18", "2026-11-15T18", "2026-11-16T18"])
        #expect(
            kept(BackupRetention(days: 0, weeks: 3, months: 0), entries)
                == ["2026-11-08T18", "2026-11-15T18", "2026-11-16T18"])
        let year = [
            entry("2026-08-31T06:00:00Z"), entry("2026-09-01T06:00:00Z"),
            entry("2026-09-30T06:00:00Z"), entry("2026-11-01T06:00:00Z"),
        ]
        #expect(
            kept(BackupRetention(days: 0, weeks: 0, months: 2), year)
                == ["2026-09-30T06", "2026-11-01T06"])
    }

    @Test func `the newest that counts is kept, whatever is asked for`() {
        let none = BackupRetention(days: 0, weeks: 0, months: 0)
        let entries = [
            entry("2026-11-01T06:00:00Z", isGood: false), entry("2026-11-02T06:00:00Z"),
            entry("2026-11-03T06:00:00Z"), entry("2026-11-04T06:00:00Z", isGood: false),
        ]
        // What does not count and is newer may be all there is of the last days.
        #expect(kept(none, entries) == ["2026-11-03T06", "2026-11-04T06"])
        let faulty = entries.filter { !$0.isGood }
        #expect(none.superfluous(faulty) == [])
        #expect(none.superfluous([]) == [])
    }

    @Test func `a key that is mistyped is refused`() throws {
        let key = BackupPrivateKey()
        let text = key.publicKey.text
        #expect(try BackupPublicKey(text) == key.publicKey)
        #expect(try BackupPublicKey("# key\n  \(text)\n") == key.publicKey)
        let file = key.file(madeAt: "2026-11-01T06:00:00Z")
        #expect(try BackupPrivateKey(file).publicKey == key.publicKey)
        #expect(refusal { _ = try BackupPublicKey(file) } == "backup.key-private")
        for place in [24, 40, text.count - 1] {
            var letters = Array(text)
            letters[place] = letters[place] == "A" ? "B" : "A"
            #expect(refusal { _ = try BackupPublicKey(String(letters)) } == "backup.key-invalid")
        }
        for odd in ["", "homeroom-backup-public:", String(text.dropLast()), text + "A"] {
            #expect(refusal { _ = try BackupPublicKey(odd) } == "backup.key-invalid", "\(odd)")
        }
    }
}
