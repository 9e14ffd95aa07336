import Operations
import Pages
import Records

/// The work that waits.
enum HomeController {
    static let routes: [Route] = [
        .get("/", .signedIn) { visit in
            try await visit.show { workspace in
                var content = HomePage.Content()
                if workspace.allows(.seeStudents) {
                    content.counts = try WorkList(workspace).counts()
                    content.waiting = try Figures(workspace).waiting()
                }
                if workspace.allows(.seePrograms) {
                    content.programs = try visit.site.figures.programs(workspace)
                }
                if workspace.allows(.runImports) {
                    content.imports = try Figures(workspace).imports()
                }
                if workspace.allows(.runImports) || workspace.allows(.seeImports) {
                    content.nights = try Nights(workspace).recent()
                    content.failingNights = try NightAlarms(workspace).open()
                }
                if workspace.allows(.decideDuplicates) {
                    content.duplicates = try Duplicates(workspace).count().pairs
                }
                content.alarms = try Alarms(workspace).openCount()
                content.exports = try Exports(workspace).waitingCount()
                content.transfers = try DirectTransfers.waiting(workspace)
                guard let viewer = visit.frame.viewer else {
                    throw OperationError.notFound(kind: "user", name: "")
                }
                return HomePage(content, viewer: viewer)
            }
        }
    ]
}
