import Dispatch
import Operations
import Storage
import Synchronization

/// Writes down whom answers show, and has it taken into the district's log soon after, on a thread
/// of its own.
final class AccessNotes: Sendable {
    /// How long it waits until it takes in what was written down, in seconds: many answers then
    /// cost one change of the district.
    private static let delay = 3

    private let journal: AccessJournal
    private let watch: ReadingWatch
    private let queue = DispatchQueue(label: "homeroom.access")
    private let isDue = Mutex(false)

    init(journal: AccessJournal, watch: ReadingWatch) {
        self.journal = journal
        self.watch = watch
        // What a process that was killed left behind.
        plan()
    }

    /// Before the answer is sent.
    ///
    /// - Throws: `access.journal`; then it must not be sent.
    func write(_ event: AccessEvent) throws {
        try journal.append([event])
        plan()
    }

    private func plan() {
        let isNew = isDue.withLock { due in
            defer { due = true }
            return !due
        }
        guard isNew else { return }
        queue.asyncAfter(deadline: .now() + .seconds(Self.delay)) { [weak self] in
            guard let self else { return }
            isDue.withLock { $0 = false }
            // Where the district is held for a minute or more, it is tried again.
            if (try? takeInNow()) == nil { plan() }
        }
    }

    private func takeInNow() throws {
        let events = try journal.takeIn()
        try watch.look(at: events)
    }

    /// Takes everything in now: for whoever looks at the log, and at the end.
    func takeIn() throws { try takeInNow() }
}

extension Visit {
    /// Writes down whom an answer shows. A redirect shows nobody: the page that it leads to does.
    func writeDown(_ answer: Answer, _ route: Route) async throws {
        let subjects = disclosures.subjects
        if subjects.isEmpty { return }
        let kind: AccessEvent.Kind
        switch answer.content {
        case .redirect, .nothing: return
        case .html: kind = route.path.hasSuffix("/print") ? .print : .page
        case .json: kind = .page
        case .file, .stream: kind = route.path.hasPrefix("/students/") ? .document : .export
        }
        let event = try workspace.accessEvent(
            kind, AccessWords.what(route.path), purpose: answer.purpose, subjects)
        try await work { [site] in try site.access.write(event) }
    }
}

/// What a route shows, in words for the record of access.
enum AccessWords {
    /// By the beginning of the route's path; the longest that fits counts.
    private static let words: [(path: String, words: String)] = [
        ("/", "Home"), ("/students", "Students"), ("/students/suggest", "Search"),
        ("/students/{student}", "Profile"),
        ("/students/{student}/programs", "Student Programs"),
        ("/students/{student}/documents", "Documents"),
        ("/students/{student}/events", "Events"),
        ("/students/{student}/plans", "Learning plans"),
        ("/students/{student}/history", "History"),
        ("/students/{student}/access", "Record of access"),
        ("/roster", "General Student Table"), ("/missing", "Missing integration"),
        ("/programs", "Programs"), ("/reports", "Reports"), ("/state", "State files"),
        ("/changes", "Changes"),
        ("/imports", "Imports"),
        ("/ale", "ALE"), ("/plans", "Learning plan"), ("/merge", "Merge Student Profiles"),
        ("/resolve", "Resolve"), ("/retention", "Retention"),
        ("/envelopes", "Transfer Envelopes"), ("/duplicates", "Possible duplicates"),
    ]

    static func what(_ path: String) -> String {
        let found = words.filter { path == $0.path || path.hasPrefix($0.path + "/") }
            .max { $0.path.count < $1.path.count }
        let name = found?.words ?? path
        return path.hasSuffix("/export") ? name + ", as a file" : name
    }
}
