import Records
import Storage
import Testing

@testable import Operations

/// Random histories of a few students, in the district and in a model of it.
@Suite struct HistoryTests {
    @Test func `random histories come to what a small model says`() throws {
        let seed = Proof.seed()
        print("HistoryTests seed \(seed)")
        var random = RandomStudents(seed: seed)
        let all = Proof.count(10_000, standard: 0.4)
        var steps = 0
        var office = try History.office()
        for number in 0..<all {
            // A district does not get too large to be looked through.
            if number % 10 == 9 { office = try History.office() }
            var history = try History(office, named: "H\(number)", random)
            for _ in 0..<10 + history.random.below(41) {
                steps += 1
                var found: [String] = []
                do {
                    try history.step()
                    found = try history.mismatches()
                } catch let mismatch as History.Mismatch {
                    found = [mismatch.what]
                }
                if found.isEmpty { found = try findings(office) }
                if found.isEmpty { continue }
                return fail(seed, number, history, found)
            }
            random = history.random
        }
        print("HistoryTests: \(all) histories, \(steps) steps")
    }

    private func findings(_ office: Office) throws -> [String] {
        try CheckDistrict(store: office.district.store).run().findings.map { "\($0)" }
    }

    private func fail(_ seed: UInt64, _ number: Int, _ history: History, _ found: [String]) {
        Issue.record(
            """
            seed \(seed), history \(number):
            \(history.trace.joined(separator: "\n"))
            \(found.joined(separator: "\n"))
            """)
    }
}
