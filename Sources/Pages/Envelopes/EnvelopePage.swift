import Operations
import Records

/// What is in an envelope that came, and who each package may be about.
public struct EnvelopePage: PageContent {
    let number: Int
    let party: String
    let packages: [PackageShown]
    public let form: FormState

    public init(number: Int, party: String, packages: [PackageShown], form: FormState) {
        self.number = number
        self.party = party
        self.packages = packages
        self.form = form
    }

    public var title: Phrase { Phrase("envelope.title", "Envelope of {0}", party) }
    public var section: Section { .envelopes }

    private var address: String { EnvelopesPage.address(of: number) }
    private var isDone: Bool { packages.allSatisfy { $0.appliedTo != nil } }

    public var body: HTML {
        """
        \(isDone ? applied : postForm(address + "/check", """
            \(each: packages, { package($0) })
            \(checkbox("anyway", Phrase("envelope.anyway",
                "Do it also where somebody is likely the same, or a package contradicts its "
                    + "student"), form))
            \(buttons(button(Phrase("envelope.check", "Show what would happen")),
                link(.cancel, EnvelopesPage.address)))
            """))
        \(details(Phrase("envelope.discard", "Discard this envelope"),
            paragraph(Phrase("envelope.discard-about",
                "What was applied of it stays. It can be undone."))
                + postForm(address + "/discard", button(.remove, .warning))))
        """
    }

    private var applied: HTML { "\(each: packages, { package($0) })" }

    private func package(_ one: PackageShown) -> HTML {
        let package = one.package
        return """
            <section class="problem">
            <h2>\(one.number). \(package.label)</h2>
            \(summaryList([
                SummaryRow(.name, HTML(text: package.name)),
                SummaryRow(.birthDate, .day(package.fields["birthDate"])),
                SummaryRow(.stateID, HTML(text: package.stateID)),
                SummaryRow(Phrase("envelope.holds", "Inside"), HTML(Phrase("envelope.counts",
                    "{0} program enrollments, {1} events, {2} documents",
                    Words.number(package.programs.count), Words.number(package.events.count),
                    Words.number(package.documents.count)))),
            ]))
            \(details(Phrase("envelope.inside", "What is inside"), inside(package)))
            \(if: !one.unknownPrograms.isEmpty, warningText(Phrase("envelope.unknown-programs",
                "These programs are none of this district\u{2019}s, and are left out: {0}",
                one.unknownPrograms.joined(separator: ", "))))
            \(one.appliedTo.map { tag(Phrase("envelope.applied-to", "Applied to student {0}", $0),
                .green) } ?? decision(one))
            </section>
            """
    }

    private func inside(_ package: StudentPackage) -> HTML {
        let fields = StudentField.all.compactMap { field in
            package.fields[field.name].map {
                SummaryRow(
                    Phrase(data: field.label), field.kind == .date ? .day($0) : HTML(text: $0))
            }
        }
        let programs = package.programs.map { program in
            "\(program.program) \(program.text), \(program.site), "
                + "\(program.start.monthDayYear)\u{2013}\(program.end?.monthDayYear ?? "")"
        }
        let events = package.events.map { "\($0.date.monthDayYear) \($0.kind)" }
        let documents = package.documents.map { "\($0.title), \($0.category), \($0.schoolYear)" }
        return """
            \(summaryList(fields))
            <ul>\(each: programs + events + documents, { "<li>\($0)</li>" })</ul>
            """
    }

    private func decision(_ one: PackageShown) -> HTML {
        var choices = [
            Choice(
                "", Phrase("envelope.wait", "Let it wait"),
                hint: one.candidates.isEmpty
                    ? Phrase("envelope.wait-hint", "Nobody here is this student yet.") : nil)
        ]
        choices += one.candidates.compactMap { candidate in
            let target: EnvelopeTarget? =
                candidate.profile.map { .profile($0) }
                ?? candidate.integrationID.map { .roster($0) }
            return target.map {
                Choice(
                    $0.text,
                    candidate.profile == nil
                        ? Phrase(
                            "envelope.to-roster", "{0}, {1} of the General Student Table",
                            candidate.name, candidate.integrationID ?? "")
                        : Phrase(
                            "envelope.to-profile", "{0}, student {1}", candidate.name,
                            candidate.profile ?? ""),
                    hint: Phrase(data: candidate.evidence.joined(separator: " ")))
            }
        }
        if let asked = one.askedFor, !choices.contains(where: { $0.value == asked }) {
            choices.append(
                Choice(
                    asked,
                    Phrase("envelope.to-asked", "Student {0}, for whom it was asked", asked)))
        }
        choices.append(
            Choice(
                "new", Phrase("envelope.new", "Somebody new"),
                hint: Phrase(
                    "envelope.new-hint",
                    "A profile is made that waits for the enrollment in the SIS.")))
        let name = "package-\(one.number)"
        return """
            \(radios(name, Phrase("envelope.decide", "Who is this?"), choices,
                FormState(values: [name: [form.values[name]?.first ?? one.proposed?.text ?? ""]])))
            \(textField("other-\(one.number)", Phrase("envelope.other", "Or another student"),
                hint: Phrase("envelope.other-hint", "Any number of the student."), form,
                isOptional: true, width: 10))
            """
    }
}

/// Shows what applying would do, before it does it.
public struct EnvelopeCheckPage: PageContent {
    let number: Int
    let party: String
    let packages: [ReceiveEnvelopes.Applied.Package]
    public let form: FormState

    public init(
        number: Int, party: String, packages: [ReceiveEnvelopes.Applied.Package], form: FormState
    ) {
        self.number = number
        self.party = party
        self.packages = packages
        self.form = form
    }

    public var title: Phrase { Phrase("envelope.check-title", "What would happen") }
    public var section: Section { .envelopes }

    public var body: HTML {
        let address = EnvelopesPage.address(of: number)
        let decided = form.values.filter { name, _ in
            name.hasPrefix("package-") || name.hasPrefix("other-") || name == "anyway"
        }.sorted { $0.key < $1.key }
        return """
            \(paragraph(Phrase("envelope.check-about",
                "Envelope of {0}. All of it is one change, and can be undone.", party)))
            \(each: packages, { package($0) })
            \(postForm(address + "/apply", """
                \(each: decided, { name, values in hidden(name, values.first ?? "") })
                \(buttons(button(Phrase("envelope.apply", "Apply")), link(.cancel, address)))
                """))
            """
    }

    private func package(_ one: ReceiveEnvelopes.Applied.Package) -> HTML {
        """
        <h2>\(one.number). \(say: one.isNew
            ? Phrase("envelope.makes", "A new profile")
            : Phrase("envelope.goes-to", "Student {0}", one.studentID))</h2>
        <ul>
        <li>\(say: one.fields.isEmpty ? Phrase("envelope.no-fields", "No field is filled.")
            : Phrase("envelope.fields", "Filled: {0}", one.fields.joined(separator: ", ")))</li>
        <li>\(say: Phrase("envelope.adds",
            "Added: {0} program enrollments, {1} events, {2} documents",
            Words.number(one.programs), Words.number(one.events), Words.number(one.documents)))</li>
        <li>\(say: Phrase("envelope.known", "Here already, and left as it is: {0}",
            Words.number(one.known)))</li>
        \(each: one.leftOut, { "<li>\($0)</li>" })
        </ul>
        """
    }
}
