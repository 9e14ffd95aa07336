import Records

/// Interrupts a merge of profiles that may be of two people: each doubt with what raises it, to be
/// confirmed one by one.
public struct MergeCheckPage: PageContent {
    let shown: MergeShown
    let selection: MergeSelection
    let sealedPlan: String
    /// What speaks against the merge and was not confirmed yet.
    let asks: [MergeGuard]
    public let form: FormState

    public init(
        _ shown: MergeShown, _ selection: MergeSelection, sealedPlan: String, form: FormState
    ) {
        self.shown = shown
        self.selection = selection
        self.sealedPlan = sealedPlan
        self.form = form
        asks = shown.asks
    }

    public var title: Phrase { .checkBeforeMerge }
    public var section: Section { .merge }

    /// The box that confirms a guard.
    public static func field(_ code: MergeGuard.Code) -> String { "confirm-\(code.rawValue)" }

    public var body: HTML {
        """
        \(paragraph(Phrase("merge.check-intro",
            "Something speaks against merging {0} into {1}. Nothing was changed yet.",
            shown.sourceNames, MergeShown.name(shown.plan.target))))
        \(postForm("/merge/apply", """
            \(selection.fields)\(hidden("plan", sealedPlan))\(hidden("reason", form["reason"]))
            \(hidden("checked", "yes"))
            \(each: asks, { ask in
                """
                \(heading(Phrase(data: ask.code.message)))
                \(evidence(of: ask.code))
                \(checkbox(MergeCheckPage.field(ask.code), .confirmation(of: ask.code), form))
                """
            })
            \(buttons(button(shown.mergeButton, .warning),
                link(.back, selection.address("preview")), link(.cancel, "/merge")))
            """))
        """
    }

    private func evidence(of code: MergeGuard.Code) -> HTML {
        switch code {
        case .notTheSame: decisions
        case .overlappingEnrollments: enrollments
        default: people
        }
    }

    /// What was decided, when and why.
    private var decisions: HTML {
        """
        <ul class="evidence">\(each: shown.plan.guards.filter { $0.code == .notTheSame }, {
            "<li>\($0.message)</li>"
        })</ul>
        """
    }

    private var people: HTML {
        dataTable(
            Phrase("merge.check-people", "The profiles side by side"),
            [
                Column(.studentID, namesRow: true) { HTML(text: $0.studentID) },
                Column(.lastName) { HTML(text: $0.value("lastName")) },
                Column(.firstName) { HTML(text: $0.value("firstName")) },
                Column(.birthDate) { .day($0.value("birthDate")) },
                Column(.stateID) { HTML(text: $0.activeNumber("stateID") ?? "") },
            ], shown.profiles)
    }

    private var enrollments: HTML {
        dataTable(
            Phrase("merge.check-enrollments", "Primary enrollments"),
            [
                Column(.student, namesRow: true) { HTML(text: MergeShown.name($0)) },
                Column(Phrase("merge.enrollment", "Enrollments")) { profile in
                    """
                    <ul class="evidence">\(each: Self.primary(profile), {
                        "<li>\($0.words)</li>"
                    })</ul>
                    """
                },
            ], shown.profiles)
    }

    private static func primary(_ profile: MergeSubject) -> [MergeRow] {
        (profile.rows(of: .enrollment) + profile.rows(of: .sisEnrollment)).filter(\.isPrimary)
    }
}
