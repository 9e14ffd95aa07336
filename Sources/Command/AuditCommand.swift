import ArgumentParser
import Operations
import Records

/// Whether the change log is what it was.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify the change log, and sign where it ends.",
        discussion: """
            Every change set is sealed when it is made, with a key that is kept outside of the \
            database. Once a day, or once in 1,000 change sets, the newest seal is signed: an \
            anchor. Keep anchors where nobody who can write the database can write.
            """,
        subcommands: [Verify.self, Anchor.self, Key.self, Renew.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look whether every change set is what it was when it was sealed.",
            discussion: """
                Ends with exit code 4 where it finds something.

                Examples:
                  homeroom audit verify
                  homeroom audit verify --anchors /mnt/elsewhere/main-anchors.jsonl \
                --public-key 'mN1b...='
                """)

        @Option(help: ArgumentHelp("A file of anchors that was kept.", valueName: "file"))
        var anchors: String?
        @Option(
            help: ArgumentHelp(
                "The key that anchors have to be signed with, as homeroom audit key printed it.",
                valueName: "key"))
        var publicKey: String?
        @OptionGroup var options: DistrictOptions

        private func key() throws -> AnchorPublicKey? {
            guard let publicKey else { return nil }
            guard let key = AnchorPublicKey(publicKey) else {
                throw ValidationError("--public-key is 32 bytes as Base64: homeroom audit key.")
            }
            return key
        }

        func validate() throws { _ = try key() }

        func run() throws {
            let progress = Progress(isQuiet: options.json)
            defer { progress.end() }
            let key = try key()
            let report = try withDistrict(options, existing: true) { store in
                try VerifyChain(
                    keys: options.districtKeys, anchors: anchors, publicKey: key, progress.show
                ).run(store)
            }
            progress.end()
            if options.json { Output.json(report) } else { print(report) }
            if !report.isClean { throw ExitCode(Exit.failed) }
        }

        private func print(_ report: ChainReport) {
            if report.sealed == 0, report.isClean {
                return Output.line("Nothing is sealed yet: the next change seals all there is.")
            }
            Output.line(
                "\(grouped(report.changeSets)) change sets, \(grouped(report.sealed)) of them "
                    + "sealed, with \(grouped(report.images)) prior images.")
            let file = report.anchorsInFile.map { "\(grouped($0)) in the file" } ?? "no file"
            Output.line("\(grouped(report.anchors)) anchors in the database, \(file).")
            for finding in report.findings {
                Output.line()
                Output.line("\(finding.code): \(finding.message)")
                let shown = finding.changeSets.map(String.init).joined(separator: ", ")
                let rest = finding.count - finding.changeSets.count
                let more = rest > 0 && !shown.isEmpty ? ", and \(grouped(rest)) more" : ""
                if !shown.isEmpty { Output.line("  change set \(shown)\(more)") }
                Output.line("  \(finding.remedy)")
            }
            if report.isClean { Output.line("Everything is as it was sealed.") }
        }
    }

    struct Anchor: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign where the change log ends now.",
            discussion: """
                Prints the anchor, a line of JSON, and adds it to NAME-anchors.jsonl beside the \
                keys. Keep it elsewhere.

                Example:
                  homeroom audit anchor >> /mnt/elsewhere/main-anchors.jsonl
                """)
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let anchored = try withChain(options) { try $0.anchor() }
            if options.json { return Output.json(anchored) }
            Output.line(anchored.line)
            Output.note(
                "\(anchored.isNew ? "Signed" : "Signed before:") change set "
                    + "\(anchored.changeSet). It stands in \(anchored.file).")
        }
    }

    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the public key by which anchors are verified.",
            discussion: "Keep it with the anchors. It is no secret.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let key = try withChain(options) { try $0.publicKey() }
            if options.json { return Output.json(key) }
            Output.line(key.publicKey)
        }
    }

    struct Renew: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the change log as it stands for the true one.",
            discussion: """
                After a backup was restored on purpose, or after the keys were lost for good. \
                Makes keys where there are none, and notes who said so and why in a change set. \
                Verify first: what does not hold stays told.

                Example:
                  homeroom audit renew --reason "Restored the backup of 10/2/2026"
                """)
        @Option(help: "Why.") var reason: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let change = try withChain(options) { try $0.renew(reason: reason) }
            if options.json { return Output.json(["changeSet": change]) }
            Output.line("Renewed as change set \(change).")
        }
    }
}

/// Does `body` with the chain of an open district, and closes that.
private func withChain<T>(_ options: DistrictOptions, _ body: (AuditChain) throws -> T) throws -> T
{
    try withSealedDistrict(options) { try body(AuditChain($0, actor: options.actor)) }
}
