import Records

// All SQL that touches `setting`.

extension Reader {
    /// All settings that were set, by name.
    public func settings() throws -> [String: String] {
        let found = try rows("SELECT name, value FROM setting") {
            (try $0.requiredText(0), try $0.requiredText(1))
        }
        return Dictionary(found, uniquingKeysWith: { $1 })
    }

    /// What a setting says, and when it was set to that (ISO 8601, UTC); nil where it never was.
    public func settingAndTime(_ name: String) throws -> (value: String, at: String)? {
        try first(
            """
            SELECT s.value, c.at FROM setting s JOIN change_set c ON c.id = s.change_set
            WHERE s.name = \(name)
            """
        ) { (try $0.requiredText(0), try $0.requiredText(1)) }
    }
}

extension Writer {
    /// Sets `name`, keeping what it was.
    public func setSetting(_ name: String, to value: String, in change: Int) throws {
        let kept = try keepImages(
            of: .setting, where: "name = \(name)", in: change, for: .update)
        try run(
            """
            INSERT INTO setting (name, value, change_set) VALUES (\(name), \(value), \(change))
            ON CONFLICT (name) DO UPDATE SET
                value = excluded.value, change_set = excluded.change_set
            """)
        try note(TableChange(inserted: 1 - kept, updated: kept), of: .setting, in: change)
    }
}
