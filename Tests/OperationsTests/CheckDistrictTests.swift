import Foundation
import Records
import Storage
import TestDistricts
import Testing

@testable import Operations

@Suite struct CheckDistrictTests {
    private func check(_ office: Office) throws -> CheckReport {
        try CheckDistrict(store: office.district.store).run()
    }

    @Test func `a new district is clean`() throws {
        let district = try District()
        let report = try CheckDistrict(store: district.store).run()
        #expect(report.isClean)
        #expect(
            report.checked.map(\.name) == (TestPlace.isPostgres ? [] : ["pages"]) + [
                "numbers", "profiles", "programEnrollments", "contents", "references", "changeSets",
                "priorImages", "importRuns",
            ])
    }

    @Test func `a district is clean after everything that can be done`() throws {
        let office = try Office(students: 12)
        try office.doEverything()
        let report = try check(office)
        #expect(report.findings == [])
        for checked in report.checked { #expect(checked.count > 0, "\(checked.name)") }
    }

    @Test func `a check changes nothing`() throws {
        let office = try Office()
        _ = try office.importPrograms([office.row("100200")])
        let before = try office.district.store.read { try $0.newestChange() }
        #expect(try check(office).isClean)
        #expect(try office.district.store.read { try $0.newestChange() } == before)
    }

    @Test func `examples are ten at most, and the count is of all`() throws {
        let office = try Office(students: 15)
        _ = try office.importPrograms(office.students.map { office.row($0) })
        _ = try office.district.store.write {
            try $0.run("UPDATE program_enrollment SET ends = 20800")
        }
        let finding = try #require(try check(office).findings.first)
        #expect(finding.count == 15)
        #expect(finding.examples.count == 10)
        #expect(finding.examples.first == "record 1.1.20698.1010")
    }

    @Test func `damage is found under its code, and nothing else is`() throws {
        let office = try Office(students: 12)
        try office.doEverything()
        for damage in Damage.all where !damage.isOfFile || !TestPlace.isPostgres {
            let found = try office.district.store.rehearse { writer in
                for table in damage.unguarded { try writer.unguard(table) }
                var changed = 0
                for statement in damage.statements { changed += try writer.run(statement) }
                #expect(changed > 0, "\(damage.code) is not planted")
                return try CheckDistrict(store: office.district.store).look(writer).findings
            }
            let codes = Set(found.map(\.code))
            #expect(codes == [damage.code], "\(damage.statements)")
            for finding in found {
                #expect(finding.count > 0 && !finding.examples.isEmpty)
                #expect(!finding.message.isEmpty && !finding.remedy.isEmpty)
            }
        }
        #expect(try check(office).isClean)
    }

    @Test(.disabled(if: TestPlace.isPostgres))
    func `every reference that the schema declares is looked at`() throws {
        let known = Set(
            TableReference.all.map { "\($0.childTable).\($0.column) to \($0.parentTable)" })
        let declared = try District().rows(
            """
            SELECT m.name || '.' || f."from" || ' to ' || f."table"
            FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
            """, columns: 1)
        #expect(declared.count > 20)
        #expect(Set(declared).subtracting(known) == [])
        for table in VersionedTable.all {
            #expect(known.contains("\(table.name).change_set to change_set"))
        }
    }

    @Test func `every other fault is planted once at least`() {
        let planted = Set(Damage.all.map(\.code))
        let known = Set(CheckFault.allCases.map(\.rawValue))
        #expect(known.subtracting(planted) == ["check.database-references"])
    }

    @Test(.disabled(if: TestPlace.isPostgres))
    func `a reference that SQLite finds lost by itself is found`() throws {
        let office = try Office()
        // A reference that is declared only after a row broke it.
        try office.district.store.write {
            try $0.run("CREATE TABLE note (student INTEGER)")
            try $0.run("INSERT INTO note (student) VALUES (7)")
            try $0.run("PRAGMA writable_schema = ON")
            try $0.run(
                """
                UPDATE sqlite_master SET sql = 'CREATE TABLE note (student REFERENCES student)'
                WHERE name = 'note'
                """)
            try $0.run("PRAGMA writable_schema = OFF")
            try $0.run("CREATE TABLE later (id INTEGER)")
        }
        let findings = try check(office).findings
        #expect(findings.map(\.code) == ["check.database-references"])
        #expect(findings.first?.examples == ["note to student"])
    }
}

extension Writer {
    /// Puts a table of the same rows in the place of `table` that guards nothing.
    fileprivate func unguard(_ table: String) throws {
        let strict = table + "_strict"
        try run(Query(stringLiteral: "ALTER TABLE \(table) RENAME TO \(strict)"))
        try run(Query(stringLiteral: "CREATE TABLE \(table) AS SELECT * FROM \(strict)"))
    }
}
