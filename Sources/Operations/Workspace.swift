import Foundation
import Records
import Storage

/// A district in which somebody works: whose changes they are, and what time it is.
public struct Workspace: Sendable {
    public let store: any Store
    /// Who does it, for the change sets.
    public let actor: String
    public let clock: @Sendable () -> Date

    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.actor = actor
        self.clock = clock
    }

    /// UTC, ISO 8601.
    var now: String { ImportFiles.timestamp(clock()) }

    /// Begins a change set of one kind about these students, and returns its number.
    func begin(
        _ kind: String, _ reason: String, about students: [Int], _ writer: any Writer,
        plan: String = "{}"
    ) throws -> Int {
        let change = try writer.beginChange(
            ChangeHeader(kind: kind, actor: actor, at: now, reason: reason), plan: plan)
        try writer.note(subjects: students, of: change)
        return change
    }
}
