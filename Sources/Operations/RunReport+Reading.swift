extension RunReport {
    /// The JSON of a report with no problems in it. A report tells of each kind of problem, and a
    /// list of runs needs none of that.
    static func withoutProblems(_ json: String) -> String {
        var bytes = Array(json.utf8)
        for name in [#""details":["#, #""problems":["#] {
            guard let start = bytes.firstRange(of: Array(name.utf8))?.upperBound,
                let end = arrayEnd(bytes, start)
            else { continue }
            bytes.removeSubrange(start..<end)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the bracket is that closes an array whose first element begins at `start`.
    private static func arrayEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
        var (depth, isText, isEscaped) = (1, false, false)
        for place in bytes.indices[start...] {
            let byte = bytes[place]
            if isEscaped {
                isEscaped = false
            } else if isText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    depth -= 1
                    if depth == 0 { return place }
                default: break
                }
            }
        }
        return nil
    }
}
