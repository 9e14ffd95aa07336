import Delimited
import Foundation
import Records

/// The rows that an import kept out, in the sender's columns, with what is wrong and how to mend
/// it. Opens in a spreadsheet; repaired there, it imports again.
///
/// Where files of several layouts are imported at once, each has an error file of its own: the
/// first takes the name that was given, the others add their layout to it.
final class ErrorFile {
    /// The columns added behind the sender's.
    static let addedColumns = ["Row", "Problem", "How to fix"]

    private let path: String
    private var parts: [(header: [String], path: String, handle: FileHandle)] = []

    /// - Throws: `OperationError.cannotWrite`.
    init(path: String) throws {
        self.path = path
        _ = try handle(for: [], path: path)
    }

    /// The file for rows with `header`, begun where there is none yet.
    private func handle(for header: [String], path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path + ".part", contents: nil),
            let handle = FileHandle(forWritingAtPath: path + ".part")
        else { throw OperationError.cannotWrite(path) }
        parts.append((header, path, handle))
        return handle
    }

    /// Adds the bad rows of one file.
    func append(_ work: ImportWork) throws {
        guard let text = work.text else { return }
        if work.outcome.badRows.isEmpty, parts[0].header.isEmpty == false { return }
        let own = text.header.filter { !Self.addedColumns.contains($0) }
        let handle = try begun(own, work.prepared.layout)
        var writer = DelimitedWriter(purpose: .spreadsheet)
        let width = text.header.count(where: { !Self.addedColumns.contains($0) })
        let fetcher = RowFetcher(text)
        for bad in work.outcome.badRows {
            var cells = Array(try fetcher.cells(at: bad.offset).prefix(width))
            cells += Array(repeating: "", count: max(0, width - cells.count))
            writer.append(cells + [String(bad.row), Self.message(bad), Self.fix(bad)])
            if writer.bytes.count > 1 << 20 { try handle.write(contentsOf: writer.take()) }
        }
        try handle.write(contentsOf: writer.take())
    }

    /// The file for rows with these columns, with its header written.
    private func begun(_ columns: [String], _ layout: String) throws -> FileHandle {
        if let part = parts.first(where: { $0.header == columns }) { return part.handle }
        let handle: FileHandle
        if parts[0].header.isEmpty {
            parts[0].header = columns
            handle = parts[0].handle
        } else {
            let url = URL(filePath: path)
            let name = url.deletingPathExtension().lastPathComponent
            let other = url.deletingLastPathComponent()
                .appending(path: "\(name)-\(layout).\(url.pathExtension)").path
            handle = try self.handle(for: columns, path: other)
        }
        // A byte order mark, without which Excel takes UTF-8 for something else.
        try handle.write(contentsOf: [0xEF, 0xBB, 0xBF])
        var writer = DelimitedWriter(purpose: .spreadsheet)
        writer.append(columns + Self.addedColumns)
        try handle.write(contentsOf: writer.take())
        return handle
    }

    /// Puts the files in their places.
    func close() throws {
        for part in parts {
            try part.handle.close()
            guard rename(part.path + ".part", part.path) == 0 else {
                throw OperationError.cannotWrite(part.path)
            }
        }
    }

    private static func message(_ bad: BadRow) -> String {
        bad.problems.map { problem in
            let message = problem.code.message(column: problem.column, detail: problem.detail)
            guard problem.code == .idLeadingZeros else { return message }
            return message + " Likely ID: \(problem.detail)"
        }.joined(separator: " ")
    }

    private static func fix(_ bad: BadRow) -> String {
        var seen: [String] = []
        for problem in bad.problems where !seen.contains(problem.code.fix) {
            seen.append(problem.code.fix)
        }
        return seen.joined(separator: " ")
    }
}

extension SourceText {
    /// Whether the text is an error file of ours that was mended.
    var isErrorFile: Bool { ErrorFileColumns(header).isOne }
}
