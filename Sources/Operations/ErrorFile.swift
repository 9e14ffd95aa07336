import Delimited
import Foundation
import Records
import Storage

/// The rows that an import kept out, in the sender's columns, with what is wrong and how to mend
/// it. Opens in a spreadsheet; repaired there, it imports again.
///
/// Where files of several layouts are imported at once, each has an error file of its own: the
/// first takes the name that was given, the others add their layout to it. Those of a OneRoster
/// export always add the name of their file. Where no row was kept out, nothing is written, and
/// what stands there stays.
final class ErrorFile {
    /// The columns added behind the sender's.
    static let addedColumns = ["Row", "Problem", "How to fix"]

    /// One file being written, beside its place.
    private struct Part {
        let columns: [String]
        let path: String
        let handle: FileHandle
    }

    private let path: String
    private var parts: [Part] = []

    /// Looks whether files can be written at `path`, so that an import is not carried out first.
    ///
    /// - Throws: `OperationError.cannotWrite`.
    init(path: String) throws {
        self.path = path
        try Self.create(path).close()
        unlink(path + ".part")
    }

    /// Student values are for their owner's eyes.
    private static func create(_ path: String) throws -> FileHandle {
        guard
            FileManager.default.createFile(
                atPath: path + ".part", contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path + ".part")
        else { throw OperationError.cannotWrite(path) }
        return handle
    }

    /// Adds the bad rows of one import. Returns the paths of the files that they go to.
    func append(_ work: ImportWork) throws -> [String] {
        let byFile = Dictionary(grouping: work.outcome.badRows, by: \.file)
        return try byFile.sorted { $0.key < $1.key }.compactMap { file, rows in
            guard let text = work.text(of: file) else { return nil }
            let fetcher = RowFetcher(text)
            return try write(rows, header: text.header, file, work.prepared.layout) { bad in
                (try fetcher.cells(at: bad.offset), bad.row, bad.problems)
            }
        }
    }

    /// Adds the rows that are kept of a run that stays as it is.
    func append(_ run: ImportRunRecord, _ rows: [ImportRowRecord]) throws -> [String] {
        let header = KeptHeader(json: run.header)
        let kept = rows.map { ($0, KeptRow($0)) }
        let byFile = Dictionary(grouping: kept) { $0.1.file ?? "" }
        return try byFile.sorted { $0.key < $1.key }.map { file, rows in
            try write(rows, header: header[file], file, run.layout) { record, kept in
                let cells = StableJSON.value([String].self, record.cells) ?? []
                return (cells, kept.row ?? record.row, kept.problems)
            }
        }
    }

    private func write<Row>(
        _ rows: [Row], header: [String], _ file: String, _ layout: String,
        _ read: (Row) throws -> (cells: [String], row: Int, problems: [RowProblem])
    ) throws -> String {
        let own = header.filter { !Self.addedColumns.contains($0) }
        let part = try begun(own, file, layout)
        var writer = DelimitedWriter(purpose: .spreadsheet)
        for row in rows {
            let (all, number, problems) = try read(row)
            var cells = Array(all.prefix(own.count))
            cells += Array(repeating: "", count: max(0, own.count - cells.count))
            // Cells past the header stand behind, so that nothing of the row is lost.
            let extra = all.dropFirst(max(own.count, header.count))
            writer.append(
                cells + [String(number), Self.message(problems), Self.fix(problems)] + extra)
            if writer.bytes.count > 1 << 20 { try part.handle.write(contentsOf: writer.take()) }
        }
        try part.handle.write(contentsOf: writer.take())
        return part.path
    }

    /// The file for rows with these columns, with its header written.
    private func begun(_ columns: [String], _ file: String, _ layout: String) throws -> Part {
        // Files of one layout with the same columns share one; those of exports are told apart.
        if file.isEmpty, let part = parts.first(where: { $0.columns == columns }) { return part }
        let isTaken = parts.contains { $0.path == path }
        let place =
            !file.isEmpty
            ? named((file as NSString).deletingPathExtension) : isTaken ? named(layout) : path
        let part = Part(columns: columns, path: place, handle: try Self.create(place))
        parts.append(part)
        // A byte order mark, without which Excel takes UTF-8 for something else.
        try part.handle.write(contentsOf: [0xEF, 0xBB, 0xBF])
        var writer = DelimitedWriter(purpose: .spreadsheet)
        writer.append(columns + Self.addedColumns)
        try part.handle.write(contentsOf: writer.take())
        return part
    }

    /// The path with `suffix` added to the name; with a number too, where that is taken.
    private func named(_ suffix: String) -> String {
        let whole = path as NSString
        let folder = whole.deletingLastPathComponent as NSString
        let name = (whole.lastPathComponent as NSString).deletingPathExtension
        let ending = whole.pathExtension.isEmpty ? "" : ".\(whole.pathExtension)"
        var number = 1
        while true {
            let counted = number == 1 ? suffix : "\(suffix)-\(number)"
            let candidate = folder.appendingPathComponent("\(name)-\(counted)\(ending)")
            if !parts.contains(where: { $0.path == candidate }) { return candidate }
            number += 1
        }
    }

    /// Puts the files in their places.
    func close() throws {
        for part in parts {
            try part.handle.close()
            guard rename(part.path + ".part", part.path) == 0 else {
                throw OperationError.cannotWrite(part.path)
            }
        }
        parts = []
    }

    /// Leaves what stands there as it is.
    func abandon() {
        for part in parts { unlink(part.path + ".part") }
        parts = []
    }

    private static func message(_ problems: [RowProblem]) -> String {
        problems.map { problem in
            let message = problem.code.message(column: problem.column, detail: problem.detail)
            guard problem.code == .idLeadingZeros else { return message }
            return message + " Likely ID: \(problem.detail)"
        }.joined(separator: " ")
    }

    private static func fix(_ problems: [RowProblem]) -> String {
        var seen: [String] = []
        for problem in problems where !seen.contains(problem.code.fix) {
            seen.append(problem.code.fix)
        }
        return seen.joined(separator: " ")
    }
}
