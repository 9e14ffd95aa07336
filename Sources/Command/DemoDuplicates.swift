import Foundation
import Operations
import Records
import Storage

/// Students of the invented district who exist twice, with what hangs on them, so that every
/// journey has something to begin with.
struct DemoDuplicates {
    let workspace: Workspace
    /// Where the files of documents are made.
    let folder: String

    private static let documents: [(title: String, category: String)] = [
        ("IEP 2024-2025", "IEP"), ("IEP 2025-2026", "IEP"), ("Evaluation report", "Evaluation"),
        ("Prior written notice", "Notice"), ("Consent for evaluation", "Consent"),
        ("Meeting notice, fall", "Notice"), ("Meeting notice, spring", "Notice"),
        ("504 plan 2023-2024", "504 plan"), ("504 plan 2024-2025", "504 plan"),
        ("Progress report, first quarter", "Progress"),
        ("Progress report, second quarter", "Progress"),
        ("Progress report, third quarter", "Progress"),
        ("Home language survey", "Language"), ("Transfer summary", "Transfer"),
    ]

    private static let events = ["Eligibility meeting", "Annual review", "Referral"]

    /// What the programs noted under the old profile, and under the new one.
    private static let notes: [(field: String, old: String, new: String)] = [
        ("caseManager", "Casey Brandt", "Morgan Ellery"), ("counselor", "Jo Abernathy", ""),
        ("serviceProvider", "Speech services", ""), ("placement", "80 % general education", ""),
        ("referralDate", "2023-10-02", ""), ("evaluationDate", "2023-11-14", ""),
        ("eligibilityDate", "2023-11-20", ""), ("annualReviewDate", "2026-11-20", "2026-12-01"),
        ("reevaluationDate", "2026-11-14", ""), ("interpreterNeeded", "No", ""),
        ("transportation", "Bus 12", "Bus 7"), ("testAccommodations", "Extended time", ""),
        ("familyNotes", "Prefers calls after 4 pm", ""), ("programNotes", "Moved in October", ""),
    ]

    /// Returns what was made, in sentences.
    func make() throws -> [String] {
        let roster = RosterTable(workspace)
        var filter = RosterTable.Filter()
        filter.isImported = true
        let imported = try roster.page(filter, size: .many).rows
        filter.isImported = false
        let others = try roster.page(filter, size: .many).rows
        guard imported.count > 20, others.count > 40, let student = imported[17].studentID else {
            return []
        }
        let merged = try duplicate(of: imported[17], cause: .migratedInactive, isFull: true)
        try note(student, isOld: false)
        let resolved = try duplicate(of: others[23], cause: .addedManually, isFull: false)
        let second = try duplicate(of: others[35], cause: .envelopeBeforeEnrollment, isFull: false)
        let plan = try alternativeLearner()
        return [
            "Student \(merged) is student \(student) once more, with 14 documents and 3 events: "
                + "to be merged.",
            "Students \(resolved) and \(second) were entered by hand and are in the General "
                + "Student Table: to be resolved.",
            "Student \(plan) was created for ALE, with a learning plan that is a draft.",
        ]
    }

    private func duplicate(
        of row: RosterTable.Row, cause: Cause, isFull: Bool
    ) throws -> String {
        var request = CreateStudent.Request(first: row.firstName, last: row.lastName)
        request.birthDate = row.birthDate
        request.gender = row.gender
        request.grade = row.grade
        request.cause = cause
        request.anyway = true
        let id = try CreateStudent(workspace).run(request).studentID
        for (number, one) in Self.documents.enumerated() where isFull || number < 2 {
            try addDocument(one.title, one.category, to: id)
        }
        for (number, kind) in Self.events.enumerated() where isFull || number < 1 {
            var entry = StudentEvents.Entry()
            entry.kind = kind
            entry.day = workspace.today.adding(days: -90 * (number + 1))
            _ = try StudentEvents(workspace).add(id, entry)
        }
        if isFull { try note(id, isOld: true) }
        return id
    }

    private func note(_ student: String, isOld: Bool) throws {
        var request = EditStudent.Request()
        for one in Self.notes {
            let value = isOld ? one.old : one.new
            if !value.isEmpty { request.fields[one.field] = value }
        }
        request.reason = "Noted by the programs"
        _ = try EditStudent(workspace).run(student, request)
    }

    private func addDocument(_ title: String, _ category: String, to student: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let path = (folder as NSString).appendingPathComponent("\(title).txt")
        let text = "\(title). An invented document of an invented student.\n"
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw OperationError.cannotWrite(path)
        }
        var entry = Documents.Entry()
        entry.title = title
        entry.category = category
        entry.status = .final
        _ = try Documents(workspace).add(student, entry, file: path)
    }

    private func alternativeLearner() throws -> String {
        var request = CreateStudent.Request(first: "Imani", last: "Castellanos")
        request.isThroughALE = true
        request.anyway = true
        let id = try CreateStudent(workspace).run(request).studentID
        var entry = LearningPlans.Entry()
        entry.start = workspace.today
        entry.end = workspace.today.adding(days: 120)
        _ = try LearningPlans(workspace).create(id, entry)
        return id
    }
}
