import Foundation
import Records
import Storage
import Testing

@testable import Operations
@testable import Pages
@testable import Server

/// No answer shows a student without its entry in the log.
@Suite struct AccessLogTests {
    /// A district with students of distinct names, one for each way in which one can be shown.
    private struct Hall {
        let site: TestSite
        /// What shows a student, with our numbers of the student and of the SIS student.
        var marks: [(text: String, student: Int?, sis: Int?)] = []
        var addresses: [String] = []

        init() throws {
            site = try TestSite()
            try site.importRoster([
                .init(id: "700101", first: "Wren", last: "Alderbyx"),
                .init(id: "700102", first: "Odell", last: "Brightwaterx", stateID: "9000000007"),
            ])
            let sis = try site.store.read { reader in
                try reader.sisStudents(importIDs: ["700101", "700102"]).sorted()
            }
            marks = [("Alderbyx", nil, sis[0]), ("Brightwaterx", nil, sis[1])]
            for (first, last) in [("Ansel", "Quillfeatherx"), ("Briar", "Hollowayx")] {
                let id = try site.createForALE(first, last, anyway: true)
                marks.append((last, id, nil))
                _ = try site.completePlan(of: id)
                let studentID = try site.workspace().studentID(ofRow: id)
                addresses += StudentFrame.Part.allCases.map {
                    "/students/\(site.name(ofRow: id))"
                        + ($0 == .profile ? "" : "/\($0.rawValue)")
                }
                addresses += ["/edit", "/resolve", "/access/print", "/access/add"].map {
                    "/students/\(site.name(ofRow: id))" + $0
                }
                marks.append((studentID, id, nil))
            }
            let merged = try [
                site.addStudent("Cleo", "Pemberlyx"), site.addStudent("Cleo", "Pemberleyx"),
            ]
            for (id, last) in zip(merged, ["Pemberlyx", "Pemberleyx"]) {
                marks.append((last, try site.workspace().row(ofStudent: id), nil))
            }
            try addRun()
            addresses += Server.Site.routes.filter {
                $0.method == .get && !$0.path.contains("{") && !$0.path.hasPrefix("/assets")
            }.map(\.path)
            addresses += [
                "/roster/\(site.site.references.name(.sisStudent, sis[0]))", "/imports/runs/1",
                "/imports/runs/2", "/imports/runs/2/errors", "/plans/\(site.name(ofPlan: 1))",
                "/plans/\(site.name(ofPlan: 2))/courses/add",
            ]
            let changes = try Figures(site.workspace()).newestChangeSet()
            addresses += (1...changes).flatMap { ["/changes/\($0)", "/changes/\($0)/undo"] }
        }

        /// A programs.txt of which one row is kept out.
        private func addRun() throws {
            let file = site.place.folder.appending(path: "programs.txt")
            var cells = Array(repeating: "", count: 15)
            (cells[0], cells[2], cells[3]) = ("700101", "Alderbyx", "Wren")
            (cells[5], cells[6], cells[9]) = ("03/04/2019", "nowhere", "09/02/2026")
            let header = Layout.programs.columns.map(\.label).joined(separator: "\t")
            try (header + "\n" + cells.joined(separator: "\t") + "\n")
                .write(to: file, atomically: true, encoding: .utf8)
            _ = try ImportFiles(
                store: site.store, actor: "test", clock: site.clock,
                options: ImportFiles.Options()
            ).run([file.path])
        }
    }

    /// Whom a visitor was noted to have seen since `event`.
    private func noted(
        _ site: TestSite, since event: Int
    ) throws -> (students: Set<Int>, sis: Set<Int>) {
        site.site.finish()
        return try site.store.read { reader in
            let found = try reader.rows(
                "SELECT kind, subject FROM access_subject WHERE event >= \(event)"
            ) { (try $0.requiredText(0), try $0.requiredInteger(1)) }
            return (
                Set(found.filter { $0.0 == "student" }.map(\.1)),
                Set(found.filter { $0.0 == "sis" }.map(\.1))
            )
        }
    }

    @Test func `every page, file and answer that shows a student is noted`() async throws {
        let hall = try Hall()
        var shown = Set<String>()
        for role in Role.allCases {
            let visitor = try hall.site.visitor(role)
            for address in hall.addresses {
                let next = try hall.site.store.read { try $0.nextNumber("access_event") }
                var answer = try await visitor.get(address)
                if let form = answer.form(address), form["reason"] != nil,
                    address.hasSuffix("/export")
                {
                    answer = try await visitor.submit(form, ["reason": "Test"])
                }
                guard answer.status == 200 || answer.status == 422 else { continue }
                let seen = hall.marks.filter { answer.body.contains($0.text) }
                if seen.isEmpty { continue }
                shown.insert(address)
                let noted = try noted(hall.site, since: next)
                for mark in seen {
                    let isNoted =
                        mark.student.map(noted.students.contains) ?? false
                        || mark.sis.map(noted.sis.contains) ?? false
                    #expect(isNoted, "\(role) at \(address): \(mark.text)")
                }
            }
        }
        // The proof is worth something only where students are shown in many ways.
        #expect(shown.count > 40, "\(shown.count)")
        for path in ["/roster", "/missing", "/roster/export", "/imports/runs/2/errors"] {
            #expect(shown.contains(path), "\(path)")
        }
    }

    @Test func `searches and suggestions are noted, and a redirect is not`() async throws {
        let hall = try Hall()
        let visitor = try hall.site.visitor(.registrar)
        let csrf = try visitor.csrf()
        let next = try hall.site.store.read { try $0.nextNumber("access_event") }
        let found = try await visitor.post(
            "/students/suggest", [("csrf", csrf), ("text", "Quillfeatherx")])
        #expect(found.body.contains("Quillfeatherx"))
        let student = try #require(hall.marks.first { $0.text == "Quillfeatherx" }?.student)
        #expect(try noted(hall.site, since: next).students == [student])
    }

    @Test func `who has seen a student is a page, with those who were merged into it`() async throws
    {
        let hall = try Hall()
        let registrar = try hall.site.visitor(.registrar)
        let rows = hall.marks.filter { $0.text.hasPrefix("Pember") }.compactMap(\.student)
        for row in rows {
            _ = try await registrar.get("/students/\(hall.site.name(ofRow: row))")
        }
        let ids = try rows.map { try hall.site.workspace().studentID(ofRow: $0) }
        var request = MergeStudents.Request(sources: [ids[1]], target: ids[0])
        (request.reason, request.confirmed) = ("The same child", ["all"])
        for name in try MergeStudents(hall.site.workspace()).preview(request).undecided {
            request.choices[name] = "target"
        }
        let merged = try MergeStudents(hall.site.workspace()).apply(request)
        let admin = try hall.site.visitor(.securityAdministrator)
        let page = try await admin.get("/students/\(hall.site.name(ofRow: rows[0]))/access")
        #expect(page.says("registrar") && page.says("Keeping student records"))
        let entries = try AccessRecord(hall.site.workspace()).page(ids[0]).entries
        #expect(entries.rows.count { $0.party.hasPrefix("registrar") } == 2)
        _ = try Undo(hall.site.workspace()).run(merged.changeSet)
        let apart = try AccessRecord(hall.site.workspace()).page(ids[0]).entries
        #expect(apart.rows.count { $0.party.hasPrefix("registrar") } == 1)
    }

    @Test func `a disclosure is entered by hand and stays`() async throws {
        let hall = try Hall()
        let row = try #require(hall.marks.first { $0.text == "Hollowayx" }?.student)
        let visitor = try hall.site.visitor(.registrar)
        let address = "/students/\(hall.site.name(ofRow: row))/access/add"
        let form = try #require(try await visitor.get(address).form(address))
        let late = try await visitor.submit(
            form,
            [
                "party": "Larkspur Schools", "purpose": "Enrollment", "what": "Transcript",
                "day": "12/31/2030",
            ])
        #expect(late.status == 422)
        let done = try await visitor.submit(
            form, ["party": "Larkspur Schools", "purpose": "Enrollment", "what": "Transcript"])
        #expect(done.status == 303)
        let id = try hall.site.workspace().studentID(ofRow: row)
        let entries = try AccessRecord(hall.site.workspace()).page(id).entries.rows
        #expect(entries.contains { $0.kind == .disclosure && $0.party == "Larkspur Schools" })
    }

    @Test func `what a process left behind is taken in once, and a cut line not at all`() throws {
        let site = try TestSite()
        let folder = site.place.folder.appending(path: "journal").path
        let event = AccessEvent(
            at: "2026-10-01T08:00:00Z", account: 7, party: "t", kind: .page, what: "Profile",
            purpose: "Instruction", subjects: AccessSubjects(students: [1, 2]))
        do {
            let gone = AccessJournal(folder: folder, store: site.store)
            try gone.append([event, event])
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let path = (folder as NSString).appendingPathComponent(try #require(names.first))
        let other = AccessJournal(folder: folder, store: site.store)
        let whole = try Data(contentsOf: URL(filePath: path))
        let again = (folder as NSString).appendingPathComponent("cut.journal")
        try whole.dropLast(40).write(to: URL(filePath: again))
        #expect(try other.takeIn().count == 1)
        try whole.write(to: URL(filePath: again))
        #expect(try other.takeIn().isEmpty)
    }

    @Test func `a full disk takes no other line with the one that it cut off`() throws {
        let site = try TestSite()
        let folder = site.place.folder.appending(path: "journal")
        let journal = AccessJournal(folder: folder.path, store: site.store)
        func event(_ student: Int) -> AccessEvent {
            AccessEvent(
                at: "2026-10-01T08:00:00Z", account: 7, party: "t", kind: .page, what: "Profile",
                purpose: "Instruction", subjects: AccessSubjects(students: [student]))
        }
        try journal.append([event(1)])
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let file = try FileHandle(forWritingTo: folder.appending(path: name))
        _ = try file.seekToEnd()
        try file.write(contentsOf: Data("{\"at\":\"2026-10".utf8))
        try file.close()
        #expect(try fill(name))
        #expect(throws: OperationError.self) { try journal.append([event(2)]) }
        try journal.append([event(3)])
        #expect(journal.isWaiting)
        let taken = try journal.takeIn()
        #expect(Set(taken.flatMap(\.subjects.students)) == [1, 3])
        #expect(!journal.isWaiting)
    }

    /// Has whatever is written on to a file of ours that is open fail as on a full disk. Returns
    /// whether it is open.
    private func fill(_ name: String) throws -> Bool {
        let folder = "/proc/self/fd"
        for one in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let path = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "\(folder)/\(one)")
            guard path?.hasSuffix("/" + name) == true, let number = Int32(one) else { continue }
            let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
            defer { close(full) }
            return dup2(full, number) == number
        }
        return false
    }

    @Test func `unusual reading raises an alarm, once`() throws {
        let site = try TestSite()
        let watch = ReadingWatch(store: site.store, clock: site.clock)
        func saw(_ students: Range<Int>, _ secondsAgo: Double) throws {
            let at = ImportFiles.timestamp(site.clock().addingTimeInterval(-secondsAgo))
            let event = AccessEvent(
                at: at, account: 7, party: "t", kind: .page, what: "Profile", purpose: "x",
                subjects: AccessSubjects(students: Set(students)))
            try site.store.write { try $0.log([event]) }
            try watch.look(at: [event])
        }
        for day in 1...6 { try saw(0..<(10 + day), Double(day) * 86_400) }
        #expect(try Alarms(site.workspace()).list().isEmpty)
        try saw(0..<49, 60)
        #expect(try Alarms(site.workspace()).list().isEmpty)
        try saw(0..<60, 60)
        #expect(try Alarms(site.workspace()).list().map(\.kind) == ["reading-unusual"])
        try saw(0..<61, 60)
        #expect(try Alarms(site.workspace()).list().count == 1)
        try saw(0..<301, 60)
        try saw(0..<302, 30)
        #expect(
            try Alarms(site.workspace()).list().map(\.kind) == ["reading-many", "reading-unusual"])
    }

    @Test func `what was noted while nobody took it in counts by when it was`() throws {
        let site = try TestSite()
        let watch = ReadingWatch(store: site.store, clock: site.clock)
        func event(_ students: Range<Int>, _ hoursAgo: Double, _ account: Int) -> AccessEvent {
            AccessEvent(
                at: ImportFiles.timestamp(site.clock().addingTimeInterval(-hoursAgo * 3_600)),
                account: account, party: "t", kind: .page, what: "Profile", purpose: "x",
                subjects: AccessSubjects(students: Set(students)))
        }
        // Many in ten hours by one, in one hour by another, all of it yesterday.
        let slow = (0..<10).map { event($0 * 40..<($0 + 1) * 40, 34 - Double($0), 7) }
        try site.store.write { try $0.log(slow) }
        try watch.look(at: slow)
        #expect(try Alarms(site.workspace()).list().isEmpty)
        let fast = (0..<10).map { event($0 * 40..<($0 + 1) * 40, 30 - Double($0) / 20, 8) }
        try site.store.write { try $0.log(fast) }
        try watch.look(at: fast)
        let found = try Alarms(site.workspace()).list()
        #expect(found.map(\.kind) == ["reading-many"])
    }
}
