import Foundation
import Records
import Storage

/// A district in which somebody works: who it is and what they may do, and what time it is.
public struct Workspace: Sendable {
    public let store: any Store
    public let access: Access
    public let clock: @Sendable () -> Date
    /// Where it is noted whom operations show; nil where nobody looks.
    public var disclosures: Disclosures?
    /// What was found of change sets before; nil where nobody keeps it.
    var hiddenChanges: HiddenChanges?

    /// Who does it, for the change sets.
    public var actor: String { access.name }
    /// In which role; nil is the administrator of the host, who may do everything.
    public var role: Role? { access.role }

    public init(store: any Store, clock: @escaping @Sendable () -> Date, access: Access) {
        self.store = store
        self.clock = clock
        self.access = access
    }

    /// With the built-in rights of a role.
    public init(
        store: any Store, actor: String, clock: @escaping @Sendable () -> Date, role: Role? = nil
    ) {
        let access = role.map {
            AccessPolicy.access(for: Person(name: actor, role: $0), rules: [])
        }
        self.init(store: store, clock: clock, access: access ?? .host(named: actor))
    }

    /// For the administrator of the host, who only looks: what day it is makes no difference.
    init(
        reading store: any Store,
        clock: @escaping @Sendable () -> Date = { Date(timeIntervalSince1970: 0) }
    ) {
        self.init(store: store, clock: clock, access: .host)
    }

    /// Refuses, before anything is read or written, what somebody may not do.
    ///
    /// - Throws: `access.denied`.
    public func require(_ permission: Permission) throws {
        guard let role, !allows(permission) else { return }
        if access.sites != nil, permission.isOfWholeDistrict { throw Self.ofWholeDistrict }
        let others = AccessPolicy.roles(that: permission).map(\.rawValue)
        throw OperationError.refused(
            code: "access.denied",
            message: "The role \(role.rawValue) does not have the right \(permission.rawValue).",
            remedy: others.isEmpty
                ? "Only the administrator of the host may do it, without --role."
                : "Have it done by one of these roles: \(others.joined(separator: ", ")).")
    }

    /// Whether somebody may do it.
    public func allows(_ permission: Permission) -> Bool { access.allows(permission) }

    /// Whoever runs imports sees them, and whoever may see them.
    func requireSeeingImports() throws {
        if !allows(.runImports) { try require(.seeImports) }
    }

    /// Whether somebody may take back what `actor` did, as far as it is theirs to say.
    public func mayUndo(changesBy actor: String) -> Bool {
        allows(.undo) || allows(.undoOwn) && actor == self.actor
    }

    static let ofWholeDistrict = OperationError.refused(
        code: "access.whole-district",
        message: "This is about the whole district, and these rights are for some of its sites.",
        remedy: "Have it done by somebody whose rights are for the whole district.")

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
