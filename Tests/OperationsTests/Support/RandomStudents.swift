import Foundation
import Records

@testable import Operations
@testable import Storage

/// Makes students with all that can hang on one, from a seed. All of them are invented.
struct RandomStudents {
    var numbers: Seeded

    init(seed: UInt64) { numbers = Seeded(seed: seed) }

    mutating func below(_ limit: Int) -> Int { Int(numbers.next() % UInt64(limit)) }
    mutating func chance(_ one: Int, in all: Int) -> Bool { below(all) < one }
    mutating func pick<T>(_ all: [T]) -> T { all[below(all.count)] }

    private static let lasts = ["Osterby", "Vance", "Okafor", "Lind", "Garza Ruiz"]
    private static let firsts = ["Mira", "Ida", "Tomas", "Kim", "Ada", "Noor"]
    private static let words = ["Alder", "Birch", "Cedar", "Dogwood", "", "", "Elm"]

    /// A student whose names and numbers come from small pools, so that students meet.
    mutating func make(
        _ studentID: String, programs: [Int], contents: [Int], _ writer: any Writer
    ) throws -> Int {
        let change = try writer.beginChange(
            ChangeHeader(kind: "create", actor: "test", at: District.now, reason: "test"),
            plan: "{}")
        let id = try writer.takeNumbers("student")
        try writer.insert(
            NewStudent(
                id: id, studentID: studentID, origin: "addedManually", status: "active",
                lastName: pick(Self.lasts), firstName: pick(Self.firsts), middleName: "",
                birthDate: chance(1, in: 3)
                    ? nil : CalendarDate(dayNumber: 15_000 + Int32(below(3))),
                gender: "", grade: "", site: nil, createdAt: District.now), in: change)
        try writer.note(subjects: [id], of: change)
        if chance(1, in: 3) {
            try writer.insertIdentifier("stateID", "9\(studentID)", student: id, in: change)
        } else if chance(1, in: 3) {
            try writer.set(
                StudentIdentifier(
                    system: "stateID", value: "T\(studentID)", status: .provisional), of: id,
                in: change)
        }
        if chance(1, in: 2) {
            try writer.insertIdentifier("otherID", "7\(studentID)", student: id, in: change)
        }
        var fields: [String: String] = [:]
        for field in StudentField.all where chance(1, in: 3) && !field.name.hasSuffix("Name") {
            fields[field.name] = value(of: field)
        }
        try writer.setOwnFields(fields, of: id, in: change)
        try attach(to: id, programs: programs, contents: contents, in: change, writer)
        return id
    }

    private mutating func value(of field: StudentField) -> String {
        switch field.kind {
        case .date: CalendarDate(dayNumber: 20_000 + Int32(below(4))).description
        case .site: "10\(10 + below(3))"
        case .text: pick(Self.words)
        }
    }

    private mutating func attach(
        to student: Int, programs: [Int], contents: [Int], in change: Int, _ writer: any Writer
    ) throws {
        for _ in 0..<below(4) {
            let id = try writer.takeNumbers("document")
            try writer.save(
                [
                    .integer(Int64(id)), .integer(Int64(student)), .text(pick(["IEP", "Letter"])),
                    .text("Plan"), .text(""), .text(pick(["draft", "final"])), .text("a.pdf"),
                    .integer(Int64(pick(contents))), .text(District.now),
                ], of: .document, in: change)
        }
        for _ in 0..<below(3) {
            let id = try writer.takeNumbers("event")
            try writer.save(
                [
                    .integer(Int64(id)), .integer(Int64(student)), .text("Meeting"),
                    .integer(Int64(20_000 + below(2))), .text(pick(Self.words)),
                    .text(District.now),
                ], of: .event, in: change)
        }
        for _ in 0..<below(3) {
            let id = try writer.takeNumbers("enrollment")
            let start = 20_000 + below(400)
            try writer.save(
                [
                    .integer(Int64(id)), .integer(Int64(student)), .integer(Int64(1010 + below(2))),
                    .integer(Int64(start)),
                    chance(1, in: 2) ? .null : .integer(Int64(start + below(200))), .text(""),
                    .text("5"), .integer(Int64(below(2))), .text(""), .text(""),
                    .text(District.now),
                ], of: .enrollment, in: change)
        }
        if chance(1, in: 2) { try plan(of: student, in: change, writer) }
        try self.programs(of: student, programs, in: change, writer)
    }

    private mutating func plan(of student: Int, in change: Int, _ writer: any Writer) throws {
        let id = Int64(try writer.takeNumbers("learning_plan"))
        let start = Int64(20_000 + below(300))
        try writer.save(
            [
                .integer(id), .integer(Int64(student)), .integer(start), .integer(start + 90),
                .integer(1665), .text(""), .text(""), .text(""), .text(""), .null, .text("draft"),
                .null, .text(""), .text(""), .null, .text(District.now),
            ], of: .learningPlan, in: change)
        for _ in 0..<below(3) {
            let course = Int64(try writer.takeNumbers("plan_course"))
            try writer.save(
                [
                    .integer(course), .integer(id), .text("Biology"), .text("03051"), .text(""),
                    .text(""), .text(""), .text(""), .text(""),
                ], of: .planCourse, in: change)
        }
    }

    private mutating func programs(
        of student: Int, _ programs: [Int], in change: Int, _ writer: any Writer
    ) throws {
        var keys = Set<String>()
        var rows: [[Int64]] = []
        for _ in 0..<below(5) {
            let start = Int32(20_000 + below(3) * 60)
            let (program, site) = (pick(programs), 1010 + below(2))
            guard keys.insert("\(program)/\(start)/\(site)").inserted else { continue }
            var row = ProgramRow(
                slot: 0, program: Int32(program), start: start, site: Int64(site))
            if chance(1, in: 2) { row.end = start + Int32(below(100)) }
            rows.append([
                Int64(student), Int64(program), Int64(start), Int64(site), row.contentHash,
                row.end == ProgramRow.noDay ? .min : Int64(row.end), .min, .min, .min, .min, .min,
                0, Int64(change),
            ])
        }
        var next = rows.makeIterator()
        try writer.bulk(
            VersionedTable.programEnrollment.bulk(.none),
            rows: { values in
                guard let row = next.next() else { return false }
                for (index, value) in row.enumerated() { values[index] = value }
                return true
            })
        try writer.note(TableChange(inserted: rows.count), of: .programEnrollment, in: change)
    }

    /// Contents for documents to have.
    static func contents(_ writer: any Writer, name: String = "d") throws -> [Int] {
        try (0..<2).map { try writer.addContent("\(name) \($0)") }
    }
}
