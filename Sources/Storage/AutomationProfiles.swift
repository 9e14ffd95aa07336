import Records

// All SQL that touches `automation_profile`.

/// What runs by itself, as it is kept: all but its name as JSON.
public struct KeptAutomationProfile: Equatable, Sendable {
    public let name: String
    public let document: String

    public init(name: String, document: String) {
        self.name = name
        self.document = document
    }
}

extension Reader {
    /// All automation profiles, by name.
    public func keptAutomationProfiles() throws -> [KeptAutomationProfile] {
        try rows("SELECT name, document FROM automation_profile ORDER BY name") {
            KeptAutomationProfile(name: try $0.requiredText(0), document: try $0.requiredText(1))
        }
    }
}

extension Writer {
    /// Writes a profile whole, keeping what it was.
    public func save(_ profile: KeptAutomationProfile, in change: Int) throws {
        let kept = try keepImages(
            of: .automationProfile, where: "name = \(profile.name)", in: change, for: .update)
        try run(
            """
            INSERT INTO automation_profile (name, document, change_set)
            VALUES (\(profile.name), \(profile.document), \(change))
            ON CONFLICT (name) DO UPDATE SET
                document = excluded.document, change_set = excluded.change_set
            """)
        try note(TableChange(inserted: 1 - kept, updated: kept), of: .automationProfile, in: change)
    }

    /// Removes a profile, keeping what it was. The nights that it served stay.
    public func removeAutomationProfile(_ name: String, in change: Int) throws {
        let its: Query = "name = \(name)"
        let kept = try keepImages(of: .automationProfile, where: its, in: change, for: .delete)
        try run("DELETE FROM automation_profile WHERE \(query: its)")
        try note(TableChange(deleted: kept), of: .automationProfile, in: change)
    }
}
