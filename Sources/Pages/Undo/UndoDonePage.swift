import Operations
import Storage

/// What an undo did, and how to bring it back.
public struct UndoDonePage: PageContent {
    let record: ChangeSetRecord
    let report: Undo.Report
    /// The change set of the undo.
    let undo: Int
    /// Some of those whom it was about.
    let students: [ChangeSets.Subject]

    public init(_ done: Undo.Done) {
        record = done.record
        undo = done.undo
        report = done.report
        students = done.students
    }

    public var title: Phrase { .undoneTitle(record.id) }
    public var section: Section { .changes }
    public var hasOwnHeading: Bool { true }

    private var counts: HTML {
        """
        <ul>
        <li>\(say: .undoRestored(report.restored))</li>
        <li>\(say: .undoRemoved(report.removed))</li>
        <li>\(say: .undoLeft(report.left.count))</li>
        </ul>
        """
    }

    public var body: HTML {
        """
        \(confirmationPanel(title, """
            \(report.isUncounted == true ? paragraph(.undoUncounted) : counts)
            """))
        \(each: report.notes, { inset(paragraph(Phrase(data: $0))) })
        \(LeftRows(report).html)
        \(heading(Phrase("undo.next", "What next")))
        <ul>
        \(each: students, { student in
            "<li>\(link(.profileOf(student.studentID), Address.student(student.id)))</li>"
        })
        <li>\(link(Phrase("undo.all-changes", "All change sets"), "/changes"))</li>
        </ul>
        \(paragraph(Phrase("undo.redo",
            "The undo is change set {0}. To bring back what was undone, undo that one.",
            String(undo))))
        \(buttons(linkButton(.undoButton(undo), Address.changeSet(undo, "undo"))))
        """
    }
}

/// Why a change set cannot be taken back as it is.
public struct UndoRefusedPage: PageContent {
    let change: Int
    let reason: Phrase

    public init(_ change: Int, because error: OperationError) {
        self.change = change
        reason = ErrorWords.words(for: error)
    }

    public var title: Phrase { .undoTitle(change) }
    public var section: Section { .changes }

    public var body: HTML {
        """
        \(warningText(Phrase("undo.refused", "Change set {0} cannot be undone now.",
            String(change))))
        \(paragraph(reason))
        \(paragraph(Phrase("undo.nothing", "Nothing was changed.")))
        <p>\(link(Phrase("undo.see", "See the change set"), Address.changeSet(change)))</p>
        """
    }
}
