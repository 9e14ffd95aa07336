import ArgumentParser
import Foundation
import Operations
import Records

/// Students' records for and from other districts.
struct EnvelopeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "envelope", abstract: "Send students' records to another district.",
        discussion: """
            An envelope is an encrypted file. Its code goes by another channel, such as by \
            telephone, and counts for some days. Districts of one installation that joined ask \
            each other, and need neither file nor code.
            """,
        subcommands: [
            Make.self, Open.self, List.self, Show.self, Apply.self, Discard.self, Join.self,
            Districts.self, Ask.self, Requests.self, Request.self, Approve.self, Refuse.self,
            Withdraw.self, Look.self,
        ])

    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an envelope. Its code is shown once.",
            discussion: """
                What you do not see is not put in. The disclosure is noted with each student.

                Example:
                  homeroom envelope make 100200 100217 --to "Alder Valley School District" \
                --purpose "Transfer of enrollment" --from "Fernhollow" --final-only --out a.envelope
                """)
        @Argument(help: "Any number of each student.") var students: [String]
        @Option(help: "Who gets it.") var to: String
        @Option(help: "In what legitimate interest.") var purpose: String
        @Option(help: "What this district is called.") var from: String
        @Option(help: "The file.") var out: String
        @OptionGroup var parts: EnvelopeParts
        @Option(help: "Name packages by name, stateID or id.")
        var nameBy = SendEnvelopes.Naming.name
        @Option(help: "Days for which the code counts, 1 to 90.") var days = 14
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var request = SendEnvelopes.Request()
            request.students = students
            request.sections = parts.sections
            request.years = parts.years
            request.takesFinalOnly = parts.finalOnly
            request.naming = nameBy
            request.party = to
            request.purpose = purpose
            request.from = from
            request.days = days
            let made = try withWorkspace(options) { workspace in
                try SendEnvelopes(workspace).make(request) { bytes in
                    try NewFile.write(out) { try $0.write(Array(bytes)) }
                }
            }
            if options.json { return Output.json(made) }
            Output.line(
                "Envelope \(made.number). Students: \(made.students), documents: \(made.documents)")
            Output.line("Code, until \(made.expiresAt): \(made.code)")
            Output.line("Send the code by another channel than the file. It is not kept.")
        }
    }

    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open an envelope that came, and keep what is in it.",
            discussion: "Nothing is changed with any student. Five wrong codes lock an envelope.")
        @Argument(help: "The file.") var file: String
        @Option(help: "File whose first line is the code.") var codeFile: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let code = try secretInFile(codeFile)
            let opened = try withWorkspace(options) { workspace in
                try ReceiveEnvelopes(workspace, scanner: scannerOfDocuments())
                    .open(file, code: code)
            }
            if options.json { return Output.json(opened) }
            Output.line(
                opened.changeSet == nil
                    ? "It was opened before, as envelope \(opened.number); nothing was changed."
                    : "It is envelope \(opened.number).")
            Output.line("See what is in it: homeroom envelope show \(opened.number)")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the envelopes that were made or opened, the newest first.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try ReceiveEnvelopes($0).list() }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("There are no envelopes.") }
            var table = TextTable(["Envelope", "", "District", "When", "Students", "Waiting"])
            for one in listed {
                table.add([
                    "\(one.number)", one.direction.rawValue, one.party, String(one.at.prefix(10)),
                    "\(one.students)", "\(one.waiting)",
                ])
            }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is in an envelope that came, and who it may be about.")
        @Argument(help: "Number of the envelope.") var number: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let packages = try withWorkspace(options) { try ReceiveEnvelopes($0).show(number) }
            if options.json { return Output.json(packages) }
            for one in packages {
                let package = one.package
                Output.line(Output.harmless("\(one.number). \(package.label)"))
                Output.line(
                    Output.harmless(
                        "   \(package.name), born \(package.fields["birthDate"] ?? "unknown"), "
                            + "state ID \(package.stateID.isEmpty ? "none" : package.stateID)"))
                Output.line(
                    "   Program records: \(package.programs.count), events: "
                        + "\(package.events.count), documents: \(package.documents.count)")
                for unknown in Set(one.unknownPrograms).sorted() {
                    Output.line(
                        Output.harmless("   Program \(unknown) is none of this district's."))
                }
                if let applied = one.appliedTo {
                    Output.line("   Applied to student \(applied).")
                    continue
                }
                for candidate in one.candidates {
                    let id = candidate.profile ?? candidate.integrationID.map { "sis:" + $0 } ?? ""
                    Output.line(
                        Output.harmless(
                            "   May be \(id): \(candidate.name). "
                                + candidate.evidence.joined(separator: " ")))
                }
                Output.line(
                    one.proposed.map { "   Proposed: --package \(one.number)=\($0.text)" }
                        ?? "   Nobody here is this student for sure; it waits.")
            }
        }
    }

    struct Apply: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply packages of an envelope to students, as one change set.",
            discussion: """
                Blank fields are filled, and program records, events and documents added that are \
                not there yet; nothing is overwritten. What is not named waits.

                Example:
                  homeroom envelope apply 3 --package 1=100200 --package 2=sis:70017 --package 3=new
                """)
        @Argument(help: "Number of the envelope.") var number: Int
        @Option(
            help: """
                NUMBER=ID of a profile, NUMBER=sis:ID of a student of the General Student Table, \
                or NUMBER=new; may be given more than once.
                """)
        var package: [String] = []
        @Flag(help: "Apply each package to whom it is proposed for.") var proposed = false
        @Flag(help: "Make a new profile although somebody is likely the same.") var anyway = false
        @Flag(help: "Show what would happen, and change nothing.") var check = false
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let otherwise = "--package takes such as 1=100200 or 2=new."
            let chosen = try EnvelopeCommand.numbered(package, otherwise).mapValues { text in
                guard let target = EnvelopeTarget(text) else { throw ValidationError(otherwise) }
                return target
            }
            let applied = try withWorkspace(options) { workspace in
                let envelopes = ReceiveEnvelopes(workspace)
                var all: [Int: EnvelopeTarget] = [:]
                if proposed {
                    for one in try envelopes.show(number) where one.appliedTo == nil {
                        all[one.number] = one.proposed
                    }
                }
                return try envelopes.apply(
                    number, all.merging(chosen) { $1 }, isAnyway: anyway, isCheck: check)
            }
            if options.json { return Output.json(applied) }
            for one in applied.packages { print(one) }
            if applied.packages.isEmpty { Output.line("There is nothing to apply.") }
            if let change = applied.changeSet {
                Output.line("To take it back: homeroom undo \(change)")
            } else {
                Output.line("Nothing was changed.")
            }
        }

        private func print(_ one: ReceiveEnvelopes.Applied.Package) {
            Output.line(
                "\(one.number). Student \(one.studentID)\(one.isNew ? ", new" : ""): "
                    + "fields: \(one.fields.count), program records: \(one.programs), events: "
                    + "\(one.events), documents: \(one.documents); here already: \(one.known)")
            for sentence in one.leftOut { Output.line(Output.harmless("   " + sentence)) }
        }
    }

    struct Discard: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let go of an envelope that came. What was applied of it stays.")
        @Argument(help: "Number of the envelope.") var number: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let change = try withWorkspace(options) { try ReceiveEnvelopes($0).discard(number) }
            if options.json { return Output.json(["changeSet": change]) }
            Output.line("Discarded. To take it back: homeroom undo \(change)")
        }
    }
}

extension EnvelopeSection: ExpressibleByArgument {}
extension SendEnvelopes.Naming: ExpressibleByArgument {}
