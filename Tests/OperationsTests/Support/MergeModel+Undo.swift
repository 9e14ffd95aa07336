// Undoing, in the model: row by row, and where a row was written since, cell by cell.

extension MergeModel {
    /// Whether an undo of the change makes sense now: who was merged into whom is taken back from
    /// the newest on, and a merge stands again only where nothing else was merged since.
    func isInOrder(_ number: Int) -> Bool {
        guard let change = changes[number] else { return false }
        for (id, write) in change.writes {
            guard let before = write.before, let after = write.after, let now = rows[id],
                before.table == .student, now.writer != after.writer
            else { continue }
            for cell in ["status", "into"] where before.cells[cell] != after.cells[cell] {
                if !isSame(now.cells[cell], after.cells[cell], cell) { return false }
            }
        }
        if leavesOrphans(change) || doublesPrograms(change) || mixesNumbers(change) { return false }
        guard change.undoes != nil, root(of: change).merge != nil else { return true }
        return !changes.values.contains { later in
            later.number > number && !later.isUndone
                && !later.subjects.isDisjoint(with: change.subjects)
                && (later.merge != nil
                    || (later.undoes.map { $0 < number } ?? false)
                        && root(of: later).merge != nil)
        }
    }

    /// Whether a student who was merged would have something all the same.
    private func leavesOrphans(_ change: Change) -> Bool {
        var after = self
        after.undo(change.number, as: .max)
        func isMerged(_ row: Row) -> Bool {
            [.document, .program].contains(row.table)
                && after.student(row.student)?.cells["into"] != ""
        }
        // What went over to somebody is wanted back where it was.
        let back = change.writes.values.compactMap { $0.after == nil ? $0.before : nil }
        return after.rows.values.contains(where: isMerged)
            || back.contains { row($0.key) == nil && isMerged($0) }
    }

    /// Whether a program enrollment would go back to where there is another by now.
    private func doublesPrograms(_ change: Change) -> Bool {
        if root(of: change).merge == nil { return false }
        var after = self
        after.undo(change.number, as: .max)
        let keys = after.rows.values.filter { $0.table == .program }.map(\.key)
        return Set(keys).count < keys.count
    }

    /// Whether somebody would come to have two numbers of one kind, or keep some though merged, or
    /// would be merged who could not be merged anew.
    private func mixesNumbers(_ change: Change) -> Bool {
        if change.undoes != nil, !separates(change), let merge = root(of: change).merge,
            !canMerge(merge.source, into: survivor(merge.target))
        {
            return true
        }
        var after = self
        after.undo(change.number, as: .max)
        return !after.mixed.subtracting(mixed).isEmpty
    }

    /// Who has two numbers of one kind, or some though merged.
    private var mixed: Set<Int> {
        var found = Set<Int>()
        for student in rows.values where student.table == .student {
            let numbers = all(.identifier, of: student.student).compactMap { rows[$0] }
                .filter { $0.cells["status"] == "active" }
            let kinds = Set(numbers.map { $0.name.prefix { $0 != "/" } })
            let keeps = !numbers.isEmpty || student.cells["sis"] != ""
            if kinds.count < numbers.count || student.cells["into"] != "" && keeps {
                found.insert(student.student)
            }
        }
        return found
    }

    func root(of change: Change) -> Change {
        change.undoes.flatMap { changes[$0] }.map { root(of: $0) } ?? change
    }

    /// What stands for a change that was undone and stands again: the undo of its undo.
    func standing(_ number: Int) -> Int {
        let undos = changes.values.filter { $0.undoes == number }
        guard let last = undos.max(by: { $0.number < $1.number }),
            let again = changes.values.first(where: { $0.undoes == last.number && !$0.isUndone })
        else { return number }
        return changes[number]?.subjects.isEmpty == true ? number : standing(again.number)
    }

    private func isSame(_ one: String?, _ other: String?, _ cell: String) -> Bool {
        if one == other { return true }
        guard cell == "into", let one = one.flatMap({ Int($0) }),
            let other = other.flatMap({ Int($0) })
        else { return false }
        return survivor(one) == survivor(other)
    }

    /// Takes a change back as change `undo`.
    mutating func undo(_ number: Int, as undo: Int) {
        guard let taken = changes[number] else { return }
        let stood = self
        change(undo, about: taken.subjects, undoes: number) { model in
            model.giveUp(taken, in: undo)
            for (id, write) in taken.writes.sorted(by: { $0.key < $1.key }) {
                stood.takeBack(id, write, taken, undo, &model)
            }
            model.letGoOfLinks(taken, in: undo)
        }
        var (change, stands) = (taken, true)
        changes[number]?.isUndone = true
        while let undone = change.undoes.flatMap({ changes[$0] }) {
            changes[undone.number]?.isUndone = !stands
            (change, stands) = (undone, !stands)
        }
    }

    /// One row, looked at as all were before the undo.
    private func takeBack(
        _ id: Int, _ write: Write, _ taken: Change, _ undo: Int, _ model: inout MergeModel
    ) {
        let now = model.rows[id]
        switch (write.before, write.after) {
        case (nil, let after):
            // What it made goes, unless somebody wrote it since.
            if now?.writer == after?.writer { model.rows[id] = nil }
        case (let before?, nil):
            if now == nil, model.row(before.key) == nil, !cameBack(id) { model.rows[id] = before }
        case (let before?, let after?):
            guard var row = now else {
                if before.student != after.student, wasDropped(id, of: after.student),
                    model.row(before.key) == nil, !cameBack(id)
                {
                    model.bringBack(before, id, taken, undo)
                }
                return
            }
            if row.writer == after.writer {
                model.rows[id] = before
                return
            }
            if taken.subjects.isEmpty { return }
            if before.student != after.student, survivor(row.student) == survivor(after.student) {
                row.student = before.student
            }
            for cell in before.cells.keys where before.cells[cell] != after.cells[cell] {
                if isSame(row.cells[cell], after.cells[cell], cell) {
                    row.cells[cell] = before.cells[cell]
                }
            }
            if row == now { return }
            if row.key != now?.key, model.row(row.key) != nil { return }
            row.writer = undo
            model.rows[id] = row
        }
    }

    /// A program enrollment that was dropped is another one by now, with what was done to it before
    /// the change that is taken back.
    private mutating func bringBack(_ row: Row, _ id: Int, _ taken: Change, _ undo: Int) {
        guard row.table == .program else { return rows[id] = row }
        let other = nextRow
        origins[other] = (id, undo)
        insert(row)
        for number in changes.keys where number < taken.number {
            let write = changes[number]?.writes[id]
            changes[number]?.writes[other] = write
        }
    }

    /// Whether a row that was dropped came back as another one, by an undo that stands.
    private func cameBack(_ id: Int) -> Bool {
        origins.values.contains { $0.row == id && changes[$0.undo]?.isUndone != true }
    }

    /// Whether it joined students who are taken apart without it.
    private func separates(_ change: Change) -> Bool {
        guard let undone = change.undoes.flatMap({ changes[$0] }) else {
            return change.merge != nil
        }
        return root(of: change).merge != nil && !separates(undone)
    }

    /// Whether the row is gone because a merge that stands found the same elsewhere, while this
    /// student, or who stands for it, had the row.
    private func wasDropped(_ id: Int, of student: Int) -> Bool {
        let last = changes.values.filter { $0.writes[id] != nil }.max { $0.number < $1.number }
        guard let last, !last.isUndone, let write = last.writes[id], write.after == nil,
            let dropped = write.before
        else { return false }
        return separates(last) && survivor(dropped.student) == survivor(student)
    }

    /// What the target of a merge had from its source, and who has it by now gives it up.
    private mutating func giveUp(_ taken: Change, in undo: Int) {
        guard separates(taken), let merge = root(of: taken).merge,
            survivor(merge.target) != merge.target
        else { return }
        var at = merge.target
        while true {
            for name in merge.adopted {
                if let id = row("identifier \(at) \(name)") { rows[id] = nil }
            }
            if merge.link != "", let id = row("student \(at) "),
                rows[id]?.cells["sis"] == merge.link
            {
                write(id, in: undo) { $0.cells["sis"] = "" }
            }
            guard let next = student(at)?.cells["into"].flatMap({ Int($0) }) else { return }
            at = next
        }
    }

    /// A link and a number are one student's alone: who came to have one again lets go of it where
    /// another has it.
    private mutating func letGoOfLinks(_ taken: Change, in undo: Int) {
        func holders(_ link: String) -> Int {
            rows.values.filter { $0.table == .student && $0.cells["sis"] == link }.count
        }
        for (id, write) in taken.writes {
            guard let before = write.before, let after = write.after, let now = rows[id] else {
                continue
            }
            if now.table == .student, before.cells["sis"] != after.cells["sis"],
                let link = now.cells["sis"], link != "", holders(link) > 1
            {
                self.write(id, in: undo) { $0.cells["sis"] = "" }
            }
            if now.table == .identifier, now.cells["status"] == "active",
                rows.values.filter({
                    $0.table == .identifier && $0.name == now.name
                        && $0.cells["status"] == "active"
                }).count > 1
            {
                rows[id] = after
            }
        }
    }
}
