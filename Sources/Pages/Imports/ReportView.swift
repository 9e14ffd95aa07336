import Operations
import Records

/// What an import did, or would do: counts, and problems by what there is to do about them.
struct ReportView {
    let report: RunReport
    let problems: ProblemGroups?
    /// Where unknown codes are added; nil where that cannot be done yet.
    let codesAddress: String?

    var html: HTML {
        """
        <section class="report">
        <h2>\(report.file) \(tag(.state(report.state.rawValue),
            Phrase.color(of: report.wouldHold ? "held" : report.state.rawValue)))</h2>
        <p>\(say: .layoutIs(report.layout))</p>
        \(if: report.wouldHold, warningText(Phrase("import.would-hold",
            "This would be held for review: nothing would be changed until somebody approves.")))
        \(counts)
        \(report.state == .checked
            ? report.shown.changed.number.map { paragraph(.wouldChange($0)) } ?? .empty : .empty)
        \(notes)
        \(problems.map(groups) ?? .empty)
        </section>
        """
    }

    private var counts: HTML {
        let pairs = Phrase.counts(report.shown)
        if pairs.allSatisfy({ $0.1 == .untold }) { return paragraph(.countsNotShown) }
        return """
            <div class="table-frame" role="region" aria-label="\(say: .countsCaption)" tabindex="0">
            <table class="data"><caption class="visually-hidden">\(say: .countsCaption)</caption>
            <thead><tr>\(each: pairs, {
                "<th scope=\"col\" class=\"number\">\(say: $0.0)</th>"
            })</tr></thead>
            <tbody><tr>\(each: pairs, { "<td class=\"number\">\(count($0.1))</td>" })</tr></tbody>
            </table></div>
            """
    }

    private var notes: HTML {
        if report.notes.isEmpty { return .empty }
        return "<ul>\(each: report.notes, { "<li>\($0)</li>" })</ul>"
    }

    private func groups(_ problems: ProblemGroups) -> HTML {
        if problems.groups.isEmpty, report.shown.read == .untold { return .empty }
        if problems.groups.isEmpty {
            return paragraph(Phrase("import.no-problems", "No problems were found."))
        }
        return """
            <h3>\(say: Phrase("import.problems", "Problems, by what to do about them"))</h3>
            \(each: problems.groups, { group($0) })
            """
    }

    private func group(_ group: ProblemGroups.Group) -> HTML {
        let isError = group.severity == .error
        return """
            <div class="inset">
            <h4>\(isError ? tag(Phrase("import.error", "Error"), .red)
                : tag(Phrase("import.warning", "Warning"), .yellow))
            \(say: FixWords.words(for: group))</h4>
            \(each: group.problems, { problem in
                """
                <p>\(problem.message) \(Self.times(problem.count))</p>
                \(examples(problem))
                """
            })
            \(if: !group.unknownCodes.isEmpty, unknown(group.unknownCodes))
            </div>
            """
    }

    private func examples(_ problem: ProblemGroups.Problem) -> HTML {
        if problem.examples.isEmpty { return .empty }
        return """
            <ul class="evidence">\(each: problem.examples, { Self.example($0) })</ul>
            """
    }

    private static func example(_ example: ProblemGroups.Example) -> HTML {
        let column = example.column.isEmpty ? "" : ", \(example.column)"
        let cell: HTML? = example.cell.map { ": \($0.isEmpty ? HTML(.blank) : HTML(text: $0))" }
        let file = example.file.map { " (\($0))" }
        return "<li>\(say: .rowAt(example.row))\(column)\(cell)\(file)</li>"
    }

    /// How often, where that is told.
    private static func times(_ count: SmallCount) -> HTML {
        count.number.map { "(\(number: $0))" } ?? .empty
    }

    /// In how many rows, where that is told.
    static func rows(_ count: SmallCount) -> HTML {
        count.number.map { "(\(say: .rowCount($0)))" } ?? .empty
    }

    private func unknown(_ codes: [ProblemGroups.UnknownCode]) -> HTML {
        let list: HTML = """
            <ul>\(each: codes, { "<li>\($0.key) \(Self.rows($0.rows))</li>" })</ul>
            """
        guard let codesAddress else { return list }
        return list + buttons(linkButton(.resolveNowWord, codesAddress, .primary))
    }
}

extension Phrase {
    static let countsCaption = Phrase("import.counts", "Rows by what became of them")

    static func layoutIs(_ layout: String) -> Phrase {
        layout.isEmpty
            ? Phrase("import.layout-unknown", "The layout was not recognized.")
            : Phrase("import.layout-is", "Recognized as {0}.", layout)
    }

    static func rowAt(_ row: Int) -> Phrase { Phrase("import.row-at", "Row {0}", "\(row)") }

    static func wouldChange(_ count: Int) -> Phrase {
        Phrase(
            "import.would-change", one: "1 change would be made.",
            other: "{n} changes would be made.", count: count)
    }

    static func rowCount(_ count: Int) -> Phrase {
        Phrase("import.rows", one: "1 row", other: "{n} rows", count: count)
    }
}
