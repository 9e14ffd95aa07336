import Foundation
import Records
import Storage

/// Reports: those that every district has, those that somebody made, and those that were shared
/// with somebody's role.
public struct Reports {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Which report.
    public enum Name: Hashable, Sendable, CustomStringConvertible {
        case ready(ReadyReport)
        case kept(Int)

        public init?(_ text: String) {
            if let ready = ReadyReport(rawValue: text) {
                self = .ready(ready)
            } else if let id = Int(text) {
                self = .kept(id)
            } else {
                return nil
            }
        }

        public var description: String {
            switch self {
            case .ready(let ready): ready.rawValue
            case .kept(let id): "\(id)"
            }
        }
    }

    /// A report in a list.
    public struct Listed: Codable, Equatable, Sendable {
        /// The number of a report that somebody made, or the name of a ready one.
        public let name: String
        public let title: String
        /// The sign-in name of whose it is; nil for ready ones.
        public let owner: String?
        public let isOwn: Bool
        public let roles: [Role]
        /// When it is made by itself, in words; nil where it is not.
        public let delivery: String?
        /// What came of that last.
        public let lastDelivery: String?
    }

    /// What changing a report came to.
    public struct Changed: Codable, Equatable, Sendable {
        /// Our number of the report.
        public let id: Int
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// Of the change sets that change reports.
    static let kind = "report"

    /// Reports that one user can have.
    public static let most = 200

    /// What somebody sees: ready ones first, then by title.
    public func list() throws -> [Listed] {
        let ready = ReadyReport.allCases.filter(mayOpen).map {
            Listed(
                name: $0.rawValue, title: $0.title, owner: nil, isOwn: false, roles: [],
                delivery: nil, lastDelivery: nil)
        }
        let kept = try workspace.store.read { reader in
            let names = Dictionary(
                try reader.userAccounts().map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
            return try reader.keptReports().compactMap { kept -> Listed? in
                guard let report = kept.report, sees(kept, report) else { return nil }
                let last =
                    report.delivery == nil ? nil : try reader.lastReportDelivery(of: kept.id)
                return Listed(
                    name: "\(kept.id)", title: report.name,
                    owner: kept.account.map { names[$0] ?? "?" } ?? "",
                    isOwn: isOwn(kept), roles: report.roles,
                    delivery: isOwn(kept) ? report.delivery?.words : nil,
                    lastDelivery: !isOwn(kept)
                        ? nil : last.map { "\($0.at.prefix(10)): \($0.outcome)" })
            }
        }
        return ready
            + kept.sorted { ($0.title.lowercased(), $0.name) < ($1.title.lowercased(), $1.name) }
    }

    /// What a report is made of. Of a ready one that is no list of a category, nil.
    ///
    /// - Throws: `report.not-found`, also where somebody does not see it.
    public func show(_ name: Name) throws -> Report? {
        switch name {
        case .ready(let ready):
            if !mayOpen(ready), let first = ready.permissions.first {
                try workspace.require(first)
            }
            return ready.report
        case .kept(let id): return try workspace.store.read { try kept(id, $0).report }
        }
    }

    /// What tells a report from what it is once it was changed; blank for ready ones.
    public static func digest(_ name: Name, _ report: Report?) -> String {
        guard case .kept = name, let report else { return "" }
        return String(TextDigest.sha256(StableJSON.text(report)).prefix(16))
    }

    /// A report was changed since its export was asked for.
    public static let changed = OperationError.refused(
        code: "report.changed",
        message: "The report was changed since its export was asked for.",
        remedy: "Ask for the export again.")

    /// Whether somebody may change a report.
    public func mayChange(_ id: Int) throws -> Bool {
        try workspace.store.read { try $0.keptReport(id) }.map(isOwn) ?? false
    }

    /// One page of a report.
    public func table(
        _ name: Name, page: Int = 1, size: PageSize = .many
    ) throws -> ReportTable {
        if let report = try show(name) { return try table(report, page: page, size: size) }
        guard case .ready(let ready) = name else { throw Self.notFound("\(name)") }
        return try ComputedReport(workspace).table(ready, page: page, size: size)
    }

    /// One page of a report that is not kept. It takes the right to the rows.
    public func preview(
        _ report: Report, page: Int = 1, size: PageSize = .some
    ) throws -> ReportTable {
        try workspace.require(report.category.permission)
        try check(report)
        return try table(report, page: page, size: size)
    }

    private func table(_ report: Report, page: Int, size: PageSize) throws -> ReportTable {
        try workspace.store.read {
            try MakeReport(report, workspace, $0).table(page: page, size: size)
        }
    }

    // MARK: Changing

    /// Keeps a report: a new one, or in the place of one's own.
    ///
    /// - Throws: `report.invalid`, `report.not-found`, `report.not-own`, `report.many`; and
    ///   `access.denied` for sharing and delivering without the right to it.
    public func save(_ report: Report, as id: Int? = nil) throws -> Changed {
        try workspace.require(report.category.permission)
        var report = report
        report.name = try GivenText.line(
            try GivenText.required(report.name, "name", limit: GivenText.Limit.word), "name",
            limit: GivenText.Limit.word)
        try check(report)
        return try workspace.store.write { writer in
            _ = try MakeReport(report, workspace, writer)
            let known = try id.map { try own($0, writer) }
            try requireRights(report, before: known?.report)
            if var delivery = report.delivery {
                // One that was moved to other days is not caught up on.
                let before = known?.report?.delivery
                let isSame =
                    before?.schedule == delivery.schedule && before?.zone == delivery.zone
                delivery.since = (isSame ? before?.since : nil) ?? workspace.now
                report.delivery = delivery
            }
            if let known, known.report == report { return Changed(id: known.id, changeSet: nil) }
            if known == nil {
                let own = try writer.keptReports().count { isOwn($0) }
                if own >= Self.most {
                    throw OperationError.refused(
                        code: "report.many",
                        message: "You have \(Self.most) reports already.",
                        remedy: "Remove one that is not used any more.")
                }
            }
            let number = try id ?? writer.takeNumbers(VersionedTable.savedReport.name)
            let change = try workspace.begin(
                Self.kind, "Report \(report.name)", about: [], writer)
            try writer.save(
                SavedReport(
                    id: number, account: known?.account ?? workspace.access.user,
                    document: StableJSON.text(report)), in: change)
            return Changed(id: number, changeSet: change)
        }
    }

    /// Removes one's own report; it can be undone.
    public func remove(_ id: Int) throws -> Changed {
        try workspace.store.write { writer in
            let known = try own(id, writer)
            let change = try workspace.begin(
                Self.kind, "Report \(known.report?.name ?? "\(id)") removed", about: [], writer)
            try writer.removeReport(id, in: change)
            return Changed(id: id, changeSet: change)
        }
    }

    private func requireRights(_ report: Report, before: Report?) throws {
        if Set(report.roles) != Set(before?.roles ?? []) { try workspace.require(.shareReports) }
        guard let delivery = report.delivery else { return }
        var unchanged = before?.delivery
        unchanged?.since = delivery.since
        if unchanged == delivery { return }
        try workspace.require(.export)
        if workspace.role != nil, workspace.access.user == nil, delivery.folder == nil {
            throw OperationError.refused(
                code: "report.user",
                message: "A report that is made by itself is made with its owner's rights, and "
                    + "nobody is signed in.",
                remedy: "Save it on the site, or without --role.")
        }
        if delivery.folder != before?.delivery?.folder, workspace.role != nil {
            throw OperationError.refused(
                code: "report.folder",
                message: "A folder of the server is named by whoever runs the host.",
                remedy: "Have it done with: homeroom report deliver NUMBER --folder FOLDER")
        }
    }

    private func check(_ report: Report) throws {
        if report.counts {
            if report.groups.count > Report.mostGroups || !report.columns.isEmpty {
                throw Self.invalid(
                    "A report that counts has 1 or \(Report.mostGroups) groups, and no columns.")
            }
            if Set(report.groups).count < report.groups.count {
                throw Self.invalid("The groups are the same.")
            }
            if let column = report.groups.compactMap(report.category.column).first(where: {
                !$0.groups
            }) {
                throw Self.invalid("Rows cannot be counted by \(column.label).")
            }
        } else if report.columns.isEmpty || report.columns.count > Report.mostColumns {
            throw Self.invalid("A list has 1 to \(Report.mostColumns) columns.")
        }
        if Set(report.columns).count < report.columns.count {
            throw Self.invalid("A column is there twice.")
        }
        for name in report.named where report.category.column(name) == nil {
            throw Self.invalid("There is no column \(name) in \(report.category.title).")
        }
        if report.filters.count > Report.mostFilters {
            throw Self.invalid("A report has at most \(Report.mostFilters) filters.")
        }
        let reading = ReportConditions(category: report.category, today: workspace.today)
        for filter in report.filters {
            if filter.values.count > Report.mostValues {
                throw Self.invalid("A filter has at most \(Report.mostValues) values.")
            }
            for value in filter.values {
                _ = try GivenText.line(value, "value", limit: GivenText.Limit.line)
            }
            _ = try reading.read(filter)
        }
        try report.delivery.map(ReportDeliveries.check)
    }

    // MARK: Whose

    private func mayOpen(_ ready: ReadyReport) -> Bool {
        ready.permissions.contains(where: workspace.allows)
    }

    /// Those of the host are the host's.
    private func isOwn(_ kept: SavedReport) -> Bool {
        workspace.role == nil || kept.account != nil && kept.account == workspace.access.user
    }

    private func sees(_ kept: SavedReport, _ report: Report) -> Bool {
        isOwn(kept) || workspace.role.map(report.roles.contains) ?? true
    }

    private func kept(_ id: Int, _ reader: any Reader) throws -> SavedReport {
        guard let kept = try reader.keptReport(id), let report = kept.report, sees(kept, report)
        else { throw Self.notFound("\(id)") }
        return kept
    }

    private func own(_ id: Int, _ reader: any Reader) throws -> SavedReport {
        let found = try kept(id, reader)
        if isOwn(found) { return found }
        throw OperationError.refused(
            code: "report.not-own", message: "This report is somebody else's.",
            remedy: "Make one of your own like it.")
    }

    private static func notFound(_ name: String) -> OperationError {
        .notFound(kind: "report", name: name)
    }

    /// A report cannot be as it was given.
    public static func invalid(_ message: String) -> OperationError {
        .refused(
            code: "report.invalid", message: message,
            remedy: "Change that part of the report.")
    }
}

extension SavedReport {
    /// Nil where it cannot be read.
    var report: Report? { StableJSON.value(Report.self, document) }
}
