import Records
import Testing

@testable import Demo

/// What the second delivery brings, found by comparing its files with those of the first.
@Suite struct DemoNightTests {
    /// Seeds, and sizes to go with them.
    static let districts = zip(
        [2026, 1, 2, 3, 4, 5] as [UInt64], [2_000, 400, 400, 400, 401, 900])

    /// The night's rows of known codes, sorted by what an import should make of them.
    private struct Comparison {
        var unchanged = 0
        var duplicates = 0
        var closed: [[String]] = []
        var updated: [[String]] = []
        /// Rows without a match, with what their student has otherwise.
        var unmatched: [(row: [String], others: [[String]])] = []
        var unknown: [[String]] = []

        init(_ district: DemoDistrict) throws {
            let first = try district.first("programs.txt")
            let night = try district.night("programs.txt")
            let earlier = Dictionary(uniqueKeysWithValues: first.rows.map { (first.key($0), $0) })
            let perStudent = Dictionary(grouping: first.rows) { first[$0, "Import Student ID"] }
            var seen: Set<[String]> = []
            for row in night.rows {
                if !seen.insert(night.key(row)).inserted {
                    duplicates += 1
                } else if night[row, "Program ID"] == DemoDistrict.missingCode.key {
                    unknown.append(row)
                } else if let before = earlier[night.key(row)] {
                    let ends = [before, row].map { first[$0, "Program End Date"] }
                    if before == row { unchanged += 1 }
                    if ends[0] != ends[1] { closed.append(row) }
                    if before != row, ends[0] == ends[1] { updated.append(row) }
                } else {
                    let others = perStudent[night[row, "Import Student ID"]] ?? []
                    unmatched.append((row, others))
                }
            }
        }

        var new: [[String]] { unmatched.filter { $0.others.isEmpty }.map(\.row) }
        var nearMisses: [(row: [String], others: [[String]])] {
            unmatched.filter { !$0.others.isEmpty }
        }
    }

    @Test(arguments: districts)
    func `the night has what was promised, in any district`(seed: UInt64, size: Int) throws {
        let district = DemoDistrict(seed: seed, students: size)
        let night = try Comparison(district)
        let good = try district.first("programs.txt").rows.count - 10
        #expect(night.new.count == 12)
        #expect(night.closed.count == 8)
        #expect(night.updated.count == 6)
        #expect(night.nearMisses.count == 5)
        #expect(night.unknown.count == 3)
        #expect(night.duplicates == 1)
        #expect(night.unchanged == good - 8 - 6 - 5)
    }

    @Test(arguments: districts)
    func `a near miss differs in one part from the only record`(seed: UInt64, size: Int) throws {
        let district = DemoDistrict(seed: seed, students: size)
        let programs = try district.night("programs.txt")
        let night = try Comparison(district)
        var differing: [Int] = []
        for (row, others) in night.nearMisses {
            let record = try #require(others.first)
            #expect(others.count == 1)
            let (before, after) = (programs.key(record), programs.key(row))
            differing += before.indices.filter { before[$0] != after[$0] }
        }
        #expect(differing.sorted() == [2, 2, 2, 2, 3])
        let ends = night.nearMisses.map { programs[$0.row, "Program End Date"] }
        #expect(ends.count { !$0.isEmpty } == 2)
    }

    @Test(arguments: districts)
    func `no program with ten records loses more than one in ten`(seed: UInt64, size: Int) throws {
        let district = DemoDistrict(seed: seed, students: size)
        let programs = try district.night("programs.txt")
        let night = try Comparison(district)
        let ends =
            night.closed
            + night.nearMisses.map(\.row).filter {
                !programs[$0, "Program End Date"].isEmpty
            }
        for (program, rows) in Dictionary(grouping: ends, by: { programs[$0, "Program ID"] }) {
            let open = district.firstPrograms.count { $0.program == program && $0.isOpen }
            #expect(rows.count * 10 <= open, "\(program)")
        }
    }

    @Test func `rows of the unknown code are those that were rejected before`() throws {
        let first = try district.first("programs.txt").rows
        let unknown = try Comparison(district).unknown
        #expect(unknown.allSatisfy { first.contains($0) })
    }

    @Test func `every end of the night lies behind its start`() {
        for record in district.nightPrograms {
            guard let start = record.start, let end = record.end else { continue }
            #expect(start <= end)
        }
    }

    @Test func `studemo.txt has six new students and three changed`() throws {
        let first = try district.first("studemo.txt").rows
        let night = try district.night("studemo.txt").rows
        #expect(night.count == first.count + 6)
        let changes = zip(first, night).map { before, after in
            before.indices.filter { before[$0] != after[$0] }
        }
        #expect(changes.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] } == [[2], [3], [11]])
        #expect(Set(first.map { $0[0] }).isDisjoint(with: night.suffix(6).map { $0[0] }))
    }

    private let district = DemoDistrict()
}
