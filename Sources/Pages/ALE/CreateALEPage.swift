import Operations
import Records

/// Creates a student for ALE, of whom no more may be known than two names.
public struct CreateALEPage: PageContent {
    public static let address = "/ale/create"
    /// The fields of its form.
    public static let fields = [
        "firstName", "lastName", "middleName", "stateID", "otherID", "birthDate", "grade",
        "gender", "site", "cause",
    ]

    let sites: [(id: String, name: String)]
    let formats: IDFormats
    /// Who it might be, as far as it was typed.
    let candidates: [CandidateRow]
    public let form: FormState

    public init(
        sites: [(id: String, name: String)], formats: IDFormats, candidates: [CandidateRow] = [],
        form: FormState
    ) {
        self.sites = sites
        self.formats = formats
        self.candidates = candidates
        self.form = form
    }

    public var title: Phrase { .createStudentForALE }
    public var section: Section { .createALE }

    public var body: HTML {
        """
        \(paragraph(Phrase("ale.create-intro", "For a student who starts before the SIS has the "
            + "record. Only the first and last name are required. A learning plan can be initiated "
            + "as soon as the student is created.")))
        <form method="post" action="\(Self.address)" data-live="likely" novalidate>
        <input type="hidden" name="csrf" value="\(Rendering.current.csrf)">
        <div class="with-aside">
        <div>\(names)</div>
        <div id="likely" class="aside" aria-live="polite">\(likely)</div>
        <div>\(numbers)
        \(others)
        \(buttons(button(Phrase("ale.create-button", "Create Student")),
            link(.cancel, "/ale/link")))</div>
        </div>
        </form>
        """
    }

    private var names: HTML {
        """
        \(textField("firstName", .firstName, form, width: 20))
        \(textField("lastName", .lastName, form, width: 20))
        \(textField("middleName", .middleName, form, isOptional: true, width: 20))
        """
    }

    private var numbers: HTML {
        let hint = Phrase(
            "ale.number-hint",
            "Best entered if known: by it the student links to the SIS by itself.")
        return """
            \(textField("stateID", .ssid, hint: Self.hint(hint, formats.stateID), form,
                kind: formats.stateID == nil ? .text : .number, isOptional: true, width: 20))
            \(textField("otherID", .otherID, hint: Self.hint(hint, formats.otherID), form,
                isOptional: true, width: 20))
            """
    }

    static func hint(_ hint: Phrase, _ format: IDFormat?) -> Phrase {
        Phrase.format(format).map { Phrase("ale.hint-and-format", "{0} {1}", hint.text, $0.text) }
            ?? hint
    }

    private var others: HTML {
        """
        \(textField("birthDate", .birthDate, form, kind: .date, isOptional: true, width: 10))
        \(gradeField("grade", form))
        \(select("gender", .gender, [
            Choice("", .blank), Choice("F", Phrase("gender.female", "Female")),
            Choice("M", Phrase("gender.male", "Male")),
            Choice("X", Phrase("gender.nonbinary", "Nonbinary")),
        ], form, isOptional: true))
        \(select("site", .site, [Choice("", .blank)] + sites.map {
            Choice($0.id, Phrase(data: $0.name))
        }, form, isOptional: true))
        \(radios("cause", Phrase("ale.cause", "Why is the student not in the SIS yet?"), [
            Choice(Cause.aleSameDay.rawValue, Phrase("ale.same-day", "Same day"),
                hint: Phrase("ale.same-day-hint",
                    "Enrolls and takes part today; the SIS data comes at night.")),
            Choice(Cause.aleIncomingKindergarten.rawValue,
                Phrase("ale.kindergarten", "Incoming kindergarten"),
                hint: Phrase("ale.kindergarten-hint",
                    "The SIS does not have the child yet.")),
        ], form))
        """
    }

    /// Shown while somebody types; creating asks again.
    private var likely: HTML {
        if candidates.isEmpty { return .empty }
        return """
            \(heading(Phrase("ale.maybe", "Students who might be the same")))
            \(CandidateCards(rows: candidates) { row, name in
                LikelyALEPage.open(row, name)
            }.html)
            """
    }
}
