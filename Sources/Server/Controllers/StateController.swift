import Operations
import Pages
import Records
import StateFiles

/// Files of programs for states. Of all classes that they take, lunch is that which the fewest see.
enum StateController {
    private static let access = Route.Access.also(
        .export, .also(.seeLunch, .needs(.seePrograms)))

    static let routes: [Route] = [
        .get(StatePage.address, access) { visit in
            let query = visit.query
            return try await visit.show { workspace in
                try page(workspace, query, form: FormState(values: query.values))
            }
        },
        // By POST, as every form; what was chosen names nobody, and stands in the address.
        .post(StatePage.address, access) { visit in
            let form = visit.form
            return try await visit.submit { _ in
                let (layout, submission, year) = try chosen(form)
                let choice = ListQuery.encoded("\(layout.name)/\(submission)")
                return .redirect("\(StatePage.address)?choice=\(choice)&year=\(year)")
            } orShow: { workspace, state in
                try page(workspace, nil, form: state)
            }
        },
        .get(StatePage.address + "/export", access) { visit in
            let query = visit.query
            let request = Int(query["request"])
            // The rows are only counted here, and nobody shown.
            let workspace = try visit.workspace.noting(Disclosures())
            return try await visit.work {
                let made = try make(workspace, query)
                return .html(
                    visit.frame.document(
                        ExportPage(
                            path: StatePage.address, query: address(query, made),
                            rows: made.rows.count - made.file.rowsInError.count,
                            approved: try request.flatMap { try Exports(workspace).own($0) },
                            isOneFormat: true)))
            }
        },
        Route.post(StatePage.address + "/export", access) { visit in
            let asked = FormValues(visit.form["query"])
            let (reason, request) = (visit.form["reason"], Int(visit.form["request"]))
            let workspace = try visit.workspace
            return try await visit.submit(fields: ["text.required": "reason"]) { _ in
                let shows = Disclosures()
                let made = try make(workspace.noting(shows), asked)
                let outcome = try Exports(workspace).ask(
                    StatePage.address, address(asked, made), reason: reason,
                    students: made.students, approved: request)
                guard case .given = outcome else {
                    return .redirect(
                        ExportRequestsPage.address,
                        notice: Notice(.exportWaits, kind: .information))
                }
                visit.disclosures.note(shows)
                var answer = Answer(
                    status: .ok,
                    content: .file(
                        Array(made.file.text.utf8), type: "text/plain; charset=utf-8",
                        name: "\(made.layout.name)-\(made.year).txt"))
                answer.purpose = reason
                return answer
            } orShow: { workspace, form in
                let made = try make(workspace.noting(Disclosures()), asked)
                return ExportPage(
                    form: form, path: StatePage.address, query: address(asked, made),
                    rows: made.rows.count - made.file.rowsInError.count, isOneFormat: true)
            }
        }.afterStepUp,
    ]

    private static func make(
        _ workspace: Workspace, _ form: FormValues
    ) throws -> StateReports.Made {
        let (layout, submission, year) = try chosen(form)
        return try StateReports(workspace).make(layout, of: year, submission: submission)
    }

    private static func chosen(
        _ form: FormValues
    ) throws -> (layout: StateLayout, submission: String, year: SchoolYear) {
        guard let year = SchoolYear(text: form["year"]) else {
            throw FormProblems("year", .notASchoolYear)
        }
        let parts = form["choice"].split(separator: "/", maxSplits: 1).map(String.init)
        let layout = try StateReports.layout(parts.first ?? "")
        return (layout, parts.count > 1 ? parts[1] : layout.submissions[0].name, year)
    }

    /// Written from what was made, so that it says nothing that somebody else made up.
    private static func address(_ form: FormValues, _ made: StateReports.Made) -> String {
        let choice = form["choice"].split(separator: "/", maxSplits: 1).last ?? ""
        return "choice=\(ListQuery.encoded("\(made.layout.name)/\(choice)"))&year=\(made.year)"
    }

    private static func page(
        _ workspace: Workspace, _ query: FormValues?, form: FormState
    ) throws -> StatePage {
        var form = form
        if form["year"].isEmpty { form.values["year"] = ["\(workspace.today.schoolYear)"] }
        var made: StateReports.Made?
        do {
            if let query, !query["choice"].isEmpty {
                made = try make(workspace.noting(Disclosures()), query)
            }
        } catch let problems as FormProblems {
            form.problems = problems.problems
        }
        // The page names those alone whose rows are listed.
        workspace.disclosures?.note(
            students: (made?.problems ?? []).flatMap {
                $0.rows.prefix(StatePage.listed).map(\.student)
            })
        return StatePage(
            layouts: StateReports.layouts, made: made,
            query: query.flatMap { query in made.map { address(query, $0) } } ?? "",
            mayExport: workspace.allows(.export), form: form)
    }
}
