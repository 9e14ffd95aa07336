import Foundation
import Operations
import Records
import Testing

@testable import Pages
@testable import Server

/// What is imported by night, and what it came to, as people see it.
@Suite final class NightsPageTests {
    let site: TestSite
    let visitor: TestVisitor
    let senders: String

    init() throws {
        senders = NSTemporaryDirectory() + "homeroom-senders-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: senders + "/fernton", withIntermediateDirectories: true)
        site = try TestSite(senders: senders)
        visitor = try site.visitor(.dataManager)
    }

    deinit { try? FileManager.default.removeItem(atPath: senders) }

    private func save(_ values: [String: String]) async throws -> TestAnswer {
        let page = try await visitor.get("/nights/profile")
        let form = try #require(page.form("/nights/profile"))
        return try await visitor.submit(
            form,
            [
                "name": "Fernton", "folder": senders + "/fernton", "files": "programs.txt",
                "time": "02:00", "zone": "America/Denver", "patience": "60",
            ].merging(values) { $1 })
    }

    @Test func `a profile is made, stopped, changed and removed, each to be undone`() async throws {
        #expect(try await visitor.get("/nights").says("Nothing is imported by itself"))
        let saved = try await save([:])
        #expect(saved.location == "/nights")
        let list = try await visitor.after(saved).follow(saved)
        #expect(list.says("The profile was saved.") && list.says("Undo"))
        #expect(list.says("02:00 America/Denver") && list.says("Active"))
        let stop = try #require(list.form("/nights/profile/pause"))
        let stopped = try await visitor.follow(try await visitor.submit(stop))
        #expect(stopped.says("Stopped") && stopped.says("Go on"))
        let page = try await visitor.get("/nights/profile?name=Fernton")
        #expect(page.says("Profile Fernton"))
        let form = try #require(page.form("/nights/profile"))
        let again = try await visitor.submit(
            form, ["time": "03:15", "folder": senders + "/fernton"])
        #expect(again.status == 303, "\(again.body)")
        let changed = try await visitor.get("/nights")
        #expect(changed.says("03:15 America/Denver") && changed.says("Stopped"))
        let removal = try #require(page.form("/nights/profile/remove"))
        let removed = try await visitor.follow(try await visitor.submit(removal))
        #expect(removed.says("Nothing is imported by itself"))
    }

    @Test(arguments: [
        ("folder", "/etc", "Choose a folder of the list."), ("folder", "", "Choose a folder"),
        ("files", "", "It expects 1 to 50 files."), ("time", "2", "The time is given as 02:00."),
        ("zone", "Mars/Olympus", "There is no time zone"), ("patience", "x", "minutes"),
        ("mail", "nobody", "nobody is no address for mail."), ("name", "", "name"),
    ])
    func `what cannot be is told on the form, which keeps what was typed`(
        _ field: String, _ text: String, _ words: String
    ) async throws {
        let answer = try await save([field: text])
        #expect(answer.status == 422)
        #expect(answer.says(words))
        #expect(answer.body.contains("value=\"America/Denver\"") || field == "zone")
        #expect(try AutomationProfiles(site.workspace()).list().isEmpty)
    }

    @Test func `a new profile takes the place of no other`() async throws {
        #expect(try await save([:]).status == 303)
        let again = try await save(["time": "05:00"])
        #expect(again.status == 422 && again.says("There is a profile of this name already."))
        #expect(
            try AutomationProfiles(site.workspace()).show("Fernton").schedule.time.minutes == 120)
    }

    @Test func `a night stands on its page and on Home`() async throws {
        _ = try await save(["time": "00:00", "patience": "0"])
        let served = site.clock().addingTimeInterval(86_400)
        let workspace = Workspace(store: site.store, actor: "night", clock: { served })
        let outcome = try #require(try Nightly(workspace).run().first)
        #expect(outcome.state == .done)
        let nights = try await visitor.get("/nights")
        #expect(nights.says("missing") && nights.says("Needs somebody"))
        let home = try await visitor.get("/")
        #expect(home.says("Files that came by night") && home.says("programs.txt"))
        #expect(try await site.visitor(.teacher).get("/").says("Files that came") == false)
    }
}
