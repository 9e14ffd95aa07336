import Operations
import Records

// A profile that asks a SIS, in the place of a folder with files.

extension NightProfilePage {
    var service: HTML {
        """
        \(textField("base", Phrase("sis.base", "Address of the OneRoster service"),
            hint: Phrase("sis.base-hint",
                "As far as the version: https://sis.example.org/ims/oneroster/rostering/v1p2"),
            form))
        \(textField("tokens", Phrase("sis.tokens", "Address at which tokens are given out"), form))
        \(textField("clientID", Phrase("sis.client", "Client ID"), form))
        \(textField("secret", Phrase("sis.secret", "Client secret"),
            hint: source == nil ? nil
                : Phrase("sis.secret-hint", "Blank keeps the one that is there."),
            form, kind: .password, isOptional: source != nil, autocomplete: "off"))
        \(textField("fullEvery", Phrase("sis.full-every",
            "Days after which everything is read, and not only what changed"), form,
            kind: .number, width: 4))
        \(checkbox("demographics", Phrase("sis.demographics",
            "Read birth dates, gender and ethnicity"), form))
        \(details(Phrase("sis.more", "Scopes and size of answers"), """
            \(textField("scopes", Phrase("sis.scopes", "Scopes"),
                hint: Phrase("sis.scopes-hint", "With blanks between them."), form,
                isOptional: true))
            \(textField("pageSize", Phrase("sis.page-size", "Records for each answer"), form,
                kind: .number, width: 4))
            """))
        """
    }

    /// How it stands, and what can be asked of it now.
    func standing(_ source: SISSources.Standing) -> HTML {
        let state = source.state
        return """
            \(heading(Phrase("sis.standing", "How it stands")))
            \(summaryList([
                SummaryRow(.lastSuccess, .momentOrNever(state.succeededAt)),
                SummaryRow(Phrase("sis.last-full", "Everything was read"),
                    .momentOrNever(state.fullAt)),
                SummaryRow(.lastAttempt, .momentOrNever(state.attemptedAt)),
                SummaryRow(Phrase("sis.fault", "What was wrong"),
                    state.fault.map { HTML(text: $0) } ?? HTML(Phrase("sis.no-fault", "Nothing"))),
                SummaryRow(Phrase("sis.owned", "Fields that it owns"),
                    HTML(text: source.owned.joined(separator: ", "))),
            ]))
            <div class="buttons">
            \(postForm(Self.path + "/check", hidden("name", source.profile.name)
                + button(Phrase("sis.check", "Check the service"), .secondary)))
            \(postForm(Self.path + "/read", hidden("name", source.profile.name)
                + button(Phrase("sis.read", "Read what changed"), .secondary)))
            </div>
            """
    }
}

extension HTML {
    /// A time of UTC, or that there was none.
    static func momentOrNever(_ time: String?) -> HTML {
        time == nil ? HTML(Phrase("nights.never", "Never")) : .moment(time)
    }
}

extension Phrase {
    static let lastSuccess = Phrase("nights.last-success", "Last success")
    static let lastAttempt = Phrase("nights.last-attempt", "Last attempt")

    public static let serviceIsWell = Phrase(
        "sis.well", "The service answers, and gives this client its schools.")
    public static let serviceIsRead = Phrase(
        "sis.will-read", "What changed is read within about a minute.")

    public static func askedSIS(_ source: String) -> Phrase {
        Phrase("sis.asked", "{0} was asked, and what it says was imported.", source)
    }

    public static func askedSISHeld(_ source: String) -> Phrase {
        Phrase(
            "sis.asked-held",
            "{0} was asked. Some of what it says was not taken: whoever runs imports sees why.",
            source)
    }
}
