import Foundation
import Intake
import Records
import Storage

/// Decides about one held row: it is about a record that is there, it is a new one, or it counts
/// for nothing. What was decided holds for the same row in files to come.
public struct ResolveHeldRow {
    public enum Choice: Equatable, Sendable {
        /// The row is about this record: its end date, dates and codes go there.
        case close(record: String)
        case insert
        case discard
    }

    public struct Resolved: Codable, Equatable, Sendable {
        public let run: Int
        public let row: Int
        public let resolution: String
        public let changeSet: Int
    }

    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// For the administrator of the host.
    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        self.init(Workspace(store: store, actor: actor, clock: clock))
    }

    public func run(_ run: Int, row number: Int, _ choice: Choice) throws -> Resolved {
        try workspace.requireRows()
        return try workspace.store.write { writer in
            guard let record = try writer.importRun(run) else {
                throw OperationError.notFound(kind: "run", name: "\(run)")
            }
            var held = try heldRow(run, number, writer)
            var (row, student, codes) = try read(record, held, writer)
            let change = try writer.beginChange(
                ChangeHeader(
                    kind: "resolve", actor: workspace.actor, at: workspace.now,
                    reason: "Run \(run), row \(number)"), plan: StableJSON.text(held.held))
            let key = ProgramRecord.Key(
                student: student, program: Int64(row.program), start: Int64(row.start),
                site: row.site)
            // Also where the row is dropped: what it says is remembered with these numbers.
            try add(codes, to: &row, writer, change)
            switch choice {
            case .close(let reference):
                let target = try target(reference, student, writer)
                try update(target, with: row, writer, change)
                try writer.remember(.same(target.key), for: key, in: change)
                held.resolution = "close \(reference)"
            case .insert:
                try insert(row, student, key, writer, change)
                held.resolution = "insert"
            case .discard:
                try writer.remember(.discard(content: row.contentText), for: key, in: change)
                held.resolution = "discard"
            }
            held.state = .resolved
            held.changeSet = change
            try writer.save([held])
            return Resolved(
                run: run, row: number, resolution: held.resolution, changeSet: change)
        }
    }

    private func heldRow(
        _ run: Int, _ number: Int, _ reader: any Reader
    ) throws -> ImportRowRecord {
        let rows = try reader.importRows(of: run).filter { $0.row == number }
        guard let row = rows.first, !row.held.isEmpty else {
            throw OperationError.notFound(kind: "held-row", name: "\(number) in run \(run)")
        }
        guard row.state == .held else {
            throw OperationError.refused(
                code: "row.resolved",
                message: "Row \(number) of run \(run) was decided about already: "
                    + "\(row.resolution).",
                remedy: row.changeSet.map { "To take that back: homeroom undo \($0)." }
                    ?? "See it with: homeroom import show \(run).")
        }
        return row
    }

    /// A code that the row has and its code table has not, under its passing number.
    private typealias NewCode = (table: String, key: String, number: Int32)

    /// Reads the row again, under what the district knows now.
    private func read(
        _ run: ImportRunRecord, _ held: ImportRowRecord, _ writer: any Writer
    ) throws -> (ProgramRow, student: Int64, [NewCode]) {
        let bytes = try TemporaryBytes()
        var text = RowsText()
        text.append(KeptHeader(json: run.header)[""])
        text.append(StableJSON.value([String].self, held.cells) ?? [])
        try text.bytes.withUnsafeBytes { try bytes.append($0) }
        try bytes.finish()
        let source = try SourceText(name: run.fileName, source: bytes)
        let match = try run.match(source.header, as: .programs)
        let read = try ReadPrograms(source, match: match, reader: writer, clock: StageClock())
        var groups = try read.groups.reader()
        var group: [ProgramRow] = []
        guard try groups.next(&group), let row = group.first else {
            throw OperationError.refused(
                code: "row.not-readable", message: "The row can no longer be read.",
                remedy: "See why with: homeroom import show \(run.id).")
        }
        let slot = Int(row.slot)
        guard slot < read.directory.students.count else {
            throw OperationError.notFound(kind: "student", name: "of the row")
        }
        return (row, read.directory.students[slot], read.codes.additions)
    }

    /// Adds the codes that are new with the row to their tables, as an import does.
    private func add(
        _ codes: [NewCode], to row: inout ProgramRow, _ writer: any Writer, _ change: Int
    ) throws {
        for code in codes {
            let id = try writer.takeNumbers("code")
            try writer.save(
                Code(
                    id: id, table: code.table, key: code.key, translation: "", isSeenInFile: true),
                in: change)
            let number = Int32(truncatingIfNeeded: id)
            if row.eligibilityCode == code.number { row.eligibilityCode = number }
            if row.exitCode == code.number { row.exitCode = number }
        }
    }

    private func target(
        _ reference: String, _ student: Int64, _ reader: any Reader
    ) throws -> ProgramRecord {
        let record = try ProgramRecord.Key(reference: reference).flatMap { key in
            try reader.programRecords(of: key.student).first { $0.key == key }
        }
        guard let record, record.key.student == student else {
            throw OperationError.refused(
                code: "record.not-found",
                message: "The row's student has no record \(reference).",
                remedy: "Take the record's name from: homeroom import show RUN.")
        }
        return record
    }

    /// Gives `record` what the row says beside its key: the end date, the other dates and codes
    /// where the row has them.
    private func update(
        _ record: ProgramRecord, with row: ProgramRow, _ writer: any Writer, _ change: Int
    ) throws {
        var new = record.row
        if row.end != ProgramRow.noDay { new.end = row.end }
        if row.eligibilityEnd != ProgramRow.noDay { new.eligibilityEnd = row.eligibilityEnd }
        if row.eligibilityCode != 0 { new.eligibilityCode = row.eligibilityCode }
        if row.exitCode != 0 { new.exitCode = row.exitCode }
        guard new.end == ProgramRow.noDay || new.end >= new.start else {
            throw OperationError.refused(
                code: "record.end-before-start",
                message: "The row's end date lies before the record's start date.",
                remedy: "Choose another record, --insert or --discard.")
        }
        let key = record.key
        try writer.keepImages(
            of: .programEnrollment,
            where: """
                student = \(key.student) AND program = \(key.program) AND start = \(key.start)
                AND site = \(key.site)
                """, in: change, for: .update)
        try writer.write(new, student: key.student, changeSet: change, replacing: true)
        try writer.note(TableChange(updated: 1), of: .programEnrollment, in: change)
    }

    private func insert(
        _ row: ProgramRow, _ student: Int64, _ key: ProgramRecord.Key, _ writer: any Writer,
        _ change: Int
    ) throws {
        if try writer.programRecords(of: student).contains(where: { $0.key == key }) {
            throw OperationError.refused(
                code: "record.exists", message: "A record with this very key is there by now.",
                remedy: "Discard the row: --discard.")
        }
        try writer.write(row, student: student, changeSet: change, replacing: false)
        try writer.note(TableChange(inserted: 1), of: .programEnrollment, in: change)
    }
}
