import Operations
import Records

/// Shows what deleting a student would take away, or why it cannot be.
public struct DeleteALEPage: PageContent {
    let head: StudentHead
    /// Why the student is not deleted; nil where it can be.
    let refusal: Phrase?
    public let form: FormState

    public init(_ head: StudentHead, refusal: Phrase?, form: FormState = .blank) {
        self.head = head
        self.refusal = refusal
        self.form = form
    }

    public var title: Phrase { .delete(head.givenName) }
    public var section: Section { .linkALE }

    public var body: HTML {
        """
        \(StudentFrame(head, nil).html)
        \(refusal.map(kept) ?? asked)
        """
    }

    private func kept(_ reason: Phrase) -> HTML {
        """
        \(warningText(Phrase("delete.kept", "{0} cannot be deleted.", head.givenName)))
        \(paragraph(reason))
        \(summaryList(attached))
        <p>\(link(.back, LinkALEPage.address))</p>
        """
    }

    private var attached: [SummaryRow] {
        [
            (Phrase.learningPlans, "plans"), (.documents, "documents"), (.events, "events"),
            (Phrase("delete.enrollments", "Enrollments"), "enrollments"),
        ].compactMap { label, kind in
            head.attached[kind].map { SummaryRow(label, "\(number: $0)") }
        }
    }

    private var asked: HTML {
        """
        \(paragraph(Phrase("delete.goes", "The profile and its numbers go. Nothing was ever "
            + "attached to it: no learning plan, document, event or program.")))
        \(summaryList([
            SummaryRow(.name, HTML(text: head.student.name)),
            SummaryRow(.studentID, HTML(text: head.student.studentID)),
            SummaryRow(.ssid, HTML(text: head.student.stateID)),
            SummaryRow(.otherID, HTML(text: head.student.otherID)),
            SummaryRow(.birthDate, .day(head.value("birthDate"))),
        ]))
        \(postForm(LinkALEPage.address(head.id, "delete"), """
            \(textField("reason", .reason, form, isOptional: true))
            \(buttons(button(.delete(head.givenName), .warning),
                link(.cancel, LinkALEPage.address)))
            """))
        """
    }
}
