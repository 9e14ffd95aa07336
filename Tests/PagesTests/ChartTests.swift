import Testing

@testable import Pages

@Suite struct ChartTests {
    private func content(
        _ categories: [String], _ series: [(String, [Double?])], id: String = "programs"
    ) -> ChartContent {
        ChartContent(
            id: id, Phrase(data: "Students by program"), takeaway: Phrase(data: "Most read."),
            categoryHeading: Phrase(data: "Program"),
            categories: categories.map(Phrase.init(data:)),
            series: series.map { ChartContent.Series(Phrase(data: $0.0), $0.1) })
    }

    private func count(_ part: String, in html: HTML) -> Int {
        html.text.components(of: part)
    }

    // MARK: Scales

    @Test(arguments: [
        ([0.0, 412], [0.0, 100, 200, 300, 400, 500]), ([3], [0, 1, 2, 3]), ([], [0, 1]),
        ([0, 0], [0, 1]), ([0.5], [0, 0.1, 0.2, 0.3, 0.4, 0.5]), ([-4, 6], [-4, -2, 0, 2, 4, 6]),
        ([1_000_000], [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
        ([.nan, .infinity, 2], [0, 1, 2]),
    ])
    func `an axis begins and ends with a tick, and has zero`(values: [Double], ticks: [Double]) {
        let scale = ChartScale(values)
        #expect(scale.ticks.count == ticks.count)
        for (tick, wanted) in zip(scale.ticks, ticks) { #expect(abs(tick - wanted) < 1e-6) }
    }

    @Test(arguments: [(0.03, 0.05), (1, 1), (1.1, 2), (2, 2), (3, 5), (6, 10), (83, 100), (0, 1)])
    func `steps are 1, 2 or 5 times a power of ten`(value: Double, step: Double) {
        #expect(abs(ChartScale.step(atLeast: value) - step) < 1e-9)
    }

    @Test func `a value stands between the ends of the axis`() {
        let scale = ChartScale([10])
        #expect(scale.place(0, from: 250, to: 0) == 250)
        #expect(scale.place(10, from: 250, to: 0) == 0)
        #expect(scale.place(5, from: 0, to: 100) == 50)
    }

    @Test(arguments: [
        (0.0, "0"), (1234, "1,234"), (0.25, "0.3"), (-2.5, "-2.5"), (9.96, "10"), (1e18, "1e+18"),
    ])
    func `values are shown with one decimal at most`(value: Double, text: String) {
        #expect(shown(value) == text)
    }

    @Test(arguments: [(0.04, "0"), (12.25, "12.3"), (-3.5, "-3.5"), (1e9, "100000"), (560, "560")])
    func `places have digits that SVG reads`(value: Double, text: String) {
        #expect(coordinate(value) == text)
    }

    @Test func `names at the ends of lines do not overlap and stay inside`() {
        let places = LineDrawing.spread([100, 101, 102, 249], by: 15, from: 14, to: 250)
        let sorted = places.sorted()
        for (above, below) in zip(sorted, sorted.dropFirst()) { #expect(below - above >= 15) }
        #expect(sorted.allSatisfy { (14...250).contains($0) })
        #expect(places[0] < places[1] && places[1] < places[2])
        #expect(LineDrawing.spread([], by: 15, from: 14, to: 250).isEmpty)
    }

    // MARK: What every chart has

    @Test func `a chart has a heading, a takeaway, names for the drawing, and its numbers`() {
        let html = lineChart(content(["2024", "2025"], [("Reading", [3, 1200])]))
        #expect(html.text.contains("<h2 id=\"programs-heading\">Students by program</h2>"))
        #expect(html.text.contains("role=\"img\" aria-labelledby=\"programs-title programs-take"))
        #expect(html.text.contains("<title id=\"programs-title\">Students by program</title>"))
        #expect(html.text.contains("<th scope=\"row\">2025</th><td class=\"number\">1,200</td>"))
        #expect(html.text.contains("<summary>Numbers: Students by program</summary>"))
        #expect(!html.text.contains("style="))
    }

    @Test func `a chart without numbers says so and draws nothing`() {
        for empty in [
            content([], []), content(["2025"], []), content(["2025"], [("Reading", [nil])]),
            content([], [("Reading", [3])]), content(["2025"], [("Reading", [.nan])]),
        ] {
            for html in [lineChart(empty), bars(empty), stackedBars(empty)] {
                #expect(html.text.contains("There are no numbers yet."))
                #expect(!html.text.contains("<svg"))
            }
        }
    }

    @Test func `names are escaped wherever they stand`() {
        let odd = content(["<b>A</b>"], [("R&\"D\"", [1])])
        for html in [lineChart(odd), bars(odd), stackedBars(odd)] {
            #expect(!html.text.contains("<b>A"))
            #expect(html.text.contains("R&amp;&quot;D&quot;"))
        }
    }

    @Test func `more series than can be told apart stand in the table alone`() {
        let many = content(["2025"], (1...11).map { ("Series \($0)", [Double($0)]) })
        let html = lineChart(many)
        #expect(count("class=\"line ", in: html) == 9)
        #expect(html.text.contains("<th scope=\"col\" class=\"number\">Series 11</th>"))
        #expect(html.text.contains("The drawing shows the first part."))
        #expect(!lineChart(content(["2025"], [("One", [1])])).text.contains("first part"))
    }

    // MARK: Lines

    @Test func `one point is a sign without a line's length`() {
        let html = lineChart(content(["2025"], [("Reading", [7])]))
        #expect(count("class=\"line series-1\" d=\"M", in: html) == 1)
        #expect(!html.text.contains("nan"))
    }

    @Test func `a line is broken where there is no value`() {
        let html = lineChart(content(["1", "2", "3"], [("Reading", [1, nil, 3])]))
        let path = html.text.between("class=\"line series-1\" d=\"", "\"")
        #expect(path.filter { $0 == "M" }.count == 2)
        #expect(!path.contains("L"))
        #expect(html.text.contains("(blank)"))
    }

    @Test func `lines differ by more than their color`() {
        let html = lineChart(
            content(["1", "2"], (1...9).map { ("S\($0)", [Double($0), Double($0)]) }))
        let dashes = (1...9).map {
            html.text.between("class=\"line series-\($0)\"", " d=")
        }
        #expect(Set(dashes).count == 9)
    }

    @Test func `short names stand at the lines' ends, long ones in a legend`() {
        let short = lineChart(content(["1"], [("Reading", [1])]))
        #expect(!short.text.contains("class=\"legend\""))
        let long = lineChart(
            content(["1"], [("Learning Assistance Program, reading", [1]), ("B", [2])]))
        #expect(long.text.contains("class=\"legend\""))
    }

    // MARK: Bars

    @Test func `a bar of nothing has its number and no length`() {
        let html = bars(content(["Cedar", "Elm"], [("Students", [0, 5])]))
        #expect(count("<rect class=\"series-1 area\"", in: html) == 1)
        #expect(html.text.contains(">0</text>"))
        #expect(!html.text.contains("width=\"0\""))
    }

    @Test func `stacked bars begin where the last ended, and show their sum`() {
        let html = stackedBars(content(["Cedar"], [("A", [30]), ("B", [70])]))
        let first = html.text.between("series-1 area\" x=\"", "\"")
        let width = html.text.between("series-1 area\" x=\"\(first)\" y=\"29\" width=\"", "\"")
        let second = html.text.between("series-2 area\" x=\"", "\"")
        let end = (Double(first) ?? 0) + (Double(width) ?? 0)
        #expect(abs((Double(second) ?? 0) - end) < 0.2)
        #expect(html.text.contains(">100</text>"))
        #expect(html.text.contains("class=\"legend\""))
    }

    @Test func `what is below zero or missing is no bar`() {
        let html = bars(content(["A", "B", "C"], [("Students", [-5, nil, 2])]))
        #expect(count("<rect class=\"series-1 area\"", in: html) == 1)
        #expect(!html.text.contains("width=\"-"))
    }

    @Test func `patterns are named by their chart, so that two can stand on a page`() {
        let html = bars(content(["A"], [("One", [1])], id: "lunch"))
        #expect(html.text.contains("<pattern id=\"lunch-pattern-0\""))
        #expect(html.text.contains("fill=\"url(#lunch-pattern-0)\""))
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        ranges(of: part).count
    }

    /// What stands between two texts, the first time; empty where they are not there.
    fileprivate func between(_ start: String, _ end: String) -> String {
        guard let first = ranges(of: start).first else { return "" }
        let rest = self[first.upperBound...]
        guard let last = rest.ranges(of: end).first else { return "" }
        return String(rest[..<last.lowerBound])
    }
}
