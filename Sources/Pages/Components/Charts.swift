// Charts, drawn by the server: they need no script, and print. Each stands in a figure with its
// heading, a sentence that says what there is to see, and its numbers as a table.

/// What a chart shows: one or more series of values over the same categories.
struct ChartContent: Sendable {
    /// A name, and a value for each category; nil where there is none.
    struct Series: Sendable {
        let name: Phrase
        let values: [Double?]

        init(_ name: Phrase, _ values: [Double?]) {
            self.name = name
            self.values = values
        }

        init(_ name: Phrase, _ values: [Int]) {
            self.init(name, values.map { Double($0) as Double? })
        }
    }

    /// How many can be told apart.
    static let mostSeries = 9

    /// Of the elements of the figure; once on a page.
    let id: String
    let title: Phrase
    /// What there is to see, in one sentence.
    let takeaway: Phrase
    /// What the categories are: `School`, `Month`.
    let categoryHeading: Phrase
    let categories: [Phrase]
    let series: [Series]

    init(
        id: String, _ title: Phrase, takeaway: Phrase, categoryHeading: Phrase,
        categories: [Phrase], series: [Series]
    ) {
        self.id = id
        self.title = title
        self.takeaway = takeaway
        self.categoryHeading = categoryHeading
        self.categories = categories
        self.series = series
    }

    func value(_ series: Series, _ category: Int) -> Double? {
        guard series.values.indices.contains(category) else { return nil }
        return series.values[category].flatMap { $0.isFinite ? $0 : nil }
    }

    var isEmpty: Bool {
        !series.contains { one in categories.indices.contains { value(one, $0) != nil } }
    }

    /// The part of it that is drawn; all of it stands in the table.
    func drawn(categories most: Int) -> ChartContent {
        ChartContent(
            id: id, title, takeaway: takeaway, categoryHeading: categoryHeading,
            categories: Array(categories.prefix(most)),
            series: Array(series.prefix(Self.mostSeries)))
    }
}

/// Lines over categories in their order: months, school years.
///
/// - Parameter level: of the heading.
func lineChart(_ content: ChartContent, level: Int = 2) -> HTML {
    figure(content, level: level, drawn: content.drawn(categories: LineDrawing.mostCategories)) {
        LineDrawing(content: $0).drawing
    }
}

/// For each category one bar per series, side by side.
func bars(_ content: ChartContent, level: Int = 2) -> HTML {
    figure(content, level: level, drawn: content.drawn(categories: BarDrawing.mostCategories)) {
        BarDrawing(content: $0, isStacked: false).drawing
    }
}

/// For each category one bar, of which each series is a part.
func stackedBars(_ content: ChartContent, level: Int = 2) -> HTML {
    figure(content, level: level, drawn: content.drawn(categories: BarDrawing.mostCategories)) {
        BarDrawing(content: $0, isStacked: true).drawing
    }
}

/// What was drawn, and how large.
struct ChartDrawing {
    var width = 560.0
    let height: Double
    let marks: HTML
    /// What the series look like, where they have no names in the drawing.
    var legend = HTML.empty
}

/// The drawing scrolls inside of itself in a narrow window: smaller letters could not be read.
private func figure(
    _ content: ChartContent, level: Int, drawn: ChartContent, draw: (ChartContent) -> ChartDrawing
) -> HTML {
    let id = content.id
    let isWhole =
        drawn.categories.count == content.categories.count
        && drawn.series.count == content.series.count
    return """
        <figure class="chart" id="\(id)">
        <figcaption>\(heading(content.title, level: level, id: "\(id)-heading"))
        <p class="takeaway" id="\(id)-takeaway">\(say: content.takeaway)</p></figcaption>
        \(content.isEmpty ? paragraph(.chartEmpty) : svg(content, draw(drawn)))
        \(if: !isWhole, paragraph(.chartInPart))
        \(if: !content.isEmpty, details(.chartNumbers(content.title), table(content)))
        </figure>
        """
}

private func svg(_ content: ChartContent, _ drawing: ChartDrawing) -> HTML {
    let id = content.id
    return """
        <div class="table-frame" role="region" aria-labelledby="\(id)-heading" tabindex="0">
        <svg viewBox="0 0 \(coordinate(drawing.width)) \(coordinate(drawing.height))" \
        role="img" aria-labelledby="\(id)-title \(id)-takeaway">
        <title id="\(id)-title">\(say: content.title)</title>
        \(drawing.marks)
        </svg>
        </div>
        \(drawing.legend)
        """
}

private func table(_ content: ChartContent) -> HTML {
    let name = Column<Int>(content.categoryHeading, namesRow: true) { row in
        HTML(content.categories[row])
    }
    let columns = content.series.map { one in
        Column<Int>(one.name, isNumber: true) { row in
            content.value(one, row).map { HTML(text: shown($0)) } ?? HTML(.blank)
        }
    }
    return dataTable(content.title, [name] + columns, Array(content.categories.indices))
}

/// A value as people read it: whole, or with one decimal.
func shown(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    guard abs(tenths) < 1e15 else { return value.description }
    let whole = Int(abs(tenths) / 10)
    let rest = Int(abs(tenths)) % 10
    let sign = tenths < 0 ? "-" : ""
    return rest == 0 ? sign + Words.number(whole) : "\(sign)\(Words.number(whole)).\(rest)"
}

/// A place in a drawing, to a tenth, in the digits that SVG reads.
func coordinate(_ value: Double) -> String {
    let tenths = Int((min(max(value, -100_000), 100_000) * 10).rounded())
    let text = "\(abs(tenths) / 10)" + (tenths % 10 == 0 ? "" : ".\(abs(tenths) % 10)")
    return tenths < 0 ? "-" + text : text
}

extension Phrase {
    static let chartEmpty = Phrase("chart.empty", "There are no numbers yet.")
    static let chartInPart = Phrase(
        "chart.in-part", "The drawing shows the first part. All numbers are in the table.")

    static func chartNumbers(_ title: Phrase) -> Phrase {
        Phrase("chart.numbers", "Numbers: {0}", title.text)
    }
}
