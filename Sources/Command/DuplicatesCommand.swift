import ArgumentParser
import Operations
import Records
import Storage

/// Pairs that may be one person.
struct DuplicatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "Find pairs that may be one person, and decide about them.",
        discussion: """
            homeroom duplicates find looks through everybody; homeroom duplicates list shows what \
            was found, with why. A pair is decided by merging or linking the two (homeroom merge, \
            homeroom student link), or by saying that they are not the same person.
            """,
        subcommands: [Find.self, List.self, Dismiss.self, Later.self, Quality.self, Train.self])

    struct Find: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look through everybody for pairs that may be one person.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let found = try withWorkspace(options) { try FindDuplicates($0).run() }
            if options.json { return Output.json(found) }
            Output.line("\(grouped(found.people)) records were compared.")
            var table = TextTable(["Pairs", ""])
            table.add(["Students to merge", grouped(found.merges)])
            table.add(["Students to link to the SIS", grouped(found.links)])
            table.add(["Within the SIS", grouped(found.roster)])
            table.add(["Numbers that two unlike people hold", grouped(found.conflicts)])
            table.add(["All", grouped(found.pairs)])
            table.add(["Of them new", grouped(found.new)])
            table.add(["Gone since the last time", grouped(found.gone)])
            table.print()
            if found.pairs > 0 { Output.line("See them: homeroom duplicates list") }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List pairs that may be one person, the likeliest first, with why.")
        @Option(help: "Only these: students, link or roster.") var kind: DuplicatePair.Kind?
        @Option(help: "How many, 1 to 1000.") var limit = Duplicates.listed
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if !(1...1000).contains(limit) { throw ValidationError("--limit takes 1 to 1000.") }
        }

        func run() throws {
            let listed = try withWorkspace(options) {
                try Duplicates($0).list(kind: kind, limit: limit)
            }
            if options.json { return Output.json(listed) }
            for item in listed.items { print(item) }
            Output.line(
                "Pairs that wait: \(grouped(listed.total)); put off: \(grouped(listed.later)).")
            guard let searched = listed.searchedAt else {
                return Output.line("Nobody was looked through yet: homeroom duplicates find")
            }
            Output.line(
                "Looked through at \(searched); \(grouped(listed.changesSince)) change sets since.")
        }

        private func print(_ item: Duplicates.Item) {
            // Nothing is certain.
            let percent =
                item.probability > 0.999
                ? "over 99.9" : "\((item.probability * 1000).rounded() / 10)"
            Output.line(
                Output.harmless(
                    "\(item.pair)  \(percent) %  \(item.one.name) (\(item.one.number)) and "
                        + "\(item.other.name) (\(item.other.number))"))
            for alarm in item.alarms { Output.line("  ! \(alarm)") }
            if let decided = item.decided {
                Output.line(
                    Output.harmless(
                        "  \(decided.actor) said on \(decided.at.prefix(10)) that they are not "
                            + "the same person: \(decided.reason). A number agrees since."))
            }
            for reason in item.reasons where !reason.one.isEmpty && !reason.other.isEmpty {
                Output.line(Output.harmless("  \(reason.sentence)"))
            }
            Output.line("  \(Self.next(item))")
        }

        private static func next(_ item: Duplicates.Item) -> String {
            switch item.kind {
            case .students:
                "homeroom merge preview \(item.source.number) \(item.survivor.number)"
            case .link:
                "homeroom student link \(item.one.number) --sis \(item.other.number) --check"
            case .roster: "Both are records of the SIS. If they are one person, it is mended there."
            }
        }
    }

    struct Dismiss: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that the two of a pair are not the same person.",
            discussion: """
                They are not proposed again unless a number comes to agree.

                Example:
                  homeroom duplicates dismiss students.12.15 --reason "Twins"
                """)
        @Argument(help: "The pair, as homeroom duplicates list names it.") var pair: String
        @Option(help: "Why, for the history.") var reason: String
        @OptionGroup var options: WorkspaceOptions

        private struct Dismissed: Encodable {
            let pair: String
            let changeSet: Int
        }

        func run() throws {
            let change = try withWorkspace(options) {
                try Duplicates($0).dismiss(pair, reason: reason)
            }
            if options.json { return Output.json(Dismissed(pair: pair, changeSet: change)) }
            Output.line("The two are noted as not the same person.")
            Output.line("To take it back: homeroom undo \(change)")
        }
    }

    struct Later: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a pair off. It comes back by itself.")
        @Argument(help: "The pair, as homeroom duplicates list names it.") var pair: String
        @Option(help: "For how many days, 1 to 366.") var days = 7
        @OptionGroup var options: WorkspaceOptions

        private struct Postponed: Encodable {
            let pair: String
            let days: Int
        }

        func run() throws {
            try withWorkspace(options) { try Duplicates($0).postpone(pair, days: days) }
            if options.json { return Output.json(Postponed(pair: pair, days: days)) }
            Output.line("The pair comes back in \(days) days.")
        }
    }

    struct Train: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the matching learn from what people decided here.",
            discussion: """
                It trains on every second decision and judges by the others. Only a model that is \
                better there is taken into use; homeroom undo takes it back.
                """)
        @Flag(help: "Only show whether it would be better.") var check = false
        @Flag(help: "Go back to the model that Homeroom brings along.") var reset = false
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            if reset {
                let change = try withWorkspace(options) { try TrainDuplicates($0).reset() }
                if options.json { return Output.json(["changeSet": change]) }
                return Output.line("Done. To take it back: homeroom undo \(change)")
            }
            let trained = try withWorkspace(options) {
                try TrainDuplicates($0).run(isCheck: check)
            }
            if options.json { return Output.json(trained) }
            var table = TextTable(["Model", "Right", "Surprise, bits"])
            table.add(["in force", grouped(trained.before.right), "\(trained.before.surprise)"])
            table.add(["trained", grouped(trained.after.right), "\(trained.after.surprise)"])
            table.print()
            guard let change = trained.changeSet else {
                return Output.line("The model in force stays.")
            }
            Output.line("The trained model is in force. To take it back: homeroom undo \(change)")
            Output.line("To look through everybody with it: homeroom duplicates find")
        }
    }

    struct Quality: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how often people agreed with the matching, and what thresholds mean.",
            discussion: """
                The threshold is a setting: homeroom setting set duplicate-threshold 65
                """)
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let shown = try withWorkspace(options) { try DuplicateQuality($0).run() }
            if options.json { return Output.json(shown) }
            var bars = TextTable(["Probability, %", "Wait", "Found to be one", "Told apart"])
            for bar in shown.bars {
                bars.add([
                    "\(Self.number(bar.from)) to \(Self.number(bar.to))", grouped(bar.waiting),
                    grouped(bar.same), grouped(bar.apart),
                ])
            }
            bars.print()
            Output.line()
            var effects = TextTable(["Threshold, %", "Shown", "Right of those decided", "Found"])
            let all = (shown.others + [shown.now]).sorted { $0.threshold < $1.threshold }
            for effect in all {
                let isNow = effect == shown.now
                effects.add([
                    Self.number(effect.threshold) + (isNow ? " (now)" : ""), grouped(effect.shown),
                    Self.share(effect.precision), Self.share(effect.recall),
                ])
            }
            effects.print()
        }

        private static func number(_ percent: Double) -> String {
            percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
        }

        private static func share(_ share: DuplicateQuality.Share) -> String {
            if share.of == 0 { return "nothing decided" }
            let bounds = [share.low, share.high].map { "\(Int(($0 * 100).rounded()))" }
            return "\(share.count) of \(share.of) (\(bounds[0]) to \(bounds[1]) %)"
        }
    }
}

extension DuplicatePair.Kind: ExpressibleByArgument {}
