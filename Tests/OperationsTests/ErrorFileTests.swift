import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// The file of rows that were kept out, and files that cannot be taken in.
@Suite struct ErrorFileTests {
    let office: Office
    let errors: String

    init() throws {
        office = try Office()
        errors = office.path("err.txt")
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func `the same import again writes the same error file`() throws {
        let rows = [office.row("100200", start: "02/30/2026"), office.row("100201")]
        #expect(try office.importPrograms(rows, errorFile: errors).errorFiles == [errors])
        let first = try Data(contentsOf: URL(filePath: errors))
        #expect(first.count > 100)
        let again = try office.importPrograms(rows, errorFile: errors)
        #expect(again.state == .repeated)
        #expect(again.errorFiles == [errors])
        #expect(try Data(contentsOf: URL(filePath: errors)) == first)
    }

    @Test func `without bad rows no file is made and an older one stays`() throws {
        let report = try office.importPrograms([office.row("100200")], errorFile: errors)
        #expect(report.errorFiles.isEmpty)
        #expect(!exists(errors) && !exists(errors + ".part"))
        try office.district.write("err.txt", "older")
        _ = try office.importPrograms([office.row("100201")], errorFile: errors)
        #expect(try String(contentsOfFile: errors, encoding: .utf8) == "older")
    }

    @Test func `an error file is for its owner only`() throws {
        _ = try office.importPrograms([office.row("100200", "555")], errorFile: errors)
        let mode = try FileManager.default.attributesOfItem(atPath: errors)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func `a folder that is not there is told before anything is imported`() throws {
        let error = #expect(throws: OperationError.self) {
            try office.importPrograms(
                [office.row("100200")], errorFile: office.path("no/such/err.txt"))
        }
        #expect(error?.code == "file.cannot-write")
        #expect(try office.records() == 0)
    }

    @Test func `files of one layout with other columns get files of their own`() throws {
        let bad = office.row("100200", "555")
        let narrow = office.programs([bad]).split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).dropLast()
                .joined(separator: "\t") + "\n"
        }.joined()
        let short = narrow.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).dropLast()
                .joined(separator: "\t") + "\n"
        }.joined()
        let paths = try [
            office.district.write("a/programs.txt", office.programs([bad])),
            office.district.write("b/programs.txt", narrow),
            office.district.write("c/programs.txt", short),
        ]
        let reports = try office.importing(errorFile: errors).run(paths)
        #expect(
            reports.map(\.errorFiles)
                == [
                    [errors], [office.path("err-programs.txt")],
                    [office.path("err-programs-2.txt")],
                ])
    }

    @Test func `a name of no file is refused and leaves no run`() throws {
        let before = try office.review.list().count
        let good = try office.district.write(
            "programs.txt", office.programs([office.row("100200")]))
        #expect(throws: (any Error).self) {
            try office.importing().run([good, office.path("nofile.txt")])
        }
        #expect(try office.review.list().count == before)
        #expect(try office.records() == 0)
    }

    @Test func `a ZIP file that cannot be opened leaves no run`() throws {
        let before = try office.review.list().count
        let path = try office.district.write("a.zip", "PK\u{3}\u{4} and no more")
        let report = try office.importing().run([path])[0]
        #expect(report.state == .failed && report.run == nil)
        #expect(try office.review.list().count == before)
    }

    @Test func `a file of no layout says what was found and what was expected`() throws {
        let report = try office.importFile("odd.txt", "Color\tShape\nred\tround\n")
        let message = try #require(report.problems.first?.message)
        #expect(report.problems.first?.code == "file.layout-unknown")
        #expect(message.contains("Found 2 columns: Color, Shape."))
        #expect(message.contains("programs.txt"))
        // What may be a student's is not repeated.
        let data = try office.importFile("odd2.txt", "100200\tOsterby\n100201\tLind\n")
        #expect(data.problems.first?.message.contains("Osterby") == false)
    }

    @Test func `a code that may be a name is not repeated`() throws {
        let report = try office.importPrograms([
            office.row("100200", "Osterby Mira"), office.row("100201", "X-9"),
        ])
        let messages = report.problems.map(\.message)
        #expect(messages.contains("Program ID is not in the code table Student Programs."))
        #expect(messages.contains("Program ID X-9 is not in the code table Student Programs."))
    }

    @Test func `a check speaks of what would be`() throws {
        let path = try office.district.write(
            "programs.txt", office.programs([office.row("100200")]))
        let check = try office.importing(isCheck: true).run([path])[0]
        #expect(check.notes == ["Would import 1 profile from the General Student Table."])
    }
}
