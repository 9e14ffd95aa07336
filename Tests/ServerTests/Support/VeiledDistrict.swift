import Foundation
import Operations
import Records

@testable import Server
@testable import Storage

/// What only some may see, each with the right that it takes and words by which it is found.
enum Veil: String, CaseIterable, Sendable {
    case plan504 = "zq504"
    case disability = "zqdis"
    case health = "zqhlt"
    case lap = "zqlap"
    case lunch = "zqlun"
    case programs = "zqprg"
    case documents = "zqdoc"
    case events = "zqevt"
    case enrollments = "zqenr"
    case plans = "zqpln"

    var permission: Permission {
        switch self {
        case .plan504: .seePlan504
        case .disability: .seeDisability
        case .health: .seeHealth
        case .lap: .seeLAP
        case .lunch: .seeLunch
        case .programs: .seePrograms
        case .documents: .seeDocuments
        case .events: .seeEvents
        case .enrollments: .seeEnrollments
        case .plans: .seePlans
        }
    }

    /// Whether it is a class of program enrollments, with the system key of its code.
    var systemKey: String? {
        switch self {
        case .plan504: "504_plan"
        case .disability: "special_education"
        case .health: "pregnant_parenting"
        case .lap: "lap"
        case .lunch: "lunch_free"
        default: nil
        }
    }

    /// Fields of its class that a profile says itself.
    var fields: [String] {
        switch self {
        case .disability:
            ["placement", "serviceProvider", "assistiveTechnology", "testAccommodations"]
        case .health: ["healthNotes"]
        default: []
        }
    }

    /// The key of the code of its program enrollments.
    var code: String { "\(rawValue)-c" }

    /// All words of it, in lower case, as pages and files have them. Program enrollments of no
    /// class are found by their day.
    var words: [String] {
        switch self {
        case .programs: [rawValue, "2019-02-17", "02/17/2019"]
        case .plan504: [rawValue, "2019-03-18", "03/18/2019"]
        case .disability: [rawValue, "2019-04-19", "04/19/2019"]
        default: [rawValue]
        }
    }

    /// Those with a code of their own.
    static let classes = allCases.filter { $0.systemKey != nil }
}

/// A district with something of everything, made by the same operations in the same order, whatever
/// is hidden in it. All of its students are invented.
struct VeiledDistrict {
    /// What its hidden fields and rows say.
    struct Secret: Sendable {
        /// What is said of a class in fields; nil leaves them blank.
        var word: @Sendable (Veil) -> String? = { $0.rawValue }
        /// How many program enrollments of a class a file brings.
        var programs: @Sendable (Veil) -> Int = { _ in 2 }
        /// Whether the merge's two students say different things of a class.
        var differs: @Sendable (Veil) -> Bool = { _ in true }
    }

    let site: TestSite
    /// Visible student IDs.
    private(set) var ansel = ""
    private(set) var pair: [String] = []

    /// - Parameter holds: whether a file that says what is hidden is held as a whole, which does
    ///   show.
    init(_ secret: Secret = Secret(), holds: Bool = false) throws {
        site = try TestSite()
        try site.set("limit-bad-rows", "100")
        try codes()
        try roster(secret, year: "2026-2027")
        ansel = try student("Ansel", at: 1010)
        let briar = try student("Briar", at: 1020)
        let cleo = try student("Cleo", at: 1010)
        pair = [try student("Dara", at: 1010), try student("Dorit", at: 1010)]
        let emil = [try student("Emil", at: 1010), try student("Elin", at: 1020)]
        try say(secret, "counselor", of: ansel)
        try say(secret, "counselor", of: pair[0])
        try say(secret, "transportation", of: pair[1], isOther: true)
        try say(secret, "counselor", of: emil[0])
        try attach(to: ansel)
        try attach(to: pair[0])
        for student in [ansel, pair[0], emil[0]] { try enroll(student, "2019-02-17", 1010) }
        try programs(secret, "first", ["7001", ansel, pair[0], pair[1], emil[0], briar])
        try merge(cleo, into: ansel)
        let undone = try merge(emil[0], into: emil[1])
        _ = try Undo(site.workspace()).run(undone)
        let edit = try say(secret, "transportation", of: ansel, isOther: true)
        if let edit { _ = try Undo(site.workspace()).run(edit) }
        try roster(secret, year: "2027-2028")
        try programs(secret, "second", ["7001", ansel], start: "09/03/2026", end: "10/01/2026")
        if holds {
            try site.set("limit-bad-rows", "10")
            try programs(secret, "held", ["nobody"])
        }
        let views = SavedViews(store: site.store, user: 1)
        _ = try site.visitor(.auditor)
        try views.save("zqview", "program=\(Veil.lunch.code)", of: "/programs")
    }

    private func codes() throws {
        try site.store.write { writer in
            let change = try writer.beginChange(
                ChangeHeader(
                    kind: "test", actor: "test", at: "2026-09-01T00:00:00Z", reason: "sites"),
                plan: "{}")
            try writer.save(
                [
                    Records.Site(id: 1010, texts: ["Here"]),
                    Records.Site(id: 1020, texts: ["There"]),
                ], in: change)
        }
        let tables = CodeTables(site.workspace())
        _ = try tables.add(CodeBook.programs, "101", CodeTables.Entry(text: "Title I"))
        for veil in Veil.classes {
            let entry = CodeTables.Entry(text: "\(veil.rawValue) text", systemKey: veil.systemKey)
            _ = try tables.add(CodeBook.programs, veil.code, entry)
            _ = try tables.add(CodeBook.eligibility, "\(veil.rawValue)-e", entry)
            _ = try tables.setState(
                CodeBook.programs, veil.code, of: SchoolYear(start: 2026),
                to: "\(veil.rawValue)-s")
            _ = try Alerts(site.workspace()).set(
                veil.systemKey ?? "", label: "\(veil.rawValue) alert", isActive: true)
        }
    }

    private func student(_ first: String, at place: Int) throws -> String {
        var request = CreateStudent.Request(first: first, last: "Quillfeather")
        request.birthDate = CalendarDate(iso: "2015-05-05")
        request.site = place
        request.anyway = true
        return try CreateStudent(site.workspace()).run(request).studentID
    }

    /// Says a field that all see, and what is hidden in the same change set.
    @discardableResult
    private func say(
        _ secret: Secret, _ field: String, of id: String, isOther: Bool = false
    ) throws -> Int? {
        var request = EditStudent.Request()
        request.fields[field] = isOther ? "By bus" : "R. Birch"
        for veil in Veil.allCases {
            guard let word = secret.word(veil) else { continue }
            let text = isOther && secret.differs(veil) ? "\(word) other" : word
            for name in veil.fields { request.fields[name] = text }
            if veil == .disability, !isOther { request.fields["evaluationDate"] = "2019-04-19" }
        }
        return try EditStudent(site.workspace()).run(id, request).changeSet
    }

    private func attach(to id: String) throws {
        let workspace = site.workspace()
        let path = site.place.folder.appending(path: "\(Veil.documents.rawValue).pdf")
        try Data("%PDF-1.4 \(Veil.documents.rawValue)".utf8).write(to: path)
        var document = Documents.Entry()
        document.title = "\(Veil.documents.rawValue) title"
        document.category = "IEP"
        let added = try Documents(workspace).add(id, document, file: path.path)
        _ = try Documents(workspace).get(added.id, purpose: "\(Veil.documents.rawValue)") { _ in }
        var event = StudentEvents.Entry()
        event.kind = "\(Veil.events.rawValue) kind"
        event.note = "\(Veil.events.rawValue) note"
        _ = try StudentEvents(workspace).add(id, event)
        var enrollment = Enrollments.Entry()
        enrollment.site = 1010
        enrollment.start = CalendarDate(iso: "2026-09-02")
        enrollment.entryCode = Veil.enrollments.rawValue
        _ = try Enrollments(workspace).add(id, enrollment)
        var plan = LearningPlans.Entry()
        plan.start = CalendarDate(iso: "2026-09-02")
        plan.end = CalendarDate(iso: "2027-06-15")
        plan.teacher = "\(Veil.plans.rawValue) teacher"
        _ = try LearningPlans(workspace).create(id, plan)
    }

    private func enroll(_ id: String, _ start: String, _ place: Int) throws {
        var entry = StudentPrograms.Entry()
        entry.program = "101"
        entry.start = CalendarDate(iso: start)
        entry.site = place
        _ = try StudentPrograms(site.workspace()).add(id, entry)
    }

    @discardableResult
    private func merge(_ source: String, into target: String) throws -> Int {
        var request = MergeStudents.Request(sources: [source], target: target)
        request.reason = "The same child"
        request.confirmed = ["all"]
        let plan = try MergeStudents(site.workspace()).preview(request)
        for name in plan.undecided { request.choices[name] = "target" }
        return try MergeStudents(site.workspace()).apply(request).changeSet
    }

    // MARK: Files

    private func file(_ name: String, _ layout: Layout, _ rows: [[String: String]]) throws {
        let columns = layout.columns.enumerated().map {
            $1.label.isEmpty ? "Column \($0 + 1)" : $1.label
        }
        let lines = rows.map { row in columns.map { row[$0] ?? "" }.joined(separator: "\t") }
        let text = ([columns.joined(separator: "\t")] + lines).map { $0 + "\n" }.joined()
        let path = site.place.folder.appending(path: name)
        try text.write(to: path, atomically: true, encoding: .utf8)
        _ = try ImportFiles(
            store: site.store, actor: "test", clock: site.clock, options: ImportFiles.Options()
        ).run([path.path])
    }

    private func roster(_ secret: Secret, year: String) throws {
        let rows = [("7001", "Wren"), ("7002", "Odell")].map { id, first in
            var row = [
                "Import Student ID": id, "Student First Name": first,
                "Student Last Name": "Alderby",
                "Birth Date": "03/04/2014", "Gender": "F", "Academic Year": year,
            ]
            if id == "7001" {
                row["Primary Disability"] = secret.word(.disability).map { "\($0) \(year)" }
                row["Plan 504 Accommodations"] = secret.word(.plan504).map { "\($0) \(year)" }
                row["Plan 504 Annual Review Date"] =
                    secret.word(.plan504).map { _ in "03/18/2019" }
                row["Column 20"] = secret.word(.disability)
            }
            return row
        }
        try file("studemo.txt", .studemo, rows)
    }

    private func programs(
        _ secret: Secret, _ name: String, _ ids: [String], start: String = "09/02/2026",
        end: String = ""
    ) throws {
        func row(_ id: String, _ code: String, _ place: Int, _ start: String) -> [String: String] {
            let isOfRoster = id.hasPrefix("7")
            return [
                "Import Student ID": id,
                "Student Last Name": isOfRoster ? "Alderby" : "Quillfeather",
                "Student First Name": isOfRoster ? "Wren" : "Ansel",
                "Birth Date": isOfRoster ? "03/04/2014" : "05/05/2015", "Program ID": code,
                "Program Start Date": start, "Program End Date": end, "Site ID": "1010",
                "Academic Year": place % 2 == 0 ? "2026-2027" : "",
            ]
        }
        var rows = ids.map { row($0, "101", 0, "09/01/2026") }
        for veil in Veil.classes {
            for place in 0..<secret.programs(veil) {
                for (number, id) in ids.enumerated() {
                    // Each enrollment of a student another start; what they say differs too.
                    var one = row(id, veil.code, number + place, start)
                    // The others lie apart from it and from each other.
                    if place > 0 {
                        let year = 2_013 + place
                        one["Program Start Date"] = "09/04/\(year)"
                        one["Program End Date"] = "06/10/\(year + 1)"
                    }
                    one["Program Eligibility Code"] = "\(veil.rawValue)-e"
                    rows.append(one)
                }
            }
            if secret.programs(veil) > 0 {
                // Kept out: one for its dates, one for what no table has.
                var bad = row(ids[0], veil.code, 0, "13/45/2026")
                bad["Program Eligibility Code"] = "\(veil.rawValue)-e"
                rows.append(bad)
                rows.append(row(ids[0], "\(veil.rawValue)-u", 0, start))
            }
        }
        try file("programs-\(name).txt", .programs, rows)
    }
}
