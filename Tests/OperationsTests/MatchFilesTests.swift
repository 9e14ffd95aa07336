import Foundation
import Linkage
import Testing

@testable import Operations

/// Matching files, without a district.
@Suite struct MatchFilesTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "homeroom-match-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private static let roster = """
        ID,Given,Family,DOB,No,Street,Phone
        a1,Odalys,Brandvold,2013-05-06,12,Oak Street,555-201-3344
        a2,Rasheeda,Quillfeather,2011-02-17,9,Mill Road,555-733-1020
        =a3,Odalys,Brandvold,06/05/2013,12,Oak St,555-201-3344
        a4,Wendell,Kristofferson,2010-08-29,41,Fern Lane,555-611-9090

        """

    private func file(_ name: String, _ text: String) throws -> String {
        let place = folder.appending(path: name)
        try text.write(to: place, atomically: true, encoding: .utf8)
        return place.path
    }

    private func matched(
        _ left: String, _ right: String? = nil, explain: Bool = false, raw: Bool = false,
        labels: String? = nil
    ) throws -> (pairs: [String], clusters: [String], report: MatchFiles.Report) {
        var match = MatchFiles(
            left: left, right: right, id: "ID",
            columns: try MatchColumn.read(
                "first=Given,last=Family,birthDate=DOB,address=No+Street,phone=Phone"))
        match.isExplaining = explain
        match.isRaw = raw
        match.labels = labels
        var (pairs, clusters): ([UInt8], [UInt8]) = ([], [])
        let report = try match.run(pairs: { pairs += $0 }, clusters: { clusters += $0 })
        func lines(_ bytes: [UInt8]) -> [String] {
            String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
                .map(String.init)
        }
        return (lines(pairs), lines(clusters), report)
    }

    private func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return (error as? OperationError)?.code }
    }

    @Test func `a file is matched against itself`() throws {
        let found = try matched(file("roster.csv", Self.roster))
        #expect(found.pairs.count == 2)
        #expect(found.pairs[0] == "left,right,probability,weight")
        #expect(found.pairs[1].hasPrefix("a1,'=a3,"))
        #expect(found.clusters == ["cluster,side,id", "1,left,a1", "1,left,'=a3"])
        #expect(found.report.leftRows == 4 && found.report.pairs == 1)
        #expect(found.report.rightRows == nil && found.report.clusters == 1)
    }

    @Test func `raw cells are as they were`() throws {
        let found = try matched(file("roster.csv", Self.roster), raw: true)
        #expect(found.pairs[1].hasPrefix("a1,=a3,"))
    }

    @Test func `two files are matched across`() throws {
        let other = """
            ID\tGiven\tFamily\tDOB\tNo\tStreet\tPhone
            b1\tRasheda\tQuillfeather\t2011-02-17\t9\tMill Rd\t555-733-1020

            """
        let found = try matched(file("roster.csv", Self.roster), file("other.txt", other))
        #expect(found.pairs.count == 2 && found.pairs[1].hasPrefix("a2,b1,"))
        #expect(found.clusters.dropFirst() == ["1,left,a2", "1,right,b1"])
    }

    @Test func `reasons are in words`() throws {
        let found = try matched(file("roster.csv", Self.roster), explain: true)
        #expect(found.pairs[0].hasSuffix(",reasons"))
        #expect(found.pairs[1].contains("first name: Odalys is the same"))
        #expect(found.pairs[1].contains("have day and month swapped"))
    }

    @Test func `decided pairs are learned from`() throws {
        let labels = try file("labels.csv", "left,right,same\na1,=a3,yes\na1,a2,0\nx,y,1\n")
        #expect(try matched(file("roster.csv", Self.roster), labels: labels).report.labels == 2)
        let unclear = try file("unclear.csv", "left,right,same\na1,=a3,perhaps\n")
        let roster = try file("roster.csv", Self.roster)
        #expect(refusal { _ = try matched(roster, labels: unclear) } == "match.labels")
    }

    @Test func `what cannot be matched is refused with a code`() throws {
        let roster = try file("roster.csv", Self.roster)
        #expect(refusal { _ = try MatchColumn.read("shoe=Size") } == "match.columns")
        #expect(refusal { _ = try MatchColumn.read("") } == "match.columns")
        let wrong = MatchFiles(
            left: roster, right: nil, id: "ID", columns: [MatchColumn(.first, ["Nickname"])])
        #expect(refusal { _ = try wrong.run(pairs: { _ in }) } == "match.columns")
        let noID = MatchFiles(
            left: roster, right: nil, id: "Number", columns: [MatchColumn(.first, ["Given"])])
        #expect(refusal { _ = try noID.run(pairs: { _ in }) } == "match.columns")
        let twice = try file("twice.csv", Self.roster.replacing("a2,", with: "a1,"))
        #expect(refusal { _ = try matched(twice) } == "match.id-twice")
        let missing = try file("missing.csv", Self.roster.replacing("a2,", with: ","))
        #expect(refusal { _ = try matched(missing) } == "match.id-missing")
        let empty = try file("empty.csv", "")
        #expect(refusal { _ = try matched(empty) } == "file.empty")
    }
}
