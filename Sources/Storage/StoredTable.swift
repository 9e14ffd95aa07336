import Records

/// A table as a copy of a district sees it: what identifies a row, and what it holds.
public struct StoredTable: Hashable, Sendable {
    public let name: String
    public let key: [String]
    public let columns: [String]
    /// Whether rows refer to others of the same table, which may come later.
    let refersToItself: Bool

    private init(
        _ name: String, key: [String], _ columns: String, refersToItself: Bool = false
    ) {
        self.name = name
        self.key = key
        self.columns = columns.split(separator: " ").map(String.init)
        self.refersToItself = refersToItself
    }

    private init(_ table: VersionedTable) {
        self.init(
            table.name, key: table.key, table.columns.joined(separator: " "),
            refersToItself: table == .student)
    }

    /// All tables of a district but that of its migrations and those that are `left`, those that
    /// are referred to first.
    public static let all: [StoredTable] =
        [
            StoredTable("next_number", key: ["name"], "name next"),
            StoredTable(
                "change_set", key: ["id"], "id kind actor at reason plan undoes undone_by",
                refersToItself: true),
            StoredTable(
                "change_set_table", key: ["change_set", "table_name"],
                "change_set table_name columns inserted updated deleted"),
            StoredTable("content", key: ["id"], "id digest bytes"),
            StoredTable("content_piece", key: ["content", "piece"], "content piece bytes"),
        ] + VersionedTable.all.map(StoredTable.init) + [
            StoredTable(
                "change_subject", key: ["student", "change_set"], "student change_set"),
            StoredTable(
                "access_event", key: ["id"], "id at account party kind what purpose students"),
            StoredTable(
                "access_subject", key: ["kind", "subject", "event"], "kind subject event"),
            StoredTable("access_intake", key: ["name"], "name"),
            StoredTable("name_variant", key: ["variant", "name"], "variant name"),
            StoredTable(
                "import_run", key: ["id"],
                "id file_name layout bytes digest head_digest state actor started_at finished_at "
                    + "header report change_set"),
            StoredTable(
                "import_row", key: ["run", "row"],
                "run row state cells problems held resolution change_set"),
            StoredTable("import_file", key: ["run", "piece"], "run piece bytes"),
            StoredTable(
                "prior_image", key: ["change_set", "table_name", "row_key"],
                "change_set table_name row_key operation prior_change_set image"),
            StoredTable("change_seal", key: ["change_set"], "change_set code key_id"),
            StoredTable(
                "audit_anchor", key: ["change_set"],
                "change_set district at code key_id signature"),
            StoredTable(
                "destroyed_piece", key: ["change_set", "kind", "place", "destroyed_in"],
                "change_set kind place destroyed_in table_name row_key operation "
                    + "prior_change_set before after"),
            StoredTable("user_password", key: ["account"], "account hash changed_at is_initial"),
            StoredTable(
                "second_factor", key: ["account"], "account sealed_key confirmed_at last_step"),
            StoredTable(
                "recovery_code", key: ["account", "code_hash"],
                "account code_hash used_at ends_at"),
            StoredTable("account_use", key: ["account"], "account signed_in_at"),
            StoredTable(
                "export_request", key: ["id"],
                "id account party at list query reason students state decided_by decided_account "
                    + "decided_at taken_at"),
            StoredTable(
                "alarm", key: ["id"], "id at kind account party detail seen_by seen_at"),
            StoredTable(
                "sign_in_event", key: ["id"], "id at account name_digest address way outcome"),
            StoredTable("secret", key: ["name"], "name bytes"),
            StoredTable(
                "saved_view", key: ["account", "list", "name"], "account list name query"),
            StoredTable(
                "duplicate_pair", key: ["kind", "one", "other"],
                "kind one other probability weight is_conflict found_at later_until"),
            StoredTable("duplicate_search", key: ["id"], "id at newest_change people"),
            StoredTable(
                "night_run", key: ["profile", "service_date"],
                "profile service_date fence state holder lease_until started_at ended_at report"),
            StoredTable("folder_look", key: ["profile"], "profile at seen"),
            StoredTable("envelope_try", key: ["envelope_id"], "envelope_id tries at"),
            StoredTable(
                "report_delivery", key: ["report", "service_date"],
                "report service_date at outcome"),
            StoredTable(
                "match_decision", key: ["change_set", "kind", "one", "other"],
                "change_set kind one other probability weight is_same"),
            StoredTable(
                "api_token", key: ["id"],
                "id account label hash scopes addresses created_at expires_at revoked_at used_at "
                    + "used_from"),
        ]

    /// Tables that are not copied: whoever is signed in there is not signed in here, what was
    /// answered there was not done here, and what is told from there is not told from here, too.
    public static let left = ["session", "sign_in_attempt", "sign_in_flow", "api_answer", "notice"]

    /// Rows that are new.
    var bulk: BulkWrite {
        BulkWrite(
            into: name, columns: columns, key: key, conflict: .none,
            refersToItself: refersToItself)
    }
}

extension Reader {
    /// Hands over all rows of a table, in key order.
    public func forEachRow(of table: StoredTable, _ body: (any BulkRow) throws -> Void) throws {
        let columns = table.columns.joined(separator: ", ")
        let key = table.key.joined(separator: ", ")
        try scan("SELECT \(sql: columns) FROM \(sql: table.name) ORDER BY \(sql: key)") { row in
            try body(row)
            return true
        }
    }
}
