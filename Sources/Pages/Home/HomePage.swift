import Operations
import Records

/// What there is to do: counts that open their lists, and charts.
public struct HomePage: PageContent {
    /// What is shown; nil where the viewer does not see it.
    public struct Content: Sendable {
        public var counts: WorkList.Counts?
        public var programs: Figures.Programs?
        public var imports: [Figures.Import]?
        public var waiting: [Figures.Waiting]?
        /// Alarms that nobody looked into yet.
        public var alarms: Int?
        /// Exports that wait for somebody's word.
        public var exports: Int?
        /// Requests of other districts for records, which wait for an answer.
        public var transfers: Int?
        /// Pairs that may be one person.
        public var duplicates: Int?
        /// The last night of each profile.
        public var nights: [NightReport] = []
        /// Nights that fail one after the other, in sentences.
        public var failingNights: [String] = []

        public init() {}
    }

    let content: Content
    let viewer: Viewer

    public init(_ content: Content, viewer: Viewer) {
        self.content = content
        self.viewer = viewer
    }

    public var title: Phrase { .home }
    public var section: Section { .home }

    public var body: HTML {
        """
        \(if: (content.alarms ?? 0) > 0, inset(warningText(.openAlarms(content.alarms ?? 0))
            + link(.alarms, AlarmsPage.address)))
        \(each: content.failingNights, { inset(warningText(.nightsFail($0))
            + link(.filesByNight, NightsPage.address)) })
        \(if: (content.exports ?? 0) > 0, inset(link(
            .waitingExports(content.exports ?? 0), ExportRequestsPage.address)))
        \(if: (content.transfers ?? 0) > 0, inset(link(
            .waitingTransfers(content.transfers ?? 0), EnvelopesPage.address)))
        \(content.counts.map(work) ?? .empty)
        \(if: !content.nights.isEmpty, nights)
        \(content.programs.map(programs) ?? .empty)
        \(content.imports.map(imports) ?? .empty)
        \(content.waiting.map(waiting) ?? .empty)
        """
    }

    // MARK: The work list

    private func work(_ counts: WorkList.Counts) -> HTML {
        """
        \(heading(Phrase("home.work", "Work that waits")))
        <ul class="cards">
        \(card(counts.students, .missingIntegration, "/missing"))
        \(card(counts.provisionalStateIDs, Phrase("home.provisional", "Provisional state IDs"),
            ListQuery(filters: ["cause": Cause.provisionalID.rawValue]).address("/missing")))
        \(card(counts.unlinkedALE, Phrase("home.ale", "ALE students not linked"),
            mayLinkALE ? "/ale/link" : nil))
        \(content.duplicates.map {
            card($0, .possibleDuplicates, DuplicatesPage.address)
        } ?? .empty)
        \(counts.imports.map(importCards) ?? .empty)
        \(counts.plans.map(planCards) ?? .empty)
        </ul>
        \(counts.students > 0 ? causes(counts) : .empty)
        """
    }

    private var mayLinkALE: Bool {
        viewer.may(.linkStudents) && (viewer.role.map(Navigation.office.contains) ?? true)
    }

    private func importCards(_ imports: WorkList.Imports) -> HTML {
        let address = viewer.may(.runImports) ? "/imports" : nil
        return card(imports.heldRuns, Phrase("home.held-runs", "Held imports"), address)
            + (imports.heldRows.number.map {
                card($0, Phrase("home.held-rows", "Held rows to decide"), address)
            } ?? .empty)
    }

    private func planCards(_ plans: WorkList.Plans) -> HTML {
        card(
            plans.overdue, Phrase("home.plans-due", "Learning plans due"), OverduePlansPage.address)
    }

    private func card(_ count: Int, _ label: Phrase, _ address: String?) -> HTML {
        let words: HTML = "<span class=\"figure\">\(number: count)</span> \(say: label)"
        let plain: HTML = "<p>\(words)</p>"
        let linked: HTML? = address.map { "<a href=\"\($0)\">\(words)</a>" }
        return """
            <li class="card\(count == 0 ? " quiet" : "")">\(linked ?? plain)</li>
            """
    }

    private func causes(_ counts: WorkList.Counts) -> HTML {
        let waiting = counts.causes.filter { $0.count > 0 }
        return dataTable(
            Phrase("home.by-cause", "Not integrated, by cause"),
            [
                Column<UnlinkedStudents.CauseCount>(.causeWord, namesRow: true) { one in
                    link(
                        .cause(one.cause),
                        ListQuery(filters: ["cause": one.cause.rawValue]).address("/missing"))
                },
                Column(.students, isNumber: true) { "\(number: $0.count)" },
                Column(Phrase("resolve.way", "The way out")) { HTML(.wayOut($0.cause)) },
            ], waiting)
    }

    // MARK: The night

    private var nights: HTML {
        heading(Phrase("home.nights", "Files that came by night"))
            + nightsTable(content.nights, seesRuns: viewer.may(.runImports))
            + "<p>\(link(.filesByNight, NightsPage.address))</p>"
    }

    // MARK: Charts

    private func programs(_ figures: Figures.Programs) -> HTML {
        let last = figures.series.map { $0.counts.last ?? 0 }.reduce(0, +)
        let first = figures.series.map { $0.counts.first ?? 0 }.reduce(0, +)
        return lineChart(
            ChartContent(
                id: "programs-chart",
                Phrase("home.programs", "Active enrollments by program"),
                takeaway: Phrase(
                    "home.programs-takeaway",
                    "{0} program enrollments are active today; a year ago there were {1}.",
                    Words.number(last), Words.number(first)),
                categoryHeading: .date,
                categories: figures.days.map { Phrase(data: Words.day($0.description)) },
                series: figures.series.map { one in
                    ChartContent.Series(
                        one.program == nil
                            ? Phrase("home.other-programs", "Other programs")
                            : Phrase(data: one.text.isEmpty ? one.program ?? "" : one.text),
                        one.counts)
                }))
    }

    private func imports(_ runs: [Figures.Import]) -> HTML {
        let shown = Array(runs.reversed())
        let rejected = shown.reduce(0) { $0 + $1.counts.rejected }
        let read = shown.reduce(0) { $0 + $1.counts.read }
        let parts: [(Phrase, KeyPath<ImportCounts, Int>)] = [
            (Phrase("import.count.inserted", "Inserted"), \.inserted),
            (Phrase("import.count.updated", "Updated"), \.updated),
            (Phrase("import.count.closed", "Closed"), \.closed),
            (Phrase("import.count.unchanged", "Unchanged"), \.unchanged),
            (Phrase("import.count.held", "Held"), \.held),
            (Phrase("import.count.rejected", "Rejected"), \.rejected),
        ]
        return stackedBars(
            ChartContent(
                id: "imports-chart", Phrase("home.imports", "Import outcomes"),
                takeaway: Phrase(
                    "home.imports-takeaway", "Of {0} rows in the last imports {1} were rejected.",
                    Words.number(read), Words.number(rejected)),
                categoryHeading: Phrase("home.run", "Run"),
                categories: shown.map { Phrase(data: "\($0.run) \($0.file)") },
                series: parts.map { part in
                    ChartContent.Series(part.0, shown.map { $0.counts[keyPath: part.1] })
                }))
    }

    private func waiting(_ ages: [Figures.Waiting]) -> HTML {
        let old = ages.last.map { $0.unlinked + $0.provisional } ?? 0
        return stackedBars(
            ChartContent(
                id: "waiting-chart", Phrase("home.ages", "Age of provisional records"),
                takeaway: Phrase(
                    "home.ages-takeaway", one: "1 student has waited for more than 90 days.",
                    other: "{n} students have waited for more than 90 days.", count: old),
                categoryHeading: Phrase("home.age", "Days"),
                categories: ages.map(Self.age),
                series: [
                    ChartContent.Series(.missingIntegration, ages.map(\.unlinked)),
                    ChartContent.Series(
                        Phrase("home.provisional", "Provisional state IDs"),
                        ages.map(\.provisional)),
                ]))
    }

    private static func age(_ age: Figures.Waiting) -> Phrase {
        age.last.map { Phrase("home.days", "{0} to {1} days", "\(age.first)", "\($0)") }
            ?? Phrase("home.days-more", "{0} days and more", "\(age.first)")
    }
}
