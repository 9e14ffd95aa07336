import Operations
import Records

/// What came by night, and what is to come.
public struct NightsPage: PageContent {
    public static let address = "/nights"

    let nights: [NightReport]
    /// Nil for whoever may not say what is imported.
    let standings: [Nights.Standing]?
    /// Mails and posts that nobody took yet.
    let untold: [Outbox.Waiting]

    public init(
        nights: [NightReport], standings: [Nights.Standing]?, untold: [Outbox.Waiting] = []
    ) {
        self.untold = untold
        self.nights = nights
        self.standings = standings
    }

    public var title: Phrase { .filesByNight }
    public var section: Section { .nights }

    public var body: HTML {
        """
        \(standings.map(profiles) ?? .empty)
        \(if: !untold.isEmpty, waiting)
        \(heading(.lastNights))
        \(nights.isEmpty
            ? emptyState(Phrase("nights.none-title", "No night yet"),
                Phrase(
                    "nights.none",
                    "What senders' files came to stands here, once for each date."))
            : nightsTable(nights, seesRuns: standings != nil))
        """
    }

    private var waiting: HTML {
        heading(.untold)
            + paragraph(
                Phrase(
                    "nights.untold-about",
                    "Each is tried again with growing pauses, for three days."))
            + dataTable(
                .untold,
                [
                    Column<Outbox.Waiting>(Phrase("nights.untold-what", "About"), namesRow: true) {
                        HTML(text: $0.about)
                    },
                    Column(Phrase("nights.untold-way", "By")) { one in
                        HTML(
                            one.way == .mail
                                ? Phrase("nights.by-mail", "Mail")
                                : Phrase("nights.by-webhook", "Webhook"))
                    },
                    Column(Phrase("nights.untold-tries", "Tries"), isNumber: true) {
                        "\(number: $0.tries)"
                    },
                    Column(Phrase("nights.untold-why", "Why")) { HTML(text: $0.fault) },
                    Column(Phrase("nights.untold-next", "Next try")) { .moment($0.next) },
                ], untold, hidesCaption: true)
    }

    private func profiles(_ standings: [Nights.Standing]) -> HTML {
        let new =
            linkButton(Phrase("nights.new", "Add a profile"), NightProfilePage.path)
            + linkButton(
                Phrase("nights.new-service", "Add a SIS service"),
                NightProfilePage.newService)
        if standings.isEmpty {
            return emptyState(
                Phrase("nights.no-profiles-title", "Nothing is imported by itself"),
                Phrase(
                    "nights.no-profiles",
                    "A profile says which files a sender puts into its folder, and when they are "
                        + "imported."),
                action: new)
        }
        return dataTable(.profiles, columns, standings) + buttons(new)
    }

    private var columns: [Column<Nights.Standing>] {
        [
            Column(.nightProfile, namesRow: true) {
                link(
                    Phrase(data: $0.profile.name), NightProfilePage.address(of: $0.profile.name))
            },
            Column(.when) { HTML(text: $0.profile.when) },
            Column(.files) { one in
                one.profile.service.map {
                    HTML(Phrase("nights.service", "OneRoster service at {0}", $0.host))
                } ?? HTML(text: one.profile.files.joined(separator: ", "))
            },
            Column(.lastSuccess) { .momentOrNever($0.succeededAt) },
            Column(.lastAttempt) { one in
                """
                \(.momentOrNever(one.attemptedAt))\
                \(if: one.fault != nil, "<br><span class=\"hint\">\(one.fault ?? "")</span>")
                """
            },
            Column(Phrase("nights.next", "Next")) { one in
                one.next.map { HTML(Phrase(data: Words.day($0.description))) } ?? HTML(.none)
            },
            Column(.status) { one in
                one.profile.isPaused
                    ? tag(Phrase("nights.stopped", "Stopped"), .yellow)
                    : tag(Phrase("nights.active", "Active"), .green)
            },
            Column(.actions) { one in
                postForm(
                    NightProfilePage.path + "/pause",
                    """
                    \(hidden("name", one.profile.name))
                    \(hidden("paused", one.profile.isPaused ? "no" : "yes"))
                    <button class="button quiet">\(say: one.profile.isPaused
                        ? Phrase("nights.resume", "Go on") : Phrase("nights.stop", "Stop"))\
                    <span class="visually-hidden"> \(one.profile.name)</span></button>
                    """)
            },
        ]
    }
}

/// Nights with what became of each file.
func nightsTable(_ nights: [NightReport], seesRuns: Bool) -> HTML {
    dataTable(
        .lastNights,
        [
            Column<NightReport>(.date) { HTML(Phrase(data: Words.day($0.date.description))) },
            Column(.nightProfile, namesRow: true) { HTML(text: $0.profile) },
            Column(.files) { night in
                night.files.isEmpty
                    ? HTML(Phrase("nights.no-files", "None came, and none was expected."))
                    : """
                    <ul>\(each: night.files, { "<li>\(file($0, seesRuns))</li>" })</ul>
                    """
            },
            Column(.status) { night in
                night.isVeiled == true && !night.needsSomebody
                    ? .empty
                    : night.needsSomebody
                        ? tag(Phrase("nights.needs", "Needs somebody"), .yellow)
                        : tag(Phrase("nights.well", "All is well"), .green)
            },
        ], nights, hidesCaption: true)
}

private func file(_ file: NightReport.File, _ seesRuns: Bool) -> HTML {
    let counts = file.counts
    let rows = Phrase(
        "nights.rows", "{0} rows: {1} new, {2} changed, {3} closed, {4} held, {5} rejected.",
        Words.number(counts.read), Words.number(counts.inserted), Words.number(counts.updated),
        Words.number(counts.closed), Words.number(counts.held), Words.number(counts.rejected))
    return """
        <strong>\(file.name)</strong>: \(say: .state(of: file))\
        \(if: counts.read > 0, " <span class=\"hint\">\(say: rows)</span>")\
        \(if: !file.why.isEmpty, " <span class=\"hint\">\(file.why)</span>")\
        \(each: seesRuns ? file.runs : [], {
            " " + link(Phrase("nights.run", "Run {0}", "\($0)"), "/imports/runs/\($0)")
        })
        """
}

extension AutomationProfile {
    /// Its time and place, and its days where they are not all.
    var when: String {
        let days = schedule.weekdays.count == 7 ? "" : ", " + schedule.dayNames
        return "\(schedule.time) \(zone)\(days)"
    }
}

extension Phrase {
    static let untold = Phrase("nights.untold", "Mails and posts that wait")
    static let lastNights = Phrase("nights.last", "Last nights")
    static let profiles = Phrase("nights.profiles", "Profiles")
    static let nightProfile = Phrase("nights.profile", "Profile")
    static let files = Phrase("nights.files", "Files")

    static func state(of file: NightReport.File) -> Phrase {
        switch file.state {
        case .imported: Phrase("nights.imported", "imported")
        case .held: Phrase("nights.held", "held, nothing was changed")
        case .stale: Phrase("nights.stale", "the same as before")
        case .rejected: Phrase("nights.rejected", "rejected")
        case .late: Phrase("nights.late", "late")
        case .missing: Phrase("nights.missing", "missing")
        case .refused: Phrase("nights.refused", "refused")
        case .replaced: Phrase("nights.replaced", "replaced while it was read")
        case .failed: Phrase("nights.failed", "not imported")
        }
    }

    static func nightsFail(_ detail: String) -> Phrase {
        Phrase("nights.fail", "Nights fail: {0}", detail)
    }

    public static let profileSaved = Phrase("nights.saved", "The profile was saved.")
    public static let profileRemoved = Phrase("nights.removed", "The profile was removed.")
    public static let profileStopped = Phrase("nights.was-stopped", "The profile was stopped.")
    public static let profileResumed = Phrase("nights.was-resumed", "The profile goes on.")
}
