import Foundation
import Testing

/// Reads our own source and fails on what a reviewer should not have to catch.
@Suite struct TidyTests {
    /// The diagram of docs/ARCHITECTURE.md, as data.
    static let mayImport: [String: Set<String>] = [
        "Delimited": [],
        "Records": ["Delimited", "Foundation", "Synchronization"],
        "Linkage": ["Delimited", "Records", "Foundation", "Dispatch", "Synchronization"],
        "Demo": ["Records"],
        "Automation": ["Records", "FoundationEssentials"],
        "StateFiles": ["Records", "Foundation"],
        "Intake": [
            "CZlib", "Crypto", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
        ],
        "Web": ["Foundation", "FoundationNetworking", "Dispatch", "Synchronization"],
        "OneRoster": ["Delimited", "Web", "Foundation"],
        "Storage": ["Records", "Dispatch", "Synchronization"],
        "StorageSQLite": ["Storage", "GRDB", "GRDBSQLite", "Foundation"],
        "StoragePostgres": ["Storage", "CPQ", "Glibc", "Dispatch", "Synchronization"],
        "Operations": [
            "Automation", "Delimited", "Records", "Linkage", "Intake", "OneRoster", "StateFiles",
            "Storage", "Web", "Crypto", "CryptoExtras", "Foundation", "Dispatch", "Synchronization",
        ],
        "SingleSignOn": [
            "Web", "Crypto", "JWTKit", "Foundation", "Dispatch", "Synchronization",
        ],
        "Pages": ["Records", "StateFiles", "Storage", "Operations"],
        "Server": [
            "Pages", "Records", "Delimited", "StateFiles", "Storage", "Operations", "SingleSignOn",
            "Intake",
            "Crypto", "Hummingbird", "HummingbirdCore", "HTTPTypes", "Logging", "Foundation",
            "Dispatch",
            "Synchronization",
        ],
        "Command": [
            "Automation", "OneRoster", "Server", "SingleSignOn", "Logging",
            "Operations", "Storage", "StorageSQLite", "StoragePostgres", "Intake", "Demo",
            "Records",
            "ArgumentParser", "Foundation", "Dispatch", "Synchronization",
        ],
    ]

    static let banned = [
        "try!", "as!", "fatalError(", "precondition(", "TODO", "FIXME", "NSLog(",
    ]

    @Test(arguments: try sources())
    func `source is tidy`(_ source: Source) {
        #expect(source.lines.count <= 400, "\(source.path) is longer than 400 lines")
        for (index, line) in source.lines.enumerated() {
            let place = "\(source.path):\(index + 1)"
            #expect(line.count <= 100, "\(place) is wider than 100 columns")
            for word in Self.banned where line.contains(word) {
                Issue.record("\(place) uses \(word)")
            }
            if source.target != "Command", line.contains(#/(^|[^.\w])print\(/#) {
                Issue.record("\(place) prints")
            }
            if let name = line.wholeMatch(of: /(?:public )?import (\w+)/)?.1 {
                let allowed = Self.mayImport[source.target, default: []]
                #expect(
                    allowed.contains(String(name)),
                    "\(place): \(source.target) may not import \(name)")
            }
        }
    }

    /// Pointers of a C library in one place, where they can be looked through.
    @Test func `only one file talks to libpq`() throws {
        for source in try Self.sources() where source.target == "StoragePostgres" {
            let isTheOne = source.path == "StoragePostgres/LibPQ.swift"
            for (index, line) in source.lines.enumerated() where !isTheOne {
                let found =
                    line == "import CPQ" || line.contains("Opaque")
                    || line.contains(#/withUnsafe|[aA]llocate\(|\.load(Unaligned)?\(|\bPQ\w+\(/#)
                    || line.contains(#/storeBytes|copyMemory|Unmanaged|\.pointee|unsafeBitCast/#)
                #expect(!found, "\(source.path):\(index + 1) is unsafe")
            }
        }
    }

    @Test(
        arguments: try sources().filter {
            !["Storage", "StorageSQLite", "StoragePostgres"].contains($0.target)
        })
    func `SQL is only in Storage`(_ source: Source) {
        for (index, line) in source.lines.enumerated() {
            let found = line.contains(
                #/\b(SELECT .* FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b/#)
            #expect(!found, "\(source.path):\(index + 1) holds SQL")
        }
    }

    @Test func `every public symbol of the pure modules is documented`() throws {
        for source in try Self.sources()
        where ["Delimited", "Records", "Linkage"].contains(source.target) {
            for (index, line) in source.lines.enumerated() {
                let text = line.drop { $0 == " " }
                guard
                    text.hasPrefix("public struct") || text.hasPrefix("public enum")
                        || text.hasPrefix("public func") || text.hasPrefix("public static func")
                else { continue }
                var above = index - 1
                while above >= 0, source.lines[above].drop(while: { $0 == " " }).hasPrefix("@") {
                    above -= 1
                }
                let isOperator =
                    text.contains("func <") || text.contains("func ==")
                    || text.contains("func +=") || text.contains("func encode(")
                let comment = above >= 0 ? source.lines[above].drop { $0 == " " } : ""
                #expect(
                    isOperator || comment.hasPrefix("///") || comment.hasPrefix("//"),
                    "\(source.path):\(index + 1) is not documented")
            }
        }
    }

    @Test func `every problem code has its line in docs errors`() throws {
        let codes = try Self.text("Sources/Records/ProblemCode.swift")
        let docs = try Self.text("docs/errors.md")
        let found = codes.matches(of: /case \w+ = "([a-z0-9.-]+)"/).map { String($0.1) }
        #expect(found.count > 50)
        for code in found {
            #expect(docs.contains("`\(code)`"), "\(code) is not in docs/errors.md")
        }
    }

    @Test func `every code of a refused operation has its line in docs errors`() throws {
        let docs = try Self.text("docs/errors.md")
        for source in try Self.sources()
        where
            ["Operations", "Server", "Command"].contains(source.target)
        {
            for line in source.lines {
                guard let code = line.firstMatch(of: /code: "([a-z]+\.[a-z-]+)"/)?.1 else {
                    continue
                }
                #expect(docs.contains("`\(code)`"), "\(code) is not in docs/errors.md")
            }
        }
    }

    @Test func `every fault of a sign-in has its line in docs errors`() throws {
        let docs = try Self.text("docs/errors.md")
        let faults = try Self.text("Sources/SingleSignOn/SignOnFault.swift")
        let found = faults.matches(of: /case \w+ = "(sso\.[a-z-]+)"/).map { String($0.1) }
        #expect(found.count > 20)
        for code in found {
            #expect(docs.contains("`\(code)`"), "\(code) is not in docs/errors.md")
        }
    }

    @Test func `every finding of a check has its line in docs errors`() throws {
        let docs = try Self.text("docs/errors.md")
        let faults = try Self.text("Sources/Operations/CheckFault.swift")
        let found = faults.matches(of: /case \w+ = "(check\.[a-z-]+)"/).map { String($0.1) }
        #expect(found.count > 20)
        for code in found {
            #expect(docs.contains("`\(code)`"), "\(code) is not in docs/errors.md")
        }
    }

    @Test func `every check of the doctor has its line in docs cli`() throws {
        let docs = try Self.text("docs/cli.md")
        let checks = try Self.text("Sources/Operations/DoctorReport.swift")
        let found = checks.matches(of: /case \w+ = "([a-z.-]+)"/).map { String($0.1) }
        #expect(found.count >= 25)
        for name in found { #expect(docs.contains("| `\(name)` |"), "\(name) is not in docs") }
    }

    @Test func `every command has its place in docs cli`() throws {
        let docs = try Self.text("docs/cli.md")
        for source in try Self.sources() where source.target == "Command" {
            for line in source.lines {
                guard let name = line.firstMatch(of: /commandName: "([a-z]+)"/)?.1,
                    name != "homeroom", name != "bench"
                else { continue }
                #expect(docs.contains("homeroom \(name)"), "homeroom \(name) is not in docs/cli.md")
            }
        }
    }

    @Test func `every layout has a page`() throws {
        for name in ["sites", "studemo", "enrollment", "contacts", "programs", "oneroster"] {
            #expect(try !Self.text("docs/import-layouts/\(name).md").isEmpty)
        }
    }

    // MARK: Reading

    struct Source: Sendable, CustomTestStringConvertible {
        let target: String
        let path: String
        let lines: [String]
        var testDescription: String { path }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func sources() throws -> [Source] {
        let folder = root.appending(path: "Sources")
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return try (all?.allObjects ?? []).compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path }
            .map { file in
                let path = String(file.standardized.path.dropFirst(folder.path.count))
                    .drop { $0 == "/" }
                let text = try String(contentsOf: file, encoding: .utf8)
                return Source(
                    target: String(path.prefix { $0 != "/" }), path: String(path),
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false)
                        .map(String.init))
            }
    }
}
