import Delimited
import Intake
import Linkage
import Records

/// One file of people that is matched: its text, its IDs, and where its columns stand.
struct MatchFile: Sendable {
    let name: String
    let text: SourceText
    let columns: [MatchColumn]
    /// For each column, the places whose cells are put together.
    let places: [[Int]]
    private let idPlace: Int

    /// What was read of the rows, in their order.
    struct Rows: Sendable {
        var ids = KeyTable()
        /// Where each row begins, and how long it is; only where they are to be read again.
        var starts: [RowPlace] = []
    }

    /// A file made readable.
    static func text(_ path: String) throws -> SourceText {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        do {
            return try SourceText(
                name: name, source: try FileBytes(path: path), defaultSeparator: 0x2C)
        } catch let refusal as SourceText.Refusal {
            throw MatchFiles.refusal(
                refusal.code.rawValue,
                "\(name): " + refusal.code.message(detail: refusal.detail), refusal.code.fix)
        }
    }

    init(path: String, id: String, columns: [MatchColumn]) throws {
        text = try Self.text(path)
        name = text.name
        self.columns = columns
        let (header, name) = (text.header, name)
        places = try columns.map { try $0.places(in: header, of: name) }
        guard let place = MatchColumn.place(of: id, in: header) else {
            throw MatchFiles.noColumn(id, name, header)
        }
        idPlace = place
    }

    /// Adds the columns of `fields` to a table, row by row.
    func add(_ used: [Int], to builder: inout LinkageTableBuilder) throws {
        var joined: [UInt8] = []
        var ends: [Int] = []
        let places = used.map { self.places[$0] }
        let single = places.allSatisfy { $0.count == 1 }
        let firsts = places.map { $0[0] }
        try text.forEachRow { row, _ in
            if RowCheck.isBlank(row) { return true }
            if single {
                builder.append { row[firsts[$0]] }
                return true
            }
            joined.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            for several in places {
                for place in several {
                    joined.append(contentsOf: row[place])
                    joined.append(0x20)
                }
                ends.append(joined.count)
            }
            joined.withUnsafeBytes { all in
                builder.append { Cell(rebasing: all[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]]) }
            }
            return true
        }
    }

    /// The IDs of all rows.
    ///
    /// - Throws: `match.id-missing`, `match.id-twice`; both name rows, and no ID.
    func rows(keepingPlaces: Bool) throws -> Rows {
        var rows = Rows()
        try text.forEachRow { row, number in
            if RowCheck.isBlank(row) { return true }
            let id = row[idPlace].trimmed
            guard !id.isEmpty else {
                throw MatchFiles.refusal(
                    "match.id-missing", "Row \(number) of \(name) has no ID.",
                    "Name a column with --id that every row has, or give the row an ID.")
            }
            guard rows.ids.add(id).isNew else {
                throw MatchFiles.refusal(
                    "match.id-twice",
                    "Row \(number) of \(name) has an ID that a row before it has.",
                    "Name a column with --id whose values are each there once.")
            }
            if keepingPlaces { rows.starts.append(RowPlace(row, number)) }
            return true
        }
        return rows
    }

    /// The texts of a row.
    func person(_ row: Row) -> LinkagePerson {
        var person = LinkagePerson()
        for (column, places) in zip(columns, self.places) where person[column.field].isEmpty {
            person[column.field] = places.map { row[$0].trimmed.text }
                .filter { !$0.isEmpty }.joined(separator: " ")
        }
        return person
    }
}
