import Foundation
import Testing

/// Rows of files that are about one person, from the command line.
@Suite struct MatchCommandTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    @Test func `pairs and clusters are written, and nothing but they`() throws {
        try desk.write(
            "roster.csv",
            """
            ID,First,Last,DOB
            1,Marguerite,Vandersloot,2012-03-04
            2,Maggie,Vandersloot,2012-03-04
            3,Cornelius,Applegarth,2011-10-20

            """)
        let columns = "first=First,last=Last,birthDate=DOB"
        let done = try desk.run(
            "match", "roster.csv", "--id", "ID", "--columns", columns, "--out", "pairs.csv",
            "--clusters", "clusters.csv", "--explain", "--threshold", "0.01", "--json")
        #expect(done.code == 0)
        let report = try done.object()
        #expect(report["leftRows"] as? Int == 3 && report["clusters"] as? Int == 1)
        #expect(report["pairs"] as? Int == 1 && report["threshold"] as? Double == 0.01)
        let pairs = try desk.text("pairs.csv")
        #expect(pairs.hasPrefix("left,right,probability,weight,reasons\r\n1,2,0."))
        #expect(pairs.contains("last name: Vandersloot is the same"))
        #expect(try desk.mode("pairs.csv") == 0o600)
    }

    @Test func `where something is wrong no file is made`() throws {
        try desk.write("roster.csv", "ID,First\n1,Ana\n2,Ana\n")
        let out = "pairs.csv"
        let wrong = try desk.run(
            "match", "roster.csv", "--id", "Nr", "--columns", "first=First", "--out", out)
        #expect(wrong.code == 4 && wrong.err.hasPrefix("match.column-missing: "))
        #expect(!desk.exists(out))
        #expect(try desk.run("match", "roster.csv", "--id", "ID", "--out", out).code == 2)
    }
}
