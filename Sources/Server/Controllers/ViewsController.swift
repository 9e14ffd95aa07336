import Operations
import Pages

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
