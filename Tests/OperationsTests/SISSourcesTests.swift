import Automation
import Foundation
import OneRoster
import Records
import Storage
import Synchronization
import TestSIS
import Testing

@testable import Operations

/// A district that asks a SIS, and a clock that is set by hand. It is at Denver, on Monday,
/// October 5, 2026.
private final class Station: Sendable {
    let store: any Store
    /// Its folder is gone with it.
    private let district: Mutex<District>
    let sis: TestSIS
    private let time: Mutex<Double>

    init() async throws {
        let district = try District()
        store = district.store
        self.district = Mutex(district)
        sis = try await TestSIS()
        let clock = try #require(LocalClock(zone: "America/Denver"))
        time = Mutex(
            clock.instant(
                of: try #require(LocalTime(text: "12:00")),
                on: try #require(CalendarDate(iso: "2026-10-05"))))
        sis.set { conduct in
            conduct.records["orgs"] = [TestSIS.school("s-1", "Alder Elementary", number: "1010")]
            for (id, first, last) in [("u-1", "Maja", "Lindqvist"), ("u-2", "Chidi", "Okafor")] {
                conduct.records["users"]?.append(
                    TestSIS.student(
                        id, first, last, number: "7\(id.suffix(1))",
                        stateID: "410000000\(id.suffix(1))", school: "s-1"))
                conduct.records["demographics"]?.append(
                    TestSIS.demographics(id, born: "2014-05-06"))
                conduct.records["enrollments"]?.append(
                    TestSIS.enrollment("e-\(id)", of: id, at: "s-1"))
            }
        }
        _ = try sources.save(profile(), secret: TestSIS.clientSecret)
    }

    func profile(_ change: (inout SISService) -> Void = { _ in }) throws -> AutomationProfile {
        var service = SISService(
            RosterAddress(
                base: sis.base, tokens: sis.tokenAddress, clientID: TestSIS.clientID, pageSize: 1))
        change(&service)
        var profile = AutomationProfile(
            name: "Fernton SIS", zone: "America/Denver",
            schedule: NightSchedule(
                time: try #require(LocalTime(text: "02:00")), weekdays: Set(Weekday.allCases)),
            folder: "", files: [])
        profile.service = service
        return profile
    }

    func set(_ when: String) throws {
        let parts = when.split(separator: " ").map(String.init)
        let clock = try #require(LocalClock(zone: "America/Denver"))
        let date = try #require(CalendarDate(iso: "2026-10-\(parts[0])"))
        let now = clock.instant(of: try #require(LocalTime(text: parts[1])), on: date)
        time.withLock { $0 = now }
    }

    var workspace: Workspace {
        Workspace(
            store: store, actor: "night",
            clock: { Date(timeIntervalSince1970: self.time.withLock { $0 }) })
    }

    var sources: SISSources {
        SISSources(workspace) {
            var means = RosterService.Means()
            means.pause = { _ in }
            means.now = { self.time.withLock { $0 } }
            return means
        }
    }

    func look() async throws -> Nightly.Outcome {
        try await waiting {
            try #require(
                try Nightly(self.workspace, holder: UUID().uuidString, sources: self.sources)
                    .run().first)
        }
    }

    func read(isFull: Bool = false) async throws -> SISSources.Outcome {
        try await waiting { try self.sources.read("Fernton SIS", isFull: isFull) }
    }

    func state() throws -> SISState { try sources.show("Fernton SIS").state }

    /// Imports a student as a file of changes does.
    func importNewcomer() throws {
        let folder = district.withLock { $0.folder }.appending(path: "newcomer")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in [
            ("manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.users,delta\n"),
            (
                "users.csv",
                "sourcedId,status,role,givenName,familyName,identifier\n"
                    + "u-9,active,student,Wren,Abara,79\n"
            ),
        ] {
            try text.write(
                to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        _ = try ImportFiles(workspace).run([folder.path])
    }

    /// Family names of the General Student Table, with who is missing from the SIS in brackets.
    func roster() throws -> [String] {
        try store.read { reader in
            try reader.rows(
                "SELECT last_name, missing_since FROM sis_student ORDER BY import_id"
            ) { row in
                let name = try row.requiredText(0)
                return try row.integer(1) == nil ? name : "(\(name))"
            }
        }
    }
}

/// A SIS whose OneRoster service is asked, over real HTTP.
@Suite struct SISSourcesTests {
    @Test func `a service is read whole first, and then what changed`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        let first = try await station.read()
        #expect(first.isFull && first.counts.students == 2 && first.report?.state == .applied)
        #expect(try station.roster() == ["Lindqvist", "Okafor"])
        let state = try station.state()
        // Ten minutes before its own clock: what was written meanwhile may be from before.
        let through = try Date(try #require(state.readThrough), strategy: .iso8601)
        #expect((500...1_200).contains(Date().timeIntervalSince(through)) && state.fault == nil)
        #expect(state.fullAt == "2026-10-05T18:00:00Z")

        let second = try await station.read()
        #expect(!second.isFull && second.report == nil && second.counts.all == 0)
        station.sis.set { conduct in
            conduct.records["users"]?[0] = TestSIS.student(
                "u-1", "Maja", "Lindqvist-Berg", number: "71", stateID: "4100000001", school: "s-1",
                changed: "2099-10-06T09:00:00.000Z")
        }
        let third = try await station.read()
        #expect(third.report?.counts.updated == 1 && third.counts.students == 1)
        #expect(try station.roster() == ["Lindqvist-Berg", "Okafor"])
    }

    @Test func `everything is read again after as many days as are set`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        station.sis.set { conduct in
            for number in 10..<20 {
                conduct.records["users"]?.append(
                    TestSIS.student(
                        "u-\(number)", "Wren", "Abara", number: "\(number)", school: "s-1"))
            }
        }
        _ = try await station.read()
        try station.set("11 12:00")
        #expect(try await !station.read().isFull)
        try station.set("12 02:00")
        // Who is gone without a word is missing.
        station.sis.set { conduct in
            conduct.records["users"]?.removeLast(5)
        }
        var outcome = try await station.read()
        #expect(outcome.isFull && outcome.report?.state == .held)
        #expect(try !station.roster().contains("(Abara)"))
        let run = try #require(outcome.report?.run)
        _ = try ReviewRuns(station.workspace).approve(run)
        #expect(try station.roster().count { $0 == "(Abara)" } == 5)
        // What was held is asked for again.
        outcome = try await station.read()
        #expect(outcome.isFull && outcome.report?.state != .held)
        #expect(try await !station.read().isFull)
    }

    @Test func `a night asks the service, and tells what came of it`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        #expect(try await station.look().state == .notDue)
        try station.set("06 02:15")
        let outcome = try await station.look()
        #expect(outcome.state == .done)
        let file = try #require(outcome.report?.files.first)
        #expect(file.name == "OneRoster service" && file.state == .imported)
        #expect(file.counts.inserted == 5 && file.runs.count == 1)
        #expect(try await station.look().state == .notDue)
        #expect(try station.roster() == ["Lindqvist", "Okafor"])
        try station.set("07 02:15")
        let second = try #require(try await station.look().report)
        #expect(second.files.map(\.state) == [.imported] && !second.needsSomebody)
        #expect(second.text.contains("Nothing changed since it was read last."))
    }

    @Test func `a service that is down is asked until the patience ends`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        station.sis.set { $0.failures = Array(repeating: (503, nil), count: 6) }
        try station.set("06 02:15")
        let waits = try await station.look()
        #expect(waits.state == .waiting && waits.why.contains("busy"))
        #expect(try station.state().fault?.contains("busy") == true)
        // Another process takes it at once, and the service is well again.
        let done = try await station.look()
        #expect(done.state == .done && done.report?.files.map(\.state) == [.imported])
        #expect(try station.state().fault == nil)

        station.sis.set { $0.forbidden = ["demographics"] }
        try station.set("07 02:15")
        #expect(try await station.look().state == .waiting)
        try station.set("07 06:15")
        let missing = try await station.look()
        #expect(missing.report?.files.map(\.state) == [.missing])
        #expect(missing.report?.needsSomebody == true)
        try station.set("08 06:15")
        _ = try await station.look()
        try station.set("08 08:15")
        let alarms = try NightAlarms(station.workspace).look()
        #expect(alarms == ["Fernton SIS, from 2026-10-07: OneRoster service missing"])
    }

    @Test func `a profile that is stopped is not asked`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        _ = try AutomationProfiles(station.workspace).pause("Fernton SIS", true)
        try station.set("06 02:15")
        #expect(try await station.look().state == .paused)
        #expect(station.sis.said(\.asked).isEmpty)
    }

    @Test func `one student is asked for, and links`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        var request = CreateStudent.Request(first: "Maja", last: "Lindqvist")
        request.stateID = "4100000001"
        let made = try CreateStudent(station.workspace).run(request)
        let refreshed = try await waiting { try station.sources.refresh("71") }
        #expect(refreshed.report.state == .applied)
        #expect(try station.roster() == ["Lindqvist"])
        let linked = try station.store.read { reader in
            try reader.first(
                "SELECT sis_student FROM student WHERE student_id = \(made.studentID)"
            ) { try $0.integer(0) }
        }
        #expect(linked ?? nil != nil)
        // By the profile's own number now, and by the service's number of the student.
        station.sis.set { conduct in
            conduct.records["users"]?[0]["familyName"] = "Berg"
        }
        station.sis.set { $0.asked = [] }
        _ = try await waiting { try station.sources.refresh(made.studentID) }
        #expect(try station.roster() == ["Berg"])
        #expect(station.sis.said(\.asked).contains("/students/u-1"))
        await #expect(throws: OperationError.self) {
            try await waiting { try station.sources.refresh("999") }
        }
    }

    @Test func `what the SIS says has changed is asked for soon`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        _ = try await station.read()
        station.sis.set { conduct in
            conduct.records["users"]?[1]["givenName"] = "Chidiebere"
        }
        #expect(try station.sources.note(changed: ["u-2", "u-2"], in: "Fernton SIS").waiting == 1)
        #expect(try station.sources.note(changed: ["u-2", "gone"], in: "Fernton SIS").waiting == 2)
        let problems = try await waiting { try station.sources.serveWaiting() }
        #expect(problems.isEmpty)
        #expect(try station.state().waiting.isEmpty)
        let name = try station.store.read { reader in
            try reader.first("SELECT first_name FROM sis_student WHERE import_id = '72'") {
                try $0.requiredText(0)
            }
        }
        #expect(name == "Chidiebere")
        // Without a name it is all that changed since the last reading.
        _ = try station.sources.note(changed: [], in: "Fernton SIS")
        station.sis.set { $0.asked = [] }
        _ = try await waiting { try station.sources.serveWaiting() }
        #expect(station.sis.said(\.asked).contains { $0.contains("dateLastModified>=") })
        #expect(try !station.state().isAllWaiting)
        #expect(throws: OperationError.self) {
            try station.sources.note(changed: [], in: "Nobody")
        }
    }

    @Test func `what waits is not asked for on and on, and held readings end the waiting`()
        async throws
    {
        let station = try await Station()
        defer { station.sis.stop() }
        _ = try await station.read()
        _ = try station.sources.note(changed: ["u-1", "u-2"], in: "Fernton SIS")
        station.sis.set { $0.forbidden = ["students"] }
        let problems = try await waiting { try station.sources.serveWaiting() }
        #expect(problems.count == 1 && problems[0].contains("students"))
        // A fault of single students is none of the source's.
        #expect(try station.state().fault == nil)
        station.sis.set { ($0.forbidden, $0.asked) = ([], []) }
        _ = try await waiting { try station.sources.serveWaiting() }
        #expect(station.sis.said(\.asked).isEmpty)
        try station.set("05 12:15")
        _ = try await waiting { try station.sources.serveWaiting() }
        // Both in one import.
        #expect(try station.state().waiting.isEmpty)
        let runs = try station.store.read { try $0.importRuns(limit: 10, offset: 0) }
        #expect(runs.count == 2)
    }

    @Test func `who is asked for while everything is read is not missing`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        _ = try await station.read()
        let sis = station.sis
        let asked = Mutex(false)
        sis.set { conduct in
            conduct.before = { path, conduct in
                // The pages of students were read.
                guard path == "demographics", !asked.withLock({ $0 }) else { return }
                asked.withLock { $0 = true }
                conduct.records["users"]?.append(
                    TestSIS.student(
                        "u-9", "Wren", "Abara", number: "79", school: "s-1",
                        changed: "2099-01-01T00:00:00.000Z"))
                conduct.records["demographics"]?.append(
                    TestSIS.demographics("u-9", born: "2014-05-06"))
                let isDone = DispatchSemaphore(value: 0)
                DispatchQueue.global().async {
                    defer { isDone.signal() }
                    // As if somebody had it imported meanwhile.
                    _ = try? station.importNewcomer()
                }
                isDone.wait()
            }
        }
        let read = try await station.read(isFull: true)
        #expect(read.isFull && asked.withLock { $0 })
        #expect(try station.roster() == ["Lindqvist", "Okafor", "Abara"])
    }

    @Test func `an older reading that is approved later has everything read again`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        _ = try await station.read()
        let change = try #require(
            try station.store.read { try $0.importRuns(limit: 1, offset: 0) }.first?.changeSet)
        #expect(try await !station.read().isFull)
        _ = try Undo(station.workspace).run(change)
        #expect(try await station.read().isFull)
        #expect(try station.roster() == ["Lindqvist", "Okafor"])
    }

    @Test func `there is one SIS, and a night that another takes over is left`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        var second = try station.profile()
        second.name = "Other SIS"
        #expect(throws: OperationError.self) {
            try station.sources.save(second, secret: "s")
        }
        try station.set("06 02:15")
        let store = station.store
        station.sis.set { conduct in
            conduct.before = { path, _ in
                guard path == "enrollments" else { return }
                // Half an hour goes by without a sign, and another takes it.
                try? station.set("06 02:50")
                let now = Int(station.workspace.clock().timeIntervalSince1970)
                let date = CalendarDate(iso: "2026-10-06") ?? CalendarDate(dayNumber: 0)
                _ = try? store.write { writer in
                    try writer.takeNight(
                        of: "Fernton SIS", on: date, holder: "other", at: "", now: now,
                        until: now + 1_800)
                }
            }
        }
        #expect(try await station.look().state == .elsewhere)
        #expect(try station.roster().isEmpty)
    }

    @Test func `the secret is sealed, and that of one client alone`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        let kept = try station.store.read { reader in
            try reader.rows("SELECT document FROM automation_profile") { try $0.requiredText(0) }
                + (try reader.secretNames().compactMap { name in
                    try reader.secret(named: name).map { String(decoding: $0, as: UTF8.self) }
                })
        }
        #expect(!kept.contains { $0.contains(TestSIS.clientSecret) })
        let other = try station.profile { $0.address.clientID = "other" }
        #expect(throws: OperationError.self) {
            try station.sources.save(other, secret: nil)
        }
        #expect(try station.sources.save(station.profile(), secret: nil).changeSet == nil)
    }

    @Test(
        arguments: [
            "http://sis.example.org/x", "https://me:it@sis.example.org/x", "https://h/x?y=1", "",
            "ftp://h",
        ], [\RosterAddress.base, \RosterAddress.tokens])
    func `an address that would give the secret away is refused`(
        address: String, place: WritableKeyPath<RosterAddress, String> & Sendable
    ) async throws {
        // Tokens may be given out at any address of a server.
        if place == \RosterAddress.tokens, address.contains("?") { return }
        let station = try await Station()
        defer { station.sis.stop() }
        let profile = try station.profile { $0.address[keyPath: place] = address }
        let error = #expect(throws: OperationError.self) {
            try station.sources.save(profile, secret: "s")
        }
        #expect(error?.code == "automation.invalid")
    }

    @Test func `another service is read whole first`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        _ = try await station.read()
        let other = try station.profile { $0.address.base += "/" }
        // The secret is that of the other address, and goes nowhere else.
        #expect(throws: OperationError.self) { try station.sources.save(other, secret: nil) }
        _ = try station.sources.save(other, secret: TestSIS.clientSecret)
        #expect(try station.state().readThrough == nil)
        #expect(try await station.read().isFull)
    }

    @Test func `checking a service tells what is wrong, and changes nothing`() async throws {
        let station = try await Station()
        defer { station.sis.stop() }
        try await waiting { try station.sources.check("Fernton SIS") }
        station.sis.set { $0.records["orgs"] = [] }
        let error = await #expect(throws: OperationError.self) {
            try await waiting { try station.sources.check("Fernton SIS") }
        }
        #expect(error?.code == "sis.not-there")
        #expect(try station.roster().isEmpty)
    }
}
