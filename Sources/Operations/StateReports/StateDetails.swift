import Foundation
import Records

/// Values of a state file's fields that Homeroom does not keep, such as a service code: from a file
/// with a header, in the columns `Import Student ID`, `Program ID`, `Program Start Date`, and one
/// for each field, called like it.
public struct StateDetails: Sendable {
    /// Which program enrollment it is about.
    struct Key: Hashable, Sendable {
        let student: String
        let program: String
        let start: CalendarDate
    }

    var values: [Key: [String: String]] = [:]

    /// None.
    public init() {}

    private static let keys = ["Import Student ID", "Program ID", "Program Start Date"]

    /// Reads a file.
    ///
    /// - Throws: `file.not-found`, `mapping.file-unreadable`, `state.details` where a column is
    ///   missing or a row says nothing of a program enrollment.
    public init(file path: String) throws {
        let (_, text) = try ColumnMappings.text(at: path)
        let header = ImportFiles.ownColumns(of: text.header)
        let places = try Self.keys.map { key in
            guard let place = header.firstIndex(of: key) else {
                throw Self.fault("There is no column \(key).")
            }
            return place
        }
        var rows: [[String]] = []
        try text.forEachRow { row, _ in
            if !row.isBlank { rows.append(row.texts) }
            return true
        }
        for (number, row) in rows.enumerated() {
            func cell(_ place: Int) -> String {
                row.indices.contains(place) ? row[place] : ""
            }
            guard case .date(let start) = DateCell.read(cell(places[2]), order: .monthFirst) else {
                throw Self.fault("Row \(number + 2) has no start date such as 09/01/2026.")
            }
            let key = Key(student: cell(places[0]), program: cell(places[1]), start: start)
            if values[key] != nil {
                throw Self.fault("Row \(number + 2) is about the same record as one before.")
            }
            var its: [String: String] = [:]
            for (place, name) in header.enumerated() where !places.contains(place) {
                its[name] = cell(place)
            }
            values[key] = its
        }
    }

    private static func fault(_ message: String) -> OperationError {
        .refused(
            code: "state.details", message: "The file of details cannot be used. \(message)",
            remedy: "Its columns are " + keys.joined(separator: ", ")
                + ", and one for each field, called like it.")
    }
}
