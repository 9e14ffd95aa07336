import Foundation
import Intake
import Records
import Storage

/// Looks at import runs and decides about what they hold.
public struct ReviewRuns {
    let store: any Store
    let actor: String
    let clock: @Sendable () -> Date

    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.actor = actor
        self.clock = clock
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
    }

    public struct NearestRecord: Codable, Sendable {
        public let studentID: String
        public let program: String
        public let start: String
        public let end: String?
        public let site: Int?
    }

    public struct RejectedRowShown: Codable, Sendable {
        public let row: Int
        public let state: String
        public let cells: [String]
        public let problems: [String]
    }

    public struct Shown: Codable, Sendable {
        public let run: Listed
        public let header: [String]
        public let heldRows: [HeldRowShown]
        public let rejectedRows: [RejectedRowShown]
    }

    /// The newest runs first.
    public func list() throws -> [Listed] {
        try store.read { reader in try reader.importRuns().map { try listed($0, reader) } }
    }

    /// Rows shown per kind.
    public static let rowsShown = 100

    public func show(_ run: Int) throws -> Shown {
        try store.read { reader in
            let record = try self.record(run, reader)
            let rows = try reader.importRows(of: run)
            let held = rows.filter { !$0.held.isEmpty }
            let rejected = rows.filter { $0.held.isEmpty }
            return Shown(
                run: try listed(record, reader),
                header: StableJSON.value([String].self, record.header) ?? [],
                heldRows: try held.prefix(Self.rowsShown).map { try shown($0, reader) },
                rejectedRows: rejected.prefix(Self.rowsShown).map { row in
                    let problems = StableJSON.value([RowProblem].self, row.problems) ?? []
                    return RejectedRowShown(
                        row: row.row, state: row.state.rawValue,
                        cells: StableJSON.value([String].self, row.cells) ?? [],
                        problems: problems.map {
                            $0.code.message(column: $0.column, detail: $0.detail)
                        })
                })
        }
    }

    private func record(_ run: Int, _ reader: any Reader) throws -> ImportRunRecord {
        guard let record = try reader.importRun(run) else {
            throw OperationError.notFound(kind: "run", name: "\(run)")
        }
        return record
    }

    private func listed(_ run: ImportRunRecord, _ reader: any Reader) throws -> Listed {
        let undoneBy = try run.changeSet.flatMap { try reader.changeSet($0)?.undoneBy }
        return Listed(
            run: run.id, file: run.fileName, layout: run.layout, state: run.state.rawValue,
            startedAt: run.startedAt, actor: run.actor, changeSet: run.changeSet,
            undoneBy: undoneBy, report: StableJSON.value(RunReport.self, run.report))
    }

    private func shown(_ row: ImportRowRecord, _ reader: any Reader) throws -> HeldRowShown {
        let held = StableJSON.value(HeldRow.self, row.held)
        let isOpen = row.state == .held
        return HeldRowShown(
            row: row.row, state: row.state.rawValue,
            cells: StableJSON.value([String].self, row.cells) ?? [],
            nearest: held?.nearest ?? "",
            nearestRecord: try held.flatMap { try nearest($0.nearest, reader) },
            differs: held?.differs.map(\.rawValue) ?? [], resolution: row.resolution,
            choices: isOpen
                ? ["--close \(held?.nearest ?? "RECORD")", "--insert", "--discard"] : [])
    }

    private func nearest(_ reference: String, _ reader: any Reader) throws -> NearestRecord? {
        guard let key = ProgramRecord.Key(reference: reference),
            let student = try reader.student(Int(key.student)),
            let record = try reader.programs(of: Int(key.student))
                .first(where: { $0.record.key == key })
        else { return nil }
        let row = record.record.row
        return NearestRecord(
            studentID: student.studentID, program: record.program,
            start: CalendarDate(dayNumber: row.start).description,
            end: row.end == ProgramRow.noDay ? nil : CalendarDate(dayNumber: row.end).description,
            site: row.site == ProgramRow.noSite ? nil : Int(row.site))
    }

    // MARK: A run held as a whole

    /// Imports a held run's file, its limits waived: read, planned and carried out anew.
    public func approve(_ run: Int) throws -> RunReport {
        try store.write { writer in
            let record = try heldRecord(run, writer)
            let bytes = try TemporaryBytes()
            try writer.forEachPiece(ofFile: run) { piece in
                try piece.withUnsafeBytes { try bytes.append($0) }
            }
            try bytes.finish()
            var options = ImportFiles.Options()
            options.reason = "Approval of run \(run)"
            let importing = ImportFiles(store: store, actor: actor, clock: clock, options: options)
            var work = try ImportWork(importing, importing.prepare(record.fileName, bytes))
            work.approving = record
            try work.run(writer, waivesLimits: true)
            return try work.save(writer)
        }
    }

    /// Drops a held run: its file is let go, its record stays.
    public func discard(_ run: Int) throws -> RunReport {
        try store.write { writer in
            var record = try heldRecord(run, writer)
            record.state = .discarded
            record.finishedAt = ImportFiles.timestamp(clock())
            var report =
                StableJSON.value(RunReport.self, record.report)
                ?? RunReport(file: record.fileName, layout: record.layout, state: .discarded)
            report.state = .discarded
            record.report = StableJSON.text(
                KeptReport(report: report, asOfChange: try writer.newestChange()))
            try writer.save(record)
            try writer.releaseFile(of: run)
            return report
        }
    }

    private func heldRecord(_ run: Int, _ reader: any Reader) throws -> ImportRunRecord {
        let record = try record(run, reader)
        guard record.state == .held else {
            throw OperationError.refused(
                code: "run.not-held", message: "Run \(run) is \(record.state.rawValue), not held.",
                remedy: "See the runs with: homeroom import list.")
        }
        return record
    }

    /// Sends the rejected rows of a run once more, as they stand, as a run of their own.
    public func rerun(_ run: Int) throws -> RunReport {
        let (record, rows) = try store.read { reader in
            (try self.record(run, reader), try reader.importRows(of: run, state: .rejected))
        }
        if rows.isEmpty {
            throw OperationError.refused(
                code: "run.nothing-rejected", message: "Run \(run) has no rejected rows.",
                remedy: "See the runs with: homeroom import list.")
        }
        let bytes = try Self.text(
            header: StableJSON.value([String].self, record.header) ?? [],
            rows: rows.map { StableJSON.value([String].self, $0.cells) ?? [] })
        var options = ImportFiles.Options()
        options.reason = "Rejected rows of run \(run)"
        options.judgesBadRows = false
        let importing = ImportFiles(store: store, actor: actor, clock: clock, options: options)
        return try store.write { writer in
            var work = try ImportWork(importing, importing.prepare(record.fileName, bytes))
            try work.run(writer, waivesLimits: false)
            try writer.markRerun(rowsOf: run)
            return try work.save(writer)
        }
    }

    private static func text(header: [String], rows: [[String]]) throws -> TemporaryBytes {
        let bytes = try TemporaryBytes()
        var writer = RowsText()
        for cells in [header] + rows { writer.append(cells) }
        try writer.bytes.withUnsafeBytes { try bytes.append($0) }
        try bytes.finish()
        return bytes
    }
}
