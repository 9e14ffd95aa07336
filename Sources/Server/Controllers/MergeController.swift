import Hummingbird
import Operations
import Pages
import Records

/// Merging profiles of one person: choose them, look, choose what counts, merge.
enum MergeController {
    static let routes: [Route] = [
        .get("/merge", .needs(.mergeStudents)) { visit in
            let slot = MergeChooserPage.Slot(rawValue: visit.query["find"])
            let text = visit.site.sealing.open(visit.query["q"], purpose, for: visit.user)
            return try await chooser(
                visit, visit.query,
                text.flatMap { text in
                    slot.map { ($0, text) }
                })
        },
        .post("/merge/search", .needs(.mergeStudents), search),
        .get("/merge/preview", .needs(.mergeStudents)) { visit in
            guard let draft = try MergeDraft(visit.query, visit) else { return .redirect("/merge") }
            return try await visit.show { workspace in
                var draft = draft
                let shown = try draft.look(workspace)
                return draft.page(shown)
            }
        },
        .get("/merge/fields", .needs(.mergeStudents)) { visit in
            guard let draft = try MergeDraft(visit.query, visit) else { return .redirect("/merge") }
            return try await visit.show { workspace in
                var draft = draft
                let shown = try draft.look(workspace)
                return MergeFieldsPage(shown, draft.selection)
            }
        },
        .post("/merge/fields", .needs(.mergeStudents), saveFields),
        Route.post("/merge/apply", .needs(.mergeStudents), apply).afterStepUp,
        .get("/merge/done/{change}", .needs(.mergeStudents)) { visit in
            let change = try visit.number(in: "change")
            let mayUndo = visit.visitor?.access.allows(.undo) ?? false
            return try await visit.show { workspace in
                MergeDonePage(
                    try ShowMerge(workspace).run(change), sites: try workspace.siteNames(),
                    mayUndo: mayUndo, mayDecide: workspace.allows(.decideDuplicates))
            }
        },
        .get("/merge/report/{change}", .needs(.mergeStudents)) { visit in
            let change = try visit.number(in: "change")
            return try await visit.show { workspace in
                MergeReportPage(
                    try ShowMerge(workspace).run(change), sites: try workspace.siteNames())
            }
        },
    ]

    // MARK: Choosing profiles

    /// What the sealed text in the address of a search is for.
    private static let purpose = "merge-search"

    private static let hitsShown = 25

    /// The page on which profiles are chosen, with what was looked up.
    private static func chooser(
        _ visit: Visit, _ values: FormValues, _ search: (MergeChooserPage.Slot, String)?,
        form: FormState = .blank
    ) async throws -> Answer {
        let selection = try MergeSelection(values, visit.site)
        let isRefused = !form.problems.isEmpty
        return try await visit.show(status: isRefused ? .unprocessableContent : .ok) { workspace in
            try page(workspace, selection, search, form)
        }
    }

    private static func page(
        _ workspace: Workspace, _ selection: MergeSelection,
        _ search: (MergeChooserPage.Slot, String)?, _ form: FormState
    ) throws -> MergeChooserPage {
        let heads = StudentHeads(workspace)
        let target = try selection.target.map { try heads.head(ofRow: $0) }
        var form = form
        var sources: [StudentHead] = []
        for row in selection.sources {
            let source = try heads.head(ofRow: row)
            // A profile that was merged before leads to whoever it was merged into.
            if source.id == target?.id || sources.contains(where: { $0.id == source.id }) {
                form.problems.append(FormState.Problem("source-text", .chosenAlready))
            } else {
                sources.append(source)
            }
        }
        let isSame = target?.id == selection.target && sources.map(\.id) == selection.sources
        return MergeChooserPage(
            MergeSelection(
                target: target?.id, sources: sources.map(\.id),
                choices: isSame ? selection.choices : ""),
            target: target, sources: sources, sites: try workspace.siteNames(),
            search: try search.map { slot, text in
                MergeChooserPage.Search(
                    slot: slot, text: text,
                    hits: try FindStudents(workspace).run(text, limit: hitsShown))
            }, form: form)
    }

    /// A whole ID chooses the profile; other text is looked up.
    private static func search(_ visit: Visit) async throws -> Answer {
        guard let slot = MergeChooserPage.Slot(rawValue: visit.form["slot"]) else {
            throw HTTPError(.badRequest)
        }
        let field = "\(slot.rawValue)-text"
        let text = visit.form[field]
        if visit.isFragment {
            return try await chooser(visit, visit.form, text.isEmpty ? nil : (slot, text))
        }
        if text.isEmpty {
            var form = visit.typed
            form.problems = [FormState.Problem(field, .idOrNameMissing)]
            return try await chooser(visit, visit.form, nil, form: form)
        }
        let selection = try MergeSelection(visit.form, visit.site)
        let workspace = try visit.workspace
        let row = try await visit.work { () -> Int? in
            do { return try workspace.row(ofStudent: text) } catch is OperationError { return nil }
        }
        guard let row else {
            let sealed = visit.site.sealing.seal(text, purpose, for: visit.user)
            return try await visit.work {
                let address = selection.address()
                return .redirect(
                    address + (address.contains("?") ? "&" : "?")
                        + "find=\(slot.rawValue)&q=\(sealed)")
            }
        }
        if row == selection.target || selection.sources.contains(row) {
            var form = visit.typed
            form.problems = [FormState.Problem(field, .chosenAlready)]
            return try await chooser(visit, visit.form, nil, form: form)
        }
        var chosen = MergeSelection(target: selection.target, sources: selection.sources)
        if slot == .target { chosen.target = row } else { chosen.sources.append(row) }
        return try await visit.work { [chosen] in .redirect(chosen.address()) }
    }

    // MARK: Choosing fields

    private static func saveFields(_ visit: Visit) async throws -> Answer {
        guard let draft = try MergeDraft(visit.form, visit) else { return .redirect("/merge") }
        let flip = Int(visit.form["flip"])
        return try await visit.submit(
            { workspace in
                var draft = draft
                let problems = try draft.take(visit.form, workspace)
                if let flip {
                    return .redirect(draft.flipped(with: flip).selection.address("fields"))
                }
                try FormProblems.require(problems)
                return .redirect(draft.selection.address("preview"))
            },
            orShow: { workspace, form in
                var draft = draft
                let shown = try draft.look(workspace)
                return MergeFieldsPage(shown, draft.selection, form: form)
            })
    }
}

extension MergeDraft {
    /// Takes over what was chosen of fields. Returns what is still to be chosen.
    mutating func take(_ form: FormValues, _ workspace: Workspace) throws -> [FormState.Problem] {
        // What counts without a choice is none: it may be another profile's after a flip.
        var bare = self
        bare.choices = MergeChoices()
        let plan = try bare.look(workspace).plan
        var problems: [FormState.Problem] = []
        choices.fields = [:]
        for difference in plan.differences where !difference.isSettled {
            let name = MergeFieldsPage.field(difference)
            let place = MergeSide.place(form[name], of: sources.count)
            if let place {
                if place != plan.place(of: difference) { choices.fields[difference.field] = place }
            } else if difference.choice == .choose {
                let label = StudentField.named(difference.field)?.label ?? difference.field
                problems.append(FormState.Problem(name, .choiceMissing(label)))
            }
        }
        return problems
    }
}

extension MergePlan {
    /// The place of the profile whose value counts; nil where that is to be chosen.
    fileprivate func place(of difference: MergeDifference) -> Int? {
        switch difference.choice {
        case .choose: return nil
        case .target: return 0
        case .source:
            let source = difference.taken.map { difference.offers[$0].source }
            return sources.firstIndex { $0.id == source }.map { $0 + 1 }
        }
    }
}
