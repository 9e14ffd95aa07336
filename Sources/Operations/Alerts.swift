import Records
import Storage

/// Which system keys light an alert in a student's ribbon, and which are lit for a student.
public struct Alerts {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// An alert as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        public let systemKey: String
        public let label: String
        public let active: Bool
        public let sortOrder: Int
        /// Whether it is what every district has that set nothing about it.
        public let isStandard: Bool
    }

    /// An alert that is lit.
    public struct Lit: Codable, Equatable, Sendable {
        public let systemKey: String
        public let label: String
    }

    /// What a change of an alert came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let systemKey: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
        public let warnings: [String]
    }

    /// All alerts, also those that are not active, in the order of the ribbon, without those of a
    /// class that is not seen.
    public func list() throws -> [Listed] {
        try workspace.store.read { reader in
            let set = try reader.alertsSet()
            let keys = Set(set.map(\.systemKey))
            return Alert.all(set: set).filter {
                workspace.access.sees(systemKey: $0.systemKey)
            }.map {
                Listed(
                    systemKey: $0.systemKey, label: $0.label, active: $0.isActive,
                    sortOrder: $0.sortOrder, isStandard: !keys.contains($0.systemKey))
            }
        }
    }

    /// Sets what a system key lights. What is nil is left as it is.
    public func set(
        _ systemKey: String, label: String? = nil, isActive: Bool? = nil, sortOrder: Int? = nil
    ) throws -> Changed {
        try workspace.require(.changeSettings)
        let key = try GivenText.required(systemKey, "system key", limit: GivenText.Limit.word)
        let label = try label.map {
            try GivenText.required($0, "label", limit: GivenText.Limit.code)
        }
        return try workspace.store.write { writer in
            let set = try writer.alertsSet()
            let old = Alert.all(set: set).first { $0.systemKey == key }
            var new = old ?? Alert(systemKey: key, label: SystemKey.named(key)?.translation ?? key)
            new.label = label ?? new.label
            new.isActive = isActive ?? new.isActive
            new.sortOrder = sortOrder ?? new.sortOrder
            if new == old { return result(key, nil) }
            let change = try workspace.begin("setting", "Alert \(key)", about: [], writer)
            try writer.save(new, in: change)
            return result(key, change)
        }
    }

    /// Removes what was set of a system key. A standard alert would be there again, so it is set
    /// to be none.
    public func remove(_ systemKey: String) throws -> Changed {
        try workspace.require(.changeSettings)
        return try workspace.store.write { writer in
            let set = try writer.alertsSet()
            guard var alert = Alert.all(set: set).first(where: { $0.systemKey == systemKey }) else {
                throw OperationError.notFound(kind: "alert", name: systemKey)
            }
            let isStandard = Alert.standard.contains { $0.systemKey == systemKey }
            if isStandard, !alert.isActive { return result(systemKey, nil) }
            let change = try workspace.begin(
                "setting", "Alert \(systemKey) removed", about: [], writer)
            if isStandard {
                alert.isActive = false
                try writer.save(alert, in: change)
            } else {
                try writer.removeAlert(systemKey, in: change)
            }
            return result(systemKey, change)
        }
    }

    /// The alerts that are lit for a student today; nil where the role does not see program
    /// enrollments, of which an alert tells.
    public func of(_ student: String) throws -> [Lit]? {
        try lit { try workspace.resolve(student, $0) }
    }

    /// The same of a student by our number.
    public func of(student number: Int) throws -> [Lit]? {
        try lit { reader in
            guard try workspace.isInScope(number, reader) else {
                throw OperationError.notFound(kind: "student", name: "")
            }
            return number
        }
    }

    private func lit(_ student: (any Reader) throws -> Int) throws -> [Lit]? {
        try workspace.require(.seeStudents)
        guard workspace.allows(.seePrograms) else { return nil }
        return try workspace.store.read { reader in
            let keys = try reader.activeSystemKeys(of: student(reader), on: workspace.today)
            return Alert.all(set: try reader.alertsSet())
                .filter { alert in
                    alert.isActive && keys.contains(alert.systemKey)
                        && workspace.access.seesPrograms(systemKey: alert.systemKey)
                }
                .map { Lit(systemKey: $0.systemKey, label: $0.label) }
        }
    }

    private func result(_ key: String, _ change: Int?) -> Changed {
        Changed(
            systemKey: key, changeSet: change,
            warnings: SystemKey.named(key) == nil
                ? ["Nothing is known of the system key \(key)."] : [])
    }
}
