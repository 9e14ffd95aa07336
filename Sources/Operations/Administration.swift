import Foundation
import Records
import Storage

/// Lists and changes code tables and settings.
public struct Administration {
    let store: any Store
    let actor: String
    let clock: @Sendable () -> Date

    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.actor = actor
        self.clock = clock
    }

    public func codes(table: String? = nil) throws -> [Code] {
        try store.read { try $0.codes() }.filter { table == nil || $0.table == table }
    }

    /// Adds a code, or gives one that a file brought in its text. Returns the change set.
    ///
    /// - Throws: `OperationError` where the key is taken, too long or blank.
    public func addCode(
        table: String, key: String, text: String, systemKey: String = "", updates: Bool = false
    ) throws -> Int {
        let table = table.trimmingCharacters(in: .whitespaces)
        let key = key.trimmingCharacters(in: .whitespaces)
        if table.isEmpty || key.isEmpty || key.count > 30 || text.count > 200 {
            throw OperationError.refused(
                code: "code.invalid",
                message: "A code has a table, a key of 1 to 30 characters and a text of at most "
                    + "200.", remedy: "homeroom code add \"Student Programs\" KEY TEXT")
        }
        return try store.write { writer in
            let known = try writer.codes().first { $0.table == table && $0.key == key }
            if let known, !known.isSeenInFile, !updates {
                throw OperationError.refused(
                    code: "code.exists", message: "\(table) has the key \(key) already.",
                    remedy: "To change it: homeroom code edit \"\(table)\" \(key) TEXT.")
            }
            if known == nil, updates {
                throw OperationError.notFound(kind: "code", name: "\(key) in \(table)")
            }
            let change = try begin("code", "Code \(key) of \(table)", writer)
            var code =
                try known
                ?? Code(id: try writer.takeNumbers("code"), table: table, key: key, translation: "")
            code.translation = text
            if !systemKey.isEmpty { code.systemKey = systemKey }
            code.isSeenInFile = false
            try writer.save(code, in: change)
            return change
        }
    }

    /// All settings: name, value, and whether it is the standard one.
    public func settings() throws -> [(definition: DistrictSettings.Definition, value: String)] {
        let set = try store.read { try $0.settings() }
        return DistrictSettings.definitions.map { ($0, set[$0.name] ?? $0.standard) }
    }

    public func set(_ name: String, to value: String) throws -> Int {
        guard let definition = DistrictSettings.definitions.first(where: { $0.name == name }) else {
            throw OperationError.notFound(kind: "setting", name: name)
        }
        guard definition.isValid(value) else {
            throw OperationError.refused(
                code: "setting.invalid", message: "\(name) takes \(definition.form).",
                remedy: "homeroom setting set \(name) \(definition.standard)")
        }
        return try store.write { writer in
            let change = try begin("setting", "\(name) = \(value)", writer)
            try writer.setSetting(name, to: value, in: change)
            return change
        }
    }

    /// The name of the setting that says that all data are invented. It has no definition, so no
    /// command changes it.
    private static let inventedData = "invented-data"

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
