import Records

// All SQL that touches `saved_report` and `report_delivery`.

/// A report as it is kept: what it is made of as JSON.
public struct SavedReport: Equatable, Sendable {
    public let id: Int
    /// Our number of the user whose it is; nil for the administrator of the host.
    public let account: Int?
    public let document: String

    public init(id: Int, account: Int?, document: String) {
        self.id = id
        self.account = account
        self.document = document
    }
}

extension SavedReport {
    fileprivate static let table = VersionedTable.savedReport

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), account: try row.integer(1),
            document: try row.requiredText(2))
    }
}

extension Reader {
    /// All reports that are kept, in the order in which they were made.
    public func keptReports() throws -> [SavedReport] {
        try rows(of: SavedReport.table, "ORDER BY id", SavedReport.init)
    }

    public func keptReport(_ id: Int) throws -> SavedReport? {
        try row(id, of: SavedReport.table, SavedReport.init)
    }

    /// The service dates, from `first` on, for which a report was made.
    ///
    /// - Parameter begun: what was begun before (UTC, ISO 8601) and came to nothing does not count:
    ///   its process ended.
    public func reportDeliveries(
        of report: Int, since first: CalendarDate, begun: String
    ) throws -> [CalendarDate] {
        try rows(
            """
            SELECT service_date FROM report_delivery
            WHERE report = \(report) AND service_date >= \(first.dayNumber)
                AND (outcome <> '' OR at >= \(begun))
            ORDER BY service_date
            """
        ) { try $0.requiredDay(0) }
    }

    /// When a report was made last by itself (ISO 8601, UTC), and what came of it.
    public func lastReportDelivery(of report: Int) throws -> (at: String, outcome: String)? {
        try first(
            """
            SELECT at, outcome FROM report_delivery WHERE report = \(report)
            ORDER BY service_date DESC LIMIT 1
            """
        ) { (try $0.requiredText(0), try $0.requiredText(1)) }
    }
}

extension Writer {
    /// Writes a report whole, keeping what it was.
    public func save(_ report: SavedReport, in change: Int) throws {
        try save(
            [.init(number: report.id), .init(report.account), .text(report.document)],
            of: SavedReport.table, in: change)
    }

    /// Removes a report, keeping what it was.
    public func removeReport(_ id: Int, in change: Int) throws {
        try remove([Int64(id)], from: SavedReport.table, in: change)
    }

    /// Takes a service date of a report for oneself; false where somebody did already.
    ///
    /// - Parameter begun: see `reportDeliveries`.
    public func takeReportDelivery(
        of report: Int, on date: CalendarDate, at time: String, begun: String
    ) throws -> Bool {
        let taken = try reportDeliveries(of: report, since: date, begun: begun).contains(date)
        if taken { return false }
        try run(
            """
            INSERT INTO report_delivery (report, service_date, at, outcome)
            VALUES (\(report), \(date.dayNumber), \(time), '')
            ON CONFLICT (report, service_date) DO UPDATE SET at = excluded.at
            """)
        return true
    }

    /// Notes what came of a service date.
    public func noteReportDelivery(
        of report: Int, on date: CalendarDate, _ outcome: String
    ) throws {
        try run(
            """
            UPDATE report_delivery SET outcome = \(outcome)
            WHERE report = \(report) AND service_date = \(date.dayNumber)
            """)
    }
}
