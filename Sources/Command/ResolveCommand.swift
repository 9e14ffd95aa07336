import ArgumentParser
import Operations
import Records
import Storage

extension StudentCommand {
    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import from the General Student Table and merge, as one plan.",
            discussion: """
                Does the whole known procedure: imports the child's record of the General Student \
                Table as a profile where it has none, merges the student into it by the owners' \
                defaults, and takes what the SIS owns from the SIS again. Shows the plan first.

                Examples:
                  homeroom student resolve P000001 --check
                  homeroom student resolve P000001 --sis 100200
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Integration ID of the SIS student, where the numbers do not lead to it.")
        var sis: String?
        @Flag(help: "Show what would happen and change nothing.") var check = false
        @Option(
            name: .customLong("take"),
            help: ArgumentHelp("Whose value or row counts.", valueName: "NAME=SIDE"))
        var choices: [String] = []
        @Option(help: "Confirm what speaks against it, by its code; all confirms each.")
        var confirm: [String] = []
        @Option(help: "Why.") var reason = ""
        @OptionGroup var options: WorkspaceOptions

        struct Report: Encodable {
            let changeSet: Int?
            let target: String
            let steps: [String]
            let evidence: [String]
            let contradictions: [LinkPlan.Contradiction]
            let preview: MergeJSON?
        }

        func validate() throws {
            try MergeCommand.validate(confirm, links: true)
            for choice in choices where choice.split(separator: "=").count != 2 {
                throw ValidationError("--take has the form NAME=target or NAME=source.")
            }
        }

        func run() throws {
            var request = ResolveStudent.Request(student: id)
            request.integrationID = sis
            request.confirmed = Set(confirm)
            request.reason = reason
            for choice in choices {
                let parts = choice.split(separator: "=", maxSplits: 1).map(String.init)
                request.choices[parts[0]] = parts[1]
            }
            let done = try withWorkspace(options) { workspace in
                let resolve = ResolveStudent(workspace)
                let shown = try resolve.check(request)
                if !options.json { print(shown) }
                return check ? shown : try resolve.run(request)
            }
            if options.json {
                return Output.json(
                    Report(
                        changeSet: done.changeSet, target: done.target, steps: done.steps,
                        evidence: done.link.evidence, contradictions: done.link.contradictions,
                        preview: done.plan.map { MergeJSON($0, [:]) }))
            }
            if check { return }
            guard let change = done.changeSet else { return }
            Output.line()
            Output.line(Output.harmless("Done. The student is \(done.target)."))
            Output.line("To take it back: homeroom undo \(change)")
        }

        private func print(_ shown: ResolveStudent.Resolved) {
            for (number, step) in shown.steps.enumerated() {
                Output.line(Output.harmless("\(number + 1). \(step)"))
            }
            for line in shown.link.evidence { Output.line("  " + line) }
            for one in shown.link.contradictions where !confirm.contains(one.rawValue) {
                Output.line("  To be confirmed: --confirm \(one.rawValue)")
            }
            guard let plan = shown.plan else { return }
            Output.line()
            MergeText(plan: plan, json: MergeJSON(plan, [:]), ends: false).print()
        }
    }

    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what was done to a student and who saw it, merged profiles included.")
        @Argument(help: "Any number of the student.") var id: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let history = try withWorkspace(options) { try StudentHistory($0).run(id) }
            if options.json { return Output.json(history) }
            if !history.mergedFrom.isEmpty {
                Output.line(
                    Output.harmless(
                        "With what was done to \(history.mergedFrom.joined(separator: ", "))."))
            }
            var table = TextTable(["Change set", "When", "Who", "What", "Reason", ""])
            for change in history.changes {
                table.add([
                    "\(change.changeSet)", change.at, change.actor, change.kind, change.reason,
                    change.undoneBy.map { "undone by \($0)" } ?? "",
                ])
            }
            table.print()
            guard let accesses = history.accesses else {
                return Output.line("This role does not see who looked at the student.")
            }
            if accesses.isEmpty { return }
            Output.line()
            var seen = TextTable(["When", "Who", "How", "What", "Purpose"])
            for access in accesses {
                seen.add([
                    access.at, Output.harmless(access.party), access.kind.rawValue,
                    Output.harmless(access.what), Output.harmless(access.purpose),
                ])
            }
            seen.print()
        }
    }
}
