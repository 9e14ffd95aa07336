import Hummingbird
import Operations
import Pages
import Records

/// A merge that somebody is at: the profiles and what was chosen, read from an address or a form.
struct MergeDraft: Sendable {
    let target: Int
    let sources: [Int]
    var choices: MergeChoices
    private let site: Site
    private let user: Int?

    /// Nil where there is no target or no source yet.
    ///
    /// - Throws: `HTTPError(.notFound)` where a name names nobody.
    init?(_ values: FormValues, _ visit: Visit) throws {
        let selection = try MergeSelection(values, visit.site)
        guard let target = selection.target, !selection.sources.isEmpty else { return nil }
        self.target = target
        sources = selection.sources
        site = visit.site
        user = visit.user
        choices = MergeChoices()
        let sealed = values["choices"]
        if !sealed.isEmpty, let text = site.sealing.open(sealed, purpose, for: user) {
            choices = MergeChoices(text)
        }
    }

    /// Two profiles of which nothing was chosen yet.
    init(target: Int, source: Int, _ visit: Visit) {
        self.target = target
        sources = [source]
        site = visit.site
        user = visit.user
        choices = MergeChoices()
    }

    private init(_ draft: MergeDraft, target: Int, sources: [Int], _ choices: MergeChoices) {
        self.target = target
        self.sources = sources
        self.choices = choices
        site = draft.site
        user = draft.user
    }

    /// Choices hold for these profiles alone.
    private var purpose: String {
        "merge/\(target)/" + sources.map(String.init).joined(separator: "/")
    }

    var selection: MergeSelection {
        let sealed =
            choices == MergeChoices() ? "" : site.sealing.seal(choices.text, purpose, for: user)
        return MergeSelection(target: target, sources: sources, choices: sealed)
    }

    /// The same with a source as the target, by its place from 1; itself where there is none.
    func flipped(with place: Int) -> MergeDraft {
        guard sources.indices.contains(place - 1) else { return self }
        var others = sources
        others[place - 1] = target
        return MergeDraft(
            self, target: sources[place - 1], sources: others, choices.flipped(with: place))
    }

    // MARK: The plan

    /// What is asked of the operation.
    func request(_ workspace: Workspace) throws -> MergeStudents.Request {
        let ids = try sources.map { try workspace.studentID(ofRow: $0) }
        var request = MergeStudents.Request(
            sources: ids, target: try workspace.studentID(ofRow: target))
        request.reason =
            choices.reason.isEmpty ? Phrase.mergeReasonStandard.text : choices.reason
        request.choices = choices.rows
        for (field, place) in choices.fields {
            if place == 0 {
                request.choices[field] = MergeSide.target
            } else if ids.indices.contains(place - 1) {
                // Several sources are told apart by their student IDs.
                request.choices[field] = ids.count == 1 ? "source" : ids[place - 1]
            }
        }
        return request
    }

    /// What the merge would do now. Choices that do not hold any more are dropped.
    mutating func look(_ workspace: Workspace) throws -> MergeShown {
        let merge = MergeStudents(workspace)
        var plan = try merge.preview(request(workspace))
        if !plan.refusedChoices.isEmpty {
            choices.drop(plan.refusedChoices.map(\.name))
            plan = try merge.preview(request(workspace))
        }
        return MergeShown(
            plan: plan, origins: try merge.origins(in: plan), sites: try workspace.siteNames())
    }

    // MARK: The plan that was looked at

    private static let planPurpose = "merge-plan"

    func sealed(_ plan: MergePlan) -> String {
        site.sealing.seal(StableJSON.text(plan), Self.planPurpose, for: user)
    }

    /// Nil where it is none of ours.
    func opened(_ sealed: String) -> MergePlan? {
        site.sealing.open(sealed, Self.planPurpose, for: user)
            .flatMap { StableJSON.value(MergePlan.self, $0) }
    }

    /// The preview as a page.
    func page(
        _ shown: MergeShown, changes: [MergeStale.Change] = [],
        problems: [FormState.Problem] = []
    ) -> MergePreviewPage {
        var form = FormState(["reason": choices.reason])
        form.problems = problems
        return MergePreviewPage(
            shown, selection, sealedPlan: sealed(shown.plan),
            flips: sources.indices.map { flipped(with: $0 + 1).selection.address("preview") },
            changes: changes, form: form)
    }
}

extension MergeSelection {
    /// Reads the profiles from an address or a form; choices are carried as they are.
    ///
    /// - Throws: `HTTPError(.notFound)` where a name names nobody.
    init(_ values: FormValues, _ site: Site) throws {
        func number(_ name: String) throws -> Int {
            guard let number = site.references.number(.student, name) else {
                throw HTTPError(.notFound)
            }
            return number
        }
        self.init(
            target: try values.some("target").map(number),
            sources: try values.all("source").prefix(Self.mostSources).map(number),
            choices: values["choices"])
    }
}
