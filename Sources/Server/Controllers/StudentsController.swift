import Operations
import Pages
import Records
import Storage

/// Students: looking them up, what is known of each, changing it.
enum StudentsController {
    static let place = ListPlace(
        path: "/students", access: .needs(.seeStudents), purpose: "students", isLive: true)

    static let routes: [Route] =
        place.routes { _, workspace, query in
            StudentsPage(
                query: query,
                hits: query.text.isEmpty
                    ? [] : try FindStudents(workspace).run(query.text, limit: 50),
                mayCreate: workspace.allows(.createStudents))
        } + others

    private static let others: [Route] = [
        .post("/students/suggest", .needs(.seeStudents), suggest),
        .get("/students/{student}", .needs(.seeStudents)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { try profilePage($0, row) }
        },
        .post("/students/{student}/ask-sis", .needs(.linkStudents)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.submit { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let asked = try SISSources.impatient(workspace).refresh(head.student.studentID)
                return .redirect(
                    Address.student(row), notice: Notice(askedOf: asked))
            } orShow: { workspace, form in
                try profilePage(workspace, row, form)
            }
        },
        .get("/students/{student}/edit", .needsOne(of: [.editStudents, .setCaseManager])) {
            visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                return try editPage(workspace, head, StudentEditPage.values(of: head))
            }
        },
        .post(
            "/students/{student}/edit", .needsOne(of: [.editStudents, .setCaseManager]),
            body: .form,
            edit),
    ]

    /// For the palette: names and where they lead.
    private static func suggest(_ visit: Visit) async throws -> Answer {
        struct Suggestions: Encodable {
            struct One: Encodable {
                let label: String
                let address: String
            }
            let students: [One]
        }
        let text = visit.form["text"]
        let workspace = try visit.workspace
        return try await visit.work {
            // Many are in the General Student Table only, and have no page.
            let students = try FindStudents(workspace).run(text, limit: 50).compactMap { hit in
                hit.student.map {
                    Suggestions.One(
                        label: "\(hit.lastName), \(hit.firstName) (\(hit.studentID ?? ""))",
                        address: Address.student($0))
                }
            }
            return .json(StableJSON.text(Suggestions(students: Array(students.prefix(8)))))
        }
    }

    private static func profilePage(
        _ workspace: Workspace, _ row: Int, _ form: FormState = .blank
    ) throws -> StudentProfilePage {
        StudentProfilePage(
            try StudentHeads(workspace).head(ofRow: row), parts: workspace.parts,
            sites: try workspace.siteNames(), canAsk: try SISSources(workspace).canRefresh(),
            form: form, allows: workspace.allows)
    }

    private static func editPage(
        _ workspace: Workspace, _ head: StudentHead, _ form: FormState
    ) throws -> StudentEditPage {
        StudentEditPage(
            head, sites: try workspace.siteChoices(), hiding: workspace.access.hidden,
            isManagerOnly: !workspace.allows(.editStudents), form: form)
    }

    /// Where an error of an edit is mended.
    private static let fields = [
        "student.invalid-id": "studentID", "student.id-taken": "studentID",
        "student.id-missing": "studentID", "student.name-missing": "field-lastName",
    ]

    private static func edit(_ visit: Visit) async throws -> Answer {
        let row = try visit.number(.student, "student")
        let typed = visit.form
        return try await visit.submit(
            fields: fields,
            { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let before = StudentEditPage.values(of: head)
                var request = EditStudent.Request()
                for field in StudentField.all {
                    let name = "field-" + field.name
                    guard typed.values[name] != nil, typed[name] != before[name] else { continue }
                    request.fields[field.name] = typed[name]
                }
                func changed(_ name: String) -> String? {
                    typed.values[name] != nil && typed[name] != before[name] ? typed[name] : nil
                }
                request.studentID = changed("studentID")
                request.stateID = changed("stateID")
                request.otherID = changed("otherID")
                request.status = changed("status").flatMap(EditStudent.Status.init)
                request.revision = Int(typed["revision"])
                request.reason = typed["reason"]
                let address = Address.student(head.id)
                let isNothing =
                    request.fields.isEmpty && request.studentID == nil && request.stateID == nil
                    && request.otherID == nil && request.status == nil
                if isNothing {
                    return .redirect(address, notice: Notice(.nothingChanged, kind: .information))
                }
                let edited = try EditStudent(workspace).run(head.student.studentID, request)
                return .redirect(
                    address,
                    notice: Notice(.changedStudent(head.givenName), changeSet: edited.changeSet))
            },
            orShow: { workspace, form in
                try editPage(workspace, try StudentHeads(workspace).head(ofRow: row), form)
            })
    }
}

extension Workspace {
    /// The parts of a student's pages that are seen here.
    var parts: [StudentFrame.Part] { StudentFrame.parts(for: allows) }

    /// Names of the sites by their numbers, as text.
    func siteNames() throws -> [String: String] {
        try store.read { reader in
            Dictionary(uniqueKeysWithValues: try reader.sites().map { ("\($0.id)", $0.name) })
        }
    }

    func siteChoices() throws -> [(id: String, name: String)] {
        try store.read { try $0.sites().map { ("\($0.id)", "\($0.name) (\($0.id))") } }
    }
}

extension Notice {
    /// What asking the SIS for one student came to.
    init(askedOf asked: SISSources.Refreshed) {
        let report = asked.report
        self =
            report.state == .held || report.state == .failed || report.rejected > 0
            ? Notice(.askedSISHeld(asked.profile), kind: .information)
            : Notice(.askedSIS(asked.profile), changeSet: report.changeSet)
    }
}
