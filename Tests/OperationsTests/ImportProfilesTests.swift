import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct ImportProfilesTests {
    let office: Office
    let profiles: ImportProfiles

    init() throws {
        office = try Office()
        profiles = ImportProfiles(
            store: office.district.store, actor: "test", clock: office.clock)
    }

    @Test func `students of the table become linked profiles`() throws {
        let imported = try profiles.run(["100203", "100201", "100203"])
        #expect(imported.studentIDs == ["100201", "100203"])
        let shown = try ShowStudent(store: office.district.store).run("100203")
        #expect(shown.student.integrationID == "100203")
        #expect(shown.student.origin == "sisImport")
        _ = try office.undo(imported.changeSet)
        #expect(throws: OperationError.self) {
            try ShowStudent(store: office.district.store).run("100203")
        }
    }

    @Test func `unknown and imported students are refused, and nobody is imported then`() throws {
        _ = try profiles.run(["100200"])
        let imported = #expect(throws: OperationError.self) {
            try profiles.run(["100201", "100200"])
        }
        #expect(imported?.code == "student.already-imported")
        let unknown = #expect(throws: OperationError.self) { try profiles.run(["100201", "9"]) }
        #expect(unknown?.code == "student.not-in-roster")
        #expect(try profiles.run(["100201"]).studentIDs == ["100201"])
    }

    @Test func `rows that an undo leaves are named in words`() throws {
        let roster = try #require(try office.review.list().first { $0.layout == "studemo" })
        _ = try profiles.run(["100200"])
        let report = try office.undo(try #require(roster.changeSet))
        #expect(report.left.map(\.row) == ["SIS student 100200"])
        let setting = try office.administration.set("near-miss", to: "insert")
        _ = try office.administration.set("near-miss", to: "hold")
        let undo = Undo(Workspace(store: office.district.store, actor: "test", clock: office.clock))
        #expect(try undo.check(setting).left.map(\.row) == ["setting near-miss"])
        let refused = #expect(throws: OperationError.self) { try undo.run(setting) }
        #expect(refused?.code == "undo.all-edited")
        let sites = try office.importFile("sites.txt", office.sites)
        _ = try office.importFile(
            "sites.txt", office.sites.replacing("Alder Elementary", with: "Alder School"))
        #expect(try undo.check(try #require(sites.changeSet)).left.map(\.row) == ["site 1010"])
    }
}
