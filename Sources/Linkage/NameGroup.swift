/// Names of one length beside a query, sixteen at a time; letters of the query are bits of a lane.
///
/// The greedy order of the Jaro similarity is kept, so the result is that of comparing one by one.
/// The same stands here for bytes and for words, because vectors are fast only where the compiler
/// knows their width.
struct NameGroup {
    private let query: UnsafeBufferPointer<UInt8>
    private let length: Int
    private let bound: Int
    private let scores: SimilarityTable
    private let least: Float
    /// With fewer common letters `least` cannot be reached.
    private let needed: Int

    init(
        _ query: UnsafeBufferPointer<UInt8>, _ length: Int, _ scores: SimilarityTable,
        _ least: Float, _ needed: Int
    ) {
        self.query = query
        self.length = length
        self.scores = scores
        self.least = least
        self.needed = needed
        bound = max(0, max(query.count, length) / 2 - 1)
    }

    /// The places of the query that a letter at `index` may be matched with, as bits.
    @inline(__always)
    private func window(_ index: Int, bits: Int) -> Int {
        let low = max(0, index &- bound)
        let high = min(bits &- 1, index &+ bound)
        return low > high ? 0 : ((1 &<< (high &+ 1)) &- 1) & ~((1 &<< low) &- 1)
    }

    /// For queries of at most 8 letters.
    func scanBytes(
        _ all: UnsafeRawBufferPointer, _ count: Int, _ hit: (Int, Float) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: SIMD16<UInt8>.self, capacity: 48) { scratch in
            for place in 0..<query.count {
                scratch[32 &+ place] = SIMD16(repeating: UInt8(query[place]))
                scratch[40 &+ place] = SIMD16(
                    repeating: 1 &<< UInt8(truncatingIfNeeded: place))
            }
            for first in stride(from: 0, to: count, by: 16) {
                scanBytes(all, first * length, min(16, count - first), scratch) {
                    hit(first + $0, $1)
                }
            }
        }
    }

    @inline(__always)
    private func scanBytes(
        _ all: UnsafeRawBufferPointer, _ start: Int, _ count: Int,
        _ scratch: UnsafeMutableBufferPointer<SIMD16<UInt8>>, _ hit: (Int, Float) -> Void
    ) {
        typealias Lanes = SIMD16<UInt8>
        // The buffer has 48 places, so it has a base.
        let places = scratch.baseAddress.unsafelyUnwrapped
        let isMatched = places + 16
        let asked = places + 32
        let bits = places + 40
        let zero = Lanes(repeating: 0)
        let one = Lanes(repeating: 1)
        var matched = zero
        var common = zero
        for index in 0..<length {
            let letters = Lanes(
                truncatingIfNeeded: all.loadUnaligned(
                    fromByteOffset: start &+ index &* 16, as: SIMD16<UInt8>.self))
            var found = zero
            for place in 0..<query.count {
                found |= unsafeBitCast(letters .== asked[place], to: Lanes.self) & bits[place]
            }
            places[index] = found
            let window = UInt8(truncatingIfNeeded: window(index, bits: 8))
            let free = found & Lanes(repeating: window) & ~matched
            let lowest = free & (zero &- free)
            matched |= lowest
            let isNew = unsafeBitCast(lowest .!= zero, to: Lanes.self)
            isMatched[index] = isNew
            common &-= isNew
        }
        let reached = unsafeBitCast(
            common .>= Lanes(repeating: UInt8(truncatingIfNeeded: needed)), to: SIMD2<UInt64>.self)
        if reached.x | reached.y == 0 { return }
        var swapped = zero
        for index in 0..<length {
            let low = matched & (zero &- matched) & isMatched[index]
            swapped &-=
                unsafeBitCast((places[index] & low) .== zero, to: Lanes.self)
                & isMatched[index]
            matched ^= low
        }
        var prefix = zero
        var run = one
        for index in 0..<min(4, length, query.count) {
            let letters = Lanes(
                truncatingIfNeeded: all.loadUnaligned(
                    fromByteOffset: start &+ index &* 16, as: SIMD16<UInt8>.self))
            run &= unsafeBitCast(letters .== Lanes(repeating: UInt8(query[index])), to: Lanes.self)
            prefix &+= run
        }
        let order = (swapped &>> one) &* 5 &+ prefix
        scores.scores.withUnsafeBufferPointer { scores in
            for lane in 0..<16 where lane < count {
                let score = scores[Int(common[lane]) &* 45 &+ Int(order[lane])]
                if score >= least { hit(lane, score) }
            }
        }
    }

    /// For queries of at most 16 letters.
    func scanWords(
        _ all: UnsafeRawBufferPointer, _ count: Int, _ hit: (Int, Float) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: SIMD16<UInt16>.self, capacity: 64) { scratch in
            for place in 0..<query.count {
                scratch[32 &+ place] = SIMD16(repeating: UInt16(query[place]))
                scratch[48 &+ place] = SIMD16(
                    repeating: 1 &<< UInt16(truncatingIfNeeded: place))
            }
            for first in stride(from: 0, to: count, by: 16) {
                scanWords(all, first * length, min(16, count - first), scratch) {
                    hit(first + $0, $1)
                }
            }
        }
    }

    @inline(__always)
    private func scanWords(
        _ all: UnsafeRawBufferPointer, _ start: Int, _ count: Int,
        _ scratch: UnsafeMutableBufferPointer<SIMD16<UInt16>>, _ hit: (Int, Float) -> Void
    ) {
        typealias Lanes = SIMD16<UInt16>
        // The buffer has 64 places, so it has a base.
        let places = scratch.baseAddress.unsafelyUnwrapped
        let isMatched = places + 16
        let asked = places + 32
        let bits = places + 48
        let zero = Lanes(repeating: 0)
        let one = Lanes(repeating: 1)
        var matched = zero
        var common = zero
        for index in 0..<length {
            let letters = Lanes(
                truncatingIfNeeded: all.loadUnaligned(
                    fromByteOffset: start &+ index &* 16, as: SIMD16<UInt8>.self))
            var found = zero
            for place in 0..<query.count {
                found |= unsafeBitCast(letters .== asked[place], to: Lanes.self) & bits[place]
            }
            places[index] = found
            let window = UInt16(truncatingIfNeeded: window(index, bits: 16))
            let free = found & Lanes(repeating: window) & ~matched
            let lowest = free & (zero &- free)
            matched |= lowest
            let isNew = unsafeBitCast(lowest .!= zero, to: Lanes.self)
            isMatched[index] = isNew
            common &-= isNew
        }
        let reached = unsafeBitCast(
            common .>= Lanes(repeating: UInt16(truncatingIfNeeded: needed)), to: SIMD4<UInt64>.self)
        if reached.x | reached.y | reached.z | reached.w == 0 { return }
        var swapped = zero
        for index in 0..<length {
            let low = matched & (zero &- matched) & isMatched[index]
            swapped &-=
                unsafeBitCast((places[index] & low) .== zero, to: Lanes.self)
                & isMatched[index]
            matched ^= low
        }
        var prefix = zero
        var run = one
        for index in 0..<min(4, length, query.count) {
            let letters = Lanes(
                truncatingIfNeeded: all.loadUnaligned(
                    fromByteOffset: start &+ index &* 16, as: SIMD16<UInt8>.self))
            run &= unsafeBitCast(letters .== Lanes(repeating: UInt16(query[index])), to: Lanes.self)
            prefix &+= run
        }
        let order = (swapped &>> one) &* 5 &+ prefix
        scores.scores.withUnsafeBufferPointer { scores in
            for lane in 0..<16 where lane < count {
                let score = scores[Int(common[lane]) &* 45 &+ Int(order[lane])]
                if score >= least { hit(lane, score) }
            }
        }
    }
}
