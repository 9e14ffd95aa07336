import ArgumentParser
import Operations
import Records

extension StudentCommand {
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a student before the SIS knows it.",
            discussion: """
                First and last name are enough. With a state ID or other ID the student links by \
                itself as soon as roster data with that number arrive. Where somebody is there who \
                is likely the same, nothing is made, unless --anyway is given.

                Example:
                  homeroom student create --first Mira --last Osterby --state-id 9000012345
                """)

        @Option(help: "First name.") var first: String
        @Option(help: "Last name.") var last: String
        @Option(help: "Middle name.") var middle = ""
        @Option(help: "State ID, if known.") var stateID = ""
        @Option(help: "Other ID: the district's own number, if known.") var otherID = ""
        @Option(help: "Birth date, MM/DD/YYYY or YYYY-MM-DD.") var birthDate: String?
        @Option(help: "Gender, as the SIS writes it.") var gender = ""
        @Option(help: "Grade level ID.") var grade = ""
        @Option(help: "Site ID.") var site: Int?
        @Option(help: "Why the SIS does not have the student.") var cause = Cause.addedManually
        @Flag(help: "The student is created through ALE.") var ale = false
        @Flag(help: "Create it although somebody is there who is likely the same.")
        var anyway = false
        @OptionGroup var options: WorkspaceOptions

        private var day: CalendarDate? {
            guard let birthDate,
                case .date(let date) = DateCell.read(birthDate, order: .monthFirst)
            else { return nil }
            return date
        }

        func validate() throws {
            if birthDate != nil, day == nil {
                throw ValidationError("--birth-date takes MM/DD/YYYY or YYYY-MM-DD.")
            }
            if ale, cause != .addedManually {
                throw ValidationError("Give --ale or --cause, not both.")
            }
        }

        struct Report: Encodable {
            let studentID: String
            let changeSet: Int
            let notes: [String]
        }

        struct Refusal: Encodable {
            let code: String
            let message: String
            let candidates: [Candidate]
        }

        func run() throws {
            do {
                let created = try withWorkspace(options, existing: false) {
                    try CreateStudent($0).run(request)
                }
                tell(created)
            } catch let likely as LikelyStudents {
                let refusal = likely.refusal
                if options.json {
                    Output.json(
                        Refusal(
                            code: refusal.code, message: refusal.message,
                            candidates: likely.candidates))
                } else {
                    CandidateText(likely.candidates).print()
                }
                throw refusal
            }
        }

        private var request: CreateStudent.Request {
            var request = CreateStudent.Request(first: first, last: last)
            request.middle = middle
            request.stateID = stateID
            request.otherID = otherID
            request.gender = gender
            request.grade = grade
            request.site = site
            request.cause = cause
            request.isThroughALE = ale
            request.anyway = anyway
            request.birthDate = day
            return request
        }

        private func tell(_ created: CreateStudent.Created) {
            if options.json {
                return Output.json(
                    Report(
                        studentID: created.studentID, changeSet: created.changeSet,
                        notes: created.notes))
            }
            Output.line("Created student \(created.studentID).")
            for note in created.notes { Output.line(Output.harmless(note)) }
            Output.line("To take it back: homeroom undo \(created.changeSet)")
        }
    }
}

extension Cause: ExpressibleByArgument {}

/// Candidates as text.
struct CandidateText {
    let candidates: [Candidate]

    /// Where not all were looked at.
    static let cut = "So many have such a name or birth date that not all were looked at."

    init(_ candidates: [Candidate]) { self.candidates = candidates }

    func print() {
        var table = TextTable(["SIS student", "Profile", "Name", "Birth date", "Score", "Evidence"])
        for one in candidates {
            table.add([
                one.integrationID ?? "", one.profile ?? "", one.name, one.birthDate ?? "",
                one.scoreText, one.evidence.joined(separator: " "),
            ])
        }
        table.print()
    }
}

extension Candidate {
    /// In percent.
    var scoreText: String { "\(Int((score * 100).rounded())) %" }
}
