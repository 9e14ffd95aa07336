import Operations
import Records

/// The district's settings.
public struct SettingsPage: PageContent {
    /// One setting, with what it does and what it takes.
    public struct Setting: Sendable {
        public let name: String
        public let purpose: String
        public let value: String
        public let form: String
        public let standard: String

        public init(name: String, purpose: String, value: String, form: String, standard: String) {
            self.name = name
            self.purpose = purpose
            self.value = value
            self.form = form
            self.standard = standard
        }
    }

    let settings: [Setting]
    public let form: FormState

    public init(settings: [Setting], form: FormState? = nil) {
        self.settings = settings
        self.form =
            form
            ?? FormState(
                Dictionary(settings.map { ("set-" + $0.name, $0.value) }, uniquingKeysWith: { $1 }))
    }

    public var title: Phrase { .settings }
    public var section: Section { .settings }

    public var body: HTML {
        postForm(
            "/settings",
            """
            \(each: settings, { setting in
                textField("set-" + setting.name, Phrase(data: setting.name),
                    hint: .settingHint(setting.purpose, setting.form, setting.standard), form,
                    isOptional: true, width: 20)
            })
            \(buttons(button(Phrase("settings.save", "Save settings"))))
            """)
    }
}

/// Which system keys light an alert in a student's ribbon.
public struct AlertsPage: PageContent {
    let alerts: [Alerts.Listed]
    public let form: FormState

    public init(alerts: [Alerts.Listed], form: FormState = .blank) {
        self.alerts = alerts
        self.form = form
    }

    public var title: Phrase { .alerts }
    public var section: Section { .alerts }

    public var body: HTML {
        """
        \(paragraph(Phrase("alerts.lead",
            "An alert is lit in a student's ribbon while the student has an active program record "
                + "whose code carries the system key.")))
        \(dataTable(Phrase("alerts.caption", "Alerts"), [
            Column<Alerts.Listed>(Phrase("codes.system-key", "System key"), namesRow: true) {
                HTML(text: $0.systemKey)
            },
            Column(Phrase("alerts.label", "Label")) {
                "<strong class=\"alert\">\($0.label)</strong>"
            },
            Column(.status) { tag($0.active ? .activeWord : .inactiveWord,
                $0.active ? .green : .gray) },
            Column(Phrase("codes.sort", "Sort order"), isNumber: true) { "\($0.sortOrder)" },
            Column(.actions) { alert in
                postForm("/alerts/remove", hidden("systemKey", alert.systemKey)
                    + "<button class=\"button quiet\">\(say: .remove)"
                    + "<span class=\"visually-hidden\"> \(alert.systemKey)</span></button>")
            },
        ], alerts, hidesCaption: true))
        \(heading(Phrase("alerts.set", "Set an alert")))
        \(postForm("/alerts", """
            \(select("systemKey", Phrase("codes.system-key", "System key"), SystemKey.all.map {
                Choice($0.key, Phrase(data: "\($0.translation) (\($0.key))"))
            }, form))
            \(textField("label", Phrase("alerts.label", "Label"), hint: Phrase(
                "alerts.label-hint", "Short, as it stands in the ribbon: 504"), form, width: 10))
            \(textField("sortOrder", Phrase("codes.sort", "Sort order"), form, kind: .number,
                isOptional: true, width: 4))
            \(buttons(button(Phrase("alerts.button", "Set alert"))))
            """))
        """
    }
}

extension Phrase {
    static func settingHint(_ purpose: String, _ form: String, _ standard: String) -> Phrase {
        Phrase(
            "settings.hint", "{0} Takes {1}. Default: {2}.", purpose, form,
            standard.isEmpty ? Phrase.blank.text : standard)
    }

    public static func settingsSaved(_ count: Int) -> Phrase {
        Phrase(
            "settings.saved", one: "1 setting was changed.", other: "{n} settings were changed.",
            count: count)
    }

    public static let alertLabel = Phrase("alerts.label", "Label")
    public static let alertSet = Phrase("alerts.done", "The alert was set.")
    public static let alertRemoved = Phrase("alerts.removed", "The alert was removed.")
}
