import Records

// All SQL that touches `night_run` and `folder_look`.

/// That a profile served a date, or is serving it.
public struct NightRunRecord: Equatable, Sendable {
    public let profile: String
    public let date: CalendarDate
    /// How many held it, one after the other.
    public let fence: Int
    public let isDone: Bool
    /// Which process it was.
    public let holder: String
    /// Until when nobody else takes it over, in seconds since 1970.
    public let leaseUntil: Int
    /// UTC, ISO 8601.
    public let startedAt: String
    public let endedAt: String?
    /// As JSON.
    public let report: String
}

extension NightRunRecord {
    fileprivate static let columns: Query =
        "profile, service_date, fence, state, holder, lease_until, started_at, ended_at, report"

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            profile: try row.requiredText(0),
            date: CalendarDate(dayNumber: Int32(try row.requiredInteger(1))),
            fence: try row.requiredInteger(2), isDone: try row.requiredText(3) == "done",
            holder: try row.requiredText(4), leaseUntil: try row.requiredInteger(5),
            startedAt: try row.requiredText(6), endedAt: try row.text(7),
            report: try row.requiredText(8))
    }
}

extension Reader {
    /// The newest nights of a profile, or of all, the newest date first.
    public func nightRuns(of profile: String? = nil, limit: Int) throws -> [NightRunRecord] {
        let its: Query = profile.map { "WHERE profile = \($0)" } ?? ""
        return try rows(
            """
            SELECT \(query: NightRunRecord.columns) FROM night_run \(query: its)
            ORDER BY service_date DESC, profile LIMIT \(limit)
            """, NightRunRecord.init)
    }

    /// The night of one date; nil where nobody began it.
    public func nightRun(of profile: String, on date: CalendarDate) throws -> NightRunRecord? {
        try first(
            """
            SELECT \(query: NightRunRecord.columns) FROM night_run
            WHERE profile = \(profile) AND service_date = \(Int(date.dayNumber))
            """, NightRunRecord.init)
    }

    /// What was seen in a profile's folder when it was looked at last, as JSON; nil where it never
    /// was.
    public func folderLook(of profile: String) throws -> String? {
        try first("SELECT seen FROM folder_look WHERE profile = \(profile)") {
            try $0.requiredText(0)
        }
    }
}

extension Writer {
    /// Takes a night, where nobody served it and nobody holds it.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - until: nobody else takes it over before, in seconds since 1970.
    /// - Returns: the fence, with which it is renewed and ended; nil where it was not to be had.
    public func takeNight(
        of profile: String, on date: CalendarDate, holder: String, at time: String, now: Int,
        until: Int
    ) throws -> Int? {
        let known = try nightRun(of: profile, on: date)
        if let known, known.isDone || known.leaseUntil > now && known.holder != holder {
            return nil
        }
        let fence = (known?.fence ?? 0) + 1
        try run(
            """
            INSERT INTO night_run (\(query: NightRunRecord.columns))
            VALUES (\(profile), \(Int(date.dayNumber)), \(fence), 'running', \(holder), \(until),
                \(time), NULL, '{}')
            ON CONFLICT (profile, service_date) DO UPDATE SET
                fence = excluded.fence, holder = excluded.holder,
                lease_until = excluded.lease_until
            """)
        return fence
    }

    /// Keeps a night for longer.
    ///
    /// - Returns: false where another took it over: whoever asks has to stop.
    public func renewNight(
        of profile: String, on date: CalendarDate, fence: Int, until: Int
    ) throws -> Bool {
        guard let known = try nightRun(of: profile, on: date), !known.isDone, known.fence == fence
        else { return false }
        try run(
            """
            UPDATE night_run SET lease_until = \(until)
            WHERE profile = \(profile) AND service_date = \(Int(date.dayNumber))
            """)
        return true
    }

    /// Notes that a date was served.
    ///
    /// - Returns: false where another took it over meanwhile.
    public func endNight(
        of profile: String, on date: CalendarDate, fence: Int, at time: String, report: String
    ) throws -> Bool {
        guard let known = try nightRun(of: profile, on: date), !known.isDone, known.fence == fence
        else { return false }
        try run(
            """
            UPDATE night_run SET state = 'done', ended_at = \(time), report = \(report)
            WHERE profile = \(profile) AND service_date = \(Int(date.dayNumber))
            """)
        return true
    }

    /// Keeps what was seen in a profile's folder.
    public func keepFolderLook(of profile: String, at now: Int, seen: String) throws {
        try run(
            """
            INSERT INTO folder_look (profile, at, seen) VALUES (\(profile), \(now), \(seen))
            ON CONFLICT (profile) DO UPDATE SET at = excluded.at, seen = excluded.seen
            """)
    }
}
