import Delimited
import Foundation
import Operations
import Pages
import Records
import Storage

/// A list of the site: its address, who may see it, and what its address can say.
struct ListPlace: Sendable {
    /// Without parameters.
    let path: String
    let access: Route.Access
    /// What a text that was searched for is sealed for.
    let purpose: String
    var filters: [String] = []
    /// The column that it is ordered by where nobody chose.
    var sort = ""
    /// Whether the script asks for a part of it while somebody types.
    var isLive = false

    /// All whose views can be saved.
    static let all: [ListPlace] = [
        StudentsController.place, RosterController.place, MissingController.place,
        ProgramsController.place, ChangesController.place, ImportsController.place,
        SelectorController.place, LinkALEController.place, CodesController.place,
        ReportsController.place,
    ]

    typealias Page<Content: ListContent> =
        @Sendable (Visit, Workspace, ListQuery) throws -> Content

    /// The list, its search, and its file.
    func routes<Content: ListContent>(_ page: @escaping Page<Content>) -> [Route] {
        [
            .get(path, access) { visit in
                try await visit.show(
                    self, visit.listQuery(purpose, filters: filters, sort: sort), page)
            },
            // By POST, so that what was searched for stands in no address.
            .post(path, access) { visit in
                let query = visit.postedQuery(purpose, filters: filters)
                if isLive, visit.isFragment { return try await visit.show(self, query, page) }
                return .redirect(query.address(path))
            },
            .get(path + "/export", .also(.export, access)) { visit in
                try await visit.askToExport(
                    self, visit.listQuery(purpose, filters: filters, sort: sort), page)
            },
            Route.post(path + "/export", .also(.export, access)) { visit in
                let asked = FormValues(visit.form["query"])
                let query = visit.listQuery(purpose, filters: filters, sort: sort, of: asked)
                return try await visit.export(self, query, page)
            }.afterStepUp,
        ]
    }
}

extension Visit {
    /// Shows a page of a list, with what the visitor saved of it.
    func show<Content: ListContent>(
        _ place: ListPlace, _ query: ListQuery, _ page: @escaping ListPlace.Page<Content>
    ) async throws -> Answer {
        let workspace = try workspace
        let user = user
        return try await work {
            let views =
                try user.map { try SavedViews(store: site.store, user: $0).all(of: place.path) }
                ?? []
            var rendering = Rendering.current
            rendering.list = ListTools(views: views, mayExport: workspace.allows(.export))
            return try Rendering.$current.withValue(rendering) {
                .html(frame.document(try page(self, workspace, query)))
            }
        }
    }

    /// What an export is for is asked first.
    func askToExport<Content: ListContent>(
        _ place: ListPlace, _ query: ListQuery, _ page: @escaping ListPlace.Page<Content>
    ) async throws -> Answer {
        // The list is only counted here, and nobody shown.
        let workspace = try workspace.noting(Disclosures())
        let request = Int(self.query["request"])
        return try await work {
            let content = try page(self, workspace, query)
            if content.isCut || content.rowCount > PageSize.rowsReached {
                return Self.tooLong(place, query)
            }
            return .html(
                frame.document(
                    ExportPage(
                        path: place.path, query: query.shown(place.path),
                        rows: content.rowCount,
                        approved: try request.flatMap { try Exports(workspace).own($0) })))
        }
    }

    /// The whole list as a file: the columns that the page shows, the rows that fit, in its order;
    /// where so many students are in it that somebody else has to approve it, not yet.
    func export<Content: ListContent>(
        _ place: ListPlace, _ query: ListQuery, _ page: @escaping ListPlace.Page<Content>
    ) async throws -> Answer {
        let workspace = try workspace
        let (reason, request) = (form["reason"], Int(form["request"]))
        let isRaw = form["format"] == "raw"
        let shown = query.shown(place.path)
        return try await submit(fields: ["text.required": "reason"]) { _ in
            var query = query
            (query.page, query.size) = (1, PageSize.file.rawValue)
            // Whom it shows is noted once it is given.
            let shows = Disclosures()
            guard let file = try wholeFile(query, workspace.noting(shows), page) else {
                return Self.tooLong(place, query)
            }
            let outcome = try Exports(workspace).ask(
                place.path, shown, reason: reason,
                students: shows.subjects.count, approved: request)
            guard case .given(let number) = outcome else {
                return .redirect(
                    ExportRequestsPage.address, notice: Notice(.exportWaits, kind: .information))
            }
            disclosures.note(shows)
            let mark = Exports.watermark(number, workspace.actor, workspace.today)
            var answer = Answer(
                status: .ok,
                content: .file(
                    Self.bytes(file, marked: mark, isRaw: isRaw),
                    type: isRaw
                        ? "text/tab-separated-values; charset=utf-8" : "text/csv; charset=utf-8",
                    name: Self.fileName(of: place, workspace.today, isRaw ? "tsv" : "csv")))
            answer.purpose = reason
            return answer
        } orShow: { workspace, form in
            let content = try page(self, workspace.noting(Disclosures()), query)
            return ExportPage(
                form: form, path: place.path, query: shown,
                rows: content.rowCount)
        }
    }

    /// All pages of a list together; nil where they are more than a file has.
    private func wholeFile<Content: ListContent>(
        _ query: ListQuery, _ workspace: Workspace, _ page: ListPlace.Page<Content>
    ) throws -> ListFile? {
        var query = query
        var whole: ListFile?
        var content: Content
        repeat {
            content = try page(self, workspace, query)
            if content.isCut || content.rowCount > PageSize.rowsReached { return nil }
            let file = content.file
            whole = ListFile(headings: file.headings, rows: (whole?.rows ?? []) + file.rows)
            query.page += 1
            if file.rows.isEmpty { break }
        } while (whole?.rows.count ?? 0) < content.rowCount
        return whole
    }

    /// With a mark in every row: for a spreadsheet, or for a program, cells exactly as they are.
    private static func bytes(
        _ file: ListFile, marked mark: String, isRaw: Bool
    ) -> [UInt8] {
        let headings = file.headings + [Phrase("export.column", "Export").text]
        return DelimitedWriter.file(
            [headings] + file.rows.map { $0 + [mark] }, for: isRaw ? .data : .spreadsheet)
    }

    /// Back to the list, which has more rows than a file.
    private static func tooLong(_ place: ListPlace, _ query: ListQuery) -> Answer {
        var query = query
        (query.page, query.size) = (1, ListQuery.sizes[0])
        return .redirect(
            query.address(place.path),
            notice: Notice(.listTooLong(PageSize.rowsReached), kind: .information))
    }

    private static func fileName(
        of place: ListPlace, _ day: CalendarDate, _ ending: String
    ) -> String {
        let name = place.path.split(separator: "/").joined(separator: "-")
        return "\(name)-\(day).\(ending)"
    }
}
