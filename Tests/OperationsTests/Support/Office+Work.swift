import Records
import Storage
import Testing

@testable import Operations

extension Office {
    /// Every kind of thing that is done in a district, one after the other.
    func doEverything() throws {
        try importRosters()
        try importExports()
        try importProgramsAndDecide()
        try undoAndRedo()
        try workOnStudents()
        try attachEverything()
        try keepCodes()
        #expect(try importFile("odd.txt", "Color\tShape\nred\tround\n").state == .failed)
    }

    private func importRosters() throws {
        _ = try importFile("sites.txt", sites)
        _ = try importFile("enrollment.txt", enrollments(end: ""))
        _ = try importFile("enrollment.txt", enrollments(end: "01/29/2027"))
        _ = try importFile("contacts.txt", contacts(["Adair", "Bohm", "Cole", ""]))
        let fewer = try importFile("contacts.txt", contacts(["Adair", "Ek"]))
        #expect(fewer.updated == 1)
        _ = try administration.set("roster-is-whole", to: "yes")
        let whole = try importFile("studemo.txt", students(students.dropLast() + ["7001"]))
        #expect(whole.problems.map(\.code) == ["roster.missing"])
        _ = try administration.set("roster-is-whole", to: "no")
    }

    private func importExports() throws {
        var export = OneRosterExport("1.1")
        export.set("orgs", "sourcedId,name,type,identifier", "s1,Alder,school,1010", "s2,B,school,")
        export.set(
            "users", "sourcedId,givenName,familyName,role,identifier,orgSourcedIds,grades",
            "u1,Mira,Lind,student,5001,s1,07", "u2,Ada,Berg,student,5002,s2,KG",
            "u3,,Ek,student,5003,s2,KG")
        export.set("demographics", "sourcedId,birthDate,sex", "u1,2013-10-21,female")
        export.set(
            "enrollments", "schoolSourcedId,userSourcedId,role,beginDate,endDate",
            "s1,u1,student,2026-09-02,", "s2,u2,student,2026-09-02,")
        try load(export, "whole")
        export.set(
            "enrollments", "schoolSourcedId,userSourcedId,role,beginDate,endDate",
            "s1,u1,student,2026-09-08,")
        try load(export, "later")
    }

    /// Imports an export, whatever limit it is over.
    private func load(_ export: OneRosterExport, _ folder: String) throws {
        let path = try export.write(into: district, folder: folder)
        let report = try importing().run([path])[0]
        let done = report.state == .held ? try review.approve(#require(report.run)) : report
        #expect(done.state == .applied && done.changeSet != nil)
    }

    private func importProgramsAndDecide() throws {
        _ = try importPrograms(students.map { row($0) } + [row("100200", start: "03/02/2026")])
        let second = try importPrograms([
            row("100200", end: "10/01/2026"), row("100201", eligibility: "E7"),
            row("100202", "999", start: "01/04/2027"),
            row("100203", start: "09/03/2026", end: "10/01/2026"),
            row("100204", start: "09/03/2026", end: "10/01/2026"),
            row("100205", start: "09/03/2026", end: "10/01/2026"),
            row("100206", "127", start: "01/04/2027"),
        ])
        #expect(second.counts.held == 3 && second.counts.rejected == 1)
        let run = try #require(second.run)
        let resolve = ResolveHeldRow(store: district.store, actor: "test", clock: clock)
        let rows = try review.show(run).heldRows
        let choices: [ResolveHeldRow.Choice] = [.close(record: rows[0].nearest), .insert, .discard]
        for (row, choice) in zip(rows, choices) { _ = try resolve.run(run, row: row.row, choice) }
        try addCode("999")
        #expect(try review.rerun(run).inserted == 1)
        let bad = (0..<12).map { row("10020\($0 % 10)", "12\($0)") }
        #expect(try review.approve(#require(try importPrograms(bad).run)).state == .applied)
        let worse = try importPrograms(bad + ["x"])
        #expect(try review.discard(#require(worse.run)).state == .discarded)
        #expect(try importPrograms(bad + ["y"]).state == .held)
    }

    /// Codes, state codes, alerts and a column mapping, some of it changed and removed.
    func keepCodes() throws {
        let (old, new) = (SchoolYear(start: 2025), SchoolYear(start: 2026))
        for key in ["101", "127"] {
            _ = try codeTables.setState(CodeBook.programs, key, of: old, to: "S\(key)")
        }
        _ = try codeTables.copyStates(from: old, to: new)
        _ = try codeTables.setState(CodeBook.programs, "101", of: new, to: "S1")
        _ = try codeTables.clearState(CodeBook.programs, "127", of: new)
        try addCode("998")
        _ = try codeTables.setState(CodeBook.programs, "998", of: new, to: "S998")
        let removed = try codeTables.remove(CodeBook.programs, "998")
        _ = try undo(try #require(removed.changeSet))
        let alerts = Alerts(workspace())
        _ = try alerts.set("gate", label: "GATE")
        _ = try alerts.set("lap", label: "LAP")
        _ = try alerts.remove("lap")
        let header = Layout.sites.columns.map { "Our \($0.label)" }
        let pairs = [
            ColumnMapping.Pair("Site ID", .position(1)),
            ColumnMapping.Pair("Site Name", .label("Our Site Name")),
        ]
        let mappings = ColumnMappings(workspace())
        for name in ["night", "night"] {
            _ = try mappings.save(name, header: header, as: .sites, pairs)
        }
        _ = try mappings.save("day", header: header + ["More"], as: .sites, pairs)
        _ = try mappings.remove("day")
    }

    private func workOnStudents() throws {
        let create = CreateStudent(store: district.store, actor: "test", clock: clock)
        for (last, otherID) in [("Osterbyhaab", "7001"), ("Lind", "8001"), ("Berg", "8002")] {
            var request = CreateStudent.Request(first: "Mira", last: last)
            request.otherID = otherID
            _ = try create.run(request)
        }
        try linkAndUnlink()
        _ = try importFile("studemo.txt", students(students + ["8001"]))
        _ = try ImportProfiles(store: district.store, actor: "test", clock: clock)
            .run(["5001", "5002"])
        let spring = ["02/01/2027", "03/01/2027"].flatMap { start in
            students.map { row($0, start: start, eligibility: "E7") }
        }
        #expect(try importPrograms(spring, insertsNearMisses: true).inserted == spring.count)
    }

    private func linkAndUnlink() throws {
        let work = Workspace(store: district.store, actor: "test", clock: clock)
        var request = CreateStudent.Request(first: "Ines", last: "Falk")
        request.stateID = "7700"
        let made = try CreateStudent(work).run(request).studentID
        let contradictions = Set(LinkPlan.Contradiction.allCases.map(\.rawValue))
        _ = try LinkStudent(work).run(made, to: .sis("5001"), confirmed: contradictions)
        _ = try UnlinkStudent(work).run(made, reason: "another child")
        var edit = EditStudent.Request()
        edit.studentID = "N77"
        edit.fields = ["caseManager": "Dana Reyes", "birthDate": "2013-01-02"]
        _ = try EditStudent(work).run(made, edit)
        let gone = try CreateStudent(work).run(CreateStudent.Request(first: "Eva", last: "Lund"))
        _ = try DeleteStudent(work).run(gone.studentID)
    }

    private func undoAndRedo() throws {
        let newest = try district.store.read { try $0.newestChange() }
        for change in stride(from: newest, through: 4, by: -3) {
            guard let undo = try? undo(change), let number = undo.changeSet else { continue }
            guard change % 2 == 0 else { continue }
            let redo = try self.undo(number)
            if change % 4 == 0 { _ = try self.undo(try #require(redo.changeSet)) }
        }
    }

    // MARK: Texts

    private func enrollments(end: String) -> String {
        let labels = Layout.enrollment.columns.map(\.label)
        return table(
            labels,
            students.prefix(4).map { number in
                [number, "", "", "", "", "", "1010", "09/02/2026", end, "7", "2026-2027", "Y"]
                    + Array(repeating: "", count: labels.count - 12)
            })
    }

    /// The contacts of a student, or of the first one, with these surnames.
    func contacts(_ surnames: [String], of student: String? = nil) -> String {
        let labels = Layout.contacts.columns.enumerated().map {
            $1.label.isEmpty ? "Column \($0 + 1)" : $1.label
        }
        return table(
            labels,
            surnames.map { surname in
                [student ?? students[0], "", "", "", "", "", surname, "Rosa"]
                    + Array(repeating: "", count: labels.count - 8)
            })
    }
}
