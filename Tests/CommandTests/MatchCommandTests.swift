import Foundation
import Testing

/// `homeroom match`, which needs no district.
@Suite struct MatchCommandTests {
    private let desk: Desk

    init() throws {
        desk = try Desk()
        let roster = """
            ID,Given,Family,DOB
            a1,Odalys,Brandvold,2013-05-06
            a2,Rasheeda,Quillfeather,2011-02-17
            a3,Odalys,Brandvold,06/05/2013

            """
        try roster.write(
            to: desk.folder.appending(path: "roster.csv"), atomically: true, encoding: .utf8)
    }

    @Test func `pairs are written and counted`() throws {
        let done = try desk.run(
            "match", "roster.csv", "--id", "ID", "--columns",
            "first=Given,last=Family,birthDate=DOB", "--threshold", "0.1", "--out", "pairs.csv",
            "--clusters", "people.csv", "--explain", "--json")
        #expect(done.code == 0, "\(done.err)")
        #expect(try done.object()["leftRows"] as? Int == 3)
        let pairs = try String(
            contentsOf: desk.folder.appending(path: "pairs.csv"), encoding: .utf8)
        #expect(pairs.hasPrefix("left,right,probability,weight,reasons"))
        #expect(pairs.contains("\na1,a3,"))
        #expect(!pairs.contains("a2"))
    }

    @Test func `what is wrong is said, and nothing is left behind`() throws {
        let unknown = try desk.run(
            "match", "roster.csv", "--id", "ID", "--columns", "first=Name", "--out", "pairs.csv")
        #expect(unknown.code == 4 && unknown.err.hasPrefix("match.columns: "))
        #expect(unknown.err.contains("Given, Family"))
        let missing = try desk.run(
            "match", "nowhere.csv", "--id", "ID", "--columns", "first=Given", "--out", "pairs.csv")
        #expect(missing.code == 4 && missing.err.hasPrefix("file.not-found: "))
        let threshold = try desk.run(
            "match", "roster.csv", "--id", "ID", "--columns", "first=Given", "--out", "pairs.csv",
            "--threshold", "7")
        #expect(threshold.code == 2)
        let left = try FileManager.default.contentsOfDirectory(atPath: desk.folder.path)
        #expect(!left.contains { $0.hasPrefix("pairs") })
    }
}
