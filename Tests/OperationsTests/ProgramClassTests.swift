import Records
import Storage
import Testing

@testable import Operations

/// Program enrollments of classes that not everybody sees.
@Suite struct ProgramClassTests {
    let sites: TwoSites
    let records: [String: String]

    init() throws {
        let sites = try TwoSites()
        var records: [String: String] = [:]
        for key in ["504_plan", "lap", "lunch_free", "language"] {
            _ = try sites.office.codeTables.add(
                CodeBook.programs, key, CodeTables.Entry(text: key, systemKey: key))
            records[key] = try sites.addProgram(to: sites.here, key, site: 1010)
        }
        records["101"] = try sites.addProgram(to: sites.here, site: 1010)
        self.sites = sites
        self.records = records
    }

    private func workspace(
        _ role: Role, _ rules: [PermissionRule] = []
    ) -> Workspace {
        Workspace(
            store: sites.office.district.store, clock: sites.office.clock,
            access: AccessPolicy.access(for: Person(user: 1, name: "x", role: role), rules: rules))
    }

    private func seen(_ workspace: Workspace) throws -> Set<String> {
        let listed = Set(try StudentPrograms(workspace).list(sites.here).map(\.program))
        let shown = try ShowStudent(workspace).run(sites.here).programs?.map(\.program)
        #expect(shown.map(Set.init) == listed)
        return listed
    }

    @Test func `each sees the classes that its rights are for`() throws {
        let all: Set = ["504_plan", "lap", "lunch_free", "language", "101"]
        #expect(try seen(sites.office.workspace()) == all)
        #expect(try seen(workspace(.dataManager)) == all)
        #expect(try seen(workspace(.caseManager)) == all.subtracting(["lunch_free"]))
        #expect(try seen(workspace(.registrar)) == all.subtracting(["lunch_free"]))
        #expect(try seen(workspace(.secretary)) == ["lap", "language", "101"])
        let rule = PermissionRule(.seeLunch, .user(1), .yes)
        #expect(try seen(workspace(.registrar, [rule])).contains("lunch_free"))
        let no = PermissionRule(.seeLAP, .role(.dataManager), .no)
        #expect(try !seen(workspace(.dataManager, [no])).contains("lap"))
        #expect(try ShowStudent(workspace(.teacher)).run(sites.here).programs == nil)
    }

    @Test func `what is not seen is not there to be changed`() throws {
        let rules = [PermissionRule(.seePlan504, .everyone, .no)]
        let programs = StudentPrograms(workspace(.registrar, rules))
        var end = StudentPrograms.Entry()
        end.end = CalendarDate(iso: "2027-01-29")
        for (key, code) in [
            ("504_plan", "record.not-found"), ("lunch_free", "record.not-found"), ("lap", nil),
            ("language", nil), ("101", nil),
        ] {
            let record = try #require(records[key])
            #expect(refusal { _ = try programs.change(record, end) } == code, "\(key)")
            #expect(refusal { _ = try programs.remove(record) } == code, "\(key)")
        }
        var new = StudentPrograms.Entry()
        new.program = "lunch_free"
        #expect(refusal { _ = try programs.add(sites.here, new) } == "access.denied")
    }

    @Test func `language programs take a right of their own`() throws {
        var end = StudentPrograms.Entry()
        end.end = CalendarDate(iso: "2027-01-29")
        let (language, other) = (try #require(records["language"]), try #require(records["101"]))
        let without = StudentPrograms(
            workspace(.registrar, [PermissionRule(.changeLanguagePrograms, .everyone, .no)]))
        #expect(refusal { _ = try without.change(language, end) } == "access.denied")
        var move = StudentPrograms.Entry()
        move.program = "language"
        #expect(refusal { _ = try without.change(other, move) } == "access.denied")
        #expect(refusal { _ = try without.change(other, end) } == nil)
        let only = StudentPrograms(
            workspace(.registrar, [PermissionRule(.changePrograms, .everyone, .no)]))
        #expect(refusal { _ = try only.change(language, end) } == nil)
        #expect(refusal { _ = try only.remove(other) } == "access.denied")
        let none = StudentPrograms(workspace(.auditor))
        #expect(refusal { _ = try none.change(language, end) } == "access.denied")
    }

    @Test func `a merge's preview keeps back what is not seen`() throws {
        let other = try TwoSites.create("Ilse", "Nordby", site: 1010, sites.office)
        _ = try sites.addProgram(to: other, "lunch_free", site: 1010, start: "2026-09-10")
        _ = try sites.addProgram(to: other, "lap", site: 1010, start: "2026-09-10")
        let words = { (workspace: Workspace) in
            let plan = try MergeStudents(workspace).preview(
                MergeStudents.Request(sources: [other], target: sites.here))
            return (plan.sources + [plan.target]).flatMap(\.rows).map(\.words)
                + plan.collisions.flatMap { [$0.sourceWords] + $0.targetWords }
        }
        let seen = try words(workspace(.securityAdministrator))
        #expect(seen.contains { $0.contains("lunch_free") })
        let kept = try words(workspace(.secretary))
        #expect(kept.contains { $0.contains("lap,") })
        #expect(!kept.contains { $0.contains("lunch_free") || $0.contains("504_plan") })
        #expect(kept == seen.filter { !$0.contains("lunch_free") && !$0.contains("504_plan") })
    }

    @Test func `without the General Student Table nobody of it is told of`() throws {
        let teacher = workspace(.teacher)
        #expect(try FindStudents(teacher).run("Osterby").isEmpty)
        #expect(try !FindStudents(workspace(.secretary)).run("Osterby").isEmpty)
        #expect(
            refusal { _ = try ShowStudent(teacher).run("100200") } == "student.not-found")
        #expect(
            refusal { _ = try StudentCandidates(teacher).run(sites.here) } == "access.denied")
        let answers = try UnlinkedStudents(teacher).run().flatMap(\.candidates)
        #expect(answers.isEmpty)
    }

    @Test func `who looked is shown to who may know, what was done to more`() throws {
        let path = sites.office.path("iep.txt")
        let document = try sites.office.documents.add(
            sites.here, sites.office.document(), file: path)
        _ = try sites.office.documents.get(document.id, purpose: "Test") { _ in }
        let auditor = try StudentHistory(workspace(.auditor)).run(sites.here)
        #expect(auditor.accesses?.count == 1)
        let registrar = try StudentHistory(workspace(.registrar)).run(sites.here)
        #expect(registrar.accesses == nil)
        // Without the one that added a lunch program and nothing else.
        let all = auditor.changes.map(\.changeSet)
        #expect(registrar.changes.count == all.count - 1)
        #expect(Set(registrar.changes.map(\.changeSet)).isSubset(of: all))
        #expect(
            refusal { _ = try StudentHistory(workspace(.secretary)).run(sites.here) }
                == "access.denied")
    }
}
