import Foundation
import Records
import Storage

/// Lists and changes settings.
public struct Administration {
    let workspace: Workspace
    var store: any Store { workspace.store }
    var actor: String { workspace.actor }
    var clock: @Sendable () -> Date { workspace.clock }

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// For the administrator of the host.
    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        self.init(Workspace(store: store, actor: actor, clock: clock))
    }

    /// All settings: name, value, and whether it is the standard one.
    public func settings() throws -> [(definition: DistrictSettings.Definition, value: String)] {
        let set = try store.read { try $0.settings() }
        return DistrictSettings.definitions
            .filter { $0.permission.map(workspace.allows) ?? true }
            .map { ($0, set[$0.name] ?? $0.standard) }
    }

    /// Refuses what is no setting, or no value of one.
    public func check(_ name: String, _ value: String) throws {
        guard let definition = DistrictSettings.definitions.first(where: { $0.name == name }) else {
            throw OperationError.notFound(kind: "setting", name: name)
        }
        guard definition.isValid(value) else {
            throw OperationError.refused(
                code: "setting.invalid", message: "\(name) takes \(definition.form).",
                remedy: "homeroom setting set \(name) \(definition.standard)")
        }
    }

    public func set(_ name: String, to value: String) throws -> Int {
        try workspace.require(.changeSettings)
        try check(name, value)
        let permission = DistrictSettings.permission(for: name)
        if let permission { try workspace.require(permission) }
        return try store.write { writer in
            // Reasons are seen by more people than what takes a right of its own.
            let reason = permission == nil ? "\(name) = \(value)" : "\(name) set"
            let change = try begin("setting", reason, writer)
            try writer.setSetting(name, to: value, in: change)
            return change
        }
    }

    /// The name of the setting that says that all data are invented. It has no definition, so no
    /// command changes it.
    static let inventedData = "invented-data"

    /// Marks the district, for good, as one whose data are invented.
    public func markInvented(_ name: String) throws {
        try store.write { writer in
            let change = try begin("setting", "Invented data", writer)
            try writer.setSetting(Self.inventedData, to: name, in: change)
        }
    }

    /// What the district is called where its data are invented; nil for a real one.
    public func inventedDataMarker() throws -> String? {
        try store.read { try $0.settings()[Self.inventedData] }
    }

    private func begin(_ kind: String, _ reason: String, _ writer: any Writer) throws -> Int {
        try writer.beginChange(
            ChangeHeader(
                kind: kind, actor: actor, at: ImportFiles.timestamp(clock()), reason: reason),
            plan: "{}")
    }
}
