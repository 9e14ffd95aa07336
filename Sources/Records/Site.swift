import Delimited

/// A school or office of the district.
public struct Site: Equatable, Sendable {
    /// Numeric, and never changes.
    public var id: Int64
    /// Name, state site ID, start grade and so on, in the order of sites.txt, without the ID.
    public var texts: [String]
    /// The `sourcedId` of OneRoster; empty where the site came otherwise.
    public var sourcedID = ""
    /// Since when the sender's files no longer have it.
    public var missingSince: CalendarDate?

    /// How many texts a site has.
    public static let textCount = Layout.sites.columns.count - 1

    public init(id: Int64, texts: [String] = []) {
        self.id = id
        self.texts = texts + Array(repeating: "", count: max(0, Self.textCount - texts.count))
    }

    /// What the district calls it.
    public var name: String {
        get { texts[0] }
        set { texts[0] = newValue }
    }
}

/// Reads the rows of a sites.txt. Source of the rules: `docs/import-layouts/sites.md`.
public struct SiteReader: Sendable {
    /// What is wrong with the row that was read last.
    public private(set) var check: RowCheck
    private let id: ColumnRule?
    private let texts: [ColumnRule?]

    public init(_ match: HeaderMatch, header: [String], survey: Survey) {
        check = RowCheck(
            width: match.width, survey: survey, dateOrder: .monthFirst,
            isGuarded: ErrorFileColumns(header).isOne)
        let rules = match.rules()
        id = rules[0]
        texts = Array(rules.dropFirst())
    }

    /// The site of `row`; nil where it is to be kept out.
    public mutating func read(_ row: Row) -> Site? {
        guard check.begin(row), let id else { return nil }
        let number = check.number(row, id)
        var site = Site(id: number ?? 0)
        for (index, rule) in texts.enumerated() {
            if let rule { site.texts[index] = check.cell(row, rule).text }
        }
        return check.isRejected || number == nil ? nil : site
    }
}

extension HeaderMatch {
    /// How each column of the layout is read; nil where the file does not have it.
    func rules(ids: Set<Int> = [0]) -> [ColumnRule?] {
        layout.columns.enumerated().map { column, layout in
            cells[column].map { index in
                ColumnRule(
                    index: index, label: layout.label, kind: ids.contains(column) ? .id : .text,
                    isRequired: layout.isRequired, limit: layout.limit)
            }
        }
    }
}
