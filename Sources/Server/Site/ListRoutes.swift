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
            (query.page, query.size) = (1, PageSize.file.rawValue)
            var writer = DelimitedWriter(separator: UInt8(ascii: ","), purpose: .spreadsheet)
            var written = 0
            var content: Content
            repeat {
                content = try page(self, workspace, query)
                if content.isCut || content.rowCount > PageSize.rowsReached {
                    return Self.tooLong(place, query)
                }
                let file = content.file
                if written == 0 { writer.append(file.headings) }
                for row in file.rows { writer.append(row) }
                written += file.rows.count
                query.page += 1
                if file.rows.isEmpty { break }
            } while written < content.rowCount
            // A spreadsheet knows by the mark that the text is UTF-8.
            return Answer(
                status: .ok,
                content: .file(
                    [0xEF, 0xBB, 0xBF] + writer.bytes, type: "text/csv; charset=utf-8",
                    name: Self.fileName(of: place, workspace.today)))
        }
    }

    /// Back to the list, which has more rows than a file.
    private static func tooLong(_ place: ListPlace, _ query: ListQuery) -> Answer {
        var query = query
        (query.page, query.size) = (1, ListQuery.sizes[0])
        return .redirect(
            query.address(place.path),
            notice: Notice(.listTooLong(PageSize.rowsReached), kind: .information))
    }

    private static func fileName(of place: ListPlace, _ day: CalendarDate) -> String {
        let name = place.path.split(separator: "/").joined(separator: "-")
        return "\(name)-\(day).csv"
    }
}
