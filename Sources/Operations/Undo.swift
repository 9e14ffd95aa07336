import Foundation
import Records
import Storage

/// Takes a change set back: what it inserted goes, what it changed returns to what it was, and
/// what was edited since is listed and left. The undo is a change set itself and can be undone.
public struct Undo {
    let workspace: Workspace
    /// What a person says of fields that were written over since, by `UndoEdit.reference` or, for
    /// one field, with the field's name after a dot.
    let choices: [String: UndoEdit.Choice]

    public init(_ workspace: Workspace, choices: [String: UndoEdit.Choice] = [:]) {
        self.workspace = workspace
        self.choices = choices
    }

    /// What an undo came to, or would come to.
    public struct Report: Codable, Equatable, Sendable {
        public struct Left: Codable, Equatable, Sendable {
            public let table: String
            public let row: String
            /// Its table and key; nil in reports of before it was kept.
            public var reference: String?
            public let why: String
            /// The change set that edited it, where one did.
            public let changeSet: Int?
        }

        /// A row that nobody had when the change set was made.
        public struct Added: Codable, Equatable, Sendable {
            /// By which it is chosen.
            public let reference: String
            public let row: String
            /// The change set that wrote it last.
            public let changeSet: Int
            /// Whether it goes to the source of the merge; else it stays with the target.
            public let goesToSource: Bool
        }

        /// The change set of the undo; nil for a check.
        public var changeSet: Int?
        public var undoes: Int
        public var removed = 0
        public var restored = 0
        /// That rows can have gone back that are not seen here, so that none are counted.
        public var isUncounted: Bool?
        public var left: [Left] = []
        /// Rows that were written over since and can go back field by field.
        public var edited: [UndoEdit] = []
        /// Rows that came to the target of a merge since.
        public var added: [Added] = []
        /// What a person should know beside that.
        public var notes: [String] = []

        public init(changeSet: Int? = nil, undoes: Int) {
            self.changeSet = changeSet
            self.undoes = undoes
        }
    }

    /// Shows what would happen, by doing it and taking it back.
    public func check(_ change: Int) throws -> Report {
        var report = try withClashesTold(of: change) {
            try workspace.store.rehearse { try carryOut(change, $0) }
        }
        report.changeSet = nil
        return try workspace.store.read { try report.seen(in: workspace, $0) }
    }

    /// - Throws: `OperationError` where there is no such change set, where it is undone already, or
    ///   where nothing of it can go back.
    public func run(_ change: Int) throws -> Report {
        try withClashesTold(of: change) {
            try workspace.store.write { writer in
                let report = try carryOut(change, writer)
                try Self.requireSomething(report, writer)
                return try report.seen(in: workspace, writer)
            }
        }
    }

    private func carryOut(_ number: Int, _ writer: any Writer) throws -> Report {
        if !workspace.allows(.undoOwn) { try workspace.require(.undo) }
        let record = try taken(number, writer)
        let change = record.id
        let access = try AccessChange(writer)
        let undo = try writer.beginChange(
            ChangeHeader(
                kind: "undo", actor: workspace.actor, at: workspace.now,
                reason: "Undo of change set \(change)"), plan: "{}", undoes: change)
        var report = Report(changeSet: undo, undoes: change)
        var taken = Undoing(change, undoes: record.undoes, in: undo)
        let noted = try writer.tablesChanged(by: change)
        func tables(_ count: KeyPath<TableChange, Int>) -> [VersionedTable] {
            VersionedTable.all.filter { (noted[$0.name]?[keyPath: count] ?? 0) > 0 }
        }
        taken.students = try writer.students(meantBy: change, in: tables(\.total))
        if !taken.students.isEmpty {
            taken.since = try writer.changes(after: change, concerning: taken.students)
        }
        if taken.students.isEmpty {
            taken.movers = try writer.studentsMoved(since: change, in: tables(\.total))
        }
        taken.separates = try separates(record, writer)
        let subjects = try writer.subjects(of: change)
        workspace.shows(students: subjects)
        try writer.note(subjects: subjects, of: undo)
        // Of a field it is told too where the change set was the first to say something.
        let written = VersionedTable.all.filter {
            tables($0 == .studentField ? \.total : \.replaced).contains($0)
        }
        var fields = try UndoFields(taken, written, choices: choices, writer)
        try fields.requireOrder(writer)
        taken.elsewhere = fields.elsewhere
        for table in tables(\.replaced) {
            taken.elsewhere[table.name, default: []] += try writer.keysGone(since: taken, in: table)
        }
        try requireLatest(record, writer)
        let merge = try merge(behind: record, taken, writer)
        try requireMergeable(record, taken, writer)
        let amiss = try writer.studentsWithNumbersAmiss(among: taken.students)
        let added = try AddedRows(merge, taken, choices, writer)
        try fields.requireChoices(added: added.references)
        try giveUp(merge, taken, besides: fields.lettingGo, writer)
        try fields.giveBack(.renamed, writer)
        try fields.giveBack(.lettingGo, writer)
        // Removed twice: what refers to an inserted row may be an updated one, which lets go of
        // it when it is restored. Codes wait until it is known which of them records can go back
        // to.
        let inserted = Array(tables(\.inserted).reversed())
        for table in inserted where table != .code {
            report.removed += try writer.removeInserted(taken, from: table)
        }
        var left: [RowLeft] = []
        for table in tables(\.replaced) {
            let done = try writer.restore(
                table, taken, noted: noted[table.name] ?? TableChange(), limit: Self.leftListed,
                decode: Self.decode)
            report.restored += done.restored
            left += done.left
        }
        for row in left {
            let sis = try writer.giveBackUnlinked(row, taken, decode: Self.decode)
            guard let sis, let student = Int(row.rowKey) else { continue }
            report.restored += 1
            try UnlinkStudent.keepNameIfNone(of: student, fromSIS: sis, in: undo, writer)
        }
        try fields.giveBack(.rest, writer)
        if inserted.contains(.code) { taken.codesNeeded = try writer.codesNeeded(taken) }
        for table in inserted {
            report.removed += try writer.removeInserted(taken, from: table)
        }
        for table in tables(\.total).reversed() {
            left += try writer.rowsLeft(taken, in: table, limit: Self.leftListed)
        }
        report.restored += fields.givenBack
        left += try added.handOver(in: taken, writer)
        left += try handBack(record, taken, writer)
        report.added = try added.told(writer)
        try requireOwners(record, taken, tables(\.total), writer)
        try requireNumbers(record, taken, amiss, writer)
        let places = try tables(\.deleted).flatMap { try writer.rowsTaken(since: taken, in: $0) }
        try requirePlaces(places, record, writer)
        left += places
        left = left.filter { !fields.isSettled($0) } + fields.hindered
        report.edited = try fields.edits.filter { !$0.columns.isEmpty }.map { try $0.told(writer) }
        if report.removed + report.restored == 0, left.isEmpty {
            for table in inserted {
                left += try writer.insertedRemoved(since: taken, in: table, limit: Self.leftListed)
            }
        }
        report.left = try left.map { try told($0, writer) }
        report.notes = try notes(record, taken, writer)
        // A program enrollment that got another key is one record, not two.
        let programs = noted[VersionedTable.programEnrollment.name] ?? TableChange()
        if programs.inserted > 0, programs.deleted > 0,
            try root(of: record, writer).kind == "program",
            report.removed < programs.inserted || report.restored < programs.deleted
        {
            throw Self.allEdited(report)
        }
        try tellApart(record, merge, in: undo, writer)
        try writer.mark(change, undoneBy: undo)
        try markUndone(by: record, writer)
        try access.settle(writer)
        try writer.setPlan(StableJSON.text(report), of: undo)
        return report
    }

    /// The change set that is taken back where a person names `change`.
    private func taken(_ change: Int, _ reader: any Reader) throws -> ChangeSetRecord {
        guard let record = try reader.changeSet(change) else {
            throw OperationError.notFound(kind: "change-set", name: "\(change)")
        }
        try workspace.requireSeen(record, reader)
        try requirePermission(record, reader)
        if let by = record.undoneBy {
            throw OperationError.refused(
                code: "undo.already-undone",
                message: "Change set \(change) was undone already, by change set \(by).",
                remedy: "To bring it back: homeroom undo \(by).")
        }
        if try reader.subjects(of: change).isEmpty { return record }
        let standing = try standing(record, reader)
        try requirePermission(standing, reader)
        return standing
    }

    /// `change`, which was undone, was an undo itself, perhaps: then what that undid stands again,
    /// and what that one in turn undid does not, and so on.
    private func markUndone(by change: ChangeSetRecord, _ writer: any Writer) throws {
        var (change, stands) = (change, true)
        while let undone = try change.undoes.flatMap({ try writer.changeSet($0) }) {
            try writer.mark(undone.id, undoneBy: stands ? nil : change.id)
            (change, stands) = (undone, !stands)
        }
    }

    /// Rows listed as left, per table and reason.
    private static let leftListed = 1_000

    private func told(_ row: RowLeft, _ reader: any Reader) throws -> Report.Left {
        let later: Int?
        switch row.reason {
        case .edited(let change), .removed(let change): later = change
        case .needed, .hindered: later = nil
        }
        return Report.Left(
            table: row.table,
            row: try RowName(reader, noting: workspace.disclosures).words(for: row),
            reference: "\(row.table)/\(row.rowKey)", why: row.reason.words,
            changeSet: later)
    }

    /// Refuses an undo of which nothing would come, and one that would leave a student whom it
    /// made, without the numbers.
    private static func requireSomething(_ report: Report, _ reader: any Reader) throws {
        let change = report.undoes
        let isWhole =
            try !["create", "envelope"].contains(reader.changeSet(change)?.kind ?? "")
            || !report.left.contains { $0.table == VersionedTable.student.name }
        let moved = report.removed + report.restored + report.added.count(where: \.goesToSource)
        let written = try reader.tablesChanged(by: change).values.reduce(0) { $0 + $1.total }
        if isWhole, moved > 0 || written == 0 { return }
        throw allEdited(report)
    }

    private static func allEdited(_ report: Report) -> OperationError {
        let change = report.undoes
        let later = Set(report.left.compactMap(\.changeSet)).sorted(by: >).prefix(5)
        let undos = later.map { "homeroom undo \($0)" }.joined(separator: ", ")
        return OperationError.refused(
            code: "undo.all-edited",
            message: "Nothing of change set \(change) can go back: everything that it wrote was "
                + "edited or removed since, is needed by other records, or cannot be as it was.",
            remedy: later.isEmpty
                ? "See what with --check. Undo the later change sets first."
                : "See what with --check. Undo the later change sets first: \(undos).")
    }

    /// What cannot go together is left row by row. Where that was not foreseen, the database
    /// refuses, and nothing is taken back.
    private func withClashesTold<T>(of change: Int, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch StorageError.constraint(let rule) {
            throw OperationError.refused(
                code: "undo.clash",
                message: "Change set \(change) cannot be taken back, because what it would bring "
                    + "back does not go with what is there now (\(rule)).",
                remedy: "Undo the later change sets first, from the newest on.")
        }
    }

    /// The values of a prior image, in the order of its table's columns.
    static func decode(_ image: String) throws -> [Query.Value] {
        try ImageValues.values(of: image) ?? decoded(image)
    }

    /// The same by a decoder, however it is written.
    static func decoded(_ image: String) throws -> [Query.Value] {
        let values = try JSONDecoder().decode([ImageValue].self, from: Data(image.utf8))
        return values.map(\.value)
    }

    /// One value of a prior image.
    private struct ImageValue: Decodable {
        let value: Query.Value

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = .null
            } else if let number = try? container.decode(Int64.self) {
                value = .integer(number)
            } else {
                value = .text(try container.decode(String.self))
            }
        }
    }
}

extension RowLeft.Reason {
    var words: String {
        switch self {
        case .edited(let change): "edited since by change set \(change)"
        case .removed(let change): "removed since by change set \(change)"
        case .needed: "other records depend on it"
        case .hindered(let obstacle): obstacle.words
        }
    }
}

extension Obstacle {
    fileprivate var words: String {
        switch self {
        case .studentIDTaken: "another student has its student ID by now"
        case .linkTaken: "another student is linked to its SIS student by now"
        case .importIDTaken: "another SIS student has its integration ID by now"
        case .codeTaken: "another code has its key by now"
        case .identifierTaken: "another student has this number by now"
        case .studentGone: "its student is not there any more"
        case .sisStudentGone: "its SIS student is not there any more"
        case .codeGone: "a code of it is not there any more"
        case .planGone: "its learning plan is not there any more"
        case .courseGone: "its course is not there any more"
        case .reviewGone: "its monthly review is not there any more"
        case .accountNameTaken: "another user has its name by now"
        case .accountGone: "its user is not there any more"
        case .identityTaken: "the subject belongs to a user again"
        case .programTaken: "the student has another record of its program, start and site by now"
        case .reviewTaken: "the plan has another review of its month by now"
        }
    }
}
