import Records

// All SQL that touches `import_run`, `import_row` and `import_file`.

/// One import of one file, as it is kept.
public struct ImportRunRecord: Equatable, Sendable {
    public enum State: String, Sendable { case applied, held, discarded, failed }

    public var id: Int
    public var fileName: String
    public var layout: String
    public var bytes: Int
    /// SHA-256 of the whole file and of its first 64 KiB, in hexadecimal.
    public var digest: String
    public var headDigest: String
    public var state: State
    public var actor: String
    public var startedAt: String
    public var finishedAt: String
    /// The header's cells as a JSON array.
    public var header: String
    /// The run's report as JSON.
    public var report: String
    public var changeSet: Int?

    public init(
        id: Int, fileName: String, layout: String, bytes: Int, digest: String, headDigest: String,
        state: State, actor: String, startedAt: String, finishedAt: String, header: String,
        report: String, changeSet: Int?
    ) {
        self.id = id
        self.fileName = fileName
        self.layout = layout
        self.bytes = bytes
        self.digest = digest
        self.headDigest = headDigest
        self.state = state
        self.actor = actor
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.header = header
        self.report = report
        self.changeSet = changeSet
    }

    fileprivate init(row: any ResultRow, report: String) throws {
        self.init(
            id: try row.requiredInteger(0), fileName: try row.requiredText(1),
            layout: try row.requiredText(2), bytes: try row.requiredInteger(3),
            digest: try row.requiredText(4), headDigest: try row.requiredText(5),
            state: State(rawValue: try row.requiredText(6)) ?? .failed,
            actor: try row.requiredText(7), startedAt: try row.requiredText(8),
            finishedAt: try row.requiredText(9), header: try row.requiredText(10),
            report: report, changeSet: try row.integer(12))
    }

    static let columns =
        "id, file_name, layout, bytes, digest, head_digest, state, actor, started_at, "
        + "finished_at, header, report, change_set"
}

/// A row of a run that was rejected or held, with its cells.
public struct ImportRowRecord: Equatable, Sendable {
    public enum State: String, Sendable { case rejected, held, resolved, rerun }

    /// What became of a row first.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        case rejected, held

        fileprivate var its: Query { self == .held ? "r.held <> ''" : "r.held = ''" }
    }

    public var run: Int
    public var row: Int
    public var state: State
    /// The cells as a JSON array, as the sender wrote them.
    public var cells: String
    /// The problems as JSON.
    public var problems: String
    /// For a held row: the record it nearly matches, as JSON.
    public var held: String
    public var resolution: String
    public var changeSet: Int?

    public init(
        run: Int, row: Int, state: State, cells: String, problems: String, held: String = "",
        resolution: String = "", changeSet: Int? = nil
    ) {
        self.run = run
        self.row = row
        self.state = state
        self.cells = cells
        self.problems = problems
        self.held = held
        self.resolution = resolution
        self.changeSet = changeSet
    }
}

extension Reader {
    /// The newest runs first.
    public func importRuns(limit: Int = 200, offset: Int = 0) throws -> [ImportRunRecord] {
        try rows(
            """
            SELECT \(sql: ImportRunRecord.columns) FROM import_run ORDER BY id DESC
            LIMIT \(limit) OFFSET \(offset)
            """, importRun)
    }

    /// How many runs there are.
    public func importRunCount() throws -> Int { try count("SELECT count(*) FROM import_run") }

    /// How many rows of a kind a run keeps, decided about or not.
    public func importRowCount(of run: Int, kind: ImportRowRecord.Kind) throws -> Int {
        try count("SELECT count(*) FROM import_row r WHERE r.run = \(run) AND \(query: kind.its)")
    }

    public func importRun(_ id: Int) throws -> ImportRunRecord? {
        try first(
            "SELECT \(sql: ImportRunRecord.columns) FROM import_run WHERE id = \(id)",
            importRun)
    }

    /// Runs of files of this layout and length that may be the same file, the newest first.
    public func importRuns(
        layout: String, bytes: Int, headDigest: String
    ) throws -> [ImportRunRecord] {
        try rows(
            """
            SELECT \(sql: ImportRunRecord.columns) FROM import_run
            WHERE layout = \(layout) AND bytes = \(bytes) AND head_digest = \(headDigest)
            ORDER BY id DESC LIMIT 20
            """, importRun)
    }

    func importRun(_ row: any ResultRow) throws -> ImportRunRecord {
        try ImportRunRecord(
            row: row, report: opened(row.requiredText(11), kind: SealedKind.report))
    }

    /// Rejected, held and resolved rows of a run, in the order of the file.
    ///
    /// A row counts as resolved, or as run again, while the change set that did so stands: where
    /// that was undone, it is held or rejected as before.
    public func importRows(
        of run: Int, state: ImportRowRecord.State? = nil, kind: ImportRowRecord.Kind? = nil,
        limit: Int = .max, offset: Int = 0
    ) throws -> [ImportRowRecord] {
        let all = state == nil
        return try rows(
            """
            SELECT run, row, state, cells, problems, held, resolution, change_set FROM (
                SELECT r.run, r.row, CASE WHEN c.undone_by IS NULL THEN r.state
                        WHEN r.state = 'resolved' THEN 'held'
                        WHEN r.state = 'rerun' THEN 'rejected' ELSE r.state END AS state,
                    r.cells, r.problems, r.held,
                    CASE WHEN c.undone_by IS NULL THEN r.resolution ELSE '' END AS resolution,
                    CASE WHEN c.undone_by IS NULL THEN r.change_set END AS change_set
                FROM import_row r LEFT JOIN change_set c ON c.id = r.change_set
                WHERE r.run = \(run) AND \(query: kind?.its ?? "1 = 1")) t
            WHERE \(all) = 1 OR state = \(state?.rawValue ?? "")
            ORDER BY row LIMIT \(limit) OFFSET \(offset)
            """
        ) { row in
            ImportRowRecord(
                run: try row.requiredInteger(0), row: try row.requiredInteger(1),
                state: ImportRowRecord.State(rawValue: try row.requiredText(2)) ?? .rejected,
                cells: try opened(row.requiredText(3), kind: SealedKind.row),
                problems: try opened(row.requiredText(4), kind: SealedKind.row),
                held: try opened(row.requiredText(5), kind: SealedKind.row),
                resolution: try row.requiredText(6),
                changeSet: try row.integer(7))
        }
    }

    /// How many rows of a run wait for a decision.
    public func heldRowCount(of run: Int) throws -> Int {
        try count(
            """
            SELECT count(*) FROM import_row r LEFT JOIN change_set c ON c.id = r.change_set
            WHERE r.run = \(run)
                AND (r.state = 'held' OR (r.state = 'resolved' AND c.undone_by IS NOT NULL))
            """)
    }

    /// How many rows of a run are rejected and were not run again by a change set that stands.
    public func rejectedRowCount(of run: Int) throws -> Int {
        try count(
            """
            SELECT count(*) FROM import_row r LEFT JOIN change_set c ON c.id = r.change_set
            WHERE r.run = \(run)
                AND (r.state = 'rejected' OR (r.state = 'rerun' AND c.undone_by IS NOT NULL))
            """)
    }

    /// Hands over the kept bytes of a held run's file, piece by piece.
    public func forEachPiece(ofFile run: Int, _ body: ([UInt8]) throws -> Void) throws {
        let pieces = try count("SELECT count(*) FROM import_file WHERE run = \(run)")
        for piece in 0..<pieces {
            let bytes = try first(
                "SELECT bytes FROM import_file WHERE run = \(run) AND piece = \(piece)"
            ) { try $0.bytes(0) ?? [] }
            try body(opened(bytes ?? [], kind: SealedKind.file))
        }
    }
}

extension Writer {
    /// Writes a run whole; a run with the same number is replaced.
    public func save(_ run: ImportRunRecord) throws {
        let report = try sealed(run.report, kind: SealedKind.report, place: run.id)
        try self.run(
            """
            INSERT INTO import_run (\(sql: ImportRunRecord.columns))
            VALUES (\(run.id), \(run.fileName), \(run.layout), \(run.bytes), \(run.digest),
                \(run.headDigest), \(run.state.rawValue), \(run.actor), \(run.startedAt),
                \(run.finishedAt), \(run.header), \(report), \(optional: run.changeSet))
            ON CONFLICT (id) DO UPDATE SET
                state = excluded.state, finished_at = excluded.finished_at,
                digest = excluded.digest, report = excluded.report,
                change_set = excluded.change_set
            """)
    }

    /// Writes rows that were kept out or held.
    public func save(_ rows: some Sequence<ImportRowRecord>) throws {
        let write = BulkWrite(
            into: "import_row",
            columns: [
                "run", "row", "state", "cells", "problems", "held", "resolution", "change_set",
            ], key: ["run", "row"], conflict: .update)
        try bulk(write) { sink in
            for row in rows {
                func kept(_ text: String) throws -> Query.Value {
                    .text(try sealed(text, kind: SealedKind.row, place: row.run))
                }
                try sink.write([
                    .integer(Int64(row.run)), .integer(Int64(row.row)), .text(row.state.rawValue),
                    kept(row.cells), kept(row.problems), kept(row.held),
                    .text(row.resolution), row.changeSet.map { .integer(Int64($0)) } ?? .null,
                ])
            }
        }
    }

    /// Removes what was kept of a run's rows, before they are written anew.
    public func removeRows(of run: Int) throws {
        try self.run("DELETE FROM import_row WHERE run = \(run)")
    }

    /// Keeps one piece of a held run's file.
    public func keep(_ piece: [UInt8], number: Int, ofFile run: Int) throws {
        let piece = try sealed(piece, kind: SealedKind.file, place: run)
        try self.run(
            "INSERT INTO import_file (run, piece, bytes) VALUES (\(run), \(number), \(piece))")
    }

    /// Lets go of the bytes of a run's file, once it is decided about.
    public func releaseFile(of run: Int) throws {
        try self.run("DELETE FROM import_file WHERE run = \(run)")
    }

    /// Marks rejected rows of a run as sent once more, in this change set if anything was changed.
    public func markRerun(_ rows: [Int], of run: Int, in change: Int?) throws {
        try rows.forEachBatch { batch in
            try self.run(
                """
                UPDATE import_row SET state = 'rerun', change_set = \(optional: change)
                WHERE run = \(run) AND row IN (\(list: batch))
                """)
        }
    }
}
