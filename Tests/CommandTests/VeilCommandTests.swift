import Foundation
import Testing

/// What a role may not see is in none of its commands' output, as text and as JSON.
@Suite struct VeilCommandTests {
    private let desk: Desk
    private let one: String
    private let other: String

    private static let words = ["Zqhealth", "Zqplace", "ZQLUNCH", "Zqdocument", "2019-04-19"]

    init() throws {
        let desk = try Desk()
        self.desk = desk
        try desk.run("district", "create", "main")
        func create(_ first: String) throws -> String {
            let made = try desk.run(
                "student", "create", "--first", first, "--last", "Quillfeather", "--anyway",
                "--json"
            ).object()
            return made["studentID"] as? String ?? ""
        }
        let (one, other) = (try create("Ansel"), try create("Briar"))
        (self.one, self.other) = (one, other)
        try desk.run("code", "add", "Student Programs", "101", "Title I")
        try desk.run(
            "code", "add", "Student Programs", "ZQLUNCH", "Zqlunch text", "--system-key",
            "lunch_free")
        for (id, more) in [(one, ""), (other, " too")] {
            try desk.run(
                "student", "edit", id, "--set", "healthNotes=Zqhealth\(more)", "--set",
                "placement=Zqplace\(more)", "--set", "evaluationDate=2019-04-19", "--set",
                "counselor=R. Birch\(more)")
            for program in ["101", "ZQLUNCH"] {
                try desk.run("program", "add", id, "--program", program, "--start", "2026-09-02")
            }
        }
        try desk.write("zqdocument.pdf", "%PDF-1.4 Zqdocument")
        try desk.run(
            "document", "add", one, "zqdocument.pdf", "--title", "Zqdocument", "--category", "IEP")
        let header = [
            "Import Student ID", "Student Last Name", "Student First Name", "Birth Date",
            "Program ID", "Program Start Date", "Site ID",
        ]
        let rows = [("ZQLUNCH", "13/45/2026"), ("ZQLUNCHY", "09/02/2026")].map {
            [one, "Quillfeather", "Ansel", "", $0, $1, "1010"]
        }
        try desk.write(
            "programs.txt",
            ([header] + rows).map { $0.joined(separator: "\t") + "\n" }.joined())
        try desk.run("import", "programs.txt")
    }

    private var commands: [[String]] {
        let changes = (1...14).map(String.init)
        return [
            ["student", "show", one], ["student", "show", other], ["student", "find", "Quill"],
            ["student", "list"], ["student", "unlinked"], ["student", "history", one],
            ["student", "changes", one], ["student", "changes", other], ["program", "list", one],
            ["program", "all"], ["document", "list", one], ["event", "list", one],
            ["merge", "preview", one, other], ["code", "list"], ["code", "tables"],
            ["code", "state", "list"], ["alert", "list"], ["changes", "list"], ["import", "list"],
            ["import", "show", "1"], ["import", "problems", "1"], ["work"], ["figures"],
        ] + changes.map { ["changes", "show", $0] } + changes.map { ["undo", $0, "--check"] }
    }

    @Test func `a role is not told what it may not see, and the administrator is`() throws {
        var seen = Set<String>()
        for command in commands {
            let all = try desk.run(command)
            for word in Self.words where all.out.contains(word) { seen.insert(word) }
        }
        #expect(seen == Set(Self.words))
        for role in ["secretary", "teacher", "registrar"] {
            for command in commands {
                for form in [[], ["--json"]] {
                    let told = try desk.run(command + ["--role", role] + form)
                    let text = told.out + told.err
                    let hidden = Self.words.filter {
                        role == "teacher" || !["Zqdocument"].contains($0)
                    }
                    for word in hidden where text.lowercased().contains(word.lowercased()) {
                        Issue.record("\(role) \(command): \(word)")
                    }
                }
            }
        }
    }
}
