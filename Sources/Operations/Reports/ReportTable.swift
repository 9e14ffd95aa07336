import Records
import Storage

/// What a report comes to: rows as they are shown, or counts.
public struct ReportTable: Codable, Equatable, Sendable {
    /// What stands above a column.
    public struct Heading: Codable, Equatable, Sendable {
        /// The name of the column; `count` and `students` for what is counted.
        public let name: String
        public let label: String
    }

    public let headings: [Heading]
    public var rows: [Row]
    /// How many rows there are, of all pages; where `isTotalCut`, there are more.
    public let total: Int
    public let isTotalCut: Bool
    public let page: Int
    public let pages: Int
    /// Whether groups of fewer students than ten are left out, and no sum is told.
    public var leavesOut = false
    /// The last row of counts: all of them together. Nil for a list.
    public let sum: [ReportCell]?

    public struct Row: Codable, Equatable, Sendable {
        /// Our number of the student; nil for counts.
        public let student: Int?
        public let cells: [ReportCell]

        public init(student: Int?, cells: [ReportCell]) {
            self.student = student
            self.cells = cells
        }
    }
}

/// What stands in a cell of a report.
public enum ReportCell: Equatable, Sendable {
    case text(String)
    case day(CalendarDate)
    case yesNo(Bool)
    case count(SmallCount)
    case blank

    /// For terminals and files; days as files of the program system have them.
    public var text: String {
        switch self {
        case .text(let text): text
        case .day(let day): day.monthDayYear
        case .yesNo(let isYes): isYes ? "yes" : "no"
        case .count(let count): count.words
        case .blank: ""
        }
    }
}

extension ReportCell: Codable {
    /// A text, a number for what is counted, true and false, or `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .day(let day): try container.encode(day.description)
        case .yesNo(let isYes): try container.encode(isYes)
        case .count(let count): try container.encode(count)
        case .blank: try container.encodeNil()
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .blank
        } else if let isYes = try? container.decode(Bool.self) {
            self = .yesNo(isYes)
        } else if let count = try? container.decode(Int.self) {
            self = .count(.exactly(count))
        } else {
            self = .text(try container.decode(String.self))
        }
    }
}
