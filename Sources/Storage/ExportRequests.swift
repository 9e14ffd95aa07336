// All SQL that touches `export_request`. Times are seconds since 1970.

/// That somebody took a list out, or wants to.
public struct ExportRequest: Equatable, Sendable {
    public enum State: String, Sendable { case waiting, approved, refused, taken }

    public var id: Int
    public var account: Int
    /// The sign-in name.
    public var party: String
    public var at: Int
    /// The list's path, and what stands behind the question mark of its address.
    public var list: String
    public var query: String
    public var reason: String
    public var students: Int
    public var state: State
    /// Who approved or refused it; blank while nobody did, or need.
    public var decidedBy: String
    public var decidedAt: Int?
    public var takenAt: Int?

    public init(
        account: Int, party: String, at time: Int, list: String, query: String, reason: String,
        students: Int, state: State
    ) {
        (id, self.account, self.party, at) = (0, account, party, time)
        (self.list, self.query, self.reason) = (list, query, reason)
        (self.students, self.state, decidedBy) = (students, state, "")
        takenAt = state == .taken ? time : nil
    }

    fileprivate init(_ row: any ResultRow) throws {
        id = try row.requiredInteger(0)
        account = try row.requiredInteger(1)
        party = try row.requiredText(2)
        at = try row.requiredInteger(3)
        list = try row.requiredText(4)
        query = try row.requiredText(5)
        reason = try row.requiredText(6)
        students = try row.requiredInteger(7)
        state = State(rawValue: try row.requiredText(8)) ?? .refused
        decidedBy = try row.requiredText(9)
        decidedAt = try row.integer(10)
        takenAt = try row.integer(11)
    }

    fileprivate static let columns = """
        id, account, party, at, list, query, reason, students, state, decided_by, decided_at,
        taken_at
        """
}

extension Reader {
    public func exportRequest(_ id: Int) throws -> ExportRequest? {
        try first(
            "SELECT \(sql: ExportRequest.columns) FROM export_request WHERE id = \(id)",
            ExportRequest.init)
    }

    /// The newest first; of one account, or nil for all.
    public func exportRequests(of account: Int?, limit: Int) throws -> [ExportRequest] {
        try rows(
            """
            SELECT \(sql: ExportRequest.columns) FROM export_request
            WHERE account = \(optional: account) OR \(account == nil ? 1 : 0) = 1
            ORDER BY id DESC LIMIT \(limit)
            """, ExportRequest.init)
    }

    /// Those that wait, but for those of one account.
    public func exportsWaiting(butOf account: Int?, since time: Int) throws -> Int {
        try count(
            """
            SELECT count(*) FROM export_request
            WHERE state = 'waiting' AND at >= \(time) AND account <> \(account ?? 0)
            """)
    }

    /// How many exports an account took since, and of how many students in all.
    public func exportsTaken(
        by account: Int, since time: Int
    ) throws -> (exports: Int, students: Int) {
        try first(
            """
            SELECT count(*), CAST(coalesce(sum(students), 0) AS BIGINT) FROM export_request
            WHERE account = \(account) AND state = 'taken' AND taken_at >= \(time)
            """
        ) { (try $0.requiredInteger(0), try $0.requiredInteger(1)) } ?? (0, 0)
    }
}

extension Writer {
    /// Keeps a request and returns its number.
    public func add(_ request: ExportRequest) throws -> Int {
        let id = try takeNumbers("export_request")
        try run(
            """
            INSERT INTO export_request (id, account, party, at, list, query, reason, students,
                state, decided_by, decided_account, decided_at, taken_at)
            VALUES (\(id), \(request.account), \(request.party), \(request.at), \(request.list),
                \(request.query), \(request.reason), \(request.students),
                \(request.state.rawValue), '', NULL, NULL, \(optional: request.takenAt))
            """)
        return id
    }

    /// Decides about a request that waits. Returns whether it did.
    public func decideExport(
        _ id: Int, _ state: ExportRequest.State, by name: String, account: Int?, at time: Int
    ) throws -> Bool {
        try run(
            """
            UPDATE export_request SET state = \(state.rawValue), decided_by = \(name),
                decided_account = \(optional: account), decided_at = \(time)
            WHERE id = \(id) AND state = 'waiting'
            """) > 0
    }

    /// Notes that a request that was approved is taken, once. Returns whether it was the first.
    public func takeExport(_ id: Int, students: Int, at time: Int) throws -> Bool {
        try run(
            """
            UPDATE export_request
            SET state = 'taken', taken_at = \(time), students = \(students)
            WHERE id = \(id) AND state = 'approved'
            """) > 0
    }
}
