import ArgumentParser
import Operations
import Records

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look whether the district is as it has to be.",
        discussion: """
            Reads everything and changes nothing: that each number is held once, that every \
            reference leads somewhere, that every change can be undone, that every report is \
            what was changed, and that the change log is what was sealed. Run it on a restored \
            backup, and after an outage. Ends with exit code 4 where it finds something.

            Example:
              homeroom check
            """)
    @OptionGroup var options: DistrictOptions

    func run() throws {
        let report = try withDistrict(options, existing: true) {
            try CheckDistrict(store: $0).run()
        }
        if options.json { Output.json(report) } else { print(report) }
        if !report.isClean { throw ExitCode(Exit.failed) }
    }

    private func print(_ report: CheckReport) {
        for checked in report.checked {
            let result =
                checked.findings == 0
                ? checked.claim
                : "\(checked.findings) \(checked.findings == 1 ? "finding" : "findings")"
            Output.line("\(grouped(checked.count)) \(checked.things): \(result)")
        }
        for finding in report.findings { print(finding) }
        if report.isClean { Output.line("Everything is as it has to be.") }
    }

    private func print(_ finding: CheckReport.Finding) {
        Output.line()
        Output.line("\(finding.code): \(finding.message)")
        let examples = finding.examples.map(Output.harmless).joined(separator: "; ")
        let rest = finding.count - finding.examples.count
        Output.line("  \(examples)\(rest > 0 ? "; and \(grouped(rest)) more" : "")")
        Output.line("  \(finding.remedy)")
    }
}
