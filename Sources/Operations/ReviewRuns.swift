import Foundation
import Records
import Storage

extension Workspace {
    /// Rows of runs are for whoever runs imports and sees all that they can say.
    func requireRows() throws {
        try require(.runImports)
        try requireWholeFiles()
    }
}

/// Looks at import runs and decides about what they hold.
public struct ReviewRuns {
    let workspace: Workspace
    var store: any Store { workspace.store }

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// For the administrator of the host.
    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        self.init(Workspace(store: store, actor: actor, clock: clock))
    }

    /// One run in a list.
    public struct Listed: Codable, Sendable {
        public let run: Int
        public let file: String
        public let layout: String
        public let state: String
        public let startedAt: String
        public let actor: String
        public let changeSet: Int?
        public let undoneBy: Int?
        /// Held rows that nobody has decided about yet.
        public let waiting: SmallCount
        public let report: RunReport?
    }

    /// A held row with the record it nearly matches.
    public struct HeldRowShown: Codable, Sendable {
        public let row: Int
        public let state: String
        public let cells: [String]
        /// Reference of the nearest record, for `--close`.
        public let nearest: String
        public let nearestRecord: NearestRecord?
        public let differs: [String]
        public let resolution: String
        public let choices: [String]
        /// Whether the row has an end date, so that to say it is the nearest record closes that.
        public let closes: Bool
        /// What the row was first, in a run of rejected rows.
        public let origin: RowOrigin?
    }

    public struct NearestRecord: Codable, Sendable {
        /// Our number of the student.
        public let id: Int
        public let studentID: String
        public let program: String
        public let start: String
        public let end: String?
        public let site: Int?
    }

    public struct RejectedRowShown: Codable, Sendable {
        /// The file of a OneRoster export.
        public let file: String?
        public let row: Int
        public let state: String
        public let cells: [String]
        public let problems: [String]
        /// What the row was first, in a run of rejected rows.
        public let origin: RowOrigin?
    }

    public struct Shown: Codable, Sendable {
        public let run: Listed
        public let header: [String]
        public let heldRows: [HeldRowShown]
        public let rejectedRows: [RejectedRowShown]
    }

    /// The newest runs first.
    public func list() throws -> [Listed] {
        try workspace.requireSeeingImports()
        return try store.read { reader in try reader.importRuns().map { try listed($0, reader) } }
    }

    /// Rows shown per kind.
    public static let rowsShown = 100

    public func show(_ run: Int) throws -> Shown {
        try workspace.requireRows()
        return try store.read { reader in
            let record = try self.record(run, reader)
            let held = try reader.importRows(of: run, kind: .held, limit: Self.rowsShown)
            let rejected = try reader.importRows(of: run, kind: .rejected, limit: Self.rowsShown)
            try note(held + rejected, of: record, reader)
            return Shown(
                run: try listed(record, reader),
                header: KeptHeader(json: record.header)[""],
                heldRows: try shown(held, of: record, reader),
                rejectedRows: rejected.map(Self.rejected))
        }
    }

    static func rejected(_ row: ImportRowRecord) -> RejectedRowShown {
        let kept = KeptRow(row)
        return RejectedRowShown(
            file: kept.file, row: kept.row ?? row.row, state: row.state.rawValue,
            cells: StableJSON.value([String].self, row.cells) ?? [],
            problems: kept.problems.map {
                $0.code.message(column: $0.column, detail: $0.detail)
            }, origin: kept.origin)
    }

    func record(_ run: Int, _ reader: any Reader) throws -> ImportRunRecord {
        guard let record = try reader.importRun(run) else {
            throw OperationError.notFound(kind: "run", name: "\(run)")
        }
        return record
    }

    func listed(
        _ run: ImportRunRecord, _ reader: any Reader, details: Bool = true
    ) throws -> Listed {
        let undoneBy = try run.changeSet.flatMap { try reader.changeSet($0)?.undoneBy }
        let report = StableJSON.value(
            RunReport.self, details ? run.report : RunReport.withoutProblems(run.report))
        let waiting = try (report?.held ?? 0) > 0 ? reader.heldRowCount(of: run.id) : 0
        let extent = workspace.countsOfRuns
        return Listed(
            run: run.id, file: run.fileName, layout: run.layout, state: run.state.rawValue,
            startedAt: run.startedAt, actor: run.actor, changeSet: run.changeSet,
            undoneBy: undoneBy,
            waiting: extent == .none
                ? .untold : SmallCount(waiting, isExact: extent == .all),
            report: report?.seen(in: workspace))
    }

    func shown(
        _ rows: [ImportRowRecord], of run: ImportRunRecord, _ reader: any Reader
    ) throws -> [HeldRowShown] {
        let match = try? run.match(KeptHeader(json: run.header)[""], as: .programs)
        let end = match?.layout.columns.firstIndex { $0.label == "Program End Date" }
            .flatMap { match?.cells[$0] }
        return try rows.map { try shown($0, endCell: end, reader) }
    }

    private func shown(
        _ row: ImportRowRecord, endCell: Int?, _ reader: any Reader
    ) throws -> HeldRowShown {
        let cells = StableJSON.value([String].self, row.cells) ?? []
        let held = StableJSON.value(HeldRow.self, row.held)
        let isOpen = row.state == .held
        return HeldRowShown(
            row: row.row, state: row.state.rawValue,
            cells: cells, nearest: held?.nearest ?? "",
            nearestRecord: try held.flatMap { try nearest($0.nearest, reader) },
            differs: held?.differs.map(\.rawValue) ?? [], resolution: row.resolution,
            choices: isOpen
                ? ["--close \(held?.nearest ?? "RECORD")", "--insert", "--discard"] : [],
            closes: endCell.map { cells.indices.contains($0) && !cells[$0].isEmpty } ?? false,
            origin: KeptRow(row).origin)
    }

    private func nearest(_ reference: String, _ reader: any Reader) throws -> NearestRecord? {
        guard let key = ProgramRecord.Key(reference: reference),
            let student = try reader.student(Int(key.student)),
            let record = try reader.programs(of: Int(key.student))
                .first(where: { $0.record.key == key })
        else { return nil }
        let row = record.record.row
        return NearestRecord(
            id: student.id, studentID: student.studentID, program: record.program,
            start: CalendarDate(dayNumber: row.start).description,
            end: row.end == ProgramRow.noDay ? nil : CalendarDate(dayNumber: row.end).description,
            site: row.site == ProgramRow.noSite ? nil : Int(row.site))
    }
}
