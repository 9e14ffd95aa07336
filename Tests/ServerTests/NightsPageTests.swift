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

    /// Takes no mail.
    private struct Deaf: Messenger {
        func mail(_ message: String, to addresses: [String]) -> String? { "<no route>" }
        func post(_: String, headers: [String: String], to: String) -> String? { "no" }
    }

    @Test func `mails that nobody took are told with why`() async throws {
        _ = try await save(["mail": "data@example.org"])
        #expect(!(try await visitor.get("/nights").says("Mails and posts that wait")))
        let clock = site.clock
        let later = Workspace(
            store: site.store, actor: "test", clock: { clock().addingTimeInterval(86_400) })
        #expect(try Nightly(later).run().map(\.state) == [.done])
        #expect(!(try await visitor.get("/nights").says("Mails and posts that wait")))
        #expect(
            try Outbox(later, messenger: Deaf()).deliver()
                == ["The mail could not be sent: <no route>"])
        let page = try await visitor.get("/nights")
        #expect(page.says("Mails and posts that wait") && page.says("<no route>"))
        let auditor = try await site.visitor(.auditor).get("/nights")
        #expect(!auditor.says("Mails and posts that wait"))
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

    private func saveService(_ values: [String: String] = [:]) async throws -> TestAnswer {
        let page = try await visitor.get("/nights/profile?kind=service")
        #expect(page.says("New SIS service"))
        let form = try #require(page.form("/nights/profile"))
        return try await visitor.submit(
            form,
            [
                "name": "Fernton SIS", "base": "https://127.0.0.1:1/ims/oneroster/rostering/v1p2",
                "tokens": "https://127.0.0.1:1/token", "clientID": "homeroom",
                "secret": " quartz:lantern ", "time": "02:00", "zone": "America/Denver",
            ].merging(values) { $1 })
    }

    @Test func `a SIS service is saved, checked, read, changed and removed`() async throws {
        let saved = try await saveService()
        #expect(saved.location == "/nights", "\(saved.body)")
        let list = try await visitor.get("/nights")
        #expect(list.says("OneRoster service at 127.0.0.1") && list.says("Never"))
        let page = try await visitor.get("/nights/profile?name=Fernton%20SIS")
        #expect(page.says("Fields that it owns") && page.says("Birth Date"))
        #expect(!page.body.contains("quartz:lantern"))
        let check = try await visitor.submit(try #require(page.form("/nights/profile/check")))
        #expect(check.status == 422 && check.says("The service cannot be reached."))
        let read = try await visitor.submit(try #require(page.form("/nights/profile/read")))
        #expect(read.status == 303)
        #expect(try await visitor.after(read).follow(read).says("within about a minute"))
        // A blank secret keeps the one that is there.
        let form = try #require(page.form("/nights/profile"))
        let again = try await visitor.submit(form, ["time": "03:30"])
        #expect(again.status == 303, "\(again.body)")
        #expect(try await visitor.get("/nights").says("03:30 America/Denver"))
        let other = try await visitor.submit(form, ["clientID": "other"])
        #expect(other.status == 422 && other.says("The service has no secret."))
        let removed = try await visitor.submit(
            try #require(page.form("/nights/profile/remove")))
        #expect(removed.status == 303)
        #expect(try SISSources(site.workspace()).list().isEmpty)
    }

    @Test(arguments: [
        ("base", "http://127.0.0.1/x", "begins with https://"),
        ("tokens", "", "begin with https://"), ("clientID", "", "A client ID"),
        ("secret", "", "The service has no secret."), ("fullEvery", "0", "1 to 90 days"),
        ("pageSize", "many", "are numbers"), ("zone", "Mars", "There is no time zone"),
    ])
    func `a service that cannot be is told on the form`(
        _ field: String, _ text: String, _ words: String
    ) async throws {
        let answer = try await saveService([field: text])
        #expect(answer.status == 422 && answer.says(words), "\(answer.body)")
        #expect(try AutomationProfiles(site.workspace()).list().isEmpty)
    }

    @Test func `who links students asks the SIS for one`() async throws {
        _ = try await saveService()
        let registrar = try site.visitor(.registrar)
        let roster = try await registrar.get("/roster")
        let form = try #require(roster.form("/roster/ask"))
        let blank = try await registrar.submit(form, ["number": " "])
        #expect(blank.status == 422)
        let asked = try await registrar.submit(form, ["number": "100"])
        #expect(asked.status == 422 && asked.says("The service cannot be reached."))
        #expect(asked.says("Ask the SIS for a student"))
        #expect(try await site.visitor(.teacher).get("/roster").form("/roster/ask") == nil)
        _ = try AutomationProfiles(site.workspace()).pause("Fernton SIS", true)
        #expect(try await registrar.get("/roster").form("/roster/ask") == nil)
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
