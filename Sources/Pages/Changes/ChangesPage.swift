import Operations
import Records

/// Everything that was changed, and by whom; each can be looked at and undone.
public struct ChangesPage: ListContent {
    let query: ListQuery
    let page: ListPage<ChangeSets.Listed>
    let choices: ChangeSets.Choices
    /// Whether the reader may take back what somebody did, by the name of who did it.
    let mayUndo: @Sendable (String) -> Bool

    public init(
        query: ListQuery, page: ListPage<ChangeSets.Listed>, choices: ChangeSets.Choices,
        mayUndo: @escaping @Sendable (String) -> Bool
    ) {
        self.query = query
        self.page = page
        self.choices = choices
        self.mayUndo = mayUndo
    }

    public var file: ListFile { ListFile(columns, page.rows) }
    public var rowCount: Int { page.total }
    public var isCut: Bool { page.isTotalCut }

    public var title: Phrase { .changeSets }
    public var section: Section { .changes }

    private var parts: ListParts { ListParts(path: "/changes", query: query, total: page.total) }

    public var body: HTML {
        """
        \(postForm("/changes", classes: "filters", """
            <div class="filter-row">
            \(select("kind", Phrase("changes.kind", "What"), [Choice("", .all)]
                + choices.kinds.map { Choice($0, Phrase(data: $0)) }, query.form))
            \(select("actor", .who, [Choice("", .all)]
                + choices.actors.map { Choice($0, Phrase(data: $0)) }, query.form))
            \(textField("from", Phrase("changes.from", "From"), query.form, kind: .date,
                width: 10, isSearch: true))
            \(textField("to", Phrase("changes.to", "To"), query.form, kind: .date,
                width: 10, isSearch: true))
            \(select("standing", .status, [Choice("", .all),
                Choice("yes", Phrase("changes.standing", "Not undone"))], query.form))
            \(select("size", .rowsOnPage, ListQuery.sizes.map {
                Choice(String($0), Phrase(data: String($0)))
            }, query.form))
            <div class="filter-buttons">\(button(Phrase("programs.show", "Show")))</div></div>
            """))
        \(page.rows.isEmpty
            ? emptyState(Phrase("changes.none-title", "No changes"),
                Phrase("changes.none", "Everything that anybody changes is noted here, with who, "
                    + "when and why, and can be undone."))
            : list)
        """
    }

    private var list: HTML {
        """
        \(parts.count(.changeCount(page.total)))
        \(dataTable(.changeSets, columns, page.rows, hidesCaption: true))
        \(parts.pagination)
        \(parts.tools(withSizes: false))
        """
    }

    private var columns: [Column<ChangeSets.Listed>] {
        let mayUndo = mayUndo
        return [
            Column(Phrase("changes.number", "Number"), namesRow: true) { change in
                link(Phrase(data: "\(change.changeSet)"), Address.changeSet(change.changeSet))
            },
            Column(Phrase("changes.kind", "What")) { HTML(text: $0.title) },
            Column(.reason) { HTML(text: $0.reason) },
            Column(.who) { HTML(text: $0.actor) },
            Column(.when) { .moment($0.at) },
            Column(.students) { studentLinks($0) },
            Column(Phrase("changes.rows", "Rows"), isNumber: true) { change in
                count(change.rows) { $0.total }
            },
            Column(.status) { change in
                if let undo = change.undoneBy {
                    return link(.undoneBy(undo), Address.changeSet(undo))
                }
                if !mayUndo(change.actor) { return .empty }
                return "<a href=\"\(Address.changeSet(change.changeSet, "undo"))\">\(say: .undo)"
                    + "<span class=\"visually-hidden\"> \(change.changeSet)</span></a>"
            },
        ]
    }
}

/// One change set: what each row said before and after.
public struct ChangePage: PageContent {
    let shown: ChangeSets.Shown
    let mayUndo: @Sendable (String) -> Bool
    let mayMerge: Bool

    public init(
        _ shown: ChangeSets.Shown, mayUndo: @escaping @Sendable (String) -> Bool, mayMerge: Bool
    ) {
        self.shown = shown
        self.mayUndo = mayUndo
        self.mayMerge = mayMerge
    }

    private var change: ChangeSets.Listed { shown.change }

    public var title: Phrase {
        Phrase("change.title", "Change set {0}: {1}", "\(change.changeSet)", change.title)
    }

    public var section: Section { .changes }

    public var body: HTML {
        """
        \(summaryList([
            SummaryRow(.reason, HTML(text: change.reason)),
            SummaryRow(.who, HTML(text: change.actor)),
            SummaryRow(.when, .moment(change.at)),
            SummaryRow(Phrase("change.inserted", "Rows added"), count(change.rows) { $0.inserted }),
            SummaryRow(Phrase("change.updated", "Rows changed"), count(change.rows) { $0.updated }),
            SummaryRow(Phrase("change.deleted", "Rows removed"), count(change.rows) { $0.deleted }),
            SummaryRow(.students, studentLinks(change)),
            SummaryRow(.status, status),
        ]))
        \(if: mayUndo(change.actor) && change.undoneBy == nil, buttons(linkButton(
            .undoOf(change.changeSet), Address.changeSet(change.changeSet, "undo"))))
        \(if: mayMerge && change.kind == "merge", report)
        \(heading(Phrase("change.rows", "Before and after")))
        \(if: shown.isCut, inset(paragraph(Phrase("change.cut", "Only the first {0} rows are "
            + "shown.", Words.number(shown.changedRows.count)))))
        \(each: shown.changedRows, { changedRow($0, level: 3) })
        """
    }

    private var report: HTML {
        "<p>\(link(.reportOfMerge, "/merge/report/\(change.changeSet)"))</p>"
    }

    private var status: HTML {
        if let undo = change.undoneBy { return link(.undoneBy(undo), Address.changeSet(undo)) }
        if let other = change.undoes {
            return link(
                Phrase("change.undoes", "Undoes {0}", "\(other)"), Address.changeSet(other))
        }
        return HTML(Phrase("change.stands", "Stands"))
    }
}

/// The students that a change set is about.
private func studentLinks(_ change: ChangeSets.Listed) -> HTML {
    let more = change.studentCount - change.students.count
    let links = change.students.map {
        link(Phrase(data: $0.studentID), Address.student($0.id)) + " "
    }
    return "<span class=\"links\">\(links.joined())</span>"
        + (more > 0 ? HTML(.andMore(more)) : .empty)
}

/// What one row said before and after a change.
func changedRow(_ row: ChangedRow, level: Int) -> HTML {
    let operation: Phrase =
        switch row.operation {
        case .inserted: Phrase("change.row-added", "Added")
        case .updated: Phrase("change.row-changed", "Changed")
        case .deleted: Phrase("change.row-removed", "Removed")
        }
    let title: HTML = "\(tag(operation)) \(row.row)"
    if row.isHidden {
        return "<h\(level)>\(title)</h\(level)>"
            + paragraph(Phrase("change.hidden", "What it says is confidential."))
    }
    return """
        <h\(level)>\(title)</h\(level)>
        \(dataTable(Phrase(data: row.row), [
            Column<ChangedRow.Field>(Phrase("change.field", "Field"), namesRow: true) {
                HTML(text: $0.label)
            },
            Column(Phrase("change.before", "Before")) { field in
                row.operation == .inserted ? .empty : shown(field.before)
            },
            Column(Phrase("change.after", "After")) { field in
                row.operation == .deleted ? .empty : field.after.map { shown($0) }
                    ?? HTML(Phrase("change.unknown", "(no longer known)"))
            },
        ], row.fields, hidesCaption: true))
        """
}

private func shown(_ value: String) -> HTML {
    value.isEmpty ? HTML(.blank) : HTML(text: Words.day(value))
}

/// What was done to one student.
public struct StudentHistoryPage: PageContent {
    let head: StudentHead
    let parts: [StudentFrame.Part]
    let history: StudentHistory.Page
    let query: ListQuery
    let mayUndo: @Sendable (String) -> Bool

    public init(
        _ head: StudentHead, parts: [StudentFrame.Part], history: StudentHistory.Page,
        query: ListQuery, mayUndo: @escaping @Sendable (String) -> Bool
    ) {
        self.head = head
        self.parts = parts
        self.history = history
        self.query = query
        self.mayUndo = mayUndo
    }

    public var title: Phrase { .of(.history, head.student.name) }
    public var section: Section { .students }

    public var body: HTML {
        let list = ListParts(
            path: Address.student(head.id, "history"), query: query, total: history.changes.total)
        return """
            \(StudentFrame(head, .history, parts: parts).html)
            \(list.count(.changeCount(history.changes.total)))
            \(each: history.changes.rows, { change($0) })
            \(list.pagination)
            """
    }

    private func change(_ change: StudentHistory.Detailed) -> HTML {
        """
        <section class="side">
        <h2>\(.moment(change.at)) \(change.title)</h2>
        <p>\(change.actor)\(change.reason.isEmpty ? "" : ": ")\(change.reason)
        \(change.undoneBy.map { link(.undoneBy($0), Address.changeSet($0)) } ?? undo(change))</p>
        \(details(.rowsOfChange(change.rows.count),
            change.rows.map { changedRow($0, level: 3) }.joined()))
        </section>
        """
    }

    private func undo(_ change: StudentHistory.Detailed) -> HTML {
        if !mayUndo(change.actor) { return .empty }
        return link(.undoOf(change.changeSet), Address.changeSet(change.changeSet, "undo"))
    }
}

extension Phrase {
    static func changeCount(_ count: Int) -> Phrase {
        Phrase("changes.count", one: "1 change", other: "{n} changes", count: count)
    }

    static func rowsOfChange(_ count: Int) -> Phrase {
        Phrase(
            "change.row-count", one: "Before and after (1 row)",
            other: "Before and after ({n} rows)", count: count)
    }

    static func andMore(_ count: Int) -> Phrase {
        Phrase("changes.more", one: "and 1 more", other: "and {n} more", count: count)
    }

    static func undoneBy(_ change: Int) -> Phrase {
        Phrase("changes.undone-by", "Undone by {0}", "\(change)")
    }

    static func undoOf(_ change: Int) -> Phrase { Phrase("changes.undo", "Undo {0}", "\(change)") }
}
