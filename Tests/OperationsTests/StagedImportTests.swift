import Foundation
import Records
import Testing

@testable import Operations

/// Deliveries that are kept, checked, and imported as they were checked.
@Suite struct StagedImportTests {
    let office: Office
    private var staged: StagedImport { staged() }

    init() throws { office = try Office() }

    private func staged(_ role: Role? = nil, days: Double = 0) -> StagedImport {
        let clock = office.clock
        return StagedImport(
            Workspace(
                store: office.district.store, actor: "test",
                clock: { clock().addingTimeInterval(days * 86_400) }, role: role),
            folder: office.path("staged"))
    }

    private func receive(_ name: String, _ text: String, into id: String) throws
        -> StagedImport.File
    {
        let file = try staged.receive(name, into: id)
        for piece in text.utf8.split(separator: 10) { try file.append(Array(piece) + [10]) }
        return try file.finish()
    }

    private func place(_ id: String, _ part: String) -> String {
        office.path("staged/\(id)/\(part)")
    }

    @Test func `files are kept, checked, imported, and gone`() throws {
        let id = try staged.begin().id
        let file = try receive("programs.txt", office.programs([office.row("100200")]), into: id)
        #expect(file.id == 1 && file.digest.count == 64)
        let checked = try staged.check(id)
        #expect(checked.reports.map(\.state) == [.checked] && checked.reports[0].inserted == 1)
        #expect(checked.delivery.checkedAt != nil)
        #expect(try office.records() == 0)
        #expect(try staged.list().map(\.id) == [id])
        #expect(try staged.apply(id).map(\.state) == [.applied])
        #expect(try office.records() == 1)
        #expect(try staged.list().isEmpty)
        #expect(refusal { _ = try staged.show(id) } == "delivery.not-found")
    }

    @Test func `only what was checked is imported`() throws {
        let id = try staged.begin().id
        #expect(refusal { _ = try staged.check(id) } == "import.no-files")
        _ = try receive("programs.txt", office.programs([office.row("100200")]), into: id)
        #expect(refusal { _ = try staged.apply(id) } == "import.not-checked")
        _ = try staged.check(id)
        let path = place(id, "1/programs.txt")
        let other = office.programs([office.row("100201")])
        try Data(other.utf8).write(to: URL(filePath: path))
        #expect(refusal { _ = try staged.apply(id) } == "import.changed-since-check")
        #expect(refusal { _ = try staged.check(id) } == "import.changed-since-check")
        #expect(try office.records() == 0)
        try staged.discard(id)
        #expect(!FileManager.default.fileExists(atPath: place(id, "")))
    }

    @Test func `a file that comes after the check is checked too`() throws {
        let id = try staged.begin().id
        _ = try receive("programs.txt", office.programs([office.row("100200")]), into: id)
        _ = try staged.check(id)
        _ = try receive("sites.txt", office.sites, into: id)
        #expect(refusal { _ = try staged.apply(id) } == "import.not-checked")
    }

    @Test func `a delivery is imported the way it was checked`() throws {
        _ = try office.importPrograms([office.row("100200")])
        let id = try staged.begin().id
        let near = office.row("100200", start: "09/03/2026", end: "10/01/2026")
        _ = try receive("programs.txt", office.programs([near]), into: id)
        var options = ImportFiles.Options()
        options.insertsNearMisses = true
        #expect(try staged.check(id, options: options).reports[0].inserted == 1)
        #expect(try staged.apply(id)[0].inserted == 1)
    }

    @Test func `files of a OneRoster export belong together`() throws {
        let id = try staged.begin().id
        for (name, text) in [
            ("orgs.csv", "sourcedId,name,type,identifier\ns1,Alder,school,1010\n"),
            (
                "users.csv",
                "sourcedId,givenName,familyName,role,identifier,orgSourcedIds,grades\n"
                    + "u1,Mira,Lind,student,5001,s1,07\n"
            ),
        ] { _ = try receive(name, text, into: id) }
        let reports = try staged.check(id).reports
        #expect(reports.map(\.layout) == ["oneroster"])
    }

    @Test func `deliveries have limits`() throws {
        let id = try staged.begin().id
        _ = try receive("a.txt", "x", into: id)
        #expect(refusal { _ = try receive("A.TXT", "x", into: id) } == "import.same-name")
        for number in 1..<StagedImport.maximumFiles {
            _ = try receive("\(number).txt", "x", into: id)
        }
        #expect(refusal { _ = try receive("more.txt", "x", into: id) } == "import.too-many-files")
        let place = URL(filePath: place(id, "99"))
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let file = try StagedFile(
            number: 99, name: "b.txt", at: place.appending(path: "b.txt"), room: 4, keep: { _ in })
        try file.append([1, 2, 3])
        #expect(refusal { try file.append([4, 5]) } == "import.too-large")
        #expect(!FileManager.default.fileExists(atPath: place.path))
    }

    @Test func `old deliveries are dropped, and no others`() throws {
        let old = try staged.begin().id
        let new = try staged(days: 5).begin().id
        #expect(try staged(days: 7).prune() == 0)
        #expect(try staged(days: 8).prune() == 1)
        #expect(try staged.list().map(\.id) == [new])
        #expect(old != new)
    }

    @Test func `what was handed in is private`() throws {
        let id = try staged.begin().id
        _ = try receive("programs.txt", "x", into: id)
        for (part, mode) in [("", 0o700), ("1", 0o700), ("1/programs.txt", 0o600)] {
            let found = try FileManager.default.attributesOfItem(atPath: place(id, part))
            #expect(found[.posixPermissions] as? Int == mode, "\(part)")
        }
        let registrar = staged(.registrar)
        #expect(refusal { _ = try registrar.begin() } == "access.denied")
        #expect(refusal { _ = try registrar.list() } == "access.denied")
        #expect(refusal { _ = try registrar.check(id) } == "access.denied")
        #expect(refusal { _ = try staged.show("../\(id)") } == "delivery.not-found")
        #expect(refusal { _ = try staged.show("") } == "delivery.not-found")
    }

    @Test(arguments: [
        ("programs.txt", "programs.txt"), ("C:\\Users\\x\\programs.txt", "programs.txt"),
        ("../../etc/programs.txt", "programs.txt"), ("pro\u{202E}grams\n.txt", "programs.txt"),
        ("..", "upload"), ("", "upload"), (".hidden.txt", "hidden.txt"), ("a/", "a"),
        (String(repeating: "a", count: 300) + ".txt", String(repeating: "a", count: 197) + ".txt"),
    ])
    func `names are made safe, and layouts still known by them`(_ name: String, _ safe: String) {
        #expect(StagedImport.safeName(name) == safe)
    }
}
