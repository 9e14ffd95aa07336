import Records
import Storage
import Testing

@testable import Operations

/// The code tables: what may be changed of them, and that all of it can be taken back.
@Suite struct CodeTablesTests {
    let office: Office
    private var tables: CodeTables { office.codeTables }
    private let programs = CodeBook.programs

    init() throws { office = try Office() }

    private func code(_ key: String) throws -> CodeTables.Listed? {
        try office.codes(of: programs).first { $0.key == key }
    }

    private func expectClean() throws {
        #expect(try CheckDistrict(store: office.district.store).run().findings.isEmpty)
    }

    @Test func `the tables are listed with their counts, also empty ones`() throws {
        _ = try tables.change(programs, "127", CodeTables.Entry(isActive: false))
        _ = try office.importPrograms([office.row("100200", eligibility: "E7")])
        let listed = try tables.tables()
        #expect(listed.map(\.name) == ["Program Eligibility", "Program Exit", programs])
        #expect(listed.map(\.codes) == [1, 0, 3])
        #expect(listed.map(\.active) == [1, 0, 2])
        #expect(listed.map(\.seenInFile) == [1, 0, 0])
    }

    @Test func `codes are found by what they say, page by page`() throws {
        _ = try tables.add(
            programs, "L25M", CodeTables.Entry(text: "Language", systemKey: "language"))
        _ = try tables.change(programs, "120", CodeTables.Entry(isActive: false))
        var filter = CodeTables.Filter(table: programs)
        filter.text = "LANG"
        let found = try tables.list(filter)
        #expect(found.map(\.key) == ["L25M"] && found[0].systemKeyText == "Language program")
        filter.text = ""
        filter.isActive = false
        #expect(try tables.list(filter).map(\.key) == ["120"])
        let second = try tables.page(2, size: 3)
        #expect(second.codes.map(\.key) == ["L25M"] && second.total == 4)
        #expect(try tables.page(9, size: 3).codes.isEmpty)
    }

    @Test func `every part of a code is changed, and taken back`() throws {
        _ = try office.importFile("sites.txt", office.sites)
        let before = try code("101")
        var entry = CodeTables.Entry(text: "Section 504", systemKey: "504_plan", isActive: false)
        entry.site = 1010
        entry.sortOrder = 4
        entry.key = "101A"
        let changed = try tables.change(programs, "101", entry)
        let now = try #require(try code("101A"))
        #expect(now.text == "Section 504" && now.systemKey == "504_plan" && now.site == 1010)
        #expect(now.sortOrder == 4 && !now.active && changed.warnings.isEmpty)
        #expect(try tables.change(programs, "101A", entry).changeSet == nil)
        _ = try office.undo(try #require(changed.changeSet))
        #expect(try code("101") == before)
        entry.site = 4711
        #expect(refusal { _ = try tables.change(programs, "101", entry) } == "site.unknown")
        try expectClean()
    }

    @Test func `a system key that nothing is known of is taken with a warning`() throws {
        let added = try tables.add(
            programs, "901", CodeTables.Entry(text: "Robotics", systemKey: "robotics"))
        #expect(added.warnings.count == 1)
        #expect(try code("901")?.systemKey == "robotics")
    }

    @Test func `keys that clash or are none are refused`() throws {
        var entry = CodeTables.Entry()
        for (key, refused) in [
            ("120", "code.exists"), (" ", "code.invalid"), ("\u{200B}", "code.invalid"),
        ] {
            entry.key = key
            #expect(refusal { _ = try tables.change(programs, "101", entry) } == refused)
        }
        for (table, key, refused) in [
            (programs, "101", "code.exists"), ("", "1", "code.invalid"),
            ("\u{FEFF}", "1", "code.invalid"),
            (programs, String(repeating: "1", count: 31), "code.invalid"),
            ("A\tB", "1", "text.not-text"),
        ] {
            #expect(
                refusal { _ = try tables.add(table, key, CodeTables.Entry(text: "x")) } == refused)
        }
        #expect(refusal { _ = try tables.remove(programs, "9") } == "code.not-found")
    }

    @Test func `several codes are added as one change set, or none`() throws {
        func new(_ key: String) -> CodeTables.NewCode {
            CodeTables.NewCode(table: programs, key: key, entry: CodeTables.Entry(text: key))
        }
        #expect(refusal { _ = try tables.add([new("201"), new("101")]) } == "code.exists")
        #expect(try code("201") == nil)
        let added = try tables.add([new("201"), new("202")])
        #expect(Set(added.map(\.changeSet)).count == 1)
        _ = try office.undo(try #require(added[0].changeSet))
        #expect(try code("201") == nil && code("202") == nil)
    }

    @Test func `a code that records use is neither removed nor renamed`() throws {
        _ = try office.importPrograms(office.students.prefix(2).map { office.row($0) })
        #expect(refusal { _ = try tables.remove(programs, "101") } == "code.used")
        var entry = CodeTables.Entry()
        entry.key = "102"
        #expect(refusal { _ = try tables.change(programs, "101", entry) } == "code.used")
        let error = #expect(throws: OperationError.self) { try tables.remove(programs, "101") }
        #expect(error?.message.hasPrefix("2 records use the code 101") == true)
        #expect(error?.remedy.contains("homeroom code deactivate") == true)
        #expect(try tables.change(programs, "101", CodeTables.Entry(text: "New")).changeSet != nil)
    }

    @Test func `a code goes with its state codes, and comes back with them`() throws {
        let year = SchoolYear(start: 2026)
        _ = try tables.setState(programs, "127", of: year, to: "S127")
        let removed = try tables.remove(programs, "127")
        #expect(try code("127") == nil)
        #expect(try tables.states(of: year).allSatisfy { $0.stateCode == nil })
        try expectClean()
        let undo = try office.undo(try #require(removed.changeSet))
        #expect(undo.left.isEmpty)
        #expect(try tables.states(of: year).first { $0.key == "127" }?.stateCode == "S127")
        _ = try office.undo(try #require(undo.changeSet))
        #expect(try code("127") == nil)
        try expectClean()
    }

    @Test func `an undo leaves a code that has a state code by now`() throws {
        let added = try tables.add(programs, "300", CodeTables.Entry(text: "New"))
        _ = try tables.setState(programs, "300", of: SchoolYear(start: 2026), to: "S300")
        let change = try #require(added.changeSet)
        #expect(refusal { _ = try office.undo(change) } == "undo.all-edited")
        #expect(try code("300") != nil)
    }

    @Test func `state codes are set, copied from last year and cleared`() throws {
        let (old, new) = (SchoolYear(start: 2025), SchoolYear(start: 2026))
        _ = try tables.setState(programs, "101", of: old, to: "A")
        _ = try tables.setState(programs, "120", of: old, to: "B")
        _ = try tables.setState(programs, "120", of: new, to: "B2")
        #expect(try tables.setState(programs, "120", of: new, to: "B2").changeSet == nil)
        let copied = try tables.copyStates(from: old, to: new)
        #expect(copied.copied == 1 && copied.kept == 1)
        func states() throws -> [String?] { try tables.states(of: new).map(\.stateCode) }
        #expect(try states() == ["A", "B2", nil])
        #expect(try tables.copyStates(from: old, to: new).changeSet == nil)
        let cleared = try tables.clearState(programs, "101", of: new)
        #expect(try states() == [nil, "B2", nil])
        #expect(try tables.clearState(programs, "101", of: new).changeSet == nil)
        for change in [cleared.changeSet, copied.changeSet] {
            _ = try office.undo(try #require(change))
        }
        #expect(try states() == [nil, "B2", nil])
        #expect(refusal { _ = try tables.setState(programs, "101", of: new, to: " ") } != nil)
        try expectClean()
    }

    @Test func `a file with a code that is not active is taken, with a warning`() throws {
        _ = try tables.change(programs, "120", CodeTables.Entry(isActive: false))
        let report = try office.importPrograms([
            office.row("100200", "120"), office.row("100201"),
        ])
        #expect(report.inserted == 2 && report.warnings == 1)
        let problem = try #require(report.problems.first)
        #expect(problem.code == "program.inactive-code" && problem.message.contains("120"))
    }

    @Test func `only who may change codes does`() throws {
        let registrar = CodeTables(office.workspace(.registrar))
        let year = SchoolYear(start: 2026)
        for work in [
            { _ = try registrar.add(programs, "1", CodeTables.Entry(text: "x")) },
            { _ = try registrar.change(programs, "101", CodeTables.Entry(text: "x")) },
            { _ = try registrar.remove(programs, "101") },
            { _ = try registrar.setState(programs, "101", of: year, to: "x") },
            { _ = try registrar.copyStates(from: year, to: SchoolYear(start: 2027)) },
        ] { #expect(refusal(work) == "access.denied") }
        #expect(try registrar.list().count == 3)
    }
}
