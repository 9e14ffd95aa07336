import Foundation
import Records
import Storage

/// A district in which somebody works: whose changes they are, and what time it is.
public struct Workspace: Sendable {
    public let store: any Store
    /// Who does it, for the change sets.
    public let actor: String
    public let clock: @Sendable () -> Date
    /// In which role; nil is the administrator of the host, who may do everything.
    public let role: Role?

    public init(
        store: any Store, actor: String, clock: @escaping @Sendable () -> Date, role: Role? = nil
    ) {
        self.store = store
        self.actor = actor
        self.clock = clock
        self.role = role
    }

    /// Refuses, before anything is read or written, what the role may not do.
    ///
    /// - Throws: `access.denied`.
    public func require(_ permission: Permission) throws {
        guard let role, !allows(permission) else { return }
        let others = AccessPolicy.roles(that: permission).map(\.rawValue)
        throw OperationError.refused(
            code: "access.denied",
            message: "The role \(role.rawValue) does not have the right \(permission.rawValue).",
            remedy: others.isEmpty
                ? "Only the administrator of the host may do it, without --role."
                : "Have it done by one of these roles: \(others.joined(separator: ", ")).")
    }

    /// Whether the role may do it.
    public func allows(_ permission: Permission) -> Bool {
        role.map { AccessPolicy.allows($0, permission) } ?? true
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
