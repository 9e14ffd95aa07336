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

    /// Rows that a file can have; what lists can be turned to.
    static let mostRows = 10_000

    /// All whose views can be saved.
    static let all: [ListPlace] = [
        StudentsController.place, RosterController.place, MissingController.place,
        ProgramsController.place, ChangesController.place, ImportsController.place,
        SelectorController.place, LinkALEController.place, CodesController.place,
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
                try await visit.export(
                    self, visit.listQuery(purpose, filters: filters, sort: sort), page)
            },
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

    /// The whole list as a file: the columns that the page shows, the rows that fit, in its order.
    func export<Content: ListContent>(
        _ place: ListPlace, _ query: ListQuery, _ page: @escaping ListPlace.Page<Content>
    ) async throws -> Answer {
        let workspace = try workspace
        return try await work {
            try workspace.require(.export)
            var query = query
            query.size = PageSize.file.rawValue
            var writer = DelimitedWriter(separator: UInt8(ascii: ","), purpose: .spreadsheet)
            var written = 0
            for number in 1...ListPlace.mostRows {
                query.page = number
                let content = try page(self, workspace, query)
                if content.isCut || content.rowCount > ListPlace.mostRows {
                    var back = query
                    (back.page, back.size) = (1, ListQuery.sizes[0])
                    return .redirect(
                        back.address(place.path),
                        notice: Notice(.listTooLong(ListPlace.mostRows), kind: .information))
                }
                let file = content.file
                if number == 1 { writer.append(file.headings) }
                for row in file.rows { writer.append(row) }
                written += file.rows.count
                if file.rows.isEmpty || written >= content.rowCount { break }
            }
            // A spreadsheet knows by the mark that the text is UTF-8.
            return Answer(
                status: .ok,
                content: .file(
                    [0xEF, 0xBB, 0xBF] + writer.bytes, type: "text/csv; charset=utf-8",
                    name: Self.fileName(of: place, workspace.today)))
        }
    }

    private static func fileName(of place: ListPlace, _ day: CalendarDate) -> String {
        let name = place.path.split(separator: "/").joined(separator: "-")
        return "\(name)-\(day).csv"
    }
}

/// Saving views of lists.
enum ViewsController {
    static let routes: [Route] = [
        .post("/views", .signedIn) { visit in
            try await change(visit) { views, list, query, name in
                try views.save(name, query, of: list)
                return .viewSaved(name)
            }
        },
        .post("/views/remove", .signedIn) { visit in
            try await change(visit) { views, list, _, name in
                try views.remove(name, of: list)
                return .viewRemoved(name)
            }
        },
    ]

    private static func change(
        _ visit: Visit,
        _ act: @escaping @Sendable (SavedViews, String, String, String) throws -> Phrase
    ) async throws -> Answer {
        let (list, name) = (visit.form["list"], visit.form["name"])
        guard let user = visit.user, ListPlace.all.contains(where: { $0.path == list }) else {
            throw OperationError.notFound(kind: "list", name: "")
        }
        // Read and written again, so that nothing but names and values comes into an address.
        let query = FormValues(visit.form["query"]).encoded
        let address = list + (query.isEmpty ? "" : "?" + query)
        let views = SavedViews(store: visit.site.store, user: user)
        return try await visit.work {
            do {
                return .redirect(address, notice: Notice(try act(views, list, query, name)))
            } catch let error as OperationError {
                return .redirect(
                    address, notice: Notice(ErrorWords.words(for: error), kind: .information))
            }
        }
    }
}
