import Foundation
import TestDistricts
import Testing

/// Making, listing and copying districts, and finding them.
@Suite struct DistrictCommandTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    @Test func `a district is made once, and listed`() throws {
        #expect(try desk.run("district", "list", "--json").objects().isEmpty)
        let made = try desk.run("district", "create", "elma-2", "--json").object()
        #expect(made["created"] as? Bool == true)
        let again = try desk.run("district", "create", "elma-2")
        #expect(again.code == 0)
        #expect(again.out.contains("is there already"))
        try desk.run("district", "create", "cle_elum")
        #expect(try desk.run("district", "list").out == "cle_elum\nelma-2\n")
        #expect(try desk.run("setting", "list", "--district", "elma-2").code == 0)
        #expect(try desk.run("district", "create", "Elma").code == 2)
    }

    @Test func `a district is copied to a folder with all its history`() throws {
        try desk.setUp()
        try desk.writePrograms([Desk.Row()])
        try desk.run("import", "programs.txt")
        let copied = try desk.run("district", "copy", "--to", "./elsewhere", "--as", "copy")
        #expect(copied.code == 0)
        #expect(copied.out.contains("Count and checksum of every table agree."))
        let there = ["--data", "elsewhere", "--district", "copy"]
        #expect(
            try desk.run(["export", "programs"] + there).out
                == desk.run("export", "programs").out)
        #expect(
            try desk.run(["import", "list", "--json"] + there).out
                == desk.run("import", "list", "--json").out)
        #expect(try desk.run(["undo", "3"] + there).code == 0)
        let second = try desk.run("district", "copy", "--to", "./elsewhere", "--as", "copy")
        #expect(second.code == 4)
        #expect(second.err.hasPrefix("copy.target-not-empty: "))
    }

    @Test(.enabled(if: TestPlace.isPostgres))
    func `a district goes from a database to a folder and back`() throws {
        try desk.setUp()
        let export = try desk.run("export", "programs").out
        try desk.run("district", "copy", "--to", "./away")
        let database = try #require(desk.database)
        let back = try desk.run(
            "district", "copy", "--data", "away", "--to", database, "--as", "back")
        #expect(back.code == 0)
        #expect(try desk.run("export", "programs", "--district", "back").out == export)
        #expect(try desk.run("district", "list").out == "back\nmain\n")
    }

    @Test(.enabled(if: TestPlace.isPostgres))
    func `a database makes no district by the way`() throws {
        try desk.write("studemo.txt", "x")
        let refused = try desk.run("import", "studemo.txt")
        #expect(refused.code == 4)
        #expect(refused.err.contains("homeroom district create main"))
        #expect(try desk.run("district", "list", "--json").objects().isEmpty)
    }

    @Test(.enabled(if: TestPlace.isPostgres))
    func `a database is found by its service and by the variables of libpq`() throws {
        let parts = try #require(desk.database).split { "?&".contains($0) }
        let host = try #require(parts.first { $0.hasPrefix("host=") }).dropFirst(5)
        let name = try #require(parts.first { $0.hasPrefix("dbname=") }).dropFirst(7)
        try desk.run("district", "create", "main")
        try desk.write(
            "services", "[homeroom_test]\nhost=\(host)\nuser=homeroom\ndbname=\(name)\n")
        let file = ["PGSERVICEFILE": desk.folder.appending(path: "services").path]
        for word in ["homeroom_test", "service=homeroom_test"] {
            let found = try desk.run("district", "list", "--database", word, environment: file)
            #expect(found.out == "main\n")
        }
        let variables = [
            "PGHOST": String(host), "PGUSER": "homeroom", "PGDATABASE": String(name),
            "HOMEROOM_DATABASE": "postgres://",
        ]
        #expect(try desk.run("district", "list", environment: variables).out == "main\n")
    }

    @Test func `a database that is not there is told, and no password with it`() throws {
        let lost = try desk.run(
            "district", "list", "--database", "postgres://me:hunter2@/none?host=/nowhere")
        #expect(lost.code == 4)
        #expect(lost.err.hasPrefix("store.unreachable: "))
        #expect(!(lost.err + lost.out).contains("hunter2"))
    }

    @Test func `a folder and a database at once is a slip`() throws {
        let slip = try desk.run("district", "list", "--data", "x", "--database", "y")
        #expect(slip.code == 2)
    }
}
