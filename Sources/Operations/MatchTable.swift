import Linkage
import Records

/// The people of one or two files in a table, and whose row is which.
struct MatchTable: Sendable {
    let table: LinkageTable
    let left: MatchFile.Rows
    let right: MatchFile.Rows?
    let files: [MatchFile]

    /// What one core reads.
    private enum Part: Sendable {
        case table(LinkageTable)
        case rows([MatchFile.Rows])
    }

    /// Reads the files on all cores: one has the columns of homes and places, one all others.
    init(_ match: MatchFiles) throws {
        var files = [try MatchFile(path: match.left, id: match.id, columns: match.columns)]
        if let right = match.right {
            files.append(try MatchFile(path: right, id: match.id, columns: match.columns))
        }
        self.files = files
        let places = match.columns.indices.filter { match.columns[$0].field.isOfPlace }
        let people = match.columns.indices.filter { !match.columns[$0].field.isOfPlace }
        let read = files
        let parts = try AllCores.map(3) { part -> Part in
            if part == 2 {
                return .rows(try read.map { try $0.rows(keepingPlaces: match.isExplaining) })
            }
            return .table(try Self.table(part == 0 ? people : places, of: match, read))
        }
        var tables: [LinkageTable] = []
        var rows: [MatchFile.Rows] = []
        for part in parts {
            switch part {
            case .table(let table): tables.append(table)
            case .rows(let found): rows = found
            }
        }
        table = tables[0].joined(with: tables[1])
        left = rows[0]
        right = rows.count > 1 ? rows[1] : nil
    }

    private static func table(
        _ used: [Int], of match: MatchFiles, _ files: [MatchFile]
    ) throws -> LinkageTable {
        var builder = LinkageTableBuilder(fields: used.map { match.columns[$0].field })
        builder.reserve(files.reduce(0) { $0 + $1.text.survey.lineFeeds })
        for (number, file) in files.enumerated() {
            if number == 1 { builder.beginRightSide() }
            try file.add(used, to: &builder)
        }
        return builder.build()
    }

    /// The ID of a row of the table.
    func id(_ row: Int) -> String {
        row < left.ids.count ? left.ids.text(row) : right?.ids.text(row - left.ids.count) ?? ""
    }

    /// The file and the place of a row of the table.
    func place(_ row: Int) -> (file: Int, place: RowPlace) {
        row < left.starts.count
            ? (0, left.starts[row]) : (1, right?.starts[row - left.starts.count] ?? left.starts[0])
    }
}
