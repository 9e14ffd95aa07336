import Hummingbird
import Operations
import Pages
import Records
import Storage

/// Pairs that may be one person, one after the other.
enum DuplicatesController {
    static let routes: [Route] = [
        .get(DuplicatesPage.address, .needs(.decideDuplicates)) { visit in
            let kind = visit.query.some("kind").flatMap(DuplicatePair.Kind.init)
            return try await visit.show { try list($0, kind) }
        },
        .post("\(DuplicatesPage.address)/find", .needs(.decideDuplicates)) { visit in
            try await visit.submit { workspace in
                let found = try FindDuplicates(workspace).run()
                return .redirect(
                    DuplicatesPage.address,
                    notice: Notice(.lookedThroughNow(found.pairs, new: found.new)))
            } orShow: { workspace, _ in
                try list(workspace, nil)
            }
        },
        .get(DuplicatesPage.qualityAddress, .needs(.decideDuplicates)) { visit in
            try await visit.show { workspace in
                let shown = try DuplicateQuality(workspace).run()
                return DuplicateQualityPage(
                    shown, mayChange: workspace.allows(.changeSettings),
                    form: FormState(["threshold": "\(shown.now.threshold)"]))
            }
        },
        .post(DuplicatesPage.qualityAddress, .also(.changeSettings, .needs(.decideDuplicates))) {
            visit in
            try await threshold(visit)
        },
        .get(pair, .needs(.decideDuplicates)) { visit in
            let name = try name(of: visit)
            return try await visit.answer { workspace in
                guard let item = try Duplicates(workspace).item(name) else {
                    return .redirect(DuplicatesPage.address, notice: Notice(.pairGone))
                }
                return visit.page(try page(visit, workspace, item, .blank))
            }
        },
        .post("\(pair)/apart", .needs(.decideDuplicates)) { visit in
            let (name, form) = (try name(of: visit), visit.form)
            return try await decide(visit, name) { workspace in
                let reason = DuplicatePairPage.reason(form["why"], note: form["note"])
                return Notice(
                    .toldApart,
                    changeSet: try Duplicates(workspace).dismiss(name, reason: reason))
            }
        },
        .post("\(pair)/later", .needs(.decideDuplicates)) { visit in
            let name = try name(of: visit)
            let isRoster = visit.parameters.get("kind") == DuplicatePair.Kind.roster.rawValue
            return try await decide(visit, name) { workspace in
                // The SIS takes its time.
                try Duplicates(workspace).postpone(name, days: isRoster ? 180 : 7)
                return Notice(isRoster ? .putOffLong : .putOff)
            }
        },
        .post("\(pair)/link", .also(.linkStudents, .needs(.decideDuplicates))) { visit in
            let (name, confirmed) = (try name(of: visit), Set(visit.form.all("confirm")))
            return try await decide(visit, name) { workspace in
                guard let item = try Duplicates(workspace).item(name) else {
                    return Notice(.pairGone)
                }
                let linked = try LinkStudent(workspace).run(
                    item.one.number, to: .sis(item.other.number), confirmed: confirmed,
                    reason: Phrase.comparedReason.text)
                return Notice(.pairLinked, changeSet: linked.changeSet)
            }
        },
    ]

    private static let pair = "\(DuplicatesPage.address)/{kind}/{one}/{other}"

    /// The name of the pair in the address.
    ///
    /// - Throws: `HTTPError(.notFound)` where it names none.
    private static func name(of visit: Visit) throws -> String {
        guard let kind = visit.parameters.get("kind").flatMap(DuplicatePair.Kind.init) else {
            throw HTTPError(.notFound)
        }
        let one = try visit.number(kind == .roster ? .sisStudent : .student, "one")
        let other = try visit.number(kind == .students ? .student : .sisStudent, "other")
        return DuplicatePair.Key(kind, one, other).name
    }

    private static func list(
        _ workspace: Workspace, _ kind: DuplicatePair.Kind?
    ) throws -> DuplicatesPage {
        DuplicatesPage(
            try Duplicates(workspace).list(kind: kind), kind: kind,
            mayFind: workspace.scope == nil)
    }

    /// Decides, and goes on to the next pair.
    private static func decide(
        _ visit: Visit, _ name: String, _ act: @escaping @Sendable (Workspace) throws -> Notice
    ) async throws -> Answer {
        try await visit.submit(fields: ["link.unconfirmed": "confirm"]) { workspace in
            let notice = try act(workspace)
            return .redirect(try next(workspace), notice: notice)
        } orShow: { workspace, form in
            guard let item = try Duplicates(workspace).item(name) else {
                throw OperationError.notFound(kind: "duplicate", name: name)
            }
            return try page(visit, workspace, item, form)
        }
    }

    /// The address of the next pair; of the list where none waits.
    static func next(_ workspace: Workspace) throws -> String {
        let duplicates = Duplicates(workspace)
        for name in try duplicates.names() {
            if let item = try duplicates.item(name) { return item.address }
        }
        return DuplicatesPage.address
    }

    private static func page(
        _ visit: Visit, _ workspace: Workspace, _ item: Duplicates.Item, _ form: FormState
    ) throws -> DuplicatePairPage {
        DuplicatePairPage(
            item, try way(visit, workspace, item),
            waiting: try Duplicates(workspace).count().pairs, sites: try workspace.siteNames(),
            form: form)
    }

    /// What can be done about a pair here.
    private static func way(
        _ visit: Visit, _ workspace: Workspace, _ item: Duplicates.Item
    ) throws -> DuplicatePairPage.Way {
        do {
            switch item.kind {
            case .students:
                guard workspace.allows(.mergeStudents), let target = item.survivor.student,
                    let source = item.source.student
                else { return .none(.noRightToMerge) }
                var draft = MergeDraft(target: target, source: source, visit)
                let shown = try draft.look(workspace)
                return .merge(shown, draft.selection, sealedPlan: draft.sealed(shown.plan))
            case .link:
                guard workspace.allows(.linkStudents) else { return .none(.noRightToMerge) }
                let checked = try LinkStudent(workspace).check(
                    item.one.number, to: .sis(item.other.number))
                return .link(checked.plan)
            case .roster: return .none(nil)
            }
        } catch let error as OperationError where !error.code.hasPrefix("access.") {
            return .none(ErrorWords.words(for: error))
        }
    }

    /// Shows what another threshold would change, and sets it.
    private static func threshold(_ visit: Visit) async throws -> Answer {
        let form = visit.form
        return try await visit.submit(fields: ["setting.invalid": "threshold"]) { workspace in
            let percent = Double(form["threshold"]) ?? -1
            let both = try DuplicateQuality(workspace).preview(percent)
            if form["step"] == "save" {
                let change = try Administration(workspace).set(
                    DistrictSettings.threshold, to: DuplicateQualityPage.percent(percent))
                return .redirect(
                    DuplicatesPage.qualityAddress,
                    notice: Notice(.thresholdSaved, changeSet: change))
            }
            return visit.page(
                DuplicateQualityPage(
                    try DuplicateQuality(workspace).run(), preview: both, mayChange: true,
                    form: FormState(values: form.values)))
        } orShow: { workspace, form in
            DuplicateQualityPage(
                try DuplicateQuality(workspace).run(), mayChange: true, form: form)
        }
    }
}
