import Foundation
import Records

@testable import Operations
@testable import Storage

/// A few students in a district to whom things happen at random, and the model of them.
struct History {
    let office: Office
    var model = MergeModel()
    var random: RandomStudents
    /// The students, and their student IDs.
    private(set) var students: [Int: String] = [:]
    /// What happened, for whoever looks into a failure.
    private(set) var trace: [String] = []
    private let programs: [Int: String]
    private let contents: [Int]
    private var made: Set<Int> = []

    /// A district whose people are all called the same, so that names stand against nothing.
    static func office(isSealed: Bool = false) throws -> Office {
        let office = try Office(students: 0, isSealed: isSealed)
        let columns = Layout.studemo.columns
        let header = columns.enumerated().map { $1.label.isEmpty ? "Column \($0 + 1)" : $1.label }
        let rows = (0..<4).map { number in
            ["10030\(number)", "", "Osterby", "Mira", "", "03/04/2012", "F"]
                + Array(repeating: "", count: columns.count - 7)
        }
        _ = try office.importFile("studemo.txt", table(header, rows))
        try office.district.store.write { writer in
            _ = try RandomStudents.contents(writer)
        }
        return office
    }

    init(_ office: Office, named name: String, _ random: RandomStudents) throws {
        self.office = office
        self.random = random
        let found = try office.district.store.read { reader in
            let codes = try reader.codes().map { ($0.id, $0.key) }
            let contents = try reader.rows("SELECT id FROM content ORDER BY id") {
                try $0.requiredInteger(0)
            }
            return (codes, contents)
        }
        programs = Dictionary(found.0, uniquingKeysWith: { $1 })
        contents = found.1
        for number in 0..<5 + self.random.below(4) { try make("\(name)S\(number)") }
    }

    private mutating func make(_ studentID: String) throws {
        let hasStateID = random.chance(1, in: 4)
        let hasOtherID = random.chance(1, in: 2)
        let (id, change) = try office.district.store.write { writer in
            let change = try begin("create", writer)
            let id = try writer.takeNumbers("student")
            try writer.insert(
                NewStudent(
                    id: id, studentID: studentID, origin: "addedManually", status: "active",
                    lastName: "Osterby", firstName: "Mira", middleName: "",
                    birthDate: CalendarDate(iso: "2012-03-04"), gender: "", grade: "", site: nil,
                    createdAt: District.now), in: change)
            try writer.note(subjects: [id], of: change)
            if hasStateID {
                try writer.insertIdentifier("stateID", "9\(studentID)", student: id, in: change)
            }
            if hasOtherID {
                try writer.insertIdentifier("otherID", "7\(studentID)", student: id, in: change)
            }
            return (id, change)
        }
        students[id] = studentID
        made.insert(change)
        model.change(change, about: [id]) { model in
            let blank = ["grade": "", "into": "", "sis": "", "status": "active"]
            model.insert(
                .init(table: .student, student: id, name: "", cells: blank, writer: change))
            for (system, value) in [("stateID", "9"), ("otherID", "7")]
            where system == "stateID" ? hasStateID : hasOtherID {
                model.insert(
                    .init(
                        table: .identifier, student: id, name: "\(system)/\(value)\(studentID)",
                        cells: ["status": "active"], writer: change))
            }
        }
        for _ in 0..<random.below(3) { try addDocument(to: id) }
        for _ in 0..<1 + random.below(2) { try edit(id) }
        made.formUnion(model.changes.keys)
    }

    private func begin(_ kind: String, _ writer: any Writer) throws -> Int {
        try writer.beginChange(
            ChangeHeader(kind: kind, actor: "test", at: District.now, reason: "test"), plan: "{}")
    }

    private var survivors: [Int] {
        students.keys.filter { model.survivor($0) == $0 }.sorted()
    }

    private mutating func pickSurvivor() -> Int { random.pick(survivors) }

    // MARK: Steps

    /// Does something, in the district and in the model.
    mutating func step() throws {
        switch random.below(20) {
        case 0..<5: try merge()
        case 5: try link()
        case 6..<9: try importPrograms()
        case 9..<11: try edit(pickSurvivor())
        case 11: try addDocument(to: pickSurvivor())
        case 12: try editDocument()
        case 13: try editProgram()
        default: try undo()
        }
    }

    private mutating func edit(_ student: Int) throws {
        var values: [String: String] = [:]
        for _ in 0..<1 + random.below(2) {
            values[random.pick(MergeModel.fields)] = random.pick(["Alder", "Birch", ""])
        }
        let change = try office.district.store.write { writer in
            let change = try begin("edit", writer)
            try writer.note(subjects: [student], of: change)
            try writer.setOwnFields(values, of: student, in: change)
            return change
        }
        trace.append("\(change): \(student) says \(values)")
        model.change(change, about: [student]) { model in
            for (name, value) in values { model.say(name, value, of: student, in: change) }
        }
    }

    private mutating func addDocument(to student: Int) throws {
        let (title, status) = (random.pick(["IEP", "Letter"]), "draft")
        let (change, id) = try office.district.store.write { writer in
            let change = try begin("edit", writer)
            try writer.note(subjects: [student], of: change)
            let id = try writer.takeNumbers("document")
            try writer.save(
                [
                    .integer(Int64(id)), .integer(Int64(student)), .text(title), .text("Plan"),
                    .text(""), .text(status), .text("a.pdf"), .integer(Int64(contents[0])),
                    .text(District.now),
                ], of: .document, in: change)
            return (change, id)
        }
        trace.append("\(change): document \(id) of \(student)")
        model.change(change, about: [student]) {
            $0.insert(
                .init(
                    table: .document, student: student, name: "\(id)",
                    cells: ["title": title, "status": status], writer: change))
        }
    }

    private mutating func editDocument() throws {
        let all = model.rows.filter { $0.value.table == .document }.keys.sorted()
        guard !all.isEmpty else { return }
        let row = random.pick(all)
        guard let document = model.rows[row], let id = Int(document.name) else { return }
        let (title, status) = (random.pick(["IEP", "Plan"]), random.pick(["draft", "final"]))
        let change = try office.district.store.write { writer in
            let change = try begin("edit", writer)
            try writer.note(subjects: [document.student], of: change)
            let kept = try writer.keepImages(of: .document, ids: [Int64(id)], in: change)
            try writer.run(
                """
                UPDATE document SET title = \(title), status = \(status), change_set = \(change)
                WHERE id = \(id)
                """)
            try writer.note(TableChange(updated: kept), of: .document, in: change)
            return change
        }
        trace.append("\(change): document \(id) is \(title), \(status)")
        model.change(change, about: [document.student]) { model in
            model.write(row, in: change) { $0.cells = ["title": title, "status": status] }
        }
    }

    private mutating func editProgram() throws {
        let all = model.rows.filter { $0.value.table == .program }.keys.sorted()
        guard !all.isEmpty else { return }
        let row = random.pick(all)
        guard let program = model.rows[row] else { return }
        let key = program.name.split(separator: "/").compactMap { Int32($0) }
        var said = ProgramRow(slot: 0, program: key[0], start: key[1], site: 1010)
        said.end = key[1] + Int32(random.below(90))
        let (student, end, content) = (program.student, said.end, said.contentHash)
        let change = try office.district.store.write { writer in
            let change = try begin("edit", writer)
            try writer.note(subjects: [student], of: change)
            let its: Query =
                "student = \(student) AND program = \(key[0]) AND start = \(key[1])"
            let kept = try writer.keepImages(
                of: .programEnrollment, where: its, in: change, for: .update)
            try writer.run(
                """
                UPDATE program_enrollment SET ends = \(end), content = \(content),
                    change_set = \(change) WHERE \(query: its)
                """)
            try writer.note(TableChange(updated: kept), of: .programEnrollment, in: change)
            return change
        }
        trace.append("\(change): program \(program.name) of \(student) ends \(end)")
        model.change(change, about: [student]) { model in
            model.write(row, in: change) { $0.cells["end"] = "\(end)" }
        }
    }

    private mutating func link() throws {
        let taken = Set(model.rows.values.compactMap { $0.cells["sis"] })
        let free = try office.district.store.read { try $0.unlinkedSIS() }
            .filter { !taken.contains("\($0)") }
        let unlinked = survivors.filter { model.student($0)?.cells["sis"] == "" }
        guard !free.isEmpty, !unlinked.isEmpty else { return }
        let (student, sis) = (random.pick(unlinked), random.pick(free))
        let change = try office.district.store.write { writer in
            let change = try begin("link", writer)
            try writer.note(subjects: [student], of: change)
            try writer.link(student, toSISStudent: sis, in: change)
            return change
        }
        trace.append("\(change): \(student) linked to \(sis)")
        model.change(change, about: [student]) { model in
            guard let row = model.row("student \(student) ") else { return }
            model.write(row, in: change) { $0.cells["sis"] = "\(sis)" }
        }
    }

    private mutating func importPrograms() throws {
        var rows: [String] = []
        var said: [(student: Int, name: String, end: Int32)] = []
        for _ in 0..<1 + random.below(3) {
            let one = random.pick(students.keys.sorted())
            let program = random.pick(programs.keys.sorted())
            let start = Int32(20_000 + random.below(3) * 60)
            let end = start + Int32(random.below(90))
            let (student, name) = (model.survivor(one), "\(program)/\(start)")
            if said.contains(where: { $0.student == student && $0.name == name }) { continue }
            said.append((student, name, end))
            rows.append(
                office.row(
                    students[one] ?? "", programs[program] ?? "", start: Self.cell(start),
                    end: Self.cell(end), last: "Osterby"))
        }
        let report = try office.importPrograms(rows, insertsNearMisses: true)
        guard let change = report.changeSet else {
            trace.append("import of nothing new: \(report.state)")
            return
        }
        trace.append("\(change): import \(said)")
        model.change(change, about: []) { model in
            for row in said {
                guard let id = model.row("program \(row.student) \(row.name)") else {
                    model.insert(
                        .init(
                            table: .program, student: row.student, name: row.name,
                            cells: ["end": "\(row.end)"], writer: change))
                    continue
                }
                if model.rows[id]?.cells["end"] == "\(row.end)" { continue }
                model.write(id, in: change) { $0.cells["end"] = "\(row.end)" }
            }
        }
    }

    private static func cell(_ day: Int32) -> String {
        let (year, month, day) = CalendarDate(dayNumber: day).components
        return (month < 10 ? "0\(month)" : "\(month)") + (day < 10 ? "/0\(day)" : "/\(day)")
            + "/\(year)"
    }

    // MARK: Merging and undoing

    private mutating func merge() throws {
        let (one, other) = (random.pick(students.keys.sorted()), pickSurvivor())
        let (source, target) = (model.survivor(one), model.survivor(other))
        let workspace = Workspace(
            store: office.district.store, actor: "test", clock: office.clock)
        let merge = MergeStudents(workspace)
        var request = MergeStudents.Request(
            sources: [students[one] ?? ""], target: students[other] ?? "")
        request.reason = "test"
        request.confirmed = ["all"]
        var plan = try merge.preview(request)
        var choices: [String: String] = [:]
        for difference in plan.differences where !difference.isSettled && random.chance(1, in: 4) {
            request.choices[difference.field] = random.pick(["target", "source"])
        }
        plan = try merge.preview(request)
        while let open = plan.undecided.first {
            let collision = plan.collisions.first { $0.id == open }
            request.choices[open] = random.pick(collision?.options ?? ["target", "source"])
            plan = try merge.preview(request)
        }
        for (name, choice) in request.choices {
            let key = plan.collisions.first { $0.id == name }?.sourceKey
            choices[key.map { $0.split(separator: "/").prefix(2).joined(separator: "/") } ?? name] =
                choice
        }
        do {
            let change = try merge.apply(request).changeSet
            trace.append("\(change): merge \(source) into \(target), \(choices)")
            try require(model.canMerge(source, into: target), "a merge that may not be")
            model.merge(source, into: target, choices: choices, in: change)
        } catch let error as OperationError {
            trace.append("merge of \(source) into \(target): \(error.code)")
            try require(!model.canMerge(source, into: target), "a merge that was refused")
        }
    }

    private mutating func undo() throws {
        let all = model.changes.values.filter { !$0.isUndone && !made.contains($0.number) }
        guard !all.isEmpty else { return }
        let change = model.standing(random.pick(all.map(\.number).sorted()))
        do {
            let undo = try office.undo(change).changeSet ?? 0
            trace.append("\(undo): undo of \(change)")
            try require(model.isInOrder(change), "an undo that makes no sense")
            model.undo(change, as: undo)
        } catch let error as OperationError {
            trace.append("undo of \(change): \(error.code)")
            if error.code == "undo.order" {
                return try require(!model.isInOrder(change), "an undo that makes sense refused")
            }
            try require(error.code == "undo.all-edited", "another refusal")
            var other = model
            other.undo(change, as: .max)
            try require(other.lines == model.lines, "an undo that does something refused")
        }
    }

    struct Mismatch: Error { let what: String }

    private func require(_ holds: Bool, _ what: String) throws {
        if !holds { throw Mismatch(what: what) }
    }

    // MARK: Looking

    /// What is in the district and not in the model, and the other way round.
    func mismatches() throws -> [String] {
        let ids = students.keys.sorted()
        let found = try office.district.store.read { reader in
            try Self.queries(ids).flatMap { query in
                try reader.rows(query) { try $0.requiredText(0) }
            }
        }.sorted()
        let promised = model.lines
        return found.filter { !promised.contains($0) }.map { "found: \($0)" }
            + promised.filter { !found.contains($0) }.map { "not found: \($0)" }
    }

    /// Each row as the model tells it.
    private static func queries(_ ids: [Int]) -> [Query] {
        [
            """
            SELECT 'student ' || CAST(id AS TEXT) || '  grade=' || grade || ' into='
                || coalesce(CAST(merged_into AS TEXT), '') || ' sis='
                || coalesce(CAST(sis_student AS TEXT), '') || ' status=' || status
            FROM student WHERE id IN (\(list: ids))
            """,
            """
            SELECT 'field ' || CAST(student AS TEXT) || ' ' || field || ' value=' || value
            FROM student_field WHERE student IN (\(list: ids))
            """,
            """
            SELECT 'identifier ' || CAST(student AS TEXT) || ' ' || system || '/' || value
                || ' status=' || status
            FROM identifier WHERE student IN (\(list: ids))
            """,
            """
            SELECT 'document ' || CAST(student AS TEXT) || ' ' || CAST(id AS TEXT) || ' status='
                || status || ' title=' || title
            FROM document WHERE student IN (\(list: ids))
            """,
            """
            SELECT 'program ' || CAST(student AS TEXT) || ' ' || CAST(program AS TEXT) || '/'
                || CAST(start AS TEXT) || ' end=' || coalesce(CAST(ends AS TEXT), '')
            FROM program_enrollment WHERE student IN (\(list: ids))
            """,
        ]
    }
}
