import Operations
import Records

/// Says that a student cannot be linked because somebody else has the place: a merge to review.
public struct LinkMergePage: PageContent {
    let head: StudentHead
    let other: StudentHead
    let mayMerge: Bool

    public init(_ head: StudentHead, into other: StudentHead, allows: (Permission) -> Bool) {
        self.head = head
        self.other = other
        mayMerge = allows(.mergeStudents)
    }

    public var title: Phrase {
        Phrase("link-merge.title", "Linking {0} becomes a merge to review", head.givenName)
    }
    public var section: Section { .linkALE }

    public var body: HTML {
        """
        \(StudentFrame(head, nil).html)
        \(paragraph(Phrase("link-merge.why", "{0} has a profile already, with the student ID {1}. "
            + "Two profiles of one person are merged: nothing is lost, and it can be undone.",
            other.student.name, other.student.studentID)))
        \(summaryList([
            SummaryRow(Phrase("link-merge.target", "The profile that stays"),
                link(Phrase(data: other.student.name), Address.student(other.id))),
            SummaryRow(.birthDate, .day(other.value("birthDate"))),
            SummaryRow(.school, HTML(text: other.siteName)),
            SummaryRow(Phrase("link-merge.source", "The profile that is folded in"),
                HTML(text: "\(head.student.name) (\(head.student.studentID))")),
        ]))
        \(mayMerge ? way : paragraph(Phrase("link-merge.ask",
            "Ask a security administrator: Utilities > Students > Merge Student Profiles.")))
        <p>\(link(.back, LinkALEPage.address))</p>
        """
    }

    private var way: HTML {
        let target = Address.name(.student, other.id)
        let source = Address.name(.student, head.id)
        return buttons(
            linkButton(
                Phrase(
                    "link-merge.review", "Review the merge of {0} into {1}", head.givenName,
                    other.givenName), "/merge?target=\(target)&source=\(source)", .primary))
    }
}
