import ArgumentParser
import Automation
import Foundation
import Operations
import Records
import Storage

/// What is imported by itself.
struct NightlyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightly", abstract: "Import senders' files by itself, once for each date.",
        discussion: """
            A profile says where a sender's files come, which ones, and when. A timer of the \
            system asks homeroom nightly run every 15 minutes; each date is served once, whatever \
            clocks do.
            """,
        subcommands: [Run.self, Status.self, Notices.self, Profile.self, WebhookKey.self])

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look at senders' folders, and do what is due.")
        @Option(help: "Only this profile.") var profile: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var problems: [String] = []
            var reports: [ReportDeliveries.Outcome] = []
            let outcomes = try withWorkspace(options) { workspace in
                let outcomes = try Nightly(workspace).run(profile)
                try NightAlarms(workspace).look()
                if profile == nil {
                    reports = try ReportDeliveries(workspace, messenger: HostMessenger()).run()
                }
                do {
                    problems = try Outbox(workspace, messenger: HostMessenger()).deliver()
                } catch StorageError.busy {
                    problems = ["An import holds the district: who is to be told is told later."]
                }
                return outcomes
            }
            for one in reports {
                let line = "Report \(one.name), \(one.date): \(one.outcome)"
                if one.isFailed {
                    problems.append(line)
                } else {
                    Output.note(Output.harmless(line))
                }
            }
            for problem in problems { Output.note(Output.harmless(problem)) }
            if options.json {
                Output.json(outcomes)
            } else {
                for one in outcomes { Output.line(Output.harmless(one.line)) }
                for report in outcomes.compactMap(\.report) {
                    Output.line()
                    for line in report.text.split(separator: "\n") {
                        Output.line(Output.harmless(String(line)))
                    }
                }
                if outcomes.isEmpty { Output.line("There are no profiles.") }
            }
            if !problems.isEmpty || outcomes.contains(where: { $0.state == .failed }) {
                throw ExitCode(Exit.failed)
            }
        }
    }

    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the last nights, the newest first.")
        @Option(help: "Only this profile.") var profile: String?
        @Option(help: "How many, 1 to 1000.") var limit = 10
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if !(1...1000).contains(limit) { throw ValidationError("--limit takes 1 to 1000.") }
        }

        func run() throws {
            let nights = try withWorkspace(options) {
                try Nights($0).list(of: profile, limit: limit)
            }
            if options.json { return Output.json(nights) }
            if nights.isEmpty { return Output.line("No night was served yet.") }
            var table = TextTable(["Date", "Profile", "Files", ""])
            for night in nights {
                table.add([
                    night.date.description, night.profile,
                    night.files.map { "\($0.name) \($0.state.words)" }.joined(separator: "; "),
                    night.needsSomebody ? "needs somebody" : "",
                ])
            }
            table.print()
        }
    }
}

extension NightlyCommand {
    struct Notices: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List mails and posts that nobody took yet, or let go of one.",
            discussion: "Each is tried again with growing pauses, for three days.")
        @Option(
            help: ArgumentHelp(
                "Let go of this one, such as where its address is wrong.", valueName: "notice"))
        var drop: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            if let drop {
                try withWorkspace(options) { try Outbox.drop(drop, $0) }
                return options.json
                    ? Output.json(["dropped": drop]) : Output.line("It is not tried any more.")
            }
            let waiting = try withWorkspace(options) { workspace in
                try workspace.require(.runImports)
                return try Outbox.waiting(workspace)
            }
            if options.json { return Output.json(waiting) }
            if waiting.isEmpty { return Output.line("None waits.") }
            var table = TextTable(["Notice", "About", "By", "Tries", "Next", "Why"])
            for one in waiting {
                table.add([
                    one.notice, one.about, one.way.rawValue, "\(one.tries)", one.next, one.fault,
                ])
            }
            table.print()
        }
    }

    struct WebhookKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the key by which webhooks are signed.",
            discussion: "Whoever receives them needs it, and nobody else.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let key = try withWorkspace(options) { workspace in
                try NightNotices(workspace).signingKey()
            }
            if options.json { Output.json(["key": key]) } else { Output.line(key) }
        }
    }
}

extension Nightly.Outcome {
    /// In one line.
    fileprivate var line: String {
        let day = date.map { " \($0)" } ?? ""
        return switch state {
        case .paused: "\(profile): stopped"
        case .notDue: "\(profile): nothing is due" + (date.map { "; next on \($0)" } ?? "")
        case .waiting: "\(profile):\(day) is due. \(why)"
        case .elsewhere: "\(profile):\(day) is served by another process"
        case .done: "\(profile):\(day) was served"
        case .failed: "\(profile): failed. \(why)"
        }
    }
}

extension NightlyCommand {
    struct Profile: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is imported by itself, and when.",
            subcommands: [List.self, Show.self, Save.self, Stop.self, Resume.self, Remove.self])

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(abstract: "List the profiles.")
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let listed = try withWorkspace(options) { try AutomationProfiles($0).list() }
                if options.json { return Output.json(listed) }
                if listed.isEmpty { return Output.line("There are no profiles.") }
                var table = TextTable(["Profile", "When", "Folder", "Files"])
                for one in listed {
                    table.add([one.name, one.when, one.folder, one.files.joined(separator: ", ")])
                }
                table.print()
            }
        }

        struct Show: ParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Show a profile.")
            @Argument(help: "Name of the profile.") var name: String
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let one = try withWorkspace(options) { try AutomationProfiles($0).show(name) }
                if options.json { return Output.json(one) }
                var table = TextTable([one.name, ""])
                table.add(["When", one.when])
                table.add(["Folder", one.folder])
                table.add(["Files", one.files.joined(separator: ", ")])
                table.add(["Waits for files", "\(one.patience) minutes"])
                table.add(["Column mapping", one.mapping ?? "that of each header"])
                if let absent = one.absent { table.add(["Absent records", absent.rawValue]) }
                if one.takesAdditionsOnly == true {
                    table.add(["Takes", "additions only"])
                }
                for (what, share) in [
                    ("bad rows", one.limits?.badRows), ("records that end", one.limits?.ends),
                    ("records that change", one.limits?.changes),
                ] {
                    if let share { table.add(["Held above", "\(share) % \(what)"]) }
                }
                table.add(["Told by mail", (one.mailTo ?? []).joined(separator: ", ")])
                table.add(["Posted to", one.webhook ?? ""])
                for blackout in one.schedule.blackouts {
                    table.add(["Not from", "\(blackout.first) to \(blackout.last)"])
                }
                table.print()
            }
        }

        struct Stop: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Stop a profile. What it misses is not caught up on.")
            @Argument(help: "Name of the profile.") var name: String
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                try reportProfile(options, "Stopped.") {
                    try AutomationProfiles($0).pause(name, true)
                }
            }
        }

        struct Resume: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Have a stopped profile go on.")
            @Argument(help: "Name of the profile.") var name: String
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                try reportProfile(options, "It goes on.") {
                    try AutomationProfiles($0).pause(name, false)
                }
            }
        }

        struct Remove: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Remove a profile. Its folder and its nights stay.")
            @Argument(help: "Name of the profile.") var name: String
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                try reportProfile(options, "Removed.") { try AutomationProfiles($0).remove(name) }
            }
        }
    }
}

/// Changes a profile and says so.
func reportProfile(
    _ options: WorkspaceOptions, _ words: String,
    _ change: (Workspace) throws -> AutomationProfiles.Changed
) throws {
    let changed = try withWorkspace(options, change)
    if options.json { return Output.json(changed) }
    guard let number = changed.changeSet else { return Output.line("It is so already.") }
    Output.line("\(words) To take it back: homeroom undo \(number)")
}

extension NightlyCommand.Profile {
    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Save a profile, in the place of one of the same name.",
            discussion: """
                The folder has to be there; inbox, accepted, rejected, reports and taken are made \
                in it. --summer is where no roster is to be trusted: from two days before the \
                last school day until two weeks before the next first one.

                Example:
                  homeroom nightly profile save Fernton --zone America/Los_Angeles --at 02:00 \
                --folder /srv/homeroom/fernton --file studemo.txt --file programs.txt \
                --summer 2027-06-11..2027-08-25
                """)
        @Argument(help: "Name of the profile.") var name: String
        @OptionGroup var schedule: ScheduleOptions
        @Option(help: "The sender's folder.") var folder: String
        @Option(help: "A file that comes each time; to be given more than once.")
        var file: [String]
        @Option(help: "Read the files by this saved mapping (homeroom mapping list).")
        var mapping: String?
        @Flag(help: "Leave program enrollments that are there as they are.")
        var additionsOnly = false
        @Option(
            help: """
                What becomes of open program enrollments that the file says nothing of: leave, \
                mark, end.
                """)
        var absent = AbsentRecords.leave
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var profile = try schedule.profile(
                named: name, folder: URL(filePath: folder).standardizedFileURL.path, files: file)
            profile.mapping = mapping
            profile.takesAdditionsOnly = additionsOnly ? true : nil
            profile.absent = absent == .leave ? nil : absent
            try reportProfile(options, "Saved.") { try AutomationProfiles($0).save(profile) }
        }
    }
}

extension AutomationProfile {
    /// When it runs, in words.
    var when: String {
        let days =
            schedule.weekdays.count == 7
            ? "every day"
            : schedule.dayNames
        return "\(schedule.time) \(zone), \(days)" + (isPaused ? "; stopped" : "")
    }
}

extension AbsentRecords: ExpressibleByArgument {}
