import Foundation
import Records
import Storage
import TestDistricts
import Testing

/// Every column that names students beside what a merge does with it, so that no table is
/// forgotten.
@Suite struct MergedTableTests {
    /// Columns that name students without a declaration that a database could tell of.
    private static let undeclared: Set<String> = [
        "program_alias.to_student", "change_subject.student", "envelope_package.student",
    ]

    /// What the schema declares to refer to `parent`.
    private func references(to parent: String, _ reader: any Reader) throws -> Set<String> {
        let query: Query =
            reader.dialect == .sqlite
            ? """
            SELECT m.name || '.' || f."from" FROM sqlite_master m
            JOIN pragma_foreign_key_list(m.name) f
            WHERE m.type = 'table' AND f."table" = \(parent)
            """
            : """
            SELECT CAST(t.relname AS TEXT) || '.' || CAST(a.attname AS TEXT)
            FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
            JOIN pg_class p ON p.oid = c.confrelid
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (c.conkey)
            WHERE c.contype = 'f' AND p.relname = \(parent)
                AND c.connamespace = current_schema()::regnamespace
            """
        return Set(try reader.rows(query) { try $0.requiredText(0) })
    }

    /// Columns that are called so as to name a student.
    private func columnsNamed(_ reader: any Reader) throws -> Set<String> {
        let query: Query =
            reader.dialect == .sqlite
            ? """
            SELECT m.name || '.' || c.name FROM sqlite_master m
            JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
                AND (c.name = 'student' OR c.name LIKE '%\\_student' ESCAPE '\\'
                    OR c.name LIKE 'student\\_%' ESCAPE '\\' OR c.name = 'merged_into')
            """
            : """
            SELECT CAST(table_name AS TEXT) || '.' || CAST(column_name AS TEXT)
            FROM information_schema.columns WHERE table_schema = current_schema()
                AND (column_name = 'student' OR column_name LIKE '%\\_student'
                    OR column_name LIKE 'student\\_%' OR column_name = 'merged_into')
            """
        return Set(try reader.rows(query) { try $0.requiredText(0) })
    }

    private var known: [String: [String]] {
        var found: [String: [String]] = [:]
        for table in MergedTable.all {
            switch table {
            case .renamed(let table): found["\(table.name).student", default: []].append("renamed")
            case .handedOver(let table):
                found["\(table.name).student", default: []].append("handed over")
            case .stays(let table, let column, let reason):
                found["\(table).\(column)", default: []].append(reason)
            }
        }
        return found
    }

    private func withSchema<T>(_ body: (any Reader) throws -> T) throws -> T {
        let place = try TestPlace()
        let store = try place.open()
        defer { try? store.close() }
        return try store.read(body)
    }

    @Test func `every column that names students is followed by a merge, or stays for a reason`()
        throws
    {
        let (declared, named) = try withSchema { reader in
            (try references(to: "student", reader), try columnsNamed(reader))
        }
        let bulk = BulkReference.all.filter { $0.parent == "student" }
            .map { "\($0.table).\($0.column)" }
        let all = declared.union(bulk).union(Self.undeclared)
        #expect(all.subtracting(known.keys) == [], "a merge would forget these")
        #expect(Set(known.keys).subtracting(all) == [], "these name nobody")
        // Whatever is called a student is one of those, or one of the SIS, or its visible ID.
        let others = named.subtracting(all).filter {
            !$0.hasSuffix(".sis_student") && $0 != "student.student_id"
        }
        #expect(others == [])
    }

    @Test func `each is told of once, and with a reason`() {
        for (column, fates) in known {
            #expect(fates.count == 1 && !fates[0].isEmpty, "\(column)")
        }
    }

    @Test func `a student is part of the key exactly where rows are renamed`() {
        for table in MergedTable.all {
            switch table {
            case .renamed(let table): #expect(table.key.first == "student", "\(table.name)")
            case .handedOver(let table): #expect(!table.key.contains("student"), "\(table.name)")
            case .stays: break
            }
        }
    }

    @Test func `what belongs to a learning plan follows it`() throws {
        let (plans, reviews) = try withSchema { reader in
            (try references(to: "learning_plan", reader), try references(to: "plan_review", reader))
        }
        #expect(plans == ["plan_course.plan", "plan_contact.plan", "plan_review.plan"])
        #expect(reviews == ["plan_intervention.review"])
        let tables = VersionedTable.all.filter { $0.name.hasPrefix("plan_") }
        #expect(tables.count == 4)
        for table in tables { #expect(!table.columns.contains("student"), "\(table.name)") }
    }
}
