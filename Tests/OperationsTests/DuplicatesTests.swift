import Foundation
import Linkage
import Records
import Storage
import Testing

@testable import Operations

/// Pairs that may be one person: found, shown with why, decided, and remembered.
@Suite struct DuplicatesTests {
    let office: LinkingOffice
    var duplicates: Duplicates { Duplicates(office.workspace) }

    init() throws {
        office = try LinkingOffice(
            LinkingOffice.row("1", "9000000001"),
            LinkingOffice.row("2", "9000000002", "Featherstone", "Isolde", born: "05/06/2015"))
    }

    private func find() throws -> FindDuplicates.Found {
        try FindDuplicates(office.workspace).run()
    }

    private func twice(
        _ first: String = "Isolde", _ last: String = "Featherstone", born: String = "2015-05-06"
    ) throws -> String {
        try office.create(first, last) {
            $0.birthDate = CalendarDate(iso: born)
            $0.anyway = true
        }.studentID
    }

    private func profile(of sis: String) throws {
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock
        ).run([sis])
    }

    @Test func `whoever is there twice is found, with what can be done`() throws {
        #expect(try find().pairs == 0)
        let typed = try twice("Isolda")
        let found = try find()
        #expect(found.pairs == 1 && found.links == 1 && found.new == 1 && found.people == 3)
        let listed = try duplicates.list()
        let item = try #require(listed.items.first)
        #expect(item.kind == .link && item.one.number == typed && item.other.number == "2")
        #expect(item.probability > 0.9)
        let names = item.reasons.first { $0.field == "first" }
        #expect(names?.one == "Isolda" && names?.other == "Isolde" && names?.weight ?? 0 > 0)
        #expect(names?.sentence.hasPrefix("first name: Isolda and Isolde") == true)
        // The fields add up to the weight.
        let sum = item.reasons.map(\.weight).reduce(0, +)
        #expect(abs(sum - item.weight) < 0.1)
        try profile(of: "2")
        #expect(try duplicates.list().items.isEmpty, "A link is none any more.")
        #expect(try find().merges == 1)
        #expect(try duplicates.list().items.map(\.kind) == [.students])
    }

    @Test func `nothing is found twice, and what is none any more goes`() throws {
        _ = try twice()
        #expect(try find().new == 1)
        let again = try find()
        #expect(again.pairs == 1 && again.new == 0 && again.gone == 0)
        let item = try #require(try duplicates.list().items.first)
        _ = try LinkStudent(office.workspace).run(item.one.number, to: .sis("2"))
        #expect(try duplicates.list().items.isEmpty)
        #expect(try find().pairs == 0)
    }

    @Test func `who was told apart is not proposed again until a number agrees`() throws {
        // With another birth date no number links the two by itself.
        let typed = try twice(born: "2014-05-06")
        _ = try find()
        let name = try #require(try duplicates.list().items.first?.pair)
        #expect(
            refusal { _ = try duplicates.dismiss(name, reason: " ") }
                == "not-same.reason-missing")
        let change = try duplicates.dismiss(name, reason: "Cousins, says the mother")
        #expect(try duplicates.list().items.isEmpty)
        #expect(try find().pairs == 0)
        #expect(
            refusal { _ = try LinkStudent(office.workspace).run(typed, to: .sis("2")) }
                == "link.unconfirmed", "What was decided holds for a link too.")
        _ = try office.edit(typed) { $0.stateID = "9000000002" }
        #expect(try find().pairs == 1)
        let item = try #require(try duplicates.list().items.first)
        #expect(item.decided?.reason == "Cousins, says the mother")
        #expect(item.decided?.actor == "test")
        try office.undo(change)
        #expect(try duplicates.list().items.first?.decided == nil)
    }

    @Test func `two profiles are told apart in the same way, until it is undone`() throws {
        try profile(of: "2")
        let typed = try twice()
        _ = try find()
        let item = try #require(try duplicates.list().items.first)
        #expect(item.survivor.number == "2" && item.source.number == typed)
        let change = try duplicates.dismiss(item.pair, reason: "Cousins")
        #expect(try duplicates.list().total == 0)
        #expect(try DuplicateQuality(office.workspace).run().now.shown == 0)
        #expect(
            refusal { _ = try duplicates.dismiss(item.pair, reason: "Again") }
                == "duplicate.not-found")
        try office.undo(change)
        #expect(try duplicates.list().items.map(\.pair) == [item.pair])
    }

    @Test func `what was decided of somebody counts for whom they were merged into`() throws {
        let one = try twice("Cosima", "Underhill")
        let other = try twice("Cosima", "Underhill")
        let third = try twice("Cosima", "Underhill")
        _ = try TellApart(office.workspace).run(one, from: other, reason: "Two Cosimas")
        var merge = MergeStudents.Request(sources: [other], target: third)
        (merge.reason, merge.confirmed) = ("Typed twice", ["all"])
        _ = try MergeStudents(office.workspace).apply(merge)
        #expect(try find().pairs == 0)
        #expect(try duplicates.list().total == 0)
    }

    @Test func `an edit loses no pair, no conflict and nothing that was put off`() throws {
        let holder = try office.create("Bartholomew", "Quill") {
            $0.stateID = "9000000001"
            $0.anyway = true
        }.studentID
        let swapped = try twice("Featherstone", "Isolde")
        _ = try find()
        let before = try duplicates.list().items
        #expect(before.contains { $0.isConflict && $0.one.number == holder })
        let odd = try #require(before.first { $0.one.number == swapped })
        try duplicates.postpone(odd.pair)
        for student in [holder, swapped] {
            _ = try office.edit(student) { $0.fields = ["gender": "X"] }
        }
        #expect(try FindDuplicates(office.workspace).refresh() == 2)
        let after = try duplicates.list()
        #expect(after.items.contains { $0.isConflict && $0.one.number == holder })
        #expect(after.later == 1)
    }

    @Test func `who changed since is looked at again without looking through everybody`() throws {
        let search = FindDuplicates(office.workspace)
        _ = try twice()
        #expect(try search.refresh() == nil, "Nobody was looked through yet.")
        #expect(try find().pairs == 1)
        #expect(try search.refresh() == nil, "Nothing changed.")
        let other = try twice("Noah", "Adler", born: "2014-02-20")
        #expect(try search.refresh() == 1)
        #expect(try duplicates.list().total == 2)
        // A roster brings somebody who was typed before, and another one gets a profile.
        let early = try office.create("Thaddeus", "Winterbourne") {
            $0.birthDate = CalendarDate(iso: "2012-08-09")
        }.studentID
        try office.load([
            LinkingOffice.row("3", "9000000003", "Winterbourne", "Thaddeus", born: "08/09/2012")
        ])
        try profile(of: "1")
        #expect(try search.refresh() == 4)
        let items = try duplicates.list().items
        #expect(items.contains { $0.one.number == early && $0.other.number == "3" })
        #expect(
            items.contains {
                $0.kind == .students
                    && [$0.one, $0.other].contains {
                        $0.number == other
                    }
            })
        #expect(items.count == 3)
        // It finds what looking through everybody finds.
        let refreshed = Set(items.map(\.pair))
        #expect(try find().new == 0)
        #expect(try Set(duplicates.list().items.map(\.pair)) == refreshed)
        _ = try office.edit(early) { $0.fields = ["lastName": "Somerset", "firstName": "Ian"] }
        _ = try search.refresh()
        #expect(try duplicates.list().total == 2)
    }

    @Test func `what is put off comes back`() throws {
        _ = try twice()
        _ = try find()
        let name = try #require(try duplicates.list().items.first?.pair)
        #expect(refusal { try duplicates.postpone(name, days: 0) } == "duplicate.days")
        try duplicates.postpone(name, days: 7)
        var listed = try duplicates.list()
        #expect(listed.items.isEmpty && listed.total == 0 && listed.later == 1)
        #expect(try find().pairs == 1)
        #expect(try duplicates.list().items.isEmpty, "It was put off, and stays so.")
        let clock = office.workspace.clock
        let later = Workspace(
            store: office.district.store, actor: "test",
            clock: { clock().addingTimeInterval(7 * 86_400) })
        listed = try Duplicates(later).list()
        #expect(listed.items.map(\.pair) == [name] && listed.later == 0)
    }

    @Test func `a number that two unlike people hold comes first, as a conflict`() throws {
        _ = try twice()
        let holder = try office.create("Bartholomew", "Quill") {
            $0.stateID = "9000000001"
            $0.birthDate = CalendarDate(iso: "2009-11-30")
            $0.anyway = true
        }.studentID
        let found = try find()
        #expect(found.conflicts == 1 && found.pairs == 2)
        let first = try #require(try duplicates.list().items.first)
        #expect(first.isConflict && first.one.number == holder && first.other.number == "1")
        #expect(first.probability < 0.5)
        #expect(
            first.alarms == [
                "Two people who are unlike hold one state ID: it is wrong for one of them."
            ])
    }

    @Test func `twins are not proposed, and two of one name born years apart neither`() throws {
        _ = try twice("Rosalind", born: "2015-05-06")
        _ = try twice("Isolde", born: "2008-12-24")
        #expect(try find().pairs == 0)
    }

    @Test func `a threshold shows less or more, and says so before`() throws {
        _ = try twice()
        _ = try find()
        let quality = DuplicateQuality(office.workspace)
        let both = try quality.preview(100)
        #expect(both.before.shown == 1 && both.after.shown == 0)
        #expect(try duplicates.list().total == 1, "Nothing is set by looking.")
        #expect(refusal { _ = try quality.preview(3) } == "setting.invalid")
        try office.set("duplicate-threshold", "100")
        #expect(try duplicates.list().total == 0)
        #expect(try quality.run().now.threshold == 100)
    }

    @Test func `what people decide tells how often the matching is right`() throws {
        let one = try twice()
        let other = try twice("Noah", "Adler", born: "2014-02-20")
        _ = try find()
        let quality = DuplicateQuality(office.workspace)
        #expect(try quality.run().now.precision.of == 0)
        _ = try LinkStudent(office.workspace).run(one, to: .sis("2"))
        let pair = try #require(try duplicates.list().items.first { $0.one.number == other })
        let change = try duplicates.dismiss(pair.pair, reason: "Another Noah Adler")
        var now = try quality.run().now
        #expect(now.precision.count == 1 && now.precision.of == 2)
        #expect(now.recall.count == 1 && now.recall.of == 1)
        #expect(now.precision.low > 0 && now.precision.high < 1)
        // Somebody merges two whom no threshold shows.
        let odd = try office.create("Percival", "Longbottom").studentID
        let even = try office.create("Wilhelmina", "Ashdown").studentID
        var merge = MergeStudents.Request(sources: [odd], target: even)
        (merge.reason, merge.confirmed) = ("Took another name", ["all"])
        merge.choices = ["firstName": "target", "lastName": "target"]
        _ = try MergeStudents(office.workspace).apply(merge)
        now = try quality.run().now
        #expect(now.recall.count == 1 && now.recall.of == 2)
        #expect(now.precision.of == 2)
        try office.undo(change)
        now = try quality.run().now
        #expect(now.precision.count == 1 && now.precision.of == 1, "What is undone was not said.")
    }

    @Test func `the matching learns from what people decided, and can go back`() throws {
        let trainer = TrainDuplicates(office.workspace)
        #expect(refusal { _ = try trainer.run() } == "duplicate.few-decisions")
        // A district in which the same name and birth date are two people more often than not.
        let names = ["Abel", "Bruno", "Clara", "Dora", "Emil", "Fanny", "Greta", "Hugo"]
        for (index, first) in (names + names + names + names).enumerated() {
            let last = "Winter\(["berg", "feld", "hof", "wald"][index / 8])"
            let one = try twice(first, last, born: "2013-05-0\(1 + index % 8)")
            let other = try twice(first, last, born: "2013-05-0\(1 + index % 8)")
            _ = try TellApart(office.workspace).run(one, from: other, reason: "Cousins")
        }
        let checked = try trainer.run(isCheck: true)
        #expect(checked.decisions == 32 && checked.changeSet == nil)
        #expect(checked.after.surprise < checked.before.surprise)
        let standing = try office.district.store.read { try $0.matchModel() }
        let change = try #require(try trainer.run().changeSet)
        let trained = try office.district.store.read { try $0.matchModel() }
        #expect(trained != standing)
        try office.undo(change)
        #expect(try office.district.store.read { try $0.matchModel() } == standing)
        _ = try trainer.run()
        _ = try trainer.reset()
        #expect(try office.district.store.read { try $0.matchModel() } == .students)
        let registrar = Workspace(
            store: office.district.store, actor: "r", clock: office.workspace.clock,
            role: .registrar)
        #expect(refusal { _ = try TrainDuplicates(registrar).run() } == "access.denied")
    }

    @Test func `the interval of a share is Wilson's`() {
        let none = DuplicateQuality.Share(0, of: 0)
        #expect(none.low == 0 && none.high == 1)
        // Of 10, 9: from the formula by hand.
        let most = DuplicateQuality.Share(9, of: 10)
        #expect(abs(most.low - 0.5958) < 0.001 && abs(most.high - 0.9821) < 0.001)
    }

    @Test func `whoever may not decide sees no pair, and nothing is decided of none`() throws {
        _ = try twice()
        _ = try find()
        let name = try #require(try duplicates.list().items.first?.pair)
        let teacher = Workspace(
            store: office.district.store, actor: "t", clock: office.workspace.clock,
            role: .teacher)
        #expect(refusal { _ = try Duplicates(teacher).list() } == "access.denied")
        #expect(refusal { _ = try FindDuplicates(teacher).run() } == "access.denied")
        #expect(
            refusal { _ = try Duplicates(teacher).dismiss(name, reason: "x") }
                == "access.denied")
        for wrong in ["students.1", "link.9999.1", "students.1.2", "what.1.2", ""] {
            #expect(
                refusal { _ = try duplicates.dismiss(wrong, reason: "x") }
                    == "duplicate.not-found", "\(wrong)")
        }
    }

    @Test func `pairs are of whom one sees`() throws {
        let office = try LinkingOffice()
        try office.district.importRoster(
            .studemo,
            table(
                LinkingOffice.labels + ["Site"],
                [
                    LinkingOffice.row("1", "9000000001") + ["1010"],
                    LinkingOffice.row("2", "9000000002", "Quill", "Ada") + ["1020"],
                ]))
        for (first, last, site) in [("Noah", "Adler", 1010), ("Ada", "Quill", 1020)] {
            _ = try office.create(first, last) {
                ($0.birthDate, $0.site) = (CalendarDate(iso: "2014-02-20"), site)
                $0.anyway = true
            }
        }
        #expect(try FindDuplicates(office.workspace).run().pairs == 2)
        let access = AccessPolicy.access(
            for: Person(name: "r", role: .registrar, sites: [1010]), rules: [])
        let narrow = Workspace(
            store: office.district.store, clock: office.workspace.clock, access: access)
        let listed = try Duplicates(narrow).list()
        #expect(listed.total == 1 && listed.items.map(\.other.number) == ["1"])
        let all = try Duplicates(office.workspace).list().items
        let hidden = try #require(all.first { $0.other.number == "2" })
        #expect(try Duplicates(narrow).item(hidden.pair) == nil)
        #expect(
            refusal { _ = try Duplicates(narrow).dismiss(hidden.pair, reason: "x") }
                == "duplicate.not-found")
        #expect(refusal { _ = try FindDuplicates(narrow).run() } == "access.whole-district")
    }
}
