import Operations
import Records

/// Every student that nothing links to the SIS: why, since when, and who it may be.
public struct MissingPage: ListContent {
    let query: ListQuery
    let page: UnlinkedStudents.Page
    let mayResolve: Bool

    public init(query: ListQuery, page: UnlinkedStudents.Page, mayResolve: Bool) {
        self.query = query
        self.page = page
        self.mayResolve = mayResolve
    }

    public var file: ListFile { ListFile(columns, page.items.rows) }
    public var rowCount: Int { page.items.total }

    public var title: Phrase { .missingIntegration }
    public var section: Section { .missing }

    private var parts: ListParts {
        ListParts(path: "/missing", query: query, total: page.items.total)
    }

    public var body: HTML {
        """
        \(paragraph(Phrase("missing.lead",
            "SIS changes do not reach these students, and state reports go wrong. Each has its "
                + "cause, the likeliest student in the General Student Table, and the next step.")))
        \(causes)
        \(page.items.rows.isEmpty ? empty : list)
        """
    }

    private var causes: HTML {
        let all = page.causes.reduce(0) { $0 + $1.count }
        let current = query.filters["cause"]
        return tabs(
            .causeWord,
            [Tab(.causeCount(.all, all), "/missing", isCurrent: current == nil)]
                + page.causes.filter { $0.count > 0 }.map { one in
                    Tab(
                        .causeCount(.cause(one.cause), one.count),
                        ListQuery(filters: ["cause": one.cause.rawValue], size: query.size)
                            .address("/missing"), isCurrent: current == one.cause.rawValue)
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
        \(parts.count(.found(page.items.total)))
        \(dataTable(.missingIntegration, columns, page.items.rows, hidesCaption: true))
        \(parts.pagination)
        \(parts.tools())
        """
    }

    private var columns: [Column<UnlinkedStudents.Item>] {
        let mayResolve = mayResolve
        return [
            Column(.name, namesRow: true) { item in
                link(Phrase(data: item.name), Address.student(item.id))
            },
            Column(.studentID) { item in
                "\(item.studentID)\(item.stateID.isEmpty ? "" : " \(say: .stateID) ")"
                    + "\(item.stateID)"
            },
            Column(.causeWord) { item in
                guard let cause = Cause(rawValue: item.cause) else { return .empty }
                return tag(.cause(cause), cause == .provisionalID ? .red : .yellow)
                    + (item.hold == nil ? .empty : " \(tag(.awaitingEnrollment, .blue))")
            },
            Column(.since) { .day($0.since) },
            Column(Phrase("missing.attached", "What hangs on it")) { Self.attached($0) },
            Column(.candidatesWord) { Self.candidate($0) },
            Column(.nextStepWord) { item in
                let words = HTML(Self.nextStep(item))
                if !mayResolve { return words }
                return "\(words) <a href=\"\(Address.student(item.id, "resolve"))\">"
                    + "\(say: .resolve)<span class=\"visually-hidden\"> \(item.name)</span></a>"
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
