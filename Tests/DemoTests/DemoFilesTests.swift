import Records
import Testing

@testable import Demo

@Suite struct DemoFilesTests {
    private let district = DemoDistrict()

    private var allFiles: [DemoFile] {
        district.firstFiles + district.nightFiles + [district.cutFile]
    }

    @Test func `the same seed gives the same bytes`() {
        let again = DemoDistrict(seed: 2026, students: 2_000)
        #expect(again.firstFiles == district.firstFiles)
        #expect(again.nightFiles == district.nightFiles)
        #expect(again.cutFile == district.cutFile)
        #expect(again.provisionals == district.provisionals)
        #expect(again.planted == district.planted)
    }

    @Test func `another seed gives other bytes, except for the schools`() {
        let other = DemoDistrict(seed: 2027)
        for (mine, theirs) in zip(district.firstFiles, other.firstFiles) {
            #expect((mine.bytes == theirs.bytes) == (mine.name == "sites.txt"))
        }
        #expect(other.cutFile != district.cutFile)
        #expect(other.provisionals != district.provisionals)
    }

    /// The numbers of Vigna's reference implementation, for the seed 1234567.
    @Test func `random numbers are those of the published algorithm`() {
        var random = SplitMix64(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in random.next() } == expected)
    }

    @Test func `picking some of a list gives as many, in order and each once`() {
        var random = SplitMix64(seed: 1)
        for count in 0...12 {
            let picked = random.pick(count, of: Array(0..<10))
            #expect(picked.count == min(count, 10))
            #expect(picked == Array(Set(picked)).sorted())
        }
    }

    @Test func `files come in the order of import`() {
        #expect(district.firstFiles.map(\.name) == Layout.allCases.map(\.fileName))
        #expect(district.nightFiles.map(\.name) == ["studemo.txt", "programs.txt"])
        #expect(district.cutFile.name == "programs.txt")
    }

    @Test func `headers carry the layout's labels, and a number where it has none`() throws {
        for (layout, file) in zip(Layout.allCases, district.firstFiles) {
            let labels = layout.columns.enumerated().map { index, column in
                column.label.isEmpty ? "Column \(index + 1)" : column.label
            }
            #expect(Table(file).header == labels)
            #expect(HeaderMatch.recognise(labels) == layout)
            #expect(try HeaderMatch(labels, as: layout).isByName == false)
        }
        #expect(try district.first("studemo.txt").header.count == 64)
        #expect(try district.first("programs.txt").header.count == 15)
        #expect(try district.night("studemo.txt").header == district.first("studemo.txt").header)
    }

    @Test func `every row has as many cells as the header, and ends with a line feed`() {
        for file in district.firstFiles + district.nightFiles {
            let table = Table(file)
            let isEven = table.rows.allSatisfy { $0.count == table.header.count }
            #expect(isEven, "\(file.name)")
            #expect(file.bytes.last == 0x0A)
        }
    }

    @Test func `no cell holds a tab, a line break, a quotation mark or space around it`() {
        for file in allFiles {
            #expect(!file.bytes.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A || $0 == 0x22 })
            #expect(String(validating: file.bytes, as: UTF8.self) != nil)
            let cells = Table(file).rows.joined()
            #expect(!cells.contains { $0.hasPrefix(" ") || $0.hasSuffix(" ") }, "\(file.name)")
        }
    }

    @Test func `every column of the layouts that is required is filled`() {
        for (layout, file) in zip(Layout.allCases, district.firstFiles) {
            for (index, column) in layout.columns.enumerated() where column.isRequired {
                #expect(Table(file).rows.allSatisfy { !$0[index].isEmpty }, "\(column.label)")
            }
        }
    }

    @Test func `the cut file is the night's programs, half of them, up to within a row`() throws {
        let whole = try #require(district.nightFiles.last).bytes
        let cut = district.cutFile.bytes
        #expect(whole.starts(with: cut))
        #expect((45...55).contains(cut.count * 100 / whole.count))
        let last = try #require(Table(district.cutFile).rows.last)
        #expect(last.count == 6)
        #expect(last.last?.count == 4)
    }

    @Test(arguments: [-1, 0, 400, 401, 20_000])
    func `a district of any size has all that was planted`(students: Int) throws {
        let other = DemoDistrict(seed: 7, students: students)
        let count = min(max(students, 400), 10_000)
        #expect(try other.first("studemo.txt").rows.count == count)
        #expect(other.planted.dropFirst() == district.planted.dropFirst())
    }
}
