import Records
import Testing

@testable import Operations
@testable import Storage

/// What change sets are said to have written, beside the whole district as it was before and after
/// each.
@Suite struct ChangeSetsTests {
    private typealias State = [String: [String: String]]

    private func state(_ district: District) throws -> State {
        var state: State = [:]
        try district.store.read { reader in
            for table in VersionedTable.all {
                state[table.name] = Dictionary(
                    try reader.rows(
                        """
                        SELECT \(sql: table.keyExpression), \(jsonArray: table.columns)
                        FROM \(sql: table.name)
                        """
                    ) { (try $0.requiredText(0), try $0.requiredText(1)) }
                ) { first, _ in first }
            }
        }
        return state
    }

    /// Work of all kinds, with the state of the district before and after each change set.
    private func work() throws -> (office: Office, states: [Int: (before: State, after: State)]) {
        let office = try Office(students: 6)
        let work = Workspace(store: office.district.store, actor: "test", clock: office.clock)
        var states: [Int: (before: State, after: State)] = [:]
        var last = try state(office.district)
        var newest = try office.district.store.read { try $0.newestChange() }
        func step(_ body: () throws -> Void) throws {
            try body()
            let now = try state(office.district)
            let number = try office.district.store.read { try $0.newestChange() }
            if number == newest + 1 { states[number] = (last, now) }
            (last, newest) = (now, number)
        }
        func edit(_ id: String, _ fields: [String: String]) throws {
            var request = EditStudent.Request()
            request.fields = fields
            _ = try EditStudent(work).run(id, request)
        }
        var made: [String] = []
        for last in ["Falk", "Falke"] {
            try step {
                var request = CreateStudent.Request(first: "Ines", last: last)
                request.anyway = true
                made.append(try CreateStudent(work).run(request).studentID)
            }
        }
        try step { _ = try office.importPrograms(office.students.map { office.row($0) }) }
        let imported = newest
        try step { _ = try office.importFile("studemo.txt", office.students(["100200", "7001"])) }
        try step { try edit(made[0], ["caseManager": "Dana Reyes", "grade": "5"]) }
        let edited = newest
        try step { try edit(made[0], ["caseManager": "Kai Adler", "healthNotes": "Asthma"]) }
        try step { try edit(made[1], ["caseManager": "Kai Adler", "birthDate": "2013-01-02"]) }
        for id in made {
            try step {
                var event = StudentEvents.Entry()
                (event.kind, event.note) = ("meeting", "About \(id)")
                _ = try StudentEvents(work).add(id, event)
            }
        }
        try step { _ = try StudentPrograms(work).add(made[0], entry("101")) }
        try step { _ = try office.importPrograms([office.row("100200", end: "10/01/2026")]) }
        try step { _ = try office.undo(edited) }
        let undone = newest
        try step { _ = try office.undo(undone) }
        try step { _ = try office.undo(imported) }
        let taken = newest
        try step { _ = try office.undo(taken) }
        try step {
            var request = MergeStudents.Request(sources: [made[0]], target: made[1])
            request.confirmed = ["all"]
            request.reason = "the same child"
            _ = try MergeStudents(work).apply(request)
        }
        let merged = newest
        try step { try edit(made[1], ["caseManager": "Mo Birch"]) }
        try step { _ = try office.undo(merged) }
        let gone = try CreateStudent(work).run(
            CreateStudent.Request(first: "Eva", last: "Lund")
        ).studentID
        newest = try office.district.store.read { try $0.newestChange() }
        last = try state(office.district)
        try step { _ = try DeleteStudent(work).run(gone) }
        return (office, states)
    }

    private func entry(_ program: String) -> StudentPrograms.Entry {
        var entry = StudentPrograms.Entry()
        entry.program = program
        return entry
    }

    @Test func `a change set shows each row as it was before and after`() throws {
        let (office, states) = try work()
        #expect(states.count > 18)
        var kinds = Set<String>()
        for (number, states) in states.sorted(by: { $0.key < $1.key }) {
            for table in VersionedTable.all {
                let before = states.before[table.name] ?? [:]
                let after = states.after[table.name] ?? [:]
                let changed = Set(before.keys).union(after.keys)
                    .filter { before[$0] != after[$0] }.sorted()
                let rows = try office.district.store.read { reader in
                    let change = try #require(try reader.changeSet(number))
                    kinds.insert(change.kind)
                    return try reader.changeRows(
                        of: change, in: table, about: nil, limit: 10_000)
                }
                #expect(rows.map(\.rowKey).sorted() == changed, "\(number) \(table.name)")
                for row in rows {
                    let place = "\(number) \(table.name) \(row.rowKey)"
                    #expect(row.before == before[row.rowKey], "\(place)")
                    #expect(row.after == after[row.rowKey], "\(place)")
                    #expect(row.isDeleted == (after[row.rowKey] == nil), "\(place)")
                }
            }
        }
        #expect(kinds.isSuperset(of: ["create", "edit", "import", "merge", "undo", "delete"]))
    }

    @Test func `change sets are filtered and paged`() throws {
        let (office, _) = try work()
        let workspace = Workspace(store: office.district.store, actor: "t", clock: office.clock)
        let newest = try office.district.store.read { try $0.newestChange() }
        let all = try office.district.store.read { reader in
            try (1...newest).reversed().compactMap { try reader.changeSet($0) }
        }
        let day = try #require(CalendarDate(iso: String(all[0].at.prefix(10))))
        for kind in [nil, "edit", "undo", "nothing"] {
            for actor in [nil, "test", "nobody"] {
                for (from, to) in [(nil, nil), (day, nil), (nil, day), (day.adding(days: 1), nil)]
                    as [(CalendarDate?, CalendarDate?)]
                {
                    for isStanding in [false, true] {
                        var filter = ChangeSets.Filter()
                        (filter.kind, filter.actor) = (kind, actor)
                        (filter.from, filter.to, filter.isStanding) = (from, to, isStanding)
                        let expected = all.filter { one in
                            (kind ?? one.kind) == one.kind && (actor ?? one.actor) == one.actor
                                && from.map { one.at.prefix(10) >= $0.description } ?? true
                                && to.map { one.at.prefix(10) <= $0.description } ?? true
                                && !(isStanding && one.undoneBy != nil)
                        }
                        let page = try ChangeSets(workspace).page(filter, size: .many)
                        #expect(page.rows.map(\.changeSet) == expected.map(\.id), "\(filter)")
                        #expect(page.total == expected.count)
                        #expect(page.rows.map(\.undoneBy) == expected.map(\.undoneBy))
                    }
                }
            }
        }
        let merge = try #require(
            try ChangeSets(workspace).page(size: .many).rows.first { $0.kind == "merge" })
        #expect(merge.title == "Students merged" && merge.reason == "the same child")
        #expect(merge.studentCount == 2 && merge.students.count == 2)
        #expect((merge.rows?.total ?? 0) > 0 && merge.undoneBy != nil)
        let error = #expect(throws: OperationError.self) { try ChangeSets(workspace).show(9_999) }
        #expect(error?.code == "change-set.not-found")
    }

    @Test func `a history has each field before and after, and keeps confidential ones back`()
        throws
    {
        let (office, _) = try work()
        func page(_ role: Role?) throws -> StudentHistory.Page {
            let workspace = Workspace(
                store: office.district.store, actor: "t", clock: office.clock, role: role)
            return try StudentHistory(workspace).page("P000001", size: .many)
        }
        let all = try page(nil).changes.rows
        #expect(all.map(\.changeSet) == all.map(\.changeSet).sorted(by: >))
        func fields(_ changes: [StudentHistory.Detailed], _ label: String) -> [String] {
            changes.flatMap(\.rows).flatMap(\.fields).filter { $0.label == label }
                .map { "\($0.before)>\($0.after ?? "?")" }
        }
        #expect(fields(all, "Case Manager").contains("Dana Reyes>Kai Adler"))
        #expect(fields(all, "Case Manager").contains(">Dana Reyes"))
        #expect(fields(all, "Grade").contains(">5"))
        #expect(fields(all, "Health Notes").contains(">Asthma"))
        #expect(fields(all, "Program").contains(">101"))
        let imports = try StudentHistory(
            Workspace(store: office.district.store, actor: "t", clock: office.clock)
        ).page("100200").changes.rows.filter { $0.kind == "import" }
        // Put there by the one, and closed by the other.
        #expect(fields(imports, "End") == [">2026-10-01"])
        #expect(fields(imports, "Program") == [">101"])
        // Those of the other one are not in it, but where the two were merged.
        let alone = all.filter { !["merge", "undo"].contains($0.kind) }
        #expect(!fields(alone, "Birth Date").contains(">2013-01-02"))
        let registrar = try page(.registrar).changes.rows
        #expect(fields(registrar, "Health Notes").isEmpty)
        #expect(fields(registrar, "Case Manager") == fields(all, "Case Manager"))
        #expect(throws: OperationError.self) { try page(.teacher) }
        let history = StudentHistory(
            Workspace(
                store: office.district.store, actor: "t", clock: office.clock, role: .registrar))
        #expect(try history.run("P000001").accesses == nil)
    }

    @Test func `what was found of hidden change sets before is found again, for each who looks`()
        throws
    {
        let (office, _) = try work()
        let kept = HiddenChanges()
        func both(_ role: Role) throws -> (kept: [Int], anew: [Int]) {
            let workspace = Workspace(
                store: office.district.store, actor: "t", clock: office.clock, role: role)
            func listed(_ workspace: Workspace) throws -> [Int] {
                try ChangeSets(workspace).page(size: .many).rows.map(\.changeSet)
            }
            return (try listed(workspace.keeping(kept)), try listed(workspace))
        }
        for notes in ["Asthma, mild", "Asthma, severe"] {
            var request = EditStudent.Request()
            request.fields = ["healthNotes": notes]
            _ = try EditStudent(office.workspace()).run("P000001", request)
            for role in [Role.registrar, .securityAdministrator, .registrar] {
                let (kept, anew) = try both(role)
                #expect(kept == anew)
            }
        }
        let newest = try #require(try both(.securityAdministrator).kept.first)
        #expect(try !both(.registrar).kept.contains(newest))
    }
}
