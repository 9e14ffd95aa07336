import Foundation
import Records
import Storage

/// Imports a programs.txt: decides about each row, checks the limits, and writes what changes,
/// all inside the caller's transaction.
struct ProgramImport {
    let read: ReadPrograms
    let context: ImportContext
    let settings: DistrictSettings
    let waivesLimits: Bool
    let takesAdditionsOnly: Bool
    let absent: AbsentRecords
    /// Whose rows were rejected by reading; nil where that cannot be told of each.
    let rejectedStudents: (ReadPrograms) throws -> Set<Int64>?
    let clock: StageClock

    /// Decides and carries out; where the run is held, nothing is written.
    func run(_ writer: any Writer) throws -> ProgramOutcome {
        var planner = ProgramPlanner()
        planner.insertsNearMisses = settings.insertsNearMisses
        planner.takesAdditionsOnly = takesAdditionsOnly
        planner.aliases = try writer.programAliases()
        let decisions = Decisions()
        clock.teller.enter(.deciding, total: read.count - read.rejected)
        try clock.time("decide") {
            try decide(&planner, decisions, writer)
            try decisions.records.finish()
        }
        let ended = try judgeAbsent(&planner, decisions, writer)
        var outcome = try outcome(planner, ended.problems, writer)
        guard outcome.result.holds.isEmpty || waivesLimits else { return outcome }
        outcome.result.holds = []
        guard planner.counts.changed > 0 || !ended.records.isEmpty else { return outcome }
        let change = try writer.beginChange(
            ChangeHeader(
                kind: "import", actor: context.actor, at: context.now, reason: context.reason),
            plan: "{}")
        outcome.result.changeSet = change
        try clock.time("write") {
            try write(planner, decisions, writer, change, &outcome.result.notes)
            try end(ended.records, writer, change, &outcome.result)
        }
        let plan = ImportPlanSummary(counts: outcome.result.counts, notes: outcome.result.notes)
        try writer.setPlan(plan.json, of: change)
        return outcome
    }

    /// What was decided, in the order of the groups, for the writing.
    final class Decisions {
        var codes: [UInt8] = []
        /// The records that updates and closings are about, in their order.
        let records = Spool<ProgramRecord>(valuesInMemory: 1 << 16)
        /// Rows that an earlier decision leads to another record, by place in `codes`.
        var moved: [Int: ProgramRow] = [:]
    }

    /// Files with rows of fewer students than this look their records up one by one.
    private static let fewStudents = 2_000

    private func decide(
        _ planner: inout ProgramPlanner, _ decisions: Decisions, _ writer: any Writer
    ) throws {
        decisions.codes.reserveCapacity(read.groups.count)
        if read.groups.count <= Self.fewStudents {
            try decideFew(&planner, decisions, writer)
        } else {
            try decideMany(&planner, decisions, writer)
        }
    }

    private func decide(
        _ group: [ProgramRow], _ records: [ProgramRecord], _ planner: inout ProgramPlanner,
        _ decisions: Decisions
    ) throws {
        var index = decisions.codes.count
        var place = 0
        defer { tellDecided(group.count, decisions.codes.count) }
        try planner.decide(group, against: records) { step in
            decisions.codes.append(step.decision.rawValue)
            if step.decision == .update || step.decision == .close, let record = step.record {
                try decisions.records.append(record)
                if !step.row.hasKey(of: group[place]) { decisions.moved[index] = step.row }
            }
            index += 1
            place += 1
        }
    }

    private func decideFew(
        _ planner: inout ProgramPlanner, _ decisions: Decisions, _ writer: any Writer
    ) throws {
        for (program, count) in try writer.programCounts() {
            planner.tally[program] = ProgramTally(records: count)
        }
        var groups = try read.groups.reader()
        var group: [ProgramRow] = []
        while try groups.next(&group) {
            let student = student(of: group[0].slot)
            let records = try student.map { try writer.programRecords(of: $0) } ?? []
            try decide(group, records, &planner, decisions)
        }
    }

    /// Joins the file's rows with the keys of the records, both in the order of students. Whole
    /// records are read only of students of whom something differs.
    private func decideMany(
        _ planner: inout ProgramPlanner, _ decisions: Decisions, _ writer: any Writer
    ) throws {
        var join = ProgramJoin(groups: try read.groups.reader(), directory: read.directory)
        try join.advance()
        func settle() throws {
            if join.isUnchanged {
                planner.countUnchanged(join.group.count)
                decisions.codes.append(
                    contentsOf: repeatElement(
                        ProgramDecision.unchanged.rawValue, count: join.group.count))
                tellDecided(join.group.count, decisions.codes.count)
            } else {
                let records =
                    join.hasRecords ? try writer.programRecords(of: join.student) : []
                try decide(join.group, records, &planner, decisions)
            }
            try join.advance()
        }
        try writer.forEachProgramKey { key in
            join.tally(Int32(truncatingIfNeeded: key[1]))
            while join.hasGroup, join.student < key[0] { try settle() }
            if join.hasGroup, join.student == key[0] { join.meet(key) }
            return true
        }
        while join.hasGroup { try settle() }
        for (program, count) in join.counted() {
            planner.tally[program, default: ProgramTally()].records = count
        }
    }

    /// Tells that rows were decided about, as often as is cheap.
    private func tellDecided(_ count: Int, _ all: Int) {
        let step = StageClock.rowsBetween
        if (all - count) / step != all / step { clock.teller.advance(by: step) }
    }

    private func student(of slot: UInt32) -> Int64? {
        Int(slot) < read.directory.students.count ? read.directory.students[Int(slot)] : nil
    }

    // MARK: What it came to

    private func outcome(
        _ planner: ProgramPlanner, _ absent: [RowProblem], _ writer: any Writer
    ) throws -> ProgramOutcome {
        var result = ImportOutcome()
        result.counts = planner.counts
        result.counts.read = read.count
        result.counts.rejected += read.rejected
        result.problems = read.log
        result.problems.merge(planner.log)
        result.badRows = try badRows(planner)
        let names = Dictionary(
            uniqueKeysWithValues: try writer.codes().filter { $0.table == CodeBook.programs }
                .map { (Int32($0.id), $0.key) })
        let bad = settings.limits.hold(rejected: result.counts.rejected, of: read.count)
        result.holds = [bad].compactMap(\.self)
        result.holds += settings.limits.holds(planner.tally) { names[$0] ?? "?" }
        for hold in result.holds where !waivesLimits {
            result.problems.add(hold.code, column: hold.column, detail: hold.detail)
        }
        for problem in absent {
            result.problems.add(problem.code, column: problem.column, detail: problem.detail)
        }
        for code in read.codes.additions {
            result.problems.add(.programNewCode, column: code.table, detail: code.key)
        }
        return ProgramOutcome(result: result, held: planner.held)
    }

    /// Rows kept out by reading and by deciding, in the order of the file.
    private func badRows(_ planner: ProgramPlanner) throws -> [BadRow] {
        if planner.conflicting.isEmpty { return read.badRows }
        var all = read.badRows
        for row in planner.conflicting.prefix(max(0, BadRow.maximum - all.count)) {
            all.append(
                BadRow(
                    row: row.row, offset: Int(row.offset), length: 0,
                    problems: [RowProblem(.programConflictingRows)]))
        }
        return all.sorted { $0.row < $1.row }
    }

    // MARK: Writing

    private func write(
        _ planner: ProgramPlanner, _ decisions: Decisions, _ writer: any Writer, _ change: Int,
        _ notes: inout [String]
    ) throws {
        let codes = try addCodes(writer, change)
        let arrivals = try clock.time("write: profiles") {
            try importProfiles(decisions, writer, change, &notes)
        }
        try writer.note(
            TableChange(
                inserted: planner.counts.inserted,
                updated: planner.counts.updated + planner.counts.closed),
            of: .programEnrollment, in: change)
        try keepImages(decisions, writer, change)
        var groups = try read.groups.reader()
        var records = decisions.records.reader()
        var group: [ProgramRow] = []
        var (index, place) = (-1, 0)
        clock.teller.enter(.writing, total: read.groups.count)
        let known = read.directory.students.count
        let hasNewCodes = !codes.isEmpty
        try writer.writePrograms(replacing: decisions.records.count > 0) { values in
            while true {
                if place >= group.count {
                    guard try groups.next(&group) else { return false }
                    place = 0
                }
                let row = group[place]
                place += 1
                index += 1
                if index % StageClock.rowsBetween == 0 {
                    clock.teller.advance(by: StageClock.rowsBetween)
                }
                switch ProgramDecision(rawValue: decisions.codes[index]) {
                case .insert:
                    let slot = Int(row.slot)
                    let student =
                        slot < known ? read.directory.students[slot] : arrivals[slot - known]
                    (hasNewCodes ? row.numbered(codes) : row).store(
                        in: values, student: student, changeSet: Int64(change))
                    return true
                case .update, .close:
                    guard let record = try records.next() else { return false }
                    (decisions.moved[index] ?? row).numbered(codes).store(
                        in: values, student: record.key.student, changeSet: Int64(change))
                    return true
                default: continue
                }
            }
        }
    }

    /// Adds codes that the file brought in; returns their numbers by their passing ones.
    private func addCodes(_ writer: any Writer, _ change: Int) throws -> [Int32: Int32] {
        var numbers: [Int32: Int32] = [:]
        for code in read.codes.additions {
            let id = try writer.takeNumbers("code")
            try writer.save(
                Code(
                    id: id, table: code.table, key: code.key, translation: "", isSeenInFile: true),
                in: change)
            numbers[code.number] = Int32(id)
        }
        return numbers
    }

    private func keepImages(
        _ decisions: Decisions, _ writer: any Writer, _ change: Int
    ) throws {
        if decisions.records.count == 0 { return }
        var records = decisions.records.reader()
        try writer.bulk(writer.imageBulk) { sink in
            sink.set(0, Int64(change))
            while let record = try records.next() { try sink.keep(record) }
        }
    }

    /// Imports the profiles of students who have a row to insert and none yet; returns the new
    /// students' numbers by their place among the arrivals.
    private func importProfiles(
        _ decisions: Decisions, _ writer: any Writer, _ change: Int, _ notes: inout [String]
    ) throws -> [Int64] {
        let arrivals = read.directory.arrivals
        if arrivals.isEmpty { return [] }
        let known = read.directory.students.count
        var isNeeded = [Bool](repeating: false, count: arrivals.count)
        var groups = try read.groups.reader()
        var group: [ProgramRow] = []
        var index = 0
        while try groups.next(&group) {
            for row in group {
                if decisions.codes[index] == ProgramDecision.insert.rawValue,
                    Int(row.slot) >= known
                {
                    isNeeded[Int(row.slot) - known] = true
                }
                index += 1
            }
        }
        let count = isNeeded.count(where: \.self)
        if count == 0 { return [] }
        var next = Int64(try writer.takeNumbers("student", count: count))
        var numbers = [Int64](repeating: 0, count: arrivals.count)
        for place in arrivals.indices where isNeeded[place] {
            numbers[place] = next
            next += 1
        }
        try writer.importProfiles(
            of: arrivals.indices.lazy.filter { isNeeded[$0] }.map {
                (sis: arrivals[$0], student: numbers[$0])
            }, at: context.now, in: change)
        try writer.note(TableChange(inserted: count), of: .student, in: change)
        notes.append(
            "Imported \(grouped(count)) \(count == 1 ? "profile" : "profiles") from the General "
                + "Student Table.")
        return numbers
    }
}

/// What the import of a programs.txt came to, with the rows that wait for a decision.
struct ProgramOutcome {
    var result: ImportOutcome
    var held: [HeldRow]
}

/// The plan of an import as its change set keeps it.
struct ImportPlanSummary: Codable {
    let counts: ImportCounts
    let notes: [String]

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension ProgramRow {
    /// With codes that the file brought in under the numbers that they were given.
    fileprivate func numbered(_ numbers: [Int32: Int32]) -> ProgramRow {
        guard eligibilityCode >= CodeBook.firstNew || exitCode >= CodeBook.firstNew else {
            return self
        }
        var row = self
        row.eligibilityCode = numbers[eligibilityCode] ?? eligibilityCode
        row.exitCode = numbers[exitCode] ?? exitCode
        return row
    }
}

extension BulkSink {
    /// Writes the prior image of `record`; the change set stands in column 0 already.
    func keep(_ record: ProgramRecord) throws {
        let key = record.key
        try set(1, VersionedTable.programEnrollment.name) {
            try set(2, "\(key.student)/\(key.program)/\(key.start)/\(key.site)") {
                try set(3, ImageOperation.update.rawValue) {
                    set(4, record.changeSet)
                    try set(5, record.image) { try write() }
                }
            }
        }
    }
}
