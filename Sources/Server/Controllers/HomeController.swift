import Operations
import Pages
import Records
import Synchronization

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
                guard let viewer = visit.frame.viewer else {
                    throw OperationError.notFound(kind: "user", name: "")
                }
                return HomePage(content, viewer: viewer)
            }
        }
    ]
}

/// Figures that take a look at every row: kept as long as nothing was written, for those who may
/// see the same.
final class FigureCache: Sendable {
    private struct Key: Hashable {
        let day: String
        let hidden: Set<String>
        let sites: Set<Int>?
    }

    private struct Kept {
        var change = -1
        var programs: [Key: Figures.Programs] = [:]
    }

    private let kept = Mutex(Kept())

    func programs(_ workspace: Workspace) throws -> Figures.Programs {
        let figures = Figures(workspace)
        let newest = try figures.newestChangeSet()
        let hidden = try workspace.hiddenPrograms()
        let key = Key(
            day: workspace.today.description, hidden: hidden, sites: workspace.access.sites)
        let known = kept.withLock { $0.change == newest ? $0.programs[key] : nil }
        if let known { return known }
        let made = try figures.programs(hiding: hidden)
        kept.withLock { kept in
            if kept.change != newest {
                kept.change = newest
                kept.programs = [:]
            }
            kept.programs[key] = made
        }
        return made
    }
}
