import Operations
import Records
import Storage

/// What taking a change set back would do, with what a person has the word on.
public struct UndoPage: PageContent {
    let record: ChangeSetRecord
    let report: Undo.Report
    public let form: FormState

    public init(
        _ record: ChangeSetRecord, _ report: Undo.Report, form: FormState = .blank
    ) {
        self.record = record
        self.report = report
        self.form = form
    }

    public var title: Phrase { .undoTitle(record.id) }
    public var section: Section { .changes }

    /// What a choice is called in the form: this and the reference of a row or of a field of it.
    public static let prefix = "take-"

    /// Rows with choices that are shown at once.
    static let mostShown = 200

    private var hasChoices: Bool {
        !report.added.isEmpty || report.edited.contains { !$0.fields.isEmpty }
    }

    public var body: HTML {
        """
        \(summaryList([
            SummaryRow(.changeSetKind, HTML(text: record.title)),
            SummaryRow(.reason, HTML(text: record.reason)),
            SummaryRow(.who, HTML(text: record.actor)),
            SummaryRow(.when, .moment(record.at)),
        ]))
        \(heading(Phrase("undo.what", "What an undo would do")))
        \(report.isUncounted == true ? paragraph(.undoUncounted) : """
            <ul>
            <li>\(say: .undoRestores(report.restored))</li>
            <li>\(say: .undoRemoves(report.removed))</li>
            <li>\(say: .undoLeaves(report.left.count))</li>
            </ul>
            """)
        \(each: report.notes, { inset(paragraph(Phrase(data: $0))) })
        \(postForm(Address.changeSet(record.id, "undo"), """
            \(edited)
            \(added)
            \(LeftRows(report).html)
            \(paragraph(Phrase("undo.promise",
                "Nothing that somebody wrote since is lost. The undo is a change set of its own "
                    + "and can be undone.")))
            \(buttons(
                button(.undoButton(record.id)),
                hasChoices ? button(.lookAgain, .secondary, name: "check", value: "yes") : .empty,
                link(.cancel, Address.changeSet(record.id))))
            """))
        """
    }

    // MARK: What was edited since

    private var edited: HTML {
        let rows = report.edited.filter { !$0.fields.isEmpty }
        if rows.isEmpty { return .empty }
        return """
            \(heading(Phrase("undo.edited", "Edited since")))
            \(paragraph(Phrase("undo.edited-hint",
                "These rows were written again after the change set. Say for each field what "
                    + "counts.")))
            \(each: rows.prefix(Self.mostShown), edit)
            \(if: rows.count > Self.mostShown, paragraph(
                .moreNotShown(rows.count - Self.mostShown)))
            """
    }

    private func edit(_ edit: UndoEdit) -> HTML {
        let editor = link(.changeSetNumber(edit.changeSet), Address.changeSet(edit.changeSet))
        return """
            \(heading(Phrase(data: Self.row(edit)), level: 3))
            <p class="hint">\(editor)</p>
            \(each: edit.fields, { field in choice(edit, field) })
            """
    }

    private func choice(_ edit: UndoEdit, _ field: UndoEdit.Field) -> HTML {
        let name = "\(Self.prefix)\(edit.reference).\(field.field)"
        var state = form
        if state.values[name] == nil { state.values[name] = [field.goes.rawValue] }
        let row = Self.row(edit)
        let words = Self.words
        // A row of one field is called after it.
        let label =
            field.field == "value"
            ? Phrase(data: row) : Phrase("undo.field", "{0} of {1}", Self.label(field.field), row)
        return radios(
            name, label,
            hint: field.isConflict
                ? Phrase(
                    "undo.conflict", "The change set made it {0}; somebody changed it since.",
                    words(field.merged))
                : Phrase(
                    "undo.no-conflict", "The change set made it {0}; nobody changed it since.",
                    words(field.merged)),
            [
                Choice(
                    UndoEdit.Choice.before.rawValue,
                    Phrase("undo.choose-before", "Before: {0}", words(field.before))),
                Choice(
                    UndoEdit.Choice.now.rawValue,
                    Phrase("undo.choose-now", "As it is now: {0}", words(field.now))),
            ], state)
    }

    /// A column in words: `birth_date` is Birth date.
    private static func label(_ column: String) -> String {
        let words = column.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// The row in words; a field of a student by its label.
    private static func row(_ edit: UndoEdit) -> String {
        guard let field = field(edit), edit.row.hasPrefix(field.name) else { return edit.row }
        return field.label + edit.row.dropFirst(field.name.count)
    }

    /// The field of a student that a row is; nil for other rows.
    private static func field(_ edit: UndoEdit) -> StudentField? {
        let parts = edit.reference.split(separator: "/")
        return parts.first == "student_field"
            ? parts.last.flatMap { StudentField.named(String($0)) } : nil
    }

    private static func words(_ value: String) -> String {
        value.isEmpty ? Phrase.blank.text : Words.day(value)
    }

    // MARK: What was added since

    private var added: HTML {
        if report.added.isEmpty { return .empty }
        return """
            \(heading(Phrase("undo.added", "Added to the target since")))
            \(paragraph(Phrase("undo.added-hint",
                "Nobody had these rows when the profiles were merged. Say whose each one is.")))
            \(each: report.added.prefix(Self.mostShown), row)
            \(if: report.added.count > Self.mostShown, paragraph(
                .moreNotShown(report.added.count - Self.mostShown)))
            """
    }

    private func row(_ added: Undo.Report.Added) -> HTML {
        let name = Self.prefix + added.reference
        var state = form
        if state.values[name] == nil {
            state.values[name] = [
                (added.goesToSource ? UndoEdit.Choice.source : .now).rawValue
            ]
        }
        return radios(
            name, Phrase(data: added.row),
            [
                Choice(
                    UndoEdit.Choice.now.rawValue,
                    Phrase("undo.stays", "It stays with the target")),
                Choice(
                    UndoEdit.Choice.source.rawValue,
                    Phrase("undo.goes", "It goes to the source")),
            ], state, isInline: true)
    }
}

/// Rows that an undo leaves, and why.
struct LeftRows {
    let report: Undo.Report

    init(_ report: Undo.Report) { self.report = report }

    var html: HTML {
        if report.left.isEmpty { return .empty }
        let more = report.left.count - UndoPage.mostShown
        return """
            \(heading(Phrase("undo.left-title", "Left as it is")))
            \(dataTable(
                Phrase("undo.left-caption", "Rows that are left, and why"),
                [
                    Column(Phrase("undo.row", "Row"), namesRow: true) { HTML(text: $0.row) },
                    Column(Phrase("undo.why", "Why")) { HTML(text: $0.why) },
                    Column(.changeSetWord) { left in
                        left.changeSet.map {
                            link(Phrase(data: String($0)), Address.changeSet($0))
                        } ?? .empty
                    },
                ], Array(report.left.prefix(UndoPage.mostShown))))
            \(if: more > 0, paragraph(.moreNotShown(more)))
            """
    }
}

extension Phrase {
    static let changeSetKind = Phrase("undo.kind", "What it did")
    static let lookAgain = Phrase("undo.look-again", "Show the undo with these choices")

    static func undoButton(_ change: Int) -> Phrase {
        Phrase("undo.button", "Undo change set {0}", String(change))
    }
}
