import Automation
import Foundation
import Records
import Storage
import StorageSQLite
import TestDistricts
import Testing

@testable import Operations

@Suite struct CopyDistrictTests {
    /// A district with rows of every table: rosters, programs, a held run, rejected and held rows,
    /// an undo, seals and what was destroyed.
    private func filled() throws -> Office {
        let office = try Office(isSealed: true)
        _ = try office.importFile("sites.txt", office.sites)
        _ = try office.importPrograms([office.row("100200"), office.row("100201", "120")])
        let bad = try office.importPrograms([
            office.row("100200", start: "09/03/2026", end: "10/01/2026"), office.row("999", "101"),
            office.row("100202", start: "nonsense"),
        ])
        #expect((bad.held, bad.rejected) == (1, 2))
        let rows = office.students.map { office.row($0, "nowhere") }
        let held = try office.importPrograms(rows + rows.map { $0 + "x" } + rows)
        #expect(held.state == .held)
        try office.district.importRoster(
            .enrollment,
            table(
                Layout.enrollment.columns.map(\.label),
                [
                    ["100200", "", "Osterby", "Mira", "", "", "1010", "09/02/2026", "", "7"]
                        + ["2026-2027", "Y", "", "", "1", "E1"]
                ]))
        let labels = Layout.contacts.columns.enumerated().map {
            $1.label.isEmpty ? "Column \($0 + 1)" : $1.label
        }
        let contact =
            ["100200", "", "Osterby", "Mira", "", "", "Osterby", "Rosa", "12 Mill Lane"]
            + Array(repeating: "", count: labels.count - 9)
        try office.district.importRoster(.contacts, table(labels, [contact]))
        try office.district.addStudent("T-1", last: "Grünfeld", first: "Ada", stateID: "9911")
        _ = try office.administration.set("near-miss", to: "hold")
        let change = try office.administration.set("near-miss", to: "insert")
        _ = try office.undo(change)
        try office.attachEverything()
        try addUsers(office)
        try office.keepCodes()
        _ = try office.events.add("T-1", office.event())
        _ = try DestroyRecords(office.workspace(), keys: office.district.keys)
            .run("T-1", .events, reason: "Kept for five years")
        return office
    }

    /// A user with a site, a password, a rule and a session, and a key of the district.
    private func addUsers(_ office: Office) throws {
        let host = office.workspace()
        let users = Users(host, passwords: Entrance.cheap)
        var entry = Users.Entry()
        entry.role = .registrar
        entry.sites = [1010]
        let user = try users.add("mira", entry, password: Entrance.password).id
        try SavedViews(store: office.district.store, user: user).save("A", "", of: "/roster")
        _ = try PermissionRules(host).set(.undo, for: .user("mira"), to: .yes)
        _ = try PermissionRules(host).set(.useAPI, for: .user("mira"), to: .yes)
        _ = try Tokens(host).create(
            Tokens.Entry(label: "Nightly", scopes: [.codesRead]), for: "mira")
        _ = try DistrictKey(store: office.district.store).bytes()
        let signIn = SignIn(
            store: office.district.store, clock: office.clock, passwords: Entrance.cheap)
        _ = try signIn.run(name: "mira", password: Entrance.password, address: "192.0.2.1")
        #expect(refusal { _ = try signIn.run(name: "mira", password: "", address: "") } != nil)
        try fillTrust(office, user)
        var provider = SignInProviders.Entry()
        (provider.issuer, provider.clientID) = ("https://login.example.org", "homeroom")
        _ = try SignInProviders(host).set(provider)
        _ = try UserIdentities(host).link("mira", subject: "subject-of-mira")
        try fillDuplicates(host)
        try fillNights(office, host)
    }

    /// A profile that served a date.
    private func fillNights(_ office: Office, _ host: Workspace) throws {
        let folder = office.path("sender")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let schedule = NightSchedule(
            time: try #require(LocalTime(text: "02:00")), weekdays: Set(Weekday.allCases))
        var profile = AutomationProfile(
            name: "Fernton", zone: "America/Denver", schedule: schedule, folder: folder,
            files: ["programs.txt"], patience: 0)
        profile.mailTo = ["data@example.org"]
        _ = try AutomationProfiles(host).save(profile)
        let clock = host.clock
        let later = Workspace(
            store: host.store, actor: "test", clock: { clock().addingTimeInterval(86_400) })
        #expect(try Nightly(later).run().map(\.state) == [.done])
        var report = Report(name: "Programs", columns: ["program"])
        report.delivery = try ReportDelivery(
            weekdays: Array(1...7), time: "02:00", zone: "America/Denver", folder: folder)
        _ = try Reports(host).save(report)
        let made = try ReportDeliveries(later, messenger: NightNoticesTests.Kept()).run()
        #expect(made.map(\.isFailed) == [false])
        var request = SendEnvelopes.Request()
        (request.students, request.party) = (["T-1"], "Alder Valley")
        (request.purpose, request.from) = ("Transfer", "Fernhollow")
        _ = try SendEnvelopes(host).make(request) { _ in }
        try host.store.write { writer in
            try writer.noteEnvelopeTry(of: "x", at: host.now)
            let change = try host.begin("envelope", "Applied", about: [], writer)
            try writer.save(
                KeptRequest(id: 1, direction: .came, requestID: "x", document: "{}"), in: change)
            let id = try writer.takeNumbers(VersionedTable.envelopePackage.name)
            try writer.save(
                AppliedPackage(id: id, envelope: 1, package: 1, student: 1), in: change)
        }
    }

    /// Two who may be one person, and two who are.
    private func fillDuplicates(_ host: Workspace) throws {
        var ids: [String] = []
        for (first, last) in [("Ottilie", "Marsh"), ("Ottilie", "Marsh"), ("Leopold", "Finch")] {
            var request = CreateStudent.Request(first: first, last: last)
            (request.birthDate, request.anyway) = (CalendarDate(iso: "2013-01-17"), true)
            ids.append(try CreateStudent(host).run(request).studentID)
        }
        #expect(try FindDuplicates(host).run().pairs > 0)
        _ = try TellApart(host).run(ids[0], from: ids[2], reason: "Test")
        let roster = try host.store.read {
            try $0.rosterPeople(stateIDs: [], otherIDs: ["100200", "100201"]).map(\.id)
        }
        try #require(roster.count == 2)
        try host.store.write { writer in
            let change = try host.begin("not-same", "Test", about: [], writer)
            try writer.save(
                RosterApart(
                    roster[0], roster[1], evidence: "", reason: "Test", actor: "test",
                    at: host.now), in: change)
        }
    }

    /// What is written as it happens, and has no change set.
    private func fillTrust(_ office: Office, _ user: Int) throws {
        let store = office.district.store
        _ = try SecondFactor(store: store, clock: office.clock).setUpInvented(user)
        _ = try SecondFactor(store: store, clock: office.clock)
            .breakGlass("mira", reason: "Test", actor: "test")
        _ = try SignInEvents(store: store, clock: office.clock)
            .note(.user(user), from: "192.0.2.1", way: "code", outcome: "accepted")
        let access = AccessPolicy.access(
            for: Person(user: user, name: "mira", role: .securityAdministrator), rules: [])
        let workspace = Workspace(store: store, clock: office.clock, access: access)
        _ = try Exports(workspace).ask("/roster", "", reason: "Test", students: 1)
        let journal = AccessJournal(
            folder: office.district.folder.appending(path: "journal").path, store: store)
        try journal.append([
            workspace.accessEvent(.page, "Profile", AccessSubjects(students: [1]))
        ])
        #expect(try journal.takeIn().count == 1)
    }

    private func copy(
        _ source: any Store, _ target: any Store,
        onTable: @escaping (TableCopied) -> Void = { _ in }
    ) throws -> CopyDistrict.Report {
        try CopyDistrict(
            from: source, to: target, clock: { Date(timeIntervalSince1970: 1_800_000_000) },
            onTable: onTable
        ).run()
    }

    /// A place for another district beside that of `office`; of the same database, or a file.
    private func beside(_ office: Office) -> [any Districts] {
        let place = office.district.place
        let files = SQLiteDistricts(folder: place.folder.path) { "2026-09-01T00:00:00Z" }
        return TestPlace.isPostgres ? [files, place.districts] : [files]
    }

    @Test func `who is signed in there is not signed in in the copy, and can sign in`() throws {
        let office = try filled()
        for districts in beside(office) {
            try withTarget(districts) { name in
                let target = try districts.open(name, toCopy: true)
                defer { try? target.close() }
                _ = try copy(office.district.store, target)
                // As a command opens it, with the keys that came along.
                target.cipher.cipher = office.district.store.cipher.cipher
                try requireSignIn(office, target)
            }
        }
    }

    private func requireSignIn(_ office: Office, _ target: any Store) throws {
        for table in ["session", "sign_in_attempt"] {
            let query = Query(stringLiteral: "SELECT count(*) FROM \(table)")
            let (there, here) = (
                try office.district.count(query), try target.read { try $0.count(query) }
            )
            #expect(there == 1 && here == 0, "\(table)")
        }
        let signIn = SignIn(store: target, clock: office.clock, passwords: Entrance.cheap)
        let token = try signIn.run(name: "mira", password: Entrance.password, address: "").token
        let access = try Sessions(store: target, clock: office.clock).find(token: token)?.access
        #expect(access?.sites == [1010] && access?.allows(.undo) == true)
        let keys = try [office.district.store, target].map { try DistrictKey(store: $0).bytes() }
        #expect(keys[0] == keys[1])
    }

    private func rows(_ store: any Store) throws -> [String] {
        var found: [String] = []
        try store.read { reader in
            for table in StoredTable.all {
                try reader.forEachRow(of: table) { row in
                    found.append(
                        table.name
                            + table.columns.indices.map {
                                switch row.kind($0) {
                                case .null: "-"
                                case .integer: "\(row.integer($0))"
                                default: row.bytes($0).text
                                }
                            }.joined(separator: "|"))
                }
            }
        }
        return found
    }

    private func withTarget(
        _ districts: any Districts, _ body: (_ name: String) throws -> Void
    ) throws {
        let name = "c\(UUID().uuidString.lowercased().filter { $0 != "-" })"
        defer { try? districts.remove(name) }
        try body(name)
    }

    @Test func `a copy has every row, and undo works in it`() throws {
        let office = try filled()
        for districts in beside(office) {
            try withTarget(districts) { name in
                let target = try districts.open(name, toCopy: true)
                let report = try copy(office.district.store, target)
                #expect(report.tables.count == StoredTable.all.count)
                #expect(!report.resumed)
                let whole = try rows(office.district.store)
                let empty = ["program_alias", "not_same", "not_linked"]
                for table in StoredTable.all where !empty.contains(table.name) {
                    #expect(!whole.filter { $0.hasPrefix(table.name) }.isEmpty, "\(table.name)")
                }
                #expect(try rows(target) == whole)
                target.cipher.cipher = office.district.store.cipher.cipher
                let clock = office.clock
                let undone = try Undo(Workspace(store: target, actor: "test", clock: clock)).run(
                    try #require(try target.read { try $0.importRuns().last?.changeSet }))
                #expect(undone.removed > 0)
                try target.close()
                let again = try districts.open(name)
                #expect(try again.read { try $0.schemaVersion() } == Schema.version)
                try again.close()
            }
        }
    }

    @Test func `a district that is not empty is not copied into`() throws {
        let office = try filled()
        for districts in beside(office) {
            try withTarget(districts) { name in
                let target = try districts.open(name)
                _ = try Administration(store: target, actor: "test", clock: office.clock)
                    .set("near-miss", to: "insert")
                let before = try rows(target)
                let error = #expect(throws: OperationError.self) {
                    try copy(office.district.store, target)
                }
                #expect(error?.code == "copy.target-not-empty")
                #expect(try rows(target) == before)
                try target.close()
            }
        }
    }

    /// Copies until three tables are there, as if the process had ended then.
    private func interrupt(_ office: Office, _ districts: any Districts, _ name: String) throws {
        let target = try districts.open(name, toCopy: true)
        let broken = Breaking(store: target, tables: 3)
        #expect(throws: Breaking.Broke.self) { try copy(office.district.store, broken) }
        try target.close()
        #expect(throws: StorageError.copyUnfinished) { try districts.open(name) }
    }

    @Test func `an interrupted copy goes on behind the last whole table`() throws {
        let office = try filled()
        for districts in beside(office) {
            try withTarget(districts) { name in
                try interrupt(office, districts, name)
                let target = try districts.open(name, toCopy: true)
                var names: [String] = []
                let report = try copy(office.district.store, target) { names.append($0.table) }
                #expect(report.resumed)
                #expect(names.count == StoredTable.all.count - 3)
                #expect(try rows(target) == rows(office.district.store))
                try target.close()
                try districts.open(name).close()
            }
        }
    }

    @Test func `where the source went on meanwhile the copy begins anew`() throws {
        let office = try filled()
        for (index, districts) in beside(office).enumerated() {
            try withTarget(districts) { name in
                try interrupt(office, districts, name)
                _ = try office.importPrograms([office.row(office.students[3 + index])])
                let target = try districts.open(name, toCopy: true)
                var names: [String] = []
                _ = try copy(office.district.store, target) { names.append($0.table) }
                #expect(names.count == StoredTable.all.count)
                #expect(try rows(target) == rows(office.district.store))
                try target.close()
            }
        }
    }

    @Test func `what differs when it is read back is not called a copy`() throws {
        let office = try filled()
        for districts in beside(office) {
            try withTarget(districts) { name in
                let target = try districts.open(name, toCopy: true)
                let error = #expect(throws: OperationError.self) {
                    try copy(office.district.store, target) { table in
                        guard table.table == "prior_image" else { return }
                        _ = try? target.write {
                            try $0.run("UPDATE setting SET value = 'other' WHERE 1 = 1")
                            try $0.run("UPDATE code SET translation = 'other' WHERE 1 = 1")
                        }
                    }
                }
                #expect(error?.code == "copy.not-identical")
                // It was taken back, and can be begun anew.
                _ = try copy(office.district.store, target)
                #expect(try rows(target) == rows(office.district.store))
                try target.close()
                try districts.open(name).close()
            }
        }
    }

    @Test func `of two copies into one district the later goes on, and the earlier stops`() throws {
        let office = try filled()
        for districts in beside(office) {
            try withTarget(districts) { name in
                let target = try districts.open(name, toCopy: true)
                // As another process would, through stores of its own.
                let source = try office.district.place.open()
                defer { try? source.close() }
                let again = try districts.open(name, toCopy: true)
                defer { try? again.close() }
                var second: CopyDistrict.Report?
                let error = #expect(throws: OperationError.self) {
                    try copy(office.district.store, target) { table in
                        guard table.table == "site" else { return }
                        second = try? copy(source, again)
                    }
                }
                #expect(error?.code == "copy.taken-over")
                #expect(second?.resumed == true)
                #expect(try rows(target) == rows(office.district.store))
                try target.close()
                try districts.open(name).close()
            }
        }
    }
}

/// A store that breaks when a table more than `tables` is to be written.
private final class Breaking: Store, @unchecked Sendable {
    struct Broke: Error {}

    private let store: any Store
    private var left: Int
    var threads: StoreThreads { store.threads }
    var cipher: CipherSlot { store.cipher }

    init(store: any Store, tables: Int) {
        self.store = store
        left = tables + 1
    }

    func read<T>(_ body: (any Reader) throws -> T) throws -> T { try store.read(body) }
    func rehearse<T>(_ body: (any Writer) throws -> T) throws -> T { try store.rehearse(body) }
    func close() throws { try store.close() }

    func write<T>(_ body: (any Writer) throws -> T) throws -> T {
        guard left > 0 else {
            // In the middle of a table: what is written so far must not stay.
            return try store.write { writer in
                _ = try body(writer)
                throw Broke()
            }
        }
        left -= 1
        return try store.write(body)
    }
}
