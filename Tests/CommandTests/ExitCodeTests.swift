import Foundation
import TestDistricts
import Testing

/// How commands end, and what they leave on the disk.
@Suite struct ExitCodeTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    @Test func `0 is done`() throws {
        try desk.writeStudents()
        let done = try desk.run("import", "studemo.txt")
        #expect(done.code == 0)
        #expect(done.out.hasPrefix("studemo.txt: applied, run 1\n"))
        let again = try desk.run("import", "studemo.txt")
        #expect(again.code == 0)
        #expect(again.out == "studemo.txt: already imported as run 1, 0 changes\n\n")
    }

    @Test(arguments: [
        ["import"], ["import", "--nonsense"], ["student"], ["student", "create", "--first", "M"],
        ["setting", "set", "near-miss"], ["import", "resolve", "1", "2"],
        ["undo", "x"], ["code", "list", "--district", "Main"],
        ["code", "list", "--district", "../main"],
        ["student", "create", "--first", "M", "--last", "O", "--cause", "foo"],
        ["student", "create", "--first", "M", "--last", "O", "--birth-date", "2012-02-30"],
    ])
    func `2 is a slip in the arguments, and nothing is made`(_ arguments: [String]) throws {
        let slip = try desk.run(arguments)
        // A noun alone shows its verbs.
        #expect(slip.code == (arguments == ["student"] ? 0 : 2))
        #expect(!desk.exists("data"))
        #expect(arguments == ["student"] || slip.err.contains("Usage: homeroom"))
    }

    @Test func `a slip shows the usage of its own command`() throws {
        let slip = try desk.run(
            "student", "create", "--first", "M", "--last", "O", "--cause", "foo")
        #expect(slip.err.contains("Usage: homeroom student create"))
        #expect(slip.err.contains("noShow"))
        let date = try desk.run(
            "student", "create", "--first", "M", "--last", "O", "--birth-date", "x")
        #expect(date.err.contains("Usage: homeroom student create"))
    }

    @Test func `3 is held rows alone, and a check says the same`() throws {
        try desk.setUpNearMiss()
        let check = try desk.run("import", "--check", "programs.txt")
        #expect(check.code == 3)
        let held = try desk.run("import", "programs.txt")
        #expect(held.code == 3)
        #expect(held.out.contains("1 held, 0 rejected, 1 warning\n"))
    }

    @Test func `3 is a run held as a whole, and a check says the same`() throws {
        try desk.setUp()
        try desk.writePrograms(
            Desk.students.map { Desk.Row(student: $0, start: "02/30/2026") })
        #expect(try desk.run("import", "programs.txt", "--check").code == 3)
        let held = try desk.run("import", "programs.txt")
        #expect(held.code == 3)
        #expect(held.out.contains("homeroom import approve 2"))
        #expect(try desk.run("import", "discard", "2").code == 0)
        #expect(try desk.run("import", "approve", "2").code == 4)
    }

    @Test func `4 is a file that is not there, and no run is kept`() throws {
        for arguments in [["import", "nofile.txt"], ["import", "nofile.txt", "--check"]] {
            let missing = try desk.run(arguments)
            #expect(missing.code == 4)
            #expect(missing.err.hasPrefix("file.not-found: There is no file"))
            #expect(missing.err.contains("nofile.txt"))
            #expect(!desk.exists("data"))
        }
        try desk.setUp()
        #expect(try desk.run("import", "nofile.txt", "studemo.txt").code == 4)
        #expect(try desk.run("import", "list", "--json").objects().count == 1)
    }

    @Test func `4 is a file that cannot be read as any layout`() throws {
        try desk.makeDistrict()
        try desk.write("odd.txt", "Color\tShape\nred\tround\n")
        let odd = try desk.run("import", "odd.txt")
        #expect(odd.code == 4)
        #expect(odd.out.contains("Found 2 columns: Color, Shape."))
    }

    @Test(arguments: [
        ["student", "find", "osterby"], ["student", "show", "1"], ["student", "unlinked"],
        ["student", "import", "1"], ["code", "list"], ["code", "edit", "T", "K", "x"],
        ["setting", "list"], ["import", "list"], ["import", "show", "1"], ["undo", "1"],
        ["export", "programs"], ["export", "programs", "--out", "out.txt"], ["check"],
    ])
    func `4 is a district that is not there, and none is made`(_ arguments: [String]) throws {
        let unknown = try desk.run(arguments)
        #expect(unknown.code == 4)
        #expect(unknown.err.hasPrefix("district.not-found: "))
        #expect(!desk.exists("data") && !desk.exists("out.txt.part"))
    }

    @Test func `a check needs no district and makes none`() throws {
        try desk.writeStudents()
        let check = try desk.run("import", "studemo.txt", "--check")
        #expect(check.code == 0)
        #expect(check.out.contains("12 read, 12 inserted"))
        #expect(!desk.exists("data"))
    }

    @Test(.disabled(if: TestPlace.isPostgres))
    func `HOMEROOM_DATA names the data folder, --data goes before it`() throws {
        try desk.writeStudents()
        try desk.run("import", "studemo.txt", environment: ["HOMEROOM_DATA": "here"])
        #expect(desk.exists("here/main.sqlite"))
        #expect(!desk.exists("data"))
        try desk.run(
            "import", "studemo.txt", "--data", "there", "--district", "north",
            environment: ["HOMEROOM_DATA": "here"])
        #expect(desk.exists("there/north.sqlite"))
        #expect(
            try desk.run("student", "find", "osterby", environment: ["HOMEROOM_DATA": "here"])
                .code == 0)
    }

    @Test(.disabled(if: TestPlace.isPostgres))
    func `all files that are made are their owner's alone`() throws {
        try desk.setUp()
        try desk.writePrograms([Desk.Row(), Desk.Row(student: "100201", program: "555")])
        try desk.run("import", "programs.txt", "--errors", "err.txt")
        try desk.run("export", "programs", "--out", "out.txt")
        #expect(try desk.mode("data") == 0o700)
        for file in ["data/main.sqlite", "err.txt", "out.txt"] {
            #expect(try desk.mode(file) == 0o600, "\(file)")
        }
    }
}
