import Records
import Storage

// Runs and their rows, a page at a time.

extension ReviewRuns {
    /// What became of a row first: it was rejected, or held for a decision.
    public typealias Kind = ImportRowRecord.Kind

    /// The most runs or rows on one page.
    public static let largestPage = 500

    /// Some of the runs.
    public struct RunPage: Codable, Sendable {
        public let runs: [Listed]
        /// How many there are on all pages.
        public let total: Int
        /// From 1 on.
        public let page: Int
        public let size: Int
    }

    /// Some of the rows that a run kept out.
    public struct RowPage: Codable, Sendable {
        public let run: Int
        public let kind: Kind
        /// The sender's column labels; empty for a OneRoster export.
        public let header: [String]
        public let heldRows: [HeldRowShown]
        public let rejectedRows: [RejectedRowShown]
        /// How many there are of this kind on all pages, decided about or not.
        public let total: Int
        public let page: Int
        public let size: Int
    }

    /// One page of the runs, the newest first, from page 1 on.
    ///
    /// - Parameter details: whether reports have their problems; reading those takes longest.
    public func page(_ page: Int, size: Int, details: Bool = true) throws -> RunPage {
        try workspace.requireSeeingImports()
        let (page, size) = Self.bounded(page, size)
        return try store.read { reader in
            let records = try reader.importRuns(limit: size, offset: (page - 1) * size)
            return RunPage(
                runs: try records.map { try listed($0, reader, details: details) },
                total: try reader.importRunCount(), page: page, size: size)
        }
    }

    /// One run.
    public func run(_ run: Int) throws -> Listed {
        try workspace.requireSeeingImports()
        return try store.read { reader in try listed(record(run, reader), reader) }
    }

    /// One page of the rows that a run rejected or held, in the order of the file.
    public func rows(of run: Int, _ kind: Kind, page: Int, size: Int) throws -> RowPage {
        try workspace.requireRows()
        let (page, size) = Self.bounded(page, size)
        return try store.read { reader in
            let record = try self.record(run, reader)
            let rows = try reader.importRows(
                of: run, kind: kind, limit: size, offset: (page - 1) * size)
            try note(rows, of: record, reader)
            return RowPage(
                run: run, kind: kind, header: KeptHeader(json: record.header)[""],
                heldRows: kind == .held ? try shown(rows, of: record, reader) : [],
                rejectedRows: kind == .rejected ? rows.map(Self.rejected) : [],
                total: try reader.importRowCount(of: run, kind: kind), page: page, size: size)
        }
    }

    /// How many rows of a run are still rejected: an error file has them.
    public func rejectedCount(of run: Int) throws -> Int {
        try workspace.requireRows()
        return try store.read { try $0.rejectedRowCount(of: record(run, $0).id) }
    }

    private static func bounded(_ page: Int, _ size: Int) -> (Int, Int) {
        // A page this far down is past every end, and its offset no overflow.
        (min(max(1, page), Int(Int32.max)), min(max(1, size), largestPage))
    }
}
