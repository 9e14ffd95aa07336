import Delimited
import Foundation
import Records

/// The rows that an import kept out, in the sender's columns, with what is wrong and how to mend
/// it. Opens in a spreadsheet; repaired there, it imports again.
final class ErrorFile {
    /// The columns added behind the sender's.
    static let addedColumns = ["Row", "Problem", "How to fix"]

    private let path: String
    private let partPath: String
    private let handle: FileHandle
    private var hasHeader = false

    /// Begins the file beside its place; `close` puts it there.
    init(path: String) throws {
        self.path = path
        partPath = path + ".part"
        guard FileManager.default.createFile(atPath: partPath, contents: nil),
            let handle = FileHandle(forWritingAtPath: partPath)
        else { throw OperationError.cannotWrite(path) }
        self.handle = handle
    }

    /// Adds the bad rows of one file.
    func append(_ work: ImportWork) throws {
        guard let text = work.text else { return }
        var writer = DelimitedWriter(purpose: .spreadsheet)
        if !hasHeader {
            // A byte order mark, without which Excel takes UTF-8 for something else.
            try handle.write(contentsOf: [0xEF, 0xBB, 0xBF])
            let own = text.header.filter { !Self.addedColumns.contains($0) }
            writer.append(own + Self.addedColumns)
            hasHeader = true
        }
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

    /// Puts the file in its place.
    func close() throws {
        try handle.close()
        guard rename(partPath, path) == 0 else { throw OperationError.cannotWrite(path) }
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
