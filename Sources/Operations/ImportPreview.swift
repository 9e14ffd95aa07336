import Records
import Storage

/// What importing students of the General Student Table would do: a profile each, and who of our
/// students nothing links may be the same child.
public struct ImportPreview {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// One student of the General Student Table.
    public struct Item: Sendable {
        public let row: RosterTable.Row
        /// Students of ours that nothing links, who may be the same child.
        public let likely: [Candidate]
        /// Whether another student holds the number, so that no profile can be made of it.
        public let isNumberTaken: Bool

        /// Whether it can be imported.
        public var isImportable: Bool { !row.hasProfile && !isNumberTaken }
    }

    /// At most so many are looked at together.
    public static let most = 200

    /// - Parameter rows: our numbers of the SIS students.
    /// - Throws: `student.not-found` where one is not there.
    public func run(_ rows: [Int]) throws -> [Item] {
        try workspace.require(.seeRoster)
        return try workspace.store.read { reader in
            let seen = try reader.sisStudents(rows, in: workspace.scope)
            let found = try reader.rosterRows(
                Array(rows.filter(seen.contains).prefix(Self.most)))
            if found.isEmpty { throw OperationError.notFound(kind: "student", name: "") }
            let formats = try reader.districtSettings().formats
            let people = try reader.people(.roster, ids: found.map(\.id))
            let byID = Dictionary(people.map { ($0.id, $0.description) }) { first, _ in first }
            let search = CandidateSearch(
                source: .unlinkedStudents, reader: reader, formats: formats, workspace: workspace)
            workspace.shows(sisStudents: found.map(\.id))
            return try found.map { row in
                let likely =
                    try byID[row.id].map {
                        try search.find([$0])[0].found.filter(\.likeness.isLikely)
                    } ?? []
                let shown = likely.map { Candidate($0, from: .unlinkedStudents) }
                workspace.shows(shown)
                return Item(
                    row: RosterTable.Row(row),
                    likely: shown,
                    isNumberTaken: try row.student == nil
                        && !reader.currentHolders(of: row.integrationID).isEmpty)
            }
        }
    }
}
