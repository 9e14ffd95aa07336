import Pages

/// The work that waits.
enum HomeController {
    static let routes: [Route] = [
        .get("/", .signedIn) { visit in try await visit.show { _ in HomePage() } }
    ]
}
