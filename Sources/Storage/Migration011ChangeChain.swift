extension Migration {
    /// The seals by which change sets hang together, the anchors that were signed, and what was
    /// destroyed of change sets for good. What is sealed is refused to whoever would change it.
    static let m011ChangeChain = Migration(
        number: 11, title: "Change chain", statements: tables,
        rest: { try $0.guardSealedRows() })

    private static let tables = [
        """
        CREATE TABLE change_seal (
            change_set INTEGER PRIMARY KEY REFERENCES change_set,
            code BLOB NOT NULL,
            key_id TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE audit_anchor (
            change_set INTEGER PRIMARY KEY REFERENCES change_set,
            district TEXT NOT NULL,
            at TEXT NOT NULL,
            code BLOB NOT NULL,
            key_id TEXT NOT NULL,
            signature BLOB NOT NULL) STRICT
        """,
        """
        CREATE TABLE destroyed_piece (
            change_set INTEGER NOT NULL REFERENCES change_set,
            kind TEXT NOT NULL CHECK (kind IN ('plan', 'image', 'row')),
            place INTEGER NOT NULL,
            destroyed_in INTEGER NOT NULL REFERENCES change_set,
            table_name TEXT NOT NULL,
            row_key TEXT NOT NULL,
            operation TEXT NOT NULL CHECK (operation IN ('', 'update', 'delete')),
            prior_change_set INTEGER,
            before BLOB NOT NULL,
            after BLOB,
            PRIMARY KEY (change_set, kind, place, destroyed_in)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX destroyed_piece_in ON destroyed_piece (destroyed_in)",
    ]
}

/// A rule by which the database itself refuses to change what is sealed. It keeps mistakes and
/// plain statements out; whoever owns the database can drop it, and is found by the seals.
private struct SealGuard {
    enum Deed: String { case update = "UPDATE", delete = "DELETE" }

    let table: String
    let deed: Deed
    /// What may not be updated; all columns where it is empty.
    var columns: [String] = []
    /// When it is refused, of the row `OLD`.
    let condition: String
    /// Told apart from others of the table and deed.
    var suffix = ""

    var name: String { "\(table)_\(deed.rawValue.lowercased())\(suffix)_refused" }

    /// A copy of a district that begins anew empties what it has copied.
    private static let notCopying =
        "NOT EXISTS (SELECT 1 FROM schema_migration WHERE number = \(Schema.copying))"

    private static func sealed(_ column: String) -> String {
        "EXISTS (SELECT 1 FROM change_seal s WHERE s.change_set = OLD.\(column))"
    }

    private static func notDestroyed(_ kind: String, _ column: String) -> String {
        """
        NOT EXISTS (SELECT 1 FROM destroyed_piece d WHERE d.change_set = OLD.\(column)
            AND d.kind = '\(kind)')
        """
    }

    static let all: [SealGuard] =
        [
            SealGuard(
                table: "change_set", deed: .update,
                columns: ["id", "kind", "actor", "at", "reason", "undoes"],
                condition: sealed("id")),
            SealGuard(
                table: "change_set", deed: .update, columns: ["plan"],
                condition: "\(sealed("id")) AND \(notDestroyed("plan", "id"))", suffix: "_plan"),
            SealGuard(table: "change_set", deed: .delete, condition: sealed("id")),
        ]
        + ["change_set_table", "change_subject"].flatMap { table in
            [Deed.update, .delete].map {
                SealGuard(table: table, deed: $0, condition: sealed("change_set"))
            }
        }
        + [Deed.update, .delete].map {
            SealGuard(
                table: "prior_image", deed: $0,
                condition: "\(sealed("change_set")) AND \(notDestroyed("image", "change_set"))")
        }
        + ["change_seal", "audit_anchor", "destroyed_piece"].flatMap { table in
            [Deed.update, .delete].map { SealGuard(table: table, deed: $0, condition: "1 = 1") }
        }

    func statements(for dialect: Query.Dialect) -> [String] {
        let of = columns.isEmpty ? "" : " OF \(columns.joined(separator: ", "))"
        let when = "\(condition) AND \(Self.notCopying)"
        switch dialect {
        case .sqlite:
            return [
                """
                CREATE TRIGGER \(name) BEFORE \(deed.rawValue)\(of) ON \(table) WHEN \(when)
                BEGIN SELECT RAISE(ABORT, 'sealed'); END
                """
            ]
        case .postgres:
            let result = deed == .update ? "NEW" : "OLD"
            return [
                """
                CREATE OR REPLACE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN
                    IF \(when) THEN
                        RAISE EXCEPTION 'sealed'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed';
                    END IF;
                    RETURN \(result);
                END $body$
                """,
                """
                CREATE TRIGGER \(name) BEFORE \(deed.rawValue)\(of) ON \(table)
                FOR EACH ROW EXECUTE FUNCTION \(name)()
                """,
            ]
        }
    }

    /// What the statements made, taken away again.
    func removal(for dialect: Query.Dialect) -> String {
        "DROP TRIGGER \(name)\(dialect == .postgres ? " ON \(table)" : "")"
    }
}

extension Writer {
    /// Has the database refuse changes of what is sealed.
    func guardSealedRows() throws {
        for sealGuard in SealGuard.all {
            for statement in sealGuard.statements(for: dialect) {
                try run(Query(stringLiteral: statement))
            }
        }
    }

    /// Takes that away; for tests that do what somebody with the database at hand would do.
    package func unguardSealedRows() throws {
        for sealGuard in SealGuard.all {
            try run(Query(stringLiteral: sealGuard.removal(for: dialect)))
        }
    }
}
