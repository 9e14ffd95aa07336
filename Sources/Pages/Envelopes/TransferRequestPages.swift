import Operations
import Records

/// Asks another district of the installation for students' records.
public struct AskDistrictPage: PageContent {
    public static let address = EnvelopesPage.address + "/ask"

    let districts: [Exchange.Member]
    public let form: FormState

    public init(districts: [Exchange.Member], form: FormState) {
        self.districts = districts
        self.form = form
    }

    public var title: Phrase { .askDistrict }
    public var section: Section { .envelopes }

    public var body: HTML {
        """
        \(paragraph(Phrase("transfer.ask-about",
            "The other district sees the names, birth date, gender, grade and state ID of these "
                + "students, who asks and why. What it approves comes as an envelope, and waits "
                + "for you.")))
        \(postForm(Self.address, """
            \(select("district", .otherDistrict,
                districts.map { Choice($0.name, Phrase(data: "\($0.title) (\($0.name))")) }, form))
            \(textArea("students", .students, hint: .oneToALine, form))
            \(textField("purpose", .purposeOfTransfer, hint: .purposeHint, form))
            \(buttons(button(Phrase("transfer.ask-check", "Show what would be told")),
                link(.cancel, EnvelopesPage.address)))
            """))
        """
    }
}

/// Shows what another district would be told, before it is asked.
public struct AskDistrictCheckPage: PageContent {
    public static let address = AskDistrictPage.address + "/send"

    let district: String
    let people: [AskedPerson]
    public let form: FormState

    public init(district: String, people: [AskedPerson], form: FormState) {
        self.district = district
        self.people = people
        self.form = form
    }

    public var title: Phrase {
        Phrase("transfer.ask-title", "What {0} would be told", district)
    }
    public var section: Section { .envelopes }

    public var body: HTML {
        """
        \(each: people, { "<section class=\"problem\"><h2>\($0.name)</h2>\($0.summary)</section>" })
        \(paragraph(Phrase("transfer.ask-final",
            "With who asks and why. What another district was told cannot be undone; the request "
                + "can be taken back.")))
        \(postForm(Self.address, """
            \(each: ["district", "students", "purpose"], { hidden($0, form[$0]) })
            \(buttons(button(Phrase("transfer.ask-button", "Ask")),
                link(.cancel, EnvelopesPage.address)))
            """))
        """
    }
}

extension AskedPerson {
    fileprivate var summary: HTML { summaryList(rows) }

    fileprivate var rows: [SummaryRow] {
        [
            SummaryRow(.birthDate, .day(birthDate?.description)),
            SummaryRow(.stateID, HTML(text: stateID)),
            SummaryRow(
                Phrase("transfer.gender-grade", "Gender and grade"),
                HTML(text: [gender, grade].filter { !$0.isEmpty }.joined(separator: ", "))),
        ]
    }
}

/// A request between two districts, and what can be done with it.
public struct TransferRequestPage: PageContent {
    /// Where one is.
    public static func address(of number: Int) -> String {
        "\(EnvelopesPage.address)/requests/\(number)"
    }

    let request: ShownRequest
    /// Whether whoever looks may answer.
    let mayAnswer: Bool
    public let form: FormState

    public init(request: ShownRequest, mayAnswer: Bool, form: FormState) {
        self.request = request
        self.mayAnswer = mayAnswer
        self.form = form
    }

    public var title: Phrase {
        request.direction == .came
            ? Phrase("transfer.came", "{0} asks for records", request.party)
            : Phrase("transfer.asked", "Records asked of {0}", request.party)
    }
    public var section: Section { .envelopes }

    private var address: String { Self.address(of: request.number) }
    private var isAnswerable: Bool {
        mayAnswer && request.direction == .came && request.state == .open
    }

    public var body: HTML {
        """
        \(summaryList([
            SummaryRow(.requestState, .state(of: request.state)),
            SummaryRow(.purposeOfTransfer, HTML(text: request.purpose)),
            SummaryRow(Phrase("transfer.asked-by", "Asked by"), HTML(text: request.askedBy)),
            SummaryRow(.when, .moment(request.at)),
        ] + (request.reason.map {
            [SummaryRow(Phrase("transfer.reason", "Why it was refused"), HTML(text: $0))]
        } ?? [])))
        \(if: request.direction == .asked && request.state == .answered,
            request.envelope.map(envelope) ?? .empty)
        \(isAnswerable ? answer : people)
        \(if: request.direction == .asked && request.state == .open,
            postForm(address + "/withdraw",
                button(Phrase("transfer.withdraw", "Take the request back"), .warning)))
        """
    }

    private func envelope(_ number: Int) -> HTML {
        let words = Phrase("transfer.envelope", "The envelope that came")
        return "<p>\(link(words, EnvelopesPage.address(of: number)))</p>"
    }

    private var people: HTML {
        "\(each: request.people, { "<section class=\"problem\">\(who($0))</section>" })"
    }

    private func who(_ person: ShownRequest.Person) -> HTML {
        let own = person.student.map { [SummaryRow(.studentID, HTML(text: $0))] } ?? []
        return """
            <h2>\(person.number). \(person.asked.name)</h2>
            \(summaryList(person.asked.rows + own))
            \(person.isSent.map { $0 ? tag(.sent, .green) : tag(.notSent, .red) } ?? .empty)
            """
    }

    private var answer: HTML {
        """
        \(postForm(address + "/check", """
            \(each: request.people, { person in
                """
                <section class="problem">\(who(person))\(decision(person))</section>
                """
            })
            \(MakeEnvelopePage.parts(form))
            \(checkbox("anyway", Phrase("transfer.anyway",
                "Also where a person and a student contradict each other"), form))
            \(buttons(button(Phrase("transfer.check", "Show what would be sent")),
                link(.cancel, EnvelopesPage.address)))
            """))
        \(details(Phrase("transfer.refuse-title", "Refuse the request"),
            postForm(address + "/refuse",
                textArea("reason", Phrase("transfer.why", "Why"), hint: Phrase("transfer.why-hint",
                    "The other district reads it."), form)
                    + button(Phrase("transfer.refuse", "Refuse"), .warning)),
            isOpen: form.problem(of: "reason") != nil))
        """
    }

    private func decision(_ person: ShownRequest.Person) -> HTML {
        let name = "person-\(person.number)"
        var choices = [
            Choice("", Phrase("transfer.nobody", "Nobody here: nothing is sent"))
        ]
        choices += person.candidates.compactMap { candidate in
            candidate.profile.map {
                Choice(
                    $0,
                    Phrase("envelope.to-profile", "{0}, student {1}", candidate.name, $0),
                    hint: Phrase(data: candidate.evidence.joined(separator: " ")))
            }
        }
        let chosen = form.values[name]?.first ?? person.proposed ?? ""
        return """
            \(radios(name, Phrase("envelope.decide", "Who is this?"), choices,
                FormState(values: [name: [chosen]])))
            \(textField("other-\(person.number)", Phrase("envelope.other", "Or another student"),
                hint: Phrase("envelope.other-hint", "Any number of the student."), form,
                isOptional: true, width: 10))
            """
    }
}

/// Shows what would be sent, before it is.
public struct TransferCheckPage: PageContent {
    let request: ShownRequest
    let packages: [ApprovedPackage]
    public let form: FormState

    public init(request: ShownRequest, packages: [ApprovedPackage], form: FormState) {
        self.request = request
        self.packages = packages
        self.form = form
    }

    public var title: Phrase {
        Phrase("transfer.check-title", "What would be sent to {0}", request.party)
    }
    public var section: Section { .envelopes }

    private static let kept: Set = ["sections", "years", "finalOnly", "anyway"]

    public var body: HTML {
        let address = TransferRequestPage.address(of: request.number)
        let chosen = form.values.filter { name, _ in
            Self.kept.contains(name) || name.hasPrefix("person-") || name.hasPrefix("other-")
        }.sorted { $0.key < $1.key }.flatMap { name, values in values.map { (name, $0) } }
        let left = request.people.filter { person in
            !packages.contains { $0.number == person.number }
        }
        return """
            \(each: packages, { package($0) })
            \(if: !left.isEmpty, warningText(Phrase("transfer.left-out",
                "Nothing is sent of: {0}", left.map(\.asked.name).joined(separator: "; "))))
            \(paragraph(Phrase("transfer.final", "What was sent cannot be taken back.")))
            \(postForm(address + "/approve", """
                \(each: chosen, { name, value in hidden(name, value) })
                \(buttons(button(Phrase("transfer.approve", "Send")), link(.cancel, address)))
                """))
            """
    }

    private func package(_ one: ApprovedPackage) -> HTML {
        let asked = request.people.first { $0.number == one.number }?.asked.name ?? ""
        let records = Phrase(
            "envelope.counts", "{0} program enrollments, {1} events, {2} documents",
            Words.number(one.programs), Words.number(one.events),
            Words.number(one.documents.count))
        return """
            <section class="problem">
            <h2>\(one.number). \(one.name)</h2>
            \(summaryList([
                SummaryRow(Phrase("transfer.asked-for", "Asked for"), HTML(text: asked)),
                SummaryRow(.studentID, HTML(text: one.studentID)),
                SummaryRow(.birthDate, .day(one.birthDate)),
                SummaryRow(Phrase("envelope.holds", "Inside"), HTML(records)),
                SummaryRow(Phrase("transfer.fields", "Fields"),
                    HTML(text: one.fields.joined(separator: ", "))),
                SummaryRow(Phrase("envelope.documents", "Documents"),
                    HTML(text: one.documents.joined(separator: "; "))),
            ]))
            </section>
            """
    }
}

extension HTML {
    /// How a request stands.
    static func state(of state: RequestState) -> HTML {
        switch state {
        case .open: tag(Phrase("transfer.open", "Waits for an answer"), .blue)
        case .answered: tag(.sent, .green)
        case .refused: tag(Phrase("transfer.refused", "Refused"), .red)
        case .withdrawn: tag(Phrase("transfer.withdrawn", "Withdrawn"))
        }
    }
}

extension Phrase {
    static let askDistrict = Phrase("transfer.ask", "Ask another district")
    static let lookForLetters = Phrase("transfer.look", "Look whether something came")
    static let transferRequests = Phrase("transfer.requests", "Requests between districts")
    static let transferRequest = Phrase("transfer.request", "Request")
    static let direction = Phrase("envelopes.direction", "Direction")
    static let askedHere = Phrase("transfer.asked-here", "Asked here")
    static let askedThere = Phrase("transfer.asked-there", "Came")
    static let otherDistrict = Phrase("envelopes.party", "District")
    static let requestState = Phrase("transfer.state", "State")
    static let purposeOfTransfer = Phrase("envelope.purpose", "What it is for")
    static let purposeHint = Phrase(
        "envelope.purpose-hint",
        "The legitimate interest. It is noted with each student for good.")
    static let oneToALine = Phrase(
        "envelope.students-hint", "Any number of each, one to a line.")

    static let sent = Phrase("transfer.answered", "Sent")
    static let notSent = Phrase("transfer.not-sent", "Not sent")

    public static let districtAsked = Phrase(
        "transfer.was-asked", "The other district was asked.")
    public static let recordsSent = Phrase("transfer.was-sent", "The records were sent.")
    public static let requestRefused = Phrase("transfer.was-refused", "The request was refused.")
    public static let requestWithdrawn = Phrase(
        "transfer.was-withdrawn", "The request was taken back.")

    public static func lettersTaken(_ looked: DirectTransfers.Looked) -> Phrase {
        let left = looked.aside + looked.waiting.count + looked.unsent
        if left == 0 {
            return Phrase(
                "transfer.taken", one: "1 letter came.", other: "{n} letters came.",
                count: looked.taken)
        }
        return Phrase(
            "transfer.taken-and-left",
            "Letters that came: {0}. Letters that could not be taken or sent: {1}. Tell whoever "
                + "keeps the server.", Words.number(looked.taken), Words.number(left))
    }

    static func waitingTransfers(_ count: Int) -> Phrase {
        Phrase(
            "transfer.waiting", one: "1 request of another district for records waits",
            other: "{n} requests of other districts for records wait", count: count)
    }
}
