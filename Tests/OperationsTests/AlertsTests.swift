import Records
import Testing

@testable import Operations

/// Which alerts are lit for a student; today is 10/5/2026.
@Suite struct AlertsTests {
    let office: Office
    private var alerts: Alerts { Alerts(office.workspace()) }

    init() throws {
        office = try Office()
        let key = CodeTables.Entry(systemKey: "504_plan")
        _ = try office.codeTables.change(CodeBook.programs, "101", key)
    }

    private func lit(_ start: String, _ end: String) throws -> [String]? {
        _ = try office.importPrograms([office.row("100200", start: start, end: end)])
        return try alerts.of("100200")?.map(\.label)
    }

    @Test(arguments: [
        ("10/05/2026", "", ["504"]), ("10/06/2026", "", []), ("09/02/2025", "10/05/2026", ["504"]),
        ("09/02/2025", "10/04/2026", []),
    ])
    func `an alert is lit from the first day to the last`(
        _ start: String, _ end: String, _ expected: [String]
    ) throws {
        #expect(try lit(start, end) == expected)
    }

    @Test func `a district begins with the 504 alert, which can be changed and taken away`() throws
    {
        #expect(try alerts.list().map(\.label) == ["504"])
        #expect(try alerts.list()[0].isStandard)
        #expect(try lit("09/02/2026", "") == ["504"])
        let named = try alerts.set("504_plan", label: "504 plan")
        #expect(try alerts.of("100200")?.map(\.label) == ["504 plan"])
        #expect(try alerts.set("504_plan", label: "504 plan").changeSet == nil)
        let removed = try alerts.remove("504_plan")
        #expect(try alerts.of("100200") == [])
        #expect(try alerts.list().map(\.active) == [false])
        for change in [removed.changeSet, named.changeSet] {
            _ = try office.undo(try #require(change))
        }
        #expect(try alerts.list().map(\.label) == ["504"])
        #expect(try alerts.of("100200")?.map(\.label) == ["504"])
    }

    @Test func `other system keys light theirs, in their order`() throws {
        _ = try office.codeTables.change(
            CodeBook.programs, "127", CodeTables.Entry(systemKey: "gate"))
        _ = try alerts.set("gate", label: "GATE", sortOrder: -1)
        _ = try office.importPrograms([office.row("100200"), office.row("100200", "127")])
        #expect(try alerts.of("100200")?.map(\.label) == ["GATE", "504"])
        let number = try office.district.store.read { try $0.students(withID: "100200") }[0]
        #expect(try alerts.of(student: number)?.count == 2)
        _ = try alerts.remove("gate")
        #expect(try alerts.list().map(\.systemKey) == ["504_plan"])
        #expect(refusal { _ = try alerts.remove("gate") } == "alert.not-found")
        #expect(try alerts.set("robotics", label: "Robots").warnings.count == 1)
        #expect(try CheckDistrict(store: office.district.store).run().findings.isEmpty)
    }

    @Test func `who does not see program enrollments sees no alerts of them`() throws {
        _ = try lit("09/02/2026", "")
        #expect(try Alerts(office.workspace(.teacher)).of("100200") == nil)
        #expect(try Alerts(office.workspace(.caseManager)).of("100200")?.count == 1)
        #expect(
            refusal { _ = try Alerts(office.workspace(.registrar)).set("gate", label: "G") }
                == "access.denied")
    }
}
