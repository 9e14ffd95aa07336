import Records
import Storage

/// What reports can be made of here: the categories and columns that the district enabled and
/// shared, by the names that it gave them.
public struct ReportCatalogue {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// A column as somebody can use it.
    public struct Column: Equatable, Sendable {
        public let column: ReportColumn
        public let label: String
    }

    /// A category that somebody can use.
    public struct Category: Equatable, Sendable {
        public let category: ReportCategory
        public let columns: [Column]

        public func column(_ name: String) -> Column? {
            columns.first { $0.column.name == name }
        }
    }

    /// What changing a category came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let category: ReportCategory
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// Those whose rows somebody sees, and that are enabled and shared.
    public func categories() throws -> [Category] {
        try workspace.store.read { reader in
            try ReportCategory.allCases.compactMap { try category($0, reader) }
                .filter { workspace.allows($0.category.permission) }
        }
    }

    /// How the district has a category.
    public func setting(_ category: ReportCategory) throws -> ReportCategorySetting {
        try workspace.store.read { try $0.reportSetting(category) }
    }

    /// Says what a category and its columns are called, and who can use them.
    ///
    /// - Throws: `report.invalid` for columns that there are not, and names that are none.
    public func save(
        _ category: ReportCategory, _ setting: ReportCategorySetting
    ) throws -> Changed {
        try workspace.require(.changeSettings)
        var checked = setting
        for (name, column) in setting.columns {
            guard category.column(name) != nil else {
                throw Reports.invalid("There is no column \(name) in \(category.title).")
            }
            checked.columns[name]?.label = try GivenText.line(
                column.label, "name of the column", limit: GivenText.Limit.word)
        }
        checked.columns = checked.columns.filter { $0.value != ReportColumnSetting() }
        return try workspace.store.write { writer in
            if try writer.reportSetting(category) == checked {
                return Changed(category: category, changeSet: nil)
            }
            let change = try workspace.begin(
                "reports", "Columns of reports: \(category.title)", about: [], writer)
            try writer.setSetting(
                category.settingName, to: StableJSON.text(checked), in: change)
            return Changed(category: category, changeSet: change)
        }
    }

    /// Nil where it is not there for somebody here.
    func category(_ category: ReportCategory, _ reader: any Reader) throws -> Category? {
        let setting = try reader.reportSetting(category)
        let isManager = workspace.allows(.changeSettings)
        guard setting.isEnabled, isManager || setting.isShared else { return nil }
        let columns = category.columns.compactMap { column -> Column? in
            let its = setting[column.name]
            guard its.isEnabled, isManager || its.isShared else { return nil }
            return Column(column: column, label: its.label.isEmpty ? column.label : its.label)
        }
        return columns.isEmpty ? nil : Category(category: category, columns: columns)
    }
}

extension ReportCategory {
    fileprivate var settingName: String { "report-category-\(rawValue)" }
}

extension Reader {
    fileprivate func reportSetting(_ category: ReportCategory) throws -> ReportCategorySetting {
        try settings()[category.settingName].flatMap {
            StableJSON.value(ReportCategorySetting.self, $0)
        } ?? ReportCategorySetting()
    }
}
