import Intake
import Records

/// All good rows of a programs.txt, student by student in key order.
///
/// Rows come in batches. One batch stays in memory; where there are more, each is sorted and
/// written to an unlinked temporary file, and they are merged while they are read. So memory is
/// bounded whatever the size of the file.
final class ProgramRowGroups {
    private var rows: [ProgramRow] = []
    private var order: [UInt32] = []
    private var runs: [Spool<ProgramRow>] = []
    private(set) var count = 0

    /// Adds a batch. `slots` is how many students there are; `isOnly` says that no other follows
    /// and none went before.
    func add(_ batch: [ProgramRow], slots: Int, isOnly: Bool) throws {
        count += batch.count
        let sorted = Self.order(of: batch, slots: slots)
        if isOnly {
            rows = batch
            order = sorted
            return
        }
        let run = Spool<ProgramRow>(valuesInMemory: 1 << 14)
        for index in sorted { try run.append(batch[Int(index)]) }
        try run.finish()
        runs.append(run)
    }

    /// The order of the rows by key, then place in the file: counted by student, because students
    /// are small numbers, and then sorted within each student, who has a handful of rows.
    private static func order(of rows: [ProgramRow], slots: Int) -> [UInt32] {
        var ends = [UInt32](repeating: 0, count: slots + 1)
        for row in rows { ends[Int(row.slot) + 1] += 1 }
        for slot in 1..<max(1, ends.count) { ends[slot] += ends[slot - 1] }
        var order = [UInt32](repeating: 0, count: rows.count)
        for index in rows.indices {
            let slot = Int(rows[index].slot)
            order[Int(ends[slot])] = UInt32(truncatingIfNeeded: index)
            ends[slot] += 1
        }
        var start = 0
        while start < order.count {
            let slot = rows[Int(order[start])].slot
            let end = Int(ends[Int(slot)])
            sortGroup(&order, start, end, rows)
            start = end
        }
        return order
    }

    /// Groups longer than this are sorted by the library; shorter ones by insertion.
    private static let longGroup = 32

    private static func sortGroup(
        _ order: inout [UInt32], _ start: Int, _ end: Int, _ rows: [ProgramRow]
    ) {
        if end - start > longGroup {
            order[start..<end].sort { ProgramRow.isBefore(rows[Int($0)], rows[Int($1)]) }
            return
        }
        for index in (start + 1)..<max(start + 1, end) {
            let moving = order[index]
            var at = index
            while at > start, ProgramRow.isBefore(rows[Int(moving)], rows[Int(order[at - 1])]) {
                order[at] = order[at - 1]
                at -= 1
            }
            order[at] = moving
        }
    }

    /// Reads the groups from the first on; may be asked for again.
    func reader() throws -> Reader {
        try Reader(rows: rows, order: order, runs: runs.map { $0.reader() })
    }

    struct Reader {
        private let rows: [ProgramRow]
        private let order: [UInt32]
        private var at = 0
        private var runs: [SpoolReader<ProgramRow>]
        private var heads: [ProgramRow?]

        init(rows: [ProgramRow], order: [UInt32], runs: [SpoolReader<ProgramRow>]) throws {
            self.rows = rows
            self.order = order
            self.runs = runs
            heads = []
            for index in runs.indices { heads.append(try self.runs[index].next()) }
        }

        /// Puts all rows of the next student into `group`; false at the end.
        mutating func next(_ group: inout [ProgramRow]) throws -> Bool {
            group.removeAll(keepingCapacity: true)
            if runs.isEmpty {
                guard at < order.count else { return false }
                let slot = rows[Int(order[at])].slot
                while at < order.count, rows[Int(order[at])].slot == slot {
                    group.append(rows[Int(order[at])])
                    at += 1
                }
                return true
            }
            guard let first = try popSmallest() else { return false }
            group.append(first)
            while let row = smallest, row.slot == first.slot, let next = try popSmallest() {
                group.append(next)
            }
            return true
        }

        private var smallestIndex: Int? {
            var best: Int?
            for index in heads.indices {
                guard let head = heads[index] else { continue }
                if let current = best, let other = heads[current],
                    !ProgramRow.isBefore(head, other)
                {
                    continue
                }
                best = index
            }
            return best
        }

        private var smallest: ProgramRow? { smallestIndex.flatMap { heads[$0] } }

        private mutating func popSmallest() throws -> ProgramRow? {
            guard let index = smallestIndex else { return nil }
            let row = heads[index]
            heads[index] = try runs[index].next()
            return row
        }
    }
}
