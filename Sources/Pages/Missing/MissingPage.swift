import Operations
import Records

/// Every student that nothing links to the SIS: why, since when, and who it may be.
public struct MissingPage: PageContent {
    /// One student, with our number of it.
    public struct Row: Sendable {
        public let student: Int
        public let item: UnlinkedStudents.Item

        public init(student: Int, item: UnlinkedStudents.Item) {
            self.student = student
            self.item = item
        }
    }

    let query: ListQuery
    let rows: [Row]
    let total: Int
    /// How many there are of each cause.
    let counts: [Cause: Int]
    let mayResolve: Bool

    public init(
        query: ListQuery, rows: [Row], total: Int, counts: [Cause: Int], mayResolve: Bool
    ) {
        self.query = query
        self.rows = rows
        self.total = total
        self.counts = counts
        self.mayResolve = mayResolve
    }

    public var title: Phrase { .missingIntegration }
    public var section: Section { .missing }

    private var parts: ListParts { ListParts(path: "/missing", query: query, total: total) }

    public var body: HTML {
        """
        \(paragraph(Phrase("missing.lead",
            "SIS changes do not reach these students, and state reports go wrong. Each has its "
                + "cause, the likeliest student in the General Student Table, and the next step.")))
        \(causes)
        \(rows.isEmpty ? empty : list)
        """
    }

    private var causes: HTML {
        let all = counts.values.reduce(0, +)
        return tabs(
            .causeWord,
            [
                Tab(
                    .causeCount(.all, all), "/missing", isCurrent: query.filters["cause"] == nil)
            ]
                + Cause.allCases.filter { counts[$0, default: 0] > 0 }.map { cause in
                    var one = ListQuery(filters: ["cause": cause.rawValue], size: query.size)
                    one.page = 1
                    return Tab(
                        .causeCount(.cause(cause), counts[cause, default: 0]),
                        one.address("/missing"),
                        isCurrent: query.filters["cause"] == cause.rawValue)
                })
    }

    private var empty: HTML {
        emptyState(
            Phrase("missing.none-title", "Everybody is integrated"),
            Phrase(
                "missing.none",
                "Students whom nothing links to the SIS are listed here, the most urgent first. "
                    + "There are none."),
            action: link(Phrase("missing.to-students", "Look a student up"), "/students"))
    }

    private var list: HTML {
        """
        \(parts.count(.found(total)))
        \(dataTable(.missingIntegration, columns, rows, hidesCaption: true))
        \(parts.pagination)
        """
    }

    private var columns: [Column<Row>] {
        let mayResolve = mayResolve
        return [
            Column(.name, namesRow: true) { row in
                link(Phrase(data: row.item.name), Address.student(row.student))
            },
            Column(.studentID) { row in
                "\(row.item.studentID)\(row.item.stateID.isEmpty ? "" : " \(say: .stateID) ")"
                    + "\(row.item.stateID)"
            },
            Column(.causeWord) { row in
                guard let cause = Cause(rawValue: row.item.cause) else { return .empty }
                return tag(.cause(cause), cause == .provisionalID ? .red : .yellow)
                    + (row.item.hold == nil ? .empty : " \(tag(.awaitingEnrollment, .blue))")
            },
            Column(.since) { .day($0.item.since) },
            Column(Phrase("missing.attached", "What hangs on it")) { Self.attached($0.item) },
            Column(.candidatesWord) { Self.candidate($0.item) },
            Column(.nextStepWord) { row in
                let words = HTML(Self.nextStep(row.item))
                if !mayResolve { return words }
                return "\(words) <a href=\"\(Address.student(row.student, "resolve"))\">"
                    + "\(say: .resolve)<span class=\"visually-hidden\"> \(row.item.name)</span></a>"
            },
        ]
    }

    private static func attached(_ item: UnlinkedStudents.Item) -> HTML {
        let counts = item.attached
        let words: [Phrase?] = [
            counts.documents > 0 ? .documentCount(counts.documents) : nil,
            counts.events > 0 ? .eventCount(counts.events) : nil,
            counts.plans > 0 ? .planCount(counts.plans) : nil,
            counts.programs > 0 ? .programCount(counts.programs) : nil,
        ]
        let found = words.compactMap(\.self).map(\.text)
        return found.isEmpty ? HTML(.none) : HTML(text: found.joined(separator: ", "))
    }

    private static func candidate(_ item: UnlinkedStudents.Item) -> HTML {
        guard let best = item.candidates.first else { return HTML(Phrase(data: item.answer)) }
        let more = item.candidates.count - 1
        return """
            <strong>\(best.name)</strong> \(best.studentID) \(.day(best.birthDate))
            \(evidence(best))
            \(if: more > 0, paragraph(Phrase("missing.more", one: "and 1 more candidate",
                other: "and {n} more candidates", count: more)))
            """
    }

    /// What to do, in words of the pages.
    static func nextStep(_ item: UnlinkedStudents.Item) -> Phrase {
        if let other = item.duplicateOf {
            return Phrase(
                "missing.marked", "Marked as a duplicate of {0}. Resolve it, or merge the two.",
                other)
        }
        switch item.code {
        case "match.one", "match.names-equal", "match.id-differs":
            return Phrase("missing.compare", "Compare the two, and link or resolve.")
        case "match.several":
            return Phrase("missing.several", "Several match: choose the right one.")
        case "match.has-profile":
            return Phrase(
                "missing.has-profile", "The SIS student has a profile already: merge the two.")
        case "match.ids-disagree", "match.id-held-by-other", "match.several-students":
            return Phrase(
                "missing.number", "A number may be wrong: check it, and correct it.")
        default:
            return Cause(rawValue: item.cause).map(Phrase.wayOut) ?? Phrase(data: item.answer)
        }
    }
}

extension Phrase {
    static let awaitingEnrollment = Phrase("missing.awaiting", "Awaiting enrollment")

    static func causeCount(_ cause: Phrase, _ count: Int) -> Phrase {
        Phrase("missing.cause-count", "{0} ({1})", cause.text, Words.number(count))
    }

    static func documentCount(_ count: Int) -> Phrase {
        Phrase("count.documents", one: "1 document", other: "{n} documents", count: count)
    }

    static func eventCount(_ count: Int) -> Phrase {
        Phrase("count.events", one: "1 event", other: "{n} events", count: count)
    }

    static func planCount(_ count: Int) -> Phrase {
        Phrase("count.plans", one: "1 learning plan", other: "{n} learning plans", count: count)
    }

    static func programCount(_ count: Int) -> Phrase {
        Phrase("count.programs", one: "1 program", other: "{n} programs", count: count)
    }
}
