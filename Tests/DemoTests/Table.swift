import Demo
import Testing

/// A delivered file, cut into cells.
struct Table {
    let header: [String]
    let rows: [[String]]

    init(_ file: DemoFile) {
        let text = String(decoding: file.bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        header = lines.first ?? []
        rows = Array(lines.dropFirst())
    }

    /// All cells of the column called `label`.
    func column(_ label: String) -> [String] { rows.map { self[$0, label] } }

    /// The cell of `row` below `label`.
    subscript(row: [String], label: String) -> String {
        header.firstIndex(of: label).map { row[$0] } ?? "no column \(label)"
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
