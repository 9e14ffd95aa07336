import Foundation
import Records
import Storage
import TestDistricts
import Testing

@testable import Operations

/// Imports each file of `Fixtures/` into a district of its own and compares the report with what
/// stands beside the file.
@Suite struct FixtureTests {
    struct Expected: Decodable {
        let why: String
        let state: String
        let counts: Counts
        let problems: [String: Int]
        let importAs: String?

        struct Counts: Decodable, Equatable {
            let read, inserted, updated, closed, unchanged, held, rejected: Int
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let folder: String
        let name: String
        let file: URL
        let expectation: URL

        var testDescription: String { "\(folder)/\(name)" }

        func expected() throws -> Expected {
            try JSONDecoder().decode(Expected.self, from: Data(contentsOf: expectation))
        }

        /// The name under which the file is imported.
        func importName(_ expected: Expected) -> String {
            if let name = expected.importAs { return name }
            return folder == "programs" ? "programs.txt" : "\(name.prefix { $0 != "." }).txt"
        }
    }

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")

    static let cases: [Case] = ["programs", "rosters"].flatMap { folder -> [Case] in
        let names =
            (try? FileManager.default.contentsOfDirectory(
                atPath: fixtures.appending(path: folder).path)) ?? []
        return names.filter { $0.hasSuffix(".expected.json") }.sorted().compactMap { json in
            let name = String(json.dropLast(".expected.json".count))
            let place = fixtures.appending(path: folder)
            guard
                let file = names.first(where: {
                    $0.hasPrefix(name + ".") && $0.lowercased().dropFirst(name.count) == ".txt"
                })
            else { return nil }
            return Case(
                folder: folder, name: name, file: place.appending(path: file),
                expectation: place.appending(path: json))
        }
    }

    /// The district of the README.
    static func makeBase(_ store: any Store) throws {
        let place = fixtures.appending(path: "base")
        let tables = CodeTables(Workspace(store: store, actor: "test", clock: clock))
        let codes = try String(contentsOf: place.appending(path: "codes.tsv"), encoding: .utf8)
        for line in codes.split(separator: "\n") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            let entry = CodeTables.Entry(
                text: String(cells[1]), systemKey: cells.count > 2 ? String(cells[2]) : "",
                isActive: cells.count < 4)
            _ = try tables.add(CodeBook.programs, String(cells[0]), entry)
        }
        let files = ["sites.txt", "studemo.txt", "programs.txt"]
        let reports = try importing(store).run(files.map { place.appending(path: $0).path })
        for report in reports where report.state != .applied || report.rejected > 0 {
            throw Broken(report: report)
        }
    }

    struct Broken: Error { let report: RunReport }

    static let clock: @Sendable () -> Date = { Date(timeIntervalSince1970: 1_791_180_000) }

    static func importing(_ store: any Store, check: Bool = false) -> ImportFiles {
        var options = ImportFiles.Options()
        options.isCheck = check
        return ImportFiles(store: store, actor: "test", clock: clock, options: options)
    }

    @Test func `there are enough fixtures`() { #expect(Self.cases.count >= 150) }

    @Test(arguments: cases)
    func `a fixture imports as expected`(_ one: Case) throws {
        let expected = try one.expected()
        let district = try District()
        let store = district.store
        try Self.makeBase(store)
        let file = district.folder.appending(path: one.importName(expected))
        try FileManager.default.copyItem(at: one.file, to: file)

        let check = try #require(try Self.importing(store, check: true).run([file.path]).first)
        let report = try #require(try Self.importing(store).run([file.path]).first)

        #expect(report.state.rawValue == expected.state, "\(expected.why)")
        let counts = report.counts
        let found = Expected.Counts(
            read: counts.read, inserted: counts.inserted, updated: counts.updated,
            closed: counts.closed, unchanged: counts.unchanged, held: counts.held,
            rejected: counts.rejected)
        #expect(found == expected.counts, "\(expected.why)")
        var problems: [String: Int] = [:]
        for problem in report.problems { problems[problem.code, default: 0] += problem.count }
        #expect(problems == expected.problems, "\(expected.why)")
        #expect(counts.isComplete)
        // A check says what the run does.
        #expect(check.counts == report.counts)
        #expect(check.problems == report.problems)
        #expect(check.wouldHold == (report.state == .held))
    }
}
