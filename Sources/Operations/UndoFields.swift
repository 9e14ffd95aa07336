import Records
import Storage

/// A row that was written over since the change set that is taken back.
public struct UndoEdit: Codable, Equatable, Sendable {
    /// What a person can say of a field that was written over.
    ///
    /// What was added since stays with the target of a merge, or goes to its source.
    public enum Choice: String, Codable, CaseIterable, Sendable { case before, now, source }

    /// One field with its three values.
    public struct Field: Codable, Equatable, Sendable {
        public let field: String
        public let before: String
        /// Right after the change set.
        public let merged: String
        public let now: String
        /// What it shows after the undo.
        public let goes: Choice
        /// Whether the change set and somebody since both wrote it, so that a person has the word.
        public let isConflict: Bool
    }

    /// By which it is chosen.
    public let reference: String
    /// In words.
    public let row: String
    /// The change set that wrote it last.
    public let changeSet: Int
    public let fields: [Field]
}

/// The rows that were written over since, and what goes back of them.
///
/// Of each field: what the change set did not write stays as it is now. What nobody wrote since
/// goes back. What both wrote stays, unless a person says that it goes back. Rows of a change set
/// that was about many students stay whole where nobody says anything.
struct UndoFields {
    /// One row with what is decided of it.
    struct Edit {
        let row: RowEdit
        let columns: [Column]
        /// What it is afterwards; nil where it goes.
        let result: [Query.Value]?

        var hasConflict: Bool { columns.contains { $0.isConflict && $0.goes == .now } }
        /// Whether anything goes back.
        var isGivenBack: Bool { result != row.now }
    }

    struct Column {
        let name: String
        let before: Query.Value
        let after: Query.Value
        let now: Query.Value
        let isConflict: Bool
        let goes: UndoEdit.Choice
    }

    private let taken: Undoing
    private let choices: [String: UndoEdit.Choice]
    private(set) var edits: [Edit] = []
    private(set) var givenBack = 0
    private(set) var hindered: [RowLeft] = []
    private var done = Set<String>()

    /// How many rows of a table are looked at.
    private static let looked = 1_000

    init(
        _ taken: Undoing, _ tables: [VersionedTable], choices: [String: UndoEdit.Choice],
        _ reader: any Reader
    ) throws {
        self.taken = taken
        self.choices = choices
        let rows = try reader.rowEdits(
            since: taken, in: tables, limit: Self.looked, decode: Undo.decode)
        let people = try Survivors(rows, reader)
        edits = rows.map { decide($0, people) }
    }

    /// Refuses choices where there is nothing to choose.
    ///
    /// - Parameter added: the references of rows that were added since.
    func requireChoices(added: Set<String>) throws {
        var names = Set<String>()
        for edit in edits where !edit.columns.isEmpty {
            names.insert(edit.reference)
            names.formUnion(edit.columns.map { "\(edit.reference).\($0.name)" })
        }
        for (name, choice) in choices.sorted(by: { $0.key < $1.key }) {
            let isKnown =
                choice == .source
                ? added.contains(name)
                : names.contains(name) || choice == .now && added.contains(name)
            if isKnown { continue }
            throw OperationError.refused(
                code: "undo.choice-refused",
                message: "There is nothing to choose at \(name), or not \(choice.rawValue).",
                remedy: "See what can be chosen: homeroom undo \(taken.change) --check.")
        }
    }

    private func decide(_ row: RowEdit, _ people: Survivors) -> Edit {
        let table = row.table
        guard let former = row.before else { return decideInserted(row) }
        var result = row.now
        var columns: [Column] = []
        for (index, name) in table.columns.enumerated() where !table.bookkeeping.contains(name) {
            let (before, after, now) = (former[index], row.after[index], row.now[index])
            if before == after { continue }
            let stands =
                now == after
                || table.naming.contains(name) && people.survivor(now) == people.survivor(after)
            let choice =
                choices["\(row.reference).\(name)"] ?? choices[row.reference]
                ?? (stands && !taken.students.isEmpty ? .before : .now)
            if choice == .before { result[index] = before }
            columns.append(
                Column(
                    name: name, before: before, after: after, now: now, isConflict: !stands,
                    goes: choice))
        }
        if let place = table.columns.firstIndex(of: "revision"), result != row.now,
            case .integer(let revision) = row.now[place]
        {
            result[place] = .integer(revision + 1)
        }
        return Edit(row: row, columns: columns, result: result)
    }

    /// A field that the change set was the first to say something of.
    private func decideInserted(_ row: RowEdit) -> Edit {
        let place = row.table.columns.firstIndex(of: "value") ?? 0
        let choice = choices["\(row.reference).value"] ?? choices[row.reference] ?? .now
        let column = Column(
            name: "value", before: .null, after: row.after[place], now: row.now[place],
            isConflict: true, goes: choice)
        return Edit(row: row, columns: [column], result: choice == .before ? nil : row.now)
    }

    /// Who was merged into whom is undone from the newest merge on: a student cannot lead to two.
    func requireOrder(_ reader: any Reader) throws {
        for edit in edits where edit.row.table == .student {
            guard
                edit.columns.contains(where: {
                    ["status", "merged_into"].contains($0.name) && $0.isConflict
                })
            else { continue }
            let row = RowLeft(
                table: edit.row.table.name, rowKey: edit.row.rowKey,
                reason: .edited(by: edit.row.editor))
            let student = try RowName(reader).words(for: row)
            throw OperationError.refused(
                code: "undo.order",
                message: "Change set \(edit.row.editor) merged \(student), or gave it another "
                    + "status, after change set \(taken.change).",
                remedy: "Take that one back first: homeroom undo \(edit.row.editor).")
        }
    }

    /// When a row goes back: those with another key before those that have none; those that let go
    /// of what only one can have before the others get it; and the rest when all that is theirs
    /// stands again.
    enum Turn { case renamed, lettingGo, rest }

    private func turn(_ edit: Edit) -> Turn {
        if edit.row.formerKey != nil { return .renamed }
        guard let link = edit.row.table.columns.firstIndex(of: "sis_student"),
            edit.row.now[link] != .null, edit.result?[link] == .null
        else { return .rest }
        return .lettingGo
    }

    /// The students who let go of their link, field by field.
    var lettingGo: Set<Int> {
        Set(
            edits.filter { turn($0) == .lettingGo && $0.isGivenBack }
                .compactMap { Int($0.row.rowKey) })
    }

    /// Writes what goes back.
    mutating func giveBack(_ when: Turn, _ writer: any Writer) throws {
        for edit in edits where turn(edit) == when && edit.isGivenBack {
            // A row that stays with whom it is with by now has nothing to go back to.
            if when == .renamed, edit.result?.first == edit.row.now.first { continue }
            done.insert(edit.reference)
            guard let result = edit.result else {
                try writer.takeAway(edit.row, in: taken)
                givenBack += 1
                continue
            }
            let obstacle = try writer.giveBack(edit.row, result, in: taken)
            guard let obstacle else {
                givenBack += 1
                continue
            }
            hindered.append(
                RowLeft(
                    table: edit.row.table.name, rowKey: edit.row.rowKey,
                    reason: .hindered(obstacle)))
        }
    }

    /// Keys of rows that stay under another key, so that they must not come back as well.
    var elsewhere: [String: [String]] {
        var keys: [String: [String]] = [:]
        for edit in edits {
            guard let former = edit.row.formerKey, edit.result?.first == edit.row.now.first else {
                continue
            }
            keys[edit.row.table.name, default: []].append(former)
        }
        return keys
    }

    /// Whether a row that would be listed as left is told of otherwise, or went back.
    func isSettled(_ left: RowLeft) -> Bool {
        guard case .edited = left.reason else { return false }
        if left.reason == .edited(by: taken.undo) { return true }
        return edits.contains { edit in
            edit.row.table.name == left.table
                && [edit.row.rowKey, edit.row.formerKey].contains(left.rowKey)
                && (done.contains(edit.reference) && !edit.hasConflict || edit.columns.isEmpty)
        }
    }
}

extension RowEdit {
    /// By which a person chooses.
    var reference: String { "\(table.name)/\(rowKey)" }
}

extension UndoFields.Edit {
    var reference: String { row.reference }

    func told(_ reader: any Reader) throws -> UndoEdit {
        let name = RowLeft(
            table: row.table.name, rowKey: row.rowKey, reason: .edited(by: row.editor))
        return UndoEdit(
            reference: reference, row: try RowName(reader).words(for: name),
            changeSet: row.editor,
            fields: try columns.map {
                UndoEdit.Field(
                    field: $0.name, before: try shown($0.before, $0.name, reader),
                    merged: try shown($0.after, $0.name, reader),
                    now: try shown($0.now, $0.name, reader), goes: $0.goes,
                    isConflict: $0.isConflict)
            })
    }

    /// A value as people read it; students by their student IDs.
    private func shown(
        _ value: Query.Value, _ column: String, _ reader: any Reader
    ) throws -> String {
        guard row.table.naming.contains(column), case .integer(let student) = value else {
            return try opened(value, reader).shown(column)
        }
        return try reader.student(Int(student))?.studentID ?? ""
    }
}

extension UndoFields.Edit {
    private func opened(_ value: Query.Value, _ reader: any Reader) throws -> Query.Value {
        guard row.table == .studentField, case .text(let field) = row.now[1] else { return value }
        return try reader.opened([.null, .text(field), value], of: .studentField)[2]
    }
}

extension Query.Value {
    private static let days: Set<String> = [
        "birth_date", "start", "ends", "day", "month", "eligibility_start", "eligibility_end",
        "approved_on", "concluded_on",
    ]

    /// As people read it.
    fileprivate func shown(_ column: String) -> String {
        switch self {
        case .null, .bytes: ""
        case .text(let text): text
        case .integer(let number):
            Self.days.contains(column)
                ? CalendarDate(dayNumber: Int32(truncatingIfNeeded: number)).description
                : "\(number)"
        }
    }
}

/// Who stands for whom after merges.
private struct Survivors {
    private var survivors: [Int64: Int64] = [:]

    init(_ rows: [RowEdit], _ reader: any Reader) throws {
        for row in rows {
            for (index, column) in row.table.columns.enumerated()
            where row.table.naming.contains(column) {
                for case .integer(let student) in [row.after[index], row.now[index]]
                where survivors[student] == nil {
                    survivors[student] = Int64(try reader.survivor(of: Int(student)))
                }
            }
        }
    }

    func survivor(_ value: Query.Value) -> Query.Value {
        guard case .integer(let student) = value else { return value }
        return .integer(survivors[student] ?? student)
    }
}
