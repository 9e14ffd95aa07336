import Foundation
import Storage
import TestDistricts
import Testing

@testable import Operations

/// What was changed on the way is refused, whole.
@Suite struct BackupDamageTests {
    private let place: BackupPlace
    private let good: Data
    private let preamble: Int
    private let target: String

    private static let piece = 8_192 + PieceCipher.tagBytes

    init() throws {
        place = try BackupPlace()
        let entry = try place.make()
        good = try Data(contentsOf: URL(filePath: place.path(entry)))
        var offset = 0
        let whole = good
        preamble = try BackupPreamble { count in
            defer { offset += count }
            return Array(whole[offset..<min(whole.count, offset + count)])
        }.bytes.count
        target = place.name + "-d"
    }

    private var districts: any Districts { place.office.district.place.districts }

    /// The code with which `bytes` are refused; nil where they are restored.
    private func outcome(_ bytes: Data, key: BackupPrivateKey? = nil) throws -> String? {
        let path = place.data + "/changed.hrbackup"
        try bytes.write(to: URL(filePath: path))
        defer { try? districts.remove(target) }
        let code = refusal { _ = try place.restore(path, as: target, key: key) }
        if code != nil {
            #expect(try !districts.contains(target))
            #expect(try place.left() == [])
        } else {
            #expect(try districts.contains(target))
        }
        return code
    }

    @Test func `the file itself is restored, so what follows can fail`() throws {
        #expect(try outcome(good) == nil)
        #expect((good.count - preamble) / Self.piece > 10)
    }

    @Test func `one bit that differs is refused, wherever it is`() throws {
        var places = Array(0..<preamble)
        places += stride(from: preamble, to: good.count, by: good.count / 60)
        places += [good.count - 17, good.count - 16, good.count - 1]
        for place in places {
            var changed = good
            changed[place] ^= 0x10
            let code = try outcome(changed)
            #expect(
                [
                    "backup.damaged", "backup.not-a-backup", "backup.newer-format",
                    "backup.wrong-key",
                ]
                .contains(code), "byte \(place): \(code ?? "restored")")
            if place >= preamble { #expect(code == "backup.damaged", "byte \(place)") }
        }
    }

    @Test func `what is cut short is refused, at every piece and beside it`() throws {
        let edges = stride(from: preamble, through: good.count, by: Self.piece)
        for edge in edges {
            for length in [edge - 1, edge, edge + 1] where length < good.count {
                #expect(try outcome(good.prefix(length)) == "backup.damaged", "\(length)")
            }
        }
        #expect(try outcome(Data()) == "backup.not-a-backup")
    }

    @Test func `pieces that are exchanged, doubled, left out or added are refused`() throws {
        func piece(_ number: Int) -> Data {
            let start = preamble + number * Self.piece
            return good[start..<(start + Self.piece)]
        }
        let head = good.prefix(preamble)
        let rest = good.dropFirst(preamble + 3 * Self.piece)
        for order in [[1, 0, 2], [0, 0, 1, 2], [0, 2], [0, 1, 1]] {
            let changed = order.map(piece).reduce(head, +) + rest
            #expect(try outcome(changed) == "backup.damaged", "\(order)")
        }
        #expect(try outcome(good + [0]) == "backup.damaged")
        #expect(try outcome(good + good.suffix(Self.piece)) == "backup.damaged")
        #expect(try outcome(good + good) == "backup.damaged")
    }

    @Test func `pieces of another backup for the same key are refused`() throws {
        let other = try Data(contentsOf: URL(filePath: place.path(place.make())))
        #expect(other.count == good.count && other != good)
        let changed = good.prefix(preamble) + other.dropFirst(preamble)
        #expect(try outcome(changed) == "backup.damaged")
        let start = preamble + Self.piece
        var one = good
        one.replaceSubrange(start..<(start + Self.piece), with: other[start..<(start + Self.piece)])
        #expect(try outcome(one) == "backup.damaged")
    }

    @Test func `another key is refused, also where the head names it`() throws {
        let other = BackupPrivateKey()
        #expect(try outcome(good, key: other) == "backup.wrong-key")
        var renamed = good
        let from = Data(place.key.publicKey.id.utf8)
        let range = try #require(renamed.range(of: from))
        renamed.replaceSubrange(range, with: Data(other.publicKey.id.utf8))
        #expect(try outcome(renamed, key: other) == "backup.damaged")
        #expect(try outcome(renamed) == "backup.wrong-key")
    }

    @Test func `a district or a time that somebody wrote into the head is refused`() throws {
        for (from, to) in [(place.name, place.name.uppercased()), ("2026-10", "2027-10")] {
            var changed = good
            let range = try #require(changed.range(of: Data(from.utf8)))
            changed.replaceSubrange(range, with: Data(to.utf8))
            #expect(try outcome(changed) == "backup.damaged", "\(to)")
        }
    }
}
