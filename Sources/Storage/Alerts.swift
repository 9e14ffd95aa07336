import Records

// All SQL that touches `alert`.

extension Reader {
    /// The alerts that somebody set, by sort order and system key.
    public func alertsSet() throws -> [Alert] {
        try rows(
            """
            SELECT system_key, label, active, sort_order FROM alert
            ORDER BY sort_order, system_key
            """
        ) {
            Alert(
                systemKey: try $0.requiredText(0), label: try $0.requiredText(1),
                isActive: try $0.requiredInteger(2) == 1, sortOrder: try $0.requiredInteger(3))
        }
    }

    /// The system keys of the programs that a student has an active record of: begun by `day`,
    /// and not ended before it.
    public func activeSystemKeys(of student: Int, on day: CalendarDate) throws -> Set<String> {
        Set(
            try rows(
                """
                SELECT DISTINCT c.system_key FROM program_enrollment p
                JOIN code c ON c.id = p.program
                WHERE p.student = \(student) AND c.system_key <> '' AND p.start <= \(day.dayNumber)
                    AND (p.ends IS NULL OR p.ends >= \(day.dayNumber))
                """
            ) {
                try opened($0.requiredText(0), kind: VersionedTable.code.sealedKind("system_key"))
            })
    }
}

extension Writer {
    /// Writes an alert whole, keeping what it was.
    public func save(_ alert: Alert, in change: Int) throws {
        let kept = try keepImages(
            of: .alert, where: "system_key = \(alert.systemKey)", in: change, for: .update)
        try run(
            """
            INSERT INTO alert (system_key, label, active, sort_order, change_set)
            VALUES (\(alert.systemKey), \(alert.label), \(alert.isActive), \(alert.sortOrder),
                \(change))
            ON CONFLICT (system_key) DO UPDATE SET
                label = excluded.label, active = excluded.active,
                sort_order = excluded.sort_order, change_set = excluded.change_set
            """)
        try note(TableChange(inserted: 1 - kept, updated: kept), of: .alert, in: change)
    }

    /// Removes an alert, keeping what it was.
    public func removeAlert(_ systemKey: String, in change: Int) throws {
        let its: Query = "system_key = \(systemKey)"
        let kept = try keepImages(of: .alert, where: its, in: change, for: .delete)
        try run("DELETE FROM alert WHERE \(query: its)")
        try note(TableChange(deleted: kept), of: .alert, in: change)
    }
}
