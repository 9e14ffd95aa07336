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
                districts.map { Choice($0.name, Phrase(data: $0.title)) }, form))
            \(textArea("students", .students, hint: .oneToALine, form))
            \(textField("purpose", .purposeOfTransfer, hint: .purposeHint, form))
            \(buttons(button(Phrase("transfer.ask-button", "Ask")),
                link(.cancel, EnvelopesPage.address)))
            """))
        """
    }
}

/// A request between two districts, and what can be done with it.
public struct TransferRequestPage: PageContent {
    /// Where one is.
    public static func address(of number: Int) -> String {
        "\(EnvelopesPage.address)/requests/\(number)"
    }

    let request: ShownRequest
    public let form: FormState

    public init(request: ShownRequest, form: FormState) {
        self.request = request
        self.form = form
    }

    public var title: Phrase {
        request.direction == .came
            ? Phrase("transfer.came", "{0} asks for records", request.party)
            : Phrase("transfer.asked", "Records asked of {0}", request.party)
    }
    public var section: Section { .envelopes }

    private var address: String { Self.address(of: request.number) }
    private var isAnswerable: Bool { request.direction == .came && request.state == .open }

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
        guard let asked = person.asked else {
            return
                "<h2>\(person.number). \(say: Phrase("transfer.not-seen", "Not seen by you"))</h2>"
        }
        return """
            <h2>\(person.number). \(asked.name)</h2>
            \(summaryList([
                SummaryRow(.birthDate, .day(asked.birthDate?.description)),
                SummaryRow(.stateID, HTML(text: asked.stateID)),
                SummaryRow(Phrase("transfer.gender-grade", "Gender and grade"), HTML(text:
                    [asked.gender, asked.grade].filter { !$0.isEmpty }.joined(separator: ", "))),
            ] + (person.student.map { [SummaryRow(.studentID, HTML(text: $0))] } ?? [])))
            """
    }

    private var answer: HTML {
        """
        \(postForm(address + "/approve", """
            \(each: request.people, { person in
                """
                <section class="problem">\(who(person))\(decision(person))</section>
                """
            })
            \(MakeEnvelopePage.parts(form))
            \(buttons(button(Phrase("transfer.approve", "Send what is chosen")),
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

extension HTML {
    /// How a request stands.
    static func state(of state: RequestState) -> HTML {
        switch state {
        case .open: tag(Phrase("transfer.open", "Waits for an answer"), .blue)
        case .answered: tag(Phrase("transfer.answered", "Sent"), .green)
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

    public static let districtAsked = Phrase(
        "transfer.was-asked", "The other district was asked.")
    public static let recordsSent = Phrase("transfer.was-sent", "The records were sent.")
    public static let requestRefused = Phrase("transfer.was-refused", "The request was refused.")
    public static let requestWithdrawn = Phrase(
        "transfer.was-withdrawn", "The request was taken back.")

    public static func lettersTaken(_ count: Int) -> Phrase {
        Phrase(
            "transfer.taken", one: "1 letter came.", other: "{n} letters came.", count: count)
    }

    static func waitingTransfers(_ count: Int) -> Phrase {
        Phrase(
            "transfer.waiting", one: "1 request of another district for records waits",
            other: "{n} requests of other districts for records wait", count: count)
    }
}
