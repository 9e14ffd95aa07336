/// Bars from the left, so that names of schools and programs can be read beside them.
///
/// What is below zero is drawn as nothing: bars are for counts.
struct BarDrawing {
    static let mostCategories = 60

    let content: ChartContent
    let isStacked: Bool

    private let width = 560.0
    private let top = 24.0
    private let barHeight = 16.0
    private let gap = 10.0
    private let widestName = 168.0

    var drawing: ChartDrawing {
        let scale = ChartScale(content.categories.indices.flatMap(ends))
        let names = content.categories.map { ChartMark.cut($0.text, to: widestName) }
        let left = 12 + (names.map(ChartMark.width).max() ?? 0)
        let right = width - 18 - ChartMark.width(of: shown(scale.upper))
        let rows = isStacked ? 1 : max(1, content.series.count)
        let rowHeight = barHeight * Double(rows) + gap
        let bottom = top + rowHeight * Double(content.categories.count)
        let marks: HTML = """
            \(ChartMark.definitions(content.series.count, id: content.id))
            \(grid(scale, left: left, right: right, bottom: bottom))
            \(each: names.enumerated(), { index, name in
                row(index, name, y: top + gap / 2 + rowHeight * Double(index), scale, left, right)
            })
            """
        return ChartDrawing(
            width: width, height: bottom + 8, marks: marks,
            legend: content.series.count > 1 ? ChartMark.legend(content, sample) : .empty)
    }

    private func length(_ series: Int, _ category: Int) -> Double? {
        content.value(content.series[series], category).map { max(0, $0) }
    }

    /// Where the bars of a category end.
    private func ends(_ category: Int) -> [Double] {
        let lengths = content.series.indices.compactMap { length($0, category) }
        return isStacked ? [lengths.reduce(0, +)] : lengths
    }

    private func grid(
        _ scale: ChartScale, left: Double, right: Double, bottom: Double
    ) -> HTML {
        """
        \(each: scale.ticks, { tick in
            let x = scale.place(tick, from: left, to: right)
            return """
                \(ChartMark.line(tick == 0 ? "axis" : "grid", x, top, x, bottom))\
                \(ChartMark.text(shown(tick), x: x, y: top - 8, anchor: "middle"))
                """
        })
        """
    }

    private func row(
        _ category: Int, _ name: String, y: Double, _ scale: ChartScale, _ left: Double,
        _ right: Double
    ) -> HTML {
        let rows = isStacked ? 1 : max(1, content.series.count)
        let middle = y + barHeight * Double(rows) / 2 + 4
        return """
            \(ChartMark.text(name, x: left - 6, y: middle, anchor: "end"))
            \(isStacked
                ? stack(category, y: y, scale, left, right)
                : sideBySide(category, y: y, scale, left, right))
            """
    }

    private func stack(
        _ category: Int, y: Double, _ scale: ChartScale, _ left: Double, _ right: Double
    ) -> HTML {
        var pieces = HTML.empty
        var sum = 0.0
        for series in content.series.indices {
            guard let length = length(series, category), length > 0 else { continue }
            let start = scale.place(sum, from: left, to: right)
            sum += length
            let end = scale.place(sum, from: left, to: right)
            pieces += ChartMark.area(
                series, id: content.id, x: start, y: y, width: end - start,
                height: barHeight - 2)
        }
        return pieces + value(sum, y: y, scale, left, right)
    }

    private func sideBySide(
        _ category: Int, y: Double, _ scale: ChartScale, _ left: Double, _ right: Double
    ) -> HTML {
        var pieces = HTML.empty
        for series in content.series.indices {
            guard let length = length(series, category) else { continue }
            let top = y + barHeight * Double(series)
            let end = scale.place(length, from: left, to: right)
            if length > 0 {
                pieces += ChartMark.area(
                    series, id: content.id, x: left, y: top, width: end - left,
                    height: barHeight - 2)
            }
            pieces += value(length, y: top, scale, left, right)
        }
        return pieces
    }

    /// The number beside the end of a bar, also where the bar has no length.
    private func value(
        _ value: Double, y: Double, _ scale: ChartScale, _ left: Double, _ right: Double
    ) -> HTML {
        ChartMark.text(
            shown(value), x: scale.place(value, from: left, to: right) + 6, y: y + barHeight - 4)
    }

    private func sample(_ index: Int) -> HTML {
        ChartMark.area(index, id: content.id, x: 1, y: 1, width: 30, height: 14)
    }
}
