import Records
import Storage

/// The code tables of a district: what files and people may say, and what it means.
public struct CodeTables {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// The tables that imports use; they are listed with nothing in them too.
    public static let importTables = [
        CodeBook.programs, CodeBook.eligibility, CodeBook.exits,
    ]
    /// The most codes on one page.
    public static let largestPage = 500

    /// One code table.
    public struct Table: Codable, Equatable, Sendable {
        public let name: String
        public let codes: Int
        public let active: Int
        /// Codes that came with a file and have no text yet.
        public let seenInFile: Int
    }

    /// Which codes are meant.
    public struct Filter: Sendable {
        public var table: String?
        public var isActive: Bool?
        /// What stands in the key, the text or the system key, in capitals or not.
        public var text = ""
        public var isSeenInFile: Bool?

        public init(table: String? = nil) { self.table = table }
    }

    /// One code as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        public let id: Int
        public let table: String
        public let key: String
        public let text: String
        public let systemKey: String
        /// What a known system key means; nil for none, and for one that is not known.
        public let systemKeyText: String?
        /// Nil where the code holds in the whole district.
        public let site: Int?
        public let sortOrder: Int
        public let active: Bool
        public let seenInFile: Bool

        init(_ code: Code) {
            id = code.id
            table = code.table
            key = code.key
            text = code.translation
            systemKey = code.systemKey
            systemKeyText = SystemKey.named(code.systemKey)?.translation
            site = code.site
            sortOrder = code.sortOrder
            active = code.isActive
            seenInFile = code.isSeenInFile
        }
    }

    /// Some of the codes that were asked for.
    public struct CodePage: Codable, Equatable, Sendable {
        public let codes: [Listed]
        /// How many there are on all pages.
        public let total: Int
        /// From 1 on.
        public let page: Int
        public let size: Int
    }

    /// The tables, by name. Codes of a class that is not seen are in none.
    public func tables() throws -> [Table] {
        let codes = try workspace.store.read { try workspace.shownCodes($0) }
        let byTable = Dictionary(grouping: codes, by: \.table)
        return Set(byTable.keys).union(Self.importTables).sorted().map { name in
            let its = byTable[name] ?? []
            return Table(
                name: name, codes: its.count, active: its.count(where: \.isActive),
                seenInFile: its.count(where: \.isSeenInFile))
        }
    }

    /// The codes that are meant, by table, sort order and key.
    public func list(_ filter: Filter = Filter()) throws -> [Listed] {
        let text = filter.text.lowercased()
        return try workspace.store.read { try workspace.shownCodes($0) }.filter { code in
            (filter.table == nil || code.table == filter.table)
                && (filter.isActive == nil || code.isActive == filter.isActive)
                && (filter.isSeenInFile == nil || code.isSeenInFile == filter.isSeenInFile)
                && (text.isEmpty
                    || [code.key, code.translation, code.systemKey].contains {
                        $0.lowercased().contains(text)
                    })
        }.map(Listed.init)
    }

    /// One page of them, from page 1 on.
    public func page(_ page: Int, size: Int, _ filter: Filter = Filter()) throws -> CodePage {
        let (page, size) = (max(1, page), min(max(1, size), Self.largestPage))
        let all = try list(filter)
        return CodePage(
            codes: Array(all.dropFirst((page - 1) * size).prefix(size)), total: all.count,
            page: page, size: size)
    }
}
