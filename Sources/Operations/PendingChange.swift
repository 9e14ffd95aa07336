import Foundation
import Records
import Storage

/// The change set of an import, begun by the first thing that is written; without one, there is
/// none.
final class PendingChange {
    private let writer: any Writer
    private let header: ChangeHeader
    private(set) var id: Int?

    init(_ writer: any Writer, _ context: ImportContext) {
        self.writer = writer
        header = ChangeHeader(
            kind: "import", actor: context.actor, at: context.now, reason: context.reason)
    }

    /// Its number.
    func begin() throws -> Int {
        if let id { return id }
        let new = try writer.beginChange(header, plan: "{}")
        id = new
        return new
    }

    /// Notes how many rows of a table were written.
    func note(_ change: TableChange, of table: VersionedTable) throws {
        if change.total > 0 { try writer.note(change, of: table, in: begin()) }
    }

    /// Keeps what was decided as the plan, if anything was written.
    func finish(_ plan: ImportPlanSummary) throws {
        if let id { try writer.setPlan(plan.json, of: id) }
    }
}
