import Records
import Storage

/// The settings of a district, by the names under which they are set.
public struct DistrictSettings: Equatable, Sendable {
    public var isSiteRequired = false
    public var insertsNearMisses = false
    /// Whether studemo.txt is the whole roster, so that students who are not in it are missing.
    public var isRosterWhole = false
    public var limits = ImportLimits()
    /// What numbers look like here.
    public var formats = IDFormats()
    /// From which probability on pairs are shown as possible duplicates.
    public var duplicateThreshold = Self.standardThreshold

    /// What is shown where nothing was set.
    public static let standardThreshold = MatchScore(probability: 0.5, weight: 0)
    /// The name of the setting.
    public static let threshold = "duplicate-threshold"

    /// The name of the setting.
    static let reportingDistrict = "state-reporting-district"

    /// One setting: its name, what it does, what it is by default.
    public struct Definition: Sendable {
        public let name: String
        public let purpose: String
        public let standard: String
        let isValid: @Sendable (String) -> Bool
        public let form: String
        /// The right that it takes beside `changeSettings`; nil for none.
        var permission: Permission?
    }

    /// The right that a setting takes beside `changeSettings`; nil for none.
    static func permission(for name: String) -> Permission? {
        definitions.first { $0.name == name }?.permission
    }

    /// The rights that the settings take which a change set wrote.
    static func permissions(
        for change: ChangeSetRecord, _ reader: any Reader
    ) throws -> [Permission] {
        let table = VersionedTable.setting
        guard try reader.tablesChanged(by: change.id)[table.name] != nil else { return [] }
        return try reader.changeRows(
            of: change, in: table, about: nil, limit: definitions.count
        ).compactMap { permission(for: $0.rowKey) }
    }

    private static let isYesNo: @Sendable (String) -> Bool = { ["yes", "no"].contains($0) }
    private static let isShare: @Sendable (String) -> Bool = {
        Double($0).map { (0...100).contains($0) } ?? false
    }

    /// All settings that there are.
    public static let definitions: [Definition] =
        [
            Definition(
                name: "state-reporting-site-required",
                purpose: "programs.txt: a blank Site ID rejects the row (California).",
                standard: "no", isValid: isYesNo, form: "yes or no"),
            Definition(
                name: "near-miss", purpose: "programs.txt: what happens to rows that nearly match.",
                standard: "hold", isValid: { ["hold", "insert"].contains($0) },
                form: "hold or insert"),
            Definition(
                name: "roster-is-whole",
                purpose: "studemo.txt is the whole roster: students not in it are marked missing.",
                standard: "no", isValid: isYesNo, form: "yes or no"),
            Definition(
                name: "state", purpose: "The state, whose formats of IDs count where none is set.",
                standard: "", isValid: { $0.isEmpty || IDFormats.presets[$0] != nil },
                form: IDFormats.presets.keys.sorted().joined(separator: ", ") + " or nothing"),
            Definition(
                name: reportingDistrict,
                purpose: "State files: the number that the state has for the district.",
                standard: "",
                isValid: {
                    $0.utf8.count <= 20 && $0.allSatisfy { $0.isASCII && !$0.isWhitespace }
                },
                form: "a number such as 0112345, or nothing"),
            format("state-id-format", "state IDs"), format("other-id-format", "other IDs"),
            format("provisional-id-format", "stand-ins for state IDs"),
            Definition(
                name: "limit-bad-rows",
                purpose: "A run is held when more than this share of its rows is bad, in percent.",
                standard: "10", isValid: isShare, form: "a number from 0 to 100"),
            Definition(
                name: "limit-ends",
                purpose: "A run is held when more of a program's records would end, or of the "
                    + "students or enrollments of a whole OneRoster file would be marked missing.",
                standard: "10", isValid: isShare, form: "a number from 0 to 100"),
            Definition(
                name: "limit-changes",
                purpose:
                    "programs.txt: a run is held when more of a program's records would change.",
                standard: "75", isValid: isShare, form: "a number from 0 to 100"),
            Definition(
                name: threshold,
                purpose: "Pairs that are one person with this probability or more are shown as "
                    + "possible duplicates, in percent.",
                standard: "50",
                isValid: {
                    Double($0).map { (100 * FindDuplicates.floor...100).contains($0) } ?? false
                },
                form: "a number from 5 to 100"),
            Definition(
                name: SecurityContact.setting,
                purpose: "Whom to tell of a fault in the security of this server, for everybody to "
                    + "read; it counts for \(SecurityContact.days) days, then set it again.",
                standard: "", isValid: { $0.isEmpty || SecurityContact.isAddress($0) },
                form: "mailto:ADDRESS, https://ADDRESS, tel:+NUMBER or nothing"),
            Definition(
                name: Alarms.mailSetting,
                purpose:
                    "Who is told by mail, by the sendmail of the server, that there is an alarm.",
                standard: "", isValid: Alarms.isMailSetting,
                form: "addresses, separated by commas, or nothing", permission: .seeAccessLog),
        ] + DestroyedClass.allCases.map(retention)

    /// More years than this are for good.
    private static let mostYears = 100

    private static func retention(_ destroyed: DestroyedClass) -> Definition {
        Definition(
            name: Retention.setting(destroyed),
            purpose:
                "\(destroyed.rawValue): due to be destroyed so many years after the last of it "
                + "ended and the student left; homeroom retention list shows it, and nothing is "
                + "destroyed by itself.",
            standard: "",
            isValid: { $0.isEmpty || Int($0).map { (0...mostYears).contains($0) } ?? false },
            form: "a number of years or nothing")
    }

    private static func format(_ name: String, _ numbers: String) -> Definition {
        Definition(
            name: name,
            purpose: "What \(numbers) look like: a regular expression for the whole number.",
            standard: "", isValid: { $0.isEmpty || IDFormat.isPattern($0) },
            form: "a regular expression, such as [0-9]{10}, or nothing")
    }

    private static func formats(_ values: [String: String]) -> IDFormats {
        var formats = values["state"].flatMap { IDFormats.presets[$0] } ?? IDFormats()
        for (name, path) in [
            ("state-id-format", \IDFormats.stateID), ("other-id-format", \.otherID),
            ("provisional-id-format", \.provisionalID),
        ] {
            if let pattern = values[name], !pattern.isEmpty {
                formats[keyPath: path] = IDFormat(pattern)
            }
        }
        return formats
    }

    init(_ values: [String: String]) {
        formats = Self.formats(values)
        func share(_ name: String, _ standard: Double) -> Double {
            values[name].flatMap(Double.init).map { $0 / 100 } ?? standard
        }
        isSiteRequired = values["state-reporting-site-required"] == "yes"
        isRosterWhole = values["roster-is-whole"] == "yes"
        duplicateThreshold =
            values[Self.threshold].flatMap(Double.init).map {
                MatchScore(probability: $0 / 100, weight: 0)
            } ?? Self.standardThreshold
        insertsNearMisses = values["near-miss"] == "insert"
        limits.badRows = share("limit-bad-rows", limits.badRows)
        limits.ends = share("limit-ends", limits.ends)
        limits.changes = share("limit-changes", limits.changes)
    }
}

extension Reader {
    /// The district's settings, with the standard where none was set.
    func districtSettings() throws -> DistrictSettings { DistrictSettings(try settings()) }
}
