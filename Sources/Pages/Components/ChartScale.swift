/// How values become places along an axis, with ticks at numbers that people like to read.
struct ChartScale: Sendable, Equatable {
    /// From the lowest to the highest. The axis begins and ends with a tick.
    let ticks: [Double]

    var lower: Double { ticks.first ?? 0 }
    var upper: Double { ticks.last ?? 1 }

    /// An axis on which all values have a place, and zero: a length or a slope means little where
    /// the axis is cut off.
    init(_ values: some Sequence<Double>, intervals: Int = 5) {
        let finite = values.filter(\.isFinite)
        let low = min(0, finite.min() ?? 0)
        var high = max(0, finite.max() ?? 0)
        if low == high { high = 1 }
        var step = Self.step(atLeast: (high - low) / Double(max(1, intervals)))
        // Between whole numbers of students there is nothing.
        if finite.allSatisfy({ $0 == $0.rounded() }) { step = max(1, step) }
        let first = Int((low / step).rounded(.down))
        let last = Int((high / step).rounded(.up))
        ticks = (first...last).map { Double($0) * step }
    }

    /// The least of 1, 2 and 5, times a power of ten, that is not below `value`.
    static func step(atLeast value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        while power > value { power /= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= value * (1 - 1e-9) } ?? power * 10
    }

    /// Where a value stands between two ends of a drawing.
    func place(_ value: Double, from start: Double, to end: Double) -> Double {
        start + (value - lower) / (upper - lower) * (end - start)
    }
}
