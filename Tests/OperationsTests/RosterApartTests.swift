import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Two records of the SIS that are told apart, and what an undo says of a pair. All students are
/// invented.
@Suite struct RosterApartTests {
    let office: LinkingOffice
    var duplicates: Duplicates { Duplicates(office.workspace) }

    init() throws {
        office = try LinkingOffice(
            LinkingOffice.row("1"),
            LinkingOffice.row("2", "", "Featherstone", "Isolde", born: "05/06/2015"),
            LinkingOffice.row("3", "", "Featherstone", "Isolde", born: "05/06/2015"))
        _ = try FindDuplicates(office.workspace).run()
    }

    private func item(_ kind: DuplicatePair.Kind) throws -> Duplicates.Item? {
        try duplicates.list(kind: kind).items.first
    }

    private func profile(of sis: String) throws {
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock
        ).run([sis])
    }

    @Test func `two of the SIS are told apart, remembered, and taken back`() throws {
        let pair = try #require(try item(.roster)).pair
        #expect(throws: OperationError.self) { try duplicates.dismiss(pair, reason: " ") }
        let change = try duplicates.dismiss(pair, reason: "Cousins")
        #expect(try duplicates.list().total == 0)
        #expect(try duplicates.item(pair) == nil)
        #expect(throws: OperationError.self) { try duplicates.dismiss(pair, reason: "Again") }
        _ = try FindDuplicates(office.workspace).run()
        #expect(try duplicates.list().total == 0)
        // The next file of the roster changes nothing of it.
        try office.load([
            LinkingOffice.row("2", "", "Featherstone", "Isolde", born: "05/06/2015"),
            LinkingOffice.row("3", "", "Featherstone", "Isolda", born: "05/06/2015"),
        ])
        _ = try FindDuplicates(office.workspace).run()
        #expect(try duplicates.list().total == 0)
        #expect(try DuplicateQuality(office.workspace).run().bars.map(\.apart).reduce(0, +) == 1)
        #expect(try CheckDistrict(store: office.district.store).run().isClean)
        try office.undo(change)
        _ = try FindDuplicates(office.workspace).refresh()
        #expect(try item(.roster)?.pair == pair)
        #expect(try DuplicateQuality(office.workspace).run().decisions == 0)
    }

    @Test func `a number that comes to agree brings the pair back, and says who decided`() throws {
        let pair = try #require(try item(.roster)).pair
        _ = try duplicates.dismiss(pair, reason: "Cousins")
        try office.load([
            LinkingOffice.row("2", "9000000007", "Featherstone", "Isolde", born: "05/06/2015"),
            LinkingOffice.row("3", "9000000007", "Featherstone", "Isolde", born: "05/06/2015"),
        ])
        _ = try FindDuplicates(office.workspace).run()
        let again = try #require(try item(.roster))
        #expect(again.pair == pair && again.decided?.reason == "Cousins")
    }

    @Test func `the decision counts for their profiles`() throws {
        let pair = try #require(try item(.roster)).pair
        _ = try duplicates.dismiss(pair, reason: "Cousins")
        try profile(of: "2")
        try profile(of: "3")
        _ = try FindDuplicates(office.workspace).run()
        #expect(try duplicates.list().total == 0)
    }

    @Test func `who does not see the roster sees none of its pairs`() throws {
        let pair = try #require(try item(.roster)).pair
        let office = office.workspace
        let some = Workspace(
            store: office.store, clock: office.clock,
            access: office.access.narrowed(
                to: Set(Permission.allCases).subtracting([.seeRoster])))
        #expect(try Duplicates(some).list().total == 0)
        #expect(throws: OperationError.self) { try Duplicates(some).dismiss(pair, reason: "No") }
    }

    @Test func `a merge that is taken back counts as two people, until it stands again`() throws {
        let typed = try ["Rosalind", "Rosalind"].map { first in
            try office.create(first, "Winterbourne") {
                $0.birthDate = CalendarDate(iso: "2012-08-09")
                $0.anyway = true
            }.studentID
        }
        func counts() throws -> [Int] {
            let bars = try DuplicateQuality(office.workspace).run().bars
            return [bars.map(\.same).reduce(0, +), bars.map(\.apart).reduce(0, +)]
        }
        var request = MergeStudents.Request(sources: [typed[0]], target: typed[1])
        (request.confirmed, request.reason) = (["all"], "Twice")
        let merged = try MergeStudents(office.workspace).apply(request).changeSet
        #expect(try counts() == [1, 0])
        let undone = try #require(try Undo(office.workspace).run(merged).changeSet)
        #expect(try counts() == [0, 1])
        _ = try Undo(office.workspace).run(undone)
        #expect(try counts() == [1, 0])
    }

    @Test func `a link that is taken back counts as two people`() throws {
        let typed = try office.create("Noah", "Adler") {
            $0.birthDate = CalendarDate(iso: "2014-02-21")
            $0.anyway = true
        }.studentID
        let linked = try LinkStudent(office.workspace).run(
            typed, to: .sis("1"), confirmed: ["link.birth-date-differs"], reason: "Compared")
        let before = try DuplicateQuality(office.workspace).run()
        #expect(before.bars.map(\.same).reduce(0, +) == 1)
        try office.undo(try #require(linked.changeSet))
        let after = try DuplicateQuality(office.workspace).run()
        #expect(after.bars.map(\.same).reduce(0, +) == 0)
        #expect(after.bars.map(\.apart).reduce(0, +) == 1)
    }
}
