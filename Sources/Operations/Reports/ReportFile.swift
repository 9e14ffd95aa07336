import Delimited
import Foundation
import Records

/// A report as a file, page by page.
public enum ReportFile {
    /// The bytes of a whole report.
    ///
    /// - Throws: `report.too-long` where it has more rows than a file takes.
    public static func bytes(
        name: String, for purpose: DelimitedWriter.Purpose, page: (Int) throws -> ReportTable
    ) throws -> [UInt8] {
        let first = try page(1)
        if first.isTotalCut || first.total > PageSize.rowsReached {
            throw OperationError.refused(
                code: "report.too-long",
                message: "\(name) has more than \(PageSize.rowsReached) rows.",
                remedy: "Filter it, or count instead of listing.")
        }
        var rows = [first.headings.map(\.label)]
        for number in 1...first.pages {
            rows += try (number == 1 ? first : page(number)).rows.map { $0.cells.map(\.text) }
        }
        if let sum = first.sum { rows.append(sum.map(\.text)) }
        return DelimitedWriter.file(rows, for: purpose)
    }

    /// The name of its file, without what stands behind the dot.
    static func name(of id: Int, _ title: String, _ date: CalendarDate) -> String {
        let words = title.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return ([words.prefix(8).joined(separator: "-"), "\(id)", "\(date)"])
            .filter { !$0.isEmpty }.joined(separator: "-")
    }

    /// Columns of text, for a terminal and a mail.
    public static func text(_ table: ReportTable) -> String {
        let lines =
            [table.headings.map(\.label)] + table.rows.map { $0.cells.map(\.text) }
            + (table.sum.map { [$0.map(\.text)] } ?? [])
        let widths = table.headings.indices.map { column in
            lines.map { $0[column].count }.max() ?? 0
        }
        return lines.map { line in
            zip(line, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }.joined(separator: "\n") + "\n"
    }
}
