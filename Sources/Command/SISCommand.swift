import ArgumentParser
import Foundation
import OneRoster
import Operations
import Records

/// SIS services that are asked.
struct SISCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sis", abstract: "Ask a SIS by its OneRoster service.",
        discussion: """
            A source is a profile like those of senders' files: homeroom nightly run asks it once \
            for each date, and homeroom nightly profile stop, resume and remove take its name.
            """,
        subcommands: [
            Save.self, List.self, Show.self, Check.self, Read.self, Refresh.self,
        ])

    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Save a source, in the place of one of the same name.",
            discussion: """
                The SIS gives a client ID and a secret for OAuth 2 client credentials. Write the \
                secret into a file that nobody else can read, and remove it afterwards.

                Example:
                  homeroom sis save Fernton --base \
                https://sis.example.org/ims/oneroster/rostering/v1p2 --tokens \
                https://sis.example.org/oauth/token --client-id homeroom --secret-file secret.txt \
                --zone America/Los_Angeles --at 02:00
                """)
        @Argument(help: "Name of the source.") var name: String
        @Option(help: "Address of the service, as far as the version.") var base: String
        @Option(help: "Address at which tokens are given out.") var tokens: String
        @Option(help: "The client ID, which the SIS gives.") var clientID: String
        @Option(help: "File whose first line is the client secret; without it, the one kept.")
        var secretFile: String?
        @Option(help: "Scopes, separated by blanks; without it, those of OneRoster 1.2.")
        var scope = RosterAddress.usualScopes
        @Option(help: "Records for each answer, 1 to 10000.")
        var pageSize = RosterAddress.usualPageSize
        @Option(help: "Days after which everything is read, and not only what changed, 1 to 90.")
        var fullEvery = 7
        @Flag(help: "Leave birth dates, gender and ethnicity out.") var noDemographics = false
        @OptionGroup var schedule: ScheduleOptions
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var profile = try schedule.profile(named: name, folder: "", files: [])
            profile.service = SISService(
                RosterAddress(
                    base: base, tokens: tokens, clientID: clientID, scopes: scope,
                    pageSize: pageSize), readsDemographics: !noDemographics, fullEvery: fullEvery)
            let secret = try secretFile.map(secretInFile)
            try reportProfile(options, "Saved.") {
                try SISSources($0).save(profile, secret: secret)
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the sources, with how they were read last.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try SISSources($0).list() }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("There are no sources.") }
            var table = TextTable(["Source", "When", "Service", "Last success", "Last attempt", ""])
            for one in listed {
                table.add([
                    one.profile.name, one.profile.when, one.profile.service?.host ?? "",
                    one.state.succeededAt ?? "never", one.state.attemptedAt ?? "never",
                    one.state.fault ?? "",
                ])
            }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a source, and the fields that it owns.")
        @Argument(help: "Name of the source.") var name: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let one = try withWorkspace(options) { try SISSources($0).show(name) }
            if options.json { return Output.json(one) }
            guard let service = one.profile.service else { return }
            var table = TextTable([one.profile.name, ""])
            table.add(["When", one.profile.when])
            table.add(["Service", service.address.base])
            table.add(["Tokens", service.address.tokens])
            table.add(["Client ID", service.address.clientID])
            table.add(["Everything", "every \(service.fullEvery) days"])
            table.add(["Last success", one.state.succeededAt ?? "never"])
            table.add(["Everything last", one.state.fullAt ?? "never"])
            table.add(["Last attempt", one.state.attemptedAt ?? "never"])
            table.add(["What was wrong", one.state.fault ?? "nothing"])
            table.add(["Owns", one.owned.joined(separator: ", ")])
            table.print()
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask a source for a token and a school, and change nothing.")
        @Argument(help: "Name of the source.") var name: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            try withWorkspace(options) { try SISSources($0).check(name) }
            if options.json { return Output.json(["source": name, "state": "well"]) }
            Output.line(Output.harmless("\(name) answers, and gives this client its schools."))
        }
    }

    struct Read: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a source now: what changed, or everything where that is due.")
        @Argument(help: "Name of the source.") var name: String
        @Flag(help: "Read everything.") var full = false
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let read = try withWorkspace(options) {
                try SISSources($0).read(name, isFull: full)
            }
            if options.json { return Output.json(read) }
            let counts = read.counts
            Output.line(
                "Read \(read.isFull ? "everything" : "what changed"): \(counts.schools) schools, "
                    + "\(counts.students) students, \(counts.enrollments) enrollments.")
            guard let report = read.report else { return Output.line("Nothing changed.") }
            ReportText([report], nil).print()
            try ReportText.leave([report])
        }
    }

    struct Refresh: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask the SIS for one student, and import what it says.")
        @Argument(help: "Any number of the student, or the district's own number in the SIS.")
        var number: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let refreshed = try withWorkspace(options) {
                try SISSources($0).refresh(number)
            }
            if options.json { return Output.json(refreshed) }
            Output.line(Output.harmless("Asked \(refreshed.profile)."))
            ReportText([refreshed.report], nil).print()
            try ReportText.leave([refreshed.report])
        }
    }
}
