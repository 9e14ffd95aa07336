import Operations
import Records
import Storage

/// Pairs that may be one person, the likeliest first, with why.
public struct DuplicatesPage: PageContent {
    let listed: Duplicates.Listed
    /// Only these; nil for all.
    let kind: DuplicatePair.Kind?
    /// Whether the viewer may have everybody looked through.
    let mayFind: Bool

    public init(_ listed: Duplicates.Listed, kind: DuplicatePair.Kind?, mayFind: Bool) {
        self.listed = listed
        self.kind = kind
        self.mayFind = mayFind
    }

    public static let address = "/duplicates"
    public static let qualityAddress = "/duplicates/quality"

    public var title: Phrase { .possibleDuplicates }
    public var section: Section { .duplicates }

    public var body: HTML {
        """
        \(paragraph(Phrase("duplicates.lead",
            "Each pair may be one person. Compare the two, then merge or link them, or say that "
                + "they are not the same person; that is remembered.")))
        \(tabs(.duplicateKind, [Tab(.all, Self.address, isCurrent: kind == nil)]
            + DuplicatePair.Kind.allCases.map { one in
                Tab(.duplicateKind(one), "\(Self.address)?kind=\(one.rawValue)",
                    isCurrent: kind == one)
            }))
        \(listed.items.isEmpty ? empty : list)
        \(searched)
        """
    }

    private var empty: HTML {
        emptyState(
            Phrase("duplicates.none-title", "Nothing to compare"),
            listed.searchedAt == nil
                ? Phrase("duplicates.never", "Nobody was looked through yet.")
                : Phrase("duplicates.none", "No pair waits to be decided here."))
    }

    private var list: HTML {
        """
        \(paragraph(.duplicateCount(listed.total)))
        \(listed.items.first.map { first in
            buttons(linkButton(.compareFirst, first.address, .primary))
        } ?? HTML.empty)
        \(dataTable(.possibleDuplicates, [
            Column<Duplicates.Item>(Phrase("duplicates.pair", "Pair"), namesRow: true) { item in
                """
                <a href="\(item.address)">\(item.one.name) (\(item.one.number)) \(say: .andWord) \
                \(item.other.name) (\(item.other.number))</a>
                """
            },
            Column(.matchProbability, isNumber: true) { HTML(text: Words.probability($0)) },
            Column(Phrase("duplicates.what", "What can be done")) { item in
                item.isConflict ? tag(.idConflict, .red) : HTML(.duplicateKind(item.kind))
            },
            Column(Phrase("duplicates.why", "Why")) { item in
                """
                <ul class="evidence">
                \(each: item.strongest, { reason in
                    let weight = DuplicatePairPage.signed(reason.weight)
                    return """
                        <li>\(say: .matched(reason.field)): \
                        \(say: .weighed(.agreement(reason.level), weight))</li>
                        """
                })
                </ul>
                """
            },
        ], listed.items, hidesCaption: true))
        """
    }

    private var searched: HTML {
        """
        \(listed.later > 0 ? paragraph(.duplicatesLater(listed.later)) : .empty)
        \(listed.searchedAt.map { paragraph(.lookedThrough(Words.day(String($0.prefix(10))),
            listed.changesSince)) } ?? .empty)
        \(if: mayFind, postForm("\(Self.address)/find", buttons(
            button(.lookThrough, .secondary),
            link(.matchQuality, Self.qualityAddress))))
        """
    }
}

extension Duplicates.Item {
    /// The address of its page.
    public var address: String {
        let sides: [String] =
            switch kind {
            case .students: [one, other].map { Address.name(.student, $0.student ?? 0) }
            case .link:
                [
                    Address.name(.student, one.student ?? 0),
                    Address.name(.sisStudent, other.sisStudent ?? 0),
                ]
            case .roster: [one, other].map { Address.name(.sisStudent, $0.sisStudent ?? 0) }
            }
        return "\(DuplicatesPage.address)/\(kind.rawValue)/\(sides.joined(separator: "/"))"
    }

    /// What says the most, for or against.
    var strongest: [Duplicates.Reason] {
        let most = reasons.filter { abs($0.weight) >= 0.5 }
            .sorted { abs($0.weight) > abs($1.weight) }
        return Array(most.prefix(4))
    }
}

extension Words {
    /// In percent, and never as certain.
    static func probability(_ item: Duplicates.Item) -> String {
        let percent = item.probability * 100
        if percent > 99.9 { return Phrase("duplicates.nearly", "over 99.9 %").text }
        if percent < 0.1 { return Phrase("duplicates.hardly", "under 0.1 %").text }
        return "\((percent * 10).rounded() / 10) %"
    }
}

extension Phrase {
    static let possibleDuplicates = Phrase("nav.duplicates", "Possible duplicates")
    static let duplicateKind = Phrase("duplicates.kind", "Kind of pair")
    static let matchProbability = Phrase("duplicates.probability", "Likely one person")
    static let idConflict = Phrase("duplicates.conflict", "ID conflict")
    static let lookThrough = Phrase("duplicates.find", "Look through everybody now")
    static let matchQuality = Phrase("duplicates.quality", "How good the matching is")
    static let compareFirst = Phrase("duplicates.first", "Compare the first pair")
    static let andWord = Phrase("common.and", "and")

    static func duplicateKind(_ kind: DuplicatePair.Kind) -> Phrase {
        switch kind {
        case .students: Phrase("duplicates.kind-students", "Profiles to merge")
        case .link: Phrase("duplicates.kind-link", "Students to link to the SIS")
        case .roster: Phrase("duplicates.kind-roster", "Twice in the SIS")
        }
    }

    static func duplicateCount(_ count: Int) -> Phrase {
        Phrase("duplicates.count", one: "1 pair waits.", other: "{n} pairs wait.", count: count)
    }

    static func duplicatesLater(_ count: Int) -> Phrase {
        Phrase(
            "duplicates.later-count", one: "1 pair was put off and comes back by itself.",
            other: "{n} pairs were put off and come back by themselves.", count: count)
    }

    static func lookedThrough(_ day: String, _ changes: Int) -> Phrase {
        Phrase(
            "duplicates.searched", "Everybody was looked through on {0}; change sets since: {1}.",
            day, Words.number(changes))
    }

    public static func lookedThroughNow(_ pairs: Int, new: Int) -> Phrase {
        Phrase(
            "duplicates.searched-now", "Everybody was looked through. Pairs: {0}, new: {1}.",
            Words.number(pairs), Words.number(new))
    }
}
