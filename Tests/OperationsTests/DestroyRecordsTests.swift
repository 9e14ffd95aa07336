import Foundation
import Records
import TestDistricts
import Testing

@testable import Operations
@testable import Storage

/// What is destroyed is nowhere, and nothing else is gone.
@Suite struct DestroyRecordsTests {
    let office: Office
    var district: District { office.district }

    init() throws {
        // What is sealed looks as it says, so that it can be looked for.
        office = try Office(students: 4, isSealed: true, cipher: OpenCipher())
        for (key, system) in [("501", "504_plan"), ("502", "lunch_free"), ("503", "lap")] {
            var entry = CodeTables.Entry(text: "Program \(key)")
            entry.systemKey = system
            _ = try office.codeTables.add(CodeBook.programs, key, entry)
        }
    }

    private func destroy(
        _ id: String, _ destroyed: DestroyedClass, _ role: Role? = nil
    ) throws -> DestroyRecords.Report {
        try DestroyRecords(office.workspace(role), keys: district.keys)
            .run(id, destroyed, reason: "Kept five years")
    }

    private func check(_ id: String, _ destroyed: DestroyedClass) throws -> DestroyRecords.Report {
        try DestroyRecords(office.workspace(), keys: district.keys).check(id, destroyed)
    }

    private func expectSound(_ words: Comment? = nil) throws {
        #expect(try district.faults() == [], words)
        #expect(try CheckDistrict(store: district.store).run().findings == [], words)
    }

    private func edit(_ id: String, _ fields: [String: String]) throws {
        var request = EditStudent.Request()
        request.fields = fields
        _ = try EditStudent(office.workspace()).run(id, request)
    }

    @Test func `what a restored backup brings again is destroyed again, and nothing newer`() throws
    {
        let student = try office.addStudent()
        let again = DestroyAgain(office.workspace(), keys: district.keys)
        _ = try office.events.add(student, office.event())
        let change = try #require(try destroy(student, .events).changeSet)
        #expect(try again.run().isEmpty)
        // What came later is none of what was destroyed.
        _ = try office.events.add(student, office.event("Telephone call"))
        #expect(try again.run().isEmpty)
        #expect(try office.events.list(student).count == 1)

        // In a district as it was before, the change set is not there.
        let lines = DestroyedLine.read(district.keys.destroyedPath)
        let line = try #require(lines.first)
        #expect(lines.count == 1 && line.changeSet == change && line.destroyed == .events)
        let text = try String(contentsOfFile: district.keys.destroyedPath, encoding: .utf8)
        #expect(!text.contains(student))
        DestroyedLine(
            at: line.at, student: line.student, destroyed: .events, changeSet: change + 1_000
        ).append(to: district.keys.destroyedPath)
        let done = try again.run()
        #expect(done.map(\.studentID) == [student] && done[0].changeSet != nil)
        #expect(try office.events.list(student).isEmpty)
        #expect(try again.run().isEmpty)
        try expectSound()
    }

    // MARK: What goes

    /// A student with something of every class, each with a word of its own that is told nowhere
    /// else, in what there is and in what there was.
    private func canary() throws -> (student: String, words: [DestroyedClass: [String]]) {
        let source = try office.addStudent("Ilse", "Nordby")
        let target = try office.addStudent("Ilse", "Nordby")
        for (round, student) in [source, target, source, target].enumerated() {
            try edit(
                student,
                [
                    "healthNotes": "CANARYHEALTH\(round)", "placement": "CANARYPLACE\(round)",
                    "testAccommodations": "CANARYTEST\(round)",
                    "plan504Accommodations": "CANARYPLAN\(round)", "caseManager": "STAYS\(round)",
                ])
            try district.write("iep\(round).txt", "CANARYBYTES\(round)")
            let document = try office.documents.add(
                student, office.document("CANARYDOC\(round)"), file: office.path("iep\(round).txt"))
            if round < 2 { _ = try office.documents.remove(document.id) }
            var entry = office.event("CANARYEVENT\(round)")
            entry.note = "CANARYNOTE\(round)"
            let event = try office.events.add(student, entry)
            if round < 2 { _ = try office.events.remove(event.id) }
            var plan = office.planEntry()
            plan.materials = "CANARYMATERIAL\(round)"
            let made = try office.plans.create(student, plan).plan
            _ = try office.plans.addCourse(made, office.courseEntry("CANARYCOURSE\(round)"))
            plan.materials = "CANARYOTHER\(round)"
            _ = try office.plans.change(made, plan)
        }
        var request = MergeStudents.Request(sources: [source], target: target)
        request.confirmed = ["all"]
        request.reason = "One child"
        let merge = MergeStudents(office.workspace())
        for open in try merge.preview(request).undecided { request.choices[open] = "source" }
        let merged = try merge.apply(request).changeSet
        let undone = try #require(try office.undo(merged).changeSet)
        _ = try office.undo(undone)
        let all = (0..<4).map(String.init)
        return (
            target,
            [
                .health: all.map { "CANARYHEALTH\($0)" },
                .disability: all.flatMap { ["CANARYPLACE\($0)", "CANARYTEST\($0)"] },
                .plan504: all.map { "CANARYPLAN\($0)" },
                .documents: all.flatMap { ["CANARYDOC\($0)", "CANARYBYTES\($0)"] },
                .events: all.flatMap { ["CANARYEVENT\($0)", "CANARYNOTE\($0)"] },
                .plans: all.flatMap {
                    ["CANARYMATERIAL\($0)", "CANARYCOURSE\($0)", "CANARYOTHER\($0)"]
                },
            ]
        )
    }

    @Test func `nothing of a destroyed class is anywhere, and all else stays`() throws {
        let (student, words) = try canary()
        try expectSound("before")
        for destroyed in words.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            let planted = words[destroyed, default: []]
            for word in planted { #expect(try district.holds(word), "\(word) is not planted") }
            let before = try check(student, destroyed)
            var done = try destroy(student, destroyed)
            #expect(done.changeSet != nil)
            done.changeSet = nil
            #expect(done == before)
            for word in planted { #expect(try !district.holds(word), "\(word) is there") }
            try expectSound("\(destroyed)")
            #expect(try check(student, destroyed).isEmpty)
        }
        #expect(try district.holds("STAYS1") && district.holds("STAYS3"))
        #expect(throws: OperationError.self) { try destroy(student, .health) }
    }

    @Test func `programs go by class, with what imports kept of them`() throws {
        let student = office.students[0]
        func rows(_ end: String) -> [String] {
            ["501", "502", "503", "101"].map { office.row(student, $0, end: end) }
                + [office.row(office.students[1], "502", end: end)]
        }
        _ = try office.importPrograms(rows(""))
        _ = try office.importPrograms(rows("12/01/2026"))
        // One is held, and one rejected.
        let kept = try office.importPrograms([
            office.row(student, "502", start: "09/03/2026", end: "10/01/2026"),
            office.row(student, "999", start: "09/03/2026", last: "CANARY9"),
        ])
        #expect(kept.counts.held == 1 && kept.counts.rejected == 1)
        let report = try destroy(student, .lunch)
        #expect(report.tables.map(\.table) == ["program_enrollment"])
        #expect(report.tables[0].rows == 1 && report.tables[0].images == 1)
        #expect(report.importRows == 2 && report.examples == 1)
        #expect(try !district.holds("CANARY9"))
        try expectSound()
        let left = try office.state().map { $0.key.student }
        #expect(left.count == 4)
        let run = try #require(kept.run)
        #expect(try office.review.show(run).heldRows.allSatisfy { $0.state != "held" })
        let all = try destroy(student, .programs)
        #expect(all.tables[0].rows == 3)
        try expectSound()
        #expect(try office.state().count == 1)
    }

    @Test func `what the SIS says is blanked, and comes again with its next file`() throws {
        func file(_ accommodations: String) -> String {
            let columns = Layout.studemo.columns
            let header = columns.enumerated().map {
                $1.label.isEmpty ? "Column \($0 + 1)" : $1.label
            }
            var row = ["100200", "", "Osterbybaccaa", "Mira", "", "03/04/2012", "F"]
            row += Array(repeating: "", count: columns.count - 7)
            for (place, column) in columns.enumerated() where column.label.contains("504") {
                row[place] = column.label.contains("Date") ? "10/01/2026" : accommodations
            }
            return table(header, [row])
        }
        #expect(try office.importFile("studemo.txt", file("CANARYONE")).state == .applied)
        #expect(try office.importFile("studemo.txt", file("CANARYTWO")).state == .applied)
        let profile = try ImportProfiles(
            store: district.store, actor: "test", clock: office.clock
        ).run(["100200"])
        _ = profile
        #expect(try district.holds("CANARYONE") && district.holds("CANARYTWO"))
        let report = try destroy("100200", .plan504)
        #expect(report.tables.map(\.table) == ["sis_student"])
        #expect(report.tables[0].blanked == 1 && report.tables[0].rows == 1)
        #expect(report.notes.count == 2)
        #expect(try !district.holds("CANARYONE") && !district.holds("CANARYTWO"))
        try expectSound()
        // What was done before can be taken back: to a blank.
        let last = try district.count(
            "SELECT max(id) FROM change_set WHERE kind LIKE 'import%' OR kind LIKE '%roster%'")
        _ = try office.undo(last)
        try expectSound()
        #expect(try office.importFile("studemo.txt", file("CANARYTHREE")).state == .applied)
        #expect(try district.holds("CANARYTHREE"))
        _ = try destroy("100200", .plan504)
        #expect(try !district.holds("CANARYTHREE"))
        try expectSound()
    }

    @Test func `the bytes of a document that another student has too stay`() throws {
        try district.write("same.txt", "CANARYSAME")
        let (one, other) = (try office.addStudent("Ilse"), try office.addStudent("Bo"))
        for student in [one, other] {
            _ = try office.documents.add(
                student, office.document("Letter"), file: office.path("same.txt"))
        }
        #expect(try destroy(one, .documents).contents == 0)
        #expect(try district.holds("CANARYSAME"))
        #expect(try destroy(other, .documents).contents == 1)
        #expect(try !district.holds("CANARYSAME"))
        try expectSound()
    }

    // MARK: Undo

    @Test func `a destruction is not undone, and older changes are, to blanks`() throws {
        let student = try office.addStudent()
        try edit(student, ["healthNotes": "CANARYA", "caseManager": "R. Alder"])
        try edit(student, ["healthNotes": "CANARYB", "caseManager": "D. Reyes"])
        let second = try district.store.read { try $0.newestChange() }
        let change = try #require(try destroy(student, .health).changeSet)
        let refused = #expect(throws: OperationError.self) { try office.undo(change) }
        #expect(refused?.code == "undo.destroyed")
        let undone = try office.undo(second)
        try expectSound()
        let number = try district.count(
            "SELECT id FROM student WHERE student_id = \(student)")
        let fields = try district.store.read { try $0.fields(of: number) }
        #expect(fields["caseManager"]?.value == "R. Alder")
        #expect(fields["healthNotes"] == nil)
        _ = try office.undo(try #require(undone.changeSet))
        try expectSound()
        #expect(try !district.holds("CANARYA") && !district.holds("CANARYB"))
    }

    // MARK: Who may

    @Test func `only who may destroy records does, and says why`() throws {
        let student = try office.addStudent()
        try edit(student, ["healthNotes": "CANARYA"])
        for role in Role.allCases where role != .securityAdministrator {
            let refused = #expect(throws: OperationError.self) {
                try destroy(student, .health, role)
            }
            #expect(refused?.code == "access.denied")
        }
        let refused = #expect(throws: OperationError.self) {
            try DestroyRecords(office.workspace(), keys: district.keys)
                .run(student, .health, reason: " ")
        }
        #expect(refused?.code == "destroy.reason-missing")
        #expect(try destroy(student, .health, .securityAdministrator).tables[0].rows == 1)
    }

    // MARK: At random

    @Test func `whatever was destroyed of whomever, the chain holds and undos go on`() throws {
        let seed = Proof.seed()
        print("DestroyRecordsTests seed \(seed)")
        var random = RandomStudents(seed: seed)
        for round in 0..<Proof.count(100) {
            let office = try History.office(isSealed: true)
            var history = try History(office, named: "D\(round)", random)
            for _ in 0..<25 { try history.step() }
            for _ in 0..<6 {
                let student = random.pick(history.students.values.sorted())
                let destroy = DestroyRecords(office.workspace(), keys: office.district.keys)
                do {
                    _ = try destroy.run(
                        student, random.pick(DestroyedClass.allCases), reason: "random")
                } catch let error as OperationError {
                    #expect(error.code == "destroy.nothing", "seed \(seed)")
                }
                let newest = try office.district.store.read { try $0.newestChange() }
                do { _ = try office.undo(1 + random.below(newest)) } catch is OperationError {}
                let found = try office.district.faults()
                let check = try CheckDistrict(store: office.district.store).run()
                #expect(found == [], "seed \(seed), round \(round)")
                #expect(check.findings == [], "seed \(seed), round \(round)")
            }
            random = history.random
        }
    }
}
