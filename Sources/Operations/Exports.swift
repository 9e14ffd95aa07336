import Foundation
import Records
import Storage

/// Taking lists out of the district: with a reason, within limits, and above a number of students
/// with somebody else's word.
public struct Exports {
    /// Above this many students a second person has to approve.
    public static let mostAlone = 500
    /// Exports of one user in an hour.
    public static let mostPerHour = 10
    /// Students in all exports of one user in a day.
    public static let mostStudentsPerDay = 10_000
    /// Seconds for which a request waits, and an approval holds.
    public static let lifetime = 24 * 60 * 60
    public static let listed = 100

    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    private var now: Int { Int(workspace.clock().timeIntervalSince1970) }

    /// What came of asking for an export.
    public enum Outcome: Equatable, Sendable {
        /// It may be sent, under this number.
        case given(number: Int)
        /// Somebody else has to approve it first.
        case waits(number: Int)
    }

    /// Asks for an export of a list.
    ///
    /// - Parameters:
    ///   - students: how many students are in it.
    ///   - approved: the number of a request that was approved, if there is one.
    /// - Throws: `text.required` without a reason, `export.limit` where it was done too often,
    ///   `export.not-approved` where the request is of another list, or not approved any more.
    public func ask(
        _ list: String, _ query: String, reason: String, students: Int, approved: Int? = nil
    ) throws -> Outcome {
        try workspace.require(.export)
        guard let account = workspace.access.user else {
            throw OperationError.notFound(kind: "user", name: "")
        }
        let reason = try GivenText.required(reason, "reason", limit: GivenText.Limit.line)
        return try workspace.store.write { writer in
            try requireFew(account, students, writer)
            if let approved {
                try take(approved, list, query, students, writer)
                return .given(number: approved)
            }
            let waits = students > Self.mostAlone
            let number = try writer.add(
                ExportRequest(
                    account: account, party: workspace.actor, at: now, list: list, query: query,
                    reason: reason, students: students, state: waits ? .waiting : .taken))
            if !waits { return .given(number: number) }
            try Alarms.raise(
                .largeExport, account: account, party: workspace.actor,
                detail: "Asks for a list of \(students) students: export \(number).",
                at: workspace.clock(), writer)
            return .waits(number: number)
        }
    }

    /// Notes what leaves the district otherwise than as a list, within the same limits. Whoever
    /// runs the host has none.
    ///
    /// - Throws: `export.limit`.
    func take(
        _ list: String, reason: String, students: Int, _ writer: any Writer
    ) throws {
        guard let account = workspace.access.user else { return }
        try requireFew(account, students, writer)
        _ = try writer.add(
            ExportRequest(
                account: account, party: workspace.actor, at: now, list: list, query: "",
                reason: reason, students: students, state: .taken))
    }

    private func requireFew(_ account: Int, _ students: Int, _ reader: any Reader) throws {
        let inHour = try reader.exportsTaken(by: account, since: now - 3_600)
        let inDay = try reader.exportsTaken(by: account, since: now - 86_400)
        if inHour.exports < Self.mostPerHour,
            inDay.students + students <= Self.mostStudentsPerDay
        {
            return
        }
        throw OperationError.refused(
            code: "export.limit",
            message: "At most \(Self.mostPerHour) exports an hour and \(Self.mostStudentsPerDay) "
                + "students a day leave through one user.",
            remedy: "Wait, or filter the list. Whoever runs the host can export without limit.")
    }

    /// The lists are the same but for the page and its size.
    private func take(
        _ number: Int, _ list: String, _ query: String, _ students: Int, _ writer: any Writer
    ) throws {
        let request = try writer.exportRequest(number)
        // What was approved is what is taken: not a list that has grown meanwhile.
        guard let request, request.account == workspace.access.user, request.list == list,
            request.query == query, let decided = request.decidedAt,
            now - decided <= Self.lifetime, students <= request.students + request.students / 10,
            try writer.takeExport(number, students: students, at: now)
        else {
            throw OperationError.refused(
                code: "export.not-approved",
                message: "This export is not approved, or not any more, or the list has grown.",
                remedy: "Ask for it again.")
        }
    }

    /// The requests that somebody sees: all of them for those who approve, else their own.
    public func list() throws -> [ExportRequest] {
        if !workspace.allows(.approveExports) { try workspace.require(.export) }
        let account = workspace.allows(.approveExports) ? nil : workspace.access.user ?? 0
        return try workspace.store.read {
            try $0.exportRequests(of: account, limit: Self.listed)
        }
    }

    /// A request of one's own.
    public func own(_ number: Int) throws -> ExportRequest? {
        try workspace.store.read { try $0.exportRequest(number) }
            .flatMap { $0.account == workspace.access.user ? $0 : nil }
    }

    /// How many wait for somebody's word; nil for those who do not approve.
    public func waitingCount() throws -> Int? {
        guard workspace.allows(.approveExports) else { return nil }
        return try workspace.store.read {
            try $0.exportsWaiting(butOf: workspace.access.user, since: now - Self.lifetime)
        }
    }

    /// Approves a request of somebody else, or refuses it.
    ///
    /// - Throws: `export.own` for one's own, `export.not-found` where it does not wait any more.
    public func decide(_ number: Int, isApproved: Bool) throws {
        try workspace.require(.approveExports)
        try workspace.store.write { writer in
            guard let request = try writer.exportRequest(number),
                now - request.at <= Self.lifetime
            else { throw OperationError.notFound(kind: "export", name: "\(number)") }
            if request.account == workspace.access.user {
                throw OperationError.refused(
                    code: "export.own", message: "Nobody approves their own export.",
                    remedy: "Have it approved by somebody else who may.")
            }
            let isDone = try writer.decideExport(
                number, isApproved ? .approved : .refused, by: workspace.actor,
                account: workspace.access.user, at: now)
            if !isDone { throw OperationError.notFound(kind: "export", name: "\(number)") }
        }
    }

    /// What stands in every row of the file, so that a copy tells where it comes from.
    public static func watermark(_ number: Int, _ party: String, _ day: CalendarDate) -> String {
        "E\(number) \(party) \(day)"
    }
}
