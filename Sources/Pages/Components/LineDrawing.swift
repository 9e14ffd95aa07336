/// Lines with their names at their ends; in a legend where the names are long.
struct LineDrawing {
    static let mostCategories = 400

    let content: ChartContent

    private let top = 14.0
    private let bottom = 250.0
    private let width = 560.0
    /// Between the baselines of two names.
    private let lineHeight = 15.0
    private let longestName = 20

    var drawing: ChartDrawing {
        let scale = ChartScale(
            content.series.flatMap { one in
                content.categories.indices.compactMap { content.value(one, $0) }
            })
        let names = content.series.map(\.name.text)
        let hasNames = names.allSatisfy { $0.count <= longestName }
        let left = 14 + (scale.ticks.map { ChartMark.width(of: shown($0)) }.max() ?? 0)
        let right =
            hasNames ? width - 26 - (names.map(ChartMark.width).max() ?? 0) : width - 16
        let marks: HTML = """
            \(grid(scale, left: left, right: right))
            \(categoryLabels(left: left, right: right))
            \(each: content.series.indices, { series($0, scale, left, right) })
            \(if: hasNames, ends(scale, left, right))
            """
        return ChartDrawing(
            width: width, height: bottom + 30, marks: marks,
            legend: hasNames ? .empty : ChartMark.legend(content, sample))
    }

    private func x(_ category: Int, _ left: Double, _ right: Double) -> Double {
        let count = content.categories.count
        if count == 1 { return (left + right) / 2 }
        return left + 6 + (right - left - 12) * Double(category) / Double(count - 1)
    }

    private func y(_ value: Double, _ scale: ChartScale) -> Double {
        scale.place(value, from: bottom, to: top)
    }

    private func grid(_ scale: ChartScale, left: Double, right: Double) -> HTML {
        """
        \(each: scale.ticks, { tick in
            """
            \(ChartMark.line(tick == 0 ? "axis" : "grid", left, y(tick, scale), right,
                y(tick, scale)))\
            \(ChartMark.text(shown(tick), x: left - 6, y: y(tick, scale) + 4, anchor: "end"))
            """
        })
        """
    }

    /// As many as have room beside each other, the first among them.
    private func categoryLabels(left: Double, right: Double) -> HTML {
        let texts = content.categories.map { ChartMark.cut($0.text, to: 98) }
        let widest = (texts.map(ChartMark.width).max() ?? 0) + 10
        let room = max(1, Int((right - left) / widest))
        let stride = max(1, (texts.count + room - 1) / room)
        return """
            \(each: texts.enumerated().filter { $0.offset.isMultiple(of: stride) }, { index, text in
                ChartMark.text(text, x: x(index, left, right), y: bottom + 18, anchor: "middle")
            })
            """
    }

    /// A line that is broken where there is no value.
    private func series(
        _ index: Int, _ scale: ChartScale, _ left: Double, _ right: Double
    ) -> HTML {
        var path = ""
        var signs = HTML.empty
        var isDrawing = false
        let every = max(1, content.categories.count / 40)
        for category in content.categories.indices {
            guard let value = content.value(content.series[index], category) else {
                isDrawing = false
                continue
            }
            let (x, y) = (x(category, left, right), y(value, scale))
            path += "\(isDrawing ? "L" : "M")\(coordinate(x)) \(coordinate(y))"
            isDrawing = true
            if category.isMultiple(of: every) { signs += ChartMark.sign(index, x: x, y: y) }
        }
        if path.isEmpty { return .empty }
        return """
            <path class="line \(ChartMark.classes(index))"\
            \(attribute: "stroke-dasharray", ChartMark.dash(index)) d="\(path)"/>\(signs)

            """
    }

    /// The names at the right, each at the height of its line's end or as near as there is room.
    private func ends(_ scale: ChartScale, _ left: Double, _ right: Double) -> HTML {
        let heights = content.series.indices.compactMap { index -> (series: Int, y: Double)? in
            let one = content.series[index]
            return content.categories.indices.last { content.value(one, $0) != nil }
                .flatMap { content.value(one, $0) }.map { (index, y($0, scale)) }
        }
        let places = Self.spread(heights.map(\.y), by: lineHeight, from: top, to: bottom)
        return """
            \(each: zip(heights, places), { end, place in
                """
                \(ChartMark.sign(end.series, x: right + 10, y: place))\
                \(ChartMark.text(
                    content.series[end.series].name.text, x: right + 20, y: place + 4))
                """
            })
            """
    }

    /// The heights moved apart until there is `distance` between any two, in their order.
    static func spread(
        _ heights: [Double], by distance: Double, from top: Double, to bottom: Double
    ) -> [Double] {
        let order = heights.indices.sorted { heights[$0] < heights[$1] }
        var places = heights
        var least = top
        for index in order {
            places[index] = max(heights[index], least)
            least = places[index] + distance
        }
        var most = bottom
        for index in order.reversed() {
            places[index] = min(places[index], most)
            most = places[index] - distance
        }
        return places
    }

    private func sample(_ index: Int) -> HTML {
        """
        <path class="line \(ChartMark.classes(index))"\
        \(attribute: "stroke-dasharray", ChartMark.dash(index)) d="M0 8L32 8"/>\
        \(ChartMark.sign(index, x: 16, y: 8))
        """
    }
}
