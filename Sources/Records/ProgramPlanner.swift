/// What becomes of one row of a programs.txt.
public enum ProgramDecision: UInt8, Sendable {
    case insert
    case update
    /// The row's end date ends an open record.
    case close
    case unchanged
    /// Repeats another row of the file.
    case repeated
    /// Contradicts another row of the file with the same key.
    case conflicting
    /// Waits for a person.
    case hold
}

/// What becomes of open program enrollments that a file says nothing of.
public enum AbsentRecords: String, Codable, CaseIterable, Sendable {
    case leave
    /// They are told of, and stay open.
    case mark
    /// They end on the day of the import, within the limits of the run.
    case end
}

/// A row that is held: which record it nearly matches, and in what it differs.
public struct HeldRow: Codable, Equatable, Sendable {
    /// A part of the key in which a row differs from a record.
    public enum Part: String, Codable, Sendable {
        case program, start, site
    }

    public let row: Int
    public let offset: Int64
    /// Reference of the record it nearly matches.
    public let nearest: String
    public let differs: [Part]
}

/// What a person said about a key that a file got wrong, from then on.
public enum ProgramAlias: Equatable, Sendable {
    /// Rows with this key are about that record.
    case same(ProgramRecord.Key)
    /// Rows with this key and this content count for nothing.
    case discard(content: String)
}

/// Decides what becomes of the rows of a programs.txt, student by student, without changing
/// anything. The same decisions are shown by a check and carried out by a run.
public struct ProgramPlanner: Sendable {
    /// Setting: near misses are inserted as they stand, as other systems do.
    public var insertsNearMisses = false
    /// Records that are there stay as they are; rows that say something else are told.
    public var takesAdditionsOnly = false
    /// What was decided about keys before; asked only where a row would be held.
    public var aliases: [ProgramRecord.Key: ProgramAlias] = [:]

    public private(set) var counts = ImportCounts()
    public private(set) var log = ProblemLog()
    public private(set) var held: [HeldRow] = []
    /// Rows of which a whole group was rejected here, by row number and place.
    public private(set) var conflicting: [(row: Int, offset: Int64)] = []
    /// How many records each program had, and how many of them end or change.
    public var tally: [Int32: ProgramTally] = [:]

    public init() {}

    /// Held rows listed per run; more than these hold the run's attention anyway.
    public static let maximumHeld = 100_000

    /// One decision with what it needs: the record it is about, if there is one.
    public struct Step: Sendable {
        public let decision: ProgramDecision
        public let row: ProgramRow
        public let record: ProgramRecord?
    }

    /// Decides about all rows of one student.
    ///
    /// - Parameters:
    ///   - rows: in the order of `ProgramRow.isBefore`, all of one slot.
    ///   - records: all the student's records, in key order; empty where the student has none.
    ///   - emit: takes the decisions in the order of `rows`.
    public mutating func decide(
        _ rows: [ProgramRow], against records: [ProgramRecord], _ emit: (Step) throws -> Void
    ) rethrows {
        var at = 0
        var next = 0
        var misses: [Int] = []
        var steps: [Step] = []
        while at < rows.count {
            var end = at + 1
            while end < rows.count, rows[end].hasKey(of: rows[at]) { end += 1 }
            let row = rows[at]
            while next < records.count, Self.isBefore(records[next], row) { next += 1 }
            let record =
                next < records.count && Self.isSame(records[next], row) ? records[next] : nil
            if end - at > 1, !rows[at..<end].allSatisfy({ $0.hasContent(of: row) }) {
                for row in rows[at..<end] { steps.append(conflict(row)) }
            } else {
                steps.append(step(row, record))
                if record == nil { misses.append(steps.count - 1) }
                for extra in rows[(at + 1)..<end] { steps.append(repeated(extra)) }
            }
            at = end
        }
        if !records.isEmpty, !insertsNearMisses || !aliases.isEmpty {
            holdNearMisses(misses, records, &steps)
        }
        for step in steps {
            let step = takesAdditionsOnly ? leaving(step) : step
            count(step)
            try emit(step)
        }
    }

    /// The same without a change to a record.
    private mutating func leaving(_ step: Step) -> Step {
        guard step.decision == .update || step.decision == .close else { return step }
        log.add(.programLeftAsIs, row: Int(step.row.row))
        return Step(decision: .unchanged, row: step.row, record: step.record)
    }

    /// Counts rows of which is known already that they say what their records say.
    public mutating func countUnchanged(_ rows: Int) { counts.unchanged += rows }

    private func step(_ row: ProgramRow, _ record: ProgramRecord?) -> Step {
        guard let record else { return Step(decision: .insert, row: row, record: nil) }
        if record.row.hasContent(of: row) {
            return Step(decision: .unchanged, row: row, record: record)
        }
        let closes = record.isOpen && row.end != ProgramRow.noDay
        return Step(decision: closes ? .close : .update, row: row, record: record)
    }

    private mutating func repeated(_ row: ProgramRow) -> Step {
        log.add(.programDuplicateRow, row: Int(row.row))
        return Step(decision: .repeated, row: row, record: nil)
    }

    private mutating func conflict(_ row: ProgramRow) -> Step {
        log.add(.programConflictingRows, row: Int(row.row))
        conflicting.append((Int(row.row), row.offset))
        return Step(decision: .conflicting, row: row, record: nil)
    }

    private mutating func count(_ step: Step) {
        switch step.decision {
        case .insert: counts.inserted += 1
        case .update, .close: countChange(step)
        case .unchanged, .repeated: counts.unchanged += 1
        case .conflicting: counts.rejected += 1
        case .hold: counts.held += 1
        }
    }

    private mutating func countChange(_ step: Step) {
        tally[step.row.program, default: ProgramTally()].changes += 1
        if step.decision == .close {
            counts.closed += 1
            tally[step.row.program, default: ProgramTally()].ends += 1
            return
        }
        counts.updated += 1
        if let record = step.record, !record.isOpen, step.row.end == ProgramRow.noDay {
            log.add(.programReopened, row: Int(step.row.row))
        }
    }

    private static func isSame(_ record: ProgramRecord, _ row: ProgramRow) -> Bool {
        record.key.program == Int64(row.program) && record.key.start == Int64(row.start)
            && record.key.site == row.site
    }

    private static func isBefore(_ record: ProgramRecord, _ row: ProgramRow) -> Bool {
        (record.key.program, record.key.start, record.key.site)
            < (Int64(row.program), Int64(row.start), row.site)
    }

    // MARK: Near misses

    private mutating func holdNearMisses(
        _ misses: [Int], _ records: [ProgramRecord], _ steps: inout [Step]
    ) {
        if misses.isEmpty { return }
        let matched = Dictionary(
            steps.compactMap { step in step.record.map { ($0.key, step.row) } },
            uniquingKeysWith: { first, _ in first })
        let after = afterExactMatches(records, steps)
        var led: [ProgramRecord.Key: [Int]] = [:]
        for index in misses {
            let row = steps[index].row
            guard let student = records.first?.key.student else { return }
            let key = ProgramRecord.Key(
                student: student, program: Int64(row.program), start: Int64(row.start),
                site: row.site)
            if let decided = decidedBefore(key, row, after, matched) {
                steps[index] = decided
                if let target = decided.record?.key { led[target, default: []].append(index) }
                continue
            }
            guard !insertsNearMisses,
                let near = NearMiss(of: row, among: after, matchedByFile: Set(matched.keys))
            else { continue }
            log.add(.programNearMiss, row: Int(row.row))
            if held.count < Self.maximumHeld {
                held.append(
                    HeldRow(
                        row: Int(row.row), offset: row.offset,
                        nearest: near.record.key.reference, differs: near.differs))
            }
            steps[index] = Step(decision: .hold, row: row, record: near.record)
        }
        for rows in led.values.sorted(by: { $0[0] < $1[0] }) where rows.count > 1 {
            settle(rows, &steps)
        }
    }

    /// Settles several wrong keys that lead to one record as if they were one key: rows that bring
    /// it the same count once, and rows that contradict each other are not taken.
    private mutating func settle(_ rows: [Int], _ steps: inout [Step]) {
        let first = steps[rows[0]].row
        if rows.allSatisfy({ Self.bringsSame(steps[$0].row, as: first) }) {
            for index in rows.dropFirst() { steps[index] = repeated(steps[index].row) }
        } else {
            for index in rows { steps[index] = conflict(steps[index].row) }
        }
    }

    /// Whether a row with a wrong key brings its record what `other` does.
    private static func bringsSame(_ row: ProgramRow, as other: ProgramRow) -> Bool {
        row.end == other.end && row.exitCode == other.exitCode
    }

    /// The records as they will be once the file's exact matches are carried out.
    private func afterExactMatches(
        _ records: [ProgramRecord], _ steps: [Step]
    ) -> [ProgramRecord] {
        var ends: [ProgramRecord.Key: Int32] = [:]
        for step in steps {
            if let key = step.record?.key { ends[key] = step.row.end }
        }
        return records.map { record in
            var record = record
            if let end = ends[record.key] { record.row.end = end }
            return record
        }
    }

    private mutating func decidedBefore(
        _ key: ProgramRecord.Key, _ row: ProgramRow, _ records: [ProgramRecord],
        _ matched: [ProgramRecord.Key: ProgramRow]
    ) -> Step? {
        switch aliases[key] {
        case .same(let target):
            // Where the file has the record's own row too, and the two contradict each other, a
            // person decides again.
            if let own = matched[target] {
                return Self.bringsSame(row, as: own) ? repeated(row) : nil
            }
            guard let record = records.first(where: { $0.key == target }) else { return nil }
            var moved = record.row
            moved.row = row.row
            moved.offset = row.offset
            moved.slot = row.slot
            moved.program = row.program
            moved.end = row.end
            moved.exitCode = row.exitCode
            if record.row.hasContent(of: moved) {
                return Step(decision: .unchanged, row: row, record: record)
            }
            moved.program = Int32(truncatingIfNeeded: target.program)
            moved.start = Int32(truncatingIfNeeded: target.start)
            moved.site = target.site
            let closes = record.isOpen && row.end != ProgramRow.noDay
            return Step(decision: closes ? .close : .update, row: moved, record: record)
        case .discard(let content):
            guard content == row.contentText else { return nil }
            log.add(.programDiscardedBefore, row: Int(row.row))
            return Step(decision: .repeated, row: row, record: nil)
        case nil: return nil
        }
    }
}

/// How many records of one program there are, end and change.
public struct ProgramTally: Equatable, Sendable {
    public var records = 0
    public var ends = 0
    public var changes = 0

    public init(records: Int = 0, ends: Int = 0, changes: Int = 0) {
        self.records = records
        self.ends = ends
        self.changes = changes
    }
}

extension ProgramRow {
    /// What the row says beside its key, as a text to compare by.
    public var contentText: String {
        "\(end) \(eligibilityStart) \(eligibilityEnd) \(academicYear) "
            + "\(eligibilityCode) \(exitCode)"
    }
}
