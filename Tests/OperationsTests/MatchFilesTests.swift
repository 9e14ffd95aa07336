import Foundation
import Linkage
import Testing

@testable import Operations

/// Any two files, or one with itself: which rows are about one person.
@Suite struct MatchFilesTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "homeroom-match-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let place = folder.appending(path: name)
        try Data(text.utf8).write(to: place)
        return place.path
    }

    private static let roster = """
        Number,Given,Family,Born,SSID
        a1,Katherine,O'Brannigan,2011-04-23,9000000001
        a2,Tobias,Wexford,2012-11-02,9000000002
        a3,"Li, Wei",Zhou,2010-07-15,9000000003

        """
    private static let programs = """
        Number\tGiven\tFamily\tBorn\tSSID
        b1\tKatie\tOBrannigan\t04/23/2011\t
        b2\tTobais\tWexford\t11/02/2012\t9000000002
        b3\tHonoria\tPettibone\t2013-01-09\t

        """
    private static let columns = "first=Given, last=family,birthDate=Born,stateID=SSID"

    private func request(
        _ left: String, _ right: String? = nil, id: String = "Number",
        columns: String = Self.columns
    ) throws -> MatchFiles.Request {
        MatchFiles.Request(
            left: left, right: right, id: id, columns: try MatchFiles.Column.read(columns))
    }

    private func text(
        _ matched: MatchedFiles, explaining: Bool = false
    ) throws -> [[String]] {
        var bytes: [UInt8] = []
        try matched.writePairs(explaining: explaining) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
            .map { $0.split(separator: ",", maxSplits: 4).map(String.init) }
    }

    @Test func `two files of other forms are matched, each pair with why`() throws {
        let (left, right) = (
            try file("roster.csv", Self.roster), try file("programs.txt", Self.programs)
        )
        let matched = try MatchFiles(request(left, right)).run()
        #expect(matched.leftRows == 3 && matched.rightRows == 3 && matched.warnings.isEmpty)
        let rows = try text(matched, explaining: true)
        #expect(rows[0] == ["left", "right", "probability", "weight", "reasons"])
        #expect(rows.dropFirst().map { [$0[0], $0[1]] } == [["a1", "b1"], ["a2", "b2"]])
        #expect(rows.dropFirst().allSatisfy { Double($0[2]) ?? 0 >= matched.threshold })
        #expect(rows[1][4].contains("first name: Katie is a short form of Katherine, +"))
        #expect(rows[2][4].contains("birth date: 2012-11-02 is the same, +"))
        var bytes: [UInt8] = []
        #expect(try matched.writeClusters { bytes += $0 } == 2)
        let clusters = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        #expect(clusters.contains("right,b1,a1") && clusters.contains("right,b3,b3"))
        #expect(clusters.count == 7)
    }

    @Test func `a file is matched with itself`() throws {
        let both =
            Self.roster
            + Self.programs.split(separator: "\n").dropFirst()
            .map { $0.replacing("\t", with: ",") }.joined(separator: "\n") + "\n"
        let matched = try MatchFiles(request(try file("both.csv", both))).run()
        #expect(matched.rightRows == nil)
        #expect(
            try text(matched).dropFirst().map { [$0[0], $0[1]] } == [["a1", "b1"], ["a2", "b2"]])
    }

    @Test func `an ID that a spreadsheet would calculate is guarded`() throws {
        let odd = Self.roster.replacing("a2,", with: "=1+1,")
        let matched = try MatchFiles(
            request(try file("odd.csv", odd), try file("programs.txt", Self.programs))
        ).run()
        #expect(try text(matched).contains { $0[0] == "'=1+1" })
    }

    @Test func `what people decided is learnt from, and what is no decision is told`() throws {
        let (left, right) = (
            try file("roster.csv", Self.roster), try file("programs.txt", Self.programs)
        )
        var asked = try request(left, right)
        asked.labels = try file("labels.csv", "left,right,same\na1,b1,yes\na2,b3,no\n")
        #expect(try MatchFiles(asked).run().pairs == 2)
        for wrong in ["a1,b9,yes", "a1,b1,perhaps", "b1,a1,yes"] {
            asked.labels = try file("labels.csv", "left,right,same\n\(wrong)\n")
            #expect(refusal { _ = try MatchFiles(asked).run() } == "match.label", "\(wrong)")
        }
    }

    @Test func `what is wrong with files and columns is told with its code`() throws {
        let left = try file("roster.csv", Self.roster)
        func code(_ change: (inout MatchFiles.Request) throws -> Void) throws -> String? {
            var asked = try request(left)
            try change(&asked)
            return refusal { _ = try MatchFiles(asked).run() }
        }
        #expect(try code { $0.id = "Nummer" } == "match.column-missing")
        #expect(try code { $0.columns = [.init(.first, "Vorname")] } == "match.column-missing")
        #expect(try code { $0.threshold = 90 } == "match.threshold")
        #expect(try code { $0.right = "/nowhere/at/all.csv" } == "match.file")
        #expect(try code { $0.right = try file("book.csv", "PK\u{3}\u{4}xxxx") } == "match.file")
        #expect(
            try code { $0.right = try file("empty.csv", "Number,Given,Family,Born,SSID\n") }
                == "match.too-few-rows")
        let twice = Self.roster.replacing("a2,", with: "a1,")
        #expect(try code { $0.left = try file("twice.csv", twice) } == "match.id-twice")
        let blank = Self.roster.replacing("a2,", with: " ,")
        #expect(try code { $0.left = try file("blank.csv", blank) } == "match.id-blank")
        for wrong in ["", "first", "first=", "nickname=Given", "first=Given,first=Family"] {
            #expect(
                refusal { _ = try MatchFiles.Column.read(wrong) } == "match.columns", "\(wrong)")
        }
        let extra = try MatchFiles.Column.read("extra:bus route=Given")
        #expect(extra == [.init(.extra("bus route"), "Given")])
    }
}
