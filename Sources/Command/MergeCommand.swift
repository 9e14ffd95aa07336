import ArgumentParser
import Foundation
import Operations
import Records
import Storage

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merge profiles of one person: look first, choose field by field, undo.",
        subcommands: [Preview.self, Apply.self, Show.self])

    /// The students and what was chosen; the same for looking and for doing.
    struct Subject: ParsableArguments {
        @Argument(
            help: "The sources, which are folded in, and last the target, which stays; by any ID.")
        var students: [String]
        @Option(
            name: .customLong("take"),
            help: ArgumentHelp(
                "Whose value or row counts: target, source, both, or a source's student ID.",
                valueName: "NAME=SIDE"))
        var choices: [String] = []

        func validate() throws {
            if students.count < 2 {
                throw ValidationError("Name one or more sources, and last the target.")
            }
            for choice in choices where choice.split(separator: "=").count != 2 {
                throw ValidationError("--take has the form NAME=target or NAME=source.")
            }
        }

        var request: MergeStudents.Request {
            var request = MergeStudents.Request(
                sources: Array(students.dropLast()), target: students.last ?? "")
            for choice in choices {
                let parts = choice.split(separator: "=", maxSplits: 1).map(String.init)
                request.choices[parts[0]] = parts[1]
            }
            return request
        }
    }

    /// Only what asks can be confirmed; what stops cannot.
    /// Refuses codes that confirm nothing.
    ///
    /// - Parameter links: whether what speaks against a link can be confirmed too.
    static func validate(_ confirm: [String], links: Bool = false) throws {
        let guards = MergeGuard.Code.allCases.filter { $0.severity == .confirm }.map(\.rawValue)
        let codes =
            guards + (links ? LinkPlan.Contradiction.allCases.map(\.rawValue) : []) + ["all"]
        if let unknown = confirm.first(where: { !codes.contains($0) }) {
            throw ValidationError(
                "--confirm takes \(codes.joined(separator: ", ")); not \(unknown).")
        }
    }

    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show exactly what a merge would do, and change nothing.",
            discussion: """
                Examples:
                  homeroom merge preview P000001 100200
                  homeroom merge preview P000001 100200 --take caseManager=source --save plan.json
                """)
        @OptionGroup var subject: Subject
        @Option(help: "Keep the plan in this file, for merge apply --preview.")
        var save: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let (plan, origins) = try withWorkspace(options) { workspace in
                let merge = MergeStudents(workspace)
                let plan = try merge.preview(subject.request)
                return (plan, try merge.origins(in: plan))
            }
            if let save {
                let text = Data(StableJSON.text(plan).utf8)
                do { try text.write(to: URL(filePath: save), options: .atomic) } catch {
                    throw OperationError.cannotWrite(save)
                }
            }
            let shown = MergeJSON(plan, origins)
            if options.json { return Output.json(shown) }
            MergeText(plan: plan, json: shown).print()
        }
    }

    struct Apply: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Merge, as the preview showed.",
            discussion: """
                The sources are retired, not deleted, and all their IDs lead to the target. \
                Refused where something has to be chosen or confirmed first.

                Example:
                  homeroom merge apply P000001 100200 --take caseManager=source \
                --reason "Same child, entered before enrollment"
                """)
        @OptionGroup var subject: Subject
        @Option(help: "Confirm what the preview asks for, by its code; all confirms each.")
        var confirm: [String] = []
        @Option(help: "Why these are one person.") var reason: String
        @Option(
            help: "A plan kept by merge preview --save, with its choices; refused if out of date.")
        var preview: String?
        @OptionGroup var options: WorkspaceOptions

        struct Report: Encodable {
            let changeSet: Int
            let target: String
        }

        func validate() throws { try MergeCommand.validate(confirm) }

        func run() throws {
            var request = subject.request
            request.confirmed = Set(confirm)
            request.reason = reason
            request.preview = try preview.map(Self.plan)
            let merged = try withWorkspace(options) { try MergeStudents($0).apply(request) }
            if options.json {
                return Output.json(Report(changeSet: merged.changeSet, target: merged.target))
            }
            Output.line(Output.harmless("Merged into student \(merged.target)."))
            Output.line("What was and what is: homeroom merge show \(merged.changeSet)")
            Output.line("To take it back: homeroom undo \(merged.changeSet)")
        }

        private static func plan(_ file: String) throws -> MergePlan {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8),
                let plan = StableJSON.value(MergePlan.self, text)
            else {
                throw OperationError.refused(
                    code: "merge.no-preview", message: "\(file) is no plan of a merge.",
                    remedy: "Make one with: homeroom merge preview SOURCE TARGET --save FILE.")
            }
            return plan
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the report of a merge, before and after, for reading or printing.")
        @Argument(help: "The change set of the merge.") var changeSet: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let shown = try withWorkspace(options) { try ShowMerge($0).run(changeSet) }
            if options.json { return Output.json(MergeReportJSON(shown)) }
            MergeReportText(shown).print()
        }
    }
}
