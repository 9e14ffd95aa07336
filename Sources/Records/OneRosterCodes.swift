/// What the cells of a OneRoster export mean. Source: 1EdTech OneRoster 1.1 and 1.2, CSV binding.
public enum OneRosterCodes {
    /// The state's number among `userIds`, a list like `{SSID:4100000001},{Fed:jdoe}`.
    public static func stateID(inUserIDs cell: String) -> String {
        for entry in cell.split(separator: "}") {
            guard let open = entry.lastIndex(of: "{"),
                let colon = entry[open...].firstIndex(of: ":")
            else { continue }
            let type = entry[entry.index(after: open)..<colon].lowercased()
            guard type.contains("state") || type.contains("ssid") else { continue }
            return trimmed(entry[entry.index(after: colon)...])
        }
        return ""
    }

    /// The first of a list's entries, which commas part.
    public static func first(ofList cell: String) -> String {
        trimmed(cell.split(separator: ",").first ?? "")
    }

    /// All of a list's entries.
    public static func list(_ cell: String) -> [String] {
        cell.split(separator: ",").map(trimmed).filter { !$0.isEmpty }
    }

    /// Whether a cell says `true`.
    public static func isTrue(_ cell: String) -> Bool {
        ["true", "1", "yes"].contains(cell.lowercased())
    }

    /// The columns of demographics.csv that each say whether a student is of one race, and its
    /// name.
    public static let races: [(column: String, name: String)] = [
        ("americanIndianOrAlaskaNative", "American Indian or Alaska Native"), ("asian", "Asian"),
        ("blackOrAfricanAmerican", "Black or African American"),
        ("nativeHawaiianOrOtherPacificIslander", "Native Hawaiian or Other Pacific Islander"),
        ("white", "White"),
        ("demographicRaceTwoOrMoreRaces", "Two or more races"),
    ]

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
