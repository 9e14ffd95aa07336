import Delimited
import Records

/// The files of a OneRoster export, and how far each of them goes.
struct OneRosterFiles {
    /// How a file is to be understood.
    enum Mode: String {
        /// All there is: what is not in it is gone.
        case bulk
        /// What changed.
        case delta
        /// Says nothing.
        case absent
    }

    private let files: [String: SourceText]
    private let modes: [String: Mode]

    /// - Parameter files: by name, manifest.csv among them.
    init(_ files: [String: SourceText]) throws {
        self.files = Dictionary(
            files.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
        var modes: [String: Mode] = [:]
        if let manifest = self.files["manifest.csv"] {
            try manifest.forEachRow { row, _ in
                let name = row[0].trimmed.text.lowercased()
                let mode = Mode(rawValue: row[1].trimmed.text.lowercased())
                if name.hasPrefix("file."), let mode {
                    modes["\(name.dropFirst("file.".count)).csv"] = mode
                }
                return true
            }
        }
        self.modes = modes
    }

    /// A file, unless it is missing or the manifest says that it is absent.
    func table(_ name: String) -> OneRosterTable? {
        guard let text = files[name], modes[name] != .absent else { return nil }
        return OneRosterTable(name: name, text: text)
    }

    /// Whether a file is all there is. A file that the manifest does not tell of is not taken for
    /// that.
    func isBulk(_ name: String) -> Bool { modes[name] == .bulk && files[name] != nil }

    /// What had to be assumed to read the files that count.
    var warnings: ProblemLog {
        var log = ProblemLog()
        for (name, text) in files.sorted(by: { $0.key < $1.key })
        where Self.names.contains(name) {
            log.merge(text.warnings)
        }
        return log
    }

    private static let names: Set<String> = [
        "orgs.csv", "users.csv", "roles.csv", "demographics.csv", "enrollments.csv",
    ]

    /// Why the export cannot be followed: columns that have to be there and are not.
    var defects: [RowProblem] {
        let required: [(file: String, columns: [String])] = [
            ("orgs.csv", ["sourcedId", "name", "type"]),
            ("users.csv", ["sourcedId", "givenName", "familyName"]),
            ("roles.csv", ["userSourcedId", "role"]),
            ("demographics.csv", ["sourcedId"]),
            ("enrollments.csv", ["schoolSourcedId", "userSourcedId", "role"]),
        ]
        return required.flatMap { file, columns in
            let missing = columns.filter { table(file)?.rule($0) == nil }
            guard table(file) != nil, !missing.isEmpty else { return [RowProblem]() }
            return [
                RowProblem(
                    .fileColumnsMissing, detail: "\(file): \(missing.joined(separator: ", "))")
            ]
        }
    }
}

/// One file of a OneRoster export: its columns go by name.
struct OneRosterTable {
    let name: String
    let text: SourceText
    private let columns: [String: Int]

    init(name: String, text: SourceText) {
        self.name = name
        self.text = text
        let labels = text.header.enumerated().map { (Self.normalized($1), $0) }
        columns = Dictionary(labels, uniquingKeysWith: { first, _ in first })
    }

    private static func normalized(_ label: String) -> String {
        String(label.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// How a column is read; nil where the file does not have it.
    func rule(_ column: String, isRequired: Bool = false, limit: Int = 255) -> ColumnRule? {
        columns[Self.normalized(column)].map {
            ColumnRule(
                index: $0, label: "\(name) \(column)", kind: .text, isRequired: isRequired,
                limit: limit)
        }
    }

    /// A check of the file's rows.
    var check: RowCheck {
        RowCheck(width: text.header.count, survey: text.survey, dateOrder: .monthFirst)
    }

    /// Hands over the rows that are not blank.
    func forEachRow(_ body: (Row, Int) throws -> Void) throws {
        try text.forEachRow { row, number in
            if !RowCheck.isBlank(row) { try body(row, number) }
            return true
        }
    }
}

extension RowCheck {
    /// A checked cell of a column that may not be there, as text.
    mutating func text(_ row: Row, _ rule: ColumnRule?) -> String {
        rule.map { cell(row, $0).text } ?? ""
    }

    /// A cell of a column that may not be there, of a row that was checked before.
    func uncheckedText(_ row: Row, _ rule: ColumnRule?) -> String {
        rule.map { uncheckedCell(row, $0).text } ?? ""
    }

    /// Whether a row's status says that what it describes is gone.
    func isDeleted(_ row: Row, _ status: ColumnRule?) -> Bool {
        guard let status else { return false }
        return uncheckedCell(row, status).text.lowercased() == "tobedeleted"
    }
}
