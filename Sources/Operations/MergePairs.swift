import Foundation
import Intake
import Records
import Storage

/// Makes pairs of students for `MeasureMerges`: 40 fields in which they differ, 14 documents and 30
/// program rows each. All of them are invented.
///
/// Of three pairs the target of one is linked to the SIS, the source of one, and neither of one. Of
/// a source's program rows some say what the target's say, some say something else of the same
/// key, some overlap; the others move.
public struct MergePairs {
    static let fields = 40
    static let documents = 14
    static let programRows = 30

    let workspace: Workspace

    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        workspace = Workspace(store: store, actor: actor, clock: clock)
    }

    /// Makes `count` pairs, each in a change set of its own.
    public func make(_ count: Int) throws {
        try workspace.store.write { writer in
            let students = try writer.sisStudentCount()
            let sample = try writer.sampleStudents(
                every: max(1, students / max(1, count)), limit: count)
            let programs = try writer.codes().filter { $0.table == CodeBook.programs }.map(\.id)
            guard sample.count == count, programs.count > Self.programRows else {
                throw OperationError.refused(
                    code: "bench.too-small",
                    message: "The district has too few SIS students or programs.",
                    remedy: "Import the files that bench/generate.py makes.")
            }
            let contents = try (0..<Self.documents).map {
                try writer.addContent("Benchmark document \($0)")
            }
            for (number, person) in sample.enumerated() {
                var pair = Pair(
                    number: number, importID: person.importID, last: person.last,
                    first: person.first, at: workspace.now, programs: programs,
                    contents: contents)
                pair.linked = try writer.students(withID: person.importID).first
                try pair.write(workspace, writer)
            }
        }
    }
}

/// One pair that is being made.
private struct Pair {
    let number: Int
    /// Of the SIS student whose name they have.
    let importID: String
    let last: String
    let first: String
    let at: String
    let programs: [Int]
    let contents: [Int]
    /// The profile of that SIS student.
    var linked: Int?

    private static let firstDay: Int32 = 19_000

    func write(_ workspace: Workspace, _ writer: any Writer) throws {
        let partner = number % 3 == 2 ? nil : linked
        let ids = ["B\(number)", partner == nil ? "B\(number)T" : importID]
        let isTurned = number % 3 == 1
        let reason = (isTurned ? ids.reversed() : ids).joined(separator: " ")
        let change = try workspace.begin("benchmark", reason, about: [], writer)
        let made = try insert(ids[0], in: change, writer)
        let other = try partner ?? insert(ids[1], in: change, writer)
        let (source, target) = isTurned ? (other, made) : (made, other)
        try writer.note(subjects: [source, target], of: change)
        for (isSource, student) in [(true, source), (false, target)] {
            try writer.setOwnFields(fields(isSource: isSource), of: student, in: change)
            try addDocuments(to: student, isSource: isSource, in: change, writer)
            try addPrograms(to: student, isSource: isSource, in: change, writer)
        }
    }

    private func insert(
        _ studentID: String, in change: Int, _ writer: any Writer
    ) throws -> Int {
        let id = try writer.takeNumbers("student")
        try writer.insert(
            NewStudent(
                id: id, studentID: studentID, origin: "addedManually", status: "active",
                lastName: last, firstName: first, middleName: "", birthDate: nil, gender: "",
                grade: "", site: nil, createdAt: at), in: change)
        return id
    }

    private func fields(isSource: Bool) -> [String: String] {
        let some = StudentField.all.filter {
            !$0.name.hasSuffix("Name") && $0.name != "birthDate"
        }.suffix(MergePairs.fields)
        return some.enumerated().reduce(into: [:]) { values, field in
            let place = field.offset + (isSource ? 100 : 0)
            values[field.element.name] =
                switch field.element.kind {
                case .text: "\(field.element.label) \(number) \(place)"
                case .site: "\(1010 + 10 * (place % 90))"
                case .date: CalendarDate(dayNumber: Self.firstDay + Int32(place)).description
                }
        }
    }

    /// One in seven is in both, and one in seven has the same content under another title.
    private func addDocuments(
        to student: Int, isSource: Bool, in change: Int, _ writer: any Writer
    ) throws {
        for place in 0..<MergePairs.documents {
            let isSame = place % 7 == 0
            let shift = isSame || place % 7 == 1 || !isSource ? 0 : 1
            try writer.save(
                Document(
                    id: try writer.takeNumbers("document"), student: student,
                    title: "Document \(place)\(isSource && !isSame ? ", copy" : "")",
                    category: "Plan", schoolYear: SchoolYear(start: 2024), status: .final,
                    fileName: "document-\(place).pdf",
                    content: contents[(place + shift) % contents.count], addedAt: at), in: change)
        }
    }

    /// Of each ten rows of the source one says what the target's says, one something else, and one
    /// overlaps; seven are of days on which the target has none.
    private func addPrograms(
        to student: Int, isSource: Bool, in change: Int, _ writer: any Writer
    ) throws {
        let stood = try writer.programRecords(of: Int64(student)).count
        let rows = (0..<max(0, MergePairs.programRows - stood)).map { place -> ProgramRow in
            let kind = isSource ? place % 10 : 0
            let shift: Int32 = kind < 2 ? 0 : kind == 2 ? 10 : 400
            var row = ProgramRow(
                slot: 0, program: Int32(programs[place]), start: Self.firstDay + shift,
                site: 1010 + Int64(10 * (number % 90)))
            row.end = row.start + (kind == 1 ? 90 : 100)
            return row
        }
        var next = rows.sorted { $0.program < $1.program }.makeIterator()
        try writer.writePrograms(replacing: false) { values in
            guard let row = next.next() else { return false }
            row.store(in: values, student: Int64(student), changeSet: Int64(change))
            return true
        }
        try writer.note(
            TableChange(inserted: rows.count), of: .programEnrollment, in: change)
    }
}

extension Writer {
    /// Adds a small content of documents that are made up, and returns its number.
    func addContent(_ text: String) throws -> Int {
        let bytes = Array(text.utf8)
        var digest = RunningDigest()
        bytes.withUnsafeBytes { digest.add($0) }
        let hex = digest.hex()
        if let known = try content(withDigest: hex) { return known.id }
        let id = try addContent(digest: hex, bytes: bytes.count)
        try add(bytes, piece: 0, ofContent: id)
        return id
    }
}
