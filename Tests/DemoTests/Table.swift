import Demo
import Testing

/// A delivered file, cut into cells.
struct Table {
    let header: [String]
    let rows: [[String]]
    private let positions: [String: Int]

    init(_ file: DemoFile) {
        let lines = file.bytes.split(separator: 0x0A).map { line in
            line.split(separator: 0x09, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        header = lines.first ?? []
        positions = Dictionary(header.enumerated().map { ($1, $0) }) { first, _ in first }
        rows = Array(lines.dropFirst())
    }

    /// All cells of the column called `label`.
    func column(_ label: String) -> [String] { rows.map { self[$0, label] } }

    /// The cell of `row` below `label`.
    subscript(row: [String], label: String) -> String {
        positions[label].map { row[$0] } ?? "no column \(label)"
    }

    /// The four parts by which a row of programs.txt is told from the others.
    func key(_ row: [String]) -> [String] {
        let start = self[row, "Program Start Date"]
        return [
            self[row, "Import Student ID"], self[row, "Program ID"],
            start.isEmpty ? self[row, "Eligibility Start Date"] : start, self[row, "Site ID"],
        ]
    }
}

extension DemoDistrict {
    /// The file called `name` of the first delivery, cut into cells.
    func first(_ name: String) throws -> Table {
        try #require(firstFiles.first { $0.name == name }.map(Table.init))
    }

    /// The file called `name` of the next night, cut into cells.
    func night(_ name: String) throws -> Table {
        try #require(nightFiles.first { $0.name == name }.map(Table.init))
    }
}
