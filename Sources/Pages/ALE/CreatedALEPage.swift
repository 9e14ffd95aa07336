import Operations
import Records

/// A student was created or imported for ALE: what can be done next.
public struct CreatedALEPage: PageContent {
    let head: StudentHead

    public init(_ head: StudentHead) { self.head = head }

    public static func address(_ student: Int) -> String {
        "/ale/created/\(Address.name(.student, student))"
    }

    public var section: Section { .createALE }
    public var hasOwnHeading: Bool { true }

    public var title: Phrase {
        head.student.origin == Cause.rosterOrigin
            ? Phrase("created.imported", "{0} was imported", head.givenName)
            : Phrase("created.title", "{0} was created", head.givenName)
    }

    public var body: HTML {
        """
        \(confirmationPanel(title, paragraph(linking)))
        \(summaryList([
            SummaryRow(.name, HTML(text: head.student.name)),
            SummaryRow(.studentID, HTML(text: head.student.studentID)),
            SummaryRow(.ssid, HTML(text: head.student.stateID)),
            SummaryRow(.otherID, HTML(text: head.student.otherID)),
        ]))
        \(heading(Phrase("created.next", "What next?")))
        \(buttons(
            linkButton(.initiatePlan, Address.student(head.id, "plans/new"), .primary),
            linkButton(Phrase("created.another", "Create another"), CreateALEPage.address),
            linkButton(Phrase("created.link", "Go to Link Student to ALE"), "/ale/link"),
            link(Phrase("created.open", "Open {0}", head.givenName), Address.student(head.id))))
        """
    }

    private var linking: Phrase {
        if let integrationID = head.student.integrationID { return .linkedAtOnce(integrationID) }
        return head.student.stateID.isEmpty && head.student.otherID.isEmpty
            ? .noNumberYet : .waitsByNumber
    }
}
