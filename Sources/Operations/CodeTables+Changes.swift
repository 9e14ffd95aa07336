import Foundation
import Records
import Storage

extension CodeTables {
    /// What a code is to be. Nil is left as it is, or, for a new one, blank.
    public struct Entry: Sendable {
        public var text: String?
        /// Blank takes it away.
        public var systemKey: String?
        /// 0 makes it hold in the whole district.
        public var site: Int?
        public var sortOrder: Int?
        public var isActive: Bool?
        /// Another key, for a code that nothing uses.
        public var key: String?

        public init(text: String? = nil, systemKey: String? = nil, isActive: Bool? = nil) {
            self.text = text
            self.systemKey = systemKey
            self.isActive = isActive
        }
    }

    /// A code to be added.
    public struct NewCode: Sendable {
        public let table: String
        public let key: String
        public let entry: Entry

        public init(table: String, key: String, entry: Entry) {
            self.table = table
            self.key = key
            self.entry = entry
        }
    }

    /// What a change of a code came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let id: Int
        public let table: String
        public let key: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
        public let warnings: [String]
    }

    /// The longest key, as `programs.txt` has them.
    static let keyLimit = 30

    /// Adds a code, or gives one that a file brought its text.
    public func add(_ table: String, _ key: String, _ entry: Entry) throws -> Changed {
        let added = try add([NewCode(table: table, key: key, entry: entry)])
        guard let one = added.first else { throw OperationError.notFound(kind: "code", name: key) }
        return one
    }

    /// Adds codes as one change set; all or none.
    public func add(_ codes: [NewCode]) throws -> [Changed] {
        try workspace.require(.changeCodes)
        if codes.isEmpty { return [] }
        return try workspace.store.write { writer in
            let first = codes[0]
            let reason =
                codes.count == 1 ? "Code \(first.key) of \(first.table)" : "\(codes.count) codes"
            let change = try workspace.begin("code", reason, about: [], writer)
            return try codes.map { try add($0, writer, change) }
        }
    }

    private func add(_ new: NewCode, _ writer: any Writer, _ change: Int) throws -> Changed {
        let (table, key) = try Self.checked(new.table, new.key)
        var code = try writer.code(key, of: table)
        if code?.isSeenInFile == false { throw Self.exists(key, in: table) }
        code =
            try code
            ?? Code(id: try writer.takeNumbers("code"), table: table, key: key, translation: "")
        guard let code else { throw OperationError.notFound(kind: "code", name: key) }
        var changed = try self.changed(code, new.entry, writer)
        changed.isSeenInFile = false
        try writer.save(changed, in: change)
        return result(changed, change)
    }

    /// Changes a code of a table.
    public func change(_ table: String, _ key: String, _ entry: Entry) throws -> Changed {
        try workspace.require(.changeCodes)
        return try workspace.store.write { writer in
            let old = try code(key, of: table, writer)
            var new = try changed(old, entry, writer)
            if entry.text != nil { new.isSeenInFile = false }
            if let given = entry.key {
                new.key = try Self.checked(old.table, given).key
                if new.key != old.key { try mayRename(old, to: new.key, writer) }
            }
            if new == old { return result(old, nil) }
            let change = try workspace.begin(
                "code", "Code \(old.key) of \(table)", about: [], writer)
            try writer.save(new, in: change)
            return result(new, change)
        }
    }

    /// Removes a code that nothing uses, with its state codes.
    public func remove(_ table: String, _ key: String) throws -> Changed {
        try workspace.require(.changeCodes)
        return try workspace.store.write { writer in
            let code = try code(key, of: table, writer)
            let uses = try writer.uses(of: code.id)
            if uses > 0 {
                throw OperationError.refused(
                    code: "code.used",
                    message: "\(records(uses)) the code \(key) of \(table).",
                    remedy: "Deactivate it: homeroom code deactivate \"\(table)\" \(key).")
            }
            let change = try workspace.begin(
                "code", "Code \(key) of \(table) removed", about: [], writer)
            try writer.removeCode(code.id, in: change)
            return result(code, change)
        }
    }

    /// How many records use a code, for whoever sees them.
    private func records(_ uses: Int) -> String {
        let count = SmallCount(uses, isExact: workspace.access.seesWholeFiles)
        if uses == 1, count.number == 1 { return "1 record uses" }
        return "\(count.number.map(grouped) ?? count.words.capitalizedFirst) records use"
    }

    // MARK: Rules

    /// One of a class that is not seen is not there.
    func code(_ key: String, of table: String, _ reader: any Reader) throws -> Code {
        let (table, key) = (
            table.trimmingCharacters(in: .whitespaces), key.trimmingCharacters(in: .whitespaces)
        )
        guard let code = try reader.code(key, of: table), workspace.shows(code) else {
            throw OperationError.notFound(kind: "code", name: "\(key) in \(table)")
        }
        return code
    }

    private static func checked(_ table: String, _ key: String) throws -> (
        table: String, key: String
    ) {
        // A byte order mark is lost in addresses.
        let blanks = CharacterSet.whitespaces.union(["\u{FEFF}"])
        let table = table.trimmingCharacters(in: blanks)
        let key = key.trimmingCharacters(in: blanks)
        if !GivenText.isVisible(table) || !GivenText.isVisible(key) || key.count > keyLimit {
            throw invalid
        }
        return (
            try GivenText.line(table, "code table", limit: GivenText.Limit.word),
            try GivenText.line(key, "key", limit: keyLimit)
        )
    }

    private static let invalid = OperationError.refused(
        code: "code.invalid",
        message: "A code has a table, a key of 1 to \(keyLimit) characters and a text of at most "
            + "200.", remedy: "homeroom code add \"Student Programs\" KEY TEXT")

    private static func exists(_ key: String, in table: String) -> OperationError {
        .refused(
            code: "code.exists", message: "\(table) has the key \(key) already.",
            remedy: "To change it: homeroom code edit \"\(table)\" \(key) TEXT.")
    }

    private func mayRename(_ code: Code, to key: String, _ reader: any Reader) throws {
        if try reader.code(key, of: code.table) != nil { throw Self.exists(key, in: code.table) }
        let uses = try reader.uses(of: code.id)
        if uses == 0 { return }
        throw OperationError.refused(
            code: "code.used",
            message: "\(records(uses)) the code \(code.key) of \(code.table), so its key "
                + "stays: files say it.",
            remedy: "Add a new code, and deactivate this one: homeroom code deactivate "
                + "\"\(code.table)\" \(code.key).")
    }

    private func changed(_ code: Code, _ entry: Entry, _ reader: any Reader) throws -> Code {
        var new = code
        if let text = entry.text {
            if text.count > GivenText.Limit.line { throw Self.invalid }
            new.translation = text
        }
        if let key = entry.systemKey {
            new.systemKey = try GivenText.line(key, "system key", limit: GivenText.Limit.word)
        }
        if let site = entry.site, site != 0 { try reader.requireKnown(site: site) }
        new.site = entry.site.map { $0 == 0 ? nil : $0 } ?? new.site
        new.sortOrder = entry.sortOrder ?? new.sortOrder
        new.isActive = entry.isActive ?? new.isActive
        return new
    }

    private func result(_ code: Code, _ change: Int?) -> Changed {
        let isUnknown = !code.systemKey.isEmpty && SystemKey.named(code.systemKey) == nil
        return Changed(
            id: code.id, table: code.table, key: code.key, changeSet: change,
            warnings: isUnknown
                ? [
                    "Nothing is known of the system key \(code.systemKey). Known are: "
                        + SystemKey.all.map(\.key).joined(separator: ", ") + "."
                ] : [])
    }
}
