import Foundation
import Intake
import Records
import Storage
import TestDistricts
import Testing

@testable import Operations

/// A district of its own for one test, in a folder that is gone with it. Its clock stands still.
final class District {
    let store: any Store
    let place: TestPlace
    var folder: URL { place.folder }

    static let now = "2026-09-15T08:00:00Z"
    static let today = CalendarDate(dayNumber: 20_711)

    /// - Parameters:
    ///   - isSealed: whether change sets are sealed, as in a district that a command opens.
    ///   - cipher: what seals confidential values; that of its keys without it, where it is sealed.
    init(isSealed: Bool = false, cipher: (any ValueCipher)? = nil) throws {
        place = try TestPlace(now: Self.now)
        let open = try place.open()
        open.cipher.cipher = cipher
        store =
            isSealed
            ? SealedStore(open, keys: Self.keys(in: place.folder), clock: Self.clock) : open
    }

    /// A clock that stands still.
    static let clock: @Sendable () -> Date = { Date(timeIntervalSince1970: 1_789_459_200) }

    static func keys(in folder: URL, named name: String = "main") -> DistrictKeys {
        DistrictKeys(district: name, folder: folder.path)
    }

    var keys: DistrictKeys { Self.keys(in: folder) }

    /// What a look at the chain finds, as codes with the numbers of change sets.
    func faults(keys: DistrictKeys? = nil) throws -> [String] {
        try VerifyChain(keys: keys ?? self.keys).run(store).findings.map {
            "\($0.code) \($0.changeSets.map(String.init).joined(separator: " "))"
        }
    }

    deinit { try? store.close() }

    /// Writes a file into the folder and returns its path.
    @discardableResult
    func write(_ name: String, _ contents: String) throws -> String {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents.utf8).write(to: file)
        return file.path
    }

    /// A text as an import reads it.
    func text(_ name: String, _ contents: String) throws -> SourceText {
        let separator = UInt8(ascii: name.hasSuffix(".csv") ? "," : "\t")
        return try SourceText(
            name: name, source: Bytes(Array(contents.utf8)), defaultSeparator: separator)
    }

    /// The circumstances of an import.
    func context(on today: CalendarDate = District.today) -> ImportContext {
        ImportContext(actor: "tester", now: Self.now, today: today, reason: "test")
    }

    /// Imports `contents` as a roster file of `layout`.
    @discardableResult
    func importRoster(
        _ layout: Layout, _ contents: String, isBulk: Bool = false, waivingLimits: Bool = false,
        on today: CalendarDate = District.today
    ) throws -> ImportOutcome {
        let text = try text(layout.fileName, contents)
        let match = try HeaderMatch(text.header, as: layout)
        return try store.write { writer in
            try RosterImport.run(
                layout, text: text, match: match, writer: writer, context: context(on: today),
                isBulk: isBulk, waivingLimits: waivingLimits)
        }
    }

    /// The rows of `query`, their columns as text with bars between them.
    func rows(_ query: Query, columns: Int) throws -> [String] {
        try store.read { reader in
            try reader.rows(query) { row in
                try (0..<columns).map { try Self.cell(row, $0) }.joined(separator: "|")
            }
        }
    }

    private static func cell(_ row: any ResultRow, _ column: Int) throws -> String {
        try row.text(column) ?? "-"
    }

    /// The number in the first column of the first row.
    func count(_ query: Query) throws -> Int { try store.read { try $0.count(query) } }

    /// Makes a student that is not linked, as student creation does; returns its number.
    @discardableResult
    func addStudent(
        _ studentID: String, last: String, first: String, birthDate: String? = nil,
        stateID: String? = nil, otherID: String? = nil
    ) throws -> Int {
        try store.write { writer in
            let change = try writer.beginChange(
                ChangeHeader(kind: "create", actor: "tester", at: Self.now, reason: "test"),
                plan: "{}")
            let id = try writer.takeNumbers("student")
            let keys = NameKeys.keys(last: last, first: first, middle: "")
            let day = birthDate.flatMap { CalendarDate(iso: $0)?.dayNumber }
            try writer.run(
                """
                INSERT INTO student (id, student_id, sis_student, status, origin, merged_into,
                    last_name, first_name, middle_name, birth_date, gender, grade, site, name_key,
                    given_key, surname_key, created_at, revision, change_set)
                VALUES (\(id), \(studentID), NULL, 'active', 'aleSameDay', NULL, \(last),
                    \(first), '', \(optional: day), '', '', NULL, \(keys[0]), \(keys[1]),
                    \(keys[2]), \(Self.now), 1, \(change))
                """)
            try writer.note(TableChange(inserted: 1), of: .student, in: change)
            for (system, value) in [("stateID", stateID), ("otherID", otherID)] {
                guard let value else { continue }
                try writer.run(
                    """
                    INSERT INTO identifier (system, value, student, status, change_set)
                    VALUES (\(system), \(value), \(id), 'active', \(change))
                    """)
                try writer.note(TableChange(inserted: 1), of: .identifier, in: change)
            }
            return id
        }
    }
}

/// Bytes in memory as a source.
struct Bytes: ByteSource {
    let bytes: [UInt8]
    var count: Int { bytes.count }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard offset >= 0, offset < count else { return 0 }
        let part = bytes[offset...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        return part.count
    }
}

/// A file of tab-separated columns: the labels given, then rows whose cells stand in that order.
func table(_ labels: [String], _ rows: [[String]]) -> String {
    ([labels] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
}

/// The codes of an import's problems, in order, with how often each was met.
func codes(_ outcome: ImportOutcome) -> [String] {
    var counts: [String: Int] = [:]
    for group in outcome.problems.groups { counts[group.code, default: 0] += group.count }
    return counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
}

/// The counts of an import that are not zero, as in `read 3, inserted 2, rejected 1`.
func counts(_ outcome: ImportOutcome) -> String {
    let counts = outcome.counts
    let named = [
        ("read", counts.read), ("inserted", counts.inserted), ("updated", counts.updated),
        ("closed", counts.closed), ("unchanged", counts.unchanged), ("held", counts.held),
        ("rejected", counts.rejected),
    ]
    return named.filter { $0.1 != 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
}
