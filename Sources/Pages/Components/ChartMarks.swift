// What tells series apart beside their color: markers and dashes on lines, patterns in bars.

/// The looks of a series, by its place from 0.
enum ChartMark {
    /// Outlines of signs around a point, about 8 wide.
    private static let signs = [
        "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", "m-3.5 -3.5h7v7h-7z", "m0 -5l5 5l-5 5l-5 -5z",
        "m0 -4.5l4.5 8h-9z", "m0 4.5l4.5 -8h-9z", "m-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
        "m-4.5 -2h9v4h-9z", "m-2 -4.5h4v9h-4z",
        "m0 -5l1.5 3.5l3.5 1.5l-3.5 1.5l-1.5 3.5"
            + "l-1.5 -3.5l-3.5 -1.5l3.5 -1.5z",
    ]

    private static let dashes: [String?] = [
        nil, "7 4", "2 3", "10 3 2 3", "12 5", "4 4", "10 3 2 3 2 3", "1 5", "16 4",
    ]

    /// What repeats in an area of 8 by 8; the last has only its outline.
    private static let patterns = [
        "M0 0h8v8h-8z", "M-2 2l4 -4M0 8l8 -8M6 10l4 -4", "M-2 6l4 4M0 0l8 8M6 -2l4 4",
        "M2 4a2 2 0 1 0 4 0a2 2 0 1 0 -4 0", "M0 4h8", "M4 0v8", "M0 4h8M4 0v8",
        "M0 0l8 8M8 0l-8 8", "",
    ]

    static func classes(_ series: Int) -> String {
        "series-\(series % ChartContent.mostSeries + 1)"
    }

    /// The series' sign at a point.
    static func sign(_ series: Int, x: Double, y: Double) -> HTML {
        """
        <path class="\(classes(series))" \
        d="M\(coordinate(x)) \(coordinate(y))\(signs[series % signs.count])"/>
        """
    }

    static func dash(_ series: Int) -> String? { dashes[series % dashes.count] }

    /// The patterns of as many series; areas name them by the chart's ID.
    static func definitions(_ count: Int, id: String) -> HTML {
        """
        <defs>\(each: 0..<count, { series in
            """
            <pattern id="\(id)-pattern-\(series)" width="8" height="8" \
            patternUnits="userSpaceOnUse"><path class="\(classes(series))" \
            d="\(patterns[series % patterns.count])"/></pattern>
            """
        })</defs>
        """
    }

    /// An area in the series' pattern, with an outline that stands out of the page by itself.
    static func area(
        _ series: Int, id: String, x: Double, y: Double, width: Double, height: Double
    ) -> HTML {
        """
        <rect class="\(classes(series)) area" x="\(coordinate(x))" y="\(coordinate(y))" \
        width="\(coordinate(width))" height="\(coordinate(height))"/>\
        <rect fill="url(#\(id)-pattern-\(series))" x="\(coordinate(x))" y="\(coordinate(y))" \
        width="\(coordinate(width))" height="\(coordinate(height))"/>
        """
    }

    /// The names of the series beside what they look like.
    static func legend(_ content: ChartContent, _ sample: (Int) -> HTML) -> HTML {
        """
        <ul class="legend">
        \(each: content.series.enumerated(), { index, one in
            """
            <li><svg viewBox="0 0 32 16" width="32" height="16" aria-hidden="true">\
            \(sample(index))</svg> \(say: one.name)</li>
            """
        })
        </ul>
        """
    }

    static func text(_ words: String, x: Double, y: Double, anchor: String? = nil) -> HTML {
        """
        <text class="label" x="\(coordinate(x))" y="\(coordinate(y))"\
        \(attribute: "text-anchor", anchor)>\(words)</text>
        """
    }

    static func line(_ classes: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double)
        -> HTML
    {
        """
        <line class="\(classes)" x1="\(coordinate(x1))" y1="\(coordinate(y1))" \
        x2="\(coordinate(x2))" y2="\(coordinate(y2))"/>
        """
    }

    /// About as wide as text of 12 pixels gets.
    static func width(of text: String) -> Double { Double(text.count) * 7 }

    /// A text that fits; the whole of it stands in the table.
    static func cut(_ text: String, to width: Double) -> String {
        let most = max(2, Int(width / 7))
        return text.count <= most ? text : text.prefix(most - 1) + "\u{2026}"
    }
}
