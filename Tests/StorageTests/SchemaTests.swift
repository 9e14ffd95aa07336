import Foundation
import Records
import Storage
import TestDistricts
import Testing

/// The schema as each database has it, beside what is kept of it in `Snapshots`, so that a
/// migration cannot land on one database alone.
@Suite struct SchemaTests {
    /// Every column of every table: table, column, type, whether it may be blank.
    private func columns(_ reader: any Reader) throws -> [(table: String, line: String)] {
        let query: Query =
            reader.dialect == .sqlite
            ? """
            SELECT m.name, c.name, c.type, max(c."notnull", c.pk > 0) FROM sqlite_master m
            JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid
            """
            : """
            SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT)
                || CASE WHEN collation_name = 'C' THEN ' COLLATE "C"' ELSE '' END,
                CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END
            FROM information_schema.columns WHERE table_schema = current_schema()
            ORDER BY table_name COLLATE "C", ordinal_position
            """
        return try reader.rows(query) { row in
            let isRequired = try row.requiredInteger(3) == 1
            return (
                try row.requiredText(0),
                "  \(try row.requiredText(1)) \(try row.requiredText(2))"
                    + (isRequired ? " NOT NULL" : "")
            )
        }
    }

    /// Constraints and indexes as the database itself spells them.
    private func rules(_ reader: any Reader) throws -> [String] {
        let queries: [Query] =
            reader.dialect == .sqlite
            ? ["SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"]
            : [
                """
                SELECT replace(CAST(c.conrelid::regclass AS TEXT) || ' '
                    || pg_get_constraintdef(c.oid), current_schema() || '.', '') AS rule
                FROM pg_constraint c WHERE c.connamespace = current_schema()::regnamespace
                ORDER BY 1
                """,
                """
                SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes
                WHERE schemaname = current_schema() ORDER BY 1
                """,
                """
                SELECT replace(pg_get_triggerdef(t.oid), current_schema() || '.', '')
                FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
                ORDER BY 1
                """,
            ]
        return try queries.flatMap { try reader.rows($0) { try $0.requiredText(0) } }.map { rule in
            rule.split { $0.isWhitespace }.joined(separator: " ")
        }.sorted()
    }

    private func snapshot() throws -> String {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        return try store.read { reader in
            var text = ""
            var table = ""
            for column in try columns(reader) {
                if column.table != table { text += "\(column.table)\n" }
                table = column.table
                text += column.line + "\n"
            }
            return text + "\n" + (try rules(reader)).map { $0 + "\n" }.joined()
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Snapshots")

    /// After a migration, `HOMEROOM_RECORD_SNAPSHOTS=1` writes the snapshot anew.
    @Test func `the schema is the one that was agreed on`() throws {
        let name = TestPlace.isPostgres ? "postgres.txt" : "sqlite.txt"
        let file = Self.folder.appending(path: name)
        let found = try snapshot()
        if ProcessInfo.processInfo.environment["HOMEROOM_RECORD_SNAPSHOTS"] == "1" {
            try Data(found.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == found)
    }

    @Test func `both databases have the same tables and columns`() throws {
        func tables(_ name: String) throws -> [String] {
            let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
            return text.prefix(upTo: text.firstRange(of: "\n\n")?.lowerBound ?? text.endIndex)
                .split(separator: "\n").map { line in
                    let isBlankable = !line.hasSuffix(" NOT NULL")
                    let words = line.split(separator: " ")
                    return line.hasPrefix(" ")
                        ? "  \(words[0]) \(isBlankable ? "may be blank" : "")" : String(line)
                }
        }
        let lite = try tables("sqlite.txt")
        #expect(lite.count > 100)
        #expect(try tables("postgres.txt") == lite)
    }

    @Test func `every table with a change set is one that an undo knows`() throws {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        let found = try store.read { reader in
            try columns(reader).filter { $0.line.hasPrefix("  change_set ") }.map(\.table)
        }
        let kept = [
            "audit_anchor", "change_seal", "change_set_table", "change_subject",
            "destroyed_piece", "import_row", "import_run", "match_decision", "prior_image",
        ]
        #expect(Set(found) == Set(VersionedTable.all.map(\.name) + kept))
    }

    @Test func `the columns of each versioned table are those of the schema`() throws {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        let found = try store.read { try columns($0) }
        for table in VersionedTable.all {
            let columns = found.filter { $0.table == table.name }.map {
                String($0.line.split(separator: " ")[0])
            }
            #expect(columns == table.columns)
        }
    }

    @Test func `a copy of a district knows every table and column`() throws {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        let found = Dictionary(grouping: try store.read { try columns($0) }, by: \.table)
        let known = StoredTable.all.map(\.name)
        #expect(Set(known).union(["schema_migration"] + StoredTable.left) == Set(found.keys))
        #expect(Set(known).count == known.count)
        for table in StoredTable.all {
            let columns = (found[table.name] ?? []).map {
                String($0.line.split(separator: " ")[0])
            }
            #expect(columns == table.columns)
        }
    }

    @Test(.disabled(if: TestPlace.isPostgres))
    func `each reference that PostgreSQL verifies in its own way is declared on SQLite`() throws {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        for reference in BulkReference.all {
            let (table, column) = (reference.table, reference.column)
            let parents = try store.read { reader in
                try reader.rows(
                    """
                    SELECT "table" FROM pragma_foreign_key_list(\(table)) WHERE "from" = \(column)
                    """
                ) { try $0.requiredText(0) }
            }
            #expect(parents == [reference.parent], "\(table).\(column)")
        }
        let postgres = try String(
            contentsOf: Self.folder.appending(path: "postgres.txt"), encoding: .utf8)
        for reference in BulkReference.all {
            #expect(!postgres.contains("\(reference.table) FOREIGN KEY (\(reference.column))"))
        }
    }
}
