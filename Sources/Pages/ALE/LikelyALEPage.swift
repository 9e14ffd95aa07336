import Operations
import Records

/// Asks, before a student is created, whether it is one who is here already.
public struct LikelyALEPage: PageContent {
    let candidates: [CandidateRow]
    /// Where a number is somebody's, a second profile cannot have it.
    let mayCreate: Bool
    /// Why not, in words.
    let refusal: Phrase?
    public let typed: FormState

    public init(candidates: [CandidateRow], typed: FormState, refusal: Phrase? = nil) {
        self.candidates = candidates
        self.refusal = refusal
        self.typed = typed
        mayCreate = refusal == nil
    }

    public var title: Phrase { Phrase("likely.title", "Is it one of these students?") }
    public var section: Section { .createALE }

    private var name: String {
        [typed["firstName"], typed["lastName"]].map {
            $0.split(separator: " ").joined(separator: " ")
        }
        .joined(separator: " ")
    }

    public var body: HTML {
        """
        \(paragraph(Phrase("likely.intro", "{0} is not created yet. A second profile of one child "
            + "has to be merged later, so look at these first.", name)))
        \(refusal.map(warningText) ?? .empty)
        \(heading(Phrase("likely.here", "Students who are here already")))
        \(CandidateCards(rows: candidates) { row, name in Self.use(row, name) }.html)
        \(heading(Phrase("likely.none", "None of them?")))
        \(postForm(CreateALEPage.address, """
            \(each: CreateALEPage.fields, { hidden($0, typed[$0]) })
            \(hidden("anyway", "yes"))
            <div class="buttons">
            \(if: mayCreate, button(Phrase("likely.anyway", "Create anyway: {0}", name), .secondary,
                name: "step", value: "create"))
            \(button(Phrase("likely.change", "Change what was entered"), .quiet,
                name: "step", value: "edit"))
            </div>
            """))
        """
    }

    /// Whoever has a profile is used as it is; a SIS student becomes one by being imported.
    private static func use(_ row: CandidateRow, _ name: String) -> HTML {
        if let student = row.student {
            return """
                <div class="buttons">
                \(linkButton(useThis(name), Address.student(student), .primary))
                \(link(.initiatePlan(for: name), Address.student(student, "plans/new")))
                </div>
                """
        }
        guard let sis = row.sisStudent else { return .empty }
        return postForm(
            "/ale/create/import",
            """
            \(hidden("sis", Address.name(.sisStudent, sis)))
            \(buttons(button(useThis(name))))
            \(paragraph(Phrase("likely.imports",
                "The student is imported from the General Student Table.")))
            """)
    }

    private static func useThis(_ name: String) -> Phrase {
        Phrase("likely.use", "Use this student: {0}", name)
    }

    /// A way to see one of them, in a form that cannot hold another form.
    static func open(_ row: CandidateRow, _ name: String) -> HTML {
        let address =
            row.student.map { Address.student($0) }
            ?? row.sisStudent.map { Address.sisStudent($0) }
        guard let address else { return .empty }
        return "<p>\(link(Phrase("likely.open", "Open {0}", name), address))</p>"
    }
}
