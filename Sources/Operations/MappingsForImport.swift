import Intake
import Records
import Storage

/// The column mappings by which the files of one import may be read.
struct MappingsForImport {
    /// The one that was asked for; the saved ones do not count then.
    private var chosen: ColumnMapping?
    private var saved: [ColumnMapping] = []

    /// None, or the one by which a file was read before.
    init(_ chosen: ColumnMapping? = nil) { self.chosen = chosen }

    /// The one of this name, or all.
    ///
    /// - Throws: `mapping.not-found`.
    init(_ name: String?, _ reader: any Reader) throws {
        saved = try reader.columnMappings()
        guard let name else { return }
        guard let found = saved.first(where: { $0.name == name }) else {
            throw OperationError.notFound(kind: "mapping", name: name)
        }
        (chosen, saved) = (found, [])
    }

    /// The one for a file with this header.
    ///
    /// - Parameter byName: the layout that the file's name tells. A mapping of another one is not
    ///   for it.
    func mapping(for header: [String], _ byName: Layout?) -> ColumnMapping? {
        if let chosen { return byName == nil || byName == chosen.layout ? chosen : nil }
        if saved.isEmpty { return nil }
        let signature = ColumnMapping.signature(of: ImportFiles.ownColumns(of: header))
        return saved.first {
            $0.signature == signature && (byName == nil || byName == $0.layout)
        }
    }
}

extension ImportFiles {
    /// The sender's columns of a header: an error file of ours has its own behind them.
    static func ownColumns(of header: [String]) -> [String] {
        let added = ErrorFileColumns(header).cells
        return header.enumerated().filter { !added.contains($0.offset) }.map(\.element)
    }

    func prepare(
        _ text: SourceText, by mapping: ColumnMapping, _ parts: [Prepared.Part]
    ) -> Prepared {
        do {
            let match = try HeaderMatch(text.header, mapping: mapping)
            return Prepared(
                name: text.name, layout: mapping.layout.rawValue, parts: parts,
                content: .layout(text, match), mapping: mapping)
        } catch {
            return refused(
                text.name, mapping.layout.rawValue, parts,
                RowProblem(error.code, detail: error.detail))
        }
    }
}

extension ImportFiles.Prepared {
    /// Whether the columns are found as they were by `other`, or by the header alone.
    func isRead(by other: ColumnMapping?) -> Bool {
        guard let mapping, let other else { return mapping == nil && other == nil }
        return mapping.readsLike(other)
    }
}

extension ImportRunRecord {
    /// Which cell of the run's rows is which, found as it was when it was read.
    func match(_ header: [String], as layout: Layout) throws -> HeaderMatch {
        if let mapping = KeptReport(json: report)?.mapping, mapping.layout == layout {
            return try HeaderMatch(header, mapping: mapping)
        }
        return try HeaderMatch(header, as: layout)
    }
}
