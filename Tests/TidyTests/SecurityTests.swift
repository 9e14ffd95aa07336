import Foundation
import Testing

/// docs/security/asvs.md says of each requirement how it is met. That can become untrue without
/// anybody seeing it; so what can be counted and looked up is.
@Suite struct SecurityTests {
    /// A requirement, as the page judges it.
    private struct Row {
        let number: String
        let verdict: String
        let proof: String
    }

    private static let verdicts = [
        "met", "met, no test", "met in part", "not met", "does not apply",
    ]
    /// Verdicts whose requirements are listed as gaps.
    private static let open: Set = ["met, no test", "met in part", "not met"]

    @Test func `there are 253 requirements of the first two levels`() {
        #expect(ASVSNumbers.all.count == 253)
        #expect(Set(ASVSNumbers.all).count == 253)
    }

    @Test func `every requirement is judged once, and what is named as its proof exists`() throws {
        let page = try TidyTests.text("docs/security/asvs.md")
        #expect(Self.faults(in: page, of: ASVSNumbers.all) == [])
        #expect(page.matches(of: Self.citation).count > 100)
    }

    @Test func `what is wrong with the page is found`() {
        let proof = "`Tests/TidyTests/SecurityTests.swift` \"what is wrong with the page is found\""
        func page(_ rows: [String], gaps: String = "", counts: String = "1 | 0 | 0 | 0 | 0 | 1")
            -> String
        { "| both | \(counts) |\n" + rows.map { $0 + "\n" }.joined() + gaps }
        let right = "| V1.1.1 | 2 | Words | met | \(proof) |"
        func faults(_ page: String) -> [String] { Self.faults(in: page, of: ["V1.1.1"]) }
        #expect(faults(page([right])) == [])
        for (wrong, words) in [
            (page([]), "V1.1.1 is missing"), (page([right, right]), "V1.1.1 is there twice"),
            (page([right, right.replacing("V1.1.1", with: "V9.9.9")]), "V9.9.9 is none of them"),
            (page([right.replacing("| met |", with: "| fine |")]), "V1.1.1: fine is no verdict"),
            (page([right.replacing(proof, with: "Trust us.")]), "V1.1.1 names no proof"),
            (page([right.replacing("page is", with: "page was")]), "has no test"),
            (page([right.replacing("Security", with: "Secure")]), "there is no Tests/TidyTests"),
            (page([right + " See `docs/nowhere.md`."]), "there is no docs/nowhere.md"),
            (page([right], counts: "2 | 0 | 0 | 0 | 0 | 2"), "the counts are"),
            (page([right], gaps: "* V1.1.1: Words\n"), "the gaps are"),
        ] {
            #expect(faults(wrong).contains { $0.contains(words) }, "\(words): \(faults(wrong))")
        }
    }

    // MARK: Looking

    /// A file of tests and a sentence or function in it: `Tests/A/B.swift` "what holds".
    private static var citation: Regex<(Substring, Substring, Substring)> {
        /`(Tests\/[^`]+)` "([^"]+)"/
    }

    private static func faults(in page: String, of numbers: [String]) -> [String] {
        let rows = rows(of: page)
        return faultsOfNumbers(rows, numbers) + rows.flatMap(faultsOfRow) + faultsOfSums(page, rows)
            + missingFiles(page) + missingTests(page)
    }

    private static func rows(of page: String) -> [Row] {
        page.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 6, cells[1].wholeMatch(of: /V\d+\.\d+\.\d+/) != nil else {
                return nil
            }
            return Row(
                number: cells[1], verdict: cells[4],
                proof: cells[5...].joined(separator: "|"))
        }
    }

    private static func faultsOfNumbers(_ rows: [Row], _ numbers: [String]) -> [String] {
        let found = Dictionary(rows.map { ($0.number, 1) }, uniquingKeysWith: +)
        return numbers.filter { found[$0] == nil }.map { "\($0) is missing" }
            + found.filter { $0.value > 1 }.map { "\($0.key) is there twice" }
            + found.keys.filter { !numbers.contains($0) }.map { "\($0) is none of them" }
    }

    private static func faultsOfRow(_ row: Row) -> [String] {
        guard verdicts.contains(row.verdict) else {
            return ["\(row.number): \(row.verdict) is no verdict"]
        }
        let names =
            row.proof.contains(citation)
            || row.proof.contains(/`(docs\/[^`]+|SECURITY)\.md`/)
        if row.verdict == "met", !names { return ["\(row.number) names no proof"] }
        return row.proof.isEmpty ? ["\(row.number) gives no reason"] : []
    }

    /// The table of sums and the list of gaps say what the rows say.
    private static func faultsOfSums(_ page: String, _ rows: [Row]) -> [String] {
        let counts = verdicts.map { verdict in rows.count { $0.verdict == verdict } } + [rows.count]
        let line = "| both | " + counts.map(String.init).joined(separator: " | ") + " |"
        let gaps = page.matches(of: #/(?m)^\* (V\d+\.\d+\.\d+):/#).map { String($0.1) }.sorted()
        let wanted = rows.filter { open.contains($0.verdict) }.map(\.number).sorted()
        return (page.contains(line) ? [] : ["the counts are not: \(line)"])
            + (gaps == wanted ? [] : ["the gaps are not: \(wanted)"])
    }

    private static func missingFiles(_ page: String) -> [String] {
        page.matches(of: /`((?:Tests|docs|script|Sources)\/[^` ]+|SECURITY\.md)`/)
            .map { String($0.1) }
            .filter {
                !FileManager.default.fileExists(atPath: TidyTests.root.appending(path: $0).path)
            }
            .map { "there is no \($0)" }
    }

    private static func missingTests(_ page: String) -> [String] {
        page.matches(of: citation).compactMap { match in
            let (file, name) = (String(match.1), String(match.2))
            let text = (try? TidyTests.text(file)) ?? ""
            let isThere = text.contains("func `\(name)`") || text.contains("def \(name)(")
            return isThere ? nil : "\(file) has no test \"\(name)\""
        }
    }
}
