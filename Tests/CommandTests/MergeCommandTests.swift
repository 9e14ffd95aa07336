import Foundation
import Testing

/// The commands that merge profiles.
@Suite struct MergeCommandTests {
    let desk: Desk
    init() throws {
        desk = try Desk()
        try desk.setUp()
    }

    private func create(_ arguments: String...) throws -> String {
        let made = try desk.run(
            ["student", "create", "--json", "--first", "Ilse", "--last", "Nordby", "--anyway"]
                + arguments)
        return try made.object()["studentID"] as? String ?? ""
    }

    private func say(_ id: String, _ values: String...) throws {
        let sets = values.flatMap { ["--set", $0] }
        #expect(try desk.run(["student", "edit", id] + sets).code == 0)
    }

    @Test func `a kept preview is merged with its choices, and the report tells all`() throws {
        let (source, target) = (try create(), try create())
        try say(source, "caseManager=Alder", "healthNotes=Secret")
        try say(target, "caseManager=Birch")
        let labels = [
            "Import Student ID", "State Student ID", "Student Last Name", "Student First Name",
            "Student Middle Name", "Birth Date", "Gender",
        ]
        let row = ["5001", "9000000001", "Nordby", "Ilse", "", "03/04/2012", "F"]
        try desk.write(
            "studemo.txt", [labels, row].map { $0.joined(separator: "\t") + "\n" }.joined())
        #expect(try desk.run("import", "studemo.txt").code == 0)
        #expect(try desk.run("student", "link", source, "--sis", "5001").code == 0)
        let preview = ["merge", "preview", source, target]
        let open = try desk.run(preview)
        #expect(open.out.contains("--take caseManager=target|source"))
        #expect(
            try desk.run(preview + ["--take", "caseManager=source", "--save", "plan.json"]).code
                == 0)
        let apply = ["merge", "apply", source, target, "--reason", "one", "--preview", "plan.json"]
        let refused = try desk.run(apply + ["--take", "caseManager=target"])
        #expect(refused.code == 4 && refused.err.hasPrefix("merge.choice-differs: "))
        let confirmed = try desk.run(apply + ["--confirm", "bogus"])
        #expect(confirmed.code == 2 && confirmed.err.contains("merge.twins"))
        #expect(try desk.run(apply + ["--confirm", "merge.retired"]).code == 2)
        let done = try desk.run(apply + ["--confirm", "all", "--json"]).object()
        let change = "\(done["changeSet"] as? Int ?? 0)"

        let report = try desk.run("merge", "show", change)
        for part in [
            "9000000001 (of the SIS)", "5001", "What was decided", "Alder (profile, 20", "Secret",
        ] { #expect(report.out.contains(part), "\(part)") }
        let masked = try desk.run("merge", "show", change, "--role", "teacher")
        #expect(masked.out.contains("does not see") && !masked.out.contains("Secret"))
        let shown = try desk.run("merge", "show", change, "--json").object()
        let before = shown["before"] as? [String: Any]
        let differences = before?["differences"] as? [[String: Any]] ?? []
        let origins = differences.compactMap { $0["sourceOrigin"] as? [String: Any] }
        #expect(!origins.isEmpty && origins.contains { $0["actor"] != nil && $0["at"] != nil })
    }

    @Test func `what is to be chosen of several sources can be chosen as it says`() throws {
        let (one, two, target) = (try create(), try create(), try create())
        try say(one, "counselor=Alder", "caseManager=Cedar")
        try say(two, "counselor=Birch", "caseManager=Elm")
        try say(target, "caseManager=Elm")
        let merge = ["merge", "apply", one, two, target, "--reason", "one"]
        let open = try desk.run(merge)
        #expect(open.err.contains("--take counselor=target|\(one)|\(two)"))
        let preview = try desk.run("merge", "preview", one, two, target)
        #expect(preview.out.contains("--take counselor=target|\(one)|\(two)"))
        let chosen = ["--take", "counselor=\(two)", "--take", "caseManager=\(two)"]
        #expect(try desk.run(merge + chosen).code == 0)
    }

    @Test func `dropped and superseded rows are told of`() throws {
        let (source, target) = (try create(), try create())
        for (id, start) in [(source, "09/02/2026"), (target, "09/03/2026")] {
            let made = try desk.run(
                "plan", "create", id, "--start", start, "--end", "06/15/2027")
            #expect(made.code == 0)
            let event = try desk.run(
                "event", "add", id, "--kind", "Referral", "--date", "09/01/2026")
            #expect(event.code == 0)
        }
        let done = try desk.run(
            "merge", "apply", source, target, "--take", "learningPlan-1=target", "--reason", "one",
            "--json")
        let change = "\(try done.object()["changeSet"] as? Int ?? 0)"
        let report = try desk.run("merge", "show", change).out
        #expect(report.contains("the target's chosen; the source's superseded"))
        #expect(report.contains("the source's dropped: the target's says the same"))
        #expect(report.contains("2026-09-02 to 2027-06-15, superseded"))
    }

    @Test func `two students are told apart`() throws {
        let (one, other) = (try create(), try create())
        let denied = try desk.run(
            "student", "not-same", one, other, "--reason", "Cousins", "--role", "secretary")
        #expect(denied.code == 4 && denied.err.hasPrefix("access.denied: "))
        let told = try desk.run(
            "student", "not-same", one, other, "--reason", "Cousins", "--json"
        ).object()
        #expect(Set(told.keys) == ["studentID", "other", "changeSet"])
        let preview = try desk.run("merge", "preview", one, other)
        #expect(preview.out.contains("CONFIRM merge.not-the-same"))
        #expect(preview.out.contains("Cousins"))
        #expect(try desk.run("student", "resolve", one, "--confirm", "bogus").code == 2)
    }
}
