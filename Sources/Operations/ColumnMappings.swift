import Intake
import Records
import Storage

/// Which columns of senders' files are which columns of the layouts: proposed for a file, saved
/// under a name, and applied to files with the same header.
public struct ColumnMappings {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// A column of the layout, and the column of the file that it likely is.
    public struct ProposedColumn: Codable, Equatable, Sendable {
        /// The layout's label.
        public let column: String
        public let isRequired: Bool
        /// From 1 on; nil where none is known.
        public let position: Int?
        /// What the file calls it.
        public let label: String?
        /// What the first rows say there.
        public let samples: [String]
    }

    /// A column of the file.
    public struct FileColumn: Codable, Equatable, Sendable {
        public let position: Int
        public let label: String
        public let samples: [String]
    }

    /// What a file's columns likely are.
    public struct Proposal: Codable, Equatable, Sendable {
        /// Nil where neither the file's name nor its header tells, and none was given.
        public let layout: Layout?
        public let columns: [ProposedColumn]
        public let fileColumns: [FileColumn]
        /// Required columns of the layout for which there is none.
        public let missing: [String]
        /// The mapping that would be applied to the file as it is.
        public let saved: String?
    }

    /// What saving or removing a mapping came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let name: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// Rows whose cells are shown.
    static let sampleRows = 3
    private static let sampleLimit = 60

    public func list() throws -> [ColumnMapping] {
        try workspace.require(.runImports)
        return try workspace.store.read { try $0.columnMappings() }
    }

    public func show(_ name: String) throws -> ColumnMapping {
        guard let found = try list().first(where: { $0.name == name }) else {
            throw OperationError.notFound(kind: "mapping", name: name)
        }
        return found
    }

    /// Proposes which columns of a file are which of a layout: that of a saved mapping with this
    /// header, or else by the labels.
    ///
    /// - Throws: `mapping.file-unreadable` where the file is no text with rows.
    public func propose(for path: String, as layout: Layout? = nil) throws -> Proposal {
        try workspace.require(.runImports)
        let (name, text) = try Self.text(at: path)
        let rows = try Self.firstRows(of: text)
        func samples(_ place: Int) -> [String] {
            rows.compactMap { $0.indices.contains(place) ? $0[place] : nil }
                .map { String($0.prefix(Self.sampleLimit)) }
        }
        let header = ImportFiles.ownColumns(of: text.header)
        let byName = Layout.allCases.first { $0.fileName == name.lowercased() }
        let signature = ColumnMapping.signature(of: header)
        let saved = try list().first {
            $0.signature == signature && (layout ?? byName ?? $0.layout) == $0.layout
        }
        let meant = layout ?? saved?.layout ?? byName ?? HeaderMatch.recognise(header)
        let bySaved = saved.flatMap { try? HeaderMatch(header, mapping: $0).cells }
        let cells: [Int?] =
            bySaved ?? meant.map { HeaderMatch.proposed(header, as: $0) } ?? []
        let columns = (meant?.columns ?? []).enumerated().filter { !$0.element.label.isEmpty }.map {
            index, column in
            ProposedColumn(
                column: column.label, isRequired: column.isRequired,
                position: cells[index].map { $0 + 1 }, label: cells[index].map { header[$0] },
                samples: cells[index].map(samples) ?? [])
        }
        return Proposal(
            layout: meant, columns: columns,
            fileColumns: header.enumerated().map {
                FileColumn(position: $0 + 1, label: $1, samples: samples($0))
            }, missing: columns.filter { $0.isRequired && $0.position == nil }.map(\.column),
            saved: saved?.name)
    }

    /// Saves a mapping for files with the header of the file at `path`.
    public func save(
        _ name: String, for path: String, as layout: Layout, _ pairs: [ColumnMapping.Pair]
    ) throws -> Changed {
        try save(name, header: try Self.text(at: path).text.header, as: layout, pairs)
    }

    /// Saves a mapping for files with this header, in the place of one of the same name.
    ///
    /// - Throws: `mapping.invalid` where it names no column of the layout, lacks a required one,
    ///   or cannot be followed in this header.
    public func save(
        _ name: String, header: [String], as layout: Layout, _ pairs: [ColumnMapping.Pair]
    ) throws -> Changed {
        try workspace.require(.runImports)
        let name = try GivenText.line(
            try GivenText.required(name, "name", limit: GivenText.Limit.word), "name",
            limit: GivenText.Limit.word)
        let header = ImportFiles.ownColumns(of: header)
        let mapping = ColumnMapping(
            name: name, layout: layout, signature: ColumnMapping.signature(of: header),
            pairs: pairs)
        if let flaw = mapping.flaw { throw Self.invalid(flaw) }
        do {
            _ = try HeaderMatch(header, mapping: mapping)
        } catch {
            throw Self.invalid(error.code.message(detail: error.detail))
        }
        return try workspace.store.write { writer in
            let all = try writer.columnMappings()
            if all.contains(mapping) { return Changed(name: name, changeSet: nil) }
            if let other = all.first(where: {
                $0.name != name && $0.signature == mapping.signature && $0.layout == layout
            }) {
                throw OperationError.refused(
                    code: "mapping.exists",
                    message: "The mapping \(other.name) is for the same header.",
                    remedy: "Save it under that name, or remove that one: homeroom mapping remove "
                        + "\"\(other.name)\".")
            }
            let change = try workspace.begin("mapping", "Mapping \(name)", about: [], writer)
            try writer.save(
                KeptColumnMapping(
                    name: name, layout: layout.rawValue, signature: mapping.signature,
                    pairs: StableJSON.text(pairs)), in: change)
            return Changed(name: name, changeSet: change)
        }
    }

    public func remove(_ name: String) throws -> Changed {
        try workspace.require(.runImports)
        return try workspace.store.write { writer in
            guard try writer.columnMappings().contains(where: { $0.name == name }) else {
                throw OperationError.notFound(kind: "mapping", name: name)
            }
            let change = try workspace.begin(
                "mapping", "Mapping \(name) removed", about: [], writer)
            try writer.removeColumnMapping(name, in: change)
            return Changed(name: name, changeSet: change)
        }
    }

    private static func invalid(_ message: String) -> OperationError {
        .refused(
            code: "mapping.invalid", message: message,
            remedy: "See the columns of both with: homeroom mapping propose FILE.")
    }

    static func text(at path: String) throws -> (name: String, text: SourceText) {
        try ImportFiles.requireFiles([path])
        for item in Deliveries(paths: [path]).items {
            guard case .file(let name, let source) = item else { continue }
            do {
                return (name, try SourceText(name: name, source: source))
            } catch let error as SourceText.Refusal {
                throw OperationError.refused(
                    code: "mapping.file-unreadable",
                    message: error.code.message(detail: error.detail), remedy: error.code.fix)
            }
        }
        throw OperationError.refused(
            code: "mapping.file-unreadable", message: "There is no text file to look at.",
            remedy: "Name one file of one of the layouts.")
    }

    private static func firstRows(of text: SourceText) throws -> [[String]] {
        var rows: [[String]] = []
        try text.forEachRow { row, _ in
            if !row.isBlank { rows.append(row.texts) }
            return rows.count < sampleRows
        }
        return rows
    }
}

extension Reader {
    /// All column mappings that can be read, by name.
    func columnMappings() throws -> [ColumnMapping] {
        try keptColumnMappings().compactMap { kept in
            guard let layout = Layout(rawValue: kept.layout),
                let pairs = StableJSON.value([ColumnMapping.Pair].self, kept.pairs)
            else { return nil }
            return ColumnMapping(
                name: kept.name, layout: layout, signature: kept.signature, pairs: pairs)
        }
    }
}
