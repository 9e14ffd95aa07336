import Operations
import Records

/// Transfer envelopes that were made or opened.
public struct EnvelopesPage: PageContent {
    public static let address = "/envelopes"

    /// Where one that came is.
    public static func address(of number: Int) -> String { "\(address)/\(number)" }

    let envelopes: [ListedEnvelope]
    let requests: [ListedRequest]
    let mayMake: Bool
    let mayOpen: Bool
    /// Whether there are districts that can be asked.
    let mayAsk: Bool
    /// How letters stand; nil where this district takes no part in the exchange with others.
    let letters: Exchange.Standing?
    public let form: FormState

    public init(
        envelopes: [ListedEnvelope], requests: [ListedRequest] = [], mayMake: Bool, mayOpen: Bool,
        mayAsk: Bool = false, letters: Exchange.Standing? = nil, form: FormState = .blank
    ) {
        self.form = form
        self.letters = letters
        self.envelopes = envelopes
        self.requests = requests
        self.mayAsk = mayAsk
        self.mayMake = mayMake
        self.mayOpen = mayOpen
    }

    public var title: Phrase { .transferEnvelopes }
    public var section: Section { .envelopes }

    public var body: HTML {
        """
        \(paragraph(Phrase("envelopes.about",
            "Students\u{2019} records for and from other districts: an encrypted file, and a code "
                + "that goes by another channel.")))
        <div class="buttons">
        \(if: mayOpen, linkButton(.openEnvelope, Self.address + "/open", .primary))
        \(if: mayMake, linkButton(.makeEnvelope, Self.address + "/make"))
        \(if: mayAsk, linkButton(.askDistrict, AskDistrictPage.address))
        </div>
        \(if: !requests.isEmpty, dataTable(.transferRequests, requestColumns, requests))
        \(envelopes.isEmpty
            ? emptyState(Phrase("envelopes.none-title", "No envelopes yet"),
                Phrase("envelopes.none", "Those that you make or open stand here."))
            : dataTable(
                .transferEnvelopes, columns, envelopes, hidesCaption: requests.isEmpty))
        \(letters.map(standing) ?? .empty)
        """
    }

    private func standing(_ letters: Exchange.Standing) -> HTML {
        let look = Self.address + "/look"
        let told = [
            letters.waiting == 0 ? nil : Phrase.lettersWaiting(letters.waiting),
            letters.unsent == 0 ? nil : Phrase.lettersUnsent(letters.unsent),
            letters.aside == 0 ? nil : Phrase.lettersAside(letters.aside),
        ].compactMap(\.self)
        return """
            <section class="letters">\(heading(.lettersOfDistricts))
            \(if: told.isEmpty, paragraph(Phrase("letters.none",
                "None waits. What comes is taken each minute.")))
            \(each: told, paragraph)
            <div class="buttons">\(postForm(look, button(.lookForLetters, .secondary)))
            \(if: letters.aside > 0, postForm(look, hidden("again", "yes")
                + button(.takeLettersAgain, .secondary)))</div></section>
            """
    }

    private var requestColumns: [Column<ListedRequest>] {
        [
            Column(.transferRequest, namesRow: true) { one in
                link(Phrase(data: "\(one.number)"), TransferRequestPage.address(of: one.number))
            },
            Column(.direction) { HTML($0.direction == .asked ? .askedHere : .askedThere) },
            Column(.otherDistrict) { HTML(text: $0.party) },
            Column(.when) { .moment($0.at) },
            Column(.students, isNumber: true) { "\(number: $0.students)" },
            Column(.requestState) { .state(of: $0.state) },
        ]
    }

    private var columns: [Column<ListedEnvelope>] {
        [
            Column(Phrase("envelopes.number", "Envelope"), namesRow: true) { one in
                one.direction == .received
                    ? link(Phrase(data: "\(one.number)"), Self.address(of: one.number))
                    : "\(one.number)"
            },
            Column(.direction) { one in
                HTML(
                    one.direction == .sent
                        ? Phrase("envelopes.sent", "Made here")
                        : Phrase("envelopes.received", "Came"))
            },
            Column(.otherDistrict) { HTML(text: $0.party) },
            Column(.when) { .moment($0.at) },
            Column(.students, isNumber: true) { "\(number: $0.students)" },
            Column(Phrase("envelopes.waiting", "Waiting"), isNumber: true) { one in
                one.direction == .received ? "\(number: one.waiting)" : .empty
            },
        ]
    }
}

/// Asks for the file of an envelope and its code.
public struct OpenEnvelopePage: PageContent {
    public let form: FormState

    public init(form: FormState = .blank) { self.form = form }

    public var title: Phrase { .openEnvelope }
    public var section: Section { .envelopes }

    public var body: HTML {
        paragraph(
            Phrase(
                "envelope.open-about",
                "It shows what is inside and who it may be about. Nothing is changed with any "
                    + "student until you decide. Five wrong codes lock an envelope."))
            + postForm(
                EnvelopesPage.address + "/open", isUpload: true,
                textField(
                    "code", Phrase("envelope.code", "Code"),
                    hint: Phrase(
                        "envelope.code-hint", "Five groups of five letters and digits."), form,
                    autocomplete: "off", width: 20)
                    + fileField("file", Phrase("envelope.file", "File of the envelope"), form)
                    + buttons(button(.openEnvelope), link(.cancel, EnvelopesPage.address)))
    }
}

/// What is to be put into an envelope, and who gets it.
public struct MakeEnvelopePage: PageContent {
    /// Shown here, and kept nowhere.
    let code: String
    /// As it comes back with the form.
    let sealed: String
    public let form: FormState

    public init(code: String, sealed: String, form: FormState) {
        self.code = code
        self.sealed = sealed
        self.form = form
    }

    public var title: Phrase { .makeEnvelope }
    public var section: Section { .envelopes }

    public var body: HTML {
        """
        \(inset(paragraph(Phrase("envelope.code-shown",
            "The code of this envelope is {0}. Write it down now: it is kept nowhere. Send it by "
                + "another channel than the file, such as by telephone.", code))))
        \(postForm(EnvelopesPage.address + "/make", """
            \(hidden("code", sealed))
            \(textArea("students", .students, hint: .oneToALine, form))
            \(textField("party", Phrase("envelope.party", "Who gets it"), form, width: 20))
            \(textField("purpose", .purposeOfTransfer, hint: .purposeHint, form))
            \(textField("from", Phrase("envelope.from", "What this district is called"), form,
                width: 20))
            \(Self.parts(form))
            \(select("naming", Phrase("envelope.naming", "Packages are named by"), [
                Choice("name", .name), Choice("stateID", .stateID), Choice("id", .studentID),
            ], form))
            \(textField("days", Phrase("envelope.days", "Days for which the code counts"), form,
                kind: .number, width: 4))
            \(buttons(button(Phrase("envelope.make-button", "Make the file")),
                link(.cancel, EnvelopesPage.address)))
            """))
        """
    }
}

extension MakeEnvelopePage {
    /// What of the records is put in.
    static func parts(_ form: FormState) -> HTML {
        """
        \(checkboxes("sections", Phrase("envelope.sections", "What is put in"),
            hint: Phrase("envelope.sections-hint",
                "Names, birth date, gender, grade and numbers always are; what you do not see "
                    + "never is."),
            EnvelopeSection.allCases.map { Choice($0.rawValue, .section($0)) }, form))
        \(textField("years", Phrase("envelope.years", "School years of documents"),
            hint: Phrase("envelope.years-hint", "Such as 2025-2026, 2026-2027"), form,
            isOptional: true, width: 20))
        \(checkbox("finalOnly", Phrase("envelope.final", "Only documents that are final"),
            form))
        """
    }
}

extension Phrase {
    static let transferEnvelopes = Phrase("nav.envelopes", "Transfer Envelopes")
    static let openEnvelope = Phrase("envelope.open", "Open an envelope")
    static let makeEnvelope = Phrase("envelope.make", "Make an envelope")

    static func section(_ section: EnvelopeSection) -> Phrase {
        switch section {
        case .demographics: Phrase("envelope.demographics", "Demographics")
        case .contact: Phrase("envelope.contact", "Contact")
        case .enrollment: Phrase("envelope.enrollment", "Latest enrollment")
        case .programFields: Phrase("envelope.program-fields", "What programs note")
        case .programs: Phrase("envelope.programs", "Program enrollments")
        case .events: Phrase("envelope.events", "Events")
        case .documents: Phrase("envelope.documents", "Documents")
        }
    }

    static let lettersOfDistricts = Phrase("letters.title", "Letters between districts")
    static let takeLettersAgain = Phrase("letters.again", "Take those put aside again")

    static func lettersWaiting(_ count: Int) -> Phrase {
        Phrase(
            "letters.waiting", one: "1 letter came and was not taken yet.",
            other: "{n} letters came and were not taken yet.", count: count)
    }

    static func lettersUnsent(_ count: Int) -> Phrase {
        Phrase(
            "letters.unsent", one: "1 letter to another district was not sent yet.",
            other: "{n} letters to other districts were not sent yet.", count: count)
    }

    static func lettersAside(_ count: Int) -> Phrase {
        Phrase(
            "letters.aside",
            one: "1 letter could not be taken and was put aside. Nothing of it is lost: tell "
                + "whoever sees alarms, where it says why.",
            other: "{n} letters could not be taken and were put aside. Nothing of them is lost: "
                + "tell whoever sees alarms, where it says why.", count: count)
    }

    public static let envelopeOpenedBefore = Phrase(
        "envelope.opened-before", "This envelope was opened before. Nothing was changed.")
    public static let envelopeDiscarded = Phrase(
        "envelope.discarded", "The envelope was discarded.")
    public static let nothingChosen = Phrase(
        "envelope.nothing-chosen", "Nothing was decided: all packages wait.")

    public static func envelopeApplied(_ count: Int) -> Phrase {
        Phrase(
            "envelope.applied", one: "1 package was applied.",
            other: "{n} packages were applied.", count: count)
    }
}
