/// What a look at every byte of a text tells about how to read it.
///
/// Taken in one pass, at memory speed, before a file is cut into rows: whether cells may be
/// quoted, which line ends occur, whether the bytes are UTF-8. Surveys of consecutive pieces add
/// up with `+=`, provided that each piece but the last ends behind a line feed.
public struct Survey: Equatable, Sendable {
    public internal(set) var bytes = 0
    public internal(set) var lineFeeds = 0
    public internal(set) var carriageReturns = 0
    /// Line feeds right behind a carriage return.
    public internal(set) var pairs = 0
    public internal(set) var quotes = 0
    public internal(set) var nuls = 0
    public internal(set) var isASCII = true
    public internal(set) var isUTF8 = true
    /// The last byte seen.
    public internal(set) var lastByte: UInt8?
    /// Up to three bytes of a character that the previous piece began.
    var pending: [UInt8] = []

    public init() {}

    /// Whether every line ends in LF or CR LF, so that a line feed always ends a line.
    public var hasPlainLineEnds: Bool { carriageReturns == pairs }

    /// Whether the text ends with a line end, as a file that arrived whole does.
    public var endsWithLineEnd: Bool { lastByte == 0x0A || lastByte == 0x0D }

    /// Looks at the next piece of the text.
    public mutating func take(_ piece: UnsafeRawBufferPointer) {
        guard let last = piece.last else { return }
        if lastByte == 0x0D, piece.first == 0x0A { pairs += 1 }
        var marks = Marks()
        marks.count(piece)
        bytes += piece.count
        lineFeeds += marks.lineFeeds
        carriageReturns += marks.carriageReturns
        pairs += marks.pairs
        quotes += marks.quotes
        nuls += marks.nuls
        if marks.hasHighBytes || !pending.isEmpty {
            isASCII = false
            checkUTF8(piece)
        }
        lastByte = last
    }

    /// Ends the text: a character left unfinished is not UTF-8.
    public mutating func finish() {
        if !pending.isEmpty { isUTF8 = false }
        pending = []
    }

    /// Adds the survey of the text that follows.
    public static func += (left: inout Survey, right: Survey) {
        if right.bytes == 0 { return }
        left.bytes += right.bytes
        left.lineFeeds += right.lineFeeds
        left.carriageReturns += right.carriageReturns
        left.pairs += right.pairs
        left.quotes += right.quotes
        left.nuls += right.nuls
        left.isASCII = left.isASCII && right.isASCII
        left.isUTF8 = left.isUTF8 && right.isUTF8 && left.pending.isEmpty
        left.pending = right.pending
        left.lastByte = right.lastByte
    }

    private mutating func checkUTF8(_ piece: UnsafeRawBufferPointer) {
        guard isUTF8 else { return }
        var rest = piece
        if !pending.isEmpty {
            let needed = Self.length(ofCharacterBeginning: pending[0]) - pending.count
            pending += rest.prefix(max(0, needed))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, needed)))
            if pending.count < Self.length(ofCharacterBeginning: pending[0]) { return }
            isUTF8 = pending.withUnsafeBytes { Self.isValid($0) }
            pending = []
        }
        let end = Self.endOfWholeCharacters(rest)
        if !Self.isValid(UnsafeRawBufferPointer(rebasing: rest[..<end])) { isUTF8 = false }
        pending = Array(rest[end...])
    }

    private static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return true }
        let span = Span(_unsafeStart: base, count: bytes.count)
        do {
            _ = try UTF8Span(validating: span)
            return true
        } catch {
            return false
        }
    }

    /// Where the last character that may be unfinished begins, at most three bytes from the end.
    private static func endOfWholeCharacters(_ bytes: UnsafeRawBufferPointer) -> Int {
        for back in 1...3 where back <= bytes.count {
            let at = bytes.count - back
            if bytes[at] & 0xC0 == 0x80 { continue }
            return length(ofCharacterBeginning: bytes[at]) > back ? at : bytes.count
        }
        return bytes.count
    }

    private static func length(ofCharacterBeginning byte: UInt8) -> Int {
        switch byte {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }
}

/// Counts the bytes that matter, eight at a time.
private struct Marks {
    var lineFeeds = 0
    var carriageReturns = 0
    var pairs = 0
    var quotes = 0
    var nuls = 0
    var hasHighBytes = false

    mutating func count(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        // One byte less, because the byte after each word is looked at too.
        let words = max(0, bytes.count - 1) / 8
        countWords(base, words)
        for at in (words * 8)..<bytes.count { countOne(bytes, at) }
    }

    private static var lows: UInt64 { 0x0101_0101_0101_0101 }
    private static var highs: UInt64 { 0x8080_8080_8080_8080 }

    /// The high bit of each byte of `word` that is `byte`.
    @inline(__always)
    private static func marks(_ word: UInt64, _ byte: UInt64) -> UInt64 {
        let difference = word ^ (lows &* byte)
        return ~(((difference & ~highs) &+ ~highs) | difference | ~highs)
    }

    private mutating func countWords(_ start: UnsafeRawPointer, _ words: Int) {
        var (feeds, returns, both, quoteMarks, zeros) = (0, 0, 0, 0, 0)
        var high: UInt64 = 0
        for word in 0..<words {
            let here = start.loadUnaligned(fromByteOffset: word &* 8, as: UInt64.self)
            high |= here
            feeds &+= Self.marks(here, 0x0A).nonzeroBitCount
            quoteMarks &+= Self.marks(here, 0x22).nonzeroBitCount
            zeros &+= Self.marks(here, 0).nonzeroBitCount
            let isReturn = Self.marks(here, 0x0D)
            if isReturn != 0 {
                let next = start.loadUnaligned(fromByteOffset: word &* 8 &+ 1, as: UInt64.self)
                returns &+= isReturn.nonzeroBitCount
                both &+= (isReturn & Self.marks(next, 0x0A)).nonzeroBitCount
            }
        }
        lineFeeds += feeds
        carriageReturns += returns
        pairs += both
        quotes += quoteMarks
        nuls += zeros
        if high & Self.highs != 0 { hasHighBytes = true }
    }

    private mutating func countOne(_ bytes: UnsafeRawBufferPointer, _ at: Int) {
        switch bytes[at] {
        case 0x0A: lineFeeds += 1
        case 0x0D:
            carriageReturns += 1
            if at + 1 < bytes.count, bytes[at + 1] == 0x0A { pairs += 1 }
        case 0x22: quotes += 1
        case 0: nuls += 1
        case 0x80...: hasHighBytes = true
        default: break
        }
    }
}
