import ArgumentParser
import Operations
import Records

/// Where the districts of an installation put letters for each other.
struct ExchangeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder by which districts of one installation exchange records; without it, "
                + "exchange in the folder for data. Also: the environment's HOMEROOM_EXCHANGE.",
            valueName: "folder"))
    var exchange: String?

    func place(_ district: DistrictOptions) -> Exchange {
        Exchange(
            folder: exchange ?? Location.variable("HOMEROOM_EXCHANGE")
                ?? district.location.folder + "/exchange",
            district: district.district)
    }
}

/// The direct way between two districts of one installation.
private func withTransfers<T>(
    _ options: WorkspaceOptions, _ exchange: ExchangeOptions, _ body: (DirectTransfers) throws -> T
) throws -> T {
    try withWorkspace(options) { workspace in
        try body(
            DirectTransfers(
                workspace, exchange.place(options.district), scanner: scannerOfDocuments()))
    }
}

extension EnvelopeCommand {
    struct Join: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let this district and others of this installation ask each other.",
            discussion:
                "Makes the district's key, if it has none, and says its title to the others.")
        @Option(help: "What the district is called.") var title: String
        @OptionGroup var exchange: ExchangeOptions
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let member = try withAdministrator(options) {
                try DirectTransfers($0, exchange.place(options)).join(title: title)
            }
            if options.json { return Output.json(member) }
            Output.line(Output.harmless("\(member.name) takes part as \(member.title)."))
        }
    }

    struct Districts: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the districts of this installation that can be asked.")
        @OptionGroup var exchange: ExchangeOptions
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let others = exchange.place(options).others
            if options.json { return Output.json(others) }
            if others.isEmpty { return Output.line("No other district takes part.") }
            var table = TextTable(["District", "Title"])
            for one in others { table.add([one.name, one.title]) }
            table.print()
        }
    }

    struct Ask: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask another district of this installation for students' records.",
            discussion: """
                The other district sees names, birth date, gender, grade, state ID, who asks and \
                why. That is noted with each student.

                Example:
                  homeroom envelope ask fernhollow 100200 100217 --purpose "Transfer of enrollment"
                """)
        @Argument(help: "Name of the other district.") var other: String
        @Argument(help: "Any number of each student.") var students: [String]
        @Option(help: "In what legitimate interest.") var purpose: String
        @Flag(help: "Show what the other district would be told, and ask nothing.") var check =
            false
        @OptionGroup var exchange: ExchangeOptions
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            if check {
                let people = try withTransfers(options, exchange) {
                    try $0.describe(other, for: students)
                }
                if options.json { return Output.json(people) }
                for person in people {
                    Output.line(
                        Output.harmless(
                            "\(person.name), born \(person.birthDate?.description ?? "unknown"), "
                                + "gender \(person.gender), grade \(person.grade), state ID "
                                + (person.stateID.isEmpty ? "none" : person.stateID)))
                }
                return Output.line("Nothing was asked.")
            }
            let done = try withTransfers(options, exchange) {
                try $0.ask(other, for: students, purpose: purpose)
            }
            EnvelopeCommand.tell(done, "Asked, as request \(done.number).", options)
        }
    }

    struct Requests: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what districts of this installation asked each other for.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try DirectTransfers.list($0) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("There are no requests.") }
            var table = TextTable(["Request", "", "District", "When", "Students", "State"])
            for one in listed {
                table.add([
                    "\(one.number)", one.direction.rawValue, one.party, String(one.at.prefix(10)),
                    "\(one.students)", one.state.rawValue,
                ])
            }
            table.print()
        }
    }

    struct Request: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a request, and who its people may be here.")
        @Argument(help: "Number of the request.") var number: Int
        @OptionGroup var exchange: ExchangeOptions
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let shown = try withTransfers(options, exchange) { try $0.show(number) }
            if options.json { return Output.json(shown) }
            let head =
                shown.direction == .came
                ? "\(shown.party) (\(shown.district)) asks, by \(shown.askedBy): \(shown.purpose)"
                : "Asked of \(shown.party) (\(shown.district)) by \(shown.askedBy): "
                    + shown.purpose
            Output.line(Output.harmless(head))
            Output.line(
                Output.harmless(
                    "State: \(shown.state.rawValue)" + (shown.reason.map { ", \($0)" } ?? "")))
            if let envelope = shown.envelope { Output.line("Envelope: \(envelope)") }
            for person in shown.people {
                let asked = person.asked
                Output.line(
                    Output.harmless(
                        "\(person.number). \(asked.name), born "
                            + "\(asked.birthDate?.description ?? "unknown"), state ID "
                            + (asked.stateID.isEmpty ? "none" : asked.stateID)
                            + (person.isSent == false ? "; not sent" : "")))
                for candidate in person.candidates {
                    Output.line(
                        Output.harmless(
                            "   May be "
                                + (candidate.profile ?? "somebody of the SIS without a profile")
                                + ": \(candidate.name). "
                                + candidate.evidence.joined(separator: " ")))
                }
                if let proposed = person.proposed {
                    Output.line(
                        Output.harmless("   Proposed: --student \(person.number)=\(proposed)"))
                }
            }
        }
    }

    struct Approve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send what another district of this installation asked for.",
            discussion: """
                What you do not see is not sent. The disclosure is noted with each student. People \
                for whom no student is named are left out.

                Example:
                  homeroom envelope approve 3 --student 1=100200 --final-only
                """)
        @Argument(help: "Number of the request.") var number: Int
        @Option(
            help: ArgumentHelp(
                "Who a person of the request is; may be given more than once.",
                valueName: "number=id"))
        var student: [String] = []
        @Flag(help: "Take whoever is proposed.") var proposed = false
        @Flag(help: "Send although a person and a student contradict each other.")
        var anyway = false
        @Flag(help: "Show what would be sent, and send nothing.") var check = false
        @OptionGroup var parts: EnvelopeParts
        @OptionGroup var exchange: ExchangeOptions
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var approval = DirectTransfers.Approval()
            approval.sections = parts.sections
            approval.years = parts.years
            approval.takesFinalOnly = parts.finalOnly
            approval.isAnyway = anyway
            approval.students = try EnvelopeCommand.numbered(
                student, "--student takes such as 1=100200.")
            let chosen = approval
            func whole(_ transfers: DirectTransfers) throws -> DirectTransfers.Approval {
                var approval = chosen
                guard proposed else { return approval }
                for person in try transfers.show(number).people {
                    guard let id = person.proposed else { continue }
                    approval.students[person.number] = chosen.students[person.number] ?? id
                }
                return approval
            }
            if check {
                let packages = try withTransfers(options, exchange) {
                    try $0.check(number, whole($0))
                }
                if options.json { return Output.json(packages) }
                for one in packages {
                    Output.line(
                        Output.harmless(
                            "\(one.number). Student \(one.studentID), \(one.name), born "
                                + "\(one.birthDate ?? "unknown"): fields: \(one.fields.count), "
                                + "program records: \(one.programs), events: \(one.events), "
                                + "documents: \(one.documents.count)"))
                }
                return Output.line("Nothing was sent.")
            }
            let done = try withTransfers(options, exchange) {
                try $0.approve(number, whole($0))
            }
            EnvelopeCommand.tell(done, "Sent, as envelope \(done.envelope ?? 0).", options)
        }
    }

    struct Refuse: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse what another district of this installation asked for.")
        @Argument(help: "Number of the request.") var number: Int
        @Option(help: "Why; the other district reads it.") var reason: String
        @OptionGroup var exchange: ExchangeOptions
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let done = try withTransfers(options, exchange) {
                try $0.refuse(number, reason: reason)
            }
            EnvelopeCommand.tell(done, "Refused.", options)
        }
    }

    struct Withdraw: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back a request that was not answered.")
        @Argument(help: "Number of the request.") var number: Int
        @OptionGroup var exchange: ExchangeOptions
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let done = try withTransfers(options, exchange) { try $0.withdraw(number) }
            EnvelopeCommand.tell(done, "Withdrawn.", options)
        }
    }

    struct Look: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take letters of other districts of this installation.",
            discussion: "A district that is served does so by itself, each minute.")
        @Flag(help: "Take letters again that were put aside.") var again = false
        @OptionGroup var exchange: ExchangeOptions
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let looked = try withAdministrator(options) {
                try DirectTransfers(
                    $0, exchange.place(options), scanner: scannerOfDocuments()
                ).look(again: again)
            }
            if options.json {
                Output.json(looked)
            } else {
                Output.line("Letters taken: \(looked.taken)")
                for sentence in looked.rejected {
                    Output.line(Output.harmless("Put aside: \(sentence)"))
                }
                for sentence in looked.waiting {
                    Output.line(Output.harmless("Waits: \(sentence)"))
                }
                if looked.unsent > 0 {
                    Output.line("Letters that could not be sent, and wait: \(looked.unsent)")
                }
                if looked.aside > 0 {
                    Output.line(
                        "Letters that are put aside, in \(exchange.place(options).asideFolder): "
                            + "\(looked.aside)")
                }
            }
            if !looked.isWell { throw ExitCode(Exit.failed) }
        }
    }

    /// What was given as `NUMBER=TEXT`, by number.
    static func numbered(_ given: [String], _ otherwise: String) throws -> [Int: String] {
        var found: [Int: String] = [:]
        for text in given {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let number = Int(parts[0]) else {
                throw ValidationError(otherwise)
            }
            found[number] = parts[1]
        }
        return found
    }

    private static func tell(
        _ done: DirectTransfers.Done, _ sentence: String, _ options: WorkspaceOptions
    ) {
        if options.json { return Output.json(done) }
        Output.line(sentence)
        Output.line("The change set is \(done.changeSet).")
    }
}

/// What of a record goes into an envelope.
struct EnvelopeParts: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this section: "
                + EnvelopeSection.allCases.map(\.rawValue).joined(separator: ", ")
                + "; may be given more than once.", valueName: "section"))
    var section: [EnvelopeSection] = []
    @Option(help: "Only documents of this school year; may be given more than once.")
    var year: [SchoolYear] = []
    @Flag(help: "Only documents that are final.") var finalOnly = false

    var sections: Set<EnvelopeSection> {
        section.isEmpty ? Set(EnvelopeSection.allCases) : Set(section)
    }

    /// Nil for all.
    var years: Set<SchoolYear>? { year.isEmpty ? nil : Set(year) }
}
