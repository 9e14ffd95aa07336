/// Random numbers that are the same on every machine and in every release.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014. The
/// standard library's own `shuffled` and `randomElement` are not used with it, because their
/// results may change from one Swift release to the next.
struct SplitMix64: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A generator of its own for one part of the district, so that a change in that part leaves
    /// the others as they were.
    mutating func branch() -> SplitMix64 { SplitMix64(seed: next()) }

    /// 0 to `bound` - 1; 0 where `bound` is not positive.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True in `percent` of 100 cases.
    mutating func chance(percent: Int) -> Bool { below(100) < percent }

    /// One of `list`, which must not be empty.
    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// `count` of `list` in their order there, or all where there are fewer.
    mutating func pick<Element>(_ count: Int, of list: [Element]) -> [Element] {
        var needed = count
        var left = list.count
        return list.filter { _ in
            defer { left -= 1 }
            guard below(left) < needed else { return false }
            needed -= 1
            return true
        }
    }
}
