import Demo
import Foundation
import Linkage
import Testing

/// Whole tables, of an invented sample whose truth is known.
@Suite struct LinkerTests {
    /// A sample, and whom each row is about.
    struct Sample {
        let table: LinkageTable
        let people: [Int]

        init(rows: Int, seed: UInt64) {
            let sample = LinkageSample(rows: rows, seed: seed)
            let fields = LinkageSample.columns.dropFirst(2).compactMap(LinkageField.init(name:))
            var builder = LinkageTableBuilder(fields: fields)
            var people: [Int] = []
            for index in 0..<rows {
                let texts = sample.row(index)
                people.append(Int(texts[1]) ?? -1)
                var person = LinkagePerson()
                for (field, text) in zip(fields, texts.dropFirst(2)) { person[field] = text }
                builder.append(person)
            }
            table = builder.build()
            self.people = people
        }

        func isOne(_ pair: LinkagePair) -> Bool {
            people[Int(pair.left)] == people[Int(pair.right)]
        }

        var pairs: Int {
            Dictionary(grouping: people, by: { $0 }).values
                .reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
        }
    }

    static let sample = Sample(rows: 20_000, seed: 11)

    @Test func `the result does not depend on the number of threads`() {
        let sample = Sample(rows: 3_000, seed: 5)
        var results: [LinkageResult] = []
        for threads in [1, 2, 3, 8] {
            var options = LinkageOptions()
            options.threads = threads
            results.append(Linker(sample.table, options: options).run())
        }
        for result in results.dropFirst() {
            #expect(result.pairs == results[0].pairs)
            #expect(result.model == results[0].model)
        }
    }

    @Test func `the default threshold finds nearly all, and nearly only right ones`() {
        let result = Linker(Self.sample.table).run()
        let right = result.pairs.count(where: Self.sample.isOne)
        #expect(Double(right) / Double(result.pairs.count) > 0.995)
        #expect(Double(right) / Double(Self.sample.pairs) > 0.985)
    }

    @Test func `no pair of a high weight is wrong`() {
        var options = LinkageOptions()
        options.threshold = 0.9995
        let result = Linker(Self.sample.table, options: options).run()
        #expect(result.pairs.count > 3_000)
        #expect(result.pairs.allSatisfy(Self.sample.isOne))
    }

    /// Statistical; the seed is fixed.
    @Test func `what is said to be likely is right as often as that`() {
        var options = LinkageOptions()
        options.threshold = 0.02
        let pairs = Linker(Self.sample.table, options: options).run().pairs
        for (range, most) in [
            (Float(0.5)..<0.9, 0.15), (0.9..<0.99, 0.05), (0.99..<1.1, 0.005),
        ] {
            let said = pairs.filter { range.contains($0.probability) }
            #expect(said.count > 20)
            let right = Double(said.count(where: Self.sample.isOne)) / Double(max(1, said.count))
            let mean = said.reduce(0) { $0 + Double($1.probability) } / Double(max(1, said.count))
            #expect(abs(right - mean) < most)
        }
        let unlikely = pairs.filter { $0.probability < 0.2 }
        #expect(Double(unlikely.count(where: Self.sample.isOne)) < 0.35 * Double(unlikely.count))
    }

    @Test func `clusters keep different state IDs apart`() {
        let linker = Linker(Self.sample.table)
        let result = linker.run()
        let groups = LinkageClusters(result, of: linker).groups
        var (right, all) = (0, 0)
        for group in groups {
            for (index, row) in group.enumerated() {
                for other in group.dropFirst(index + 1) {
                    all += 1
                    if Self.sample.people[Int(row)] == Self.sample.people[Int(other)] {
                        right += 1
                    }
                }
            }
        }
        #expect(Double(right) / Double(all) > 0.998)
        #expect(Double(right) / Double(Self.sample.pairs) > 0.96)
    }

    @Test func `two files are matched across, and unique sides stay one to one`() {
        var builder = LinkageTableBuilder(fields: [.first, .last, .birthDate, .phone])
        let child = LinkagePerson([
            .first: "Odalys", .last: "Brandvold", .birthDate: "2013-05-06",
            .phone: "555-201-3344",
        ])
        builder.append(child)
        builder.append(child)
        builder.beginRightSide()
        builder.append(child)
        let table = builder.build()
        let result = Linker(table).run()
        #expect(result.pairs.map { [$0.left, $0.right] } == [[0, 2], [1, 2]])
        var options = LinkageOptions()
        options.isLeftUnique = true
        let linker = Linker(table, options: options)
        #expect(LinkageClusters(linker.run(), of: linker).groups == [[0, 2]])
    }

    /// Names in each other's places, other birth dates, and slips in what else could bring the two
    /// together: only the house number and how the street begins are the same.
    @Test func `in a small table who lives in one house is compared`() {
        var builder = LinkageTableBuilder(fields: [.first, .last, .birthDate, .address, .zip])
        let one: LinkagePerson = LinkagePerson([
            .first: "Odalys", .last: "Brandvold", .birthDate: "2013-05-06",
            .address: "4712 Whitcombe Terrace", .zip: "98411",
        ])
        var other = one
        (other[.first], other[.last]) = ("Brandvoldt", "Odalyz")
        (other[.birthDate], other[.zip]) = ("2013-06-07", "98114")
        other[.address] = "4712 Whit combe Terr"
        builder.append(one)
        builder.append(other)
        var options = LinkageOptions()
        options.threshold = 0.01
        let result = Linker(builder.build(), options: options).run()
        #expect(result.pairs.map { [$0.left, $0.right] } == [[0, 1]])
    }

    @Test func `decisions change what counts`() {
        let linker = Linker(Self.sample.table)
        let pairs = linker.run().pairs.prefix(2_000)
        let decided = pairs.map { (left: Int($0.left), right: Int($0.right), isOne: true) }
        let trained = LinkageTrainer(linker).trained(on: Array(decided))
        let (isOther, isSame) = (
            trained != LinkageModel.students,
            LinkageTrainer(linker).trained(on: []) == LinkageModel.students
        )
        #expect(isOther)
        #expect(isSame)
    }

    @Test func `a model survives being written and read`() throws {
        let text = try JSONEncoder().encode(LinkageModel.students)
        let isSame = try JSONDecoder().decode(LinkageModel.self, from: text) == .students
        #expect(isSame)
    }

    @Test func `an empty table has no pairs`() {
        let table = LinkageTableBuilder(fields: [.first, .last]).build()
        #expect(Linker(table).run().pairs.isEmpty)
    }
}
