import Delimited

extension SourceText {
    /// Texts shorter than this are read on one core.
    static let smallText = 1 << 20

    /// Whether a line feed always ends a row, so that rows can be told apart in the middle.
    var canBeCut: Bool { !dialect.quoted && survey.hasPlainLineEnds }

    /// `range` cut into `count` pieces, each beginning where a row begins. Only where `canBeCut`.
    func pieces(of range: Range<Int>, count: Int) throws -> [Range<Int>] {
        var cuts = [range.lowerBound]
        for piece in 1..<max(1, count) {
            cuts.append(try lineStart(after: range.lowerBound + range.count * piece / count))
        }
        cuts.append(range.upperBound)
        return zip(cuts, cuts.dropFirst()).map { $0..<max($0, $1) }
    }

    /// The start of the first line that begins at or after `offset`.
    func lineStart(after offset: Int) throws -> Int {
        var at = offset
        while at < bytes.count {
            let piece = try bytes.bytes(at: at, count: 1 << 14)
            if let feed = piece.firstIndex(of: 0x0A) { return at + feed + 1 }
            at += piece.count
            if piece.isEmpty { break }
        }
        return bytes.count
    }
}
