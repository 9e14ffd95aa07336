import Delimited
import Foundation
import Intake
import Linkage
import Records

/// Finds the rows of one file, or of two, that are about one person. No district is needed.
public struct MatchFiles {
    /// What is compared with what.
    public struct Request: Sendable {
        public var left: String
        /// Nil where the left file is compared with itself.
        public var right: String?
        /// The label of the column that names a row.
        public var id: String
        /// Fields by the labels of their columns.
        public var columns: [Column]
        /// From which probability on a pair is given out; nil for the model's own.
        public var threshold: Double?
        /// A file of pairs that people decided about, with the columns `left`, `right` and `same`.
        public var labels: String?

        public init(left: String, right: String? = nil, id: String, columns: [Column]) {
            self.left = left
            self.right = right
            self.id = id
            self.columns = columns
        }
    }

    /// A column of the files that is compared.
    public struct Column: Equatable, Sendable {
        public let field: LinkageField
        public let label: String

        public init(_ field: LinkageField, _ label: String) {
            self.field = field
            self.label = label
        }

        /// Reads `first=First Name,last=Last Name,extra:bus=Bus Route`.
        ///
        /// - Throws: `match.columns` where it is none, or names a field twice.
        public static func read(_ text: String) throws -> [Column] {
            var columns: [Column] = []
            for part in text.split(separator: ",") {
                let sides = part.split(separator: "=", maxSplits: 1).map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                guard sides.count == 2, !sides[1].isEmpty,
                    let field = LinkageField(name: sides[0])
                else { throw Self.unclear("\(part) is not FIELD=COLUMN.") }
                if columns.contains(where: { $0.field == field }) {
                    throw Self.unclear("\(field.name) is named twice.")
                }
                columns.append(Column(field, sides[1]))
            }
            if columns.isEmpty { throw unclear("No column is named.") }
            return columns
        }

        private static func unclear(_ message: String) -> OperationError {
            let names = LinkageField.known.map(\.name).joined(separator: ", ")
            return .refused(
                code: "match.columns", message: message,
                remedy: "Give --columns FIELD=COLUMN,... with these fields: \(names), extra:NAME.")
        }
    }

    let request: Request

    public init(_ request: Request) { self.request = request }

    /// Reads the files and compares them.
    ///
    /// - Throws: `match.columns`, `match.column-missing`, `match.id-blank`, `match.id-twice`,
    ///   `match.threshold`, `match.label`, `match.file`, `match.too-few-rows`.
    public func run() throws -> MatchedFiles {
        if let threshold = request.threshold, !(0...1).contains(threshold) {
            throw OperationError.refused(
                code: "match.threshold", message: "A threshold is a probability from 0 to 1.",
                remedy: "Give --threshold 0.9, or leave it out.")
        }
        var builder = LinkageTableBuilder(fields: request.columns.map(\.field))
        let left = try MatchSide(request.left, request, into: &builder)
        var right: MatchSide?
        if let path = request.right {
            builder.beginRightSide()
            right = try MatchSide(path, request, into: &builder)
        }
        if left.ids.isEmpty || right?.ids.isEmpty == true {
            throw OperationError.refused(
                code: "match.too-few-rows", message: "A file has no rows to compare.",
                remedy: "Look at the files: the first row is their header.")
        }
        var options = LinkageOptions()
        options.threshold = request.threshold
        // Rows of one file that is compared with another are people of their own.
        (options.isLeftUnique, options.isRightUnique) = (right != nil, right != nil)
        let table = builder.build()
        var linker = Linker(table, options: options)
        if let labels = request.labels {
            let decided = try MatchLabels.read(labels, left: left, right: right)
            linker = Linker(
                table, model: LinkageTrainer(linker).trained(on: decided), options: options)
        }
        return MatchedFiles(
            left: left, right: right, columns: request.columns, linker: linker,
            result: linker.run())
    }
}

/// A file that is compared: what names its rows, and where each stands.
public struct MatchSide: Sendable {
    let text: SourceText
    let name: String
    /// What names each row, in their order.
    let ids: [String]
    let places: [RowPlace]
    /// Where each compared column stands.
    let cells: [Int]
    /// What had to be assumed to read the file, in words.
    public let warnings: [String]

    /// Reads a file into a table.
    init(
        _ path: String, _ request: MatchFiles.Request, into builder: inout LinkageTableBuilder
    ) throws {
        let text = try Self.text(path)
        let name = text.name
        let places = try ([request.id] + request.columns.map(\.label)).map {
            try Self.place(of: $0, in: text)
        }
        var reading = Reading(id: places[0], cells: Array(places.dropFirst()), name: name)
        try text.forEachRow { row, number in
            if RowCheck.isBlank(row) { return true }
            try reading.take(row, number)
            builder.append { row[reading.cells[$0]] }
            return true
        }
        self.text = text
        self.name = name
        ids = reading.ids
        self.places = reading.places
        cells = reading.cells
        warnings = text.warnings.details.filter { $0.problem.code != .fileSeparator }
            .map { "\(name): \($0.group.message)" }
    }

    /// What was read so far.
    private struct Reading {
        let id: Int
        let cells: [Int]
        let name: String
        var ids: [String] = []
        var places: [RowPlace] = []
        var seen = Set<String>()

        mutating func take(_ row: borrowing Row, _ number: Int) throws {
            let name = row[id].trimmed.text
            if name.isEmpty {
                throw OperationError.refused(
                    code: "match.id-blank",
                    message: "Row \(number) of \(self.name) has no ID.",
                    remedy: "Fill it in, or name another column with --id.")
            }
            if !seen.insert(name).inserted {
                throw OperationError.refused(
                    code: "match.id-twice",
                    message: "Row \(number) of \(self.name) has the ID of another row.",
                    remedy: "Name a column with --id in which each row has its own value.")
            }
            ids.append(name)
            places.append(RowPlace(row, number))
        }
    }

    static func text(_ path: String) throws -> SourceText {
        let name = (path as NSString).lastPathComponent
        do {
            return try SourceText(
                name: name, source: FileBytes(path: path),
                defaultSeparator: UInt8(ascii: ","))
        } catch let refusal as SourceText.Refusal {
            throw unreadable(name, refusal.code.message(detail: refusal.detail))
        } catch let error as IntakeError {
            throw unreadable(name, error.message)
        }
    }

    private static func unreadable(_ name: String, _ why: String) -> OperationError {
        .refused(
            code: "match.file", message: "\(name) cannot be read: \(why)",
            remedy: "Give a CSV or tab-delimited text file whose first row names its columns.")
    }

    static func place(of label: String, in text: SourceText) throws -> Int {
        let wanted = label.lowercased()
        if let place = text.header.firstIndex(of: label)
            ?? text.header.firstIndex(where: {
                $0.trimmingCharacters(in: .whitespaces).lowercased() == wanted
            })
        {
            return place
        }
        throw OperationError.refused(
            code: "match.column-missing",
            message: "\(text.name) has no column \(label).",
            remedy: "It has: \(text.header.joined(separator: ", ")).")
    }

    /// The texts of a row, as they stand.
    func person(_ row: Int, _ columns: [MatchFiles.Column], _ rows: RowsAgain) throws
        -> LinkagePerson
    {
        var person = LinkagePerson()
        try rows.row(at: places[row]) { found in
            for (column, cell) in zip(columns, cells) {
                person[column.field] = found[cell].trimmed.text
            }
        }
        return person
    }
}
