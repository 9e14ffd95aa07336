import Operations
import Pages
import Records

// Carrying a merge out: only what was looked at, only what was decided, only what was confirmed.

extension MergeController {
    static func apply(_ visit: Visit) async throws -> Answer {
        guard let draft = try MergeDraft(visit.form, visit) else { return .redirect("/merge") }
        let workspace = try visit.workspace
        return try await visit.work {
            try MergeAttempt(draft, visit.form).answer(workspace, visit.frame)
        }
    }
}

/// A press of *Merge Profile(s)*.
private struct MergeAttempt {
    private var draft: MergeDraft
    private let looked: MergePlan?
    private let confirmed: Set<String>
    /// Whether the page that asks was shown already.
    private let wasAsked: Bool
    /// Whether it came from the pairs that may be one person, and goes on with the next of them.
    private let isOneOfMany: Bool
    /// Whether only what was chosen of rows is to be kept.
    private let onlySaves: Bool

    init(_ draft: MergeDraft, _ form: FormValues) {
        self.draft = draft
        looked = draft.opened(form.exact("plan"))
        confirmed = Set(
            MergeGuard.Code.allCases.filter { form[MergeCheckPage.field($0)] == "yes" }
                .map(\.rawValue))
        wasAsked = !form["checked"].isEmpty
        onlySaves = !form["save"].isEmpty
        isOneOfMany = form["next"] == "duplicates"
        self.draft.choices.reason = form["reason"]
        for (name, values) in form.values where name.hasPrefix("row-") {
            self.draft.choices.rows[String(name.dropFirst("row-".count))] = values.first
        }
    }

    func answer(_ workspace: Workspace, _ frame: Frame) throws -> Answer {
        var draft = draft
        let now = try draft.look(workspace)
        if onlySaves { return .redirect(draft.selection.address("preview")) }
        func again(
            _ problems: [FormState.Problem], changes: [MergeStale.Change] = [],
            shown: MergeShown? = nil
        ) -> Answer {
            let page = draft.page(shown ?? now, changes: changes, problems: problems)
            return .html(frame.document(page), status: .unprocessableContent)
        }
        guard let looked else { return again([FormState.Problem(nil, .previewLost)]) }
        // What was chosen of rows was chosen on the page that shows the preview; the profiles
        // have to be those that it shows.
        let stale = MergeStale(looked: looked, now: now.plan)
        if stale.isStale {
            return again([FormState.Problem("changes", .previewStale)], changes: stale.changes)
        }
        let problems = problems(now.plan)
        if !problems.isEmpty { return again(problems) }
        if let page = check(draft, now) {
            return .html(frame.document(page), status: wasAsked ? .unprocessableContent : .ok)
        }
        do {
            var request = try draft.request(workspace)
            request.confirmed = confirmed
            request.preview = now.plan
            let merged = try MergeStudents(workspace).apply(request)
            if isOneOfMany {
                return .redirect(
                    try DuplicatesController.next(workspace),
                    notice: Notice(.pairMerged, changeSet: merged.changeSet))
            }
            return .redirect("/merge/done/\(merged.changeSet)")
        } catch let stale as MergeStale {
            let shown = try draft.look(workspace)
            return again(
                [FormState.Problem("changes", .previewStale)], changes: stale.changes,
                shown: shown)
        } catch let error as OperationError where !error.code.hasPrefix("access.") {
            return again([FormState.Problem(nil, ErrorWords.words(for: error))])
        }
    }

    /// What has to be mended on the preview before anything can be merged.
    private func problems(_ plan: MergePlan) -> [FormState.Problem] {
        let stops = plan.guards.filter { $0.severity == .stop }
        if !stops.isEmpty {
            return stops.map { FormState.Problem(nil, Phrase(data: $0.message)) }
        }
        var problems = plan.differences.filter { $0.choice == .choose }.map { difference in
            FormState.Problem(
                MergeFieldsPage.field(difference),
                .choiceMissing(StudentField.named(difference.field)?.label ?? difference.field))
        }
        problems += plan.collisions.filter { $0.action == .decide }.map {
            FormState.Problem("row-\($0.id)", .rowChoiceMissing($0))
        }
        return problems
    }

    /// The page that asks what was not confirmed yet.
    private func check(_ draft: MergeDraft, _ now: MergeShown) -> MergeCheckPage? {
        let open = now.plan.guards.filter {
            $0.severity == .confirm && !confirmed.contains($0.code.rawValue)
        }
        if open.isEmpty { return nil }
        var form = FormState(["reason": draft.choices.reason])
        for code in confirmed { form.values["confirm-\(code)"] = ["yes"] }
        if wasAsked {
            let codes = Set(open.map(\.code))
            form.problems = MergeGuard.Code.allCases.filter(codes.contains).map {
                FormState.Problem(MergeCheckPage.field($0), .confirmFirst)
            }
        }
        return MergeCheckPage(
            now, draft.selection, sealedPlan: draft.sealed(now.plan), form: form)
    }
}
