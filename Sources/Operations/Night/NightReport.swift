import Records

/// What one night came to: what arrived, what did not, what was held. It names no student.
public struct NightReport: Codable, Equatable, Sendable {
    public enum State: String, Codable, Sendable {
        /// It was imported.
        case imported
        /// Its run is held: it would have changed more than the limits allow.
        case held
        /// The same bytes were imported before: whoever writes it may have stopped.
        case stale
        /// It could not be read as what it is.
        case rejected
        /// It was expected, and is not all there.
        case late
        /// It was expected, and nothing of it came.
        case missing
        /// A link, a folder or something else that is no file lies in its place.
        case refused
        /// It was replaced while it was read; nothing was applied, and the new one waits.
        case replaced
        /// Something on this side stopped it; nothing was applied.
        case failed

        /// Whether somebody has to do something.
        public var needsSomebody: Bool { self != .imported }

        /// Whether what was expected did not come, or could not be taken.
        var isFailure: Bool {
            [.late, .missing, .rejected, .refused, .failed].contains(self)
        }
    }

    /// What became of one file.
    public struct File: Codable, Equatable, Sendable {
        public let name: String
        public let state: State
        /// In a sentence; blank where there is nothing to say.
        public let why: String
        /// The runs that it was imported by; several for an archive.
        public let runs: [Int]
        public let counts: ImportCounts
        /// Its name in `accepted` or `rejected`.
        public let archivedAs: String?

        init(
            _ name: String, _ state: State, why: String = "", runs: [Int] = [],
            counts: ImportCounts = ImportCounts(), archivedAs: String? = nil
        ) {
            self.name = name
            self.state = state
            self.why = why
            self.runs = runs
            self.counts = counts
            self.archivedAs = archivedAs
        }
    }

    public let profile: String
    public let date: CalendarDate
    /// UTC, ISO 8601.
    public let startedAt: String
    public internal(set) var endedAt = ""
    public internal(set) var files: [File] = []
    /// Whether it is shown without its counts, which may hide that somebody is needed.
    public internal(set) var isVeiled: Bool?

    init(profile: String, date: CalendarDate, startedAt: String) {
        self.profile = profile
        self.date = date
        self.startedAt = startedAt
    }

    /// Whether somebody has to look at it.
    public var needsSomebody: Bool {
        files.contains { $0.state.needsSomebody || $0.counts.held + $0.counts.rejected > 0 }
    }

    /// Without numbers of rows, and without what was wrong with them.
    var withoutCounts: NightReport {
        var report = self
        report.isVeiled = true
        report.files = files.map {
            File($0.name, $0.state, runs: $0.runs, archivedAs: $0.archivedAs)
        }
        return report
    }

    /// The report as a text, for the sender and for whoever is told.
    public var text: String {
        var lines = [
            "Night of \(date), \(profile)", "Began \(startedAt), ended \(endedAt).", "",
        ]
        for file in files { lines += file.lines }
        if files.isEmpty { lines.append("No file was expected, and none came.") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension NightReport.File {
    fileprivate var lines: [String] {
        var lines = ["\(name): \(state.words)" + (why.isEmpty ? "" : ": " + why)]
        if counts.read > 0 {
            lines.append(
                "  \(counts.read) rows: \(counts.inserted) new, \(counts.updated) changed, "
                    + "\(counts.closed) closed, \(counts.unchanged) unchanged, "
                    + "\(counts.held) held, \(counts.rejected) rejected")
        }
        return lines
    }
}

extension NightReport.State {
    public var words: String {
        switch self {
        case .imported: "imported"
        case .held: "held, nothing was changed"
        case .stale: "the same as before"
        case .rejected: "rejected"
        case .late: "late"
        case .missing: "missing"
        case .refused: "refused"
        case .replaced: "replaced while it was read"
        case .failed: "not imported"
        }
    }
}
