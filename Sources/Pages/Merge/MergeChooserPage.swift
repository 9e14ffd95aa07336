import Operations
import Records
import Storage

/// Where the profiles are chosen: the one that stays, and those that are folded into it.
public struct MergeChooserPage: PageContent {
    /// Which of the two a profile is looked up for.
    public enum Slot: String, Sendable, CaseIterable { case target, source }

    /// What was looked up, and whom it led to.
    public struct Search: Sendable {
        let slot: Slot
        let text: String
        let hits: [StudentHit]

        public init(slot: Slot, text: String, hits: [StudentHit]) {
            self.slot = slot
            self.text = text
            self.hits = hits
        }
    }

    let selection: MergeSelection
    let target: StudentHead?
    let sources: [StudentHead]
    let sites: [String: String]
    let search: Search?
    public let form: FormState

    public init(
        _ selection: MergeSelection, target: StudentHead?, sources: [StudentHead],
        sites: [String: String], search: Search?, form: FormState = .blank
    ) {
        self.selection = selection
        self.target = target
        self.sources = sources
        self.sites = sites
        self.search = search
        self.form = form
    }

    public var title: Phrase { .mergeStudentProfiles }
    public var section: Section { .merge }

    public var body: HTML {
        """
        \(paragraph(Phrase("merge.intro",
            "When a student has two profiles, fold one into the other. The target stays. A source "
                + "is retired, not deleted: its ID leads to the target, and the merge can be "
                + "undone.")))
        \(heading(.mergeTarget))
        \(target.map(chosenTarget) ?? finder(.target))
        \(heading(Phrase("merge.sources", "Source profiles")))
        \(each: sources, chosenSource)
        \(if: sources.count < MergeSelection.mostSources, finder(.source))
        \(if: selection.isComplete, buttons(
            linkButton(.mergePreview, selection.address("preview"), .primary),
            link(.cancel, "/merge")))
        """
    }

    private func chosenTarget(_ head: StudentHead) -> HTML {
        """
        <div class="side">\(MergeCard(head, sites: sites).html)
        <p><a href="\(selection.withoutTarget.address())">\(say: .change)\
        <span class="visually-hidden"> \(say: .targetNamed(Self.name(head)))</span></a></p></div>
        """
    }

    private func chosenSource(_ head: StudentHead) -> HTML {
        """
        <div class="side">\(heading(.sourceNamed(Self.name(head)), level: 3))
        \(MergeCard(head, sites: sites).html)
        <p><a href="\(selection.without(head.id).address())">\(say: .remove)\
        <span class="visually-hidden"> \(say: .sourceNamed(Self.name(head)))</span></a></p></div>
        """
    }

    private static func name(_ head: StudentHead) -> String {
        "\(head.givenName) (\(head.student.studentID))"
    }

    private func finder(_ slot: Slot) -> HTML {
        let found = search?.slot == slot ? search : nil
        let typed = found.map { FormState(["\(slot.rawValue)-text": $0.text]) } ?? .blank
        return """
            <form method="post" action="/merge/search" class="filters" role="search" \
            aria-label="\(say: Self.purpose(slot))" data-live="\(slot.rawValue)-found" novalidate>
            <input type="hidden" name="csrf" value="\(Rendering.current.csrf)">
            \(selection.profiles)\(hidden("slot", slot.rawValue))
            <div class="filter-row">
            \(textField("\(slot.rawValue)-text", Self.label(slot),
                hint: Phrase("merge.search-hint",
                    "The whole student ID, or the beginning of a name"),
                form.problems.isEmpty ? typed : form))
            <div class="filter-buttons">\(button(.search, .secondary))</div>
            </div>
            </form>
            <div id="\(slot.rawValue)-found">\(found.map(results) ?? .empty)</div>
            """
    }

    private static func purpose(_ slot: Slot) -> Phrase {
        slot == .target
            ? Phrase("merge.find-target", "Find the target")
            : Phrase("merge.find-source", "Find a source")
    }

    private static func label(_ slot: Slot) -> Phrase {
        slot == .target
            ? Phrase("merge.search-target", "Target: ID or name")
            : Phrase("merge.search-source", "Source: ID or name")
    }

    private func results(_ search: Search) -> HTML {
        if search.hits.isEmpty {
            return inset(
                paragraph(
                    Phrase(
                        "merge.none-found",
                        "Nobody here has such a name or ID. Check the spelling, or try the "
                            + "beginning of the last name alone.")))
        }
        return """
            <p class="count" role="status">\(say: .found(search.hits.count))</p>
            \(dataTable(Phrase("merge.found", "Students found"), columns(search.slot), search.hits,
                hidesCaption: true))
            """
    }

    private func columns(_ slot: Slot) -> [Column<StudentHit>] {
        [
            Column(.name, namesRow: true) { hit in
                "\(hit.lastName), \(hit.firstName) \(hit.middleName)"
            },
            Column(.studentID) { HTML(text: $0.studentID ?? "") },
            Column(.birthDate) { .day($0.birthDate) },
            Column(.grade) { HTML(text: Words.grade($0.grade)) },
            Column(.status) { HTML(.status($0.status)) },
            Column(.mergeChoose) { [selection] in Self.choice($0, slot, selection) },
        ]
    }

    /// The button that chooses a student. It changes nothing but the address.
    private static func choice(
        _ hit: StudentHit, _ slot: Slot, _ selection: MergeSelection
    ) -> HTML {
        guard let student = hit.student, hit.status != "retired" else {
            return hit.student == nil
                ? HTML(Phrase("merge.import-first", "Import it first")) : .empty
        }
        if student == selection.target || selection.sources.contains(student) {
            return HTML(Phrase("merge.chosen", "Chosen"))
        }
        let name = "\(hit.firstName) \(hit.lastName) (\(hit.studentID ?? ""))"
        return """
            <form method="get" action="/merge">\(selection.profiles)
            \(hidden(slot.rawValue, Address.name(.student, student)))
            <button type="submit" class="button secondary">\(say: .mergeChoose)\
            <span class="visually-hidden"> \(say: slot == .target
                ? .targetNamed(name) : .sourceNamed(name))</span></button></form>
            """
    }
}
