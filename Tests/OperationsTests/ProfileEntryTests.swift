import Automation
import Records
import Testing

@testable import Operations

/// Profiles as they are typed into a page.
@Suite struct ProfileEntryTests {
    private func entry() -> ProfileEntry {
        var entry = ProfileEntry()
        entry.name = "Fernton"
        entry.folder = "/srv/homeroom/fernton"
        entry.files = " studemo.txt \nprograms.txt\n\n"
        entry.zone = "America/Los_Angeles"
        entry.days = ["monday", "friday"]
        entry.blackouts = "12/24/2026 - 01/03/2027\n2027-02-15 - 2027-02-15"
        entry.mail = "data@example.org"
        return entry
    }

    @Test func `what is typed is what is kept, and is shown again`() throws {
        var typed = entry()
        typed.lastDay = "06/11/2027"
        typed.nextDay = "8/25/2027"
        let profile = try typed.profile(changing: nil)
        #expect(profile.files == ["studemo.txt", "programs.txt"])
        #expect(profile.schedule.weekdays == [.monday, .friday])
        #expect(
            profile.schedule.blackouts.map { "\($0.first)..\($0.last)" } == [
                "2027-06-09..2027-08-10", "2026-12-24..2027-01-03", "2027-02-15..2027-02-15",
            ])
        var shown = ProfileEntry(profile)
        #expect(
            shown.blackouts
                == "06/09/2027 - 08/10/2027\n12/24/2026 - 01/03/2027\n02/15/2027 - 02/15/2027")
        shown.patience = "60"
        let again = try shown.profile(changing: profile)
        #expect(again.patience == 60)
        #expect(
            again.schedule.blackouts.map(\.first) == profile.schedule.blackouts.map(\.first))
    }

    @Test func `a webhook stays when the rest is changed`() throws {
        var known = try entry().profile(changing: nil)
        known.webhook = "https://hooks.example.org/"
        #expect(try entry().profile(changing: known).webhook == known.webhook)
        #expect(try entry().profile(changing: nil).webhook == nil)
    }

    @Test(arguments: ["x", "25:00", "01/03/2027 - 12/24/2026", "12/24/2026"])
    func `what cannot be read is refused`(_ text: String) {
        let fields: [WritableKeyPath<ProfileEntry, String>] = [
            \.time, \.patience, \.blackouts, \.lastDay, \.nextDay,
        ]
        for field in fields {
            var typed = entry()
            typed[keyPath: field] = text
            #expect(throws: OperationError.self) { try typed.profile(changing: nil) }
        }
    }
}
