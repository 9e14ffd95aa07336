import Operations
import Records

/// What is known of one student, with who owns each field.
public struct StudentProfilePage: PageContent {
    let head: StudentHead
    let parts: [StudentFrame.Part]
    let sites: [String: String]
    let mayEdit: Bool
    let mayMerge: Bool
    let mayResolve: Bool
    let mayManage: Bool
    /// Whether there is a SIS that can be asked for the student.
    let canAsk: Bool
    public let form: FormState

    public init(
        _ head: StudentHead, parts: [StudentFrame.Part], sites: [String: String],
        canAsk: Bool = false, form: FormState = .blank, allows: (Permission) -> Bool
    ) {
        self.canAsk = canAsk
        self.form = form
        self.head = head
        self.parts = parts
        self.sites = sites
        mayEdit = allows(.editStudents)
        mayMerge = allows(.mergeStudents)
        mayResolve = allows(.linkStudents)
        mayManage = allows(.setCaseManager)
    }

    public var title: Phrase { Phrase(data: head.student.name) }
    public var section: Section { .students }

    public var body: HTML {
        """
        \(StudentFrame(head, .profile, parts: parts).html)
        \(merged)
        <div class="buttons">
        \(if: mayEdit || mayManage, linkButton(.editOf(head.givenName),
            Address.student(head.id, "edit")))
        \(if: mayResolve && head.student.integrationID == nil,
            linkButton(.resolveOf(head.givenName), Address.student(head.id, "resolve")))
        \(if: mayMerge, linkButton(.mergeInto(head.givenName),
            "/merge?target=\(Address.name(.student, head.id))"))
        \(if: canAsk, postForm(Address.student(head.id, "ask-sis"),
            button(.askSISFor(head.givenName), .secondary)))
        </div>
        \(heading(Phrase("profile.numbers", "Numbers and status")))
        \(summaryList(numbers))
        \(heading(Phrase("profile.sis", "Owned by the SIS")))
        \(fields(.sis))
        \(heading(Phrase("profile.program", "Owned by the programs")))
        \(fields(.program))
        """
    }

    private var merged: HTML {
        if head.mergedFrom.isEmpty { return .empty }
        let ids = head.mergedFrom.joined(separator: ", ")
        return inset(
            paragraph(
                Phrase(
                    "profile.merged-from",
                    "Merged from {0}. All numbers of those profiles lead here.", ids)))
    }

    private var numbers: [SummaryRow] {
        [
            SummaryRow(.studentID, HTML(text: head.student.studentID)),
            SummaryRow(.stateID, HTML(text: head.student.stateID)),
            SummaryRow(.otherID, HTML(text: head.student.otherID)),
            SummaryRow(.integrationID, HTML(text: head.student.integrationID ?? "")),
            SummaryRow(.status, HTML(.status(head.student.status))),
        ]
    }

    private func fields(_ owner: StudentField.Owner) -> HTML {
        let rows = head.student.fields.compactMap { name, value -> SummaryRow? in
            guard let field = StudentField.named(name), field.owner == owner else { return nil }
            return SummaryRow(Phrase(data: field.label), shown(value, field))
        }
        return rows.isEmpty
            ? paragraph(Phrase("profile.nothing", "Nothing is known yet.")) : summaryList(rows)
    }

    private func shown(_ value: String, _ field: StudentField) -> HTML {
        switch field.kind {
        case .date: .day(value)
        case .site: HTML(text: sites[value].map { "\($0) (\(value))" } ?? value)
        case .text: HTML(text: field.name == "grade" ? Words.grade(value) : value)
        }
    }
}

extension Phrase {
    static func editOf(_ name: String) -> Phrase { Phrase("student.edit", "Edit {0}", name) }

    static func resolveOf(_ name: String) -> Phrase {
        Phrase("student.resolve", "Resolve missing integration of {0}", name)
    }

    static func askSISFor(_ name: String) -> Phrase {
        Phrase("student.ask-sis", "Refresh {0} from the SIS", name)
    }

    static func mergeInto(_ name: String) -> Phrase {
        Phrase("student.merge", "Merge a duplicate into {0}", name)
    }
}
