import Automation
import Foundation
import Intake
import Records
import Storage
import Synchronization
import Testing

@testable import Operations

/// Nights, with real files in a sender's folder.
@Suite struct NightlyTests {
    /// A clock that is set by hand.
    final class HandClock: Sendable {
        /// Since 1970.
        let seconds: Mutex<Double>

        init(_ seconds: Double) { self.seconds = Mutex(seconds) }
    }

    /// A district with one profile, whose clock is set by hand. It is at Denver, on Monday,
    /// October 5, 2026.
    final class Night {
        let office: Office
        let folder: DropFolder
        private let time: HandClock

        init() throws {
            office = try Office(students: 10)
            let path = office.path("sender")
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            folder = DropFolder(path: path)
            let clock = try #require(LocalClock(zone: "America/Denver"))
            let start = clock.instant(
                of: try #require(LocalTime(text: "12:00")),
                on: try #require(CalendarDate(iso: "2026-10-05")))
            time = HandClock(start)
            _ = try profiles.save(try profile())
        }

        func profile() throws -> AutomationProfile {
            AutomationProfile(
                name: "Fernton", zone: "America/Denver",
                schedule: NightSchedule(
                    time: try #require(LocalTime(text: "02:00")),
                    weekdays: Set(Weekday.allCases)),
                folder: folder.path, files: ["programs.txt"])
        }

        /// `DD HH:MM` of October 2026.
        func set(_ when: String) throws {
            let parts = when.split(separator: " ").map(String.init)
            let clock = try #require(LocalClock(zone: "America/Denver"))
            let date = try #require(CalendarDate(iso: "2026-10-\(parts[0])"))
            let now = clock.instant(of: try #require(LocalTime(text: parts[1])), on: date)
            time.seconds.withLock { $0 = now }
        }

        var workspace: Workspace {
            let time = time
            return Workspace(
                store: office.district.store, actor: "night",
                clock: { Date(timeIntervalSince1970: time.seconds.withLock { $0 }) })
        }

        var profiles: AutomationProfiles { AutomationProfiles(workspace) }

        func look(_ holder: String = "one") throws -> Nightly.Outcome {
            let outcomes = try Nightly(workspace, holder: holder).run()
            #expect(outcomes.count == 1)
            return try #require(outcomes.first)
        }

        func put(_ rows: [String], _ name: String = "programs.txt") throws {
            try write(office.programs(rows), name)
        }

        func write(_ text: String, _ name: String) throws {
            try text.write(
                toFile: folder.folder(.inbox) + "/" + name, atomically: false, encoding: .utf8)
        }

        func names(_ part: DropFolder.Part) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.folder(part)).sorted()
        }

        func text(_ part: DropFolder.Part, _ name: String) throws -> String {
            try String(contentsOfFile: folder.folder(part) + "/" + name, encoding: .utf8)
        }
    }

    let night: Night

    init() throws { night = try Night() }

    @Test func `a file that was dropped ends as program records and a report to its sender`() throws
    {
        #expect(try night.look().state == .notDue)
        try night.put(night.office.students.map { night.office.row($0) })
        try night.set("06 01:50")
        #expect(try night.look().state == .notDue)
        try night.set("06 02:05")
        let outcome = try night.look()
        #expect(outcome.state == .done && outcome.date?.description == "2026-10-06")
        let file = try #require(outcome.report?.files.first)
        #expect(file.state == .imported && file.counts.inserted == 10)
        #expect(file.archivedAs == "20261006-programs.txt")
        #expect(try night.office.records() == 10)
        #expect(try night.names(.inbox).isEmpty && night.names(.taken).isEmpty)
        #expect(try night.names(.accepted) == ["20261006-programs.txt"])
        #expect(try night.names(.reports) == ["20261006-night.txt"])
        let text = try night.text(.reports, "20261006-night.txt")
        #expect(text.contains("programs.txt: imported\n  10 rows: 10 new, 0 changed"))
        // The date was served.
        #expect(try night.look().state == .notDue)
    }

    @Test func `rows that were kept out go back to the sender with what to mend`() throws {
        try night.put([night.office.row("100200"), night.office.row("999999", "101")])
        _ = try night.look()
        try night.set("06 02:05")
        let report = try #require(try night.look().report)
        #expect(report.files.first?.counts.rejected == 1 && report.needsSomebody)
        #expect(
            try night.names(.reports)
                == ["20261006-night.txt", "20261006-programs.txt.errors.txt"])
        #expect(try night.text(.reports, "20261006-programs.txt.errors.txt").contains("999999"))
    }

    @Test func `a file that is cut is waited for, then told as late and left where it is`() throws {
        let whole = night.office.programs(night.office.students.map { night.office.row($0) })
        try night.write(String(whole.dropLast(20)), "programs.txt")
        try night.set("06 02:05")
        #expect(try night.look().state == .waiting)
        try night.set("06 05:55")
        let waiting = try night.look()
        #expect(waiting.state == .waiting && waiting.why == "Waits for programs.txt.")
        try night.set("06 06:01")
        let file = try #require(try night.look().report?.files.first)
        #expect(file.state == .late && file.why.contains("ends within a line"))
        #expect(try night.office.records() == 0)
        #expect(try night.names(.inbox) == ["programs.txt"])
        // The rest came: it is imported the next night.
        try night.write(whole, "programs.txt")
        try night.set("07 01:00")
        _ = try night.look()
        try night.set("07 02:05")
        #expect(try night.look().report?.files.first?.state == .imported)
        #expect(try night.office.records() == 10)
    }

    @Test func `a file that is missing, or the same as before, is told`() throws {
        let rows = night.office.students.map { night.office.row($0) }
        try night.put(rows)
        _ = try night.look()
        try night.set("06 02:05")
        _ = try night.look()
        try night.put(rows)
        try night.set("07 01:00")
        _ = try night.look()
        try night.set("07 02:05")
        let stale = try #require(try night.look().report?.files.first)
        #expect(stale.state == .stale && stale.why.hasPrefix("Byte by byte what was imported"))
        #expect(try night.names(.accepted) == ["20261006-programs.txt", "20261007-programs.txt"])
        try night.set("08 07:00")
        let missing = try #require(try night.look().report?.files.first)
        #expect(missing.state == .missing)
        #expect(try night.office.records() == 10)
    }

    @Test func `a file that would end many records is held, and nothing is changed`() throws {
        let students = night.office.students
        try night.put(students.map { night.office.row($0) })
        _ = try night.look()
        try night.set("06 02:05")
        _ = try night.look()
        try night.put(
            students.enumerated().map {
                night.office.row($1, end: $0 < 4 ? "10/05/2026" : "")
            })
        try night.set("07 01:00")
        _ = try night.look()
        try night.set("07 02:05")
        let file = try #require(try night.look().report?.files.first)
        #expect(file.state == .held && file.why.contains("40 %"))
        #expect(file.runs.count == 1 && file.state.needsSomebody)
        let run = try #require(file.runs.first)
        #expect(try night.office.review.show(run).run.report?.state == .held)
    }

    @Test func `what a process left under way is done by the next one, once`() throws {
        try night.put(night.office.students.map { night.office.row($0) })
        let seen = try #require(try night.folder.look().first)
        let taken = try #require(try night.folder.take(seen, id: "left"))
        // It had been imported, and the process ended before the file was archived.
        _ = try ImportFiles(night.workspace).run([taken.path])
        #expect(try night.office.records() == 10)
        try night.set("06 02:05")
        // It does not wait for what it has.
        let report = try #require(try night.look().report)
        #expect(report.files.map(\.state) == [.imported])
        #expect(try night.names(.accepted) == ["20261006-programs.txt"])
        #expect(try night.names(.taken).isEmpty)
        #expect(try night.office.records() == 10)
    }

    @Test func `a file that cannot be imported stops no other, whatever it is called`() throws {
        let long = String(repeating: "x", count: 240) + ".txt"
        let forged = "a\nprograms.txt: imported\u{1B}[31m.txt"
        for name in [long, forged] { try night.write("No layout.\n", name) }
        try night.put(night.office.students.map { night.office.row($0) })
        _ = try night.look()
        try night.set("06 02:05")
        let report = try #require(try night.look().report)
        #expect(report.files.map(\.state) == [.rejected, .rejected, .imported])
        #expect(try night.office.records() == 10)
        #expect(try night.names(.taken).isEmpty && night.names(.rejected).count == 2)
        let text = try night.text(.reports, "20261006-night.txt")
        #expect(text.components(separatedBy: "\nprograms.txt: imported").count == 2)
        #expect(!text.contains("\u{1B}"))
    }

    @Test func `a mapping that is gone is said, and the file is not lost`() throws {
        let store = night.office.district.store
        var profile = try night.profiles.show("Fernton")
        profile.mapping = "gone"
        let kept = KeptAutomationProfile(name: "Fernton", document: StableJSON.text(profile))
        try store.write { writer in
            let change = try night.workspace.begin("automation", "Test", about: [], writer)
            try writer.save(kept, in: change)
        }
        try night.put([night.office.row("100200")])
        _ = try night.look()
        try night.set("06 02:05")
        let file = try #require(try night.look().report?.files.first)
        #expect(file.state == .failed && file.why.contains("gone"))
        #expect(try night.names(.rejected) == ["20261006-programs.txt"])
    }

    @Test func `whoever is not told how many rows files have is not told here`() throws {
        try night.put([night.office.row("100200"), night.office.row("999999")])
        _ = try night.look()
        try night.set("06 02:05")
        _ = try night.look()
        let whole = try #require(try Nights(night.workspace).list(limit: 1).first?.files.first)
        #expect(whole.counts.rejected == 1)
        let auditor = Nights(night.office.workspace(.auditor))
        let veiled = try #require(try auditor.list(limit: 1).first?.files.first)
        #expect(veiled.counts == ImportCounts() && veiled.why.isEmpty)
        #expect(throws: OperationError.self) {
            try Nights(night.office.workspace(.teacher)).list(limit: 1)
        }
    }

    @Test func `files that came while the server slept get a second look`() throws {
        try night.set("06 01:00")
        try night.put(night.office.students.map { night.office.row($0) })
        try night.set("06 09:00")
        #expect(try night.look().state == .waiting)
        try night.set("06 09:15")
        #expect(try night.look().report?.files.map(\.state) == [.imported])
    }

    @Test func `a second server does not serve the same date, unless the first fell silent`() throws
    {
        let store = night.office.district.store
        let date = try #require(CalendarDate(iso: "2026-10-06"))
        try night.set("06 07:00")
        let now = Int(night.workspace.clock().timeIntervalSince1970)
        let fence = try store.write {
            try $0.takeNight(
                of: "Fernton", on: date, holder: "other", at: "", now: now, until: now + 1_800)
        }
        #expect(fence == 1)
        #expect(try night.look().state == .elsewhere)
        try night.set("06 07:31")
        #expect(try night.look().state == .done)
        // The first one wakes up: it may neither go on nor end it.
        let goesOn = try store.write {
            try $0.renewNight(of: "Fernton", on: date, fence: 1, until: now + 9_000)
        }
        let ends = try store.write {
            try $0.endNight(of: "Fernton", on: date, fence: 1, at: "", report: "{}")
        }
        #expect(!goesOn && !ends)
        let kept = try store.read { try $0.nightRun(of: "Fernton", on: date) }
        #expect(kept?.fence == 2 && kept?.isDone == true && kept?.report.contains("files") == true)
    }

    @Test func `two looks right after each other do not make a file one that stands still`() throws
    {
        try night.set("06 02:05")
        _ = try night.look()
        try night.put(night.office.students.map { night.office.row($0) })
        for _ in 0..<3 { #expect(try night.look().state == .waiting) }
        try night.set("06 02:06")
        #expect(try night.look().state == .done)
    }

    @Test func `three days asleep are one night`() throws {
        try night.put(night.office.students.map { night.office.row($0) })
        _ = try night.look()
        try night.set("09 10:00")
        #expect(try night.look().date?.description == "2026-10-09")
        #expect(try night.look().state == .notDue)
        let nights = try night.office.district.store.read { try $0.nightRuns(limit: 10) }
        #expect(nights.map(\.date.description) == ["2026-10-09"])
    }

    @Test func `a stopped profile does nothing, and does not catch up`() throws {
        #expect(try night.profiles.pause("Fernton", true).changeSet != nil)
        #expect(try night.profiles.pause("Fernton", true).changeSet == nil)
        try night.set("06 10:00")
        #expect(try night.look().state == .paused)
        _ = try night.profiles.pause("Fernton", false)
        #expect(try night.look().state == .notDue)
        try night.set("07 10:00")
        #expect(try night.look().state == .done)
    }

    @Test func `what is wrong with a profile is said`() throws {
        func code(_ change: (inout AutomationProfile) throws -> Void) throws -> String? {
            var profile = try night.profile()
            try change(&profile)
            do {
                _ = try night.profiles.save(profile)
            } catch let error as OperationError {
                return error.code
            } catch let error as IntakeError {
                return error.code
            }
            return nil
        }
        #expect(try code { $0.zone = "Nowhere/Town" } == "automation.invalid")
        #expect(try code { $0.folder = "sender" } == "automation.invalid")
        #expect(try code { $0.folder += "/missing" } == "file.not-found")
        #expect(try code { $0.files = [] } == "automation.invalid")
        #expect(try code { $0.files = ["../programs.txt"] } == "automation.invalid")
        #expect(try code { $0.files = ["programs.tmp"] } == "automation.invalid")
        #expect(try code { $0.patience = -1 } == "automation.invalid")
        #expect(try code { $0.mapping = "none" } == "mapping.not-found")
        #expect(try code { $0.name = "Another" } == "automation.invalid")
        #expect(try code { _ in } == nil)
        let registrar = AutomationProfiles(night.office.workspace(.registrar))
        #expect(throws: OperationError.self) { try registrar.list() }
        #expect(throws: OperationError.self) { try night.profiles.show("None") }
    }

    @Test func `a profile is changed and removed in change sets that are undone`() throws {
        let changed = try night.profiles.remove("Fernton")
        #expect(try night.profiles.list().isEmpty)
        _ = try night.office.undo(try #require(changed.changeSet))
        #expect(try night.profiles.list().map(\.name) == ["Fernton"])
    }
}
