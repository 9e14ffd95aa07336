import ArgumentParser
import Operations
import Records

extension StudentCommand {
    struct Unlinked: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the students that nothing links to the SIS, with cause and next step.")
        @Option(help: "Only those who wait for this cause.") var cause: Cause?
        @Option(help: "Which page, from 1 on; without it, all.") var page: Int?
        @Option(help: "Students of a page: 25, 50 or 100.") var size: PageSize = .few
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            if page != nil || cause != nil { return try printPage() }
            let items = try withWorkspace(options) { try UnlinkedStudents($0).run() }
            if options.json { return Output.json(items) }
            if items.isEmpty { return Output.line("Every student is linked to the SIS.") }
            for item in items { print(item) }
            let count = items.count == 1 ? "1 student" : "\(grouped(items.count)) students"
            Output.line("\(count), the most urgent first.")
        }

        private func printPage() throws {
            let found = try withWorkspace(options) {
                try UnlinkedStudents($0).page(cause: cause, page: page ?? 1, size: size)
            }
            if options.json { return Output.json(found) }
            for item in found.items.rows { print(item) }
            Output.place(of: found.items, "students")
        }

        private func print(_ item: UnlinkedStudents.Item) {
            let counts = item.attached
            let attached = [
                Self.counted(counts.documents, "document"), Self.counted(counts.events, "event"),
                Self.counted(counts.plans, "learning plan"),
                Self.counted(counts.programs, "program enrollment"),
            ].compactMap(\.self)
            Output.line(Output.harmless("\(item.studentID)  \(item.name)"))
            Output.line(
                "  Cause: \(item.cause), since \(item.since)"
                    + (attached.isEmpty ? "" : "; " + attached.joined(separator: ", ")))
            Output.line("  \(item.answer)" + (item.isCut ? " " + CandidateText.cut : ""))
            if let best = item.candidates.first {
                let evidence = best.evidence.joined(separator: " ")
                Output.line(
                    Output.harmless("  Likeliest: \(best.studentID) \(best.name). \(evidence)"))
            }
            Output.line(Output.harmless("  Next: \(item.nextStep)"))
            Output.line("")
        }

        private static func counted(_ count: Int, _ thing: String) -> String? {
            if count == 0 { return nil }
            return "\(count) \(thing)\(count == 1 ? "" : "s")"
        }
    }

    struct Candidates: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the SIS students to whom a student might be linked.",
            discussion: """
                By numbers, names, how they sound, and birth date; or, with --name, by what you \
                type.
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Look for this name or number instead.") var name: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) {
                try StudentCandidates($0).list(id, name: name)
            }
            let found = listed.candidates
            if listed.isCut { Output.note(CandidateText.cut + " Look for one with --name TEXT.") }
            if options.json { return Output.json(found) }
            if found.isEmpty {
                return Output.line("The General Student Table has nobody who might be this one.")
            }
            CandidateText(found).print()
            Output.line("To link: homeroom student link \(id) --sis ID")
        }
    }

    struct Link: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Link a student to a SIS student by hand.",
            discussion: """
                What speaks against it has to be confirmed, by the codes that --check shows. A \
                number that no SIS student holds yet is entered, and the student links when one \
                does.

                Example:
                  homeroom student link P000012 --state-id 9000012345 --check
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "The SIS student with this state ID.") var stateID: String?
        @Option(help: "The SIS student with this other ID.") var otherID: String?
        @Option(help: "The SIS student with this integration ID.") var sis: String?
        @Option(help: "The code of something that speaks against it.") var confirm: [String] = []
        @Option(help: "Why, for the history.") var reason = ""
        @Flag(help: "Show what would happen and change nothing.") var check = false
        @OptionGroup var options: WorkspaceOptions

        private var targets: [LinkStudent.Target] {
            [
                stateID.map { .stateID($0) }, otherID.map { .otherID($0) }, sis.map { .sis($0) },
            ].compactMap(\.self)
        }

        func validate() throws {
            if targets.count != 1 {
                throw ValidationError("Give one of --state-id, --other-id and --sis.")
            }
            let codes = LinkPlan.Contradiction.allCases.map(\.rawValue)
            if let unknown = confirm.first(where: { !codes.contains($0) }) {
                throw ValidationError(
                    "--confirm takes \(codes.joined(separator: ", ")); not \(unknown).")
            }
        }

        func run() throws {
            guard let target = targets.first else { return }
            let linked = try withWorkspace(options) { workspace in
                let link = LinkStudent(workspace)
                if check { return try link.check(id, to: target) }
                return try link.run(id, to: target, confirmed: Swift.Set(confirm), reason: reason)
            }
            if options.json { return Output.json(linked) }
            tell(linked)
        }

        private func tell(_ linked: LinkStudent.Linked) {
            let plan = linked.plan
            let verb = check ? "Would link" : "Linked"
            if let sis = plan.integrationID {
                Output.line(Output.harmless("\(verb) \(plan.studentID) to SIS student \(sis)."))
            } else {
                Output.line(
                    Output.harmless(
                        "No SIS student holds this number yet. It \(check ? "would be" : "is") "
                            + "entered, and \(plan.studentID) waits for the roster."))
            }
            for line in plan.evidence { Output.line("  " + line) }
            for one in plan.changes {
                Output.line(
                    Output.harmless("  \(one.field): \(one.from) becomes \(one.to)"))
            }
            for one in plan.contradictions where check {
                Output.line("  To be confirmed: --confirm \(one.rawValue)")
            }
            if let change = linked.changeSet {
                Output.line("To take it back: homeroom undo \(change)")
            }
        }
    }

    struct Unlink: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the link to the SIS off a student.",
            discussion: "That the two are not one person is remembered: no roster links them again."
        )
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Why, for the history.") var reason: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let unlinked = try withWorkspace(options) {
                try UnlinkStudent($0).run(id, reason: reason)
            }
            if options.json { return Output.json(unlinked) }
            Output.line(
                Output.harmless(
                    "Student \(unlinked.studentID) is not linked to SIS student "
                        + "\(unlinked.integrationID) any more."))
            Output.line("To take it back: homeroom undo \(unlinked.changeSet)")
        }
    }
}
