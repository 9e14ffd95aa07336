import Operations
import Storage

/// What an undo did, and how to bring it back.
public struct UndoDonePage: PageContent {
    /// A student whom it was about.
    public struct Student: Sendable {
        let id: Int
        let studentID: String

        public init(id: Int, studentID: String) {
            self.id = id
            self.studentID = studentID
        }
    }

    let record: ChangeSetRecord
    let report: Undo.Report
    /// The change set of the undo.
    let undo: Int
    let students: [Student]

    public init(
        _ record: ChangeSetRecord, undo: Int, _ report: Undo.Report, students: [Student]
    ) {
        self.record = record
        self.undo = undo
        self.report = report
        self.students = students
    }

    public var title: Phrase { .undoneTitle(record.id) }
    public var section: Section { .changes }
    public var hasOwnHeading: Bool { true }

    public var body: HTML {
        """
        \(confirmationPanel(title, """
            <ul>
            <li>\(say: .undoRestored(report.restored))</li>
            <li>\(say: .undoRemoved(report.removed))</li>
            <li>\(say: .undoLeft(report.left.count))</li>
            </ul>
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
