/// What merges, edits and undos have to come to, told once more and in another way: a few rows in
/// memory, and of each change what its rows were before and after.
struct MergeModel {
    enum Table: String { case student, field, identifier, document, program }

    struct Row: Equatable {
        let table: Table
        /// Whose it is; of a student, the student itself.
        var student: Int
        /// What tells it from other rows of the student.
        let name: String
        var cells: [String: String]
        /// Who wrote it last, of those whose word stands.
        var writer: Int

        /// Two rows cannot have the same.
        var key: String {
            table == .document ? "document \(name)" : "\(table) \(student) \(name)"
        }
    }

    struct Write {
        let before: Row?
        let after: Row?
    }

    struct Merge {
        let source: Int
        let target: Int
        var adopted: [String] = []
        /// The SIS student whose link went over.
        var link = ""
    }

    struct Change {
        let number: Int
        var subjects: Set<Int> = []
        var undoes: Int?
        var isUndone = false
        var merge: Merge?
        var writes: [Int: Write] = [:]
    }

    var rows: [Int: Row] = [:]
    var changes: [Int: Change] = [:]
    private(set) var nextRow = 1
    /// Which row a row was that was dropped before and came back as another one, by which undo.
    var origins: [Int: (row: Int, undo: Int)] = [:]
    /// The rows that fields have or had.
    private var said: [String: Int] = [:]

    // MARK: Looking

    /// All of it, as the driver reads it from the district.
    var lines: [String] {
        rows.values.map { row in
            let said = row.cells.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return "\(row.table) \(row.student) \(row.name) \(said.joined(separator: " "))"
        }.sorted()
    }

    func row(_ key: String) -> Int? { rows.first { $0.value.key == key }?.key }

    func all(_ table: Table, of student: Int) -> [Int] {
        rows.filter { $0.value.table == table && $0.value.student == student }.keys
            .sorted { (rows[$0]?.name ?? "") < (rows[$1]?.name ?? "") }
    }

    func student(_ id: Int) -> Row? { row("student \(id) ").flatMap { rows[$0] } }

    func survivor(_ id: Int) -> Int {
        var (at, seen) = (id, Set<Int>())
        while seen.insert(at).inserted,
            let into = student(at)?.cells["into"].flatMap({ Int($0) })
        { at = into }
        return at
    }

    func field(_ name: String, of student: Int) -> String {
        row("field \(student) \(name)").flatMap { rows[$0]?.cells["value"] } ?? ""
    }

    // MARK: Writing

    /// Does `work` as change set `number`, and notes what it wrote.
    mutating func change(
        _ number: Int, about subjects: Set<Int>, undoes: Int? = nil, merge: Merge? = nil,
        _ work: (inout MergeModel) -> Void
    ) {
        let before = rows
        work(&self)
        var change = Change(number: number, subjects: subjects, undoes: undoes, merge: merge)
        for id in Set(before.keys).union(rows.keys) where before[id] != rows[id] {
            change.writes[id] = Write(before: before[id], after: rows[id])
        }
        changes[number] = change
    }

    mutating func insert(_ row: Row) {
        rows[nextRow] = row
        nextRow += 1
    }

    mutating func write(_ id: Int, in change: Int, _ work: (inout Row) -> Void) {
        guard var row = rows[id] else { return }
        work(&row)
        row.writer = change
        rows[id] = row
    }

    /// Lets a student say something; blank takes it back.
    mutating func say(_ name: String, _ value: String, of student: Int, in change: Int) {
        if let id = row("student \(student) ") {
            write(id, in: change) { if $0.cells[name] != nil { $0.cells[name] = value } }
        }
        if self.student(student)?.cells[name] != nil { return }
        guard let id = row("field \(student) \(name)") else {
            if value.isEmpty { return }
            // What is said again is the same row.
            let key = "\(student) \(name)"
            let id = said[key] ?? nextRow
            said[key] = id
            nextRow = max(nextRow, id + 1)
            rows[id] = Row(
                table: .field, student: student, name: name, cells: ["value": value],
                writer: change)
            return
        }
        if value.isEmpty {
            rows[id] = nil
        } else {
            write(id, in: change) { $0.cells["value"] = value }
        }
    }
}

// MARK: Merging

extension MergeModel {
    static let fields = ["grade", "email", "caseManager", "counselor"]

    /// Whether the two can be merged at all.
    func canMerge(_ source: Int, into target: Int) -> Bool {
        func numbers(_ id: Int) -> Set<String> {
            Set(
                all(.identifier, of: id).compactMap { rows[$0] }.filter {
                    $0.name.hasPrefix("stateID") && $0.cells["status"] == "active"
                }.map(\.name))
        }
        let links = [source, target].map { student($0)?.cells["sis"] ?? "" }.filter { $0 != "" }
        return source != target && numbers(source).union(numbers(target)).count < 2
            && Set(links).count < 2
    }

    /// Merges as the choices say; those of program enrollments are by the source's name for them.
    mutating func merge(
        _ source: Int, into target: Int, choices: [String: String], in number: Int
    ) {
        var merge = Merge(source: source, target: target)
        let adopted = wanted(from: source, by: target)
        merge.adopted = adopted.compactMap { rows[$0]?.name }
        let link = student(source)?.cells["sis"] ?? ""
        merge.link = link
        change(number, about: [source, target], merge: merge) { model in
            let said = Self.fields.map { (name: $0, model.said($0, source, target, choices)) }
            model.mergePrograms(source, target, choices, number)
            model.mergeDocuments(source, target, number)
            for id in adopted {
                guard let one = model.rows[id] else { continue }
                model.insert(
                    Row(
                        table: .identifier, student: target, name: one.name, cells: one.cells,
                        writer: number))
            }
            for id in model.all(.identifier, of: source)
            where model.rows[id]?.cells["status"] != "retired" {
                model.write(id, in: number) { $0.cells["status"] = "retired" }
            }
            if let id = model.row("student \(source) ") {
                model.write(id, in: number) {
                    $0.cells["status"] = "retired"
                    $0.cells["into"] = "\(target)"
                    $0.cells["sis"] = ""
                }
            }
            if link != "", let id = model.row("student \(target) ") {
                model.write(id, in: number) { $0.cells["sis"] = link }
            }
            for (name, value) in said {
                if let value { model.say(name, value, of: target, in: number) }
            }
        }
    }

    /// What the target says from then on, where it is not what it said.
    private func said(
        _ name: String, _ source: Int, _ target: Int, _ choices: [String: String]
    ) -> String? {
        let isCore = name == "grade"
        func own(_ id: Int) -> String {
            isCore ? student(id)?.cells[name] ?? "" : field(name, of: id)
        }
        let isLinked = [source, target].contains { student($0)?.cells["sis"] != "" }
        // The SIS has the word on a linked student, and in these histories it is silent.
        if isCore, isLinked { return nil }
        let (stands, offer) = (own(target), own(source))
        if stands == offer { return nil }
        if let choice = choices[name] { return choice == "target" ? nil : offer }
        return stands.isEmpty ? offer : nil
    }

    /// Numbers of the source that the target has none of.
    private func wanted(from source: Int, by target: Int) -> [Int] {
        let held = all(.identifier, of: target).compactMap { rows[$0] }
        return all(.identifier, of: source).filter { id in
            guard let one = rows[id], one.cells["status"] == "active" else { return false }
            let system = one.name.prefix { $0 != "/" }
            return !held.contains {
                $0.name == one.name
                    || $0.name.hasPrefix("\(system)/") && $0.cells["status"] == "active"
            }
        }
    }

    private mutating func mergeDocuments(_ source: Int, _ target: Int, _ number: Int) {
        var there = all(.document, of: target).compactMap { rows[$0]?.cells }
        for id in all(.document, of: source) {
            guard let said = rows[id]?.cells else { continue }
            if there.contains(said) {
                rows[id] = nil
            } else {
                there.append(said)
                write(id, in: number) { $0.student = target }
            }
        }
    }

    private mutating func mergePrograms(
        _ source: Int, _ target: Int, _ choices: [String: String], _ number: Int
    ) {
        var gone: [String: (id: Int, row: Row)] = [:]
        let owned = Set(all(.program, of: target))
        for id in all(.program, of: source) {
            guard let row = rows[id] else { continue }
            if let same = self.row("program \(target) \(row.name)") {
                if rows[same]?.cells != row.cells, choices[row.name] == "source" {
                    write(same, in: number) { $0.cells = row.cells }
                }
                rows[id] = nil
                continue
            }
            let others = all(.program, of: target).filter { rows[$0].map(row.overlaps) == true }
            if !others.isEmpty, choices[row.name] == "target" {
                rows[id] = nil
                continue
            }
            if choices[row.name] == "source" {
                for other in others {
                    guard let dropped = rows[other] else { continue }
                    if owned.contains(other) { gone[dropped.name] = (other, dropped) }
                    rows[other] = nil
                }
            }
            if let old = gone.removeValue(forKey: row.name) {
                // The target's own stays, and says what the source's said.
                rows[old.id] = old.row
                write(old.id, in: number) { $0.cells = row.cells }
                rows[id] = nil
                continue
            }
            write(id, in: number) { $0.student = target }
        }
    }
}

extension MergeModel.Row {
    /// Of program enrollments: whether they are of one program and have days in common.
    func overlaps(_ other: MergeModel.Row) -> Bool {
        let (one, two) = (name.split(separator: "/"), other.name.split(separator: "/"))
        let (end, otherEnd) = (cells["end"] ?? "", other.cells["end"] ?? "")
        return one[0] == two[0] && one[1] <= otherEnd && two[1] <= end
    }
}
