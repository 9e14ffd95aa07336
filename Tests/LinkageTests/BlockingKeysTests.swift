import Demo
import Linkage
import Testing

@Suite struct BlockingKeysTests {
    private static func person(_ texts: [String]) -> LinkagePerson {
        var person = LinkagePerson()
        for (name, text) in zip(LinkageSample.columns, texts).dropFirst(2) {
            if let field = LinkageField(name: name) { person[field] = text }
        }
        return person
    }

    @Test func `two records of one person nearly always share a key`() {
        let sample = LinkageSample(rows: 10_000, seed: 21)
        var byPerson: [String: [[Int64]]] = [:]
        for index in 0..<sample.rows {
            let texts = sample.row(index)
            byPerson[texts[1], default: []].append(BlockingKeys.keys(of: Self.person(texts)))
        }
        var (shared, all) = (0, 0)
        for records in byPerson.values where records.count > 1 {
            for keys in records.dropFirst() {
                all += 1
                if !Set(keys).isDisjoint(with: records[0]) { shared += 1 }
            }
        }
        #expect(all > 1_000)
        #expect(Double(shared) / Double(all) > 0.99)
    }

    @Test func `keys are the same for ever`() {
        let person = LinkagePerson([
            .first: "Ana", .last: "Reyes", .birthDate: "2014-03-05", .stateID: "1234567890",
        ])
        #expect(BlockingKeys.version == 1)
        #expect(
            BlockingKeys.keys(of: person) == [
                -1_804_443_762_704_095_977, 1_094_696_503_172_949_148, 2_543_500_783_441_484_526,
                3_621_526_337_627_370_225, 9_096_177_946_296_412_190, 9_216_260_343_603_414_759,
            ])
    }

    @Test func `a swapped date and another order of names give a key in common`() {
        let one = LinkagePerson([.first: "Amara", .last: "Okafor", .birthDate: "2014-03-05"])
        let other = LinkagePerson([.first: "Okafor", .last: "Amara", .birthDate: "05/03/2014"])
        let keys = Set(BlockingKeys.keys(of: one))
        #expect(!keys.isDisjoint(with: BlockingKeys.keys(of: other)))
    }

    @Test func `nobody without a value has a key`() {
        #expect(BlockingKeys.keys(of: LinkagePerson()).isEmpty)
    }
}
