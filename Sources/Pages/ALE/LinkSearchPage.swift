import Operations
import Records

/// Looks for a student in the General Student Table, to link one of ours to it.
public struct LinkSearchPage: PageContent {
    let head: StudentHead
    let query: ListQuery
    let rows: [CandidateRow]
    /// Whether so many have such a name or birth date that not all were looked at.
    let isCut: Bool

    public init(_ head: StudentHead, query: ListQuery, rows: [CandidateRow], isCut: Bool) {
        self.head = head
        self.query = query
        self.rows = rows
        self.isCut = isCut
    }

    public var title: Phrase { .of(.searchForStudent, head.givenName) }
    public var section: Section { .linkALE }

    public var body: HTML {
        """
        \(StudentFrame(head, nil).html)
        <form method="post" action="\(LinkALEPage.address(head.id, "search"))" class="filters" \
        data-live="found" role="search">
        <input type="hidden" name="csrf" value="\(Rendering.current.csrf)">
        <div class="filter-row">
        \(textField("text", Phrase("link-search.text", "Name in the General Student Table"),
            hint: Phrase("link-search.hint",
                "The beginning of a name, in any order; or a number"), query.form,
            isSearch: true))
        <div class="filter-buttons">\(button(.search))</div>
        </div>
        </form>
        <div id="found">\(found)</div>
        <p>\(link(.back, LinkALEPage.address))</p>
        """
    }

    private var found: HTML {
        if rows.isEmpty { return nobody }
        return """
            \(heading(query.text.isEmpty
                ? Phrase("link-search.likely", "Who it might be")
                : Phrase("link-search.found", "Found by name, the likeliest first")))
            \(if: isCut, paragraph(Phrase("link-search.cut",
                "Many have such a name or birth date; not all are shown. Search by name.")))
            \(CandidateCards(rows: rows) { row, name in action(row, name) }.html)
            """
    }

    private var nobody: HTML {
        query.text.isEmpty
            ? emptyState(
                Phrase("link-search.nobody-title", "No likely student"),
                Phrase(
                    "link-search.nobody",
                    "Nobody in the General Student Table is like this student. Search by name, or "
                        + "wait for the next roster."))
            : emptyState(
                Phrase("link-search.none-title", "Nobody found"),
                Phrase(
                    "link-search.none",
                    "Nobody in the General Student Table has such a name. Check the spelling, or "
                        + "try the beginning of the last name alone."))
    }

    /// Where the SIS student has a profile, linking is a merge; its page says so.
    private func action(_ row: CandidateRow, _ name: String) -> HTML {
        guard let sis = row.sisStudent else { return .empty }
        return buttons(
            linkButton(
                .link(head.givenName, to: name),
                LinkALEPage.address(head.id, "to/\(Address.name(.sisStudent, sis))")))
    }
}
