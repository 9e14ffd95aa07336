import Operations
import Pages
import Records
import Storage

/// Creates students for ALE, after looking whether they are here already.
enum CreateALEController {
    private static let access = Route.Access.roles([.registrar, .secretary], .createStudents)

    static let routes: [Route] = [
        .get(CreateALEPage.address, access) { visit in
            try await visit.show { workspace in
                try page(workspace, FormState(["cause": Cause.aleSameDay.rawValue]))
            }
        },
        .post(CreateALEPage.address, access) { visit in
            if visit.isFragment { return try await suggest(visit) }
            if visit.form["step"] == "edit" {
                let typed = visit.typed
                return try await visit.show { try page($0, typed) }
            }
            return try await create(visit)
        },
        .post("/ale/create/import", access, importStudent),
        .get("/ale/created/{student}", access) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show {
                CreatedALEPage(try StudentHeads($0).head(ofRow: row))
            }
        },
    ]

    private static func page(
        _ workspace: Workspace, _ form: FormState, candidates: [CandidateRow] = []
    ) throws -> CreateALEPage {
        CreateALEPage(
            sites: try workspace.siteChoices(), formats: try workspace.numberFormats(),
            candidates: candidates, form: form)
    }

    /// The page with who it might be, as far as it was typed.
    private static func suggest(_ visit: Visit) async throws -> Answer {
        let (form, typed) = (visit.form, visit.typed)
        return try await visit.show { workspace in
            var read = FieldReader(form)
            let request = Self.request(form, &read)
            // What cannot be a student yet is nobody's.
            let found = (try? CreateStudent(workspace).candidates(request)) ?? []
            return try page(workspace, typed, candidates: try workspace.rows(of: found))
        }
    }

    private static func request(
        _ form: FormValues, _ read: inout FieldReader
    ) -> CreateStudent.Request {
        var request = CreateStudent.Request(
            first: read.required("firstName", .firstName),
            last: read.required("lastName", .lastName))
        request.middle = form["middleName"]
        request.stateID = form["stateID"]
        request.otherID = form["otherID"]
        request.birthDate = read.day("birthDate")
        request.grade = form["grade"]
        request.gender = form["gender"]
        request.site = Int(form["site"])
        if form["cause"] == Cause.aleIncomingKindergarten.rawValue {
            request.cause = .aleIncomingKindergarten
        } else {
            request.isThroughALE = true
        }
        request.anyway = form["anyway"] == "yes" && form["step"] == "create"
        return request
    }

    /// What was typed as a student to be made, with everything that is wrong with it at once.
    private static func checked(
        _ form: FormValues, _ formats: IDFormats
    ) throws -> CreateStudent.Request {
        var read = FieldReader(form)
        let request = request(form, &read)
        for (name, text, most) in [
            ("firstName", request.first, 200), ("lastName", request.last, 200),
            ("stateID", request.stateID, 30), ("otherID", request.otherID, 30),
        ] where text.count > most { read.note(name, .atMost(most)) }
        if !request.stateID.isEmpty, let format = formats.misfit(ofStateID: request.stateID) {
            read.note("stateID", .misfit(ofSSID: format))
        }
        if !request.otherID.isEmpty, let format = formats.misfit(ofOtherID: request.otherID) {
            read.note("otherID", .misfit(ofOtherID: format))
        }
        try read.finish()
        return request
    }

    /// Where an error is mended.
    private static let fields = [
        "student.birth-date": "birthDate", "student.name-missing": "firstName",
        "site.not-found": "site",
    ]

    private static func create(_ visit: Visit) async throws -> Answer {
        let form = visit.form
        return try await visit.submit(
            fields: fields,
            { workspace in
                let request = try checked(form, try workspace.numberFormats())
                do {
                    return try created(try CreateStudent(workspace).run(request), workspace)
                } catch let likely as LikelyStudents {
                    return visit.page(
                        LikelyALEPage(
                            candidates: try workspace.rows(of: likely.candidates),
                            typed: visit.typed))
                } catch let error as OperationError where isTaken(error) {
                    let holders = try CreateStudent(workspace).holders(of: request)
                    if holders.isEmpty { throw error }
                    return visit.page(
                        LikelyALEPage(
                            candidates: try workspace.rows(of: holders), typed: visit.typed,
                            refusal: Phrase(data: error.message)))
                }
            }, orShow: { workspace, form in try page(workspace, form) })
    }

    /// Whether a number is somebody's already.
    private static func isTaken(_ error: OperationError) -> Bool {
        ["student.id-taken", "student.id-merged"].contains(error.code)
    }

    private static func created(
        _ created: CreateStudent.Created, _ workspace: Workspace
    ) throws -> Answer {
        let row = try workspace.row(ofStudent: created.studentID)
        let words =
            created.notes.isEmpty ? .inSelector : Phrase(data: created.notes.joined(separator: " "))
        return .redirect(
            CreatedALEPage.address(row), notice: Notice(words, changeSet: created.changeSet))
    }

    private static func importStudent(_ visit: Visit) async throws -> Answer {
        guard let sis = visit.site.references.number(.sisStudent, visit.form["sis"]) else {
            throw FormProblems([])
        }
        return try await visit.answer { workspace in
            let imported = try ImportProfiles(workspace).run([workspace.integrationID(ofRow: sis)])
            let row = try workspace.row(ofStudent: imported.studentIDs.first ?? "")
            return .redirect(
                CreatedALEPage.address(row),
                notice: Notice(.importedFromRoster, changeSet: imported.changeSet))
        }
    }
}

extension Visit {
    /// Answers with what `body` makes in the visitor's workspace.
    func answer(
        _ body: @escaping @Sendable (Workspace) throws -> Answer
    ) async throws -> Answer {
        let workspace = try workspace
        return try await work { try body(workspace) }
    }

    /// A page as an answer, for where a journey has several.
    func page(_ page: some PageContent) -> Answer { .html(frame.document(page)) }
}
